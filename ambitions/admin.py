"""Administration of ambitions, actions, measures, and what was answered about them."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from ambitions.measures.services import check_actions_of_measure
from ambitions.models import (
    ActionLead,
    Ambition,
    AmbitionLead,
    BaselineChange,
    Challenge,
    Condition,
    Correction,
    KeyAction,
    Measure,
    MeasureLead,
    Notification,
    Reading,
    Reminder,
    Update,
    UpdateNarrative,
    UpdateRating,
)
from ambitions.plan.fields import ACTION_FIELDS, AMBITION_FIELDS
from ambitions.resources import (
    ActionResource,
    AmbitionResource,
    ConditionResource,
    MeasureResource,
    ReadingResource,
)
from ambitions.updates.null_values import empty_kind
from ambitions.updates.services import approved_message
from objectives.admin import BY_STRATEGY
from objectives.administration import FrozenWithPeriod
from objectives.calendar import part_of
from objectives.fields import FieldKind, names_of, searched_names
from objectives.models import Period
from objectives.services import closed_period_message
from strategy_tracker.accounts.administration import (
    CheckedForm,
    OwnTrustsFilter,
    ReadHere,
    ReadOnlyInline,
    TrustAdmin,
    TrustInline,
)
from strategy_tracker.accounts.saving import now
from strategy_tracker.accounts.sheets import SheetAdmin

# The plan


class ConditionInline(TrustInline):
    model = Condition


class AmbitionLeadInline(TrustInline):
    model = AmbitionLead


# What the name of an update says, for rows that are about one.
_OF_AN_UPDATE = (
    "update__period__strategy__trust",
    "update__objective",
    "update__ambition",
    "update__action",
)


@admin.register(Ambition)
class AmbitionAdmin(SheetAdmin):
    resource_classes = [AmbitionResource]
    list_display = ["title", "reference", "objective", "strategy", "trust_code", "is_archived"]
    list_select_related = ["objective", "strategy__trust"]
    list_filter = ["is_archived", *BY_STRATEGY, ("objective", OwnTrustsFilter)]
    search_fields = [*searched_names(AMBITION_FIELDS), "description"]
    readonly_fields = ["source"]
    line_lists = names_of(AMBITION_FIELDS, FieldKind.LINES)
    inlines = [ConditionInline, AmbitionLeadInline]


@admin.register(Condition)
class ConditionAdmin(SheetAdmin):
    resource_classes = [ConditionResource]
    list_display = ["text", "letter", "ambition", "trust_code", "position"]
    list_filter = [("ambition__strategy__trust", OwnTrustsFilter)]
    search_fields = ["text", "ambition__title"]


class ActionLeadInline(TrustInline):
    model = ActionLead


class BaselineChangeInline(ReadOnlyInline):
    model = BaselineChange
    fields = ["what", "old_date", "new_date", "old_text", "new_text", "reason", "minute_reference"]


@admin.register(KeyAction)
class ActionAdmin(SheetAdmin):
    resource_classes = [ActionResource]
    list_display = ["title", "reference", "kind", "strategy", "trust_code", "target_date"]
    list_filter = ["kind", "is_archived", *BY_STRATEGY, ("objective", OwnTrustsFilter)]
    search_fields = searched_names(ACTION_FIELDS)
    date_hierarchy = "target_date"
    readonly_fields = ["source"]
    line_lists = names_of(ACTION_FIELDS, FieldKind.LINES)
    inlines = [ActionLeadInline, BaselineChangeInline]


@admin.register(AmbitionLead)
class AmbitionLeadAdmin(TrustAdmin):
    list_display = ["person", "ambition", "kind", "trust_code", "position"]
    list_select_related = ["person", "ambition__strategy__trust"]
    list_filter = ["kind", ("ambition__strategy__trust", OwnTrustsFilter)]
    search_fields = ["person__name", "ambition__title"]


@admin.register(ActionLead)
class ActionLeadAdmin(TrustAdmin):
    list_display = ["person", "action", "kind", "trust_code", "position"]
    list_select_related = ["person", "action__strategy__trust"]
    list_filter = ["kind", ("action__strategy__trust", OwnTrustsFilter)]
    search_fields = ["person__name", "action__title", "action__reference"]


@admin.register(MeasureLead)
class MeasureLeadAdmin(TrustAdmin):
    list_display = ["person", "measure", "kind", "trust_code", "position"]
    list_select_related = ["person", "measure__strategy__trust"]
    list_filter = ["kind", ("measure__strategy__trust", OwnTrustsFilter)]
    search_fields = ["person__name", "measure__name"]


@admin.register(BaselineChange)
class BaselineChangeAdmin(ReadHere, TrustAdmin):
    """A record of what was decided: it is read here, and made on the page of what it is of."""

    list_display = ["__str__", "old_date", "new_date", "reason", "changed_at", "changed_by"]
    list_select_related = [
        *("strategy__trust", "objective", "ambition", "action", "measure", "changed_by")
    ]
    list_filter = [("strategy__trust", OwnTrustsFilter)]
    search_fields = ["action__title", "action__reference", "reason"]
    date_hierarchy = "changed_at"


# Measures


class MeasureForm(CheckedForm):
    def clean(self) -> dict[str, Any]:
        """The actions are many to many, which no check of the row itself sees."""
        values = super().clean() or self.cleaned_data
        strategy = values.get("strategy") or getattr(self.instance, "strategy", None)
        if strategy and values.get("actions"):
            check_actions_of_measure(values["actions"], strategy.pk)
        return values


class MeasureLeadInline(TrustInline):
    model = MeasureLead


class ReadingInline(ReadOnlyInline):
    model = Reading
    fields = ["financial_year", "part", "kind", "series", "raw", "number"]


@admin.register(Measure)
class MeasureAdmin(SheetAdmin):
    resource_classes = [MeasureResource]
    form = MeasureForm
    list_display = ["name", "number", "value_kind", "strategy", "trust_code", "is_archived"]
    list_filter = ["value_kind", "is_archived", *BY_STRATEGY, ("objective", OwnTrustsFilter)]
    search_fields = ["number", "name", "comment"]
    readonly_fields = ["source"]
    inlines = [MeasureLeadInline, ReadingInline]


@admin.register(Reading)
class ReadingAdmin(SheetAdmin):
    """Which kind of empty a reading is follows from what was printed."""

    resource_classes = [ReadingResource]
    list_display = ["measure", "financial_year", "part", "kind", "series", "raw", "trust_code"]
    list_filter = ["financial_year", "part", "kind", ("measure__strategy__trust", OwnTrustsFilter)]
    search_fields = ["measure__name", "measure__number", "raw"]
    readonly_fields = ["empty", "source"]

    def refusal(self, row: Any) -> str:
        """An actual is entered in its period, and frozen with it; aims are not."""
        if row.kind != Reading.Kind.ACTUAL or not row.measure_id:
            return super().refusal(row)
        closed = Period.objects.filter(strategy=row.measure.strategy_id, status="closed")
        own = (row.financial_year, row.part)
        for period in closed:
            if part_of(period).key == own:
                return closed_period_message(period)
        return super().refusal(row)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        obj.empty = empty_kind(obj.raw)
        if "raw" in form.changed_data:
            obj.source = None  # typed now, whatever workbook it was from
        super().save_model(request, obj, form, change)


# What was answered


class UpdateRatingInline(TrustInline):
    model = UpdateRating
    readonly_fields = ["source"]


class UpdateNarrativeInline(TrustInline):
    model = UpdateNarrative
    readonly_fields = ["empty", "source"]


class ChallengeInline(ReadOnlyInline):
    model = Challenge
    fields = ["text", "raised_at", "raised_by", "answered_at", "answered_by"]


class AnswerAdmin(ReadHere, FrozenWithPeriod):
    """Part of an update, corrected on the update's page, which tells whoever has it open."""

    period_path = "update__period"


