"""Layouts of papers: ready ones as data, a trust's own as rows, and the words of a paper."""

import pytest
from django.core.exceptions import ValidationError

from reports.layouts import services
from reports.layouts.ready import LayoutError, parse_layout, ready_layouts
from reports.layouts.trust import find_layout, layouts_of
from reports.models import Layout, LayoutPart, PaperText
from reports.services import content_of, draft_content, draft_paper, publish_paper
from strategy_tracker.accounts.models import Trust
from tests import factories
from tests.paper_rows import Rows, rows

pytestmark = pytest.mark.django_db
TWO_PARTS = """
name = "Two parts"
[[part]]
kind = "text"
heading = "Purpose"
options = {text = "Why this paper."}
[[part]]
kind = "action-table"
orientation = "wide"
"""


def own_layout(trust: Trust, name: str = "Our own", text: str = TWO_PARTS) -> Layout:
    return services.copy_layout(trust=trust, recipe=parse_layout(text), name=name, by=None)


def keys(layout: Layout) -> list[str]:
    return [part.key for part in LayoutPart.objects.filter(layout=layout)]


# As data


def test_every_ready_layout_composes_a_paper_of_any_plan() -> None:
    made = rows(actions=1)
    for key in ready_layouts():
        assert draft_content(made.period, key)["layout"]["key"] == key


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("name = ", "This is not a layout"),
        ("about = 'No name'", "has no name"),
        ("name = 'A'\ncolour = 'red'", "has “colour”"),
        ("name = 'A'\n[[part]]\nkind = 'pie'", "Part 1 is of no known kind: “pie”"),
        ("name = 'A'\n[[part]]\nkind = 'text'\norientation = 'round'", "“tall” or “wide”"),
        ("name = 'A'\n[[part]]\nkind = 'text'\noptions = {size = 1}", "Part 1: Text has no option"),
        ("name = 'A'\n[[part]]\nkind = 'text'\nkey = 'x'\n[[part]]\nkind = 'text'\nkey = 'x'",
         "Two parts have the key “x”"),
    ],
)  # fmt: skip
def test_a_layout_that_says_nothing_clear_is_refused_in_a_sentence(text: str, told: str) -> None:
    with pytest.raises(LayoutError, match=told):
        parse_layout(text)


def test_a_layout_goes_out_as_a_file_and_comes_in_as_it_was() -> None:
    here, there = factories.trust(), factories.trust()
    layout = own_layout(here)
    recipe = find_layout(here, layout.key)
    assert recipe is not None
    text = services.layout_as_text(recipe)
    again = services.import_layout(trust=there, text=text, by=None)
    taken_in = find_layout(there, again.key)
    assert taken_in is not None and taken_in.parts == recipe.parts


# As rows


def test_a_copy_has_the_parts_of_the_original_and_a_key_of_its_own() -> None:
    trust = factories.trust()
    ready = ready_layouts()["progress-table"]
    first = services.copy_layout(trust=trust, recipe=ready, name="Board table", by=None)
    second = services.copy_layout(trust=trust, recipe=ready, name="Board table!", by=None)
    assert (first.key, second.key) == ("board-table", "board-table-2")
    assert keys(first) == [part.key for part in ready.parts]
    assert list(layouts_of(trust)) == [*ready_layouts(), "board-table", "board-table-2"]
    assert "board-table" not in layouts_of(factories.trust())


@pytest.mark.parametrize("name", ["", "Progress table", "Our own"])
def test_a_name_that_is_taken_or_empty_is_refused(name: str) -> None:
    trust = factories.trust()
    own_layout(trust)
    with pytest.raises(ValidationError):
        services.copy_layout(
            trust=trust, recipe=ready_layouts()["progress-table"], name=name, by=None
        )
    assert Layout.objects.count() == 1


def test_parts_are_added_moved_hidden_and_taken_out() -> None:
    layout = own_layout(factories.trust())
    added = services.add_part(layout=layout, kind="text", by=None)
    assert keys(layout) == ["text", "action-table", "text-2"]
    assert services.move_part(part=added, place=-1, by=None) == 0
    assert keys(layout) == ["text-2", "text", "action-table"]
    services.change_part(part=added, by=None, is_shown=False)
    recipe = find_layout(layout.trust, layout.key)
    assert recipe is not None
    assert [part.key for part in recipe.parts] == ["text", "action-table"]
    services.remove_part(part=added, by=None)
    assert keys(layout) == ["text", "action-table"]


def test_options_that_a_part_does_not_have_are_refused() -> None:
    part = factories.layout_part()
    for options in ({"size": 3}, "large"):
        with pytest.raises(ValidationError):
            services.change_part(part=part, by=None, options=options)


def test_changing_a_layout_never_changes_what_is_published() -> None:
    made = rows(actions=1)
    layout = own_layout(made.trust)
    paper = draft_paper(period=made.period, layout=layout.key, by=None)
    final = publish_paper(paper=paper, by=None)
    before = content_of(final)
    for part in LayoutPart.objects.filter(layout=layout):
        services.remove_part(part=part, by=None)
    assert content_of(final) == before and len(before["parts"]) == 2
    assert draft_content(made.period, layout.key)["parts"] == []


# The words of one paper


def draft_with_text() -> tuple[Rows, PaperText]:
    made = rows(actions=1)
    layout = own_layout(made.trust)
    paper = draft_paper(period=made.period, layout=layout.key, by=None)
    text = services.save_text(
        paper=paper, part="text", name="text", text="Ours, this quarter.", version=0, by=None
    )
    return made, text


def test_what_is_written_stands_in_that_paper_in_place_of_the_layouts_words() -> None:
    made, text = draft_with_text()
    first = content_of(text.paper)["parts"][0]
    assert first["data"]["text"] == "Ours, this quarter."
    other = draft_content(made.before, text.paper.layout)["parts"][0]
    assert other["data"]["text"] == "Why this paper."


def test_two_who_write_at_once_lose_nothing() -> None:
    _, text = draft_with_text()
    given = {"paper": text.paper, "part": "text", "name": "text", "by": None}
    services.save_text(text="Hers.", version=1, **given)
    with pytest.raises(services.ChangedMeanwhile) as told:
        services.save_text(text="His.", version=1, **given)
    assert (told.value.text, told.value.version) == ("Hers.", 2)
    assert services.save_text(text="Hers. His.", version=2, **given).version == 3


def test_the_same_words_twice_are_no_conflict() -> None:
    _, text = draft_with_text()
    again = services.save_text(
        paper=text.paper, part="text", name="text", text=text.text, version=0, by=None
    )
    assert again.version == 1


def test_nothing_is_written_into_a_published_paper() -> None:
    _, text = draft_with_text()
    publish_paper(paper=text.paper, by=None)
    with pytest.raises(ValidationError, match="is published and cannot change"):
        services.save_text(
            paper=text.paper, part="text", name="text", text="Later.", version=1, by=None
        )
