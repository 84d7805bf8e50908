"""What a column can be said to be by a person, where we read it wrongly."""

from collections.abc import Iterable, Mapping
from typing import Any

from strategy_tracker.imports.choices import Choices
from strategy_tracker.imports.headers import RATING, TEXT
from strategy_tracker.imports.said import say_field
from strategy_tracker.imports.synonyms import synonyms

LEAVE_OUT = "leave-out"
_COMMON = ((TEXT, "A question in words"), (RATING, "A rating"), ("answer.direction", "An arrow"))


def fields_of(holds: str) -> list[str]:
    """The fields that a sheet of `holds` takes, in the list's order; of every kind when ""."""
    kinds = [kind for kind in synonyms().sheets if holds in ("", kind.holds)]
    return list(dict.fromkeys(name for kind in kinds for _, name in kind.fields))


def options_of(holds: str) -> list[tuple[str, str]]:
    """(value, words) of each thing that a column of such a sheet can be."""
    answers = any(kind.answers for kind in synonyms().sheets if holds in ("", kind.holds))
    own = sorted(fields_of(holds), key=lambda name: holds != "" and not name.startswith(holds))
    named = [(name, _capital(say_field(name).removeprefix("answer "))) for name in own]
    return [*named, *(_COMMON if answers else ()), (LEAVE_OUT, "Leave out")]


def column_name(sheet: int, column: int) -> str:
    """The name of the box for one column in the preview's form."""
    return f"column-{sheet}-{column}"


def read_choices(sheets: Iterable[Mapping[str, Any]], posted: Mapping[str, str]) -> Choices:
    """What was `posted` for columns where it is not how they were read.

    `sheets` are those of a change set's data. Raises ValueError, with a sentence, for a value
    that was not offered.
    """
    columns: dict[str, dict[str, str]] = {}
    for number, sheet in enumerate(sheets):
        offered = {value for value, _ in options_of(sheet["holds"])}
        for place, column in enumerate(sheet["columns"]):
            value = posted.get(column_name(number, place), "")
            if value in ("", column.get("field") or LEAVE_OUT):
                continue
            if value not in offered:
                raise ValueError(f"Choose what “{column['heading']}” is from the list.")
            said = columns.setdefault(sheet["title"], {})
            said[column["heading"]] = "" if value == LEAVE_OUT else value
    return Choices(columns=columns)


def parse_choice(text: str) -> tuple[str, str, str]:
    """(sheet, heading, field) of "SHEET:HEADING=FIELD". Raises ValueError with a sentence."""
    place, equals, name = text.rpartition("=")
    sheet, colon, heading = place.partition(":")
    known = [*fields_of(""), *(name for name, _ in _COMMON), LEAVE_OUT]
    if not (equals and colon and sheet.strip() and heading.strip()):
        raise ValueError(
            f"--column {text} is not understood. Write it as SHEET:HEADING=FIELD, such as "
            '"Plan:Aim=objective.title".'
        )
    if name.strip() not in known:
        raise ValueError(
            f"--column {text}: there is no field {name.strip()}. The fields are {', '.join(known)}."
        )
    chosen = name.strip()
    return sheet.strip(), heading.strip(), "" if chosen == LEAVE_OUT else chosen


def known_headings() -> list[tuple[str, list[tuple[str, str]]]]:
    """For each kind of record, each of its fields with the headings that we know it by."""
    groups: dict[str, dict[str, list[str]]] = {}
    for kind in synonyms().sheets:
        for heading, name in kind.fields:
            level = name.partition(".")[0]
            headings = groups.setdefault(level, {}).setdefault(name, [])
            if heading not in headings:
                headings.append(heading)
    words = synonyms()
    answers = groups.setdefault("answer", {})
    answers["answer.rating"] = list(words.ratings)
    answers["answer.words"] = list(words.narratives)
    order = ("objective", "ambition", "action", "answer", "measure", "reading", "risk")
    return [
        (
            _capital(level),
            [
                (_capital(say_field(name).partition(" ")[2]), ", ".join(headings[:_MOST]))
                for name, headings in groups[level].items()
            ],
        )
        for level in order
    ]


# So many of a field's headings are shown; the rest are known all the same.
_MOST = 8


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
