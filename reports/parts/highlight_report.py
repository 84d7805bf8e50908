"""A highlight report of each objective: its people, ratings, answers, risks and actions."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from ambitions.models import Item, KeyAction
from objectives.models import Level, StrategicObjective
from reports.blocks import (
    Blank,
    Block,
    Bullets,
    Cell,
    Column,
    Columns,
    Fields,
    Flow,
    Heading,
    Movement,
    PageBreak,
    People,
    Row,
    RowGroup,
    Score,
    Table,
    Text,
    Words,
)
from reports.cells import NO_RETURN, leads_line
from reports.letters import text_width
from reports.parts import action_table
from reports.parts.base import Content, Data, Part, PartKind, Source, option
from reports.parts.items import (
    all_actions_of,
    ambitions_of,
    chosen,
    dimensions_data,
    is_asked,
    item_data,
    named,
    people_lines,
    pill_of,
    written,
)
from reports.reading import Plan
from reports.values import risk_value, risks_linked_to

_ABOUT = ("introduction", "description")
# In mm, estimates of a report on a page that lies: see `_height`.
_PAGE_HEIGHT, _TEXT_WIDTH, _GAP = 164.0, 267.0, 8.0
_ITEM_HEAD, _HEADING, _LINE, _RISKS_HEAD, _RISK = 28.0, 7.0, 4.1, 17.0, 8.5
_UNEVEN = 1.15  # columns that are not quite as high as each other
_SHORT_REPORT = 250  # letters; less text fills no third column


@dataclass(frozen=True)
class Options:
    objectives: list[str] = option("Only these objectives", [], of="objectives")
    columns: int = option("Columns of answers", 2, choices=[(1, "One"), (2, "Two"), (3, "Three")])
    headings: list[str] = option("Only these questions", [], of="objective_headings")
    shows_about: bool = option("Print what each objective is about, and its aims", False)
    about_label: str = option("Heading over what each objective is about", "Objectives")
    aims_label: str = option("Heading over the aims", "Aims")
    shows_risks: bool = option("Print the risks of each", True)
    risks_label: str = option("Heading over the risks", "Current risks")
    shows_actions: bool = option("Print the actions of each", False)
    kinds: list[str] = option("Only these kinds of action", [], choices=KeyAction.Kind.choices)
    action_columns: list[str] = option(
        "Columns of the actions, in this order", [], is_ordered=True, **action_table.OF_COLUMNS
    )
    labels: dict[str, str] = option(
        "Other headings of columns", {}, is_labels=True, **action_table.OF_COLUMNS
    )
    starts_page: bool = option("Begin each objective on a page of its own", True)


def build(source: Source, part: Part) -> Data | None:
    """items: what `item_data` gives of each objective, with risks (see `risk_value`, and
    event) and rows (its actions); dimensions: those of objectives; table: what
    `action_table.table_of` needs of the actions."""
    options: Options = KIND.options_of(part)
    plan = source.plan
    items = [
        _item(plan, objective, options) for objective in chosen(plan.objectives, options.objectives)
    ]
    said = ("narratives", "risks", "rows", "aims", *_ABOUT)
    if not any(item["handed_in"] or any(item[name] for name in said) for item in items):
        return None
    rows = [row for item in items for row in item["rows"]]
    return {
        "items": items,
        "is_asked": any(plan.asks_anything(objective) for objective in plan.objectives),
        "is_wide": part.orientation == "wide",
        "dimensions": dimensions_data(plan.dimensions[Level.OBJECTIVE]),
        "table": action_table.table_data(
            plan,
            rows,
            action_table.Options(
                columns=options.action_columns, labels=options.labels, titles_are_strong=False
            ),
        ),
        **{
            name: getattr(options, name)
            for name in ("columns", "about_label", "aims_label", "risks_label", "starts_page")
        },
    }


def _item(plan: Plan, objective: StrategicObjective, options: Options) -> Data:
    item = item_data(plan, objective)
    if options.headings:
        item["narratives"] = [one for one in item["narratives"] if one["code"] in options.headings]
    if not options.shows_about:
        item |= {"introduction": "", "description": "", "aims": []}
    actions = all_actions_of(plan, objective)
    item["risks"] = []
    if options.shows_risks:
        under: list[Item] = [objective, *ambitions_of(plan, objective), *actions]
        item["risks"] = [risk_value(plan, risk) for risk in risks_linked_to(plan, under)]
    item["rows"] = [
        item_data(plan, action)
        for action in (actions if options.shows_actions else [])
        if not options.kinds or action.kind in options.kinds
    ]
    return item


def blocks(data: Data, content: Content) -> list[Block]:
    made: list[Block] = []
    used = 0.0
    for index, item in enumerate(data["items"]):
        own = _of_item(item, data, content)
        height = _height(item, data)
        if index and data["starts_page"] and used + height > _PAGE_HEIGHT:
            made.append(PageBreak())
            used = 0.0
        made.append(
            Heading(item["title"], 2, item["reference"], in_contents=True, items=[item["key"]])
        )
        made += own
        used += height
    return made


def _height(item: Data, data: Data) -> float:
    """How many mm of a page the item takes, about; more than all of one where it has a table.

    Short reports stand two to a page: each on its own would leave more than half of it empty.
    """
    if item["rows"] or not data["is_wide"]:
        return _PAGE_HEIGHT
    columns = max(1, min(data["columns"], len(item["narratives"])))
    room = (_TEXT_WIDTH - _GAP * (columns - 1)) / columns
    lines = sum(
        max(math.ceil(text_width(line) / room), 1)
        for narrative in item["narratives"]
        for line in written(narrative).splitlines()
        if line.strip()
    )
    flow = (lines * _LINE + len(item["narratives"]) * _HEADING) / columns * _UNEVEN
    about = sum(
        math.ceil(text_width(item[name]) / _TEXT_WIDTH) * 6 for name in _ABOUT if item[name]
    )
    risks = len(item["risks"]) * _RISK + _RISKS_HEAD if item["risks"] else 0.0
    return _ITEM_HEAD + flow + about + risks


def _columns_for(answers: Sequence[Block], most: int) -> int:
    """Fewer columns than there may be, where there is too little text to fill them."""
    sections = sum(isinstance(block, Heading) for block in answers)
    length = sum(len(block.markdown) for block in answers if isinstance(block, Text))
    return max(1, min(most, sections, 2 if length < _SHORT_REPORT else most))


def _of_item(item: Data, data: Data, content: Content) -> list[Block]:
    made: list[Block] = []
    fields = _fields(item, data, content)
    if len(fields) == 1 and item["leads"]:
        label, leads = fields[0][0], leads_line(item["leads"])
        made.append(Text(f"{label}: {leads}", style="quiet"))
    elif fields:
        made.append(Fields(fields, is_line=True))
    made += _about(item, data)
    answers: list[Block] = []
    for narrative in item["narratives"]:
        answers += [Heading(narrative["label"], 3), Text(written(narrative))]
    if data["is_asked"] and not item["handed_in"]:
        answers = [Text(NO_RETURN, style="quiet")]
    scored = [risk for risk in item["risks"] if risk["current"] or risk["target"]]
    risks = _risks(item["risks"], data["risks_label"], content)
    if item["rows"] or scored:
        made += _flow(answers, _columns_for(answers, data["columns"]))
        if item["rows"]:
            table = {**data["table"], "is_wide": data["is_wide"]}
            made.append(action_table.table_of(item["rows"], table, content, named(item)))
        return made + risks
    flowing = [*answers, *risks]
    return made + _flow(flowing, _columns_for(flowing, data["columns"]))


def _about(item: Data, data: Data) -> list[Block]:
    """What it is about, with its aims beside that."""
    about: list[Block] = [Text(item[name]) for name in _ABOUT if item[name]]
    aims: list[Block] = []
    if item["aims"]:
        aims = [Heading(data["aims_label"], 3), Bullets(item["aims"])]
    if not (about and aims):
        return about + aims
    return [Columns([[Heading(data["about_label"], 3), *about], aims])]


def _flow(some: Sequence[Block], columns: int) -> list[Block]:
    return [Flow(some, columns)] if columns > 1 and some else list(some)


def _fields(item: Data, data: Data, content: Content) -> list[tuple[str, Cell]]:
    """Who leads it in which way, then how it is rated."""
    made: list[tuple[str, Cell]] = [
        (label, [People(people)]) for label, people in people_lines(item, content["words"]["lead"])
    ]
    for dimension in data["dimensions"]:
        if is_asked(dimension["code"], item):
            value = item["ratings"][dimension["code"]]
            made.append((dimension["label"], [pill_of(value) if value else Blank("Not rated")]))
    return made


def _risks(risks: Sequence[Data], label: str, content: Content) -> list[Block]:
    """A list of what they are; a table where they are scored."""
    if not risks:
        return []
    heading = Heading(label, 3)
    if not any(risk["current"] or risk["target"] for risk in risks):
        return [heading, Bullets([named(risk) for risk in risks])]
    has_targets = any(risk["target"] for risk in risks)
    columns = [
        Column(content["words"]["risk"][0], is_row_header=True),
        Column("Current"),
        *([Column("Target")] if has_targets else []),
    ]
    rows = [
        Row(
            [
                [Words(named(risk))],
                [*_score(risk["current"]), Movement(**risk["movement"])],
                *([_score(risk["target"])] if has_targets else []),
            ],
            name=named(risk),
        )
        for risk in risks
    ]
    return [heading, Table(columns, [RowGroup(rows)])]


def _score(score: Data | None) -> list[Score | Blank]:
    if score is None:
        return [Blank("Not scored")]
    return [Score(str(score["score"]), score["band"], score["tone"])]


KIND = PartKind(
    "highlight-report",
    "Highlight report",
    "Each objective with its people, its ratings, what was answered, its risks and its actions",
    build,
    blocks,
    Options,
)
