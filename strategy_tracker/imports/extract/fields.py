"""One cell of a known field, read into the value that its record keeps, or what is wrong."""

from calendar import monthrange
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from ambitions.plan.fields import ITEM_FIELDS
from ambitions.updates.null_values import empty_kind
from objectives.calendar import year_name
from objectives.fields import FieldKind
from objectives.models.strategy import financial_year_of
from risks.matrix import NPSA, Matrix, Method
from strategy_tracker.imports.read.workbook import Cell
from strategy_tracker.imports.vocabulary.synonyms import synonyms
from strategy_tracker.imports.vocabulary.values import (
    PeriodRead,
    financial_year,
    parse_conditions,
    parse_date,
    parse_direction,
    parse_list,
    parse_people,
    parse_period,
    parse_reading,
    parse_references,
    parse_regulations,
    parse_score,
    plain_words,
    without_arrow,
)

_LONGEST_TITLE, LONGEST_NAME = 300, 200
_MONTH_NUMBERS = [text for n in range(1, 13) for text in (str(n), f"{n:02d}")]
_QUARTERS = {str(number): f"Q{number}" for number in range(1, 5)}
_PARTS = {"q": "Q{}", "qtr": "Q{}", "quarter": "Q{}", "h": "H{}", "half": "H{}"}
WHOLE_YEAR = "Y"
_WHOLE_YEAR = {"y", "year", "full year", "fy", "year end", "annual"}


@dataclass(frozen=True)
class FieldRead:
    """The values of a cell by field name (a date gives two), and what is wrong with it."""

    values: dict[str, Any] = field(default_factory=dict)
    problem: str = ""
    remedy: str = ""


def read_field(name: str, cell: Cell) -> FieldRead:
    """What `cell` says for the field `name`, such as "action.target_date".

    A blank cell says nothing. Values are plain: texts, numbers, dates, and lists of those.
    """
    if not cell.text:
        return FieldRead()
    reader = _READERS.get(name)
    if reader:
        return reader(cell)
    short = name.partition(".")[2]
    if short in ("lead", "executive", "sro", "programme_manager"):
        people = [(person.name, person.role) for person in parse_people(cell.text)]
        longest = max((len(text) for person in people for text in person), default=0)
        if longest > LONGEST_NAME:
            return FieldRead(
                {},
                f"This name or job title has {longest:,} characters; {LONGEST_NAME} is the most.",
                "Write the lead's name and job title only.",
            )
        return FieldRead({f"leads_{short}": people} if people else {})
    return FieldRead({short: _by_kind(name, cell)})


def _by_kind(name: str, cell: Cell) -> Any:
    """The value of a field without a reader of its own, by what its level declares it to hold."""
    level, _, short = name.partition(".")
    kinds = {declared.name: declared.kind for declared in ITEM_FIELDS.get(level, ())}
    if kinds.get(short) == FieldKind.LINES:
        return parse_list(cell.text)
    return parse_date(cell.value).day if kinds.get(short) == FieldKind.DATE else cell.text


def _target_date(cell: Cell) -> FieldRead:
    # A month that a date is shown as is that month, and not the day in it.
    read = parse_date(cell.shown or cell.value)
    values: dict[str, Any] = {"target_text": read.text}
    if read.day:
        values["target_date"] = read.day
    if read.problem:
        remedy = "Write the date as day, month and year, such as 31/03/2025."
        return FieldRead(values, read.problem, remedy)
    return FieldRead(values)


def _kind(cell: Cell) -> FieldRead:
    kind = synonyms().value("action_kind", cell.text)
    if kind:
        return FieldRead({"kind": kind})
    return FieldRead(
        {},
        f"“{cell.text}” is no kind of action.",
        "Write Must, Should, Key action or Exit criterion.",
    )


def _score(short: str) -> Callable[[Cell], FieldRead]:
    return lambda cell: read_score(short, cell, NPSA)


