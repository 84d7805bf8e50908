"""Administration of risks, of their scores, and of what holds them."""

from typing import Any, ClassVar

from django.contrib import admin

from objectives.administration import FrozenWithPeriod
from risks.models import (
    Assurance,
    Control,
    Gap,
    Risk,
    RiskBand,
    RiskCategory,
    RiskCell,
    RiskLead,
    RiskLevel,
    RiskLink,
    RiskMatrix,
    RiskScore,
)
from risks.resources import RiskCategoryResource, RiskResource, RiskScoreResource
from strategy_tracker.accounts.administration import (
    OwnTrustsFilter,
    ReadHere,
    ReadOnlyInline,
    TrustAdmin,
    TrustInline,
)
from strategy_tracker.accounts.sheets import SheetAdmin


class RiskLeadInline(TrustInline):
    model = RiskLead


class RiskScoreInline(ReadOnlyInline):
    model = RiskScore
    fields = ["kind", "period", "likelihood", "consequence", "score", "direction"]


class ControlInline(TrustInline):
    model = Control


class RiskLinkInline(TrustInline):
    model = RiskLink


@admin.register(Risk)
class RiskAdmin(SheetAdmin):
    resource_classes = [RiskResource]
    list_display = ["title", "reference", "kind", "trust", "committee", "is_closed"]
    list_select_related = ["trust"]
    list_filter = [
        "kind",
        "is_closed",
        ("trust", OwnTrustsFilter),
        ("strategy", OwnTrustsFilter),
        ("category", OwnTrustsFilter),
    ]
    search_fields = ["reference", "title", "cause", "event", "effect"]
    date_hierarchy = "target_date"
    readonly_fields = ["source"]
    inlines = [RiskLeadInline, RiskScoreInline, ControlInline, RiskLinkInline]


@admin.register(RiskCategory)
class RiskCategoryAdmin(SheetAdmin):
    resource_classes = [RiskCategoryResource]
    list_display = ["name", "trust", "appetite", "tolerance", "position", "is_archived"]
    list_select_related = ["trust"]
    list_filter = ["is_archived", ("trust", OwnTrustsFilter)]
    search_fields = ["name", "appetite", "statement"]


@admin.register(RiskScore)
class RiskScoreAdmin(FrozenWithPeriod, SheetAdmin):
    resource_classes = [RiskScoreResource]
    list_display = ["risk", "kind", "period", "score", "likelihood", "consequence", "trust_code"]
    list_select_related = ["risk__trust", "period"]
    list_filter = ["kind", ("risk__trust", OwnTrustsFilter), ("period", OwnTrustsFilter)]
    search_fields = ["risk__reference", "risk__title", "period__label"]
    readonly_fields = ["source"]


class OfRiskAdmin(TrustAdmin):
    list_select_related = ["risk__trust"]
    list_filter: ClassVar[list[Any]] = [("risk__trust", OwnTrustsFilter)]
    search_fields = ["text", "risk__reference", "risk__title"]


@admin.register(RiskLead)
class RiskLeadAdmin(OfRiskAdmin):
    list_display = ["person", "risk", "kind", "trust_code", "position"]
    list_select_related = ["person", "risk__trust"]
    list_filter = ["kind", ("risk__trust", OwnTrustsFilter)]
    search_fields = ["person__name", "risk__reference", "risk__title"]


@admin.register(Control)
class ControlAdmin(OfRiskAdmin):
    list_display = ["text", "risk", "strength", "trust_code"]
    list_filter = ["strength", ("risk__trust", OwnTrustsFilter)]


@admin.register(Assurance)
class AssuranceAdmin(OfRiskAdmin):
    list_display = ["text", "risk", "control", "line", "trust_code"]
    list_select_related = ["risk__trust", "control"]
    list_filter = ["line", ("risk__trust", OwnTrustsFilter)]


@admin.register(Gap)
class GapAdmin(OfRiskAdmin):
    list_display = ["text", "risk", "kind", "due_on", "trust_code"]
    list_filter = ["kind", ("risk__trust", OwnTrustsFilter)]
    date_hierarchy = "due_on"


@admin.register(RiskLink)
class RiskLinkAdmin(OfRiskAdmin):
    list_display = ["risk", "objective", "ambition", "action", "trust_code"]
    list_select_related = ["risk__trust", "objective", "ambition", "action"]
    search_fields = [
        "risk__reference",
        "risk__title",
        "objective__title",
        "ambition__title",
        "action__title",
    ]


class RiskLevelInline(ReadOnlyInline):
    model = RiskLevel


class RiskCellInline(ReadOnlyInline):
    model = RiskCell


class RiskBandInline(ReadOnlyInline):
    model = RiskBand


@admin.register(RiskMatrix)
class RiskMatrixAdmin(ReadHere, TrustAdmin):
    """Shown only: its rows are right or wrong together, and are edited so on the trust's page."""

    list_display = ["name", "trust", "method"]
    list_select_related = ["trust"]
    list_filter = ["method", ("trust", OwnTrustsFilter)]
    search_fields = ["name"]
    inlines = [RiskLevelInline, RiskCellInline, RiskBandInline]


class PartOfMatrixAdmin(ReadHere, TrustAdmin):
    list_select_related = ["matrix__trust"]
    list_filter: ClassVar[list[Any]] = [("matrix__trust", OwnTrustsFilter)]
    search_fields = ["matrix__name"]


@admin.register(RiskLevel)
class RiskLevelAdmin(PartOfMatrixAdmin):
    list_display = ["label", "axis", "value", "matrix", "trust_code"]
    search_fields = ["label", "meaning"]


@admin.register(RiskCell)
class RiskCellAdmin(PartOfMatrixAdmin):
    list_display = ["matrix", "likelihood", "consequence", "score", "trust_code"]


@admin.register(RiskBand)
class RiskBandAdmin(PartOfMatrixAdmin):
    list_display = ["label", "tone", "lowest", "highest", "matrix", "trust_code"]
    search_fields = ["label"]
