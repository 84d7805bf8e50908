"""Risks as a table: any kinds of risk, any columns."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from objectives.models import Level
from reports.blocks import (
    Block,
    Cell,
    Column,
    Heading,
    Prose,
    Row,
    RowGroup,
    Table,
    Text,
    Words,
)
from reports.parts.base import Content, Data, Part, PartKind, Source, option
from reports.parts.items import named, people_cell
from reports.parts.risks import (
    KIND_LABELS,
    appetite_cell,
    bands_block,
    bands_legend,
    by_score,
    day_cell,
    holding_cell,
    movement_cell,
    none_recorded,
    objectives_of,
    risk_data,
    risks_of_kinds,
    score_cell,
    tolerance_cell,
)
from risks.appetite import limits_of
from risks.models import Risk
from strategy_tracker.ui.display import inside

COLUMNS = {
    "reference": "Reference",
    "title": "The risk",
    "title_and_leads": "The risk, with who leads it under it",
    "kind": "Kind",
    "statement": "Cause, event and effect, in one column",
    "cause": "Cause",
    "event": "Event",
    "effect": "Effect",
    "leads": "Lead",
    "inherent": "Inherent score",
    "current": "Current score",
    "movement": "Which way it moved",
    "target": "Target score",
    "target_date": "Target date",
    "category": "Category",
    "appetite": "Appetite and tolerance, in one column",
    "appetite_word": "Appetite",
    "tolerance": "Tolerance",
    "committee": "Overseen by",
    "controls": "Controls",
    "assurances": "Assurances",
    "gaps": "Gaps",
    "linked": "Linked items",
}
_HOLDING = ("controls", "assurances", "gaps")
# Printed where they are chosen: else both stand in one column.
_OF_APPETITE = ("appetite_word", "tolerance")
_MAY_BE_LEFT_OUT = ("reference", "category", "leads", "movement", "inherent", "target",
                    "target_date", "appetite", *_OF_APPETITE, "committee", "linked",
                    *_HOLDING)  # fmt: skip
# A title longer than this is a sentence: a table of bold sentences is hard to read.
_LONGEST_BOLD = 100


@dataclass(frozen=True)
class Options:
    kinds: list[str] = option("Only these kinds", [], choices=Risk.Kind.choices)
    group_by: str = option(
        "Group by",
        "",
        choices=[
            ("", "Nothing"),
            ("objective", "Objective"),
            ("kind", "Kind"),
            ("category", "Category"),
        ],
    )
    sort_by: str = option(
        "Order",
        "score",
        choices=[("score", "Current score, highest first"), ("", "The trust's own order")],
    )
    columns: list[str] = option(
        "Columns, in this order", [], choices=list(COLUMNS.items()), is_ordered=True
    )
    labels: dict[str, str] = option(
        "Other headings of columns", {}, choices=list(COLUMNS.items()), is_labels=True
    )
    without: list[str] = option("Leave out these columns", [], choices=list(COLUMNS.items()))
    only_unlinked: bool = option("Only those linked to nothing under an objective", False)
    own_heading: bool = option("Head it with the trust's word for risks", False)
    shows_legend: bool = option("Print what the bands mean", False)
    says_none: bool = option("Say so where there are none", False)


def build(source: Source, part: Part) -> Data | None:
    options: Options = KIND.options_of(part)
    plan = source.plan
    risks = risks_of_kinds(plan, options.kinds)
    if options.only_unlinked:
        risks = [risk for risk in risks if not objectives_of(plan, risk)]
    if not risks:
        if not options.says_none:
            return None
        word = inside(plan.strategy.risk_word_plural) if not options.kinds else "risks"
        told = none_recorded(plan, options.kinds, word)
        return {"none": told, "groups": [], "own_heading": options.own_heading}
    groups: list[Data] = [
        {"title": title, "rows": rows_data(source, some, options)}
        for title, some in _groups(source, risks, options)
        if some
    ]
    everything = [row for group in groups for row in group["rows"]]
    return {"none": "", "groups": groups, "own_heading": options.own_heading} | table_data(
        source, options, everything
    )


def rows_data(source: Source, risks: Sequence[Risk], options: Options) -> list[Data]:
    """The rows of these risks, in the order that the options ask for."""
    wants_holding = not options.columns or bool(set(_HOLDING) & set(options.columns))
    rows = [risk_data(source, risk, with_holding=wants_holding) for risk in risks]
    return by_score(rows) if options.sort_by == "score" else rows


def table_data(source: Source, options: Options, rows: Sequence[Data]) -> Data:
    """What `table_of` needs to know beside the rows: the same for every table of a part.

    A column that was chosen and has nothing to say in any of all `rows` is left out.
    """
    previous = source.plan.previous
    silent = set(_MAY_BE_LEFT_OUT) - set(_columns_said(rows))
    return {
        "columns": [key for key in options.columns if key not in silent],
        "without": list(options.without),
        "labels": dict(options.labels),
        "since": previous.label if previous else "",
        "bands": bands_legend(source) if options.shows_legend else [],
    }


def _groups(
    source: Source, risks: Sequence[Risk], options: Options
) -> list[tuple[str, Sequence[Risk]]]:
    plan = source.plan
    if options.group_by == "kind":
        return [
            (label, [risk for risk in risks if risk.kind == kind])
            for kind, label in KIND_LABELS.items()
        ]
    if options.group_by == "category":
        named = {risk.pk: limits_of(risk).category for risk in risks}
        return [
            (name or "Without a category", [risk for risk in risks if named[risk.pk] == name])
            for name in _categories(risks)
        ]
    if options.group_by == "objective":
        own = {risk.pk: [item.pk for item in objectives_of(plan, risk)] for risk in risks}
        found: list[tuple[str, Sequence[Risk]]] = [
            (str(item), [risk for risk in risks if item.pk in own[risk.pk]])
            for item in plan.objectives
        ]
        word = inside(plan.strategy.word(Level.OBJECTIVE))
        return [*found, (f"Linked to no {word}", [risk for risk in risks if not own[risk.pk]])]
    return [("", risks)]


def _categories(risks: Sequence[Risk]) -> list[str]:
    """The names of their categories in the trust's order, and "" for those without one, last."""
    found = {risk.category.pk: risk.category for risk in risks if risk.category}
    ordered = sorted(found.values(), key=lambda category: (category.position, category.pk))
    return [*(category.name for category in ordered), ""]


