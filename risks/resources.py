"""Risks and their scores as sheets."""

from collections.abc import Iterable
from typing import Any

from import_export.fields import Field

from objectives.models import Period, Strategy
from risks.models import Risk, RiskCategory, RiskScore
from risks.services import set_risk_leads
from strategy_tracker.accounts.models import Person, Trust
from strategy_tracker.accounts.sheets import LeadsMixin, SheetResource, called_by, shown


class RiskResource(LeadsMixin, SheetResource):
    trust = called_by("trust", Trust, "code")
    strategy = called_by("strategy", Strategy, "title", beside={"trust__code": "trust"})
    category = called_by("category", RiskCategory, "name", beside={"trust__code": "trust"})
    leads = Field(column_name="leads")
    keys = [("trust", "reference", "title"), ("trust", "reference")]
    related = ["trust", "strategy", "category"]

    class Meta:
        model = Risk
        fields = (
            "trust",
            "strategy",
            "kind",
            "reference",
            "title",
            "cause",
            "event",
            "effect",
            "category",
            "appetite",
            "tolerance",
            "committee",
            "leads",
            "target_date",
            "position",
            "is_closed",
        )

    def set_leads(self, item: Any, people: Iterable[Person], by: Any) -> None:
        set_risk_leads(risk=item, people=people, by=by)


class RiskCategoryResource(SheetResource):
    trust = called_by("trust", Trust, "code")
    keys = [("trust", "name")]
    related = ["trust"]

    class Meta:
        model = RiskCategory
        fields = (
            "trust",
            "name",
            "appetite",
            "tolerance",
            "statement",
            "position",
            "is_archived",
        )


class RiskScoreResource(SheetResource):
    """A score of a period, or a standing one where the period is blank."""

    trust = shown("trust", "risk__trust__code")
    risk = called_by("risk", Risk, "reference", "title", beside={"trust__code": "trust"})
    strategy = shown("strategy", "period__strategy__title")
    period = called_by(
        "period",
        Period,
        "label",
        beside={"strategy__trust__code": "trust", "strategy__title": "strategy"},
    )
    keys = [("trust", "risk", "kind", "period")]
    related = ["risk__trust", "period__strategy"]

    class Meta:
        model = RiskScore
        fields = (
            "trust",
            "risk",
            "kind",
            "strategy",
            "period",
            "likelihood",
            "consequence",
            "score",
            "printed",
            "direction",
            "note",
        )
