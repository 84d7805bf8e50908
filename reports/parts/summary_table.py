"""A row for each ambition under its objective: how far it is, how sure, and what supports it."""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, replace

from objectives.models import Dimension, Level
from reports.blocks import (
    Block,
    Cell,
    Column,
    Labelled,
    Pill,
    Prose,
    Row,
    RowGroup,
    Table,
    Tags,
    Words,
)
from reports.cells import NO_RETURN, NOT_ANSWERED
from reports.parts.base import Content, Data, Part, PartKind, Source, option
from reports.parts.items import (
    actions_of,
    ambitions_of,
    chosen,
    counted,
    dimensions_data,
    is_rated,
    item_data,
    named,
    people_cell,
    rating_cell,
)
from reports.parts.legend import legend_blocks, scales_data
from reports.parts.ratings import counts_of, dimension_of, given_now
from reports.reading import Plan

# mm of a page and of columns, and on how many lines the tags of a row may stand
_TEXT_WIDTH = {"wide": 267.0, "tall": 174.0}
_OBJECTIVE_WIDTH = {"wide": 28.0, "tall": 25.0}
_FIGURES_WIDTH = {"wide": 39.5, "tall": 24.0}
_MOST_TAGS_WIDTH = {"wide": 64.0, "tall": 43.0}
_COUNTS_WIDTH = 58.0
_TAG_LINES = {"wide": 2, "tall": 3}  # mm


@dataclass(frozen=True)
class Options:
    objectives: list[str] = option("Only these objectives", [], of="objectives")
    caption: str = option("What stands over the table", "")
    title_label: str = option("Heading of the column of titles", "")
    shows_leads: bool = option("Print who leads", False)
    shows_strategies: bool = option("Print supporting strategies", True)
    shows_actions: bool = option("Count the actions of ambitions that are not rated", True)
    shows_legend: bool = option("Print what the ratings mean", False)


def build(source: Source, part: Part) -> Data | None:
    """groups (objective, rows), level, dimensions, scales, and what is shown."""
    options = KIND.options_of(part)
    plan = source.plan
    objectives = chosen(plan.objectives, options.objectives)
    groups: list[Data] = [
        {
            "objective": item_data(plan, objective, with_answers=False),
            "rows": [item_data(plan, ambition) for ambition in ambitions_of(plan, objective)],
        }
        for objective in objectives
    ]
    if not options.objectives and (loose := ambitions_of(plan, None)):
        rows = [item_data(plan, ambition) for ambition in loose]
        groups.append({"objective": None, "rows": rows})
    groups = [group for group in groups if group["rows"]]
    level = Level.AMBITION
    if not groups:
        level = Level.OBJECTIVE
        rows = [item_data(plan, objective) for objective in objectives]
        groups = [{"objective": None, "rows": rows}] if rows else []
    if not groups:
        return None
    rows = [row for group in groups for row in group["rows"]]
    dimensions = [one for one in dimensions_data(plan.dimensions[level]) if is_rated(one, rows)]
    rated = {one["code"] for one in dimensions}
    shown = [one for one in plan.dimensions[level] if one.code in rated]
    if options.shows_actions and level == Level.AMBITION and not dimensions:
        shown = _count_actions(plan, rows)
    return {
        "groups": groups,
        "level": str(level),
        "orientation": part.orientation,
        "dimensions": dimensions,
        "caption": options.caption,
        "title_label": options.title_label,
        "shows_leads": options.shows_leads and any(row["leads"] for row in rows),
        "shows_strategies": options.shows_strategies
        and any(row.get("supporting_strategies") for row in rows),
        "scales": scales_data(plan, shown) if options.shows_legend else [],
    }


def _count_actions(plan: Plan, rows: Sequence[Data]) -> list[Dimension]:
    """Give each ambition the counts of its actions; gives the dimension that those are of."""
    dimension = dimension_of(plan, Level.ACTION)
    if dimension is None or dimension.scale_id is None:
        return []
    given = given_now(plan, dimension)
    ratings = [one for one in plan.ratings if one.scale_id == dimension.scale_id]
    own = {str(ambition.uuid): ambition for ambition in plan.ambitions}
    for row in rows:
        actions = actions_of(plan, own[row["key"]])
        counts = counts_of(actions, given, ratings)
        row["counts"] = [[one["count"], one["label"], one["tone"]] for one in reversed(counts)]
        # Nothing is dropped: the counts add up to the actions that there are.
        asked = (action for action in actions if plan.asks(dimension, action))
        bare = [action for action in asked if given(action) is None]
        silent = sum(plan.answer(action) is None for action in bare)
        for number, label in ((len(bare) - silent, NOT_ANSWERED), (silent, NO_RETURN)):
            row["counts"] += [[number, label, ""]] if number else []
        row |= counted(actions)
    return [dimension] if any(row["counts"] for row in rows) else []


