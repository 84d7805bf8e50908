"""From a layout and the plan to a paper's content: one JSON value that every format is made from.

    schema      "strategy-tracker/paper/2"
    layout      key, name: the layout it was composed with
    trust       name, colour (six digits, or with "#"), logo (data: an address that holds the
                picture, description; or None), paper_size (A4 or A3), font (its name)
    title
    strategy    title
    period      label, starts_on, ends_on (ISO), status
    meeting     name, date (ISO or None), agenda_item
    status      draft (bool), version, as_at (ISO), hash (first 8 digits, "" for a draft)
    words       objective, ambition, action, risk: [one, several]; lead
    dimensions  by level, then by code: what each rating is called
    parts       key, kind, heading, orientation, starts_page, audience, data, sha256 of the data
    revision    version, words: what changed since that version (None for the first)
    items       by identity (a UUID): what the parts name, see `items_of`

Every label in the data of a part is resolved: nothing points back to a row of the database.
What the data of a part holds is said by its kind, in reports/parts.
"""

import hashlib
import json
from collections.abc import Container, Iterable, Iterator
from dataclasses import replace
from datetime import date
from typing import Any

from django.utils import timezone

from objectives.models import Passage, Period
from reports.layouts.ready import LayoutRecipe
from reports.models import Paper, PaperLook
from reports.models.look import look_of
from reports.parts import KINDS, Content, Part, Source
from reports.reading import Named, Plan, read_plan
from reports.values import label_of, words_of
from strategy_tracker.accounts.base import Lead

SCHEMA = "strategy-tracker/paper/2"


def canonical(value: Any) -> bytes:
    """The one way of writing data as bytes: sorted keys, no white space, UTF-8."""
    text = json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return text.encode()


def fingerprint(value: Any) -> str:
    """The SHA-256 of a content, or of the data of a part, in hexadecimal."""
    return hashlib.sha256(canonical(value)).hexdigest()


def compose(
    period: Period,
    layout: LayoutRecipe,
    paper: Paper | None = None,
    as_at: date | None = None,
    plan: Plan | None = None,
) -> Content:
    """The content of a paper on `period` in `layout`: a draft.

    It says what is so now, or, of a closed period, what was so when that closed. A part that
    has nothing to say is left out.
    """
    look = look_of(period.strategy.trust_id)
    plan = _with_printed_leads(plan or read_plan(period.strategy, period), look.leads_as)
    source = Source(plan)
    parts = list(_parts(source, layout.parts, paper))
    parts += _corrections(source, parts)
    return {
        "schema": SCHEMA,
        "layout": {"key": layout.key, "name": layout.name},
        **_frame(source, look, paper, as_at or timezone.localdate()),
        "words": words_of(plan),
        "dimensions": {
            level: {one.code: label_of(one) for one in asked}
            for level, asked in plan.dimensions.items()
        },
        "parts": parts,
        "items": items_of(parts),
    }


def _parts(source: Source, parts: Iterable[Part], paper: Paper | None) -> Iterable[dict[str, Any]]:
    starts_page = False
    for part in parts:
        kind = KINDS[part.kind]
        starts_page = starts_page or kind.starts_next_page
        data = kind.build(source, part)
        if data is None:
            continue
        yield {
            "key": part.key,
            "kind": part.kind,
            "heading": part.heading,
            "orientation": part.orientation,
            "starts_page": part.starts_page or starts_page,
            "audience": part.audience,
            "data": data,
            "sha256": fingerprint(data),
        }
        starts_page = False


