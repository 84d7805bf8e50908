"""The editor of a paper: its parts, their options, its words, and its page beside them."""

import json
from typing import Any

import pytest
from django.test import Client

from reports.layouts import services
from reports.layouts.trust import find_layout
from reports.models import Layout, LayoutPart, Paper, PaperText
from reports.parts import KINDS
from reports.services import draft_content, draft_paper, publish_paper
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


def test_what_is_written_in_the_draft_goes_with_a_copy_to_the_part_that_was_open() -> None:
    made, layout, client = made_layout()
    client.post(editor(made, layout.key, "part_write", "text"), {"text-text": "Two hubs."})
    draft_paper(period=made.period, layout=layout.key, by=None, meeting="The Board")
    response = client.post(
        address("layout_copy", made.trust, layout.key),
        {"name": "Another", "period": made.period.pk, "part": "action-table"},
    )
    assert response["Location"] == editor(made, "another") + "?part=action-table"
    paper = Paper.objects.get(layout="another")
    assert paper.meeting == "The Board" and paper.texts.get().text == "Two hubs."


def test_a_copy_for_another_trusts_period_begins_no_paper() -> None:
    made, other = rows(actions=1), rows(actions=1)
    client = signed_in(made.trust, Role.GOVERNANCE)
    response = client.post(
        address("layout_copy", made.trust, "progress-table"),
        {"name": "Ours", "period": other.period.pk},
    )
    assert response["Location"] == address("layout_list", made.trust)
    assert not Paper.objects.exists()


def test_the_editor_says_what_the_draft_lacks_and_which_part_lacks_it() -> None:
    made, layout, client = made_layout()
    services.add_part(layout=layout, kind="text", by=None)
    page = client.get(editor(made, layout.key))
    told = text_of(page)
    assert "Ready to publish?" in told and "1 key action is not handed in" in told
    assert "1 to look at in Text" in told
    assert address("paper_publish", made.trust, made.period.pk, layout.key) in page.text
    publish_paper(paper=draft_paper(period=made.period, layout=layout.key, by=None), by=None)
    assert "Ready to publish?" not in text_of(client.get(editor(made, layout.key)))


def test_the_page_beside_the_options_shows_the_chosen_part_alone() -> None:
    made, layout, client = made_layout()
    page = text_of(client.get(editor(made, layout.key) + "?part=action-table"))
    assert "Open hub 0" in page and "Why this paper." not in page
    page = text_of(client.get(editor(made, layout.key)))
    page = page.partition("Ready to publish?")[0]
    assert "Why this paper." in page and "Open hub 0" not in page


