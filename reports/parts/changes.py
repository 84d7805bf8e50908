"""What changed since the period before: worse first, then better, then what was completed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from ambitions.models import BaselineChange, Item, KeyAction
from ambitions.models.baselines import with_minute
from ambitions.plan.reader import key_of
from ambitions.updates.status import movement
from objectives.models import Heading, Level, Rating
from reports.blocks import (
    Block,
    Cell,
    Column,
    Movement,
    Pill,
    Prose,
    Row,
    RowGroup,
    Table,
    Text,
    Words,
)
from reports.parts.base import Content, Data, Part, PartKind, Source, option
from reports.parts.items import item_data, named
from reports.parts.ratings import asked_items, dimension_of, given_in, given_now, items_at
from reports.reading import Plan
from reports.values import percent
from strategy_tracker.ui.dates import long_date
from strategy_tracker.ui.display import inside

_ORDER = ("worse", "better", "done")
_WHY = (Heading.Purpose.EXPLANATION, Heading.Purpose.COMMENT, Heading.Purpose.GENERAL)


@dataclass(frozen=True)
class Options:
    level: str = option("Changes of", "action", choices=Level.choices)
    dimension: str = option("Rating", "", choices=[("", "The main one")], of="dimensions")
    kinds: list[str] = option("Only actions of these kinds", [], choices=KeyAction.Kind.choices)
    shows_dates: bool = option("Print target dates that moved", True)
    says_none: bool = option("Say so where nothing changed", True)


def build(source: Source, part: Part) -> Data | None:
    options: Options = KIND.options_of(part)
    plan = source.plan
    if plan.previous is None:
        return None
    dimension = dimension_of(plan, options.level, options.dimension)
    rows: list[Data] = []
    compared = 0
    items = [
        item
        for item in items_at(plan, options.level)
        if not options.kinds or not isinstance(item, KeyAction) or item.kind in options.kinds
    ]
    if dimension is not None:
        now, before = given_now(plan, dimension), given_in(plan.before, dimension)  # type: ignore[arg-type]
        for item in asked_items(plan, items, dimension, now):
            after, was = now(item), before(item)
            direction, way = movement(after, was)
            compared += bool(direction)
            if way in _ORDER:
                rows.append(_row(plan, item, was, after, direction, way))
    rows.sort(key=lambda row: _ORDER.index(row["way"]))
    dates = _dates(plan, items) if options.shows_dates else []
    if not rows and not dates and not (options.says_none and compared):
        return None
    return {
        "level": str(options.level),
        "since": plan.previous.label,
        "compared": compared,
        "rows": rows,
        "dates": dates,
    }


def _row(
    plan: Plan,
    item: Item,
    was: Rating | Decimal | None,
    now: Rating | Decimal | None,
    direction: str,
    way: str,
) -> Data:
    data = item_data(plan, item)
    return {
        "key": data["key"],
        "level": data["level"],
        "reference": data["reference"],
        "title": data["title"],
        "leads": data["leads"],
        "before": _value(was),
        "now": _value(now),
        "direction": direction,
        "way": way,
        "why": _why(plan, item, data["narratives"]),
    }


def _value(given: Rating | Decimal | None) -> Data:
    if isinstance(given, Rating):
        return {"label": given.label, "tone": given.tone}
    return {"label": percent(given) if given is not None else "", "tone": ""}


def _why(plan: Plan, item: Item, narratives: Sequence[Data]) -> str:
    """Its explanation where it gives one, else its comment, else the first thing it says."""
    said = {words["code"]: words["text"] for words in narratives if words["text"]}
    purposes = {heading.code: heading.purpose for heading in plan.headings[item.level]}
    for purpose in _WHY:
        for code, text in said.items():
            if purposes.get(code) == purpose:
                return str(text)
    return str(next(iter(said.values()), ""))


def _dates(plan: Plan, items: Sequence[Item]) -> list[Data]:
    """The target dates that moved since the period before closed; one query."""
    own = {item.pk: item for item in items if isinstance(item, KeyAction)}
    if not own:
        return []
    start = plan.previous.closed_at if plan.previous else None
    changes = BaselineChange.objects.filter(
        strategy=plan.strategy.pk, field=BaselineChange.TARGET_DATE
    )
    if start:
        changes = changes.filter(changed_at__gt=start)
    else:
        changes = changes.filter(changed_at__date__gte=plan.period.starts_on)
    if plan.moment:
        changes = changes.filter(changed_at__lte=plan.moment)
    found: dict[int, Data] = {}
    for change in changes.order_by("changed_at", "pk"):
        if change.action_id not in own:
            continue
        action = own[change.action_id]
        row = found.setdefault(
            action.pk,
            {
                "reference": action.reference,
                "title": action.title,
                "before": _day(change.old_date),
                "leads": plan.leads.get(key_of(action), []),
            },
        )
        row |= {"now": _day(change.new_date), "why": with_minute(change)}
    return [found[pk] for pk in own if pk in found]


def _day(day: date | None) -> str:
    return long_date(day) if day else "No date"


def blocks(data: Data, content: Content) -> list[Block]:
    several = inside(content["words"][data["level"]][1])
    moved = [row for row in data["rows"] if row["way"] != "done"]
    done = [row for row in data["rows"] if row["way"] == "done"]
    made: list[Block] = [Text(_summary(data, several), style="about")]
    if moved:
        made.append(_table(moved, data, content))
    if done:
        names = "; ".join(named(row) for row in done)
        made.append(Text(f"**{done[0]['now']['label']}:** {names}."))
    if data["dates"]:
        made.append(_dates_table(data, content))
    return made


def _summary(data: Data, several: str) -> str:
    number = {way: sum(row["way"] == way for row in data["rows"]) for way in _ORDER}
    changed = sum(number.values())
    if not changed:
        return (
            f"None of the {data['compared']} {several} rated in both moved since {data['since']}."
        )
    told = [
        f"{number[way]} {words}"
        for way, words in (("worse", "got worse"), ("better", "got better"), ("done", "completed"))
        if number[way]
    ]
    listed = ", ".join(told[:-1]) + (" and " if len(told) > 1 else "") + told[-1]
    return f"Since {data['since']}, **{changed}** of {data['compared']} {several} moved: {listed}."


def _item_cell(row: Data) -> Cell:
    names = ", ".join(person["name"] for person in row["leads"])
    first = Words(" ".join(named(row).split()), "title")
    return [first, Prose(names, style="quiet")] if names else [first]


def _table(rows: Sequence[Data], data: Data, content: Content) -> Table:
    words = content["words"]
    has_why = any(row["why"] for row in rows)
    columns = [
        Column("Change"),
        Column(f"{words[data['level']][0]} and {inside(words['lead'])}", is_row_header=True),
        Column(data["since"]),
        Column("Now"),
        *([Column("Why")] if has_why else []),
    ]
    made = [
        Row(
            [
                [Movement(row["direction"], row["way"])],
                _item_cell(row),
                [Pill(row["before"]["label"], row["before"]["tone"])],
                [Pill(row["now"]["label"], row["now"]["tone"])],
                *([[Prose(row["why"])]] if has_why else []),
            ],
            name=named(row),
            item=row["key"],
            link_at=1,
        )
        for row in rows
    ]
    return Table(columns, [RowGroup(made)], name=f"Changes since {data['since']}")


def _dates_table(data: Data, content: Content) -> Table:
    words = content["words"]
    columns = [
        Column(f"{words[data['level']][0]} and {inside(words['lead'])}", is_row_header=True),
        Column("Target date was"),
        Column("Is now"),
        Column("Why"),
    ]
    rows = [
        Row(
            [_item_cell(row), [Words(row["before"])], [Words(row["now"])], [Prose(row["why"])]],
            name=named(row),
        )
        for row in data["dates"]
    ]
    return Table(columns, [RowGroup(rows)], name="Target dates that moved")


KIND = PartKind(
    "changes",
    "What changed",
    "What moved since the period before: worse first, then better, then completed",
    build,
    blocks,
    Options,
)
