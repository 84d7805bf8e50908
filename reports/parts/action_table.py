"""Actions as a table: any kinds of action, any columns, under what they stand under."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Any

from ambitions.models import Item, KeyAction
from objectives.asking import is_asked_of_kind
from objectives.models import Level
from reports.blocks import (
    Blank,
    Block,
    Cell,
    Column,
    Heading,
    Prose,
    Row,
    RowGroup,
    Table,
    Text,
    Words,
)
from reports.cells import leads_line
from reports.conditions import check as check_condition
from reports.conditions import holds
from reports.parts.base import Content, Data, Part, PartKind, Source, option
from reports.parts.items import (
    KIND_LABELS,
    actions_of,
    all_actions_of,
    ambitions_of,
    asked_of,
    chosen,
    date_cell,
    dimensions_data,
    heads_of,
    is_asked,
    is_rated,
    item_data,
    named,
    narrative_cell,
    people_cell,
    rating_cell,
    uncited,
    written,
)
from reports.parts.legend import legend_blocks, scales_data
from reports.reading import Plan
from reports.values import natural, risks_linked_to, words_of

COLUMNS = {
    "reference": "Reference",
    "kind": "Kind",
    "title": "The action",
    "area": "Area",
    "theme": "Theme",
    "regulations": "Regulations",
    "leads": "Lead",
    "ratings": "Every rating",
    "usual_ratings": "The ratings that are asked of most",
    "narratives": "Everything written, in one column",
    "each_narrative": "Everything written, a column for each question",
    "title_and_narratives": "The action, with everything written under it",
    "target_date": "Target date",
}
_SHORT_RATING = 12
_MAY_BE_LEFT_OUT = {"reference", "area", "theme", "regulations", "leads"}

_STATEMENTS = ("introduction", "description")
_LONGEST_ABOUT = 600
_MOST_MERGED = 600  # characters of actions and answers that one merged cell may stand beside


# What an option asks about the columns of a table of actions, in every part that has one.
OF_COLUMNS: dict[str, Any] = {"choices": list(COLUMNS.items()), "of": "action_columns"}


@dataclass(frozen=True)
class Options:
    objectives: list[str] = option("Only these objectives", [], of="objectives")
    kinds: list[str] = option("Only these kinds", [], choices=KeyAction.Kind.choices)
    condition: dict[str, Any] = option(
        "Only some actions", {}, is_condition=True, check=check_condition
    )
    group_by: str = option(
        "Group by",
        "parent",
        choices=[("parent", "What it stands under"), ("objective", "Objective"), ("", "Nothing")],
    )
    columns: list[str] = option("Columns, in this order", [], is_ordered=True, **OF_COLUMNS)
    labels: dict[str, str] = option("Other headings of columns", {}, is_labels=True, **OF_COLUMNS)
    merge_leads: bool = option("Name a lead once for neighbouring rows", False)
    shows_areas: bool = option("Print the area over its rows", False)
    shows_statements: bool = option("Print what each group is about", True)
    shows_introductions: bool = option("Print what introduces each group", True)
    shows_leads: bool = option("Print who leads each group, even without what it is about", False)
    titles_are_strong: bool = option("Print the actions in bold", True)
    theme_is_over: bool = option("Print a theme once, over the actions that share it", False)
    shows_risks: bool = option("Print the references of each group's risks", False)
    shows_legend: bool = option("Print what the ratings mean", False)


def build(source: Source, part: Part) -> Data | None:
    options: Options = KIND.options_of(part)
    plan = source.plan
    groups: list[Data] = []
    for over, items in _groups(plan, options):
        rows = rows_data(plan, items, options)
        if rows:
            risks = _risk_references(plan, over) if options.shows_risks and over else []
            about = item_data(plan, over) if over else None
            title = named(about) if about else ""
            groups.append({"title": title, "over": about, "risks": risks, "rows": rows})
    if not groups:
        return None
    everything = [row for group in groups for row in group["rows"]]
    return {
        "groups": groups,
        "shows_statements": options.shows_statements,
        "statements": [
            *(["introduction"] if options.shows_introductions else []),
            "description",
        ],
        "shows_leads": options.shows_leads,
        "theme_is_over": options.theme_is_over,
        **table_data(plan, everything, options),
        "is_wide": part.orientation == "wide",
    }


def rows_data(plan: Plan, actions: Sequence[KeyAction], options: Options) -> list[Data]:
    """The rows of those of `actions` that the options ask for."""
    return [item_data(plan, action) for action in actions if _is_wanted(plan, action, options)]


def table_data(plan: Plan, rows: Sequence[Data], options: Options) -> Data:
    """What `table_of` needs to know beside the rows: the same for every table of a part."""
    dimensions = _dimensions(plan, rows, options.columns)
    table: Data = {
        "dimensions": dimensions,
        "usual": [dimension["code"] for dimension in asked_of(dimensions, rows)],
        "headings": [
            {"code": heading.code, "label": heading.printed_label}
            for heading in plan.headings[Level.ACTION]
        ],
        "longest": {dimension["code"]: _longest(rows, dimension) for dimension in dimensions},
        "columns": [
            key for key in options.columns if _is_said(key, rows) and _is_asked(plan, key, rows)
        ],
        "labels": dict(options.labels),
        "merges_leads": options.merge_leads,
        "shows_areas": options.shows_areas,
        "own_kind": words_of(plan)["action"][0],
        "titles_are_strong": options.titles_are_strong,
    }
    printed = _rated_in(table)
    shown = [one for one in plan.dimensions[Level.ACTION] if one.code in printed]
    return {**table, "scales": scales_data(plan, shown) if options.shows_legend else []}


def _dimensions(plan: Plan, rows: Sequence[Data], columns: Sequence[str]) -> list[Data]:
    """Those on which any of `rows` was given something; else, where a column of ratings is
    asked for, those on which no action was yet, so that it says that nothing is rated."""
    known = dimensions_data(plan.dimensions[Level.ACTION])
    found = [
        dimension
        for dimension in known
        if is_rated(dimension, rows)
        or (
            f"rating:{dimension['code']}" in columns
            and any(is_asked(dimension["code"], row) for row in rows)
        )
    ]
    if found or not {"ratings", "usual_ratings"} & set(columns):
        return found
    given = {
        pk
        for (level, _), answer in plan.answers.items()
        if level == Level.ACTION
        for pk in answer.ratings
    }
    return [
        dimension
        for dimension, row in zip(known, plan.dimensions[Level.ACTION], strict=True)
        if row.pk not in given
    ]


def _longest(rows: Sequence[Data], dimension: Data) -> int:
    """How many letters the longest rating has: the same in every table of a part."""
    given = (row["ratings"].get(dimension["code"]) for row in rows)
    return max((len(value["label"]) for value in given if value), default=0)


def _is_asked(plan: Plan, key: str, rows: Sequence[Data]) -> bool:
    """Whether any of `rows` is asked what the column of one question prints, or answers it."""
    kind, _, code = key.partition(":")
    if kind == "rating":
        return not rows or any(is_asked(code, row) for row in rows)
    asked = {heading.code: heading for heading in plan.headings[Level.ACTION]}
    if kind != "narrative" or not code or not rows:
        return True
    return code in asked and any(
        is_asked_of_kind(asked[code], row["kind"])
        or any(narrative["code"] == code for narrative in row["narratives"])
        for row in rows
    )


def _is_said(key: str, rows: Sequence[Data]) -> bool:
    """Whether a column has anything in it; one of ratings or answers says so where it has not."""
    return key not in _MAY_BE_LEFT_OUT or any(row[key] for row in rows)


def _rated_in(table: Data) -> set[str]:
    """The codes of the dimensions that the columns print."""
    columns = table["columns"]
    if not columns or "ratings" in columns:
        return {dimension["code"] for dimension in table["dimensions"]}
    usual = set(table["usual"]) if "usual_ratings" in columns else set()
    return usual | {key.removeprefix("rating:") for key in columns if key.startswith("rating:")}


def _risk_references(plan: Plan, over: Item) -> list[str]:
    """The references of the risks linked to what stands over a group."""
    risks = risks_linked_to(plan, [over])
    return sorted((risk.reference for risk in risks if risk.reference), key=natural)


def _is_wanted(plan: Plan, action: KeyAction, options: Options) -> bool:
    if options.kinds and action.kind not in options.kinds:
        return False
    return holds(options.condition, plan, action)


def _groups(plan: Plan, options: Options) -> list[tuple[Item | None, Sequence[KeyAction]]]:
    """What stands over each group, if anything does, and its actions."""
    objectives = chosen(plan.objectives, options.objectives)
    if not options.group_by:
        everything = [
            action for objective in objectives for action in all_actions_of(plan, objective)
        ]
        loose = [] if options.objectives else _loose(plan)
        return [(None, everything + loose)]
    found: list[tuple[Item | None, Sequence[KeyAction]]] = []
    for objective in objectives:
        if options.group_by == "objective":
            found.append((objective, all_actions_of(plan, objective)))
            continue
        found.append((objective, actions_of(plan, objective)))
        found += [(one, actions_of(plan, one)) for one in ambitions_of(plan, objective)]
    if not options.objectives:
        found += [(one, actions_of(plan, one)) for one in ambitions_of(plan, None)]
    return found


def _loose(plan: Plan) -> list[KeyAction]:
    return [
        action for ambition in ambitions_of(plan, None) for action in actions_of(plan, ambition)
    ]


def blocks(data: Data, content: Content) -> list[Block]:
    made: list[Block] = legend_blocks(data["scales"])
    for group in data["groups"]:
        if group["title"]:
            over = group["over"] or {}
            made.append(_heading(over, group["title"]))
            if data["shows_statements"]:
                made += statement_blocks(over, content, data.get("statements", _STATEMENTS))
            elif data["shows_leads"]:
                made += leads_blocks(over, content)
            if group.get("risks"):
                word = content["words"]["risk"][len(group["risks"]) > 1]
                made.append(Text(f"**{word}:** {', '.join(group['risks'])}", style="about"))
        for theme, rows in _by_theme(group["rows"], data):
            if theme:
                made.append(Text(theme, style="statement"))
            made.append(table_of(rows, data, content, group["title"]))
    return made


def _heading(over: Data, title: str) -> Heading:
    key = over.get("key")
    return Heading(
        over.get("title", title), 2, over.get("reference", ""), items=[key] if key else []
    )


def _by_theme(rows: Sequence[Data], data: Data) -> list[tuple[str, list[Data]]]:
    """Neighbours with the same theme under it, where it is to be printed over them."""
    if not data["theme_is_over"]:
        return [("", list(rows))]
    return [
        (theme, [{**row, "theme": ""} for row in some])
        for theme, some in groupby(rows, key=lambda row: row["theme"])
    ]


def leads_blocks(over: Data, content: Content) -> list[Block]:
    """Who leads the group."""
    leads = leads_line(heads_of(over)) if over.get("leads") else ""
    return [Text(f"{content['words']['lead']}: {leads}", style="quiet")] if leads else []


def statement_blocks(
    over: Data, content: Content, names: Sequence[str] = _STATEMENTS
) -> list[Block]:
    """Who leads the group, and what it is about."""
    made = leads_blocks(over, content)
    for name in names:
        if over.get(name):
            made.append(about(over[name]))
    return made


def about(text: str) -> Text:
    """A text over a table, on the page of that where it is short."""
    return Text(text, style="about" if len(text) <= _LONGEST_ABOUT else "")


def table_of(rows: Sequence[Data], data: Data, content: Content, name: str) -> Table:
    """The table of `rows` with the columns that the part chose, or those it needs."""
    columns, cells = [], []
    for key in data["columns"] or columns_needed(rows, data):
        for column, cell in _columns(key, rows, data, content):
            columns.append(column)
            cells.append(cell)
    made = [Row([cell(row) for cell in cells], named(row), item=row["key"]) for row in rows]
    keys = data["columns"] or columns_needed(rows, data)
    place = keys.index("leads") if data["merges_leads"] and "leads" in keys else None
    if place is not None:
        # A key may stand for several columns, or for none: count those before the leads.
        place = sum(len(_columns(key, rows, data, content)) for key in keys[:place])
    groups: list[RowGroup] = []
    for heading, run in _runs(rows, data, merges=place is not None):
        own = [made[index] for index in run]
        if place is not None and len(own) > 1:
            own = _merged(own, place)
        groups.append(RowGroup(own, heading, is_whole=len(own) > 1 and place is not None))
    return Table(columns, groups, name=name)


def _runs(rows: Sequence[Data], data: Data, *, merges: bool) -> list[tuple[str, list[int]]]:
    """The rows by number, in runs of one area and, if asked, of the same leads.

    With each the heading it begins with. A run of much text is not merged: it could not stand
    on one page.
    """
    found: list[tuple[str, list[int]]] = []
    area, leads, length = "", None, 0
    for index, row in enumerate(rows):
        own_area = row["area"] if data["shows_areas"] else ""
        own_leads = row["leads"] if merges else None
        size = len(row["title"]) + sum(len(written(words)) for words in row["narratives"])
        is_same = merges and own_leads == leads and own_leads and length + size < _MOST_MERGED
        if found and own_area == area and (is_same or not merges):
            found[-1][1].append(index)
            length += size
        else:
            found.append((own_area if own_area != area else "", [index]))
            length = size
        area, leads = own_area, own_leads
    return found


def _merged(rows: Sequence[Row], place: int) -> list[Row]:
    """The rows with one cell of leads, that of the first, reaching down over all of them."""
    first = replace(rows[0], spans={place: len(rows)})
    below = [
        replace(row, cells=[None if at == place else cell for at, cell in enumerate(row.cells)])
        for row in rows[1:]
    ]
    return [first, *below]


def columns_needed(rows: Sequence[Data], data: Data) -> list[str]:
    """The columns in which at least one of the rows says something, as boards print them."""
    last = [f"rating:{one['code']}" for one in data["dimensions"] if one["purpose"] == "forecast"]
    first = [f"rating:{one['code']}" for one in data["dimensions"]]
    has_date = any(row["target_date"] or row["target_text"] for row in rows)
    return [
        *(["reference"] if any(row["reference"] for row in rows) else []),
        "title",
        *(["leads"] if any(row["leads"] for row in rows) else []),
        *(key for key in first if key not in last),
        *(["narratives"] if any(row["narratives"] for row in rows) else []),
        *(["target_date"] if has_date else []),
        *last,
    ]


def _columns(key: str, rows: Sequence[Data], data: Data, content: Content) -> list[Any]:
    """The column, or the columns, that a key stands for: each with what makes its cells."""
    words, labels = content["words"], data["labels"]
    codes = [heading["code"] for heading in data["headings"]]

    def column(label: str, **options: Any) -> Column:
        return Column(labels.get(key, label), **options)

    if ":" in key:
        return _column_of_one(key, data, column)
    if key in ("ratings", "usual_ratings"):
        return [
            pair
            for one in data["dimensions"]
            if key == "ratings" or not data["usual"] or one["code"] in data["usual"]
            for pair in _columns(f"rating:{one['code']}", rows, data, content)
        ]
    if key == "each_narrative":
        used = {narrative["code"] for row in rows for narrative in row["narratives"]}
        return [
            pair
            for code in codes
            if code in used
            for pair in _columns(f"narrative:{code}", rows, data, content)
        ]
    if key == "narratives":
        label, unlabelled = _progress_label(data["headings"], rows)
        return [(column(label), lambda row: _narratives(row, codes, unlabelled))]
    simple = {
        "reference": ("Ref", lambda row: [Words(row["reference"])]),
        "kind": ("Kind", lambda row: [Words(KIND_LABELS.get(row["kind"], row["kind"]))]),
        "area": ("Area", lambda row: [Words(row["area"])]),
        "theme": ("Theme", lambda row: [Words(row["theme"])]),
        "regulations": ("Regulation", lambda row: [Words("; ".join(row["regulations"]))]),
        "leads": (words["lead"], lambda row: people_cell(row["leads"])),
        "target_date": ("Target date", date_cell),
    }
    if key in simple:
        label, cell = simple[key]
        return [(column(label), cell)]
    if key == "title":
        return [(column(words["action"][0], is_row_header=True), lambda row: _title(row, data))]
    if key == "title_and_narratives":
        _, unlabelled = _progress_label(data["headings"], rows)
        return [
            (
                column(f"{words['action'][0]} and progress"),
                lambda row: [*_title(row, data), *_narratives(row, codes, unlabelled)],
            )
        ]
    return []


def _column_of_one(key: str, data: Data, column: Callable[..., Column]) -> list[Any]:
    """The column of one rating, of one question, or of one that is the trust's own."""
    kind, _, code = key.partition(":")
    if kind == "rating":
        label = next((one["label"] for one in data["dimensions"] if one["code"] == code), code)
        width = rating_width(data["longest"].get(code, 0), is_wide=data.get("is_wide", False))
        return [(column(label, width=width), lambda row: _rating(row, code))]
    if kind == "narrative":
        label = next((one["label"] for one in data["headings"] if one["code"] == code), code)
        return [(column(label), lambda row: narrative_cell(row, [code], labelled=False))]
    return [(column(code), lambda row: own_cell(row, code))] if kind == "own" else []


