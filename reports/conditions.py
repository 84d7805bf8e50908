"""Conditions on items, as plain data: a closed vocabulary, never an expression.

{}                                           always
{"all": [...]}, {"any": [...]}, {"not": {}}  of other conditions
{"kind": ["must_do", "should_do"]}           an action of one of these kinds
{"tone": {"delivery": ["red"]}}              rated so on the dimension of that code
{"needs_mitigation": true}                   any rating that asks for a mitigation
{"left": "red"}                              rated better than that tone, but not last time
{"has": "narratives"}                        says something: narratives, ratings, leads
"""

from collections.abc import Callable, Mapping
from typing import Any

from ambitions.models import Item, KeyAction
from ambitions.plan.reader import key_of
from objectives.models import Rating
from reports.reading import Plan

Condition = Mapping[str, Any]


def holds(condition: Condition, plan: Plan, item: Item) -> bool:
    """Whether every word of `condition` is true of `item`. Raises ValueError for unknown ones."""
    return all(_test(word)(value, plan, item) for word, value in condition.items())


def _test(word: str) -> Callable[[Any, Plan, Item], bool]:
    if word not in _TESTS:
        raise ValueError(f"A condition cannot ask for “{word}”. It may ask: {', '.join(_TESTS)}.")
    return _TESTS[word]


def _kind(wanted: list[str], plan: Plan, item: Item) -> bool:
    return isinstance(item, KeyAction) and item.kind in wanted


def _tone(wanted: Mapping[str, list[str]], plan: Plan, item: Item) -> bool:
    given = _given(plan, item)
    return all(
        (rating := given.get(code)) is not None and rating.tone in tones
        for code, tones in wanted.items()
    )


def _given(plan: Plan, item: Item) -> dict[str, Rating | None]:
    answer = plan.answer(item)
    if answer is None:
        return {}
    return {
        dimension.code: answer.ratings[dimension.pk].rating
        for dimension in plan.dimensions[item.level]
        if dimension.pk in answer.ratings
    }


def _needs_mitigation(wanted: bool, plan: Plan, item: Item) -> bool:
    given = _given(plan, item).values()
    return any(rating is not None and rating.needs_mitigation for rating in given) == wanted


def _left(tone: str, plan: Plan, item: Item) -> bool:
    before = plan.before.get(key_of(item), {}).values()
    was = any(isinstance(rating, Rating) and rating.tone == tone for rating in before)
    return was and not any(
        rating is not None and rating.tone == tone for rating in _given(plan, item).values()
    )


def _has(what: str, plan: Plan, item: Item) -> bool:
    answer = plan.answer(item)
    if what == "leads":
        return bool(plan.leads.get(key_of(item)))
    if what == "narratives":
        return bool(answer and any(words.text for words in answer.narratives.values()))
    return bool(answer and answer.ratings)


_TESTS: dict[str, Callable[[Any, Plan, Item], bool]] = {
    "all": lambda some, plan, item: all(holds(one, plan, item) for one in some),
    "any": lambda some, plan, item: any(holds(one, plan, item) for one in some),
    "not": lambda one, plan, item: not holds(one, plan, item),
    "kind": _kind,
    "tone": _tone,
    "needs_mitigation": _needs_mitigation,
    "left": _left,
    "has": _has,
}
