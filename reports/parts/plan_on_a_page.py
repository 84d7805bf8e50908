"""What the tracker says of each objective on its plan on a page, in labelled boxes."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from objectives.models import Passage
from reports.blocks import (
    Block,
    Column,
    Flow,
    Heading,
    PageBreak,
    Prose,
    Row,
    RowGroup,
    Table,
    Text,
)
from reports.drafting import without_drafting_notes
from reports.parts.base import Content, Data, Part, PartKind, Source, option
from reports.parts.items import chosen, item_data, named

# A text no longer than this, on one line, stands in the line under the heading.
_SHORT = 60
# "Key outcomes: 22/23 Q3" is the quarter of a year under a heading that several share.
_SHARED = re.compile(r"(?P<over>.+?): (?P<own>[^:]{1,40})", re.DOTALL)
_QUARTER = re.compile(r"(?P<year>\d{2,4}[/-]\d{2,4})\s+(?P<part>\S.*)")


@dataclass(frozen=True)
class Options:
    objectives: list[str] = option("Only these objectives", [], of="objectives")
    columns: int = option("Columns", 3, choices=[(2, "Two"), (3, "Three")])
    starts_page: bool = option("Begin each objective on a page of its own", True)
    prints_drafting_notes: bool = option("Print drafting notes such as [DN: …]", False)


def build(source: Source, part: Part) -> Data | None:
    """groups: title, reference and boxes of each objective that has a plan on a page. A box is
    either label and text, or label and parts ([year, part, text]) of what is told by quarters."""
    options = KIND.options_of(part)
    found: dict[int | None, list[list[str]]] = {}
    for passage in source.passages:
        if passage.kind == Passage.Kind.PLAN:
            text = passage.text
            if not options.prints_drafting_notes:
                text = without_drafting_notes(text)
            found.setdefault(passage.objective_id, []).append([passage.label, text])
    groups = []
    if None in found and not options.objectives:
        groups.append({"title": "", "reference": "", "boxes": _boxes(found[None])})
    for objective in chosen(source.plan.objectives, options.objectives):
        if objective.pk in found:
            over = item_data(source.plan, objective, with_answers=False)
            groups.append(
                {
                    "title": over["title"],
                    "reference": over["reference"],
                    "boxes": _boxes(found[objective.pk]),
                }
            )
    if not groups:
        return None
    return {"groups": groups, "columns": options.columns, "starts_page": options.starts_page}


def _boxes(passages: Sequence[Sequence[str]]) -> list[Data]:
    """The passages as boxes; neighbours that share a heading are the parts of one."""
    split = [_SHARED.fullmatch(label) for label, _ in passages]
    boxes: list[Data] = []
    for index, (label, text) in enumerate(passages):
        match = split[index]
        over = match["over"] if match else ""
        beside = [split[place] for place in (index - 1, index + 1) if 0 <= place < len(split)]
        if match is None or not any(other and other["over"] == over for other in beside):
            boxes.append({"label": label, "text": text})
            continue
        if not boxes or boxes[-1]["label"] != over or "parts" not in boxes[-1]:
            boxes.append({"label": over, "parts": []})
        quarter = _QUARTER.fullmatch(match["own"])
        year, own = (quarter["year"], quarter["part"]) if quarter else ("", match["own"])
        boxes[-1]["parts"].append([year, own, text])
    return boxes


def blocks(data: Data, content: Content) -> list[Block]:
    made: list[Block] = []
    for index, group in enumerate(data["groups"]):
        if index and data["starts_page"]:
            made.append(PageBreak())
        if group["title"]:
            made.append(Heading(group["title"], 2, group["reference"], in_contents=True))
        made += _of_group(group, data["columns"])
    return made


def _of_group(group: Data, columns: int) -> list[Block]:
    boxes: list[Data] = list(group["boxes"])
    made: list[Block] = []
    heads = []
    while boxes and _is_short(boxes[0]):
        heads.append(boxes.pop(0))
    if heads:
        said = (f"{one['label'].strip().rstrip(':')}: {one['text']}" for one in heads)
        made.append(Text("; ".join(said), style="quiet"))
    flowing: list[Block] = []
    for box in boxes:
        if "parts" in box:
            if flowing:
                made.append(Flow(flowing, columns))
                flowing = []
            made.append(Flow([Heading(box["label"], 3), _table(box, named(group))], 1))
            continue
        if box["label"]:
            flowing.append(Heading(box["label"], 3))
        if box["text"]:
            flowing.append(Text(box["text"]))
    if flowing:
        made.append(Flow(flowing, columns))
    return made


def _is_short(box: Data) -> bool:
    text = box.get("text", "")
    return bool(box["label"] and text) and "\n" not in text and len(text) <= _SHORT


def _table(box: Data, name: str) -> Table:
    columns = [Column(part, group=year) for year, part, _ in box["parts"]]
    row = Row([[Prose(text)] for _, _, text in box["parts"]], name=box["label"])
    return Table(columns, [RowGroup([row])], name=name, is_narrow=True)


KIND = PartKind(
    "plan-on-a-page",
    "Plan on a page",
    "Background, aims, benefits, outcomes and whatever else the tracker says of each objective",
    build,
    blocks,
    Options,
)
