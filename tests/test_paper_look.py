"""How a trust's papers look: the screen, the logo that is checked, and what papers print."""

import base64
import io
from typing import Any

import pypdf
import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from objectives.models import Period
from reports import render
from reports.frame import print_rules
from reports.look import LARGEST_FILE, logo_of, set_look
from reports.models import PaperLook
from reports.models.look import look_of
from reports.services import content_of, draft_content, draft_paper, publish_paper
from strategy_tracker.accounts.models import Role, Trust
from tests import factories
from tests.governing import address, signed_in, text_of
from tests.paper_rows import Rows, rows

pytestmark = pytest.mark.django_db


def picture(kind: str = "PNG", size: tuple[int, int] = (40, 20), mode: str = "RGB") -> bytes:
    made = io.BytesIO()
    Image.new(mode, size, 1).save(made, kind)
    return made.getvalue()


def file(data: bytes, name: str = "logo.png") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data)


def sent(client: Client, trust: Trust, **fields: Any) -> Any:
    usual = {"name": trust.name, "colour": "005EB8", "paper_size": "A4", "font": "Source Sans Pro"}
    return client.post(address("paper_look", trust), {**usual, **fields}, follow=True)


def live(period: Period) -> dict[str, Any]:
    return draft_content(Period.objects.get(pk=period.pk), "progress-table")


def governed() -> tuple[Rows, Client]:
    made = rows(actions=1)
    return made, signed_in(made.trust, Role.GOVERNANCE)


def test_governance_sets_how_papers_look_and_papers_print_it() -> None:
    made, client = governed()
    page = text_of(
        sent(
            client, made.trust, logo=file(picture()), logo_description="Rivermead NHS Trust",
            colour="#7c2855", paper_size="A3",
        )
    )  # fmt: skip
    assert "Saved. Drafts look so from now on" in page
    trust = live(made.period)["trust"]
    assert (trust["colour"], trust["paper_size"], trust["font"]) == (
        "7C2855", "A3", "Source Sans Pro",
    )  # fmt: skip
    assert trust["logo"]["description"] == "Rivermead NHS Trust"
    assert PaperLook.history.count() == 1
    html = render.page(live(made.period))
    assert html.count('alt="Rivermead NHS Trust"') == 1
    assert html.index('alt="Rivermead NHS Trust"') < html.index("<h1>")
    assert 'data-paper-size="A3"' in html and '<main class="paper a3"' in html


def test_the_logo_is_a_figure_with_its_words_in_the_pdf() -> None:
    made, client = governed()
    sent(client, made.trust, logo=file(picture()), logo_description="Rivermead NHS Trust")
    data = render.pdf_of(live(made.period))
    reader = pypdf.PdfReader(io.BytesIO(data))
    assert len(reader.pages[0].images) == 1
    assert (
        "Rivermead NHS Trust".encode("utf-16-be") in data
        or b"Rivermead NHS Trust" in data
        or ("Rivermead NHS Trust" in str(alternatives(reader)))
    )


def test_a_paper_is_printed_on_the_sheet_and_in_the_font_that_the_trust_chose() -> None:
    made, client = governed()
    sent(client, made.trust, paper_size="A3", font="Source Serif Pro")
    reader = pypdf.PdfReader(io.BytesIO(render.pdf_of(live(made.period))))
    sides = {round(float(side) / 72 * 25.4) for side in reader.pages[0].mediabox[2:]}
    assert sides == {297, 420}
    used = {
        str(font["/BaseFont"]).rpartition("+")[2]
        for page in reader.pages
        for font in (one.get_object() for one in page["/Resources"]["/Font"].values())
    }
    assert any("Serif" in name for name in used)
    assert not any("Source-Sans" in name for name in used), used


def alternatives(reader: pypdf.PdfReader) -> list[str]:
    """The words that stand for each figure of a PDF."""
    found: list[str] = []
    for entry in range(1, int(str(reader.trailer["/Size"]))):
        try:
            value = reader.get_object(entry)
        except (KeyError, ValueError, pypdf.errors.PdfReadError):
            continue
        if isinstance(value, dict) and "/Alt" in value:
            found.append(str(value["/Alt"]))
    return found


