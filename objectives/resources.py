"""Strategies, objectives, periods, scales and questions as sheets."""

from collections.abc import Iterable
from typing import Any

from import_export.fields import Field

from objectives.fields import OBJECTIVE_FIELDS, names_of
from objectives.models import (
    Dimension,
    Heading,
    Passage,
    Period,
    Rating,
    RatingScale,
    StrategicObjective,
    Strategy,
)
from objectives.models.asked import OF_KINDS
from objectives.services import set_objective_leads
from strategy_tracker.accounts.models import Person, Trust
from strategy_tracker.accounts.sheets import LeadsMixin, SheetResource, called_by, shown

OF_STRATEGY = {"strategy__trust__code": "trust", "strategy__title": "strategy"}
"""How a sheet says which strategy something is of, for columns that name that something."""


def of_trust() -> Field:
    return shown("trust", "strategy__trust__code")


def of_strategy() -> Field:
    return called_by("strategy", Strategy, "title", beside={"trust__code": "trust"})


class StrategyResource(SheetResource):
    trust = called_by("trust", Trust, "code")
    keys = [("trust", "title")]
    related = ["trust"]

    class Meta:
        model = Strategy
        fields = (
            "trust",
            "title",
            "description",
            "starts_on",
            "ends_on",
            "objective_word",
            "objective_word_plural",
            "ambition_word",
            "ambition_word_plural",
            "action_word",
            "action_word_plural",
            "uses_objectives",
            "uses_ambitions",
            "lead_word",
            "risk_word",
            "risk_word_plural",
            "is_archived",
        )


class ObjectiveResource(LeadsMixin, SheetResource):
    trust = of_trust()
    strategy = of_strategy()
    leads = Field(column_name="leads")
    keys = [("trust", "strategy", "title"), ("trust", "strategy", "reference")]
    related = ["strategy__trust"]

    class Meta:
        model = StrategicObjective
        fields = (
            "trust",
            "strategy",
            *names_of(OBJECTIVE_FIELDS),
            "leads",
            "position",
            "is_archived",
        )

    def set_leads(self, item: Any, people: Iterable[Person], by: Any) -> None:
        set_objective_leads(objective=item, people=people, by=by)


class PeriodResource(SheetResource):
    """A period's state is shown only: it is opened and closed by hand, with its reasons."""

    trust = of_trust()
    strategy = of_strategy()
    status = shown("status", "status")
    keys = [("trust", "strategy", "label"), ("trust", "strategy", "starts_on")]
    related = ["strategy__trust"]

    class Meta:
        model = Period
        fields = (
            "trust",
            "strategy",
            "label",
            "kind",
            "starts_on",
            "ends_on",
            "due_on",
            "paper_due_on",
            "status",
        )


class RatingScaleResource(SheetResource):
    trust = called_by("trust", Trust, "code")
    keys = [("trust", "name")]
    related = ["trust"]

    class Meta:
        model = RatingScale
        fields = ("trust", "name")


class RatingResource(SheetResource):
    trust = shown("trust", "scale__trust__code")
    scale = called_by("scale", RatingScale, "name", beside={"trust__code": "trust"})
    keys = [("trust", "scale", "code"), ("trust", "scale", "label")]
    related = ["scale__trust"]

    class Meta:
        model = Rating
        fields = (
            "trust",
            "scale",
            "code",
            "label",
            "letter",
            "tone",
            "meaning",
            "needs_mitigation",
            "ends_work",
            "position",
        )


ASKED = ("trust", "strategy", "level", "code", "label", "short_label", "guidance")
ASKED_STATE = ("asked_when", *OF_KINDS, "is_required", "is_archived", "position")


class DimensionResource(SheetResource):
    trust = of_trust()
    strategy = of_strategy()
    scale = called_by("scale", RatingScale, "name", beside={"trust__code": "trust"})
    keys = [("trust", "strategy", "level", "code")]
    related = ["strategy__trust", "scale"]

    class Meta:
        model = Dimension
        fields = (
            *ASKED,
            "kind",
            "scale",
            "purpose",
            "period_note",
            "has_direction",
            *ASKED_STATE,
        )


class HeadingResource(SheetResource):
    trust = of_trust()
    strategy = of_strategy()
    keys = [("trust", "strategy", "level", "code")]
    related = ["strategy__trust"]

    class Meta:
        model = Heading
        fields = (*ASKED, "purpose", "word_limit", *ASKED_STATE)


class PassageResource(SheetResource):
    trust = of_trust()
    strategy = of_strategy()
    objective = called_by("objective", StrategicObjective, "title", beside=OF_STRATEGY)
    period = called_by("period", Period, "label", beside=OF_STRATEGY)
    keys = [("trust", "strategy", "objective", "period", "document", "label", "position")]
    related = ["strategy__trust", "objective", "period"]

    class Meta:
        model = Passage
        fields = (
            "trust",
            "strategy",
            "objective",
            "period",
            "kind",
            "document",
            "code",
            "label",
            "text",
            "position",
        )

    def import_instance(self, instance: Any, row: Any, **kwargs: Any) -> None:
        before = instance.text
        super().import_instance(instance, row, **kwargs)
        if instance.text != before:
            instance.source = None  # the words are no longer those of the cell
