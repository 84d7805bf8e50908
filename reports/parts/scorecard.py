"""Measures of each objective: aims and actuals side by side, with where they began and will end."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ambitions.measures.figures import Cell as Place
from ambitions.measures.figures import cells_of
from ambitions.measures.scorecard import COLUMNS_SHOWN, score, trend_of
from ambitions.measures.values import printed_in
from ambitions.models import Ambition, Measure, Reading
from objectives.calendar import Part as PartOfYear
from objectives.calendar import part_of
from objectives.models import Level, Passage, Period
from reports.blocks import (
    Block,
    Cell,
    Column,
    Heading,
    Line,
    Pill,
    Prose,
    Row,
    RowGroup,
    Table,
    Text,
    Words,
)
from reports.parts.base import Content, Data, Part, PartKind, Source, option
from reports.parts.items import chosen, item_data, named
from reports.reading import Plan

_PERIOD = "period"  # the code of a passage that says when an objective's figures are of
_TONES = {"Met": "green", "Close": "amber", "Missed": "red"}
_EMPTY = re.compile(r"-|n/?a", re.IGNORECASE)


@dataclass(frozen=True)
class Options:
    objectives: list[str] = option("Only these objectives", [])
    columns: int = option("Most quarters or months side by side", COLUMNS_SHOWN)
    shows_trend: bool = option("Draw a small line of each", True)
    shows_comments: bool = option("Print the comments", True)
    starts_page: bool = option("Begin each objective on a page of its own", False)


def build(source: Source, part: Part) -> Data | None:
    """columns: [year, part] of each; groups: title, reference, said ([label, text] of when its
    figures are of) and measures. A measure is number, name, baseline, baseline_date, target,
    target_date, comment, verdict, trend (values, aims, words), and lines: label, is_aim and
    the values as printed, one for each column."""
    options: Options = KIND.options_of(part)
    plan = source.plan
    cells = cells_of(source.measures, plan.period)
    columns = _columns(cells, plan.period, options.columns)
    # A trust that reports by the month reads the quarter that ends with it.
    last = part_of(plan.period).last
    now = next((column for column in reversed(columns) if column.last == last), None)
    groups = []
    for title, reference, said, measures in _groups(source, options):
        if measures:
            made = [_measure(measure, cells, columns, now, plan.period) for measure in measures]
            groups.append({"title": title, "reference": reference, "said": said, "measures": made})
    if not groups:
        return None
    return {
        "columns": [[_year(column), column.head] for column in columns],
        "groups": groups,
        **{name: getattr(options, name) for name in ("shows_trend", "shows_comments")},
        "starts_page": options.starts_page,
        "is_wide": part.orientation == "wide",
    }


def _columns(places: Iterable[Place], period: Period, most: int) -> list[PartOfYear]:
    """The parts of the year that have an aim or an actual; the last `most` of them, but never
    beginning after the period."""
    found = sorted({place for _, _, _, place in places})
    last = part_of(period).last
    spare = max(len(found) - max(most, 1), 0)
    earlier = sum(1 for column in found if column.last <= last)
    start = min(spare, max(earlier - 1, 0))
    return found[start : start + max(most, 1)]


def _year(column: PartOfYear) -> str:
    return f"{column.year}/{(column.year + 1) % 100:02d}"


def _groups(
    source: Source, options: Options
) -> list[tuple[str, str, list[list[str]], list[Measure]]]:
    plan = source.plan
    found = []
    for objective in chosen(plan.objectives, options.objectives):
        over = item_data(plan, objective, with_answers=False)
        said = [
            [passage.label, passage.text]
            for passage in source.passages
            if passage.objective_id == objective.pk
            and passage.kind == Passage.Kind.TEXT
            and passage.code == _PERIOD
        ]
        own = [one for one in source.measures if _objective_id(plan, one) == objective.pk]
        found.append((over["title"], over["reference"], said, own))
    if not options.objectives:
        known = {objective.pk for objective in plan.objectives}
        loose = [one for one in source.measures if _objective_id(plan, one) not in known]
        found.append(("Other measures" if any(group[3] for group in found) else "", "", [], loose))
    return found


def _objective_id(plan: Plan, measure: Measure) -> int | None:
    if measure.ambition_id is None:
        return measure.objective_id
    ambition = plan.item((Level.AMBITION, measure.ambition_id))
    return ambition.objective_id if isinstance(ambition, Ambition) else None


def _measure(
    measure: Measure,
    cells: dict[Place, Reading],
    columns: Sequence[PartOfYear],
    now: PartOfYear | None,
    period: Period,
) -> Data:
    scored = score(measure, cells, columns, now)
    trend = trend_of(measure, now or part_of(period), most=len(columns) or COLUMNS_SHOWN)
    told = [
        f"{printed_in(reading, place)} ({place.name})"
        for place, reading in zip(trend.parts, trend.actuals, strict=True)
        if reading
    ]
    names = ("number", "name", "baseline", "baseline_date", "target", "target_date", "comment")
    return {
        **{name: getattr(measure, name) for name in names},
        "verdict": scored.verdict,
        "lines": [
            {
                "label": line.label,
                "is_aim": line.kind == Reading.Kind.AIM,
                "values": [
                    printed_in(reading, column)
                    for reading, column in zip(line.readings, columns, strict=True)
                ],
            }
            for line in scored.lines
        ],
        "trend": {
            "values": [None if size is None else float(size) for size in trend.sizes],
            "aims": [None if size is None else float(size) for size in trend.aim_sizes],
            "words": f"Trend: {', '.join(told)}" if told else "",
        },
    }


def blocks(data: Data, content: Content) -> list[Block]:
    made: list[Block] = []
    for index, group in enumerate(data["groups"]):
        if group["title"]:
            starts = data["starts_page"] and index > 0
            made.append(Heading(group["title"], 2, group["reference"], starts_page=starts))
        for label, text in group["said"]:
            made.append(Text(f"{label}: {text}" if label else text, style="quiet"))
        made.append(_table(group, data))
    note = _note(data)
    return [*made, Text(note, style="quiet")] if note else made


def _table(group: Data, data: Data) -> Table:
    everything = [one for every in data["groups"] for one in every["measures"]]
    columns, cells = [], []
    for column, cell in _outer_columns(everything, data):
        columns.append(column)
        cells.append(cell)
    # Those that say how it did stand between the measure with its aims and what is said of it.
    place = next(index for index, column in enumerate(columns) if not column.label)
    values = [value for one in everything for line in one["lines"] for value in line["values"]]
    width = _width_of(values, 10.5, 16.5)
    readings = [
        Column(head, width=width, is_number=True, group=year) for year, head in data["columns"]
    ]
    columns[place + 1 : place + 1] = readings
    groups = []
    for one in group["measures"]:
        lines = one["lines"] or [{"label": "", "is_aim": False, "values": [""] * len(readings)}]
        rows = []
        for index, line in enumerate(lines):
            style = "" if line["is_aim"] else "strong"
            row: list[Cell | None] = [cell(one) if index == 0 else None for cell in cells]
            row[place] = [Words(line["label"], style)]
            row[place + 1 : place + 1] = [[Words(value, style)] for value in line["values"]]
            outer = [*range(place), *range(place + 1 + len(readings), len(columns))]
            spans = dict.fromkeys(outer, len(lines)) if index == 0 and len(lines) > 1 else {}
            rows.append(Row(row, name=one["name"], spans=spans))
        groups.append(RowGroup(rows))
    return Table(columns, groups, name=named(group), is_dense=True)


def _outer_columns(everything: Sequence[Data], data: Data) -> list[tuple[Column, object]]:
    ...


KIND = PartKind(
    "scorecard",
    "Scorecard",
    "Measures by objective, aims and actuals side by side",
    build,
    blocks,
    Options,
)
