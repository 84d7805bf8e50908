"""Risks as the plain data of a part, and as the cells printed of them."""

from collections.abc import Sequence
from datetime import date

from ambitions.models import Ambition, KeyAction
from objectives.models import StrategicObjective
from reports.blocks import Cell, Legend, Movement, Prose, Score, Words
from reports.parts.base import Data, Source
from reports.reading import Plan
from reports.values import risk_value
from risks.appetite import limits_of, over_words
from risks.held import Holding
from risks.models import Gap, Risk, RiskScore
from risks.position import RiskPosition, position_at
from strategy_tracker.ui.dates import long_date

KIND_LABELS = dict(Risk.Kind.choices)


def risk_data(source: Source, risk: Risk, *, with_holding: bool = False) -> Data:
    """What a paper may print of a risk, with every label resolved.

    key (its identity), level ("risk"), kind, reference, title, cause, event, effect, leads,
    inherent, current and target (each None, or score, number, band, tone), movement (direction,
    words, way), category, appetite and tolerance (its own, else its category's), outside (by how
    much, or None), committee, target_date, linked (names); with `with_holding` also controls,
    assurances and gaps: each (text, what is said of it).
    """
    plan = source.plan
    now = position_at(risk, plan.period)
    value = risk_value(plan, risk)
    limits = limits_of(risk)
    data: Data = {
        "key": str(risk.uuid),
        "level": "risk",
        "kind": str(risk.kind),
        "reference": risk.reference,
        "title": risk.title,
        "cause": risk.cause,
        "event": risk.event,
        "effect": risk.effect,
        "leads": value["leads"],
        "inherent": score_data(plan, now.inherent),
        "current": score_data(plan, now.current),
        "target": score_data(plan, now.target),
        "movement": _movement(now),
        "category": limits.category,
        "appetite": limits.appetite,
        "tolerance": limits.tolerance,
        "outside": limits.over(now),
        "committee": risk.committee,
        "target_date": risk.target_date.isoformat() if risk.target_date else None,
        "linked": value["linked"],
    }
    if with_holding:
        data |= _holding(source.holdings.get(risk.pk, Holding()))
    return data


def score_data(plan: Plan, score: RiskScore | None) -> Data | None:
    """The score as the trust gave it, its number, and its band by the trust's own matrix."""
    if score is None:
        return None
    band = plan.bands.of(score.score)
    return {
        "score": score.as_printed,
        "number": score.score,
        "band": band.label.lower() if band else "",
        "tone": band.tone if band else "",
    }


def _movement(now: RiskPosition) -> Data:
    words = now.words
    if words.startswith("was ") and now.way:
        words = f"{now.way}, {words}"
    return {"direction": now.direction, "words": words, "way": now.way}


def _holding(held: Holding) -> Data:
    return {
        "controls": [
            [control.text, control.get_strength_display() if control.strength else ""]
            for control in held.controls
        ],
        "assurances": [
            [row.text, f"line {row.line}" if row.line else ""] for row in held.assurances
        ],
        "gaps": [[gap.text, _about(gap)] for gap in held.gaps],
    }


def _about(gap: Gap) -> str:
    about = gap.get_kind_display().removeprefix("Gap in ")
    return f"{about}, by {long_date(gap.due_on)}" if gap.due_on else about


# Which, and in what order


def risks_of_kinds(plan: Plan, kinds: Sequence[str]) -> list[Risk]:
    """The risks of these kinds, of every kind where none is named, in the trust's order."""
    return [risk for risk in plan.risks if not kinds or risk.kind in kinds]


def by_score(rows: list[Data]) -> list[Data]:
    """Current score falling; those of the same score in the trust's order."""
    return sorted(rows, key=lambda row: -(row["current"] or {"number": -1})["number"])


def objectives_of(plan: Plan, risk: Risk) -> list[StrategicObjective]:
    """The objectives a risk bears on, by a link to one of them or to what stands under it."""
    found: dict[int, StrategicObjective] = {}
    for key in plan.links.get(risk.pk, []):
        item = plan.item(key)
        if isinstance(item, (Ambition, KeyAction)):
            item = plan.objective_of(item)
        if isinstance(item, StrategicObjective):
            found[item.pk] = item
    return [objective for objective in plan.objectives if objective.pk in found]


def none_recorded(plan: Plan, kinds: Sequence[str], word: str) -> str:
    """That there are none of these kinds, and how many there are of others."""
    wanted = [KIND_LABELS[kind].lower().replace("(baf)", "(BAF)") for kind in kinds]
    told = f"No {' or '.join([*wanted])} {word}" if wanted else f"No {word}"
    others = len(plan.risks)
    said = f"{told} are recorded."
    if not others:
        return said
    by_kind: dict[str, int] = {}
    for risk in plan.risks:
        by_kind[risk.kind] = by_kind.get(risk.kind, 0) + 1
    counts = ", ".join(
        f"{number} {KIND_LABELS[kind].lower().replace('(baf)', '(BAF)')}"
        for kind, number in by_kind.items()
    )
    return f"{said} Of other kinds there are: {counts}."


# Cells


def score_cell(score: Data | None) -> Cell:
    return [Score(str(score["score"]), score["band"], score["tone"])] if score else []


def movement_cell(row: Data) -> Cell:
    moved = row["movement"]
    return [Movement(moved["direction"], moved["words"])] if moved["direction"] else []


def appetite_cell(row: Data) -> Cell:
    """ "Cautious, 12", and by how much the risk is outside that tolerance."""
    parts = [row["appetite"]] if row["appetite"] else []
    parts += [str(row["tolerance"])] if row["tolerance"] is not None else []
    made: list[Words | Prose] = [Words(", ".join(parts))] if parts else []
    return [*made, *_outside(row)]


def tolerance_cell(row: Data) -> Cell:
    """The tolerance alone, and by how much the risk is outside it."""
    if row["tolerance"] is None:
        return []
    return [Words(str(row["tolerance"])), *_outside(row)]


def _outside(row: Data) -> list[Words | Prose]:
    told = over_words(row["outside"])
    if not told:
        return []
    return [Prose(f"**{told}**" if row["outside"] > 0 else told, style="quiet")]


def holding_cell(rows: Sequence[Sequence[str]]) -> Cell:
    """Each line of what holds the risk as it was written; what is said of it after it, quiet."""
    made: list[Words | Prose] = []
    for text, about in rows:
        made.append(Prose(text))
        if about:
            made.append(Prose(f"{about[:1].upper()}{about[1:]}", style="quiet about-line"))
    return made


def day_cell(iso: str | None) -> Cell:
    return [Words(long_date(date.fromisoformat(iso)))] if iso else []


def bands_legend(source: Source) -> list[list[str]]:
    """label, tone and scores of each band, worst first."""
    matrix = source.matrix
    return [[band.label, band.tone, matrix.printed_range(band)] for band in matrix.bands]


def bands_block(bands: Sequence[Sequence[str]]) -> Legend:
    return Legend([(label, tone, scores) for label, tone, scores in bands], "Risk scores")