@admin.register(Update)
class UpdateAdmin(FrozenWithPeriod):
    """Answers can be corrected here; submitting, returning and approving is done on the site."""

    list_display = ["item_title", "period", "state", "trust_code", "saved_by", "saved_at"]
    list_select_related = [
        "period__strategy__trust",
        "objective",
        "ambition",
        "action",
        "saved_by",
    ]
    list_filter = [
        "state",
        ("period__strategy__trust", OwnTrustsFilter),
        ("period", OwnTrustsFilter),
    ]
    search_fields = [
        "action__title",
        "action__reference",
        "ambition__title",
        "objective__title",
        "period__label",
    ]
    date_hierarchy = "saved_at"
    readonly_fields = [
        "state",
        "version",
        "saved_at",
        "saved_by",
        "submitted_at",
        "submitted_by",
        "approved_at",
        "approved_by",
        "source",
    ]
    inlines = [UpdateRatingInline, UpdateNarrativeInline, ChallengeInline]

    @admin.display(description="Of")
    def item_title(self, update: Update) -> str:
        return str(update.item)

    def refusal(self, row: Any) -> str:
        found = Update.objects.filter(pk=row.pk).first()
        return super().refusal(row) or (approved_message(found) if found else "")

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        fields = super().get_readonly_fields(request, obj)
        return [*fields, *Update.ITEM_FIELDS] if obj is not None else fields

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """A save like that of the form: whoever has the update open there is told."""
        obj.version = obj.version + 1 if change else 1
        obj.saved_at, obj.saved_by = now(), request.user
        super().save_model(request, obj, form, change)

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: bool) -> None:
        for inline in formset.forms:
            if inline.has_changed() and isinstance(inline.instance, UpdateRating | UpdateNarrative):
                inline.instance.source = None  # typed now, whatever workbook it was from
            if isinstance(inline.instance, UpdateNarrative):
                inline.instance.empty = empty_kind(inline.instance.text)
        super().save_formset(request, form, formset, change)


