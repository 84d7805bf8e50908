"""Administration of strategies, of their periods, and of what they ask."""

from collections.abc import Callable
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest

from objectives.administration import FrozenWithPeriod
from objectives.fields import OBJECTIVE_FIELDS, FieldKind, names_of, searched_names
from objectives.models import (
    CustomField,
    Dimension,
    Heading,
    ObjectiveLead,
    Passage,
    Period,
    Rating,
    RatingScale,
    StrategicObjective,
    Strategy,
)
from objectives.resources import (
    DimensionResource,
    HeadingResource,
    ObjectiveResource,
    PassageResource,
    PeriodResource,
    RatingResource,
    RatingScaleResource,
    StrategyResource,
)
from objectives.services import close_period, closed_period_message, open_period
from strategy_tracker.accounts.administration import (
    OwnTrustsFilter,
    ReadOnlyInline,
    TrustAdmin,
    TrustInline,
)
from strategy_tracker.accounts.sheets import SheetAdmin

BY_STRATEGY = [("strategy__trust", OwnTrustsFilter), ("strategy", OwnTrustsFilter)]


class PeriodInline(ReadOnlyInline):
    model = Period
    fields = ["label", "kind", "starts_on", "ends_on", "due_on", "status"]


@admin.register(Strategy)
class StrategyAdmin(SheetAdmin):
    resource_classes = [StrategyResource]
    list_display = ["title", "trust", "starts_on", "ends_on", "is_archived"]
    list_select_related = ["trust"]
    list_filter = ["is_archived", ("trust", OwnTrustsFilter)]
    search_fields = ["title", "trust__code", "trust__name"]
    inlines = [PeriodInline]


class ObjectiveLeadInline(TrustInline):
    model = ObjectiveLead


@admin.register(StrategicObjective)
class ObjectiveAdmin(SheetAdmin):
    resource_classes = [ObjectiveResource]
    list_display = ["title", "reference", "strategy", "trust_code", "position", "is_archived"]
    list_filter = ["is_archived", *BY_STRATEGY]
    search_fields = [*searched_names(OBJECTIVE_FIELDS), "description"]
    readonly_fields = ["source"]
    line_lists = names_of(OBJECTIVE_FIELDS, FieldKind.LINES)
    inlines = [ObjectiveLeadInline]


@admin.register(ObjectiveLead)
class ObjectiveLeadAdmin(TrustAdmin):
    list_display = ["person", "objective", "kind", "trust_code", "position"]
    list_select_related = ["person", "objective__strategy__trust"]
    list_filter = ["kind", ("objective__strategy__trust", OwnTrustsFilter)]
    search_fields = ["person__name", "objective__title"]


@admin.register(Period)
class PeriodAdmin(SheetAdmin):
    """Its state changes by the two actions of the list, or on the site, with its reasons."""

    resource_classes = [PeriodResource]
    list_display = ["label", "strategy", "trust_code", "status", "starts_on", "ends_on", "due_on"]
    list_filter = ["status", "kind", *BY_STRATEGY]
    search_fields = ["label", "strategy__title"]
    date_hierarchy = "starts_on"
    actions = ["open_periods", "close_periods"]
    readonly_fields = [
        "status",
        "opened_at",
        "opened_by",
        "closed_at",
        "closed_by",
        "close_reason",
    ]

    def refusal(self, row: Any) -> str:
        if Period.objects.filter(pk=row.pk, status=Period.Status.CLOSED).exists():
            return closed_period_message(row)
        return super().refusal(row)

    @admin.action(description="Open selected periods")
    def open_periods(self, request: HttpRequest, queryset: QuerySet[Period]) -> None:
        self._each(request, queryset, open_period, "open")

    @admin.action(description="Close selected periods")
    def close_periods(self, request: HttpRequest, queryset: QuerySet[Period]) -> None:
        self._each(request, queryset, close_period, "closed")

    def _each(
        self, request: HttpRequest, periods: QuerySet[Period], do: Callable[..., Any], state: str
    ) -> None:
        for period in periods:
            try:
                do(period=period, by=request.user)
            except ValidationError as error:
                for message in error.messages:
                    messages.error(request, message)
            else:
                messages.success(request, f"{period.label} is {state}.")


class RatingInline(TrustInline):
    model = Rating


@admin.register(RatingScale)
class RatingScaleAdmin(SheetAdmin):
    resource_classes = [RatingScaleResource]
    list_display = ["name", "trust"]
    list_select_related = ["trust"]
    list_filter = [("trust", OwnTrustsFilter)]
    search_fields = ["name", "trust__code"]
    inlines = [RatingInline]


@admin.register(Rating)
class RatingAdmin(SheetAdmin):
    resource_classes = [RatingResource]
    list_display = [
        "label",
        "letter",
        "tone",
        "scale",
        "trust_code",
        "needs_mitigation",
        "ends_work",
    ]
    list_filter = [
        "tone",
        "needs_mitigation",
        "ends_work",
        ("scale__trust", OwnTrustsFilter),
        ("scale", OwnTrustsFilter),
    ]
    search_fields = ["label", "code", "scale__name"]


class AskedAdmin(SheetAdmin):
    search_fields = ["label", "code", "strategy__title"]
    list_filter = ["level", "purpose", "asked_when", "is_required", "is_archived", *BY_STRATEGY]


@admin.register(Dimension)
class DimensionAdmin(AskedAdmin):
    resource_classes = [DimensionResource]
    list_display = ["label", "level", "purpose", "kind", "scale", "strategy", "trust_code"]
    list_select_related = ["scale", "strategy__trust"]


@admin.register(Heading)
class HeadingAdmin(AskedAdmin):
    resource_classes = [HeadingResource]
    list_display = ["label", "level", "purpose", "is_required", "strategy", "trust_code"]


@admin.register(CustomField)
class CustomFieldAdmin(TrustAdmin):
    """Columns of trusts' own. Their values are kept with the records."""

    list_display = ["heading", "record_kind", "value_kind", "strategy", "trust", "is_archived"]
    list_select_related = ["strategy", "trust"]
    list_filter = ["record_kind", "value_kind", "is_archived", ("trust", OwnTrustsFilter)]
    search_fields = ["heading", "strategy__title"]
    line_lists = ["allowed_values"]


@admin.register(Passage)
class PassageAdmin(FrozenWithPeriod, SheetAdmin):
    """What trackers said beside plan and answers."""

    resource_classes = [PassageResource]
    list_display = ["label", "document", "kind", "objective", "period", "strategy", "trust_code"]
    list_select_related = ["objective", "period", "strategy__trust"]
    list_filter = ["kind", *BY_STRATEGY, ("period", OwnTrustsFilter)]
    search_fields = ["document", "label", "text"]
    readonly_fields = ["source"]

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        if "text" in form.changed_data:
            obj.source = None  # the words are no longer those of the cell
        super().save_model(request, obj, form, change)
