"""The form of a condition on actions, and the condition that is chosen in it.

A condition (reports/conditions.py) may nest as deep as it likes; the form has two groups of the
same questions: of which all, or any, must be true, and of which none may be. `answers_of` reads
a condition into them, and gives None for one that says more than they can: the form then shows
it in words and keeps it until somebody chooses another.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms

from ambitions.models import KeyAction
from reports.conditions import HAS, Condition
from reports.layouts.choices import StrategyChoices
from strategy_tracker.ui.tones import Tone

ANY_RATING = "*"  # beside the codes of dimensions, of which none has this character
Answers = dict[str, Any]
_QUESTIONS = ("kind", "tone", "needs_mitigation", "left", "changed", "has")
_MERGED = ("kind", "needs_mitigation", "has")


class ConditionForm(forms.Form):
    """Which actions a part prints. `condition` is what was chosen, once the form is valid."""

    join = forms.ChoiceField(
        label="Print an action of which",
        choices=[("all", "all of what is chosen is true"), ("any", "any of it is true")],
        widget=forms.RadioSelect(attrs={"class": "nhsuk-radios__input"}),
        required=False,
        initial="all",
    )

    def __init__(
        self,
        data: Mapping[str, Any] | None,
        *,
        prefix: str,
        condition: Condition,
        choices: StrategyChoices,
    ) -> None:
        super().__init__(data, prefix=prefix)
        self.given = condition
        self.choices = choices
        answers = answers_of(condition)
        self.is_kept = answers is None
        if self.is_kept:
            self.fields["keep"] = forms.BooleanField(
                required=False,
                initial=True,
                label="Keep it as it is",
                widget=forms.CheckboxInput(attrs={"class": "nhsuk-checkboxes__input"}),
            )
        only, without = answers or ({}, {})
        self.has_exceptions = bool(without)
        self.initial["join"] = only.get("join", "all")
        for group, chosen in (("only", only), ("without", without)):
            self._ask(group, chosen)

    def _ask(self, group: str, chosen: Answers) -> None:
        """Add the questions of one group, with what is chosen in it."""

        def asked(question: str) -> str:
            if group == "only":
                return question[0].upper() + question[1:]
            return f"Leave out where {question}"

        def ticks(name: str, label: str, pairs: Iterable[tuple[str, str]], value: Any) -> None:
            self.fields[f"{group}-{name}"] = forms.MultipleChoiceField(
                label=asked(label),
                choices=with_strays(pairs, value),
                initial=value,
                required=False,
                widget=forms.CheckboxSelectMultiple(attrs={"class": "nhsuk-checkboxes__input"}),
            )

        ticks("kind", "it is a", KeyAction.Kind.choices, chosen.get("kind", []))
        tones = {**{code: [] for code in chosen.get("tone", {})}, **self.choices.tones}
        labels = dict(self.choices.dimensions)
        for code, pairs in tones.items():
            given = chosen.get("tone", {}).get(code, [])
            ticks(f"tone-{code}", f"{labels.get(code, code)} is", pairs, given)
        asking = [(code, f"under {label}") for code, label in self.choices.action_dimensions]
        needing = [(ANY_RATING, "under any rating"), *asking]
        given = chosen.get("needs_mitigation", [])
        ticks("needs_mitigation", "it needs a mitigation", needing, given)
        ticks("has", "it has", HAS.items(), chosen.get("has", []))
        self.fields[f"{group}-left"] = forms.ChoiceField(
            label=asked("it was rated so last time, and no longer is"),
            choices=[("", "Not asked"), *Tone.choices],
            initial=chosen.get("left", ""),
            required=False,
            widget=forms.Select(attrs={"class": "nhsuk-select"}),
        )
        self.fields[f"{group}-changed"] = forms.BooleanField(
            label=asked("its rating changed since the period before"),
            initial=chosen.get("changed", False),
            required=False,
            widget=forms.CheckboxInput(attrs={"class": "nhsuk-checkboxes__input"}),
        )

    @property
    def only(self) -> list[forms.BoundField]:
        return [self[name] for name in self.fields if name.startswith("only-")]

    @property
    def without(self) -> list[forms.BoundField]:
        return [self[name] for name in self.fields if name.startswith("without-")]

    @property
    def words(self) -> str:
        return in_words(self.given, self.choices)

    @property
    def summary(self) -> str:
        """What is asked now, as a sentence."""
        words = self.words
        if not words:
            return "Nothing is chosen, so every action is printed."
        return f"Printed where {words}."

    @property
    def condition(self) -> Condition:
        cleaned = self.cleaned_data
        if self.is_kept and cleaned["keep"]:
            return self.given
        only, without = self._chosen("only"), self._chosen("without")
        only["join"] = cleaned["join"] or "all"
        # What says the same in other words, as in a file, is left as it was said.
        if not self.is_kept and (only, without) == answers_of(self.given):
            return self.given
        return condition_of(only, without)

    def _chosen(self, group: str) -> Answers:
        found: Answers = {}
        for name, value in self.cleaned_data.items():
            asked = name.removeprefix(f"{group}-")
            if asked == name or not value:
                continue
            if asked.startswith("tone-"):
                found.setdefault("tone", {})[asked.removeprefix("tone-")] = value
            else:
                found[asked] = value
        return found


def with_strays(pairs: Iterable[tuple[Any, str]], values: Iterable[Any]) -> list[tuple[Any, str]]:
    """The choices, and what is chosen already though it is none of them: it is not lost."""
    known = [(value, str(label)) for value, label in pairs]
    values_known = {value for value, _ in known}
    strays = [value for value in values if value not in values_known]
    return known + [(value, f"{value} (not in this plan)") for value in strays]


# From a condition to answers and back


def answers_of(condition: Condition) -> tuple[Answers, Answers] | None:
    """What is chosen in the two groups, with `join` in the first; None if they cannot say it."""
    rest = dict(condition)
    without = _any_of(rest.pop("not", {}))
    tests = rest.pop("all", [])
    if any(set(one) - set(_QUESTIONS) for one in tests) or without is None:
        return None
    if "any" in rest:
        only = None if len(rest) > 1 or tests else _any_of(rest)
        return ({**only, "join": "any"}, without) if only is not None else None
    only = _all_of([rest, *tests])
    if only is None:
        return None
    for name in ("needs_mitigation", "changed"):
        if only.get(name) is False:
            if name in without:
                return None
            del only[name]
            without[name] = [ANY_RATING] if name == "needs_mitigation" else True
    return {**only, "join": "all"}, without


def _all_of(tests: list[Condition]) -> Answers | None:
    found: Answers = {}
    for test in tests:
        for name, value in test.items():
            if name in found or name not in _QUESTIONS:
                return None
            found[name] = value if value is False else _answer(name, value)
    return found


def _any_of(condition: Condition) -> Answers | None:
    """The answers in a group of which any one is enough; {} for nothing asked."""
    tests = condition.get("any", [condition] if condition else [])
    if len(condition) > 1:
        return None
    found: Answers = {}
    for test in tests:
        if len(test) != 1:
            return None
        [(name, value)] = test.items()
        single = name not in ("tone", "has") or len(value) == 1 or isinstance(value, str)
        if name not in _QUESTIONS or value is False or not single:
            return None
        answer = _answer(name, value)
        if name == "tone":
            [(code, tones)] = answer.items()
            if code in found.setdefault("tone", {}):
                return None
            found["tone"][code] = tones
        elif name in _MERGED:
            found[name] = [*found.get(name, []), *answer]
        elif name in found:
            return None
        else:
            found[name] = answer
    return found


def _answer(name: str, value: Any) -> Any:
    if name == "needs_mitigation" and value is True:
        return [ANY_RATING]
    if name == "has" and isinstance(value, str):
        return [value]
    return value


def condition_of(only: Answers, without: Answers) -> dict[str, Any]:
    """The condition that says what is chosen in the two groups."""
    is_any = only.get("join") == "any"
    tests = list(_tests(only, apart=is_any))
    made: dict[str, Any] = {}
    if is_any and len(tests) > 1:
        made["any"] = tests
    else:
        for test in tests:
            made |= test
    none_of = list(_tests(without, apart=True))
    if none_of:
        made["not"] = none_of[0] if len(none_of) == 1 else {"any": none_of}
    return made


def _tests(answers: Answers, *, apart: bool) -> Iterable[dict[str, Any]]:
    """Each answer as a condition; `apart` has one for each rating and each thing to have."""
    for name in _QUESTIONS:
        value = answers.get(name)
        if not value:
            continue
        if name == "tone" and apart:
            yield from ({"tone": {code: tones}} for code, tones in value.items())
        elif name == "has":
            together = [value[0] if len(value) == 1 else value]
            yield from ({"has": one} for one in (value if apart else together))
        elif name == "needs_mitigation" and ANY_RATING in value:
            yield {name: True}
        else:
            yield {name: value}


# In words


def in_words(condition: Condition, choices: StrategyChoices) -> str:
    """What a condition asks, as one sentence without its end; "" for nothing."""
    return "; ".join(_in_words(name, value, choices) for name, value in condition.items())


def _in_words(name: str, value: Any, choices: StrategyChoices) -> str:
    labels, kinds = dict(choices.dimensions), dict(KeyAction.Kind.choices)
    if name in ("all", "any"):
        joined = f" {'and' if name == 'all' else 'or'} "
        return joined.join(in_words(inner, choices) for inner in value)
    if name == "not":
        return f"not ({in_words(value, choices)})"
    if name == "kind":
        return "it is a " + " or ".join(str(kinds[kind]).lower() for kind in value)
    if name == "tone":
        return ", ".join(
            f"{labels.get(code, code)} is {' or '.join(tones)}" for code, tones in value.items()
        )
    if name == "needs_mitigation":
        under = "" if isinstance(value, bool) else " under "
        under += "" if isinstance(value, bool) else " or ".join(labels.get(c, c) for c in value)
        return f"it needs {'no' if value is False else 'a'} mitigation{under}"
    if name == "left":
        return f"it was {value} last time and no longer is"
    if name == "changed":
        return f"its rating {'changed' if value else 'did not change'} since the period before"
    things = [value] if isinstance(value, str) else value
    return "it has " + " and ".join(HAS[thing].lower() for thing in things)
