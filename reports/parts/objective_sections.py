"""Each objective in a section of its own: what it is about, its risks, then its actions."""

from dataclasses import dataclass, fields
from typing import Any

from ambitions.models import KeyAction
from reports.blocks import Block, Bullets, Heading, PageBreak, Text
from reports.cells import leads_line
from reports.conditions import check as check_condition
from reports.parts import action_table, risk_table
from reports.parts.base import Content, Data, Part, PartKind, Source, option
from reports.parts.items import all_actions_of, chosen, item_data
from reports.parts.legend import legend_blocks
from reports.parts.risks import bands_block, objectives_of, risks_of_kinds
from risks.models import Risk


@dataclass(frozen=True)
class Options:
    objectives: list[str] = option("Only these objectives", [], of="objectives")
    shows_leads: bool = option("Print who leads it", True)
    descriptions_heading: str = option("Heading over its description", "")
    risk_kinds: list[str] = option("Only risks of these kinds", [], choices=Risk.Kind.choices)
    risk_columns: list[str] = option(
        "Columns of its risks, in this order",
        [],
        choices=list(risk_table.COLUMNS.items()),
        is_ordered=True,
    )
    sort_risks_by: str = option(
        "Order of its risks",
        "",
        choices=[("score", "Current score, highest first"), ("", "The trust's own order")],
    )
    kinds: list[str] = option("Only actions of these kinds", [], choices=KeyAction.Kind.choices)
    condition: dict[str, Any] = option(
        "Only some actions", {}, is_condition=True, check=check_condition
    )
    columns: list[str] = option(
        "Columns of its actions, in this order", [], is_ordered=True, **action_table.OF_COLUMNS
    )
    labels: dict[str, str] = option(
        "Other headings of columns", {}, is_labels=True, **action_table.OF_COLUMNS
    )
    merge_leads: bool = option("Name a lead once for neighbouring rows", False)
    shows_areas: bool = option("Print the area over its rows", True)
    starts_pages: bool = option("Begin a page with each objective", False)
    shows_legend: bool = option("Print what the ratings and bands mean", False)


def build(source: Source, part: Part) -> Data | None:
    options: Options = KIND.options_of(part)
    plan = source.plan
    of_actions, of_risks = _action_options(options), _risk_options(options)
    risks = risks_of_kinds(plan, options.risk_kinds)
    own = {risk.pk: [item.pk for item in objectives_of(plan, risk)] for risk in risks}
    sections: list[Data] = []
    for objective in chosen(plan.objectives, options.objectives):
        some = [risk for risk in risks if objective.pk in own[risk.pk]]
        sections.append(
            {
                "over": item_data(plan, objective),
                "risks": risk_table.rows_data(source, some, of_risks),
                "rows": action_table.rows_data(plan, all_actions_of(plan, objective), of_actions),
            }
        )
    if not sections:
        return None
    rows = [row for section in sections for row in section["rows"]]
    return {
        "sections": sections,
        "shows_leads": options.shows_leads,
        "starts_pages": options.starts_pages,
        "descriptions_heading": options.descriptions_heading,
        "actions": action_table.table_data(plan, rows, of_actions),
        "risks": risk_table.table_data(
            source, of_risks, [row for section in sections for row in section["risks"]]
        ),
    }


def _action_options(options: Options) -> action_table.Options:
    names = {field.name for field in fields(action_table.Options)}
    shared = {name: value for name, value in vars(options).items() if name in names}
    return action_table.Options(**shared)


def _risk_options(options: Options) -> risk_table.Options:
    """Linked items are left out: the section says what the risks are linked to."""
    return risk_table.Options(
        columns=options.risk_columns,
        without=["linked"],
        labels=options.labels,
        sort_by=options.sort_risks_by,
        shows_legend=options.shows_legend,
    )


def blocks(data: Data, content: Content) -> list[Block]:
    has_bands = data["risks"]["bands"] and any(section["risks"] for section in data["sections"])
    made: list[Block] = legend_blocks(data["actions"]["scales"], named=bool(has_bands))
    made += [bands_block(data["risks"]["bands"])] if has_bands else []
    for number, section in enumerate(data["sections"]):
        made += _section(section, data, content, breaks=data["starts_pages"] and number > 0)
    return made


def _section(section: Data, data: Data, content: Content, *, breaks: bool) -> list[Block]:
    over = section["over"]
    name = " ".join(filter(None, (over["reference"], over["title"])))
    made: list[Block] = [PageBreak()] if breaks else []
    made.append(Heading(over["title"], 2, over["reference"], in_contents=True, items=[over["key"]]))
    leads = leads_line(over["leads"]) if data["shows_leads"] else ""
    if leads:
        made.append(Text(f"{content['words']['lead']}: {leads}", style="quiet"))
    if over["introduction"]:
        made.append(action_table.about(over["introduction"]))
    if over["description"] or over["aims"]:
        if data["descriptions_heading"]:
            made.append(Heading(data["descriptions_heading"], 3))
        made += [action_table.about(over["description"])] if over["description"] else []
        made += [Bullets(over["aims"])] if over["aims"] else []
    if section["risks"]:
        word = content["words"]["risk"][1]
        made.append(Heading(word, 3))
        made.append(risk_table.table_of(section["risks"], data["risks"], content, name))
    if section["rows"]:
        made.append(Heading(f"{over['title']} progress {content['period']['label']}", 3))
        made.append(action_table.table_of(section["rows"], data["actions"], content, name))
    return made


KIND = PartKind(
    "objective-sections",
    "Sections by objective",
    "Each objective with what it is about, its risks and its actions",
    build,
    blocks,
    Options,
)
