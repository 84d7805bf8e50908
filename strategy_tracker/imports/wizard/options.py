"""What a column can be said to be by a person, where we read it wrongly."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from objectives.models import CustomField
from strategy_tracker.imports.choices import CLOSE, EACH, NOTHING_SAID, STAY, Choices
from strategy_tracker.imports.layout.table import LEFT_OUT
from strategy_tracker.imports.match.model import OWN, RATING, TEXT
from strategy_tracker.imports.profiles import key_of, times_headed
from strategy_tracker.imports.vocabulary.synonyms import synonyms
from strategy_tracker.imports.vocabulary.wording import say_field

LEAVE_OUT, NO_RATING = "leave-out", "no-rating"
NO_WORDS: Mapping[str, Sequence[str]] = {}
KEEP = "Keep as a column of our own"
_COMMON = ((TEXT, "A question in words"), (RATING, "A rating"), ("answer.direction", "An arrow"))


def fields_of(holds: str) -> list[str]:
    """The fields that a sheet of `holds` takes, in the list's order; of every kind when ""."""
    kinds = [kind for kind in synonyms().sheets if holds in ("", kind.holds)]
    return list(dict.fromkeys(name for kind in kinds for name in kind.field_names))


def options_of(holds: str, words: Mapping[str, Sequence[str]] = NO_WORDS) -> list[tuple[str, str]]:
    """(value, words) of each thing that a column of such a sheet can be.

    `words` are the trust's own for each kind of record, singular and plural.
    """
    answers = any(kind.answers for kind in synonyms().sheets if holds in ("", kind.holds))
    own = sorted(fields_of(holds), key=lambda name: holds != "" and not name.startswith(holds))
    named = [(name, _say(name, words)) for name in own]
    kept = [(OWN, KEEP)] if holds in ("", "reading", *CustomField.RecordKind.values) else []
    return [*named, *(_COMMON if answers else ()), *kept, (LEAVE_OUT, "Leave out")]


def _say(name: str, words: Mapping[str, Sequence[str]]) -> str:
    """ "Priority title" for "objective.title" where objectives are called priorities."""
    kind = name.partition(".")[0]
    said = say_field(name).removeprefix("answer ")
    word = words.get(kind, (kind,))[0]
    return _capital(word + said.removeprefix(kind) if said.startswith(kind) else said)


# How a region of a sheet is read, as people say it.
_KIND_WORDS = {
    "table": "Read it as a table",
    "list": "Read it as a list",
    "form": "Read it as a form: labels with their texts",
    "matrix": "Read it as a grid: questions down, records across",
    "scorecard": "Read it as a scorecard: readings by quarter",
    "legend": "Read it as a key to the colours",
    "text": "Read it as words beside the tables",
}


def region_options(kind: str) -> list[tuple[str, str]]:
    """(value, words) of each thing that a region of `kind` can be said to be."""
    as_it_is = "table" if kind == LEFT_OUT else kind
    return [(as_it_is, _KIND_WORDS.get(as_it_is, "Read it")), (LEFT_OUT, "Leave it out")]


# The names of the boxes on the page where a workbook is matched.


def column_name(region: int, column: int) -> str:
    return f"column-{region}-{column}"


def region_name(region: int) -> str:
    return f"region-{region}"


def legend_name(number: int) -> str:
    return f"legend-{number}"


def answer_name(number: int) -> str:
    return f"answer-{number}"


def record_name(number: int, place: int) -> str:
    """The box of one of the records that a question is about."""
    return f"{answer_name(number)}-record-{place}"


