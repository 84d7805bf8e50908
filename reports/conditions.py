"""Conditions on items, as plain data: a closed vocabulary, never an expression.

{}                                           always
{"all": [...]}, {"any": [...]}, {"not": {}}  of other conditions
{"kind": ["must_do", "should_do"]}           an action of one of these kinds
{"tone": {"delivery": ["red"]}}              rated so on the dimension of that code
{"needs_mitigation": true}                   any rating that asks for a mitigation, or none
{"needs_mitigation": ["delivery"]}           one on a dimension of these codes
{"left": "red"}                              rated better than that tone, but not last time
{"changed": true}                            rated otherwise than in the period before, or not
{"has": ["narratives", "leads"]}             has all of these, of HAS; one may stand alone

`check` says whether a value is a condition. How people set one is in reports/layouts/asking.py.
"""

from collections.abc import Callable, Container, Mapping
from typing import Any

from ambitions.models import Item, KeyAction
from ambitions.plan.reader import key_of
from objectives.models import Rating
from reports.reading import Plan
from strategy_tracker.ui.tones import Tone

Condition = Mapping[str, Any]

HAS = {
    "leads": "Somebody who leads it",
    "ratings": "A rating",
    "narratives": "Something written",
    "measures": "Measures",
    "risks": "Risks",
}


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


def _needs_mitigation(wanted: bool | list[str], plan: Plan, item: Item) -> bool:
    given = _given(plan, item)
    codes = given if isinstance(wanted, bool) else wanted
    found = any((rating := given.get(code)) and rating.needs_mitigation for code in codes)
    return found == bool(wanted)


def _changed(wanted: bool, plan: Plan, item: Item) -> bool:
    answer = plan.answer(item)
    before = plan.before.get(key_of(item), {})
    now = answer.ratings if answer else {}
    shared = set(now) & set(before)
    return any((now[pk].rating or now[pk].number) != before[pk] for pk in shared) == wanted


def _left(tone: str, plan: Plan, item: Item) -> bool:
    before = plan.before.get(key_of(item), {}).values()
    was = any(isinstance(rating, Rating) and rating.tone == tone for rating in before)
    return was and not any(
        rating is not None and rating.tone == tone for rating in _given(plan, item).values()
    )


def _has(wanted: str | list[str], plan: Plan, item: Item) -> bool:
    return all(_has_one(what, plan, item) for what in _listed(wanted))


def _has_one(what: str, plan: Plan, item: Item) -> bool:
    answer, key = plan.answer(item), key_of(item)
    if what == "leads":
        return bool(plan.leads.get(key))
    if what == "measures":
        return key in plan.measured
    if what == "risks":
        return any(key in linked for linked in plan.links.values())
    if what == "narratives":
        return bool(answer and any(words.text for words in answer.narratives.values()))
    return bool(answer and answer.ratings)


def _listed(value: str | list[str]) -> list[str]:
    return [value] if isinstance(value, str) else list(value)


_TESTS: dict[str, Callable[[Any, Plan, Item], bool]] = {
    "all": lambda some, plan, item: all(holds(one, plan, item) for one in some),
    "any": lambda some, plan, item: any(holds(one, plan, item) for one in some),
    "not": lambda one, plan, item: not holds(one, plan, item),
    "kind": _kind,
    "tone": _tone,
    "needs_mitigation": _needs_mitigation,
    "left": _left,
    "changed": _changed,
    "has": _has,
}


def check(value: Any) -> None:
    """Raise ValueError, with a sentence, where `value` is no condition."""
    if not isinstance(value, Mapping):
        raise ValueError('A condition is names with their values, such as kind = ["must_do"].')
    for word, wanted in value.items():
        _test(word)
        if word in ("all", "any"):
            if not isinstance(wanted, list):
                raise ValueError(f"“{word}” is a list of conditions.")
            for inner in wanted:
                check(inner)
        elif word == "not":
            check(wanted)
        elif not _IS_RIGHT[word](wanted):
            raise ValueError(f"“{word}” cannot be {wanted!r}.")


def _are_of(wanted: Any, known: Container[str]) -> bool:
    return isinstance(wanted, list) and all(isinstance(one, str) and one in known for one in wanted)


def _are_texts(wanted: Any) -> bool:
    return isinstance(wanted, list) and all(isinstance(one, str) for one in wanted)


_IS_RIGHT: dict[str, Callable[[Any], bool]] = {
    "kind": lambda wanted: _are_of(wanted, KeyAction.Kind.values),
    "tone": lambda wanted: (
        isinstance(wanted, Mapping)
        and all(_are_of(tones, Tone.values) for tones in wanted.values())
    ),
    "needs_mitigation": lambda wanted: isinstance(wanted, bool) or _are_texts(wanted),
    "left": lambda wanted: _are_of([wanted], Tone.values),
    "changed": lambda wanted: isinstance(wanted, bool),
    "has": lambda wanted: _are_of([wanted] if isinstance(wanted, str) else wanted, HAS),
}