def blocks(data: Data, content: Content) -> list[Block]:
    made: list[Block] = []
    if data["own_heading"]:
        made.append(Heading(content["words"]["risk"][1], 1))
    if data["none"]:
        return [*made, Text(data["none"])]
    if data["bands"]:
        made.append(bands_block(data["bands"]))
    for group in data["groups"]:
        if group["title"]:
            made.append(Heading(group["title"], 2))
        name = group["title"] or content["words"]["risk"][1]
        made.append(table_of(group["rows"], data, content, name))
    return made


def table_of(rows: Sequence[Data], data: Data, content: Content, name: str) -> Table:
    """The table of `rows` with the columns that the part chose, or those that say something."""
    keys = data["columns"] or [
        key for key in columns_needed(rows) if key not in data.get("without", [])
    ]
    style = "strong" if all(len(title_of(row)) <= _LONGEST_BOLD for row in rows) else ""
    available = _columns(data, content, style)
    pairs = [available[key] for key in keys if key in available]
    made = [Row([cell(row) for _, cell in pairs], named(row), item=row["key"]) for row in rows]
    return Table([column for column, _ in pairs], [RowGroup(made)], name=name)


def columns_needed(rows: Sequence[Data]) -> list[str]:
    """The columns in which at least one of the rows says something, as boards print them."""
    return [key for key in _columns_said(rows) if key not in _OF_APPETITE]


def _columns_said(rows: Sequence[Data]) -> list[str]:
    """Every column in which at least one of the rows says something."""

    def any_has(name: str) -> bool:
        return any(row.get(name) for row in rows)

    wanted = [
        ("reference", any_has("reference")),
        ("title", True),
        ("statement", any(any_has(name) for name in ("cause", "event", "effect"))),
        ("category", any_has("category")),
        ("leads", any_has("leads")),
        ("controls", any_has("controls")),
        ("assurances", any_has("assurances")),
        ("gaps", any_has("gaps")),
        ("inherent", any_has("inherent")),
        ("current", any_has("current")),
        ("movement", any(row["movement"]["direction"] for row in rows)),
        ("target", any_has("target")),
        ("appetite", any(row["appetite"] or row["tolerance"] is not None for row in rows)),
        ("appetite_word", any_has("appetite")),
        ("tolerance", any(row["tolerance"] is not None for row in rows)),
        ("committee", any_has("committee")),
        ("target_date", any_has("target_date")),
        ("linked", any_has("linked")),
    ]
    return [key for key, is_said in wanted if is_said]