def all_asked(changes: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """The open questions and then the answered ones: by these numbers their boxes are named."""
    return [*changes.get("questions", ()), *changes.get("answered", ())]


def read_choices(
    changes: Mapping[str, Any],
    posted: Mapping[str, str],
    said: Choices = NOTHING_SAID,
    *,
    guesses: bool = True,
) -> Choices:
    """What was `posted` about a change set's data, where it is not how it was read.

    An answer that is our own guess is one all the same, unless `guesses` is false; one that was
    `said` already is none. Raises ValueError, with a sentence, for a value that was not offered.
    """
    sheets = changes.get("sheets", ())
    return Choices(
        columns=_read_columns(sheets, posted),
        legend=_read_legend(changes.get("legend", ()), posted),
        regions=_read_regions(sheets, posted),
        answers=_read_answers(all_asked(changes), posted, said.answers, guesses=guesses),
    )


def _read_columns(
    sheets: Sequence[Mapping[str, Any]], posted: Mapping[str, str]
) -> dict[str, dict[str, str]]:
    columns: dict[str, dict[str, str]] = {}
    times = times_headed(sheets)
    for number, sheet in enumerate(sheets):
        offered = {value for value, _ in options_of(sheet["holds"])}
        for place, column in enumerate(sheet["columns"]):
            value = posted.get(column_name(number, place), "")
            if value in ("", column.get("field") or LEAVE_OUT):
                continue
            if value not in offered:
                raise ValueError(f"Choose what “{column['heading']}” is from the list.")
            chosen = columns.setdefault(sheet["title"], {})
            key = key_of(column, times.get(sheet["title"], Counter()))
            chosen[key] = "" if value == LEAVE_OUT else value
    return columns


def _read_regions(sheets: Iterable[Mapping[str, Any]], posted: Mapping[str, str]) -> dict[str, str]:
    regions: dict[str, str] = {}
    for number, region in enumerate(sheets):
        value = posted.get(region_name(number), "")
        kind = region.get("kind") or ("table" if region["holds"] else LEFT_OUT)
        if value in ("", kind) or not region.get("place"):
            continue
        if value not in {value for value, _ in region_options(kind)}:
            raise ValueError(f"Choose what {region['place']} is from the list.")
        regions[region["place"]] = "" if value == LEFT_OUT else value
    return regions


def legend_value(note: Mapping[str, Any]) -> str:
    """The value chosen now for one entry of the legend; "" when nobody has said."""
    meaning = note.get("meaning", "")
    if not meaning:
        return NO_RATING if note.get("confidence", 0) >= 1 else ""
    return next((value for value, words in note["options"] if meaning in (value, words)), "")


def _read_legend(legend: Iterable[Mapping[str, Any]], posted: Mapping[str, str]) -> dict[str, str]:
    chosen: dict[str, str] = {}
    for number, note in enumerate(legend):
        value = posted.get(legend_name(number), "")
        if value in ("", legend_value(note)):
            continue
        if value != NO_RATING and value not in {option[0] for option in note["options"]}:
            raise ValueError(f"Choose what {note['key']} means from the list.")
        chosen[note["key"]] = "" if value == NO_RATING else value
    return chosen


def _read_answers(
    questions: Iterable[Mapping[str, Any]],
    posted: Mapping[str, str],
    said: Mapping[str, str],
    *,
    guesses: bool,
) -> dict[str, str]:
    answers: dict[str, str] = {}
    for number, question in enumerate(questions):
        value = posted.get(answer_name(number), "").strip()
        is_open = "answer" not in question
        if not value or (is_open and value == question["guess"] and not guesses):
            continue
        if question["options"] and value not in {option[0] for option in question["options"]}:
            raise ValueError(f"Choose one of the answers to “{question['question']}”.")
        answers[question["key"]] = value
        if value == EACH:
            for place, (key, _) in enumerate(question.get("records", ())):
                ticked = posted.get(record_name(number, place))
                answers[key] = CLOSE if ticked == CLOSE else STAY
    return {key: value for key, value in answers.items() if said.get(key) != value}


def parse_choice(text: str) -> tuple[str, str, str]:
    """(sheet, heading, field) of "SHEET:HEADING=FIELD". Raises ValueError with a sentence."""
    place, equals, name = text.rpartition("=")
    sheet, colon, heading = place.partition(":")
    known = [*fields_of(""), *(name for name, _ in _COMMON), OWN, LEAVE_OUT]
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
