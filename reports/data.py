"""The data as data: a strategy and one period's answers as one JSON document.

Its shape is a promise to those who read it with other tools: docs/data-format.md
describes it, and VERSION changes when it does.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from ambitions.measures.grades import grade_of, grades_of
from ambitions.measures.reader import read_measures
from ambitions.models import Ambition, Item, KeyAction, Measure, Reading
from ambitions.plan.fields import ACTION_FIELDS, AMBITION_FIELDS
from ambitions.plan.reader import key_of
from objectives.calendar import year_name
from objectives.fields import OBJECTIVE_FIELDS, plain_values
from objectives.models import Dimension, Level, Passage, Period, StrategicObjective, Strategy
from objectives.passages import documents, passages_of
from reports.cells import EMPTY_WORDS
from reports.models import Paper
from reports.reading import Plan, read_plan
from reports.values import label_of, narratives_of, ratings_of
from risks.appetite import limits_of
from risks.models import Risk, RiskScore
from risks.position import position_at
from strategy_tracker.ui.dates import parse_date

SCHEMA = "strategy-tracker/data/1"
Record = dict[str, Any]


def export(strategy: Strategy, period: Period) -> Record:
    """The document on `strategy` as at `period`. Reads a fixed number of queries.

    Of a closed period the plan, its answers, measures and risks are as they were when it closed.
    """
    plan = read_plan(strategy, period)
    known = {objective.pk for objective in plan.objectives}
    passages = _in_order(passages_of(strategy, period, plan.moment))
    loose = [ambition for ambition in plan.ambitions if ambition.objective_id not in known]
    return {
        "schema": SCHEMA,
        "trust": plan.strategy.trust.name,
        "strategy": plan.strategy.title,
        "period": plan.period.label,
        "objectives": [_objective(plan, objective) for objective in plan.objectives],
        "ambitions": [_ambition(plan, ambition) for ambition in loose],
        "actions": [_action(plan, action) for action in plan.actions],
        "measures": _measures(plan),
        "risks": [_risk(plan, risk) for risk in plan.risks],
        "passages": [_passage(passage) for passage in passages],
        "cover": _cover(period, passages),
    }


def _leads(plan: Plan, item: Item) -> list[Record]:
    """Those who lead it, each once, with every way in which they do."""
    kinds = plan.lead_kinds.get(key_of(item), {})
    return [{**lead, "kinds": kinds[lead["name"]]} for lead in plan.leads.get(key_of(item), [])]


def _answers(plan: Plan, item: Item) -> Record:
    """The ratings and narratives of one item, by the names the trust prints."""
    names = _names(plan.dimensions[item.level])
    ratings = ratings_of(plan, item)
    kept = ("label", "letter", "tone", "direction")
    ending = _ending_work(plan, item)
    return {
        "ratings": {
            names[code]: {key: value[key] for key in kept} | {"ends_work": code in ending}
            for code, value in ratings.items()
            if value
        },
        "narratives": _narratives(plan, item),
    }


def _ending_work(plan: Plan, item: Item) -> set[str]:
    """The codes of the item's dimensions whose rating says that the work is over."""
    answer = plan.answer(item)
    given = answer.ratings if answer else {}
    return {
        dimension.code
        for dimension in plan.dimensions[item.level]
        if (row := given.get(dimension.pk)) and row.rating and row.rating.ends_work
    }


def _names(dimensions: Sequence[Dimension]) -> dict[str, str]:
    """Each dimension's name by its code; with the code where two have the same name."""
    labels = [label_of(dimension) for dimension in dimensions]
    return {
        dimension.code: label if labels.count(label) == 1 else f"{label} ({dimension.code})"
        for dimension, label in zip(dimensions, labels, strict=True)
    }


def _narratives(plan: Plan, item: Item) -> dict[str, str]:
    """The words by heading, as given. Where the author only ticked a kind of empty, its name."""
    found: dict[str, str] = {}
    for said in narratives_of(plan, item):
        words = said["text"] if said["text"].strip() else EMPTY_WORDS[said["empty"]]
        name = said["heading"]
        found[name] = f"{found[name]}\n\n{words}" if name in found else words
    return found


def _own(plan: Plan, kind: str, record: Any) -> Record:
    """What stands under the trust's own columns, by heading; a date as ISO, else as given."""
    fields = plan.custom_fields[kind]
    return {
        "own_columns": {field.heading: value for field in fields if (value := field.value(record))}
    }


def _objective(plan: Plan, objective: StrategicObjective) -> Record:
    own = [ambition for ambition in plan.ambitions if ambition.objective_id == objective.pk]
    return {
        **plain_values(OBJECTIVE_FIELDS, objective),
        **_own(plan, Level.OBJECTIVE, objective),
        "leads": _leads(plan, objective),
        **_answers(plan, objective),
        "ambitions": [_ambition(plan, ambition) for ambition in own],
    }


def _ambition(plan: Plan, ambition: Ambition) -> Record:
    conditions = plan.conditions.get(ambition.pk, [])
    return {
        **plain_values(AMBITION_FIELDS, ambition),
        **_own(plan, Level.AMBITION, ambition),
        "leads": _leads(plan, ambition),
        **_answers(plan, ambition),
        "conditions": [condition.text for condition in conditions],
        "condition_letters": [condition.letter for condition in conditions],
    }