def read_score(short: str, cell: Cell, matrix: Matrix) -> FieldRead:
    """A score on the scale of `matrix`, with the arrow beside it where it is the current one."""
    lowest, highest = matrix.bands.lowest, matrix.bands.highest
    arrow = parse_direction(cell.text, words=False)
    score, problem = parse_score(
        without_arrow(cell.figure),
        lowest=lowest,
        highest=highest,
        is_added=matrix.method == Method.ADDED,
    )
    if score is not None and arrow and short == "current":
        return FieldRead({short: score, "direction": arrow})
    remedy = f"Write one whole number from {lowest} to {highest}." if problem else ""
    return FieldRead({} if score is None else {short: score}, problem, remedy)


def _tolerance(cell: Cell) -> FieldRead:
    """The highest score that is accepted."""
    score, problem = parse_score(cell.figure)
    remedy = "Write one whole number from 1 to 25." if problem else ""
    return FieldRead({"tolerance": score} if score else {}, problem, remedy)


def _factor(short: str, words: str) -> Callable[[Cell], FieldRead]:
    """A factor of a score, 1 to 5; words are said of the risk's `words` where that has a field."""

    def read(cell: Cell) -> FieldRead:
        if cell.figure in ("1", "2", "3", "4", "5"):
            return FieldRead({short: int(cell.figure)})
        return FieldRead({words: cell.text} if words and not empty_kind(cell.text) else {})

    return read


def _direction(cell: Cell) -> FieldRead:
    direction = parse_direction(cell.text)
    if direction or empty_kind(cell.text):
        return FieldRead({"direction": direction} if direction else {})
    return FieldRead({}, f"“{cell.text}” is no direction.", "Write Up, Down or No change.")


_LONGEST_YEAR = 20


def _year(cell: Cell) -> FieldRead:
    year = financial_year(cell.text)
    if year:
        given = {"financial_year": year}
        usual = year_name(year)
        # As the trust heads it ("2023/2024"), which its papers print.
        is_short = cell.text != usual and len(cell.text) <= _LONGEST_YEAR
        return FieldRead({**given, "printed_year": cell.text} if is_short else given)
    return FieldRead(
        {}, f"“{cell.text}” is no financial year.", "Write the year as 2024/25, April to March."
    )


def _part(cell: Cell) -> FieldRead:
    """A quarter, half, month or whole year, with its financial year where the cell names it.

    A month may be given as its first or its last day.
    """
    day = cell.value
    if isinstance(day, date) and day.day in (1, monthrange(day.year, day.month)[1]):
        month = f"M{(day.month - 4) % 12 + 1:02d}"
        return FieldRead({"part": month, "financial_year": financial_year_of(day)})
    words = plain_words(cell.text).split()
    joined = " ".join(words)
    if joined in _WHOLE_YEAR:
        return FieldRead({"part": WHOLE_YEAR})
    if joined in _QUARTERS:
        return FieldRead({"part": _QUARTERS[joined]})
    letters = "".join(filter(str.isalpha, joined))
    number = "".join(filter(str.isdigit, joined))
    if letters in _PARTS and number in ("1", "2", "3", "4"[: letters[0] == "q"]):
        return FieldRead({"part": _PARTS[letters].format(number)})
    if letters in ("m", "month") and number in _MONTH_NUMBERS:
        return FieldRead({"part": f"M{int(number):02d}"})
    if period := parse_period(cell.text):
        part, year = part_of(period)
        return FieldRead({"part": part, "financial_year": year})
    return FieldRead(
        {}, f"“{cell.text}” is no part of a year.", "Write Q1 to Q4, H1, H2, M1 to M12 or Year."
    )


