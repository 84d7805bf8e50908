"""How a kind of workbook is read, kept so that the next one of its shape is read the same.

Pure functions on plain data: `sheets` are those of a change set's data, each with its title,
what it holds and its columns. A file is known again by its headings and not by the titles of
its sheets, and periods do not count: "Progress Q2 2024/25" on a sheet "Q2" is "Progress Q3
2024/25" on a sheet "Q3" a quarter later.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from strategy_tracker.imports.choices import Choices
from strategy_tracker.imports.layout.headings import likeness, words_without_period
from strategy_tracker.imports.marks import is_mark
from strategy_tracker.imports.match.chosen import own_key
from strategy_tracker.imports.read.sheet import clean_text
from strategy_tracker.imports.vocabulary.synonyms import synonyms

SCHEMA = "strategy-tracker/import-profile/1"
# From here on (of 1) a profile is offered, and a region is taken for one that it knows.
FITS = 0.6
# Of 100: from here on two headings are one with a slip of the pen, or worth asking about.
_SLIP, _NEAR = 90, 80

Sheets = Sequence[Mapping[str, Any]]


def shape_of(sheets: Sheets) -> dict[str, Any]:
    """By what a file with these sheets is known again; those that hold nothing do not count."""
    return {
        "regions": [
            {
                "sheet": sheet["title"],
                "place": sheet.get("place", ""),
                "headings": sorted(_words_of(sheet)),
            }
            for sheet in sheets
            if sheet["holds"]
        ]
    }


def times_headed(sheets: Sheets) -> dict[str, Counter[str]]:
    """How many columns of each sheet that are read have each heading."""
    times: dict[str, Counter[str]] = {}
    for sheet in sheets:
        if sheet["holds"]:
            headings = (column["heading"] for column in sheet["columns"])
            times.setdefault(sheet["title"], Counter()).update(headings)
    return times


def key_of(column: Mapping[str, Any], times: Counter[str]) -> str:
    """How a choice for a column is kept, where its sheet has each heading so many times."""
    return own_key(column["heading"], column.get("letter", ""), times[column["heading"]])


def choices_of(sheets: Sheets, chosen: Choices) -> Choices:
    """Everything as it was read, so that nothing need be guessed again, with what was `chosen`."""
    columns: dict[str, dict[str, str]] = {}
    times = times_headed(sheets)
    for sheet in sheets:
        if sheet["holds"]:
            read = {
                key_of(column, times[sheet["title"]]): column.get("field", "")
                for column in sheet["columns"]
            }
            columns.setdefault(sheet["title"], {}).update(read)
    return replace(Choices(columns=columns).joined(chosen), renamed={})


def fit(shape: Mapping[str, Any], sheets: Sheets) -> float:
    """How far (0 to 1) a file has the headings of `shape`, and few others.

    Several sheets may be like one region, as when each quarter has a sheet of its own.
    """
    regions = shape.get("regions", [])
    shared = either = 0
    met: set[int] = set()
    for sheet in sheets:
        words = _words_of(sheet)
        number, alike = _nearest(words, regions)
        if number is None or not (sheet["holds"] or alike >= FITS):
            either += len(words) if sheet["holds"] else 0
            continue
        known = set(regions[number]["headings"])
        met.add(number)
        same = len(_same_headings(words, known))
        shared += same
        either += len(words) + len(known) - same
    either += sum(
        len(region["headings"]) for number, region in enumerate(regions) if number not in met
    )
    return round(shared / either, 2) if either else 0.0


def translate(shape: Mapping[str, Any], kept: Choices, sheets: Sheets) -> Choices:
    """The profile's choices with the sheets, headings and places of this file.

    A heading that differs by a slip of the pen is the same; one that differs by a word is, where
    nothing surer says what it is, `renamed`, which is asked. Answers to questions at a cell of
    the other file say nothing about this one, nor does what that file did not name.
    """
    regions = shape.get("regions", [])
    columns: dict[str, dict[str, str]] = {}
    renamed: dict[str, dict[str, tuple[str, str]]] = {}
    places: dict[str, str] = {}
    times = times_headed(sheets)
    for sheet in sheets:
        words = _words_of(sheet)
        number, alike = _nearest(words, regions)
        if number is None or alike < FITS:
            continue
        region = regions[number]
        title = sheet["title"]
        before = {
            words_without_period(heading): (heading, name)
            for heading, name in kept.columns.get(region["sheet"], {}).items()
        }
        same = _same_headings(words, set(region["headings"]))
        for column in sheet["columns"]:
            key = key_of(column, times.get(title, Counter()))
            own = words_without_period(key)
            plain = words_without_period(column["heading"])
            known = before.get(own) or before.get(same.get(plain, ""))
            if known is None:
                continue
            heading, name = known
            if own in before or _is_same(plain, same[plain]) or column.get("field") == name:
                columns.setdefault(title, {})[key] = name
            elif not _is_known(column):
                renamed.setdefault(title, {})[column["heading"]] = (heading, name)
        place = sheet.get("place", "")
        if place and region["place"] in kept.regions:
            places[place] = kept.regions[region["place"]]
    answers = {key: answer for key, answer in kept.answers.items() if "!" not in key}
    return Choices(columns, kept.legend, places, answers, renamed).without_gone()


def _is_same(words: str, before: str) -> bool:
    return words == before or likeness(words, before) >= _SLIP


def _is_known(column: Mapping[str, Any]) -> bool:
    """Whether a column was recognised as a field of a record without the profile."""
    name = column.get("field", "")
    is_field = "." in name and not name.startswith("answer.")
    return is_field and column.get("confidence", 0) >= synonyms().auto


def _words_of(sheet: Mapping[str, Any]) -> set[str]:
    return {
        words_without_period(column["heading"]) for column in sheet["columns"] if column["heading"]
    }


def _nearest(words: set[str], regions: Sequence[Mapping[str, Any]]) -> tuple[int | None, float]:
    """The number of the region with the most alike headings, and how alike (0 to 1) it is."""
    best, most = None, 0.0
    for number, region in enumerate(regions):
        known = set(region["headings"])
        alike = len(words & known) / len(words | known) if words | known else 0.0
        if alike > most:
            best, most = number, alike
    if best is None:
        return None, 0.0
    known = set(regions[best]["headings"])
    same = len(_same_headings(words, known))
    return best, same / (len(words) + len(known) - same)


def _same_headings(words: set[str], known: set[str]) -> dict[str, str]:
    """Of the headings `words` those of `known` that they are: the same, else the most alike of
    what neither side has."""
    same = {plain: plain for plain in words & known}
    new, gone = sorted(words - known), sorted(known - words)
    pairs = sorted(
        ((likeness(plain, before), plain, before) for plain in new for before in gone),
        key=lambda pair: -pair[0],
    )
    for score, plain, before in pairs:
        taken = plain in same or before in same.values()
        if not taken and (score >= _NEAR or _differ_by_a_word(plain, before)):
            same[plain] = before
    return same


def _differ_by_a_word(plain: str, before: str) -> bool:
    """Whether a word was added, taken away or put in another's place, and another stayed."""
    words, known = set(plain.split()), set(before.split())
    return bool(words & known) and max(len(words - known), len(known - words)) == 1