def test_options_are_saved_for_every_paper_of_the_layout() -> None:
    made, layout, client = made_layout()
    response = client.post(
        editor(made, layout.key, "part_change", "action-table"),
        {
            "do": "save", "heading": "What we do", "orientation": "tall", "is_shown": "on",
            "option-columns": ["title", "leads"], "option-group_by": "",
            "option-kinds": ["must_do"],
            "option-labels-title": "Our work",
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
    client.post(url, {"text-text": "This quarter we opened two hubs.", "version": "text:0:"})
    assert Paper.objects.get(layout=layout.key).texts.get().text.startswith("This quarter")
    paper = text_of(client.get(editor(made, layout.key, "paper_page")))
    assert "This quarter we opened two hubs." in paper


def test_words_typed_over_newer_ones_are_kept_beside_them() -> None:
    made, layout, client = made_layout()
    url = editor(made, layout.key, "part_write", "text")
    client.post(url, {"text-text": "Hers.", "version": "text:0:"})
    response = client.post(url, {"text-text": "His.", "version": "text:0:"})
    page = text_of(response)
    assert response.status_code == 409
    assert "His." in response.content.decode() and "Hers." in page
    assert PaperText.objects.get().text == "Hers."
    client.post(url, {"text-text": "Hers. His.", "version": "text:1:"})
    assert PaperText.objects.get().text == "Hers. His."


@pytest.mark.parametrize("version", ["", "one", "-1", "9" * 30])
def test_a_version_that_is_no_number_is_no_crash(version: str) -> None:
    made, layout, client = made_layout()
    url = editor(made, layout.key, "part_write", "text")
    assert client.post(url, {"text-text": "A", "version": f"text:{version}:"}).status_code == 302


def test_a_published_paper_takes_no_words_until_a_new_version_is_begun() -> None:
    made, layout, client = made_layout()
    publish_paper(paper=draft_paper(period=made.period, layout=layout.key, by=None), by=None)
    url = editor(made, layout.key, "part_write", "text")
    page = text_of(client.post(url, {"text-text": "Late", "version": "text:0:"}, follow=True))
    assert "Begin a new version first" in page and not PaperText.objects.exists()


def test_the_list_says_which_papers_have_a_layout_and_gives_it_as_a_file() -> None:
    made, layout, client = made_layout()
    draft_paper(period=made.period, layout=layout.key, by=None)
    page = text_of(client.get(address("layout_list", made.trust)))
    assert page.index("Our own") < page.index("Ambitions report")
    assert "Our own Your own" in page
    assert "Edit the paper of Quarter 2 : Our own" in page
    assert "1 paper, the latest Quarter 2, version 1" in page
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


@pytest.mark.once
def test_the_editor_costs_the_same_for_one_action_and_for_twenty() -> None:
    counts = []
    for number in (1, 20):
        made = full_rows(number)
        layout = own_layout(made.trust)
        client = signed_in(made.trust, Role.GOVERNANCE)
        counts.append(queries_of(client, editor(made, layout.key) + "?part=action-table"))
    assert counts[0] == counts[1]


def test_a_column_moves_by_a_button_that_saves_the_options_too() -> None:
    made, layout, client = made_layout()
    url = editor(made, layout.key, "part_change", "action-table")
    sent = {"orientation": "wide", "is_shown": "on", "heading": "Renamed"}
    columns = ["title", "leads", "ratings"]
    client.post(url, {**sent, "do": "up option-columns ratings", "option-columns": columns})
    part = LayoutPart.objects.get(layout=layout, key="action-table")
    assert part.heading == "Renamed"
    assert part.options["columns"] == ["title", "ratings", "leads"]
    page = client.get(editor(made, layout.key) + "?part=action-table").content.decode()
    assert page.rindex('value="ratings"') < page.rindex('value="leads"')


# Parts that one paper leaves out


@pytest.mark.parametrize("key", ["progress-table", "our-own"])
def test_a_part_is_left_out_of_one_paper_and_stays_in_the_others(key: str) -> None:
    made, _, client = made_layout()
    content = draft_content(made.period, key)
    first, *others = [part["key"] for part in content["parts"]]
    url = editor(made, key, "part_leave_out", first)
    page = text_of(client.post(url, {"do": "leave-out"}, follow=True))
    assert "Left out of this paper" in page
    assert [part["key"] for part in draft_content(made.period, key)["parts"]] == others
    earlier = [part["key"] for part in draft_content(made.before, key)["parts"]]
    assert first in earlier
    client.post(url, {"do": "take-in"})
    assert [part["key"] for part in draft_content(made.period, key)["parts"]] == [first, *others]


def test_a_published_paper_leaves_nothing_out_any_more() -> None:
    made, layout, client = made_layout()
    publish_paper(paper=draft_paper(period=made.period, layout=layout.key, by=None), by=None)
    url = editor(made, layout.key, "part_leave_out", "text")
    assert "Begin a new version first" in text_of(client.post(url, follow=True))


def test_a_new_version_begins_with_the_words_and_without_the_parts_left_out_of_the_last() -> None:
    made, layout, client = made_layout()
    client.post(editor(made, layout.key, "part_write", "text"), {"text-text": "Two hubs."})
    client.post(editor(made, layout.key, "part_leave_out", "action-table"))
    publish_paper(paper=Paper.objects.get(), by=None)
    second = draft_paper(period=made.period, layout=layout.key, by=None)
    assert second.version == 2 and second.left_out == ["action-table"]
    assert second.texts.get().text == "Two hubs."


def test_words_of_a_part_that_is_not_printed_can_be_written() -> None:
    made, layout, client = made_layout()
    LayoutPart.objects.filter(layout=layout, key="text").update(is_shown=False)
    client.post(editor(made, layout.key, "part_write", "text"), {"text-text": "Later."})
    assert PaperText.objects.get().text == "Later."


# What a script sends


def saved(client: Client, url: str, **fields: Any) -> tuple[int, dict[str, Any]]:
    response = client.post(url, fields)
    return response.status_code, json.loads(response.content)


def test_words_are_saved_while_somebody_types_and_answered_with_the_page() -> None:
    made, layout, client = made_layout()
    url = editor(made, layout.key, "part_write_autosave", "text")
    status, first = saved(client, url, **{"text-text": "Two", "version": "text:0:"})
    assert (status, first["errors"], first["name"]) == (200, {}, "Purpose")
    assert first["saved"].startswith("Saved at ") and "Two" in first["page"]
    assert "Open hub 0" not in first["page"]
    status, _ = saved(client, url, **{"text-text": "Two hubs", "version": first["version"]})
    assert status == 200 and PaperText.objects.get().text == "Two hubs"
    assert PaperText.history.count() == 1


def test_autosaved_words_never_replace_newer_ones() -> None:
    made, layout, client = made_layout()
    url = editor(made, layout.key, "part_write_autosave", "text")
    saved(client, url, **{"text-text": "Hers", "version": "text:0:"})
    status, answer = saved(client, url, **{"text-text": "His", "version": "text:0:"})
    assert (status, answer["conflict"]) == (409, True)
    assert PaperText.objects.get().text == "Hers"
    publish_paper(paper=Paper.objects.get(), by=None)
    status, answer = saved(client, url, **{"text-text": "His", "version": "text:1:"})
    assert (status, answer["conflict"]) == (409, False)
    assert "Begin a new version" in answer["message"]


def test_a_text_that_was_left_alone_does_not_undo_what_somebody_else_wrote_in_it() -> None:
    made = rows(actions=1)
    text = "name = 'A'\n[[part]]\nkind = 'cover-sheet'"
    layout, client = own_layout(made.trust, text=text), signed_in(made.trust, Role.GOVERNANCE)
    url = editor(made, layout.key, "part_write_autosave", "cover-sheet")
    one, other = [name for name, _, _ in KINDS["cover-sheet"].written][:2]
    _, mine = saved(client, url, **{f"text-{one}": "One"})
    saved(client, url, **{f"text-{other}": "Hers"})
    both = {f"text-{one}": "One, again", f"text-{other}": "", "version": mine["version"]}
    status, _ = saved(client, url, **both)
    assert status == 200
    assert set(PaperText.objects.values_list("text", flat=True)) == {"One, again", "Hers"}


def test_a_conflict_is_settled_even_by_keeping_ones_own_words() -> None:
    made, layout, client = made_layout()
    url = editor(made, layout.key, "part_write", "text")
    client.post(url, {"text-text": "Hers.", "version": "text:0:"})
    response = client.post(url, {"text-text": "His.", "version": "text:0:"})
    version = response.context["words_version"]
    client.post(url, {"text-text": "His.", "version": version})
    assert PaperText.objects.get().text == "His."


def test_options_are_saved_as_they_change_or_not_over_somebody_elses() -> None:
    made, layout, client = made_layout()
    url = editor(made, layout.key, "part_autosave", "action-table")
    page = client.get(editor(made, layout.key) + "?part=action-table")
    fields = {
        "heading": "Renamed", "orientation": "wide", "is_shown": "on",
        "option-group_by": "", "option-condition-only-kind": ["must_do"],
        "version": page.context["options_version"],
    }  # fmt: skip
    status, answer = saved(client, url, **fields)
    assert (status, answer["errors"], answer["name"]) == (200, {}, "Renamed")
    assert answer["conditions"] == {"option-condition": "Printed where it is a must do."}
    status, again = saved(client, url, **{**fields, "heading": "Too late"})
    assert (status, again["conflict"]) == (409, True)
    status, third = saved(client, url, **{**fields, "heading": "x" * 300})
    assert status == 200 and "heading" in third["errors"]
    assert LayoutPart.objects.get(layout=layout, key="action-table").heading == "Renamed"


def test_a_part_is_moved_to_the_place_it_was_dragged_to() -> None:
    made, layout, client = made_layout()
    client.post(editor(made, layout.key, "part_add"), {"kind": "legend"})
    url = editor(made, layout.key, "part_move", "legend")
    assert saved(client, url, place="0") == (200, {"place": 0})
    keys = [part.key for part in LayoutPart.objects.filter(layout=layout)]
    assert keys == ["legend", "text", "action-table"]
    assert saved(client, url, place="99") == (200, {"place": 2})
    assert saved(client, url, place="no") == (200, {"place": 0})


@pytest.mark.parametrize(
    "name", ["part_move", "part_autosave", "part_write_autosave", "part_leave_out", "part_change"]
)
def test_what_is_sent_for_another_trusts_layout_or_by_a_lead_is_refused(name: str) -> None:
    made, layout, _ = made_layout()
    url = editor(made, layout.key, name, "text")
    assert signed_in(made.trust, Role.LEAD).post(url).status_code == 403
    assert signed_in(rows(actions=1).trust, Role.GOVERNANCE).post(url).status_code == 404
    assert signed_in(made.trust, Role.GOVERNANCE).get(url).status_code == 405
    nobody = editor(made, layout.key, name, "nobody")
    assert signed_in(made.trust, Role.GOVERNANCE).post(nobody).status_code == 404


def test_a_layout_is_renamed_set_aside_and_used_again() -> None:
    made, layout, client = made_layout()
    url = address("layout_change", made.trust, layout.key)

    def sent(**fields: str) -> str:
        return text_of(client.post(url, fields, follow=True))

    assert "It is called “Board table” now." in sent(name="Board table")
    assert "Nothing was changed. Say what your layout is called." in sent(name="")
    assert "There is already a layout called “Progress table”." in sent(name="Progress table")
    own_layout(made.trust, name="Another")
    assert "already has a layout with this name" in sent(name="Another")
    assert "“Board table” is no longer used." in sent(do="archive")
    papers = text_of(client.get(address("paper_list", made.trust)))
    assert "Board table" not in papers and "Another" in papers
    assert "Board table Your own No longer used" in sent(do="archive")
    sent(do="restore")
    assert "Board table" in text_of(client.get(address("paper_list", made.trust)))
    ready = address("layout_change", made.trust, "progress-table")
    assert client.post(ready, {"name": "Ours"}).status_code == 404
