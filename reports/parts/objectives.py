"""The objectives with what each is about."""

from dataclasses import dataclass

from reports.blocks import Block, Bullets, Flow, Heading, Text
from reports.cells import leads_line
from reports.parts.base import Content, Data, Part, PartKind, Source, option
from reports.parts.items import chosen, item_data

_MOST_IN_ONE_LIST = 3


@dataclass(frozen=True)
class Options:
    objectives: list[str] = option("Only these objectives", [], of="objectives")
    shows_descriptions: bool = option("Print what each objective is about", True)
    shows_leads: bool = option("Print who leads it", True)
    as_list: bool = option("As a short list of titles", False)


def build(source: Source, part: Part) -> Data | None:
    options = KIND.options_of(part)
    plan = source.plan
    items = [
        item_data(plan, objective, with_answers=False)
        for objective in chosen(plan.objectives, options.objectives)
    ]
    shown = {name: getattr(options, name) for name in ("shows_descriptions", "shows_leads")}
    # A short list across a page that lies leaves most of each line empty.
    columns = 2 if part.orientation == "wide" and len(items) > _MOST_IN_ONE_LIST else 1
    return (
        {"items": items, "as_list": options.as_list, "columns": columns, **shown} if items else None
    )


def blocks(data: Data, content: Content) -> list[Block]:
    if data["as_list"]:
        listed: list[Block] = [
            Text(item["title"], number=item["reference"])
            if item["reference"]
            else Text(f"- {item['title']}")
            for item in data["items"]
        ]
        columns = data.get("columns", 1)
        return [Flow(listed, columns)] if columns > 1 else listed
    made: list[Block] = []
    for item in data["items"]:
        made.append(Heading(item["title"], 2, item["reference"]))
        made += about_blocks(
            item,
            content,
            with_leads=data["shows_leads"],
            with_descriptions=data["shows_descriptions"],
        )
    return made


def about_blocks(
    item: Data, content: Content, *, with_leads: bool = True, with_descriptions: bool = True
) -> list[Block]:
    """Who leads an objective, and what it is about."""
    made: list[Block] = []
    leads = leads_line(item["leads"])
    if with_leads and leads:
        made.append(Text(f"{content['words']['lead']}: {leads}", style="quiet"))
    if with_descriptions:
        made += [Text(item[name]) for name in ("introduction", "description") if item[name]]
        if item["aims"]:
            made.append(Bullets(item["aims"]))
    return made


KIND = PartKind(
    "objectives", "Objectives", "The objectives with what each is about", build, blocks, Options
)