@admin.register(UpdateRating)
class UpdateRatingAdmin(AnswerAdmin):
    list_display = ["update", "dimension", "rating", "number", "direction", "trust_code"]
    list_select_related = [
        *_OF_AN_UPDATE,
        "dimension",
        "rating",
    ]
    list_filter = [("update__period__strategy__trust", OwnTrustsFilter), "direction"]
    search_fields = ["update__action__title", "update__action__reference", "dimension__label"]


@admin.register(UpdateNarrative)
class UpdateNarrativeAdmin(AnswerAdmin):
    list_display = ["update", "heading", "text", "empty", "trust_code"]
    list_select_related = [
        *_OF_AN_UPDATE,
        "heading",
    ]
    list_filter = [("update__period__strategy__trust", OwnTrustsFilter), "empty"]
    search_fields = ["text", "update__action__title", "update__action__reference"]


@admin.register(Challenge)
class ChallengeAdmin(ReadHere, TrustAdmin):
    """What was asked when an update was returned: read here, and asked on the site."""

    list_display = ["text", "update", "raised_by", "raised_at", "answered_at", "trust_code"]
    list_select_related = [
        *_OF_AN_UPDATE,
        "raised_by",
    ]
    list_filter = [
        ("update__period__strategy__trust", OwnTrustsFilter),
        ("answered_at", admin.EmptyFieldListFilter),
    ]
    search_fields = ["text", "update__action__title"]
    date_hierarchy = "raised_at"


@admin.register(Correction)
class CorrectionAdmin(ReadHere, TrustAdmin):
    """Updates of closed periods that were reopened: read here, and reopened on the site."""

    list_display = ["update", "reason", "reopened_by", "reopened_at", "closed_at", "trust_code"]
    list_select_related = [
        *_OF_AN_UPDATE,
        "reopened_by",
    ]
    list_filter = [
        ("update__period__strategy__trust", OwnTrustsFilter),
        ("closed_at", admin.EmptyFieldListFilter),
    ]
    search_fields = ["reason", "update__action__title", "update__action__reference"]
    date_hierarchy = "reopened_at"


@admin.register(Reminder)
class ReminderAdmin(ReadHere, TrustAdmin):
    """Reminders that went out: read here, and sent on the site."""

    list_display = ["person", "period", "email", "sent_by", "sent_at", "trust_code"]
    list_select_related = ["person", "period__strategy__trust", "sent_by"]
    list_filter = [
        ("period__strategy__trust", OwnTrustsFilter),
        ("period", OwnTrustsFilter),
    ]
    search_fields = ["person__name", "email", "period__label"]
    date_hierarchy = "sent_at"


@admin.register(Notification)
class NotificationAdmin(ReadHere, TrustAdmin):
    """Mails about updates, sent and waiting: read here, and written by what happens on the site."""

    list_display = ["user", "kind", "update", "send_after", "tries", "is_sent", "trust_code"]
    list_select_related = [
        "user",
        *_OF_AN_UPDATE,
    ]
    list_filter = [
        ("update__period__strategy__trust", OwnTrustsFilter),
        "kind",
        "is_sent",
    ]
    search_fields = ["user__name", "user__email"]
    date_hierarchy = "send_after"
