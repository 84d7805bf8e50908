"""Tables that are lists of something else than a plan: rotas, attendance, decisions, dates.

Only of a table whose headings name no record of ours; what it is then says why it is left out.
"""

from collections.abc import Mapping

from strategy_tracker.imports.layout.table import Table
from strategy_tracker.imports.match.profile import ColumnProfile
from strategy_tracker.imports.vocabulary.synonyms import synonyms
from strategy_tracker.imports.vocabulary.values import find_period, parse_date, plain_words

_MONTHS = {
    "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
}  # fmt: skip
_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_FEWEST_DAYS, _FEWEST_COLUMNS, _LONGEST_DAY = 5, 3, 16
# Marks such as "Y", "Apols" and "A/L" are as long as this at the most.
_LONGEST_MARK = 6


def why_no_plan(
    table: Table, headings: Mapping[int, str], profiles: Mapping[int, ColumnProfile]
) -> str:
    """What a table is a list of, in a sentence; "" where nothing says that it is no plan."""
    plain = [plain_words(heading) for heading in headings.values() if heading]
    if sum(any(_is_day(word, day) for word in plain) for day in _WEEKDAYS) >= _FEWEST_DAYS:
        return "It is a rota: it has a column for each day of the week."
    for kind in synonyms().lists:
        telling = [words for words in kind.words if words in plain]
        if len(telling) >= kind.least:
            named = " and ".join(f"“{words}”" for words in telling[:2])
            return f"It looks like {kind.name} ({named}), of which no row is a record of a plan."
    return _of_people(table, headings, profiles)


def _is_day(plain: str, day: str) -> bool:
    """Whether a heading is a day of the week: "Mon", "Tuesday 4 Nov"."""
    return plain.startswith(day) and len(plain) <= _LONGEST_DAY


def _of_people(
    table: Table, headings: Mapping[int, str], profiles: Mapping[int, ColumnProfile]
) -> str:
    """People down the side, and the same mark or a date under many headings across."""
    places = [place for place in headings if place in profiles and profiles[place].filled]
    if len(places) <= _FEWEST_COLUMNS:
        return ""
    first, *rest = places
    if profiles[first].people <= 0.7 or not profiles[first].is_distinct:
        return ""
    marked = [place for place in rest if _is_marked(profiles[place])]
    meetings = [place for place in marked if _names_time(table, place)]
    if len(meetings) * 4 >= len(rest) * 3:
        return "It is a list of who attended: people down the side, and meetings across."
    dated = [place for place in rest if profiles[place].dates * 2 > profiles[place].filled]
    untimed = [place for place in dated if not _says_when(headings[place])]
    if len(untimed) >= _FEWEST_COLUMNS and len(untimed) * 4 >= len(rest) * 3:
        return "It is a record of training: people down the side, and a day for each course."
    return ""


def _is_marked(profile: ColumnProfile) -> bool:
    return profile.longest <= _LONGEST_MARK and not profile.is_measured


def _names_time(table: Table, place: int) -> bool:
    cell = table.header[place]
    is_month = any(word[:3] in _MONTHS for word in plain_words(cell.text).split())
    return is_month or bool(find_period(cell.text)[0]) or parse_date(cell.value).day is not None


def _says_when(heading: str) -> bool:
    words = set(plain_words(heading).split())
    return bool(words & synonyms().hints["action.target_date"]) or "start" in words
