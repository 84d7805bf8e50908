"""The editor of a paper: its parts, their options, its words, and its page beside them."""

import pytest
from django.test import Client

from reports.layouts.trust import find_layout
from reports.models import Layout, LayoutPart, Paper, PaperText
from reports.services import draft_paper, publish_paper
from strategy_tracker.accounts.models import Role
from tests.governing import address, queries_of, signed_in, text_of
from tests.paper_rows import Rows, full_rows, rows
from tests.test_layouts import TWO_PARTS, own_layout

pytestmark = pytest.mark.django_db


def editor(made: Rows, layout: str, name: str = "paper_edit", *more: str) -> str:
    return address(name, made.trust, made.period.pk, layout, *more)


def made_layout(actions: int = 1) -> tuple[Rows, Layout, Client]:
    made = rows(actions=actions)
    return made, own_layout(made.trust), signed_in(made.trust, Role.GOVERNANCE)


def test_a_ready_layout_is_copied_before_it_is_changed() -> None:
    made = rows(actions=1)
    client = signed_in(made.trust, Role.GOVERNANCE)
    page = text_of(client.get(editor(made, "progress-table")))
    assert "This layout comes with the product" in page and "Save the options" not in page
    response = client.post(
        address("layout_copy", made.trust, "progress-table"),
        {"name": "Board table", "period": made.period.pk},
    )
    assert response["Location"] == editor(made, "board-table")
    assert "Save the options" in text_of(client.get(response["Location"]))


def test_the_page_beside_the_options_shows_the_chosen_part_alone() -> None:
    made, layout, client = made_layout()
    page = text_of(client.get(editor(made, layout.key) + "?part=action-table"))
    assert "Open hub 0" in page and "Why this paper." not in page
    page = text_of(client.get(editor(made, layout.key)))
    assert "Why this paper." in page and "Open hub 0" not in page


def test_options_are_saved_for_every_paper_of_the_layout() -> None:
    made, layout, client = made_layout()
    response = client.post(
        editor(made, layout.key, "part_change", "action-table"),
        {
            "do": "save", "heading": "What we do", "orientation": "tall", "is_shown": "on",
            "option-columns": "title\nleads", "option-group_by": "", "option-kinds": ["must_do"],
            "option-labels": "title = Our work",
        },
    )  # fmt: skip
    assert response.status_code == 302
    part = LayoutPart.objects.get(layout=layout, key="action-table")
    assert (part.heading, part.orientation) == ("What we do", "tall")
    assert part.options == {
        "columns": ["title", "leads"], "group_by": "", "kinds": ["must_do"],
        "labels": {"title": "Our work"}, "shows_introductions": False,
        "shows_statements": False, "titles_are_strong": False,
    }  # fmt: skip


def test_parts_are_added_moved_and_removed_by_buttons() -> None:
    made, layout, client = made_layout()
    client.post(editor(made, layout.key, "part_add"), {"kind": "legend"})
    client.post(editor(made, layout.key, "part_change", "legend"), {"do": "up"})
    client.post(editor(made, layout.key, "part_change", "text"), {"do": "remove"})
    keys = [part.key for part in LayoutPart.objects.filter(layout=layout)]
    assert keys == ["legend", "action-table"]
    response = client.post(editor(made, layout.key, "part_add"), {"kind": "pie"}, follow=True)
    assert "Choose which kind of part to add." in text_of(response)


def test_words_are_written_for_this_paper_and_begin_its_draft() -> None:
    made, layout, client = made_layout()
    url = editor(made, layout.key, "part_write", "text")
    client.post(url, {"text-text": "This quarter we opened two hubs.", "version-text": "0"})
    assert Paper.objects.get(layout=layout.key).texts.get().text.startswith("This quarter")
    paper = text_of(client.get(editor(made, layout.key, "paper_page")))
    assert "This quarter we opened two hubs." in paper


def test_words_typed_over_newer_ones_are_kept_beside_them() -> None:
    made, layout, client = made_layout()
    url = editor(made, layout.key, "part_write", "text")
    client.post(url, {"text-text": "Hers.", "version-text": "0"})
    response = client.post(url, {"text-text": "His.", "version-text": "0"})
    page = text_of(response)
    assert response.status_code == 409
    assert "His." in response.content.decode() and "Hers." in page
    assert PaperText.objects.get().text == "Hers."
    client.post(url, {"text-text": "Hers. His.", "version-text": "1"})
    assert PaperText.objects.get().text == "Hers. His."


@pytest.mark.parametrize("version", ["", "one", "-1", "9" * 30])
def test_a_version_that_is_no_number_is_no_crash(version: str) -> None:
    made, layout, client = made_layout()
    url = editor(made, layout.key, "part_write", "text")
    assert client.post(url, {"text-text": "A", "version-text": version}).status_code == 302


def test_a_published_paper_takes_no_words_until_a_new_version_is_begun() -> None:
    made, layout, client = made_layout()
    publish_paper(paper=draft_paper(period=made.period, layout=layout.key, by=None), by=None)
    url = editor(made, layout.key, "part_write", "text")
    page = text_of(client.post(url, {"text-text": "Late", "version-text": "0"}, follow=True))
    assert "Begin a new version first" in page and not PaperText.objects.exists()


def test_the_list_says_which_papers_have_a_layout_and_gives_it_as_a_file() -> None:
    made, layout, client = made_layout()
    draft_paper(period=made.period, layout=layout.key, by=None)
    page = text_of(client.get(address("layout_list", made.trust)))
    assert "Our own Your own" in page
    assert "Used by 1 paper, the latest: Quarter 2, version 1" in page
    file = client.get(address("layout_file", made.trust, layout.key)).content.decode()
    assert 'kind = "action-table"' in file


def test_a_layout_is_taken_in_from_a_file_or_refused_with_a_sentence(tmp_path) -> None:
    made = rows(actions=1)
    client = signed_in(made.trust, Role.GOVERNANCE)
    for text, told in ((TWO_PARTS, "“Two parts” was taken in."), ("name = ''", "has no name")):
        file = tmp_path / "layout.toml"
        file.write_text(text)
        with file.open("rb") as opened:
            response = client.post(
                address("layout_import", made.trust), {"file": opened}, follow=True
            )
        assert told in text_of(response)
    assert find_layout(made.trust, "two-parts")


@pytest.mark.parametrize("role", [Role.READER, Role.LEAD])
def test_only_who_publishes_edits(role: str) -> None:
    made, layout, _ = made_layout()
    client = signed_in(made.trust, role)
    for url in (editor(made, layout.key), address("layout_list", made.trust)):
        assert client.get(url).status_code == 403
    write = editor(made, layout.key, "part_write", "text")
    assert client.post(write, {"text-text": "A"}).status_code == 403


def test_the_editor_costs_the_same_for_one_action_and_for_twenty() -> None:
    counts = []
    for number in (1, 20):
        made = full_rows(number)
        layout = own_layout(made.trust)
        client = signed_in(made.trust, Role.GOVERNANCE)
        counts.append(queries_of(client, editor(made, layout.key) + "?part=action-table"))
    assert counts[0] == counts[1]