# As a file of its own


def to_document(name: str, choices: Mapping[str, Any], shape: Mapping[str, Any]) -> dict[str, Any]:
    return {"schema": SCHEMA, "name": name, "choices": dict(choices), "shape": dict(shape)}


def from_document(data: Any, fields: Iterable[str]) -> tuple[str, Choices, dict[str, Any]]:
    """(name, choices, shape) of a document; `fields` are what a column can be said to be.

    Raises ValueError, with a sentence, for anything that `to_document` does not give.
    """
    if not isinstance(data, dict) or data.get("schema") != SCHEMA:
        raise ValueError(
            "This is no import profile of Strategy Tracker. Choose a file that was exported "
            "from its list of profiles."
        )
    name = data.get("name")
    if (
        not isinstance(name, str)
        or not _is_text(name)
        or not name.strip()
        or len(name.strip()) > 100
    ):
        raise ValueError(
            "The profile in this file has no name that can be kept, or one of over 100 characters."
        )
    choices: Any = data.get("choices")
    shape: Any = data.get("shape")
    if not (_is_choices(choices) and _is_shape(shape)):
        raise ValueError(
            f"The profile “{name.strip()}” in this file is damaged. Export it again where it came "
            "from."
        )
    read = Choices.from_data(choices)
    unknown = {name for chosen in read.columns.values() for name in chosen.values()}
    if unknown := unknown - {"", *fields}:
        raise ValueError(
            f"The profile “{name.strip()}” has the field {min(unknown)}, which this version does "
            "not have."
        )
    return name.strip(), read, {"regions": [dict(region) for region in shape["regions"]]}


def _is_choices(data: Any) -> bool:
    names = {"columns", "legend", "regions", "answers"}
    if not isinstance(data, dict) or not {*names, "marks"}.issuperset(data):
        return False
    if not _are_marks(data.get("marks", {})):
        return False
    columns = data.get("columns", {})
    flat = [data.get(name, {}) for name in names - {"columns"}]
    return (
        isinstance(columns, dict)
        and all(map(_is_text, columns))
        and all(map(_is_texts, [*columns.values(), *flat]))
    )


def _are_marks(data: Any) -> bool:
    return isinstance(data, dict) and all(
        _is_text(title) and isinstance(marks, list) and all(map(is_mark, marks))
        for title, marks in data.items()
    )


def _is_texts(data: Any) -> bool:
    """Whether it is a dict of texts by text."""
    return isinstance(data, dict) and all(_is_text(text) for pair in data.items() for text in pair)


def _is_text(value: Any) -> bool:
    """Whether it is a text that can be kept; half letters and NUL, which JSON knows, cannot."""
    return isinstance(value, str) and clean_text(value) == value


def _is_shape(data: Any) -> bool:
    regions = data.get("regions") if isinstance(data, dict) else None
    return isinstance(regions, list) and all(map(_is_region, regions))


def _is_region(data: Any) -> bool:
    return (
        isinstance(data, dict)
        and set(data) == {"sheet", "place", "headings"}
        and _is_text(data["sheet"])
        and _is_text(data["place"])
        and isinstance(data["headings"], list)
        and all(map(_is_text, data["headings"]))
    )