def part_of(period: PeriodRead) -> tuple[str, int]:
    """The part of a financial year that `period` is, and the year."""
    start = period.starts_on
    year = start.year if start.month >= 4 else start.year - 1
    month = (start.month - 4) % 12
    part = {
        "month": f"M{month + 1:02d}",
        "quarter": f"Q{month // 3 + 1}",
        "half_year": f"H{month // 6 + 1}",
        "year": WHOLE_YEAR,
    }[period.kind]
    return part, year


def _reading_kind(cell: Cell) -> FieldRead:
    kind = synonyms().value("reading_kind", cell.text)
    if kind:
        return FieldRead({"kind": kind})
    return FieldRead({}, f"“{cell.text}” is neither an aim nor an actual.", "Write Aim or Actual.")


def _value(cell: Cell) -> FieldRead:
    read = parse_reading(cell.figure)
    return FieldRead({"raw": read.raw, "number": read.number, "empty": read.empty})


def _better(cell: Cell) -> FieldRead:
    better = synonyms().value("better", cell.text)
    if better or empty_kind(cell.text):
        return FieldRead({"better": better} if better else {})
    return FieldRead(
        {}, f"“{cell.text}” does not say which way is better.", "Write Higher or Lower."
    )


def _lines(short: str) -> Callable[[Cell], FieldRead]:
    def read(cell: Cell) -> FieldRead:
        texts = [text for _, text in parse_conditions(cell.text)]
        return FieldRead({short: texts} if texts else {})

    return read


def _title(more: str) -> Callable[[Cell], FieldRead]:
    """A title, and after a blank line what is said of it, which goes to the field `more`."""

    def read(cell: Cell) -> FieldRead:
        title, blank, rest = cell.text.partition("\n\n")
        if blank and rest.strip() and len(title) <= _LONGEST_TITLE:
            return FieldRead({"title": title.strip(), more: rest.strip()})
        return FieldRead({"title": cell.text})

    return read


def _success(cell: Cell) -> FieldRead:
    """A statement, and what stands under it in brackets as its note."""
    statement, line, last = cell.text.rpartition("\n")
    if line and last.startswith("(") and last.rstrip().endswith(")"):
        return FieldRead({"success_statement": statement.strip(), "success_note": last.strip()})
    return FieldRead({"success_statement": cell.text})


_READERS: dict[str, Callable[[Cell], FieldRead]] = {
    "objective.title": _title("introduction"),
    "objective.aims": _lines("aims"),
    "ambition.title": _title("description"),
    "ambition.success_statement": _success,
    "ambition.conditions": lambda cell: FieldRead({"conditions": parse_conditions(cell.text)}),
    "ambition.supporting_strategies": lambda cell: FieldRead(
        {"supporting_strategies": parse_list(cell.text)}
    ),
    "ambition.risks": lambda cell: FieldRead({"risks": parse_references(cell.text)}),
    "action.risks": lambda cell: FieldRead({"risks": parse_references(cell.text)}),
    "action.target_date": _target_date,
    "action.kind": _kind,
    "action.regulations": lambda cell: FieldRead({"regulation_refs": parse_regulations(cell.text)}),
    "measure.better": _better,
    "reading.year": _year,
    "reading.part": _part,
    "reading.kind": _reading_kind,
    "reading.value": _value,
    "risk.inherent_score": _score("inherent"),
    "risk.current_score": _score("current"),
    "risk.target_score": _score("target"),
    "risk.tolerance": _tolerance,
    "risk.category": lambda cell: FieldRead(
        {} if empty_kind(cell.text) else {"category": " ".join(cell.text.split())}
    ),
    "risk.likelihood": _factor("likelihood", ""),
    "risk.consequence": _factor("consequence", "effect"),
    "risk.direction": _direction,
    "risk.links": lambda cell: FieldRead({"links": cell.text}),
    "risk.controls": _lines("controls"),
    "risk.assurances": _lines("assurances"),
    "risk.gaps_in_control": _lines("gaps_in_control"),
    "risk.gaps_in_assurance": _lines("gaps_in_assurance"),
}
