"""The other sheets of a tracker: matrices, cards, scorecards and registers of risks."""

from typing import Any

from tests.tracker_content import QUESTIONS, Measure
from tests.tracker_pages import Page, Writer
from tests.tracker_words import Put, people

_MONTHS = ("Apr", "May", "Jun", "Jul", "Aug", "Sep")


def _style(writer: Writer) -> str:
    return {"bold": "bold", "filled": "filled"}.get(writer.layout["header"], "")


def write_matrix(writer: Writer) -> None:
    """Objectives across, and what is asked of each down."""
    page = writer.sheet("Summary")
    writer.top(page, "Trust plan 2025/26")
    objectives = writer.tracker.objectives
    lines: list[tuple[str, str, list[tuple[Any, Put]]]] = [
        (writer.head("objective"), "title", [(one.title, Put(one.title)) for one in objectives]),
        (
            writer.head("objective_lead"),
            "lead",
            [(writer.people((one.lead,)), writer.lead((one.lead,))) for one in objectives],
        ),
        (
            writer.head("rating"),
            "rating",
            [(writer.word(one.rating), writer.rating(one.rating)) for one in objectives],
        ),
    ]
    for number, question in enumerate(QUESTIONS):
        said = [(one.answers[number], Put(one.answers[number])) for one in objectives]
        lines.append((question, "comment", said))
    for label, name, cells in lines:
        page.put(page.row, 1, Put(label), "bold" if _style(writer) else "")
        for column, (value, put) in enumerate(cells, start=2):
            page.put(page.row, column, put, _style(writer) if name == "title" else "")
            title = objectives[column - 2].title
            page.want("objective", title, name, value, page.row, column)
        page.row += 1


def write_cards(writer: Writer) -> None:
    """A block of labels with their values beside them for each action."""
    page = writer.sheet("Cards")
    writer.top(page, "Trust plan 2025/26")
    names = ["objective", *writer.columns(with_parent=False)]
    names = [name for name in names if name not in ("", "+", "hidden")]
    for line in writer.lines(writer.tracker.objectives):
        values = writer.values(line)
        for name in names:
            page.put(page.row, 1, Put(writer.head(name)), "bold" if _style(writer) else "")
            page.put(page.row, 2, writer.cell(name, line))
            page.want("action", line.action.title, name, values[name], page.row, 2)
            page.row += 1
        page.row += 1


def write_risks(writer: Writer) -> None:
    """A register of risks on a sheet of its own."""
    page = writer.sheet("Risks")
    writer.top(page, "Risk register")
    names = ("risk_reference", "risk", "current", "risk_target", "risk_lead")
    for column, name in enumerate(names, start=1):
        page.put(page.row, column, Put(writer.head(name)), _style(writer))
    page.row += 1
    for risk in writer.tracker.risks:
        cells = (
            ("reference", risk.reference, Put(risk.reference)),
            ("title", risk.title, Put(risk.title)),
            ("current", risk.current, Put(risk.current)),
            ("target", risk.target, Put(risk.target)),
            ("lead", writer.people((risk.lead,)), Put(people((risk.lead,), "posts"))),
        )
        for column, (name, value, put) in enumerate(cells, start=1):
            page.put(page.row, column, put)
            field = f"risk {name}" if name in ("target", "current") else name
            wanted = (risk.lead,) if name == "lead" else value
            page.want("risk", risk.title, field, wanted, page.row, column)
        page.row += 1


def write_scorecard(writer: Writer) -> None:
    """Measures with their readings, in one of five forms."""
    page = writer.sheet("Scorecard")
    form = writer.layout["scorecard"]
    page.row += int(writer.layout["down"])
    if form in ("rows", "pairs"):
        page.line("Scorecard 2024/25", style="bold")
        page.row += 1
    start = [writer.head("number"), writer.head("measure"), writer.head("baseline")]
    if form == "rows":
        _rows(writer, page, start)
    elif form == "long":
        _long(writer, page)
    else:
        _columns(writer, page, start)


def _begin(page: Page, measure: Measure) -> None:
    page.put(page.row, 1, Put(measure.number))
    page.put(page.row, 2, Put(measure.name))
    page.put(page.row, 3, Put(f"{measure.baseline} (31/03/24)"))
    page.want("measure", measure.name, "baseline", measure.baseline, page.row, 3)


def _reading(
    page: Page, measure: Measure, key: tuple[int, str, str], text: str, column: int
) -> None:
    page.put(page.row, column, Put(text))
    page.want("measure", measure.name, f"reading {key}", text, page.row, column)


def _rows(writer: Writer, page: Page, start: list[str]) -> None:
    """Aim and Actual in rows of their own, quarters across."""
    page.line(*start, "Aim/Actual", "Q1", "Q2", "Q3", "Q4", style=_style(writer))
    for measure in writer.tracker.measures:
        _begin(page, measure)
        for kind in ("aim", "actual"):
            page.put(page.row, 4, Put(kind.title()))
            for number in range(1, 5):
                key = (2024, f"Q{number}", kind)
                _reading(page, measure, key, measure.readings[key], 4 + number)
            page.row += 1


def _columns(writer: Writer, page: Page, start: list[str]) -> None:
    """A column, or a pair of them, for each part of a year."""
    form = writer.layout["scorecard"]
    style = _style(writer)
    keys: list[tuple[str, tuple[int, str, str]]] = []
    if form == "pairs":
        for number in range(1, 5):
            for kind in ("aim", "actual"):
                keys.append((f"Q{number} 24/25 {kind.title()}", (2024, f"Q{number}", kind)))
    elif form == "months":
        keys = [(f"{name} 24", (2024, f"M{n:02d}", "actual")) for n, name in enumerate(_MONTHS, 1)]
    else:
        page.put(page.row, 4, Put("2024/25"), style)
        page.put(page.row, 8, Put("2025/26"), style)
        page.merge(page.row, 4, page.row, 7)
        page.merge(page.row, 8, page.row, 9)
        page.row += 1
        keys = [(f"Q{n}", (2024, f"Q{n}", "actual")) for n in range(1, 5)]
        keys += [(f"Q{n}", (2025, f"Q{n}", "actual")) for n in range(1, 3)]
    page.line(*start, *(heading for heading, _ in keys), style=style)
    for measure in writer.tracker.measures:
        _begin(page, measure)
        for column, (_, key) in enumerate(keys, start=4):
            quarter = (key[0], f"Q{(int(key[1][1:]) + 2) // 3}" if form == "months" else key[1])
            _reading(page, measure, key, measure.readings[(*quarter, key[2])], column)
        page.row += 1


def _long(writer: Writer, page: Page) -> None:
    """One row for each reading."""
    names = ("measure", "year", "part", "value")
    page.line(*(writer.head(name) for name in names), "Aim/Actual", style=_style(writer))
    for measure in writer.tracker.measures:
        for key, text in measure.readings.items():
            year, part, kind = key
            page.line(measure.name, f"{year}/{(year + 1) % 100:02d}", part, None, kind.title())
            page.row -= 1
            _reading(page, measure, key, text, 4)
            page.row += 1
