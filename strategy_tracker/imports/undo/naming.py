"""What a row of any model is called where people read of it."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from ambitions.models import KeyAction, Reading, Update
from objectives.models import CustomField, RatingScale, StrategicObjective
from risks.models import RiskCategory, RiskMatrix, RiskScore
from strategy_tracker.imports.undo.history import PARTS, Name

_KINDS: dict[Any, str] = {
    StrategicObjective: "objective",
    KeyAction: "action",
    RiskScore: "score",
    RatingScale: "scale",
    CustomField: "custom_field",
    RiskMatrix: "risk_matrix",
    RiskCategory: "risk_category",
}
# What says nothing without the record that it stands under.
_WITHIN: dict[Any, str] = {RiskScore: "risk", Reading: "measure"}
_WORDS: dict[Any, str] = {
    Update: "answer",
    CustomField: "column of your own",
    RiskMatrix: "risk matrix",
    RiskCategory: "category of risks",
}
BATCH = 900


def kind_of(model: Any) -> str:
    """Such as "action", the same as in a change set where that has it."""
    return _KINDS.get(model) or model._meta.model_name


def word_for(model: Any) -> str:
    return _WORDS.get(model) or _KINDS.get(model) or str(model._meta.verbose_name)


def titles_of(names: Iterable[Name]) -> dict[Name, tuple[str, str]]:
    """{row: (what it is, its title)}, a part by the record that it belongs to.

    A row that is there no more has the title that history last had for it.
    """
    wanted: dict[Any, set[int]] = defaultdict(set)
    for name in names:
        wanted[name.model].add(name.pk)
    titles: dict[Name, tuple[str, str]] = {}
    for model, pks in wanted.items():
        titles |= _titles(model, sorted(pks))
    return titles


def _titles(model: Any, pks: list[int]) -> dict[Name, tuple[str, str]]:
    part = part_of(model)
    parent = model._meta.get_field(part).related_model if part else model
    prefix = f"{part}__" if part else ""
    keys = [f"{prefix}{field.name}" for field in parent._meta.fields if field.related_model]
    titles: dict[Name, tuple[str, str]] = {}
    for first in range(0, len(pks), BATCH):
        some = pks[first : first + BATCH]
        rows = model._base_manager.filter(pk__in=some).select_related(*keys, *filter(None, [part]))
        for row in rows:
            title = str(getattr(row, part) if part else row)
            if model in _WITHIN:
                title = f"{getattr(row, _WITHIN[model])}: {title}"
            titles[Name(model, row.pk)] = (word_for(parent), title)
        gone = [pk for pk in some if Name(model, pk) not in titles]
        titles |= _last_titles(model, gone)
    return titles


def part_of(model: Any) -> str:
    """The key to the record that a row of `model` is part of; "" when it is its own."""
    owner = model._meta.auto_created
    if owner:
        return next(field.name for field in model._meta.fields if field.related_model is owner)
    return PARTS.get(model, "")


def _last_titles(model: Any, pks: list[int]) -> dict[Name, tuple[str, str]]:
    """Of rows that are there no more, as history last knew them."""
    if not pks:
        return {}
    lines = model.history.model._default_manager.filter(id__in=pks).order_by("history_id")
    return {
        Name(model, line.id): (word_for(model), _plain_title(line) or f"number {line.id}")
        for line in lines
    }


def _plain_title(line: Any) -> str:
    names = ("title", "name", "label", "heading", "reference")
    return next((text for name in names if (text := getattr(line, name, ""))), "")
