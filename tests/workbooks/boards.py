"""The sheets of a plan that are no tables of actions: matrices, cards and registers of risks."""

from typing import Any

from tests.workbooks import tables
from tests.workbooks.cells import Put, people
from tests.workbooks.writing import Writer

Cells = list[tuple[str, str, Put, Any]]


def write_matrix(writer: Writer) -> None:
    """Objectives across, and what is asked of each down."""
    page = writer.sheet(writer.words.sheets["annex"])
    writer.top(page, writer.tracker.title)
    head = writer.head("objective")
    for column, objective in enumerate(writer.tracker.objectives, start=2):
        told: Cells = [(head, "title", Put(objective.title), objective.title)]
        told += writer.objective_rows(objective)
        for row, (label, name, put, wanted) in enumerate(told, start=page.row):
            page.put(row, 1, Put(label), writer.bold)
            page.put(row, column, put, writer.head_style if name == "title" else "")
            page.want("objective", objective.title, name, wanted, row, column)


def write_annexes(writer: Writer) -> None:
    """A sheet for each objective, on which its ambitions stand across and questions down."""
    for number, objective in enumerate(writer.tracker.objectives, start=1):
        page = writer.sheet(f"{writer.words.sheets['annex']} {number}")
        writer.top(page, writer.tracker.title)
        top, last = page.row, 1 + len(objective.ambitions)
        page.line(writer.head("objective"), objective.title)
        page.merge(top, 2, top, last)
        page.line(writer.head("ambition"), *(ambition.title for ambition in objective.ambitions))
        for place, question in enumerate(writer.words.questions):
            page.line(question, *(ambition.answers[place] for ambition in objective.ambitions))
        for column, ambition in enumerate(objective.ambitions, start=2):
            title = ambition.title
            page.want("ambition", title, "title", title, top + 1, column)
            page.want("ambition", title, "objective", objective.title, top, 2)
            for row, answer in enumerate(ambition.answers, start=top + 2):
                page.want("ambition", title, "comment", answer, row, column)


def write_cards(writer: Writer) -> None:
    """A block of labels with their values beside them for each action."""
    page = writer.sheet("Cards")
    writer.top(page, writer.tracker.title)
    names = ["objective", *tables.columns(writer, with_parent=False)]
    names = [name for name in names if name not in tables.NO_PLAN]
    for line in tables.lines_of(writer.tracker.objectives):
        for name in names:
            put, wanted = tables.cell(writer, name, line)
            page.put(page.row, 1, Put(writer.head(name)), writer.bold)
            page.put(page.row, 2, put)
            if wanted not in (None, "", ()):
                page.want("action", line.action.title, name, wanted, page.row, 2)
            page.row += 1
        page.row += 1


def write_risks(writer: Writer) -> None:
    """A register of risks on a sheet of its own, with an owner or an objective for each."""
    page = writer.sheet(writer.words.sheets["risks"])
    writer.top(page, "Risk register")
    has_owners = writer.layout["risks"] == "owners"
    last = "risk_lead" if has_owners else "objective"
    names = ("risk_reference", "risk", "current", "risk_target", last)
    page.line(*map(writer.head, names), style=writer.head_style)
    say = _product if writer.layout["risks"] == "products" else int
    for risk in writer.tracker.risks:
        owner, lead = people(writer.rng, (risk.lead,), "posts")
        told: list[tuple[str, Any, Any]] = [
            ("reference", risk.reference, risk.reference),
            ("title", risk.title, risk.title),
            ("risk current", risk.current, say(risk.current)),
            ("risk target", risk.target, say(risk.target)),
            ("lead", lead, owner) if has_owners else ("link", risk.objective, risk.objective),
        ]
        for column, (name, wanted, value) in enumerate(told, start=1):
            page.put(page.row, column, Put(value))
            page.want("risk", risk.title, name, wanted, page.row, column)
        page.row += 1


def _product(score: int) -> str:
    """ "4 x 5" for 20."""
    factor = next(
        factor for factor in (5, 4, 3, 2, 1) if score % factor == 0 and score // factor <= 5
    )
    return f"{factor} x {score // factor}"