def _corrections(source: Source, parts: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """What was corrected since the period closed, of the items that `parts` name.

    It comes last where the layout has no place for it: a board is told of it in any case.
    """
    kind = "corrections"
    if any(part["kind"] == kind for part in parts):
        return []
    made = list(_parts(source, [Part(kind, kind, heading=KINDS[kind].name)], None))
    return [part for one in made if (part := with_items(one, items_of(parts)))]


def with_items(part: dict[str, Any], named: Container[str]) -> dict[str, Any] | None:
    """A part of corrections with those of the items `named` alone; None where that leaves none."""
    kept = [row for row in part["data"]["corrections"] if row["key"] in named]
    data = {**part["data"], "corrections": kept}
    return {**part, "data": data, "sha256": fingerprint(data)} if kept else None


def items_of(parts: Iterable[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    """What `parts` name, by identity: level, reference, title; and what they print of each.

    That is ratings (by code: label and tone, None for none), and of a risk its score. Another
    version of the paper is compared by it, and a paper with fewer parts says no more than those.
    """
    found: dict[str, dict[str, Any]] = {}
    for record in _records(list(parts)):
        item = found.setdefault(record["key"], {})
        item["level"] = record["level"]
        item["reference"] = record.get("reference", record.get("number", ""))
        item["title"] = record.get("title", record.get("name", ""))
        if "ratings" in record:
            item["ratings"] = {
                code: given and {"label": given["label"], "tone": given["tone"]}
                for code, given in record["ratings"].items()
            }
        if record["level"] == "risk" and "current" in record:
            score = record["current"]
            item["score"] = score and {"label": str(score["score"]), "tone": score["tone"]}
    return found


def _records(value: Any) -> Iterator[dict[str, Any]]:
    """Every record of an item in the data of parts: whatever has an identity and a level."""
    if isinstance(value, dict):
        if isinstance(value.get("key"), str) and isinstance(value.get("level"), str):
            yield value
        for inner in value.values():
            yield from _records(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _records(inner)


def _with_printed_leads(plan: Plan, leads_as: str) -> Plan:
    """The plan with its leads and owners as the trust's papers print them (PaperLook.Leads)."""
    if leads_as == PaperLook.Leads.BOTH:
        return plan

    def printed(named: Named) -> Named:
        is_title = named["role"] and named["role"] not in Lead.Kind.labels
        is_titled = leads_as == PaperLook.Leads.TITLE and is_title
        return {"name": named["role"] if is_titled else named["name"], "role": ""}

    shown = {
        key: {named["name"]: printed(named)["name"] for named in leads}
        for key, leads in plan.leads.items()
    }
    return replace(
        plan,
        leads={key: [printed(named) for named in leads] for key, leads in plan.leads.items()},
        risk_leads={
            key: [printed(named) for named in leads] for key, leads in plan.risk_leads.items()
        },
        lead_kinds={
            key: {shown[key].get(name, name): ways for name, ways in kinds.items()}
            for key, kinds in plan.lead_kinds.items()
        },
    )


def _frame(source: Source, look: PaperLook, paper: Paper | None, as_at: date) -> Content:
    plan = source.plan
    period, trust = plan.period, plan.strategy.trust
    held = paper.meeting_date if paper else None
    return {
        "trust": {"name": trust.name, "colour": trust.colour, **look.as_data},
        "title": title_of(paper, period, source.passages),
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
        "revision": {"version": paper.version - 1, "words": paper.what_changed}
        if paper and paper.what_changed
        else None,
        "status": {
            "draft": True,
            "version": paper.version if paper else 1,
            "as_at": as_at.isoformat(),
            "hash": "",
        },
    }


def title_of(paper: Paper | None, period: Period, passages: Iterable[Passage] | None = None) -> str:
    """What a paper on `period` is called: as governance wrote, else as the cover in the trust's
    own tracker has it for that period, else by the strategy and the period.

    `passages` are those of the tracker, where they have been read.
    """
    if paper and paper.title:
        return paper.title
    if passages is None:
        passages = Passage.objects.filter(strategy=period.strategy_id, period=period)
    for passage in passages:
        is_title = passage.kind == Passage.Kind.COVER and passage.code == "title"
        if is_title and passage.period_id == period.pk and passage.text.strip():
            return " ".join(passage.text.split())
    return f"{period.strategy.title}: progress at {period.label}"
