"""What rows are called in the history of a trust, and how their values read."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import models
from django.utils.text import capfirst

from ambitions.models import (
    ActionLead,
    Ambition,
    AmbitionLead,
    KeyAction,
    Measure,
    MeasureLead,
    Update,
    UpdateNarrative,
    UpdateRating,
)
from ambitions.plan.cells import Links
from objectives.models import (
    CustomField,
    ObjectiveLead,
    Period,
    RatingScale,
    StrategicObjective,
    Strategy,
)
from reports.models import Layout, Paper
from risks.models import Risk, RiskCategory, RiskLead, RiskMatrix
from strategy_tracker.accounts.models import Membership, Person, User
from strategy_tracker.audit.sources import history_of
from strategy_tracker.imports.models import ImportRun
from strategy_tracker.ui.dates import day_and_time, long_date

# By these a row is named, in this order; the first two stand before a title.
_BEFORE = ("reference", "number")
_NAMES = ("title", "name", "label", "heading", "file_name", "email", "letter")
# What a row is about where it is a part of something, the nearest first.
_ABOUT = (
    "action", "ambition", "objective", "measure", "risk", "update", "paper", "layout", "scale",
    "matrix", "person", "user", "period", "strategy",
)  # fmt: skip
_OWN_SUBJECT = {
    StrategicObjective, Ambition, KeyAction, Measure, Risk, Strategy, Person, Period, Paper, Layout,
    RatingScale, RiskCategory, RiskMatrix, User, ImportRun,
}  # fmt: skip
_LEVELS = {StrategicObjective: "objective", Ambition: "ambition", KeyAction: "action"}
_PAGES = {
    StrategicObjective: "objective_detail",
    Ambition: "ambition_detail",
    KeyAction: "action_detail",
    Measure: "measure_detail",
    Risk: "risk_detail",
    Person: "person_detail",
    Period: "period_detail",
    ImportRun: "import_report",
}
_LEADS = (ObjectiveLead, AmbitionLead, ActionLead, MeasureLead, RiskLead)
_CALLED = {UpdateNarrative: "Answer", UpdateRating: "Rating", User: "Sign-in", Membership: "Role"}
# Keeping of books, or too much to be read in a line.
_UNTOLD = {
    "id", "uuid", "source", "version", "trust", "password", "last_login", "date_joined", "content",
    "content_sha256", "left_out", "accepted", "reading", "changes", "choices", "summary", "shape",
    "file", "file_sha256", "sha256", "old_date", "new_date", "profile", "logo", "options", "tries",
    "send_after", "code",
}  # fmt: skip

# Told by the headings of its columns.
CUSTOM_VALUES = "custom_values"

Values = Mapping[str, Any]


def told_fields(model: Any) -> list[Any]:
    """The fields whose change is told. When and by whom the history says of itself."""
    return [
        field
        for field in model._meta.concrete_fields
        if field.name not in _UNTOLD and not field.name.endswith(("_at", "_by"))
    ]


def read_columns(model: Any) -> list[str]:
    """The columns of a row that are read for the history."""
    fields = [*told_fields(model), model._meta.pk]
    return list(dict.fromkeys(field.attname for field in fields))


class Names:
    """What rows are called that other rows point at, read in a few queries for all of them."""

    def __init__(self) -> None:
        self._rows: dict[Any, dict[int, Values]] = defaultdict(dict)
        self._gone: set[tuple[Any, int]] = set()

    def read(self, rows: Iterable[tuple[Any, Values]]) -> None:
        """Read what `rows`, each with its model, point at, and what that is about itself."""
        wanted = _pointed_at(rows)
        while wanted:
            found = []
            for model, keys in wanted.items():
                missing = keys - set(self._rows[model])
                if missing:
                    found += [(model, values) for values in self._read(model, missing)]
            wanted = _pointed_at(found)

    def _read(self, model: Any, keys: set[int]) -> list[Values]:
        columns = _naming_columns(model)
        for values in model._base_manager.filter(pk__in=keys).values(*columns):
            self._rows[model][values["id"]] = values
        gone = keys - set(self._rows[model])
        if gone and hasattr(model, "history"):
            rows = (
                history_of(model)
                ._base_manager.filter(id__in=gone)
                .order_by("history_date", "history_id")
            )
            for values in rows.values(*columns):
                self._rows[model][values["id"]] = values
        self._gone |= {(model, key) for key in gone}
        return [self._rows[model][key] for key in keys if key in self._rows[model]]

    def of(self, model: Any, key: int | None) -> str:
        """What the row is called; "" for none."""
        values = self._rows[model].get(key) if key else None
        return self.name(model, values) if values else ""

    def custom(self, old: Any, new: Any) -> Iterable[tuple[str, str, str]]:
        """(heading, before, after) of each column of the trust's own that differs."""
        was, now = old or {}, new or {}
        for key in {**was, **now}:
            if was.get(key) != now.get(key):
                column = self._rows[CustomField].get(int(key), {})
                heading = column.get("heading") or "A column deleted since"
                say = CustomField(value_kind=column.get("value_kind", "")).say
                yield str(heading), say(was.get(key, "")), say(now.get(key, ""))

    def name(self, model: Any, values: Values) -> str:
        if model is Update:
            about = self.about(model, values)
            period = self.of(Period, values["period_id"])
            return ", ".join(filter(None, [about[2] if about else "", period]))
        before = next((str(values[name]) for name in _BEFORE if values.get(name)), "")
        named = next((str(values[name]) for name in _NAMES if values.get(name)), "")
        return f"{before} {named}".strip()

    def part(self, model: Any, values: Values) -> str:
        """Which part of what it is about a row is: of an answer, its question and period."""
        question = next(
            (
                self.of(model._meta.get_field(name).related_model, values[f"{name}_id"])
                for name in ("heading", "dimension")
                if values.get(f"{name}_id")
            ),
            "",
        )
        named = question or ("" if model is Update else self.name(model, values))
        return ", ".join(filter(None, [named, self._period_of(values)]))

    def about(self, model: Any, values: Values) -> tuple[Any, int, str] | None:
        """What the row is about: the model, key and name of the nearest thing with a name."""
        if model in _OWN_SUBJECT:
            return model, values["id"], self.name(model, values)
        for name in _ABOUT:
            key = values.get(f"{name}_id")
            if not key:
                continue
            above = model._meta.get_field(name).related_model
            row = self._rows[above].get(key)
            found = self.about(above, row) if row else None
            if found:
                return found
        return None

    def _period_of(self, values: Values) -> str:
        """The label of the period of a row, or of the update that it is part of."""
        key = values.get("period_id")
        if not key and values.get("update_id"):
            key = self._rows[Update].get(values["update_id"], {}).get("period_id")
        return self.of(Period, key)

    def url(self, links: Links, model: Any, key: int) -> str:
        """The page of what is still there; "" where there is none."""
        if model not in _PAGES or (model, key) in self._gone:
            return ""
        return links.to(_PAGES[model], key)

    def word(self, model: Any, values: Values) -> str:
        """What such a row is called in the trust's own words: "Must do", "Lead", "Answer"."""
        if model in _LEVELS:
            strategy = self._rows[Strategy].get(values.get("strategy_id") or 0)
            if strategy:
                return str(strategy[f"{_LEVELS[model]}_word"])
        if model in _LEADS:
            return str(dict(model._meta.get_field("kind").choices)[values["kind"]])
        return _CALLED.get(model) or capfirst(str(model._meta.verbose_name))

    def value(self, field: Any, value: Any) -> str:
        """A value as it reads; "" for none."""
        if value is None or value == "" or value == []:
            return ""
        if field.is_relation:
            return self.of(field.related_model, value) or "something deleted since"
        if field.choices:
            return str(dict(field.flatchoices).get(value, value))
        return _plain(value)


