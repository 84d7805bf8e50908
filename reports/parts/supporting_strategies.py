"""The supporting strategies that ambitions name, each with the ambitions it supports."""

from dataclasses import dataclass

from reports.blocks import Block, Column, Row, RowGroup, Table, Words
from reports.parts.base import Content, Data, Part, PartKind, Source, option
from reports.parts.items import ambitions_of, chosen, item_data, named


@dataclass(frozen=True)
class Options:
    objectives: list[str] = option("Only those of these objectives", [], of="objectives")
    heading: str = option("Heading of their column", "Supporting strategy")


def build(source: Source, part: Part) -> Data | None:
    """Strategies in the order they are first named; the same in other capitals is the same."""
    options: Options = KIND.options_of(part)
    plan = source.plan
    ambitions = plan.ambitions
    if options.objectives:
        ambitions = [
            ambition
            for objective in chosen(plan.objectives, options.objectives)
            for ambition in ambitions_of(plan, objective)
        ]
    found: dict[str, Data] = {}
    for ambition in ambitions:
        for name in ambition.supporting_strategies:
            if not name.strip():
                continue
            row = found.setdefault(name.strip().casefold(), {"name": name.strip(), "items": []})
            about = item_data(source.plan, ambition, with_answers=False)
            names = ("key", "level", "reference", "title")
            row["items"].append({name: about[name] for name in names})
    return {"rows": list(found.values()), "heading": options.heading} if found else None


def blocks(data: Data, content: Content) -> list[Block]:
    columns = [
        Column(data["heading"], is_row_header=True),
        Column(f"{content['words']['ambition'][1]} that it supports"),
    ]
    rows = [
        Row(
            [
                [Words(row["name"], "strong")],
                [Words("\n".join(" ".join(named(item).split()) for item in row["items"]))],
            ],
            name=row["name"],
        )
        for row in data["rows"]
    ]
    return [Table(columns, [RowGroup(rows)], name=data["heading"])]


KIND = PartKind(
    "supporting-strategies",
    "Supporting strategies",
    "Each supporting strategy with the ambitions it supports",
    build,
    blocks,
    Options,
)
