"""What the answers rest on: the links that they give, item by item, and where figures come from."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ambitions.models import Item, KeyAction, Measure
from reports.blocks import Block, Column, Prose, Row, RowGroup, Table
from reports.parts.base import Content, Data, Part, PartKind, Source, option
from reports.parts.items import all_actions_of, ambitions_of, chosen, item_data, named
from reports.reading import Plan
from reports.values import printed_headings

# As in a narrative, where `[words](https://address)` is a link; or the address as it stands.
_LINK = re.compile(
    r"\[(?P<words>[^\[\]\n]+)\]\((?P<to>https?://[^\s()]+)\)|(?P<bare>https?://[^\s<>()\[\]]+)",
    re.IGNORECASE,
)
_AFTER = ".,;:!?'\"”’"  # ends the sentence, not the address


@dataclass(frozen=True)
class Options:
    objectives: list[str] = option("Only these objectives", [])
    kinds: list[str] = option("Only actions of these kinds", [], choices=KeyAction.Kind.choices)
    shows_measures: bool = option("Print where the figures of measures come from", True)


def build(source: Source, part: Part) -> Data | None:
    """items: key, level, reference, title and links ([words, address]) of each that gives any;
    measures: key, level, number, name and data_source of each that says one."""
    options: Options = KIND.options_of(part)
    plan = source.plan
    items = [
        row
        for item in _items(plan, options)
        if not options.kinds or not isinstance(item, KeyAction) or item.kind in options.kinds
        if (row := _row(plan, item))["links"]
    ]
    measures = [_measure(one) for one in _measures(source, options)]
    return {"items": items, "measures": measures} if items or measures else None


def _items(plan: Plan, options: Options) -> Iterable[Item]:
    """Each objective, then what is under it; last what is under none."""
    for objective in chosen(plan.objectives, options.objectives):
        yield objective
        yield from ambitions_of(plan, objective)
        yield from all_actions_of(plan, objective)
    if not options.objectives:
        loose = ambitions_of(plan, None)
        own = {ambition.pk for ambition in loose}
        yield from loose
        yield from (action for action in plan.actions if action.ambition_id in own)


def _row(plan: Plan, item: Item) -> Data:
    about = item_data(plan, item, with_answers=False)
    texts = [words.text for _, words in printed_headings(plan, item)]
    return {name: about[name] for name in ("key", "level", "reference", "title")} | {
        "links": links_in(texts)
    }


def links_in(texts: Iterable[str]) -> list[list[str]]:
    """Each address once, with the words that lead to it, or "" where it stands bare."""
    found: dict[str, str] = {}
    for text in texts:
        for match in _LINK.finditer(text):
            address = match["to"] or match["bare"].rstrip(_AFTER)
            words = (match["words"] or "").strip()
            found[address] = found.get(address) or words
    return [[words, address] for address, words in found.items()]


def _measures(source: Source, options: Options) -> Sequence[Measure]:
    if not options.shows_measures:
        return []
    plan = source.plan
    wanted = chosen(plan.objectives, options.objectives)
    objectives = {objective.pk for objective in wanted}
    ambitions = {one.pk for objective in wanted for one in ambitions_of(plan, objective)}
    return [
        measure
        for measure in source.measures
        if measure.data_source.strip()
        and (
            not options.objectives
            or measure.objective_id in objectives
            or measure.ambition_id in ambitions
        )
    ]


def _measure(measure: Measure) -> Data:
    names = ("number", "name", "data_source")
    return {
        "key": str(measure.uuid),
        "level": "measure",
        **{name: getattr(measure, name) for name in names},
    }


def blocks(data: Data, content: Content) -> list[Block]:
    made: list[Block] = []
    if data["items"]:
        rows = [
            Row(
                [[Prose(named(item))], [Prose(_said(*link)) for link in item["links"]]],
                item=item["key"],
                link_at=0,
            )
            for item in data["items"]
        ]
        columns = [Column("What it is about", is_row_header=True), Column("What is cited")]
        made.append(Table(columns, [RowGroup(rows)], name="What is cited"))
    if data["measures"]:
        rows = [
            Row([[Prose(f"{one['number']} {one['name']}".strip())], [Prose(one["data_source"])]])
            for one in data["measures"]
        ]
        columns = [Column("Measure", is_row_header=True), Column("Where its figures come from")]
        made.append(Table(columns, [RowGroup(rows)], name="Where figures come from"))
    return made


def _said(words: str, address: str) -> str:
    """The words as a link; on paper nothing can be followed, so the address is printed too."""
    link = f"[{words or address}]({address})"
    return f"{link}\n{address}" if words else link


KIND = PartKind(
    "evidence",
    "Evidence",
    "What the answers cite, item by item, and where the figures of measures come from",
    build,
    blocks,
    Options,
)
