"""A picture that somebody gives for a paper: checked, kept in its words, printed with its words."""

import base64
from io import BytesIO
from typing import Any

import page as validation
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from PIL import Image

from reports.layouts.ready import LayoutRecipe
from reports.layouts.services import add_part, copy_layout
from reports.models import Paper
from reports.parts import Part
from reports.pdf.check import faults_of
from reports.pdf.paper import render_parts
from reports.pictures import LARGEST_HELD, LONGEST_SIDE, PictureError, is_picture, picture_address
from reports.services import content_of, publish_paper
from strategy_tracker.accounts.models import Role
from tests import factories
from tests.paper_parts import content_of as content_with
from tests.paper_parts import html_of, part, queries_of
from tests.paper_rows import Rows, rows

pytestmark = pytest.mark.django_db


def drawn(kind: str = "PNG", size: tuple[int, int] = (60, 40), mode: str = "RGB", **more: Any):
    made = BytesIO()
    Image.new(mode, size, "red").save(made, kind, **more)
    return made.getvalue()


def held(address: str) -> bytes:
    return base64.b64decode(address.partition(",")[2])


# The file


@pytest.mark.parametrize(("kind", "told"), [("PNG", "png"), ("JPEG", "jpeg")])
def test_a_picture_is_held_as_a_data_address(kind: str, told: str) -> None:
    address = picture_address(drawn(kind))
    assert address.startswith(f"data:image/{told};base64,")
    assert is_picture(address)
    assert Image.open(BytesIO(held(address))).size == (60, 40)


def test_a_large_picture_is_made_as_small_as_a_page_needs() -> None:
    address = picture_address(drawn(size=(4000, 1000)))
    assert Image.open(BytesIO(held(address))).size == (LONGEST_SIDE, 450)


def test_a_picture_full_of_noise_is_still_small_enough_to_hold() -> None:
    made = BytesIO()
    Image.effect_noise((2400, 1800), 200).convert("RGB").save(made, "JPEG", quality=75)
    assert len(held(picture_address(made.getvalue()))) <= LARGEST_HELD


def test_what_is_hidden_in_a_photograph_is_left_out() -> None:
    exif = Image.Exif()
    exif[0x010E] = "Ward 4, bed 12"
    data = drawn("JPEG", exif=exif) + b"<script>"
    made = held(picture_address(data))
    assert b"Ward 4" in data and b"Ward 4" not in made and b"<script>" not in made


def test_a_clear_picture_may_be_of_any_mode() -> None:
    for mode in ("1", "L", "LA", "P", "RGBA", "CMYK"):
        kind = "JPEG" if mode == "CMYK" else "PNG"
        colour: Any = {"size": (9, 9), "mode": mode}
        made = BytesIO()
        Image.new(**colour).save(made, kind)
        assert is_picture(picture_address(made.getvalue()))


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"", "not a picture"),
        (b"<svg onload='alert(1)'/>", "not a picture"),
        (b"GIF89a" + b"\0" * 40, "not a picture"),
        (drawn()[:60], "damaged"),
        (b"\x89PNG" + b"\0" * 5_000_001, "larger than 5 MB"),
    ],
)
def test_what_is_no_picture_is_told_in_a_sentence(data: bytes, told: str) -> None:
    with pytest.raises(PictureError, match=told):
        picture_address(data)


def test_only_pictures_are_taken_for_pictures() -> None:
    good = picture_address(drawn())
    for address in ("", "https://example.org/a.png", f'{good}" onerror="', f"{good}\n", "data:x"):
        assert not is_picture(address)


# The part


def words(**more: str) -> dict[str, str]:
    return {
        "picture": picture_address(drawn()),
        "description": "A <red> box",
        "caption": "How we work & why",
    } | more


def test_it_prints_the_picture_with_its_caption_and_says_what_it_shows() -> None:
    period = factories.period()
    html = html_of(period, part("picture", words(), width=50))
    assert 'src="data:image/png;base64,' in html
    assert 'alt="A &lt;red&gt; box"' in html
    assert "<figcaption>How we work &amp; why</figcaption>" in html
    assert "width: 50%" in html


@pytest.mark.parametrize(
    "lacking", [{"picture": ""}, {"description": " "}, {"picture": "https://example.org/a.png"}]
)
def test_nothing_is_printed_without_a_picture_or_what_it_shows(lacking: dict[str, str]) -> None:
    period = factories.period()
    assert content_with(period, part("picture", words(**lacking)))["parts"] == []