def _columns(
    data: Data, content: Content, title_style: str
) -> dict[str, tuple[Column, Callable[[Data], Cell]]]:
    """Each column with what makes its cells, by its key; titles are printed in that style."""
    words = content["words"]

    def column(key: str, label: str, **options: Any) -> Column:
        return Column(data["labels"].get(key, label), **options)

    def plain(name: str) -> Callable[[Data], Cell]:
        return lambda row: [Prose(row[name])] if row[name] else []

    def holding(name: str) -> Callable[[Data], Cell]:
        return lambda row: holding_cell(row.get(name, []))

    def score(name: str) -> Callable[[Data], Cell]:
        return lambda row: score_cell(row[name])

    def title(row: Data) -> Cell:
        return [Words(title_of(row), title_style)]

    risk = words["risk"][0]
    since = f"Since {data['since']}" if data["since"] else "Direction"
    return {
        "reference": (column("reference", "No"), lambda row: [Words(row["reference"])]),
        "title": (column("title", risk, is_row_header=True), title),
        "title_and_leads": (
            column("title_and_leads", f"{risk} and {inside(words['lead'])}", is_row_header=True),
            lambda row: [*title(row), *_names(row)],
        ),
        "kind": (column("kind", "Kind"), lambda row: [Words(KIND_LABELS[row["kind"]])]),
        "statement": (column("statement", "Cause, event and effect"), statement_cell),
        "cause": (column("cause", "Cause"), plain("cause")),
        "event": (column("event", "There is a risk that"), plain("event")),
        "effect": (column("effect", "Which leads to"), plain("effect")),
        "leads": (column("leads", words["lead"]), lambda row: people_cell(row["leads"])),
        "inherent": (column("inherent", "Inherent score"), score("inherent")),
        "current": (column("current", "Current score"), score("current")),
        "movement": (column("movement", since), movement_cell),
        "target": (column("target", "Target score"), score("target")),
        "target_date": (
            column("target_date", "Target date"),
            lambda row: day_cell(row["target_date"]),
        ),
        "category": (
            column("category", "Category"),
            lambda row: [Words(row["category"])] if row.get("category") else [],
        ),
        "appetite": (column("appetite", "Appetite, tolerance"), appetite_cell),
        "appetite_word": (
            column("appetite_word", "Appetite"),
            lambda row: [Words(row["appetite"])] if row["appetite"] else [],
        ),
        "tolerance": (column("tolerance", "Tolerance"), tolerance_cell),
        "committee": (column("committee", "Overseen by"), lambda row: [Words(row["committee"])]),
        "controls": (column("controls", "Controls"), holding("controls")),
        "assurances": (column("assurances", "Assurances"), holding("assurances")),
        "gaps": (column("gaps", "Gaps"), holding("gaps")),
        "linked": (column("linked", "Linked to"), lambda row: [Words("; ".join(row["linked"]))]),
    }


def title_of(row: Data) -> str:
    """What the risk is called; its event where it has no title."""
    return str(row["title"] or row["event"])


def _names(row: Data) -> Cell:
    names = ", ".join(person["name"] for person in row["leads"])
    return [Prose(names, style="quiet")] if names else []


def statement_cell(row: Data) -> Cell:
    """Cause, event and effect, each with the words that join them into a sentence."""
    said = [
        ("Because", row["cause"]),
        ("There is a risk that", row["event"] if row["title"] else ""),
        ("Which leads to", row["effect"]),
    ]
    return [Prose(text, label) for label, text in said if text]


KIND = PartKind(
    "risk-table",
    "Table of risks",
    "Risks of any kind with any columns",
    build,
    blocks,
    Options,
)
