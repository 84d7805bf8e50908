"""From the database to a paper's content: one JSON value that every format is made from.

The content, with every label resolved and nothing that points back to a row:

    schema      "strategy-tracker/paper/1"
    layout      a key of reports.layouts.LAYOUTS
    trust       name, colour (six digits, or with "#")
    title
    strategy    title
    period      label, starts_on, ends_on (ISO), status
    meeting     name, date (ISO or None), agenda_item
    status      draft (bool), version, as_at (ISO), hash (first 8 digits, "" for a draft)
    words       objective, ambition, action, risk: [one, several]; lead
    legend      ratings in use, worst first: label, letter, tone, meaning
    summary     text; counts: label, tone, count
    columns     key, label, kind (text, leads, rating, narratives or date)
    objectives  reference, title, introduction, description, aims, leads
    groups      see `_progress_groups` and `_quarterly_groups`
    risks       reference, title, leads, current, target, movement, linked

A rating is label, letter, tone, number, direction, movement, or None where not answered
("handed_in" of its row or update says whether anything was: papers frozen before it have none);
a narrative is heading, text (as given), empty ("", "none", "na" or "tbc"); a lead is
name, role; a score is score, band, tone.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from django.utils import timezone

from ambitions.models import Ambition, Item, KeyAction
from ambitions.plan.reader import key_of
from objectives.dimensions import main_dimension
from objectives.models import Level, Period, StrategicObjective
from reports import cells
from reports.models import Paper
from reports.reading import Plan, read_plan
from reports.values import (
    Value,
    action_row,
    columns_of,
    natural,
    risk_value,
    risks_linked_to,
    update_of,
    words_of,
)
from risks.models import Risk

SCHEMA = "strategy-tracker/paper/1"


def build(
    period: Period,
    layout: str,
    paper: Paper | None = None,
    as_at: date | None = None,
    plan: Plan | None = None,
) -> dict[str, Any]:
    """The content of a paper on `period`: a draft.

    It says what is so now, or, of a closed period, what was so when that closed. `plan` is
    what was read of the period already, if it was.

    `paper` gives its title, meeting and version where there is one. `as_at` is the day it
    is made, today unless told. Reads a fixed number of queries. `period.strategy.trust`
    should be loaded.
    """
    plan = plan or read_plan(period.strategy, period)
    groups = _GROUPS[layout](plan)
    rows = list(_rows(groups))
    risks = _strategic(plan.risks)
    if layout == Paper.Layout.QUARTERLY_PROGRESS:
        risks = _left_over(plan, risks)
    return {
        "schema": SCHEMA,
        "layout": layout,
        **_heading(plan, paper, as_at or timezone.localdate()),
        "words": words_of(plan),
        "legend": _legend(plan, groups, rows),
        "summary": _summary(plan, rows),
        "columns": columns_of(plan, rows),
        "objectives": [_objective(plan, objective) for objective in plan.objectives],
        "groups": groups,
        "risks": [risk_value(plan, risk) for risk in risks],
    }


def _heading(plan: Plan, paper: Paper | None, as_at: date) -> Value:
    period, trust = plan.period, plan.strategy.trust
    held = paper.meeting_date if paper else None
    return {
        "trust": {"name": trust.name, "colour": trust.colour},
        "title": title_of(paper, period),
        "strategy": {"title": plan.strategy.title},
        "period": {
            "label": period.label,
            "starts_on": period.starts_on.isoformat(),
            "ends_on": period.ends_on.isoformat(),
            "status": period.status,
        },
        "meeting": {
            "name": paper.meeting if paper else "",
            "date": held.isoformat() if held else None,
            "agenda_item": paper.agenda_item if paper else "",
        },
        "status": {
            "draft": True,
            "version": paper.version if paper else 1,
            "as_at": as_at.isoformat(),
            "hash": "",
        },
    }


def title_of(paper: Paper | None, period: Period) -> str:
    """What a paper on `period` is called, though nobody has called it anything yet."""
    return (paper.title if paper else "") or default_title(period)


def default_title(period: Period) -> str:
    """What a paper is called until somebody calls it otherwise."""
    return f"{period.strategy.title}: progress at {period.label}"


def _objective(plan: Plan, objective: StrategicObjective) -> Value:
    return {
        "reference": objective.reference,
        "title": objective.title,
        "introduction": objective.introduction,
        "description": objective.description,
        "aims": list(objective.aims),
        "leads": plan.leads.get(key_of(objective), []),
    }


# What is under what


def _actions_of(plan: Plan, item: StrategicObjective | Ambition) -> list[KeyAction]:
    """The actions that hang straight from `item`."""
    return [action for action in plan.actions if getattr(action, f"{item.level}_id") == item.pk]


def _ambitions_of(plan: Plan, objective: StrategicObjective | None) -> list[Ambition]:
    """The ambitions under `objective`; for None those under none that the paper has."""
    own = objective.pk if objective else None
    known = {other.pk for other in plan.objectives}
    return [
        ambition
        for ambition in plan.ambitions
        if (ambition.objective_id if ambition.objective_id in known else None) == own
    ]


def _strategic(risks: Sequence[Risk]) -> list[Risk]:
    return [risk for risk in risks if risk.kind == Risk.Kind.STRATEGIC]


# The progress table: one group per ambition, and per objective with actions of its own


def _progress_groups(plan: Plan) -> list[Value]:
    """reference, title, objective, introduction, statement, aims, risk_references, leads, update
    and rows, which have what `reports.values.action_row` says.
    """
    groups = []
    for objective in plan.objectives:
        ambitions = _ambitions_of(plan, objective)
        own = _actions_of(plan, objective)
        if own or not plan.ambitions:
            groups.append(_progress_group(plan, objective, own, None))
        groups += [_ambition_group(plan, ambition, objective) for ambition in ambitions]
    groups += [_ambition_group(plan, ambition, None) for ambition in _ambitions_of(plan, None)]
    return groups


def _ambition_group(plan: Plan, ambition: Ambition, objective: StrategicObjective | None) -> Value:
    return _progress_group(plan, ambition, _actions_of(plan, ambition), objective)


def _progress_group(
    plan: Plan,
    item: StrategicObjective | Ambition,
    actions: Sequence[KeyAction],
    objective: StrategicObjective | None,
) -> Value:
    risks = _strategic(risks_linked_to(plan, [item, *actions]))
    over = {"reference": objective.reference, "title": objective.title} if objective else None
    return {
        "reference": item.reference,
        "title": item.title,
        "objective": over,
        "introduction": getattr(item, "introduction", ""),
        "statement": item.description,
        "aims": list(getattr(item, "aims", [])),
        "risk_references": sorted((risk.reference or risk.title for risk in risks), key=natural),
        "leads": plan.leads.get(key_of(item), []),
        "update": update_of(plan, item),
        "rows": [action_row(plan, action) for action in actions],
    }


# Quarterly progress: one group per objective, its actions by area


def _quarterly_groups(plan: Plan) -> list[Value]:
    """reference, title, introduction, description, aims, leads, update, risks, areas.

    Ambitions that stand under no objective are groups of their own, after the objectives.
    """
    groups = [
        _quarterly_group(plan, objective, _ambitions_of(plan, objective))
        for objective in plan.objectives
    ]
    loose = _ambitions_of(plan, None)
    return groups + [_quarterly_group(plan, objective, []) for objective in loose]


def _quarterly_group(
    plan: Plan, item: StrategicObjective | Ambition, ambitions: Sequence[Ambition]
) -> Value:
    own = _actions_of(plan, item)
    under = {ambition.pk: _actions_of(plan, ambition) for ambition in ambitions}
    everything = [item, *ambitions, *own, *(row for some in under.values() for row in some)]
    return {
        "reference": item.reference,
        "title": item.title,
        "introduction": getattr(item, "introduction", ""),
        "description": item.description,
        "aims": list(getattr(item, "aims", [])),
        "leads": plan.leads.get(key_of(item), []),
        "update": update_of(plan, item),
        "risks": [risk_value(plan, risk) for risk in _strategic(risks_linked_to(plan, everything))],
        "areas": [
            *_areas(plan, own),
            *(
                area
                for ambition in ambitions
                for area in _ambition_areas(plan, ambition, under[ambition.pk])
            ),
        ],
    }


def _ambition_areas(plan: Plan, ambition: Ambition, actions: Sequence[KeyAction]) -> list[Value]:
    """An ambition with what it says itself, then its actions by area."""
    areas = _areas(plan, actions)
    if not areas or areas[0]["title"]:
        areas.insert(0, {"reference": "", "title": "", "rows": []})
    for area in areas[1:]:
        area["title"] = f"{ambition}: {area['title']}"
    areas[0] |= {
        "reference": ambition.reference,
        "title": ambition.title,
        "statement": ambition.description,
        "leads": plan.leads.get(key_of(ambition), []),
        "update": update_of(plan, ambition),
    }
    return areas


def _areas(plan: Plan, actions: Sequence[KeyAction]) -> list[Value]:
    """The actions by area, those of no area first, areas in the order they come."""
    areas: dict[str, list[Value]] = {}
    for action in sorted(actions, key=lambda row: bool(row.area)):
        areas.setdefault(action.area, []).append(action_row(plan, action))
    return [{"reference": "", "title": name, "rows": rows} for name, rows in areas.items()]


def _left_over(plan: Plan, risks: Sequence[Risk]) -> list[Risk]:
    """The risks that no group has printed: those linked to nothing in the plan."""
    items: list[Item] = [*plan.objectives, *plan.ambitions, *plan.actions]
    printed = {risk.pk for risk in risks_linked_to(plan, items)}
    return [risk for risk in risks if risk.pk not in printed]


_GROUPS = {
    Paper.Layout.PROGRESS_TABLE.value: _progress_groups,
    Paper.Layout.QUARTERLY_PROGRESS.value: _quarterly_groups,
}


# What is said of all rows together


def _rows(groups: Sequence[Value]) -> Iterator[Value]:
    for group in groups:
        yield from group.get("rows", [])
        for area in group.get("areas", []):
            yield from area["rows"]


def _legend(plan: Plan, groups: Sequence[Value], rows: Sequence[Value]) -> list[Value]:
    """The ratings that the paper shows, worst first; one word on one tone is told once."""
    used = {_told(value) for row in rows for value in row["ratings"].values() if value}
    areas = [area for group in groups for area in group.get("areas", [])]
    for part in (*groups, *areas):
        update = part.get("update") or {"ratings": []}
        used |= {_told(entry["value"]) for entry in update["ratings"] if entry["value"]}
    found: dict[tuple[str, str], Value] = {}
    for rating in plan.ratings:
        key = (rating.label, rating.tone)
        if key in used and key not in found:
            names = ("label", "letter", "tone", "meaning")
            found[key] = {name: getattr(rating, name) for name in names}
    return list(found.values())


def _told(value: Value) -> tuple[str, str]:
    return value["label"], value["tone"]


def _summary(plan: Plan, rows: Sequence[Value]) -> Value:
    """How many actions stand where on the dimension that speaks for them, worst first."""
    main = main_dimension(plan.dimensions[Level.ACTION])
    words = plan.strategy.action_word if len(rows) == 1 else plan.strategy.action_word_plural
    start = f"{len(rows)} {cells.inside(words)}"
    if main is None or not rows:
        return {"text": f"{start}." if rows else "", "counts": []}
    values = [row["ratings"][main.code] for row in rows]
    if main.scale_id is None:
        return {"text": f"{start}.", "counts": []}
    told = Counter(_told(value) for value in values if value)
    counts: list[Value] = [
        {"label": rating.label, "tone": rating.tone, "count": told[rating.label, rating.tone]}
        for rating in plan.ratings
        if rating.scale_id == main.scale_id and told[rating.label, rating.tone]
    ]
    parts = [f"{count['count']} {cells.inside(count['label'])}" for count in counts]
    silent = Counter(cells.silence(row) for row in rows if row["ratings"][main.code] is None)
    for words in (cells.NOT_ANSWERED, cells.NO_RETURN):
        if silent[words]:
            parts.append(f"{silent[words]} {cells.inside(words)}")
    return {"text": f"{start}: {', '.join(parts)}.{_moved(plan, values)}", "counts": counts}


def _moved(plan: Plan, values: Sequence[Value | None]) -> str:
    """ " Since Quarter 1 3 are better and 1 is worse." or "" where nothing moved."""
    moves = Counter(value["movement"] for value in values if value)
    better, worse = moves["better"] + moves["done"], moves["worse"]
    if plan.previous is None or not better + worse:
        return ""
    parts = [
        f"{count} {'is' if count == 1 else 'are'} {word}"
        for count, word in ((better, "better"), (worse, "worse"))
        if count
    ]
    return f" Since {plan.previous.label}, {' and '.join(parts)}."
