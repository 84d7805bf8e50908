"""What is found in the words, links, pictures and parts that a draft would print."""

from typing import Any

import pytest

from reports.blocks import Chart, Charts, Heading, Link, Text
from reports.models import Layout, Paper
from reports.readiness import Finding, findings
from reports.readiness.printed import Printed
from tests import factories
from tests.paper_rows import Rows, rows

pytestmark = pytest.mark.django_db


def kinds(made: Rows, **paper: Any) -> dict[str, Finding]:
    """The findings in a draft, by their kind."""
    own = factories.paper(period=made.period, **paper)
    return {finding.kind: finding for finding in findings(own)}


def words(finding: Finding) -> list[str]:
    return [about.words for about in finding.items]


def answered(text: str) -> Rows:
    made = rows(actions=1)
    made.answer(made.actions[0], text=text, state="approved")
    return made


def own_layout(made: Rows, *parts: dict[str, Any]) -> Layout:
    layout: Layout = factories.layout(trust=made.trust, key="our-own", name="Our own")
    for position, part in enumerate(parts):
        factories.layout_part(layout=layout, position=position, **part)
    return layout


def test_a_plain_answer_has_nothing_wrong() -> None:
    found = kinds(answered("All is done → see [the page](https://example.org/a). ✓ 中文 😀"))
    assert set(found) <= {"open", "meeting", "empty-part"}


# Only what the layout prints


def test_answers_that_the_layout_does_not_print_are_not_missed() -> None:
    made = rows(actions=3)
    own_layout(made, {"kind": "text", "key": "text", "options": {"text": "Words."}})
    assert "silent-action" in kinds(made)
    assert set(kinds(made, layout="our-own")) == {"open", "meeting"}


@pytest.mark.parametrize(
    "part",
    [
        {"kind": "annex-matrix"},
        {"kind": "executive-summary"},
        {"kind": "programme-overview"},
        {"kind": "rating-chart"},
        {"kind": "summary-table"},
    ],
    ids=lambda part: part["kind"],
)
def test_an_answer_that_is_only_counted_is_missed_too(part: dict[str, Any]) -> None:
    made = rows(actions=3)
    made.answer(made.actions[0], state="approved")
    own_layout(made, part)
    silent = kinds(made, layout="our-own")["silent-action"]
    assert words(silent) == ["K1 Open hub 1", "K2 Open hub 2"]


def test_only_the_objectives_that_a_part_is_limited_to_are_looked_at() -> None:
    made = rows(actions=1)
    other = factories.objective(strategy=made.strategy, reference="2", title="Elsewhere")
    factories.action(strategy=made.strategy, objective=other, title="Not printed")
    own_layout(
        made,
        {"kind": "action-table", "key": "table", "options": {"objectives": ["Care close to home"]}},
    )
    assert words(kinds(made, layout="our-own")["silent-action"]) == ["K0 Open hub 0"]


def test_a_part_with_nothing_to_print_is_named() -> None:
    made = rows(actions=1)
    own_layout(
        made,
        {"kind": "action-table", "key": "table"},
        {"kind": "risk-table", "key": "risk-table", "heading": "Our risks"},
        {"kind": "text", "key": "closing-words"},
    )
    finding = kinds(made, layout="our-own")["empty-part"]
    assert words(finding) == ["Our risks", "Text (closing words)"]
    assert not finding.must_settle
    assert finding.items[0].place and finding.items[0].place.args == ("risk-table",)


# Questions


def test_a_question_is_told_once_with_the_answer_that_came_back_for_it() -> None:
    made = rows(actions=2)
    returned = made.answer(made.actions[0], state="returned")
    factories.challenge(update=returned, text="Why so late?")
    handed_in = made.answer(made.actions[1], state="submitted")
    factories.challenge(update=handed_in, text="What of nights?")
    found = kinds(made)
    assert "“Why so late?”" in words(found["returned-action"])[0]
    assert len(words(found["challenge"])) == 1 and "nights" in words(found["challenge"])[0]
    assert found["challenge"].must_settle


def test_a_question_that_was_answered_is_not_open() -> None:
    made = rows(actions=1)
    update = made.answer(made.actions[0], state="submitted")
    factories.challenge(update=update, text="Why?", answered_at=factories.NOON)
    assert "challenge" not in kinds(made)


# Words


def test_a_drafting_note_that_would_print_is_found_where_it_was_written() -> None:
    finding = kinds(answered("Opened in May. [DN: ask the Board secretary] Full by June."))
    note = finding["drafting-note"]
    assert words(note) == ["K0 Open hub 0: “[DN: ask the Board secretary]”"]
    assert note.must_settle and note.items[0].place and note.items[0].place.page == "review"


