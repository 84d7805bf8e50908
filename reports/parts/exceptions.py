"""Actions rated so that the board should hear why: each with its explanation and mitigation."""

from collections.abc import Sequence
from dataclasses import dataclass

from ambitions.models import KeyAction
from ambitions.plan.reader import key_of
from objectives.models import Heading as Question
from objectives.models import Level, Rating
from reports.blocks import (
    Blank,
    Block,
    Cell,
    Column,
    Heading,
    Labelled,
    Prose,
    Row,
    RowGroup,
    Table,
    Text,
    Words,
)
from reports.cells import leads_line
from reports.parts.base import Content, Data, Part, PartKind, Source, option
from reports.parts.items import (
    KIND_LABELS,
    all_actions_of,
    chosen,
    dimensions_data,
    heads_of,
    item_data,
    named,
    pill_of,
    uncited,
    written,
)
from reports.reading import Plan
from strategy_tracker.ui.tones import Tone

_ASKED = (Question.Purpose.EXPLANATION, Question.Purpose.MITIGATION)


@dataclass(frozen=True)
class Options:
    objectives: list[str] = option("Only these objectives", [], of="objectives")
    kinds: list[str] = option("Only these kinds", [], choices=KeyAction.Kind.choices)
    tones: list[str] = option(
        "Only ratings of these colours, not all that need a mitigation", [], choices=Tone.choices
    )
    shows_left: bool = option("Print those that were rated so last time and no longer are", True)
    shows_explained: bool = option("Print whatever else was explained or mitigated", True)
    says_none: bool = option("Say so where there are none", False)


def build(source: Source, part: Part) -> Data | None:
    """groups: title, reference, leads and rows of each objective that has any. A row is what
    `item_data` gives, with given: [label, value] of each rating, before: the labels of the
    ratings it has left, and explanation and mitigation: the words of each."""
    options = KIND.options_of(part)
    plan = source.plan
    groups = []
    for objective in chosen(plan.objectives, options.objectives):
        rows = [
            row
            for action in all_actions_of(plan, objective)
            if not options.kinds or action.kind in options.kinds
            if (row := _row(plan, action, options)) is not None
        ]
        if rows:
            over = item_data(plan, objective, with_answers=False)
            named_over = {name: over[name] for name in ("title", "reference")}
            groups.append({**named_over, "leads": heads_of(over), "rows": rows})
    if not groups and not options.says_none:
        return None
    labels = {
        str(heading.purpose): heading.printed_label
        for heading in plan.headings[Level.ACTION]
        if heading.purpose in _ASKED
    }
    return {
        "groups": groups,
        "labels": labels,
        "previous": plan.previous.label if plan.previous else "",
        "kinds": len({row["kind"] for group in groups for row in group["rows"]}) > 1,
    }


def _row(plan: Plan, action: KeyAction, options: Options) -> Data | None:
    answer = plan.answer(action)
    given = answer.ratings.values() if answer else ()
    is_wanted = any(row.rating and _is_exception(row.rating, options) for row in given)
    before = [
        rating
        for rating in plan.before.get(key_of(action), {}).values()
        if isinstance(rating, Rating) and _is_exception(rating, options)
    ]
    left = before if options.shows_left and not is_wanted and given else []
    said = {}
    for heading in plan.headings[Level.ACTION]:
        words = answer.narratives.get(heading.pk) if answer else None
        if words is not None and heading.purpose in _ASKED:
            said[str(heading.purpose)] = written({"text": words.text, "empty": words.empty})
    # Words kept under a rating that has since turned good are no longer said (see reports.values).
    needs_it = any(row.rating and row.rating.needs_mitigation for row in given)
    is_explained = options.shows_explained and needs_it and any(said.values())
    if not (is_wanted or left or is_explained):
        return None
    row = item_data(plan, action)
    row["given"] = [
        [dimension["label"], row["ratings"][dimension["code"]]]
        for dimension in dimensions_data(plan.dimensions[Level.ACTION])
        if row["ratings"].get(dimension["code"])
    ]
    row["before"] = list(dict.fromkeys(rating.label for rating in left))
    asked = {
        str(heading.purpose)
        for heading in plan.headings[Level.ACTION]
        if plan.asks(heading, action)
    }
    # None where it is not even asked, which differs from nothing given.
    return row | {name: said.get(name, "" if name in asked else None) for name in _ASKED}


def _is_exception(rating: Rating, options: Options) -> bool:
    if options.tones:
        return rating.tone in options.tones
    return rating.needs_mitigation


def blocks(data: Data, content: Content) -> list[Block]:
    words = content["words"]
    if not data["groups"]:
        return [Text(f"No {words['action'][1].lower()} need an explanation.", style="quiet")]
    made: list[Block] = []
    for group in data["groups"]:
        made.append(Heading(group["title"], 2, group["reference"]))
        leads = leads_line(group["leads"])
        if leads:
            made.append(Text(f"{words['lead']}: {leads}", style="quiet"))
        made.append(_table(group["rows"], named(group), data, content))
    return made


def _table(rows: Sequence[Data], name: str, data: Data, content: Content) -> Table:
    labels = data["labels"]
    columns = [
        *([Column("Kind")] if data["kinds"] else []),
        Column(content["words"]["action"][0], is_row_header=True),
        Column("Rating", width=58),
        Column(labels.get("explanation", "Explanation")),
        Column(labels.get("mitigation", "Mitigation")),
    ]
    made = [
        Row(
            [
                *([[Words(KIND_LABELS.get(row["kind"], ""))]] if data["kinds"] else []),
                _title(row),
                _ratings(row, data["previous"]),
                _said(row["explanation"]),
                _said(row["mitigation"]),
            ],
            name=named(row),
            item=row["key"],
        )
        for row in rows
    ]
    return Table(columns, [RowGroup(made)], name=name)


def _title(row: Data) -> Cell:
    cited = uncited(row)
    return [Prose(named(row)), *([Prose(cited, style="quiet")] if cited else [])]


def _ratings(row: Data, previous: str) -> Cell:
    made: list[Labelled] = [Labelled(label, pill_of(value)) for label, value in row["given"]]
    if row["before"]:
        was = f"was {' and '.join(row['before'])} in {previous}"
        made.append(Labelled("", Words(was, "quiet")))
    return made


def _said(text: str | None) -> Cell:
    if text is None:
        return []
    return [Prose(text)] if text else [Blank("Not given")]


KIND = PartKind(
    "exceptions",
    "Exceptions",
    "Actions whose rating needs an explanation, or has just ceased to, with what is done about it",
    build,
    blocks,
    Options,
)
