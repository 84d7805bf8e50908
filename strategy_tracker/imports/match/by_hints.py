"""Columns of actions that no synonym knows, told by their values and a word of their heading."""

from collections.abc import Callable, Mapping

from strategy_tracker.imports.layout.table import Table
from strategy_tracker.imports.match.model import Column
from strategy_tracker.imports.match.profile import ColumnProfile
from strategy_tracker.imports.read.workbook import Cell
from strategy_tracker.imports.vocabulary.synonyms import synonyms
from strategy_tracker.imports.vocabulary.values import parse_date, parse_people, plain_words

_HINTED, _BARE = 0.85, 0.7
_LEAST_TITLE, _LONGEST_PEOPLE = 15, 120
_ITEMS = {"measure.name", "risk.title", "objective.title", "ambition.title", "passage.label"}


def infer_hinted(
    table: Table,
    found: Mapping[int, Column],
    profiles: Mapping[int, ColumnProfile],
    named: Mapping[int, str],
) -> dict[int, Column]:
    """The lead, target date and title of actions among the columns `named` and not `found`.

    With a word of the heading that hints at the same, that is likely; without one it is a
    guess to be confirmed.
    """
    words = synonyms()
    free = [
        place
        for place, heading in named.items()
        if place not in found
        and profiles[place].filled > 1
        and not profiles[place].looks_rated
        and not {plain_words(heading)} & {*words.ratings, *words.narratives}
    ]
    taken = {column.field for column in found.values()}
    inferred: dict[int, Column] = {}
    for name, says, what in _KINDS:
        if name in taken:
            continue
        fit = [place for place in free if place not in inferred and _says(table, place, says)]
        hinted = [place for place in fit if _hints(named[place], name)]
        if hinted or fit:
            place = (hinted or fit)[0]
            sure = _HINTED if len(hinted) == 1 else _BARE
            inferred[place] = Column(place, named[place], name, sure, f"its values are {what}")
    return inferred | _title(table, {**found, **inferred}, profiles, named, free)


def _title(
    table: Table,
    found: Mapping[int, Column],
    profiles: Mapping[int, ColumnProfile],
    named: Mapping[int, str],
    free: list[int],
) -> dict[int, Column]:
    """The column of texts of their own beside leads, dates and ratings: what is to be done."""
    fields = {column.field for column in found.values()}
    rated = any(profile.looks_rated for profile in profiles.values())
    beside = len(fields & {"action.lead", "action.target_date"}) + rated
    if "action.title" in fields or beside < 2 or _names_items(named, profiles):
        return {}
    fit = [
        place
        for place in free
        if place not in found and _is_of_titles(profiles[place], len(table.body))
    ]
    hinted = [place for place in fit if _hints(named[place], "action.title")]
    if not fit:
        return {}
    place = (hinted or fit)[0]
    sure = _HINTED if len(hinted) == 1 else _BARE
    evidence = "every row has a text of its own in it, beside leads, dates or ratings"
    return {place: Column(place, named[place], "action.title", sure, evidence)}


def _names_items(named: Mapping[int, str], profiles: Mapping[int, ColumnProfile]) -> bool:
    """Whether a known heading says that the rows are something else, one to a row."""
    words = {plain for kind in synonyms().sheets for plain, name in kind.fields if name in _ITEMS}
    return any(
        plain_words(heading) in words and len(profiles[place].words) == profiles[place].filled
        for place, heading in named.items()
    )


def _is_of_titles(profile: ColumnProfile, rows: int) -> bool:
    lengths = sorted(map(len, profile.words))
    distinct = len(profile.words) * 10 >= profile.filled * 9 and profile.filled * 10 >= rows * 8
    return distinct and lengths[len(lengths) // 2] >= _LEAST_TITLE


def _hints(heading: str, name: str) -> bool:
    return not synonyms().hints[name].isdisjoint(plain_words(heading).split())


def _says(table: Table, place: int, says: Callable[[Cell], bool]) -> bool:
    """Whether nearly all values of a column are of a kind."""
    cells = [row[place] for row in table.body if row[place].text]
    return bool(cells) and sum(map(says, cells)) * 10 >= len(cells) * 8


def _is_date(cell: Cell) -> bool:
    return not isinstance(cell.value, int | float) and parse_date(cell.value).day is not None


def _is_people(cell: Cell) -> bool:
    if len(cell.text) > _LONGEST_PEOPLE or any(map(str.isdigit, cell.text)):
        return False
    people = parse_people(cell.text)
    return bool(people) and all(
        2 <= len(person.name.split()) <= 4
        and all(word[0].isupper() for word in person.name.split())
        for person in people
    )


_KINDS = (
    ("action.target_date", _is_date, "dates, and no other column has the target date"),
    ("action.lead", _is_people, "people, and no other column names a lead"),
)
