"""How a programme stands: each objective with its own ratings, and counts of its actions."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from ambitions.models import KeyAction
from objectives.models import Level
from reports.blocks import (
    Block,
    Cell,
    Column,
    Heading,
    Labelled,
    Pill,
    Prose,
    Row,
    RowGroup,
    StackedBars,
    Table,
    Words,
)
from reports.cells import leads_line
from reports.letters import BOLD, text_width
from reports.parts.action_table import rating_width
from reports.parts.base import Content, Data, Part, PartKind, Source, option
from reports.parts.items import (
    ANSWERS_OF,
    all_actions_of,
    asked_of,
    chosen,
    dimensions_data,
    heads_of,
    is_asked,
    is_rated,
    item_data,
    named,
    rating_cell,
)
from reports.parts.legend import legend_blocks, scales_data
from reports.reading import Plan

# In mm: of the counts of a row on one line, all that a wide page has room for beside the name;
# a rating of an objective; a pill around its word and the gap after it; the gap of columns.
_MOST_ON_LINES, _OWN, _AROUND, _BETWEEN = 185.0, 30.0, 9.5, 5.0


@dataclass(frozen=True)
class Options:
    objectives: list[str] = option("Only these objectives", [], of="objectives")
    kinds: list[str] = option("Count only these kinds", [], choices=KeyAction.Kind.choices)
    dimensions: list[str] = option("Count only these ratings", [], of="action_dimensions")
    shows_leads: bool = option("Print who leads each", True)
    shows_total: bool = option("Print a row for all together", True)
    shape: str = option(
        "Print the counts as", "table", choices=[("table", "A table"), ("bars", "Bars")]
    )
    shows_legend: bool = option("Print what the ratings mean", False)


def build(source: Source, part: Part) -> Data | None:
    """rows: key, reference, title, leads, ratings and handed_in of each objective, and counts:
    by code of a dimension [label, tone, number] of each rating, worst first, ending in
    ["Not rated", "", number] where some were not; own: the dimensions of objectives; counted:
    those of actions; total: the counts of all together, or None."""
    options = KIND.options_of(part)
    plan = source.plan
    objectives = [
        (item_data(plan, one), _actions(plan, all_actions_of(plan, one), options.kinds))
        for one in chosen(plan.objectives, options.objectives)
    ]
    everything = [action for _, actions in objectives for action in actions]
    counted = [
        dimension
        for dimension in asked_of(dimensions_data(plan.dimensions[Level.ACTION]), everything)
        if not options.dimensions or dimension["code"] in options.dimensions
    ]
    own = [
        dimension
        for dimension in dimensions_data(plan.dimensions[Level.OBJECTIVE])
        if is_rated(dimension, [item for item, _ in objectives])
    ]
    if not counted and not own:
        return None
    order = {(r.label, r.tone): place for place, r in enumerate(plan.ratings)}
    kinds_asked = {
        dimension["code"]: {
            action["kind"] for action in everything if action["ratings"].get(dimension["code"])
        }
        for dimension in counted
    }

    def counts(actions: Sequence[Data]) -> Data:
        return {
            code: _counts([one for one in actions if one["kind"] in kinds], code, order)
            for code, kinds in kinds_asked.items()
        }

    names = ("key", "level", "reference", "title", "ratings", "handed_in")
    shown = {dimension["code"] for dimension in counted}
    scaled = [one for one in plan.dimensions[Level.ACTION] if one.code in shown]
    return {
        "rows": [
            {
                **{name: item[name] for name in names},
                "leads": heads_of(item),
                "counts": counts(actions),
                ANSWERS_OF: [
                    action["key"]
                    for action in actions
                    if any(action["kind"] in kinds for kinds in kinds_asked.values())
                ],
            }
            for item, actions in objectives
        ],
        "own": own,
        "counted": counted,
        "total": counts(everything) if options.shows_total and len(objectives) > 1 else None,
        "shows_leads": options.shows_leads,
        "is_wide": part.orientation == "wide",
        "shape": options.shape,
        "scales": scales_data(plan, scaled) if options.shows_legend else [],
    }


def _actions(plan: Plan, actions: Sequence[KeyAction], kinds: Sequence[str]) -> list[Data]:
    return [item_data(plan, action) for action in actions if not kinds or action.kind in kinds]


def _counts(actions: Sequence[Data], code: str, order: dict[tuple[str, str], int]) -> list[Any]:
    """How many were given each rating, worst first, then how many none."""
    given = Counter(
        (value["label"], value["tone"])
        for action in actions
        if (value := action["ratings"].get(code))
    )
    found = sorted(given.items(), key=lambda pair: order.get(pair[0], len(order)))
    made: list[Any] = [[label, tone, number] for (label, tone), number in found]
    unrated = sum(is_asked(code, action) for action in actions) - sum(given.values())
    return [*made, ["Not rated", "", unrated]] if unrated else made


def blocks(data: Data, content: Content) -> list[Block]:
    made: list[Block] = legend_blocks(data["scales"])
    if data["shape"] == "bars":
        if data["own"]:
            made.append(_table(data, content, []))
        return made + _bars(data)
    return [*made, _table(data, content, data["counted"])]


def _table(data: Data, content: Content, counted: Sequence[Data]) -> Table:
    words = content["words"]
    runs_on = data.get("is_wide", False)
    lines = _line_widths(data, counted)
    has_leads = data["shows_leads"] and any(row["leads"] for row in data["rows"])
    # Said only where it tells them from the objectives' own ratings.
    group = words["action"][1] if data["own"] else ""
    columns = [
        Column(words["objective"][0], is_row_header=True),
        *(Column(dimension["label"]) for dimension in data["own"]),
        *(
            Column(
                dimension["label"],
                width=lines[dimension["code"]] if runs_on else _width(data, dimension),
                group=group,
            )
            for dimension in counted
        ),
    ]
    rows = [
        Row(
            [
                [Words(named(row), "strong"), *(_lead(row) if has_leads else [])],
                *(rating_cell(row, dimension["code"]) for dimension in data["own"]),
                *(_counted(row["counts"][dimension["code"]], runs_on) for dimension in counted),
            ],
            name=named(row),
            item=row["key"],
            link_at=0,
        )
        for row in data["rows"]
    ]
    if data["total"] and counted:
        blanks: list[Cell] = [[] for _ in data["own"]]
        total = [_counted(data["total"][dimension["code"]], runs_on) for dimension in counted]
        rows.append(Row([[Words("All together", "strong")], *blanks, *total]))
    return Table(columns, [RowGroup(rows)])


def _width(data: Data, dimension: Data) -> float:
    """Room in mm for the longest rating, and for the number before it."""
    counts = [pair for row in data["rows"] for pair in row["counts"][dimension["code"]]]
    longest = max((len(label) for label, _, _ in counts), default=0)
    width = rating_width(longest, is_wide=True)
    return width + 2 if width else 0.0


def _line_widths(data: Data, counted: Sequence[Data]) -> dict[str, float]:
    """By code, the width in mm at which no row needs a second line for its counts; less where
    there is no room for that, but enough for the longest."""
    rows = [row["counts"] for row in data["rows"]]
    rows += [data["total"]] if data["total"] else []
    room = _MOST_ON_LINES - _OWN * len(data["own"])
    wanted, least = {}, {}
    for dimension in counted:
        code = dimension["code"]
        sizes = [
            [text_width(f"{number} {label}") * BOLD + _AROUND for label, _, number in row[code]]
            for row in rows
        ]
        wanted[code] = max(map(sum, sizes), default=0.0) + _BETWEEN
        least[code] = max((max(own, default=0.0) for own in sizes), default=0.0) + _BETWEEN
    share = min(room / max(sum(wanted.values()), 1.0), 1.0)
    return {code: max(width * share, least[code]) for code, width in wanted.items()}


def _lead(row: Data) -> Cell:
    return [Prose(leads_line(row["leads"]), style="quiet")] if row["leads"] else []


def _counted(counts: Sequence[Sequence[str]], runs_on: bool) -> Cell:
    return [
        Labelled(str(number), Pill(label, tone) if tone else Words(label, "quiet"), runs_on)
        for label, tone, number in counts
    ]


def _bars(data: Data) -> list[Block]:
    made: list[Block] = []
    for dimension in data["counted"]:
        code, bars = dimension["code"], []
        for row in data["rows"]:
            parts = [(label, tone, int(number)) for label, tone, number in row["counts"][code]]
            told = ", ".join(f"{number} {label}" for label, _, number in parts)
            bars.append((named(row), parts, told))
        made += [Heading(dimension["label"], 2), StackedBars(bars, dimension["label"])]
    return made


KIND = PartKind(
    "programme-overview",
    "Overview of the programme",
    "Each objective with its ratings, and how many of its actions stand where",
    build,
    blocks,
    Options,
)