def blocks(data: Data, content: Content) -> list[Block]:
    words = content["words"]
    rows = [row for group in data["groups"] for row in group["rows"]]
    has_objectives = any(group["objective"] for group in data["groups"])
    has_references = any(row["reference"] for row in rows)
    title = data["title_label"] or words[data["level"]][0]
    has_counts = any(row.get("counts") for row in rows)
    percents = {one["code"] for one in data["dimensions"] if not one["scale"]}
    strategies = [row.get("supporting_strategies", []) for row in rows]
    columns = [
        *(
            [
                Column(
                    words["objective"][0], _OBJECTIVE_WIDTH[data["orientation"]], is_row_header=True
                )
            ]
            if has_objectives
            else []
        ),
        *([Column("No", 11)] if has_references else []),
        Column(title, is_row_header=not has_objectives),
        *([Column(words["lead"])] if data["shows_leads"] else []),
        *(_rating_column(one, percents, data["orientation"]) for one in data["dimensions"]),
        *([Column(words["action"][1], _COUNTS_WIDTH)] if has_counts else []),
        *(
            [Column("Supporting strategy", _tags_width(strategies, data["orientation"]))]
            if data["shows_strategies"]
            else []
        ),
    ]
    others = [column.width for column in columns if column.label != title]
    if all(others):
        # The titles get what is left: they are the words of the table.
        left = _TEXT_WIDTH[data["orientation"]] - sum(others)
        columns = [
            replace(column, width=left) if column.label == title else column for column in columns
        ]

    def cells(row: Data) -> list[Cell]:
        return [
            *([[Words(row["reference"])]] if has_references else []),
            [Prose(row["title"])],
            *([people_cell(row["leads"])] if data["shows_leads"] else []),
            *(_rating(row, one["code"], percents) for one in data["dimensions"]),
            *([_counts(row)] if has_counts else []),
            *([[Tags(row["supporting_strategies"])]] if data["shows_strategies"] else []),
        ]

    title_at = [column.label for column in columns].index(title)
    groups = [_group(group, cells, has_objectives, title_at) for group in data["groups"]]
    table = Table(
        columns, groups, name=data["caption"] or title, caption=data["caption"], is_dense=True
    )
    return [*legend_blocks(data["scales"]), table]


def _counts(row: Data) -> Cell:
    return [
        Labelled(str(number), Pill(label, tone) if tone else Words(label, "quiet"), runs_on=True)
        for number, label, tone in row.get("counts", [])
    ]


def _tags_width(rows: Iterable[Sequence[str]], orientation: str) -> float:
    """So wide that the tags of a row take no more lines than they may."""
    longest = max((sum(len(name) * 1.7 + 5 for name in row) for row in rows), default=0)
    wanted = longest / _TAG_LINES[orientation] + 8
    return float(min(max(wanted, 30), _MOST_TAGS_WIDTH[orientation]))


def _rating_column(dimension: Data, percents: Collection[str], orientation: str) -> Column:
    """Of figures a column wide enough for its head, which is all that is long in it."""
    if dimension["code"] not in percents:
        return Column(dimension["label"])
    return Column(dimension["label"], _FIGURES_WIDTH[orientation], is_strong=True)


def _rating(row: Data, code: str, percents: Collection[str]) -> Cell:
    """A percentage as a figure, a rating as its pill."""
    value = row["ratings"].get(code)
    if code not in percents or value is None or value["movement"] or value["direction"]:
        return rating_cell(row, code)
    return [Words(value["label"])]


def _group(
    group: Data, cells: Callable[[Data], list[Cell]], has_objectives: bool, title_at: int
) -> RowGroup:
    """The rows of an objective, its name merged down before them."""
    made = []
    for index, row in enumerate(group["rows"]):
        own = cells(row)
        if not has_objectives:
            made.append(Row(own, named(row), item=row["key"], link_at=title_at))
            continue
        objective = group["objective"]
        first: Cell = [Words(named(objective), style="strong")] if objective else []
        if index == 0:
            spans = {0: len(group["rows"])}
            made.append(Row([first, *own], named(row), spans, item=row["key"], link_at=title_at))
        else:
            made.append(Row([None, *own], named(row), item=row["key"], link_at=title_at))
    return RowGroup(made, is_whole=has_objectives)


KIND = PartKind(
    "summary-table",
    "Summary table",
    "Every ambition on a line under its objective, with its ratings",
    build,
    blocks,
    Options,
)