def test_a_note_that_a_part_leaves_out_is_not_found() -> None:
    made = rows(actions=0)
    own_layout(made, {"kind": "text", "key": "text", "options": {"text": "Said. [DN: check]"}})
    assert "drafting-note" not in kinds(made, layout="our-own")


def test_a_character_in_no_font_is_named_with_the_text_it_stands_in() -> None:
    finding = kinds(answered("An odd \U00013000 sign, and \U00013000 again."))["glyph"]
    assert finding.must_settle
    assert words(finding) == ["K0 Open hub 0: \U00013000 (U+13000, egyptian hieroglyph a001)"]


def test_the_bullets_of_a_word_processor_are_no_missing_characters() -> None:
    assert "glyph" not in kinds(answered("\uf0b7 First\n\uf0b7 Second"))
    assert "glyph" in kinds(answered("A \uf0b7 between words"))


# Links and pictures


@pytest.mark.parametrize(
    ("text", "is_found"),
    [
        ("See [the plan](https://example.org/plan).", False),
        ("Write to [us](mailto:us@example.org).", False),
        ("See [section 3](#section-3).", True),
        ("See [the plan](www.example.org/plan).", True),
        ("Wards [A to C](three of them) opened.", False),
    ],
)
def test_a_link_that_prints_as_it_was_typed_is_found(text: str, is_found: bool) -> None:
    assert ("link" in kinds(answered(text))) == is_found


def test_a_link_to_an_item_that_is_not_in_the_plan_is_found() -> None:
    made = rows(actions=2)
    address = f"https://tracker.example.org/t/{made.trust.code}/plan/actions"
    made.answer(made.actions[0], text=f"See {address}/{made.actions[1].pk}/ for more.")
    assert "link" not in kinds(made)
    made.actions[1].is_archived = True
    made.actions[1].save()
    assert f"/{made.actions[1].pk}/" in words(kinds(made, layout="quarterly-progress")["link"])[0]


class _Made(Printed):
    """A draft of which the blocks are given."""

    given: Any = ()

    @property
    def blocks(self) -> Any:
        return {"part": list(self.given)}


def of_blocks(*given: Any) -> list[Finding]:
    from reports.layouts.ready import LayoutRecipe
    from reports.readiness import words as looked_at
    from reports.reading import read_plan

    made = rows(actions=0)
    draft = _Made(
        read_plan(made.strategy, made.period), LayoutRecipe("l", "L", "", ()), {"parts": []}
    )
    draft.given = given
    return looked_at.findings(draft)


def test_a_link_inside_the_paper_leads_to_a_heading_of_it() -> None:
    from reports.blocks import Fields

    heading = Heading("Risks", anchor="h1")
    well = Fields([("See", [Link("risks", "part-h1")])])
    badly = Fields([("See", [Link("costs", "part-h9")])])
    assert of_blocks(heading, well) == []
    (finding,) = of_blocks(heading, well, badly)
    assert finding.kind == "link" and "“costs” leads to no heading" in words(finding)[0]


def test_a_chart_without_a_description_is_found() -> None:
    def chart(description: str) -> Charts:
        return Charts([Chart("Falls", "12", "", ["Q1"], [12.0], description=description)])

    assert of_blocks(chart("Falls: 12 in Q1"), Text("Words.")) == []
    (finding,) = of_blocks(chart(" "))
    assert finding.kind == "picture" and words(finding) == ["part: Falls"]


# People


def test_who_is_named_without_a_job_title_beside_others_with_one_is_found() -> None:
    made = rows(actions=3)
    for action, name, title in zip(
        made.actions, ("Tove Lind", "Ann Lee", "Head of Fleet"), ("Matron", "", ""), strict=True
    ):
        person = factories.person(trust=made.trust, name=name)
        if title:
            factories.post(person=person, job_title=title)
        factories.lead(action, person=person)
    finding = kinds(made)["person"]
    assert words(finding) == ["Ann Lee"] and not finding.must_settle
    assert finding.items[0].place and finding.items[0].place.page == "person"


def test_a_trust_that_prints_no_job_titles_misses_none() -> None:
    made = rows(actions=1)
    factories.lead(made.actions[0], person=factories.person(trust=made.trust, name="Ann Lee"))
    assert "person" not in kinds(made)


def test_findings_of_one_kind_have_marks_that_tell_what_is_new() -> None:
    made = rows(actions=2)
    before = {mark for one in kinds(made).values() for mark in one.marks}
    made.answer(made.actions[0], text="[DN: more]", state="approved")
    Paper.objects.all().delete()
    after = kinds(made)
    assert after["silent-action"].marks < before
    assert not after["drafting-note"].marks & before
