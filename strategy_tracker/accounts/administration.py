"""What every page of the administration shares.

A superuser looks after every trust. Other staff look after the trusts where they are an
administrator, and see nothing of the others: no row, no choice of a foreign key, no filter.
Writes go as everywhere: checked whole, with their author in history, and never into what
is frozen (`TrustAdmin.refusal`).
"""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any, ClassVar

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.utils import NestedObjects, unquote
from django.core.exceptions import ValidationError
from django.db import models, router, transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from simple_history.admin import SimpleHistoryAdmin
from simple_history.models import DeletedObject
from simple_history.template_utils import HistoricalRecordContextHelper

from strategy_tracker.accounts.access import lacks_second_factor
from strategy_tracker.accounts.base import TrustRecord
from strategy_tracker.accounts.editing import last_saved
from strategy_tracker.accounts.models import Membership, Trust, User
from strategy_tracker.accounts.permissions import Permission
from strategy_tracker.accounts.saving import delete, save
from strategy_tracker.ui.conflicts import (
    VersionedForm,
    conflict_of,
    conflict_page,
    resolve,
    seen_field,
)
from strategy_tracker.ui.dates import day_and_time, long_date
from strategy_tracker.ui.forms import DateField, LinesField

TrustKeys = frozenset[int] | None
"""The keys of the trusts that somebody looks after; None for every trust."""


def trusts_run_by(request: HttpRequest) -> TrustKeys:
    """The trusts that the user looks after here, read once per request."""
    if not hasattr(request, "_trusts_run"):
        user: Any = request.user
        keys: TrustKeys = None
        if not user.is_superuser:
            own = Membership.objects.current().with_permission(Permission.ADMINISTER)
            own = own.filter(user=user).select_related("trust")
            keys = frozenset(
                membership.trust_id
                for membership in own
                if not lacks_second_factor(request, membership)
            )
        request._trusts_run = keys  # type: ignore[attr-defined]
    return request._trusts_run  # type: ignore[attr-defined]


def is_of_a_trust(model: type[models.Model]) -> bool:
    return issubclass(model, TrustRecord | Trust)


def within(queryset: models.QuerySet, trusts: TrustKeys) -> models.QuerySet:
    """Only what belongs to `trusts`; for users, those who are or were members there."""
    model: Any = queryset.model
    if trusts is None:
        return queryset
    if model is User:
        members = Membership.objects.filter(trust__in=trusts)
        return queryset.filter(pk__in=members.values("user"))
    if is_of_a_trust(model):
        return queryset.filter(**{f"{model.TRUST_PATH}__in": trusts})
    return queryset


def trust_of(row: Any) -> Trust | None:
    """The trust that owns `row`, or None where nothing says so."""
    if isinstance(row, Trust):
        return row
    for name in getattr(row, "TRUST_PATH", "").split("__"):
        row = getattr(row, name, None) if name else None
    return row


class CheckedForm(VersionedForm, forms.ModelForm):
    """A form that is refused, with a sentence, when its row is frozen."""

    refusal: ClassVar[Any] = staticmethod(lambda row: "")

    def _post_clean(self) -> None:
        super()._post_clean()  # type: ignore[misc]
        if not self.errors and (sentence := self.refusal(self.instance)):
            self.add_error(None, sentence)


class OwnTrustsFilter(admin.RelatedFieldListFilter):
    """A filter that offers nothing of a trust that the user does not look after."""

    def field_choices(self, field: Any, request: HttpRequest, model_admin: Any) -> Any:
        trusts, model = trusts_run_by(request), field.remote_field.model
        limit = {}
        if trusts is not None and is_of_a_trust(model):
            limit = {f"{model.TRUST_PATH}__in": trusts}
        ordering = self.field_admin_ordering(field, request, model_admin)
        return field.get_choices(include_blank=False, ordering=ordering, limit_choices_to=limit)


