"""Which column of a table a person meant: by its heading, or its letter where two share one."""

from collections import Counter
from collections.abc import Mapping

from strategy_tracker.imports.layout.table import Table
from strategy_tracker.imports.read.sheet import letter_of


def column_key(letter: str) -> str:
    """What a column goes by that its heading does not tell from another: "Column H"."""
    return f"Column {letter}"


def chosen_places(
    table: Table, headings: Mapping[int, str], chosen: Mapping[str, str]
) -> dict[int, str]:
    """The fields that a person gave, by the column's place.

    Of two columns with one heading, "Column H" goes before that; a bare "H" is a letter where no
    heading of the table is called so.
    """
    if not chosen:
        return {}
    letters = {place: letter_of(cell.address) for place, cell in enumerate(table.header)}
    times, headed = Counter(letters.values()), Counter(headings.values())
    said = {}
    for place, letter in letters.items():
        keys = [headings[place]] if headings[place] else []
        if letter and times[letter] == 1:
            by_letter = [column_key(letter)]
            by_letter += [] if letter in headed else [letter]
            keys = by_letter + keys if headed[headings[place]] > 1 else keys + by_letter
        key = next((key for key in keys if key in chosen), None)
        if key is not None:
            said[place] = chosen[key]
    return said


def own_key(heading: str, letter: str, times: int) -> str:
    """How a choice for a column is kept: by its heading, which moves with it, or by its letter.

    `times` is how many columns of the sheet have the heading.
    """
    is_one = bool(heading) and times < 2
    return heading if is_one or not letter else column_key(letter)
