"""Bars of ratings: how many items stand where, by what they are under, now and before."""

from collections.abc import Sequence
from dataclasses import dataclass

from ambitions.models import Item, KeyAction
from ambitions.plan.reader import Key, key_of
from objectives.models import Level
from reports.blocks import Block, Legend, StackedBars, Text
from reports.parts.base import MOST_EARLIER_PERIODS, Content, Data, Part, PartKind, Source, option
from reports.parts.items import counted
from reports.parts.ratings import (
    Given,
    asked_items,
    counts_of,
    dimension_of,
    given_in,
    given_now,
    group_of,
    items_at,
)
from reports.values import printed_label_of
from strategy_tracker.ui.display import inside

# What the segment of those without a rating says, and the letter in it.
UNRATED = {"label": "Not rated", "letter": "–", "tone": ""}


@dataclass(frozen=True)
class Options:
    level: str = option("Ratings of", "action", choices=Level.choices)
    dimension: str = option("Rating", "", choices=[("", "The main one")], of="dimensions")
    kinds: list[str] = option("Only actions of these kinds", [], choices=KeyAction.Kind.choices)
    group_by: str = option(
        "A bar for each",
        "objective",
        choices=[("objective", "Objective"), ("ambition", "Ambition"), ("", "Only one bar")],
    )
    earlier: int = option("Earlier periods below each bar", 1, most=MOST_EARLIER_PERIODS)


def build(source: Source, part: Part) -> Data | None:
    options: Options = KIND.options_of(part)
    plan = source.plan
    dimension = dimension_of(plan, options.level, options.dimension)
    if dimension is None or dimension.scale_id is None:
        return None
    now = given_now(plan, dimension)
    items = [
        item
        for item in asked_items(plan, items_at(plan, options.level), dimension, now)
        if not options.kinds or not isinstance(item, KeyAction) or item.kind in options.kinds
    ]
    if not any(now(item) for item in items):
        return None
    ratings = [rating for rating in plan.ratings if rating.scale_id == dimension.scale_id]
    before = [
        (earlier.period.label, given_in(earlier.given, dimension))
        for earlier in source.earlier(options.earlier)
    ]

    def bar(name: str, some: Sequence[Item]) -> Data:
        return {
            "name": name,
            "now": _counted(some, now, ratings, with_unrated=True),
            "before": [
                {"period": label} | _counted(some, given, ratings, with_unrated=False)
                for label, given in before
            ],
        }

    bars = [bar(name, some) for name, some in _groups(source, items, options) if some]
    return {
        "level": str(options.level),
        "label": printed_label_of(dimension),
        "bars": bars,
        "whole": bar("", items),
        **counted(items),
    }


def _counted(
    items: Sequence[Item], given: Given, ratings: Sequence[object], *, with_unrated: bool
) -> Data:
    counts = counts_of(items, given, ratings)  # type: ignore[arg-type]
    rated = sum(part["count"] for part in counts)
    if with_unrated and rated < len(items):
        counts.append({**UNRATED, "count": len(items) - rated})
    return {"counts": counts, "total": sum(part["count"] for part in counts)}


def _groups(
    source: Source, items: Sequence[Item], options: Options
) -> list[tuple[str, list[Item]]]:
    plan = source.plan
    if not options.group_by:
        return [("", list(items))]
    under: dict[Key | None, list[Item]] = {}
    for item in items:
        under.setdefault(group_of(plan, item, options.group_by), []).append(item)
    over = items_at(plan, options.group_by)
    word = inside(plan.strategy.word(options.group_by))
    found = [(str(item), under.get(key_of(item), [])) for item in over]
    return [*found, (f"Under no {word}", under.get(None, []))]


def blocks(data: Data, content: Content) -> list[Block]:
    one, several = content["words"][data["level"]]
    bars = []
    for bar in data["bars"]:
        total = bar["now"]["total"]
        bars.append((bar["name"] or data["label"], _parts(bar["now"]), _items(total, one, several)))
        for before in bar["before"]:
            if before["counts"]:
                bars.append(("", _parts(before), before["period"]))
    whole = data["whole"]
    letters = {
        part["label"]: part["letter"]
        for counted in (whole["now"], *whole["before"])
        for part in counted["counts"]
    }
    return [
        Text(f"**{_items(whole['now']['total'], one, several)}:** {_told(whole)}.", style="about"),
        StackedBars(bars, description(data), letters),
        Legend(_legend(whole), keys=letters),
    ]


def _items(number: int, one: str, several: str) -> str:
    return f"{number} {inside(one if number == 1 else several)}"


def _parts(counted: Data) -> list[tuple[str, str, int]]:
    return [(part["label"], part["tone"], part["count"]) for part in counted["counts"]]


def _was(whole: Data, label: str) -> int | None:
    """How many had that rating the period before; None where there was none."""
    if not whole["before"] or not whole["before"][0]["counts"]:
        return None
    counts = whole["before"][0]["counts"]
    return next((part["count"] for part in counts if part["label"] == label), 0)


def _told(whole: Data) -> str:
    """ "2 off track (was 3), 14 on track": worst first, as a board reads it."""
    told = []
    for part in reversed(whole["now"]["counts"]):
        was = _was(whole, part["label"])
        known = part["label"] != UNRATED["label"]
        before = f" (was {was})" if known and was is not None and was != part["count"] else ""
        told.append(f"{part['count']} {inside(part['label'])}{before}")
    return ", ".join(told)


def _legend(whole: Data) -> list[tuple[str, str, str]]:
    """Each rating with how many have it now and had it before, also one that none has now."""
    now = {part["label"]: part for part in whole["now"]["counts"]}
    before = whole["before"][0]["counts"] if whole["before"] else []
    gone = [part | {"count": 0} for part in before if part["label"] not in now]
    made = []
    for part in [*now.values(), *gone]:
        was = None if part["label"] == UNRATED["label"] else _was(whole, part["label"])
        told = f"{part['label']} {part['count']}" + (f", was {was}" if was is not None else "")
        made.append((part["label"], part["tone"], told))
    return made


def description(data: Data) -> str:
    """The chart in words: of each bar, what it counts."""
    told = []
    for bar in data["bars"]:
        parts = [f"{bar['name'] or data['label']}: {_list(bar['now'])}"]
        parts += [
            f"{before['period']}: {_list(before)}" for before in bar["before"] if before["counts"]
        ]
        told.append("; ".join(parts) + ".")
    return " ".join(told)


def _list(counted: Data) -> str:
    return ", ".join(f"{part['count']} {part['label']}" for part in counted["counts"])


KIND = PartKind(
    "rating-chart",
    "Chart of ratings",
    "How many stand where, by objective, now and before",
    build,
    blocks,
    Options,
)
