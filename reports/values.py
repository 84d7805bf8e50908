"""Rows of the database as the plain values of a paper's content. No queries are made here."""

import re
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from ambitions.models import Item, UpdateNarrative, UpdateRating
from ambitions.plan.reader import key_of
from ambitions.updates.status import movement
from objectives.models import Dimension, Heading, Level, Rating
from reports.reading import Plan
from risks.models import Risk, RiskScore
from risks.position import position_at
from strategy_tracker.ui.forms import whole_number

Value = dict[str, Any]


def percent(number: Decimal) -> str:
    """ "65%" for 65.00, "12.5%" for 12.50."""
    return f"{number.normalize():f}%"


def rating_value(given: UpdateRating, before: Rating | Decimal | None) -> Value:
    """What was given on one dimension, with the way it moved since the previous period."""
    _, moved = movement(given.rating or given.number, before)
    shared = {"direction": given.direction, "movement": moved}
    if given.rating is not None:
        rating = given.rating
        plain = {"label": rating.label, "letter": rating.letter, "tone": rating.tone}
        return {**plain, "number": None, **shared}
    # The constraint on the row says that it has the one or the other.
    number = given.number or Decimal(0)
    plain = {"label": percent(number), "letter": percent(number), "tone": ""}
    return {**plain, "number": float(number), **shared}


def ratings_of(plan: Plan, item: Item) -> dict[str, Value | None]:
    """The item's rating on each dimension that it is asked, by the dimension's code.

    None where it was not given; what is neither asked nor given is not there.
    """
    answer = plan.answer(item)
    before = plan.before.get(key_of(item), {})
    found: dict[str, Value | None] = {}
    for dimension in plan.dimensions[item.level]:
        given = answer.ratings.get(dimension.pk) if answer else None
        if given:
            found[dimension.code] = rating_value(given, before.get(dimension.pk))
        elif plan.asks(dimension, item):
            found[dimension.code] = None
    return found


def narratives_of(plan: Plan, item: Item) -> list[Value]:
    """What was answered under each heading of the item's level, in the order they are asked."""
    return [_narrative(heading, words) for heading, words in answered_headings(plan, item)]


def _narrative(heading: Heading, words: UpdateNarrative) -> Value:
    return {"heading": heading.label, "text": words.text, "empty": words.empty}


def answered_headings(plan: Plan, item: Item) -> list[tuple[Heading, UpdateNarrative]]:
    """The headings under which something was answered, each with what was."""
    answer = plan.answer(item)
    if answer is None:
        return []
    found = [
        (heading, answer.narratives[heading.pk])
        for heading in plan.headings[item.level]
        if heading.pk in answer.narratives
    ]
    return [(heading, words) for heading, words in found if words.text.strip() or words.empty]


def printed_headings(plan: Plan, item: Item) -> list[tuple[Heading, UpdateNarrative]]:
    """What a paper prints: an explanation or mitigation only under a rating that needs one.

    Words typed for a rating that has since turned good are kept, in case it turns back.
    """
    answered = answered_headings(plan, item)
    answer = plan.answer(item)
    given = answer.ratings.values() if answer else ()
    if any(row.rating and row.rating.needs_mitigation for row in given):
        return answered
    scales = {dimension.scale_id for dimension in plan.dimensions[item.level]}
    if not any(rating.needs_mitigation and rating.scale_id in scales for rating in plan.ratings):
        return answered
    return [(heading, words) for heading, words in answered if not heading.is_asked_on_rating]


def label_of(dimension: Dimension) -> str:
    """A dimension's name, and when it speaks of where the name does not say."""
    return _with_note(dimension.label, dimension.period_note)


def printed_label_of(dimension: Dimension) -> str:
    """The same with the short name that a table has room for, where it has one."""
    return _with_note(dimension.printed_label, dimension.period_note)


def _with_note(label: str, note: str) -> str:
    return f"{label} ({note})" if note and note not in label else label


def words_of(plan: Plan) -> Value:
    """The trust's own words for the levels, one and several."""
    strategy = plan.strategy
    words: Value = {
        level: [strategy.word(level), strategy.word_plural(level)] for level in Level.values
    }
    words["lead"] = strategy.lead_word
    words["risk"] = [strategy.risk_word, strategy.risk_word_plural]
    return words


# Risks


def risk_value(plan: Plan, risk: Risk) -> Value:
    now = position_at(risk, plan.period)
    linked = [_name(plan, key) for key in plan.links.get(risk.pk, [])]
    return {
        "reference": risk.reference,
        "title": risk.title or risk.event,
        "leads": plan.risk_leads.get(risk.pk, []),
        "current": _score(plan, now.current),
        "target": _score(plan, now.target),
        "movement": {"direction": now.direction, "words": now.words},
        "linked": [name for name in linked if name],
    }


def _score(plan: Plan, score: RiskScore | None) -> Value | None:
    if score is None:
        return None
    band = plan.bands.of(score.score)
    return {
        "score": score.printed or score.score,
        "band": band.label.lower() if band else "",
        "tone": band.tone if band else "",
    }


def _name(plan: Plan, key: tuple[str, int]) -> str:
    """What a risk's row calls a linked item; "" if it is archived.

    "1.1.3" for an action, "Priority 2" above it, and the title of what has no reference.
    """
    level, _ = key
    item = plan.item(key)
    if item is None or not item.reference:
        return item.title if item else ""
    if level == Level.ACTION:
        return item.reference
    return f"{plan.strategy.word(level)} {item.reference}"


def natural(reference: str) -> list[tuple[bool, int, str]]:
    """What to sort references by: "4" before "10", and "BAF 2" before "BAF 10"."""
    parts = re.findall(r"\d+|\D+", reference.casefold())
    return [(not part.isdecimal(), whole_number(part), part) for part in parts]


def risks_linked_to(plan: Plan, items: Sequence[Item]) -> list[Risk]:
    """The risks with a link to any of `items`, in their own order."""
    keys = {key_of(item) for item in items}
    return [risk for risk in plan.risks if keys.intersection(plan.links.get(risk.pk, []))]