class TrustScoped:
    """What pages and their inlines share: whose rows, whose choices, who may."""

    line_lists: ClassVar[Sequence[str]] = ()
    """Fields that hold a list of texts."""

    model: Any
    admin_site: Any

    def refusal(self, row: Any) -> str:
        """Why nobody may change or delete `row` now, in a sentence; "" when they may."""
        return ""

    def get_queryset(self, request: HttpRequest) -> models.QuerySet:
        queryset = within(super().get_queryset(request), trusts_run_by(request))  # type: ignore[misc]
        # Here and not by Django's list: the trust is shown, and the row's text names others.
        related = list(getattr(self, "list_select_related", None) or ())
        if issubclass(self.model, TrustRecord):
            related.append(self.model.TRUST_PATH)
        return queryset.select_related(*related) if related else queryset

    def get_field_queryset(self, db: Any, db_field: Any, request: HttpRequest) -> Any:
        queryset = super().get_field_queryset(db, db_field, request)  # type: ignore[misc]
        if queryset is None:
            queryset = db_field.remote_field.model._default_manager.all()
        return within(queryset, trusts_run_by(request))

    def get_autocomplete_fields(self, request: HttpRequest) -> list[str]:
        """Every key to something that can be searched for."""
        fields = [*self.model._meta.fields, *self.model._meta.many_to_many]
        return [
            field.name
            for field in fields
            if field.remote_field
            and self.admin_site.is_registered(field.related_model)
            and self.admin_site.get_model_admin(field.related_model).search_fields
        ]

    def formfield_for_dbfield(self, db_field: Any, request: Any, **kwargs: Any) -> Any:
        if db_field.name in self.line_lists:
            return LinesField(css_class="vLargeTextField", label=db_field.verbose_name.capitalize())
        if type(db_field) is models.DateField:  # a datetime is one as well
            kwargs["form_class"] = DateField
        return super().formfield_for_dbfield(db_field, request, **kwargs)  # type: ignore[misc]

    def may(self, request: HttpRequest, row: Any = None) -> bool:
        """Whether the user looks after `row`, or after anything at all."""
        user: Any = request.user
        trusts = trusts_run_by(request)
        if not (user.is_active and user.is_staff) or trusts is None:
            return bool(user.is_active and user.is_staff)
        if not isinstance(row, TrustRecord | Trust):
            return bool(trusts)
        return row.owner_trust_id in trusts

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.may(request)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.may(request, obj)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.may(request, obj)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.may(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.may(request, obj)


class TrustInline(TrustScoped, admin.TabularInline):
    """Rows of a trust, edited with what they belong to."""

    extra = 0
    show_change_link = True


class ReadHere:
    """For rows that are read here and written elsewhere."""

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class ReadOnlyInline(ReadHere, TrustInline):
    """Rows that are shown with what they belong to, and edited on a page of their own."""

    can_delete = False


class HistoryWords(HistoricalRecordContextHelper):
    """What changed, in the words of the pages: dates to be read, and labels for codes."""

    def prepare_delta_change_value(self, change: Any, value: Any) -> Any:
        shown = super().prepare_delta_change_value(change, value)
        if shown in (None, "", []) or (isinstance(shown, DeletedObject) and shown.pk is None):
            return "nothing"
        if isinstance(shown, bool):
            return "yes" if shown else "no"
        if isinstance(shown, datetime):
            return day_and_time(shown)
        if isinstance(shown, date):
            return long_date(shown)
        choices = getattr(self.model._meta.get_field(change.field), "flatchoices", ())
        return dict(choices).get(shown, shown) if isinstance(shown, str) else shown


def _edited(form: forms.BaseForm, formsets: Iterable[Any]) -> list[forms.BaseForm]:
    """The forms of rows that are there already."""
    return [form, *(each for formset in formsets for each in formset.initial_forms)]


class TrustAdmin(TrustScoped, SimpleHistoryAdmin):
    """The page of a model that belongs to a trust."""

    form: type[forms.ModelForm] = CheckedForm
    list_per_page = 50
    save_on_top = True

    @admin.display(description="Trust")
    def trust_code(self, row: Any) -> str:
        trust = trust_of(row)
        return trust.code if trust else ""

    def get_form(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        form = super().get_form(request, obj, **kwargs)
        form.refusal = staticmethod(self.refusal)
        return form

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """With, once there is a row, what it belongs to: moving it would cross its children."""
        fields = list(super().get_readonly_fields(request, obj))
        owner = self.model.TRUST_PATH.split("__")[0]
        if obj is not None and obj.pk and owner != "pk" and owner not in fields:
            fields.append(owner)
        return fields

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_change_permission(request, obj) and not (obj and self.refusal(obj))

    def get_historical_record_context_helper(
        self, request: HttpRequest, historical_record: Any
    ) -> HistoryWords:
        return HistoryWords(self.model, historical_record)

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: Any = None,
        form_url: str = "",
        extra_context: Any = None,
    ) -> Any:
        """A frozen row is shown, not changed; whatever a check refuses is said in its words."""
        row = self.get_object(request, unquote(object_id)) if object_id else None
        sentence = self.refusal(row) if row is not None else ""
        if sentence:
            messages.warning(request, sentence)
            if request.method == "POST":
                return HttpResponseRedirect(request.get_full_path())
            extra_context = {**(extra_context or {}), "show_delete": False}
        try:
            if row is None or request.method != "POST":
                return super().changeform_view(request, object_id, form_url, extra_context)
            # From reading what is saved until saving: no save of somebody else's comes between.
            with transaction.atomic():
                return self._conflict(request, row.pk) or super().changeform_view(
                    request, object_id, form_url, extra_context
                )
        except ValidationError as error:
            for message in error.messages:
                messages.error(request, message)
            return HttpResponseRedirect(request.get_full_path())

    def _conflict(self, request: HttpRequest, key: Any) -> HttpResponse | None:
        """The page of two versions, where somebody else saved the row or one of its inlines."""
        sent = request.POST
        request.POST = resolve(sent)[0]  # type: ignore[assignment]
        row = self.get_queryset(request).select_for_update(of=("self",)).get(pk=key)
        form = self.get_form(request, row, change=True)(request.POST, request.FILES, instance=row)
        is_valid = form.is_valid()
        formsets, _ = self._create_formsets(request, form.instance, change=True)
        if not (is_valid and all(formset.is_valid() for formset in formsets)):
            return None
        conflict = conflict_of(_edited(form, formsets), sent)
        if conflict is None:
            return None
        saved = last_saved(row.history) if hasattr(row, "history") else (None, None)
        url = request.get_full_path()
        return conflict_page(request, conflict, what=str(row), url=url, saved=saved)

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> Any:
        """With what each form of the page saw, by which a save of somebody else's is told."""
        formsets = [inline.formset for inline in context["inline_admin_formsets"]]
        edited = _edited(context["adminform"].form, formsets) if context["original"] else []
        context["seen"] = [seen_field(form) for form in edited]
        return super().render_change_form(request, context, *args, **kwargs)

    def delete_view(
        self, request: HttpRequest, object_id: str, extra_context: Any = None
    ) -> HttpResponse:
        """Whatever a check refuses is said in its words, and nothing is deleted."""
        try:
            answer: HttpResponse = super().delete_view(request, object_id, extra_context)
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
            return HttpResponseRedirect(request.get_full_path())
        return answer

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        try:
            answer: HttpResponse = super().changelist_view(request, extra_context)
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
            return HttpResponseRedirect(request.get_full_path())
        return answer

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        save(obj, by=request.user)

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: bool) -> None:
        rows = formset.save(commit=False)
        for row in formset.deleted_objects:
            delete(row, by=request.user)
        for row in rows:
            save(row, by=request.user)
        formset.save_m2m()

    def delete_model(self, request: HttpRequest, obj: models.Model) -> None:
        delete(obj, by=request.user)

    @transaction.atomic
    def delete_queryset(self, request: HttpRequest, queryset: models.QuerySet) -> None:
        for row in queryset:
            delete(row, by=request.user)

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        """With, among what stops the deletion, a sentence for each frozen row it would reach.

        Records that are only read in the administration do go with what they belong to.
        """
        shown, counts, lacking, protected = super().get_deleted_objects(objs, request)
        pages = self.admin_site._registry.items()
        lacking -= {model._meta.verbose_name for model, page in pages if isinstance(page, ReadHere)}
        return shown, counts, lacking, [*protected, *self._refusals(objs)]

    def _refusals(self, rows: Iterable[models.Model]) -> list[str]:
        collector = NestedObjects(using=router.db_for_write(self.model))
        collector.collect(list(rows))
        sentences: dict[str, None] = {}
        for model, found in collector.data.items():
            page = self.admin_site._registry.get(model)
            if isinstance(page, TrustAdmin):
                sentences |= dict.fromkeys(filter(None, map(page.refusal, found)))
        return list(sentences)

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: Any = None
    ) -> HttpResponse:
        self._check_is_own(request, object_id)
        answer: HttpResponse = super().history_view(request, object_id, extra_context)
        return answer

    def history_form_view(
        self, request: HttpRequest, object_id: str, version_id: str, extra_context: Any = None
    ) -> HttpResponse:
        self._check_is_own(request, object_id)
        answer: HttpResponse = super().history_form_view(
            request, object_id, version_id, extra_context
        )
        return answer

    def _get_obj_does_not_exist_redirect(self, request: HttpRequest, *args: Any) -> Any:
        raise Http404("There is no such record.")

    def _check_is_own(self, request: HttpRequest, object_id: str) -> None:
        """Raise Http404 for what the user does not look after, deleted rows included."""
        runs_all = trusts_run_by(request) is None
        if not runs_all and self.get_object(request, unquote(object_id)) is None:
            raise Http404("There is no such record.")