def label(field: Any) -> str:
    """What a field is called; "" for the words of something that has nothing else."""
    return "" if field.name == "text" else capfirst(str(field.verbose_name))


def _plain(value: Any) -> str:
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(value, datetime):
        return day_and_time(value)
    if isinstance(value, date):
        return long_date(value)
    if isinstance(value, Decimal):
        return f"{value:f}".rstrip("0").rstrip(".") if "." in f"{value:f}" else f"{value:f}"
    if isinstance(value, list):
        return "; ".join(_plain(part) for part in value)
    return str(value)


def _pointed_at(rows: Iterable[tuple[Any, Values]]) -> dict[Any, set[int]]:
    wanted: dict[Any, set[int]] = defaultdict(set)
    for model, values in rows:
        for field in model._meta.concrete_fields:
            key = values.get(field.attname)
            if field.is_relation and key and field.name != "trust":
                wanted[field.related_model].add(key)
        if columns := values.get(CUSTOM_VALUES):
            wanted[CustomField] |= set(map(int, columns))
    return {named: keys for named, keys in wanted.items() if keys}


def _naming_columns(model: Any) -> list[str]:
    """The columns that name a row, and those by which it is known what it is about."""
    wanted = {*_BEFORE, *_NAMES, *_ABOUT}
    if model is CustomField:
        wanted.add("value_kind")
    if model is Strategy:
        wanted |= {"objective_word", "ambition_word", "action_word"}
    columns = [
        field.attname
        for field in model._meta.concrete_fields
        if field.name in wanted
        and not isinstance(field, models.JSONField)
        and not (field.is_relation and field.name in _NAMES)
    ]
    return ["id", *columns]
