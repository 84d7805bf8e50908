"""What is unclear in a workbook is asked, with a best guess, and its answer is kept to."""

from typing import Any

from strategy_tracker.imports.choices import Choices
from strategy_tracker.imports.compare.existing import Existing, ExistingPerson
from strategy_tracker.imports.compare.notes import legend_notes
from strategy_tracker.imports.extract.extract import extract
from strategy_tracker.imports.extract.model import Extract
from strategy_tracker.imports.match.model import Known
from strategy_tracker.imports.read.workbook import Looks, Sheet, Workbook
from tests.workbooks.scoring import open_questions

HEAD = ["Goal", "Key action", "Lead", "RAG", "Target date"]


def read(
    rows: list[list[Any]], choices: Choices | None = None, fills: dict[Any, str] | None = None
) -> Extract:
    sheet = Sheet("Plan", rows, looks=Looks(fills=fills or {}))
    return extract(Workbook("plan.xlsx", [sheet]), Known(), choices or Choices())


def existing(*people: str) -> Existing:
    rows = {name.casefold(): ExistingPerson(number, name) for number, name in enumerate(people)}
    return Existing(None, None, [], Known(), rows, {})


def plan(*lines: list[Any]) -> list[list[Any]]:
    return [
        HEAD,
        *[["Kinder care", f"Open service number {n}", *line] for n, line in enumerate(lines)],
    ]


# Colours


def coloured(choices: Choices | None = None) -> Extract:
    rows = plan(*[["Asha Rao", "", "31/03/2026"]] * 4)
    fills = {(1, 3): "00B050", (2, 3): "FFC000", (3, 3): "00B050", (4, 3): "7030A0"}
    return read(rows, choices, fills)


def rated(result: Extract) -> list[str]:
    return [rating.label for answer in result.answers for rating in answer.ratings.values()]


def test_a_colour_tells_its_rating_and_one_that_tells_none_is_asked() -> None:
    result = coloured()
    assert rated(result) == ["Green", "Amber", "Green"]
    (question,) = open_questions(result, existing())
    assert question.key == "colour:#7030A0" and str(question.where) == "Plan!D5"
    assert ("Green", "Green") in question.options and question.guess == "none"


def test_a_colour_that_was_answered_is_asked_no_more() -> None:
    result = coloured(Choices(answers={"colour:#7030A0": "Red"}))
    assert rated(result)[-1] == "Red" and not open_questions(result, existing())
    left = coloured(Choices(answers={"colour:#7030A0": "none"}))
    assert len(rated(left)) == 3 and not open_questions(left, existing())


def test_a_colour_may_be_said_to_be_another_rating_than_its_hue() -> None:
    result = coloured(Choices(legend={"#00B050": "Blue"}))
    assert rated(result)[:2] == ["Blue", "Amber"]
    notes = {note.key: note for note in legend_notes(result, existing())}
    assert notes["#00B050"].meaning == "Blue" and notes["#00B050"].confidence == 1
    assert notes["#FFC000"].meaning == "Amber" and notes["#FFC000"].count == 1


def test_a_word_may_be_said_to_be_another_rating() -> None:
    rows = plan(*[["Asha Rao", word, ""] for word in ("G", "A", "R", "Paused")])
    result = read(rows, Choices(legend={"Paused": "Amber", "R": ""}))
    assert rated(result) == ["Green", "Amber", "Amber"]


# Dates


def dated(*days: str, choices: Choices | None = None) -> Extract:
    return read(plan(*[["Asha Rao", "G", day] for day in days]), choices)


def days(result: Extract) -> list[str]:
    found = result.found["action"].values()
    return [str(record.values.get("target_date", "")) for record in found]


def test_dates_are_day_first_and_nothing_is_asked_where_none_says_otherwise() -> None:
    result = dated("03/04/2026", "31/03/2026")
    assert days(result) == ["2026-04-03", "2026-03-31"] and not result.doubts


def test_where_one_date_has_the_month_first_the_others_are_asked() -> None:
    result = dated("03/04/2026", "03/31/2026", "05/05/2026")
    assert {doubt.key for doubt in result.doubts} == {"date:Plan!E2", "date:Plan!E3"}
    assert days(result) == ["2026-04-03", "2026-03-31", "2026-05-05"]
    first = result.doubts[0]
    assert [value for value, _ in first.options] == ["2026-04-03", "2026-03-04", "none"]
    answers = {"date:Plan!E2": "2026-03-04", "date:Plan!E3": "none"}
    answered = dated("03/04/2026", "03/31/2026", choices=Choices(answers=answers))
    assert days(answered) == ["2026-03-04", ""]
    assert not open_questions(answered, existing())


# People


def led_by(*names: str, choices: Choices | None = None) -> Extract:
    return read(plan(*[[name, "G", ""] for name in names]), choices)


def test_a_short_name_that_fits_two_people_is_asked() -> None:
    known = existing("Asha Rao", "Amit Rao")
    (question,) = open_questions(led_by("A Rao", "Ben Hale"), known)
    assert question.key == "person:a rao" and str(question.where) == "Plan!C2"
    assert [value for value, _ in question.options] == ["Amit Rao", "Asha Rao", "new"]
    assert not open_questions(led_by("Asha Rao", "Ben Hale"), known)
    assert not open_questions(led_by("A Rao"), existing("Asha Rao", "Ben Hale"))


def test_the_person_who_was_answered_leads_it() -> None:
    answered = led_by("A Rao", choices=Choices(answers={"person:a rao": "Amit Rao"}))
    (action,) = answered.found["action"].values()
    assert action.values["leads_lead"] == [("Amit Rao", "")]
    assert not open_questions(answered, existing("Asha Rao", "Amit Rao"))
