"""Measures with their readings: in rows, in columns, one by one."""

from itertools import groupby

from tests.workbooks.cells import Put
from tests.workbooks.content import QUARTERS, Measure, ReadingKey
from tests.workbooks.writing import Page, Writer

_MONTHS = ("Apr", "May", "Jun", "Jul", "Aug", "Sep")
_KINDS = ("aim", "actual")


def write_scorecard(writer: Writer) -> None:
    page = writer.sheet(writer.words.sheets["scorecard"])
    form = writer.layout["scorecard"]
    if form.startswith("merged"):
        writer.top(page, "Scorecard of the plan")
        (_merged_rows if form == "merged rows" else _merged_pairs)(writer, page)
        return
    page.row += int(writer.layout["down"])
    if form in ("rows", "pairs"):
        page.line("Scorecard 2024/25", style="bold")
        page.row += 1
    {"rows": _rows, "long": _long}.get(form, _columns)(writer, page)


def _year(first: int) -> str:
    return f"{first}/{(first + 1) % 100:02d}"


def _begin(page: Page, measure: Measure, *, has_target: bool = False) -> None:
    """Number, name and baseline in the first columns, and the target where it has one."""
    told = [("number", measure.number), ("name", measure.name)]
    for name in ("baseline", "target") if has_target else ("baseline",):
        day = getattr(measure, f"{name}_day")
        told.append((name, f"{getattr(measure, name)} ({day:%d/%m/%y})"))
        column = len(told)
        wanted = getattr(measure, name)
        page.want("measure", measure.name, name, wanted, page.row, column)
        page.want("measure", measure.name, f"{name}_date", day, page.row, column)
    page.want("measure", measure.name, "number", measure.number, page.row, 1)
    for column, (_, text) in enumerate(told, start=1):
        page.put(page.row, column, Put(text))


def _reading(page: Page, measure: Measure, key: ReadingKey, row: int, column: int) -> None:
    """A reading's cell; of a month that of its quarter."""
    year, part, kind = key
    quarter = f"Q{(int(part[1:]) + 2) // 3}" if part.startswith("M") else part
    text = measure.readings.get((year, quarter, kind))
    page.put(row, column, Put(text))
    if text is not None:
        page.want("measure", measure.name, f"reading {key}", text, row, column)


def _heads(writer: Writer) -> list[str]:
    return [writer.head(name) for name in ("number", "measure", "baseline")]


def _rows(writer: Writer, page: Page) -> None:
    """Aim and Actual in rows of their own, quarters across."""
    page.line(*_heads(writer), "Aim/Actual", *QUARTERS, style=writer.head_style)
    for measure in writer.tracker.measures:
        _begin(page, measure)
        for kind in _KINDS:
            page.put(page.row, 4, Put(kind.title()))
            for column, quarter in enumerate(QUARTERS, start=5):
                _reading(page, measure, (2024, quarter, kind), page.row, column)
            page.row += 1


def _columns(writer: Writer, page: Page) -> None:
    """A column, or a pair of them, for each part of a year."""
    form = writer.layout["scorecard"]
    keys: list[tuple[str, ReadingKey]] = []
    if form == "pairs":
        for quarter in QUARTERS:
            keys += [(f"{quarter} 24/25 {kind.title()}", (2024, quarter, kind)) for kind in _KINDS]
    elif form == "months":
        keys = [(f"{name} 24", (2024, f"M{n:02d}", "actual")) for n, name in enumerate(_MONTHS, 1)]
    else:
        for column, last, year in ((4, 7, 2024), (8, 9, 2025)):
            page.put(page.row, column, Put(_year(year)), writer.head_style)
            page.merge(page.row, column, page.row, last)
        page.row += 1
        keys = [(quarter, (2024, quarter, "actual")) for quarter in QUARTERS]
        keys += [(quarter, (2025, quarter, "actual")) for quarter in QUARTERS[:2]]
    page.line(*_heads(writer), *(heading for heading, _ in keys), style=writer.head_style)
    for measure in writer.tracker.measures:
        _begin(page, measure)
        for column, (_, key) in enumerate(keys, start=4):
            _reading(page, measure, key, page.row, column)
        page.row += 1


def _long(writer: Writer, page: Page) -> None:
    """One row for each reading."""
    names = ("measure", "year", "part", "value")
    page.line(*map(writer.head, names), "Aim/Actual", style=writer.head_style)
    for measure in writer.tracker.measures:
        for key in measure.readings:
            year, part, kind = key
            page.line(measure.name, _year(year), part, None, kind.title())
            _reading(page, measure, key, page.row - 1, 4)


def _merged_heads(writer: Writer, page: Page, *more: str) -> None:
    """Headings over two rows; the page's next row stays the first of them."""
    names = [*_heads(writer), writer.head("measure_target"), *more]
    for column, text in enumerate(names, start=1):
        page.put(page.row, column, Put(text))
        page.merge(page.row, column, page.row + 1, column)


def _merged_rows(writer: Writer, page: Page) -> None:
    """A row of aims under a row of actuals, quarters across under their years."""
    _merged_heads(writer, page, "Aim / Actual")
    whens = [(year, quarter) for year in (2024, 2025) for quarter in QUARTERS]
    for column, (_, quarter) in enumerate(whens, start=6):
        page.put(page.row + 1, column, Put(quarter))
    for column, (year, _) in zip((6, 10), groupby(whens, key=lambda when: when[0]), strict=True):
        page.put(page.row, column, Put(_year(year)))
        page.merge(page.row, column, page.row, column + 3)
    page.row += 2
    for measure in writer.tracker.measures:
        _begin(page, measure, has_target=True)
        for row, kind in enumerate(_KINDS, start=page.row):
            page.put(row, 5, Put(kind.title()))
            for column, (year, quarter) in enumerate(whens, start=6):
                _reading(page, measure, (year, quarter, kind), row, column)
        for column in range(1, 5):
            page.merge(page.row, column, page.row + 1, column)
        page.row += 2


def _merged_pairs(writer: Writer, page: Page) -> None:
    """A row for each measure; an aim and an actual under each quarter."""
    _merged_heads(writer, page)
    keys = [
        (year, quarter, kind) for year in (2024, 2025) for quarter in QUARTERS for kind in _KINDS
    ]
    for column, (year, quarter, kind) in enumerate(keys, start=5):
        page.put(page.row + 1, column, Put(kind.title()))
        if kind == "aim":
            page.put(page.row, column, Put(f"{quarter} {_year(year)}"))
            page.merge(page.row, column, page.row, column + 1)
    page.row += 2
    for measure in writer.tracker.measures:
        _begin(page, measure, has_target=True)
        for column, key in enumerate(keys, start=5):
            _reading(page, measure, key, page.row, column)
        page.row += 1