def _action(plan: Plan, action: KeyAction) -> Record:
    objective = plan.objective_of(action)
    ambition = plan.item((Level.AMBITION, action.ambition_id or 0))
    return {
        "objective": objective.title if objective else None,
        "ambition": ambition.title if ambition else None,
        **plain_values(ACTION_FIELDS, action),
        **_own(plan, Level.ACTION, action),
        "leads": _leads(plan, action),
        **_answers(plan, action),
    }


def _measures(plan: Plan) -> list[Record]:
    return [_measure(plan, measure) for measure in read_measures(plan.strategy, plan.moment)]


def _measure(plan: Plan, measure: Measure) -> Record:
    return {
        "objective": _parent_of(plan, measure),
        "number": measure.number,
        "name": measure.name,
        "baseline": measure.baseline,
        "baseline_date": measure.baseline_date,
        "target": measure.target,
        "target_date": measure.target_date,
        "comment": measure.comment,
        **_own(plan, "measure", measure),
        "grades": [
            {"label": grade.label, "letter": grade.letter, "tone": grade.tone}
            for grade in grades_of(measure)
        ],
        "readings": [
            {
                "year": year_name(reading.financial_year),
                "quarter": reading.part,
                "kind": reading.kind,
                "series": reading.series,
                "value": _reading_value(reading),
                "grade": grade.label if (grade := grade_of(measure, reading)) else "",
            }
            for reading in measure.readings.all()
        ],
    }


def _parent_of(plan: Plan, measure: Measure) -> str | None:
    """The title of its objective; of its ambition where that stands under no objective."""
    if measure.ambition_id:
        ambition = next(
            (ambition for ambition in plan.ambitions if ambition.pk == measure.ambition_id), None
        )
        if ambition is None:
            return None
        objective = plan.objective_of(ambition)
        return objective.title if objective else ambition.title
    own = next(
        (objective for objective in plan.objectives if objective.pk == measure.objective_id), None
    )
    return own.title if own else None


def _reading_value(reading: Reading) -> str:
    """What papers print for it; a withheld reading is not told."""
    if reading.is_withheld:
        return "Withheld"
    return reading.raw or {"none": "-", "na": "N/A", "tbc": "TBC"}.get(reading.empty, "")


def _risk(plan: Plan, risk: Risk) -> Record:
    now = position_at(risk, plan.period)
    limits = limits_of(risk)
    linked = [plan.item(key) for key in plan.links.get(risk.pk, [])]
    return {
        "reference": risk.reference,
        "title": risk.title,
        "kind": risk.kind,
        "inherent_score": _score(now.inherent),
        "current_score": _score(now.current),
        "target_score": _score(now.target),
        "inherent_words": _words(plan, now.inherent),
        "current_words": _words(plan, now.current),
        "target_words": _words(plan, now.target),
        "direction": now.direction,
        "category": limits.category,
        "appetite": limits.appetite,
        "tolerance": limits.tolerance,
        **_own(plan, "risk", risk),
        "leads": plan.risk_leads.get(risk.pk, []),
        "linked": [item.title for item in linked if item],
    }


def _score(score: RiskScore | None) -> int | None:
    return score.score if score else None


def _words(plan: Plan, score: RiskScore | None) -> str:
    """What the trust calls the score: its own words, or else the band."""
    band = plan.bands.of(score.score) if score else None
    return (score.printed if score else "") or (band.label if band else "")


def _in_order(passages: Iterable[Passage]) -> list[Passage]:
    return [passage for document in documents(passages) for passage in document.passages]


def _passage(passage: Passage) -> Record:
    return {
        "document": passage.document,
        "kind": passage.kind,
        "objective": passage.objective.title if passage.objective else None,
        "period": passage.period.label if passage.period else None,
        "code": passage.code,
        "label": passage.label,
        "text": passage.text,
    }


def _cover(period: Period, passages: Sequence[Passage]) -> Record:
    """The heading of the period's paper: the published one if any, else the draft.

    Where there is no paper, what the trust's own cover sheets say; {} where there is none.
    """
    papers = Paper.objects.filter(period=period).order_by("status", "layout", "-version")
    paper = next(iter(sorted(papers, key=lambda paper: not paper.is_final)), None)
    if paper is None:
        return _own_cover([passage for passage in passages if passage.kind == Passage.Kind.COVER])
    return {
        "title": paper.title,
        "meeting": paper.meeting,
        "meeting_date": paper.meeting_date.isoformat() if paper.meeting_date else None,
        "agenda_item": paper.agenda_item,
    }


def _own_cover(passages: Sequence[Passage]) -> Record:
    """The text of each passage by its code, or else its label; those of the period win."""
    named: dict[str, list[Passage]] = {}
    for passage in passages:
        name = passage.code.replace("-", "_") or passage.label or passage.document
        named.setdefault(name, []).append(passage)
    cover = {}
    for name, several in named.items():
        own = [passage.text for passage in several if passage.period_id] or [
            passage.text for passage in several
        ]
        cover[name] = "\n\n".join(own)
    if "meeting_date" in cover:
        day = _day(cover["meeting_date"])
        cover["meeting_date"] = day.isoformat() if day else cover["meeting_date"]
    return cover


def _day(text: str) -> date | None:
    """The day that a cover sheet prints, such as "27-09-2023" or "8th February 2024"."""
    try:
        return parse_date(text)
    except ValueError:
        return None
