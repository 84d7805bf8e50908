"""Records as a sheet and back, for the administration's export and import.

A sheet names things as people do (the trust's code, the strategy's title) and never by
database key, so it can go from one installation to another. Exported and imported again
it changes nothing. A row that will not do is named with its number and column, and then
nothing of the sheet is kept.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any, ClassVar

from django import forms
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from import_export import fields, resources, widgets
from import_export.admin import ImportExportMixin
from import_export.formats.base_formats import CSV, XLSX
from import_export.forms import ImportForm

from strategy_tracker.accounts.administration import (
    TrustAdmin,
    TrustKeys,
    trust_of,
    trusts_run_by,
    within,
)
from strategy_tracker.accounts.models import Person
from strategy_tracker.accounts.saving import now
from strategy_tracker.ui.dates import parse_date

LEADS = "leads"
# Text that a spreadsheet program would take for a formula begins with one of these.
FORMULA = ("=", "@", "\t", "\r", "+", "-")


def escape_formula(text: str) -> str:
    """`text` with an apostrophe before it when a spreadsheet would run it.

    Numbers such as "-5%" and a lone dash stay as they are. `unescape_formula` undoes it.
    """
    bare = text.lstrip("'")
    return f"'{text}" if _runs(bare) else text


def unescape_formula(text: str) -> str:
    return text[1:] if text.startswith("'") and _runs(text.lstrip("'")) else text


def _runs(text: str) -> bool:
    if not text.startswith(FORMULA):
        return False
    return text[0] not in "+-" or not _is_number(text[1:].strip().rstrip("%"))


def _is_number(text: str) -> bool:
    return not text.strip("–—-") or text.replace(",", "").replace(".", "", 1).isdigit()


class Text(widgets.Widget):
    def __init__(self, coerce_to_string: bool = True, allow_blank: bool = True) -> None:
        super().__init__(coerce_to_string)

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> str:
        return "" if value is None else str(value)


class Lines(Text):
    """A list of texts, one to a line of the cell."""

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> Any:
        return [line.strip() for line in super().clean(value).splitlines() if line.strip()]

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        return "\n".join(value or [])


class WholeNumber(Text):
    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> Any:
        text = super().clean(value).strip()
        if not text:
            return None
        if not text.lstrip("-").isdecimal() or len(text) > 12:
            raise ValueError(f"“{text}” is not a whole number.")
        return int(text)


class Number(Text):
    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> Any:
        text = super().clean(value).strip()
        try:
            number = Decimal(text) if text else None
        except InvalidOperation:
            number = Decimal("NaN")
        if number is not None and not number.is_finite():
            raise ValueError(f"“{text}” is not a number.")
        return number


class Day(Text):
    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> Any:
        if isinstance(value, datetime):
            return value.date()
        if isinstance(value, date):
            return value
        text = super().clean(value).strip()
        if not text:
            return None
        try:
            day = parse_date(text)
        except ValueError:
            day = None
        if day is None:
            raise ValueError(f"“{text}” is not a date. Write it as 2024-03-31.")
        return day


class YesNo(Text):
    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> Any:
        words = {"yes": True, "true": True, "1": True, "no": False, "false": False, "0": False}
        text = super().clean(value).strip().lower()
        if text and text not in words:
            raise ValueError(f"“{value}” is neither yes nor no.")
        return words.get(text)

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        return "" if value is None else "yes" if value else "no"


class Named(Text):
    """A key to another record, given by what it is called.

    `called` are the fields that may name it, the first one that is not blank is printed;
    `beside` maps lookups that narrow it to the columns that give them.
    """

    def __init__(self, model: Any, *called: str, beside: Mapping[str, str] | None = None) -> None:
        super().__init__()
        self.model, self.called, self.beside = model, called, dict(beside or {})
        self.trusts: TrustKeys = None

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> Any:
        text = super().clean(value).strip()
        if not text:
            return None
        known = {path: str((row or {}).get(column) or "") for path, column in self.beside.items()}
        for name in self.called:
            rows = within(self.model._default_manager.all(), self.trusts)
            found = list(rows.filter(**known, **{name: text})[:2])
            if len(found) == 1:
                return found[0]
            if found:
                break
        raise ValueError(self._sentence(text, "more than one" if found else "no", row or {}))

    def _sentence(self, text: str, how_many: str, row: Mapping[str, Any]) -> str:
        place = ", ".join(f"{column} “{row.get(column) or ''}”" for column in self.beside.values())
        name = self.model._meta.verbose_name
        return f"There is {how_many} {name} “{text}”{f' at {place}' if place else ''}."

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        names = (str(getattr(value, name)) for name in self.called) if value is not None else ()
        return next((name for name in names if name), "")


def called_by(
    attribute: str, model: Any, *called: str, beside: Mapping[str, str] | None = None
) -> fields.Field:
    """A column for the foreign key `attribute`, under its own name."""
    widget = Named(model, *called, beside=beside)
    return fields.Field(attribute=attribute, column_name=attribute, widget=widget)


def shown(column: str, attribute: str) -> fields.Field:
    """A column that is only read by other columns, to say which record they mean."""
    return fields.Field(attribute=attribute, column_name=column, readonly=True, widget=Text())


class SheetResource(resources.ModelResource):
    """Records of one model as rows of a sheet.

    `keys` are tried in turn to find the record of a row: the first by all its columns as
    they are, blank ones too; each further one only where none of its columns is blank and
    exactly one record fits. So one cell of a row may change its name or its reference.
    """

    keys: ClassVar[Sequence[Sequence[str]]] = ()
    related: ClassVar[Sequence[str]] = ()
    """What export reads with each record."""

    WIDGETS_MAP: ClassVar[dict[str, Any]] = {
        "BooleanField": YesNo,
        "CharField": Text,
        "DateField": Day,
        "DecimalField": Number,
        "JSONField": Lines,
        "PositiveIntegerField": WholeNumber,
        "PositiveSmallIntegerField": WholeNumber,
        "SlugField": Text,
        "TextField": Text,
    }

    class Meta:
        clean_model_instances = True
        skip_unchanged = True
        report_skipped = True

    def __init__(self, trusts: TrustKeys = None, refusal: Callable[[Any], str] | None = None):
        super().__init__()
        self.trusts, self.refusal = trusts, refusal or (lambda row: "")
        for field in self.fields.values():
            if isinstance(field.widget, Named):
                field.widget.trusts = trusts

    def get_queryset(self) -> models.QuerySet:
        return within(super().get_queryset(), self.trusts)

    def get_import_id_fields(self) -> Sequence[str]:
        return self.keys[0]

    # Out

    def filter_export(self, queryset: models.QuerySet, **kwargs: Any) -> models.QuerySet:
        return queryset.select_related(*self.related)

    def export_field(self, field: fields.Field, instance: Any, **kwargs: Any) -> str:
        # As text in every format: a workbook would turn references such as 1.10 into 1.1.
        kwargs.pop("force_native_type", None)
        return escape_formula(str(super().export_field(field, instance, **kwargs)))

    # In

    def before_import(self, dataset: Any, **kwargs: Any) -> None:
        """Raise ValueError when a column is unknown, or one that names a record is lacking."""
        known = [field.column_name for field in self.fields.values()]
        given = [str(header or "").strip() for header in dataset.headers or []]
        dataset.headers = given
        unknown = [f"“{name}”" for name in given if name and name not in known]
        lacking = [f"“{name}”" for name in self.keys[0] if name not in given]
        if unknown:
            raise ValueError(
                f"The sheet has columns that are not known here: {', '.join(unknown)}. "
                f"Known are: {', '.join(known)}."
            )
        if lacking:
            raise ValueError(f"The sheet lacks the columns {', '.join(lacking)}.")

    def before_import_row(self, row: dict[str, Any], **kwargs: Any) -> None:
        for name, value in row.items():
            if isinstance(value, float) and value.is_integer():
                value = int(value)
            row[name] = unescape_formula(value) if isinstance(value, str) else value

    def get_instance(self, instance_loader: Any, row: Mapping[str, Any]) -> Any:
        for number, names in enumerate(self.keys):
            try:
                columns = [self.fields[name] for name in names]
                values = {field.attribute: field.clean(row) for field in columns}
            except (ValueError, KeyError):
                continue  # said with its column when the row is read whole
            if number and any(value in (None, "") for value in values.values()):
                continue
            found = list(self.get_queryset().filter(**values)[:2])
            if len(found) == 1:
                return found[0]
            if found and not number:
                raise ValueError(
                    f"Two records are the same in {', '.join(names)}. Change one by hand first."
                )
        return None

    def validate_instance(
        self, instance: Any, import_validation_errors: Any = None, validate_unique: bool = True
    ) -> None:
        super().validate_instance(instance, import_validation_errors, validate_unique)
        before = type(instance)._default_manager.filter(pk=instance.pk).first()
        for row in filter(None, (before, instance)):
            if sentence := self.refusal(row):
                raise ValidationError(sentence)

    def before_save_instance(self, instance: Any, row: Any, **kwargs: Any) -> None:
        instance._history_user = kwargs.get("user")
        instance._history_date = now()


class LeadsMixin:
    """Adds a column of leads, by name, with a semicolon between two.

    The service that sets them is `set_leads(item, people, by)`.
    """

    def set_leads(self, item: Any, people: Iterable[Person], by: Any) -> None:
        raise NotImplementedError

    def filter_export(self, queryset: models.QuerySet, **kwargs: Any) -> models.QuerySet:
        queryset = super().filter_export(queryset, **kwargs)  # type: ignore[misc]
        return queryset.prefetch_related("lead_rows__person")

    def dehydrate_leads(self, item: Any) -> str:
        if not item.pk:
            return ""
        # A list was read with its leads; one row that is being imported asks for them.
        is_read = "lead_rows" in getattr(item, "_prefetched_objects_cache", ())
        rows = item.lead_rows.all() if is_read else item.lead_rows.select_related("person")
        return "; ".join(row.person.name for row in rows if row.kind == "lead")

    def skip_row(
        self, instance: Any, original: Any, row: Any, import_validation_errors: Any = None
    ) -> bool:
        held = self.dehydrate_leads(original)
        if LEADS in row and names_in(row[LEADS]) != names_in(held):
            return False
        return super().skip_row(instance, original, row, import_validation_errors)  # type: ignore[misc]

    def import_instance(self, instance: Any, row: Any, **kwargs: Any) -> None:
        errors: dict[str, Any] = {}
        try:
            super().import_instance(instance, row, **kwargs)  # type: ignore[misc]
        except ValidationError as error:
            errors = error.update_error_dict(errors)
        try:
            self._people(instance, row)
        except ValidationError as error:
            errors = error.update_error_dict(errors)
        if errors:
            raise ValidationError(errors)

    def after_save_instance(self, instance: Any, row: Any, **kwargs: Any) -> None:
        super().after_save_instance(instance, row, **kwargs)  # type: ignore[misc]
        if LEADS in row:
            self.set_leads(instance, self._people(instance, row), kwargs.get("user"))

    def _people(self, item: Any, row: Any) -> list[Person]:
        trust, people = trust_of(item), []
        for name in names_in(row.get(LEADS)):
            person = Person.objects.called(name, trust) if trust else None
            if person is None:
                raise ValidationError(
                    {LEADS: f"The trust has no person called “{name}”. Add them first."}
                )
            people.append(person)
        return people


def names_in(cell: Any) -> list[str]:
    return [name.strip() for name in str(cell or "").split(";") if name.strip()]


class SheetForm(ImportForm):
    """Refuses a file that is too large to read."""

    def clean_import_file(self) -> Any:
        file = self.cleaned_data["import_file"]
        if file.size > settings.IMPORT_MAX_BYTES:
            megabytes = settings.IMPORT_MAX_BYTES // (1024 * 1024)
            raise forms.ValidationError(f"The file is larger than {megabytes} MB. Split it.")
        return file


class SheetAdmin(ImportExportMixin, TrustAdmin):
    """A page with export to and import from a sheet."""

    formats = (XLSX, CSV)
    import_form_class = SheetForm
    to_encoding = "utf-8-sig"  # by which spreadsheet programs know what they read

    def get_resource_kwargs(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        return {"trusts": trusts_run_by(request), "refusal": self.refusal}

    def get_import_data_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        """All of the sheet or nothing, whatever happened since it was previewed."""
        return super().get_import_data_kwargs(**kwargs) | {"rollback_on_validation_errors": True}

    def process_result(self, result: Any, request: HttpRequest) -> HttpResponse:
        if not (result.has_errors() or result.has_validation_errors()):
            answer: HttpResponse = super().process_result(result, request)
            return answer
        messages.error(
            request,
            "Nothing was imported, because records changed since the preview. "
            "Import the sheet again to see what is wrong.",
        )
        return HttpResponseRedirect(request.path.removesuffix("process_import/") + "import/")

    def has_import_permission(self, request: HttpRequest) -> bool:
        return self.has_add_permission(request)

    def has_export_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)