def test_published_papers_keep_the_look_they_had() -> None:
    made, client = governed()
    final = publish_paper(
        paper=draft_paper(period=made.period, layout="progress-table", by=None), by=None
    )
    before = content_of(final)
    sent(client, made.trust, paper_size="A3", colour="7C2855")
    final.refresh_from_db()
    assert content_of(final) == before
    assert live(made.before)["trust"]["paper_size"] == "A3"


def test_a_colour_that_cannot_be_read_is_told_of_and_not_printed() -> None:
    made, client = governed()
    page = text_of(sent(client, made.trust, colour="ffd700"))
    assert "#FFD700 could not be read on white: its contrast is 1.4 to 1" in page
    assert "--trust: #005eb8" in render.page(live(made.period))
    assert "could not be read" not in text_of(sent(client, made.trust, colour="005eb8"))


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"colour": "blue"}, "Give the colour as six digits"),
        ({"colour": ""}, "Give the colour as six digits"),
        ({"logo": file(picture())}, "Say what the logo says"),
        ({"logo_description": "Words"}, "Choose the file of the logo that you describe."),
        ({"logo": file(b"<svg/>", "logo.svg"), "logo_description": "A"}, "no PNG or JPEG picture"),
        ({"logo": file(picture()[:45]), "logo_description": "A"}, "no PNG or JPEG picture"),
        ({"logo": file(picture("GIF")), "logo_description": "A"}, "no PNG or JPEG picture"),
        ({"paper_size": "A5"}, "Select a valid choice"),
        ({"font": "Comic"}, "Select a valid choice"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_saved(fields: dict[str, Any], told: str) -> None:
    made, client = governed()
    response = sent(client, made.trust, **fields)
    assert response.status_code == 422 and told in text_of(response)
    assert not PaperLook.objects.exists()


def test_a_logo_stays_until_another_or_none_is_chosen() -> None:
    made, client = governed()
    sent(client, made.trust, logo=file(picture()), logo_description="One")
    sent(client, made.trust, logo_description="The first")
    look = look_of(made.trust)
    assert look.logo and look.logo_description == "The first"
    sent(client, made.trust, logo_description="The first", removes_logo="on")
    look = look_of(made.trust)
    assert (look.logo, look.logo_description) == ("", "")


@pytest.mark.parametrize(("kind", "mode"), [("PNG", "RGBA"), ("PNG", "P"), ("JPEG", "CMYK")])
def test_a_logo_is_drawn_anew_no_larger_than_it_is_printed(kind: str, mode: str) -> None:
    address_of = logo_of(picture(kind, (2000, 500), mode))
    head, _, data = address_of.partition(",")
    assert head == f"data:image/{kind.lower()};base64"
    with Image.open(io.BytesIO(base64.b64decode(data))) as drawn:
        assert drawn.size == (900, 225)


def test_a_file_or_a_picture_that_is_too_large_is_no_logo() -> None:
    with pytest.raises(ValidationError, match="2 MB at most"):
        logo_of(b"0" * (LARGEST_FILE + 1))
    with pytest.raises(ValidationError, match="6000 pixels a side"):
        logo_of(picture(size=(6001, 1)))


def test_a_look_has_nothing_else() -> None:
    with pytest.raises(TypeError):
        set_look(trust=factories.trust(), by=None, colour="005EB8", margin=3)


def test_only_who_publishes_sets_the_look() -> None:
    made, _ = governed()
    for role in (Role.READER, Role.LEAD):
        client = signed_in(made.trust, role)
        assert client.get(address("paper_look", made.trust)).status_code == 403
        assert sent(client, made.trust).status_code == 403
    stranger = signed_in(factories.trust(), Role.GOVERNANCE)
    assert sent(stranger, made.trust).status_code == 404


def test_the_page_on_screen_has_the_size_and_the_font_that_are_printed() -> None:
    made, client = governed()
    sent(client, made.trust, paper_size="A3", font="Source Serif Pro")
    page = client.get(address("paper_page", made.trust, made.period.pk, "progress-table"))
    told = page.content.decode()
    assert '<article class="paper pa-sheet a3"' in told
    assert "--paper-font: &quot;Source Serif Pro&quot;" in told


def test_no_letter_of_a_title_ends_the_rules_of_print() -> None:
    made = rows(actions=1)
    draft_paper(period=made.period, layout="progress-table", by=None, title='a"}</style><b>\\')
    rules = print_rules(live(made.period))
    assert "a\\22 \\7d \\3c \\2f style\\3e \\3c b\\3e \\5c " in rules
    assert rules.count("<") == 0
