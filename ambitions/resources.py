"""Ambitions, actions and measures as sheets."""

from collections.abc import Iterable
from typing import Any

from import_export.fields import Field

from ambitions.models import Ambition, Condition, KeyAction, Measure, Reading
from ambitions.plan.fields import ACTION_FIELDS, AMBITION_FIELDS
from ambitions.plan.services import set_leads
from ambitions.updates.null_values import empty_kind
from objectives.fields import names_of
from objectives.models import RatingScale, StrategicObjective
from objectives.resources import OF_STRATEGY, of_strategy, of_trust
from strategy_tracker.accounts.models import Person
from strategy_tracker.accounts.sheets import LeadsMixin, SheetResource, called_by, shown


class ItemResource(LeadsMixin, SheetResource):
    def set_leads(self, item: Any, people: Iterable[Person], by: Any) -> None:
        set_leads(item=item, people=people, by=by)


class AmbitionResource(ItemResource):
    trust = of_trust()
    strategy = of_strategy()
    objective = called_by("objective", StrategicObjective, "title", beside=OF_STRATEGY)
    leads = Field(column_name="leads")
    keys = [("trust", "strategy", "title"), ("trust", "strategy", "reference")]
    related = ["strategy__trust", "objective"]

    class Meta:
        model = Ambition
        fields = (
            "trust",
            "strategy",
            "objective",
            *names_of(AMBITION_FIELDS),
            "leads",
            "position",
            "is_archived",
        )


class ConditionResource(SheetResource):
    trust = shown("trust", "ambition__strategy__trust__code")
    strategy = shown("strategy", "ambition__strategy__title")
    ambition = called_by("ambition", Ambition, "title", beside=OF_STRATEGY)
    keys = [("trust", "strategy", "ambition", "position")]
    related = ["ambition__strategy__trust"]

    class Meta:
        model = Condition
        fields = ("trust", "strategy", "ambition", "position", "letter", "text")


class ActionResource(ItemResource):
    trust = of_trust()
    strategy = of_strategy()
    objective = called_by("objective", StrategicObjective, "title", beside=OF_STRATEGY)
    ambition = called_by("ambition", Ambition, "title", beside=OF_STRATEGY)
    leads = Field(column_name="leads")
    keys = [
        ("trust", "strategy", "objective", "ambition", "reference", "title"),
        ("trust", "strategy", "reference"),
    ]
    related = ["strategy__trust", "objective", "ambition"]

    class Meta:
        model = KeyAction
        fields = (
            "trust",
            "strategy",
            "objective",
            "ambition",
            *names_of(ACTION_FIELDS),
            "leads",
            "position",
            "is_archived",
        )


class MeasureResource(ItemResource):
    trust = of_trust()
    strategy = of_strategy()
    objective = called_by("objective", StrategicObjective, "title", beside=OF_STRATEGY)
    ambition = called_by("ambition", Ambition, "title", beside=OF_STRATEGY)
    grade_scale = called_by("grade_scale", RatingScale, "name", beside={"trust__code": "trust"})
    leads = Field(column_name="leads")
    keys = [("trust", "strategy", "number", "name"), ("trust", "strategy", "number")]
    related = ["strategy__trust", "objective", "ambition", "grade_scale"]

    class Meta:
        model = Measure
        fields = (
            "trust",
            "strategy",
            "objective",
            "ambition",
            "number",
            "name",
            "value_kind",
            "grade_scale",
            "better",
            "baseline",
            "baseline_date",
            "target",
            "target_date",
            "comment",
            "data_source",
            "leads",
            "position",
            "is_archived",
        )


class ReadingResource(SheetResource):
    trust = shown("trust", "measure__strategy__trust__code")
    strategy = shown("strategy", "measure__strategy__title")
    measure_number = shown("measure_number", "measure__number")
    measure = called_by(
        "measure", Measure, "name", beside={**OF_STRATEGY, "number": "measure_number"}
    )
    keys = [
        (
            "trust",
            "strategy",
            "measure_number",
            "measure",
            "financial_year",
            "part",
            "kind",
            "series",
        )
    ]
    related = ["measure__strategy__trust"]

    class Meta:
        model = Reading
        fields = (
            "trust",
            "strategy",
            "measure_number",
            "measure",
            "financial_year",
            "printed_year",
            "part",
            "kind",
            "series",
            "raw",
            "number",
            "is_withheld",
            "note",
        )

    def import_instance(self, instance: Any, row: Any, **kwargs: Any) -> None:
        super().import_instance(instance, row, **kwargs)
        instance.empty = empty_kind(instance.raw)
