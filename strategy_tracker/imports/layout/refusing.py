"""Sheets that look like a plan and are none: their rows must not become records."""

from collections.abc import Sequence

from strategy_tracker.imports.layout.grid import Grid
from strategy_tracker.imports.layout.table import Table
from strategy_tracker.imports.read.workbook import Cell
from strategy_tracker.imports.vocabulary.synonyms import synonyms
from strategy_tracker.imports.vocabulary.values import find_period, plain_words

_COUNTED = ("total", "count", "number", "grand total", "sum", "number of")
_SCORED = {"score", "scores", "points", "mark", "marks", "weight", "weighting", "weighted score"}
_FEWEST_SUMMED = 4
_RATINGS = {
    "very high", "high", "moderate", "medium", "low", "very low", "extreme", "critical",
    "fully", "partially", "partly", "non", "fully compliant", "partially compliant",
    "non compliant", "compliant", "met", "partly met", "partially met", "not met",
    "implemented", "in progress",
    "red", "amber", "yellow", "green", "blue", "grey", "on track", "off track", "complete",
    "completed", "overdue", "behind", "not started", "open", "closed", "at risk", "delayed",
}  # fmt: skip
# What offices call a sheet of choices.
_CHOICES = {
    "lists", "lookups", "lookup", "look ups", "look up", "dropdowns", "drop downs",
    "drop down lists", "dropdown lists", "data validation", "validation", "validation lists",
    "picklists", "pick lists", "reference data", "reference lists", "ref data",
}  # fmt: skip
_LONGEST_CHOICE = 60

_COUNTS = (
    "It counts things (so many red, so many green) and does not name them, so none of its "
    "rows is taken for a record."
)
# What a plan asks of each action, and how much of it a sheet asks that is one.
_OF_A_PLAN = {"title", "lead", "executive", "sro", "programme_manager", "target_date"}
_FEWEST_OF_A_PLAN = 3
_RATED = "rating"
ONLY_BARS = (
    "It is a chart of bars over time (a Gantt chart): its colours show when things are done, not "
    "how they went, so none of its rows is taken for an action."
)


def why_no_sheet(grid: Grid) -> str:
    """Why nothing of a sheet is a plan, in a sentence; "" where nothing speaks against it."""
    return _another_kind(grid) or _choices(grid)


def _choices(grid: Grid) -> str:
    """A sheet of what may be chosen on the others: "Lists", with a short list in each column."""
    if plain_words(grid.title) not in _CHOICES:
        return ""
    rows = [row for row in grid.rows if grid.filled[row]]
    columns: dict[int, list[tuple[int, str]]] = {}
    for number, row in enumerate(rows):
        for column, cell in grid.filled[row]:
            columns.setdefault(column, []).append((number, cell.text))
    for cells in columns.values():
        numbers, texts = [number for number, _ in cells], [text for _, text in cells]
        has_gap = numbers[-1] - numbers[0] != len(numbers) - 1
        if has_gap or len(set(texts)) < len(texts):
            return ""
        # Whoever writes sentences lists more than what may be chosen.
        if any(len(text) > _LONGEST_CHOICE or text.endswith((".", "!", "?")) for text in texts):
            return ""
    return "It lists what may be chosen on other sheets, and nothing of the plan." if rows else ""


def why_no_table(table: Table, totals: Sequence[list[Cell]]) -> str:
    """Why the rows of a table are not records, in a sentence; "" where they may be."""
    if not any(cell.text or cell.fill for row in table.body for cell in row):
        return "It is a blank form: it has headings, and nothing has been filled in under them."
    return _counts(table) or _added_up(table, totals) or _added_scores(table, totals)


def _another_kind(grid: Grid) -> str:
    """What the first words of a sheet say that it is: minutes, a budget, a list of telephones."""
    seen: list[str] = []
    for row in grid.rows[:15]:
        seen += [plain_words(cell.text) for _, cell in grid.filled[row] if len(cell.text) < 120]
    for kind in synonyms().others:
        telling = [
            words
            for words in kind.words
            if any(text == words or (len(words) > 8 and words in text) for text in seen)
        ]
        if len(telling) >= kind.least and not _says_who_and_when(seen):
            named = " and ".join(f"“{words}”" for words in telling[:2])
            return f"It looks like {kind.name} ({named}), not like a plan or an update on one."
    return ""


def _says_who_and_when(seen: Sequence[str]) -> bool:
    """Whether headings say who does what, by when or how it goes, as those of a plan do."""
    known = synonyms()
    asked = {
        name
        for kind in known.sheets
        if kind.holds == "action"
        for words, name in kind.fields
        if name.partition(".")[2] in _OF_A_PLAN and words in seen
    }
    asked |= {_RATED for words in seen if words in known.ratings}
    return len(asked) >= _FEWEST_OF_A_PLAN


def _counts(table: Table) -> str:
    """Columns of whole numbers called after ratings or totals: somebody counted rows."""
    headed = [
        place for place, cell in enumerate(table.header) if cell.text and place not in table.given
    ]
    counted = []
    for place in headed:
        plain = plain_words(table.header[place].text)
        told = plain in _COUNTED or plain.startswith(("number of", "no of", "count of", "total"))
        if not (told or plain in _RATINGS):
            continue
        values = [row[place].value for row in table.body if row[place].text]
        if values and all(isinstance(value, int) for value in values):
            counted.append(place)
    if len(counted) >= 2 and len(counted) + 2 >= len(headed):
        return _COUNTS
    return ""


def _added_up(table: Table, totals: Sequence[list[Cell]]) -> str:
    """Names with whole numbers beside them alone, and the sums of these under them."""
    rows = [*table.body, *totals[-1:]]
    places = [place for place, cell in enumerate(table.header) if cell.text]
    counted = [place for place in places if not find_period(table.header[place].text)[0]]
    numbers = {place: [_whole(row, place) for row in rows] for place in counted}
    columns = [
        [number for number in column if number is not None]
        for column in numbers.values()
        if None not in column
    ]
    if len(rows) < _FEWEST_SUMMED or not columns or len(places) - len(columns) != 1:
        return ""
    return _COUNTS if all(sum(column[:-1]) == column[-1] for column in columns) else ""


def _whole(row: list[Cell], place: int) -> int | None:
    value = row[place].value if place < len(row) else ""
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def _added_scores(table: Table, totals: Sequence[list[Cell]]) -> str:
    """A column of scores with their sum under it: a self-assessment and no register."""
    for place, heading in enumerate(table.header):
        if not _SCORED.intersection(plain_words(heading.text).split()):
            continue
        values = [row[place].value for row in table.body]
        numbers = [
            float(value)
            for value in values
            if isinstance(value, int | float) and not isinstance(value, bool)
        ]
        for total in totals:
            value = total[place].value if place < len(total) else ""
            summed = isinstance(value, int | float) and abs(value - sum(numbers)) < 0.01
            if len(numbers) >= 2 and (summed or value == ""):
                return (
                    "Its scores are added up, as in a self-assessment, so its rows are neither "
                    "risks nor measures."
                )
    return ""