def test_a_paper_with_a_picture_can_be_read_aloud() -> None:
    data = render_parts(content_with(factories.period(), part("picture", words())))
    report = validation.validate_pdf_bytes(data, profile=validation.ValidationProfile.PDF_UA_1)
    assert [failure.message for failure in report.failures] == []
    assert faults_of(data) == {}


def test_it_costs_the_same_queries_in_any_plan() -> None:
    few, many = rows(actions=1), rows(actions=20)
    one = part("picture", words())
    assert queries_of(few.period, one) == queries_of(many.period, one)


# Choosing it


class Chosen:
    """A paper with a picture in its layout, and a browser that chooses one."""

    def __init__(self, client: Client) -> None:
        self.made: Rows = rows()
        self.client = client
        self.sign_in(Role.GOVERNANCE)
        recipe = LayoutRecipe("ours", "Ours", "", (Part("words", "text"),))
        layout = copy_layout(trust=self.made.trust, recipe=recipe, name="Ours", by=None)
        self.layout, self.part = layout, add_part(layout=layout, kind="picture", by=None)

    def sign_in(self, role: str) -> None:
        self.client.force_login(factories.member(self.made.trust, role).user)

    def url(self, key: str = "picture") -> str:
        names = [self.made.trust.code, self.made.period.pk, self.layout.key, key]
        return reverse("part_picture", args=names)

    def post(self, data: bytes | None = None, **more: Any) -> Any:
        given = {"description": "A map", "caption": "", "version": "0"} | more
        if data is not None:
            given["file"] = SimpleUploadedFile("a.png", data)
        return self.client.post(self.url(), given)

    def parts(self) -> list[dict[str, Any]]:
        return content_of(Paper.objects.get())["parts"]


@pytest.fixture
def chosen(client: Client) -> Chosen:
    return Chosen(client)


def test_governance_chooses_a_picture_which_begins_the_draft(chosen: Chosen) -> None:
    response = chosen.post(drawn(), caption="Where we work")
    assert response.status_code == 302 and response["Location"].endswith("edit/?part=picture")
    data = chosen.parts()[0]["data"]
    assert is_picture(data["picture"])
    assert (data["description"], data["caption"]) == ("A map", "Where we work")


def test_the_words_change_without_the_file_given_again(chosen: Chosen) -> None:
    chosen.post(drawn())
    before = chosen.parts()[0]["data"]["picture"]
    assert chosen.post(description="A better map", version="3").status_code == 302
    data = chosen.parts()[0]["data"]
    assert (data["picture"], data["description"]) == (before, "A better map")


@pytest.mark.parametrize(
    ("data", "more", "told"),
    [
        (None, {}, "Choose the file of the picture."),
        (drawn(), {"description": " "}, "Say what the picture shows"),
        (b"<svg/>", {}, "This is not a picture."),
    ],
)
def test_what_is_wrong_is_told_and_nothing_is_kept(
    chosen: Chosen, data: bytes | None, more: dict[str, str], told: str
) -> None:
    response = chosen.post(data, **more)
    assert response.status_code == 422
    assert told in response.text
    assert not Paper.objects.exists()


def test_two_people_do_not_take_the_place_of_each_others_picture_unseen(chosen: Chosen) -> None:
    chosen.post(drawn(), description="Mine")
    response = chosen.post(drawn(), description="Yours")
    assert response.status_code == 422 and "Somebody else changed this picture" in response.text
    assert chosen.parts()[0]["data"]["description"] == "Mine"


def test_a_published_paper_keeps_its_picture(chosen: Chosen) -> None:
    chosen.post(drawn(), description="First")
    publish_paper(paper=Paper.objects.get(), by=None)
    chosen.post(drawn(), description="Second", version="3")
    assert chosen.parts()[0]["data"]["description"] == "First"


def test_only_governance_chooses_and_only_of_a_picture(chosen: Chosen) -> None:
    assert chosen.client.get(chosen.url()).status_code == 200
    assert chosen.client.get(chosen.url("words")).status_code == 404
    assert chosen.client.get(chosen.url("none")).status_code == 404
    chosen.sign_in(Role.LEAD)
    assert chosen.client.get(chosen.url()).status_code == 403
    assert chosen.post(drawn()).status_code == 403


def test_a_strangers_picture_is_not_found(chosen: Chosen) -> None:
    chosen.client.force_login(factories.member(factories.trust(), Role.GOVERNANCE).user)
    assert chosen.client.get(chosen.url()).status_code == 404