def own_cell(row: Data, heading: str) -> Cell:
    """What the action holds under a column of the trust's own."""
    text = row.get("own", {}).get(heading, "")
    return [Words(text)] if text else []


def _rating(row: Data, code: str) -> Cell:
    """The rating, or quietly that there is none: a table may be of actions not rated yet."""
    if is_asked(code, row) and row["ratings"][code] is None and row["handed_in"]:
        return [Blank("Not rated")]
    return rating_cell(row, code)


def rating_width(longest: int, *, is_wide: bool) -> float:
    """In mm, for a rating of so many letters; 0 for a short one, which finds room anyway."""
    if longest <= _SHORT_RATING:
        return 0.0
    return min(longest * 1.55 + 15, 95.0 if is_wide else 46.0)


def _title(row: Data, data: Data) -> Cell:
    """The action's title; over it its area and theme where no column says them."""
    said = {*data["columns"], *(["area"] if data["shows_areas"] else [])}
    over = [row[name] for name in ("area", "theme") if row[name] and name not in said]
    is_strong = data["titles_are_strong"] and "\n" not in row["title"].strip()
    title = Words(row["title"], "title") if is_strong else Prose(row["title"])
    first = [Prose(", ".join(over), style="quiet")] if over else []
    cited = uncited(row) if "regulations" not in data["columns"] else ""
    return [*first, title, *([Prose(cited, style="quiet")] if cited else [])]


def _narratives(row: Data, codes: Sequence[str], unlabelled: str) -> Cell:
    made: list[Any] = []
    for code in codes:
        made += narrative_cell(row, [code], labelled=code != unlabelled)
    return made


def _progress_label(headings: Sequence[Data], rows: Sequence[Data]) -> tuple[str, str]:
    """The head of a column of all that was written, and the question it need not repeat."""
    used = {narrative["code"] for row in rows for narrative in row["narratives"]}
    asked = [heading for heading in headings if heading["code"] in used]
    if asked:
        return (asked[0]["label"] if len(asked) == 1 else "Progress"), asked[0]["code"]
    return "Progress", ""


KIND = PartKind(
    "action-table",
    "Table of actions",
    "Actions of any kind with any columns",
    build,
    blocks,
    Options,
)
