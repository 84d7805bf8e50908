"""Columns of the trust's own: what its tracker holds beside the fields that every plan has.

A `CustomField` is the column, and each record holds its values of all of them (ADR 51).
"""

import re
from datetime import date
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models.functions import Lower

from strategy_tracker.accounts.base import History, TrustRecord
from strategy_tracker.accounts.models import Trust
from strategy_tracker.ui.dates import long_date

# "1,250", "£12.50", "-3", "75%": no reference with dots or leading noughts is a number.
_NUMBER = re.compile(
    r"(-?)(?:\s*[£$€])?\s*((?:0|[1-9]\d{0,14}|[1-9]\d{0,2}(?:,\d{3}){1,4})(?:\.\d{1,9})?)\s*%?"
)
LONGEST_HEADING = 200


def number_of(text: str) -> Decimal | None:
    """The number that `text` is, whatever sign stands at it; None for anything else."""
    match = _NUMBER.fullmatch(text.strip())
    return Decimal(match[1] + match[2].replace(",", "")) if match else None


def day_of(text: str) -> date | None:
    """The day that a value of a column of dates is; None for words such as "TBC"."""
    try:
        return date.fromisoformat(text) if len(text) == 10 else None
    except ValueError:
        return None


class CustomField(TrustRecord):
    """A column of the trust's own, at one kind of record.

    Those of risks are of the whole trust, as its register is, and all others of one strategy.
    A choice is one of `allowed_values`.
    """

    class RecordKind(models.TextChoices):
        OBJECTIVE = "objective", "Strategic objective"
        AMBITION = "ambition", "Ambition"
        ACTION = "action", "Key action"
        MEASURE = "measure", "Measure"
        RISK = "risk", "Risk"

    class ValueKind(models.TextChoices):
        TEXT = "text", "Text"
        NUMBER = "number", "Number"
        DATE = "date", "Date"
        CHOICE = "choice", "Choice"

    trust = models.ForeignKey(Trust, on_delete=models.CASCADE, related_name="custom_fields")
    strategy = models.ForeignKey(
        "objectives.Strategy",
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="custom_fields",
    )
    record_kind = models.CharField("of what", max_length=10, choices=RecordKind)
    heading = models.CharField(max_length=LONGEST_HEADING)
    value_kind = models.CharField(
        "kind of value", max_length=10, choices=ValueKind, default=ValueKind.TEXT
    )
    allowed_values = models.JSONField(
        "what may be chosen", default=list, blank=True, help_text="A list of texts."
    )
    position = models.PositiveSmallIntegerField(default=0)
    is_archived = models.BooleanField("archived", default=False)
    history = History()

    class Meta:
        ordering = ["trust_id", "strategy_id", "record_kind", "position", "pk"]
        verbose_name = "column of your own"
        verbose_name_plural = "columns of your own"
        constraints = [
            models.UniqueConstraint(
                Lower("heading"),
                "strategy",
                "record_kind",
                condition=models.Q(strategy__isnull=False),
                name="custom_field_heading_unique_in_strategy",
                violation_error_message="There is a column with this heading already.",
            ),
            models.UniqueConstraint(
                Lower("heading"),
                "trust",
                condition=models.Q(strategy=None),
                name="custom_field_heading_unique_in_trust",
                violation_error_message="There is a column with this heading already.",
            ),
            models.CheckConstraint(
                condition=~models.Q(heading=""), name="custom_field_heading_not_blank"
            ),
            models.CheckConstraint(
                condition=models.Q(
                    record_kind__in=["objective", "ambition", "action", "measure", "risk"]
                ),
                name="custom_field_record_kind_known",
            ),
            models.CheckConstraint(
                condition=models.Q(value_kind__in=["text", "number", "date", "choice"]),
                name="custom_field_value_kind_known",
            ),
            models.CheckConstraint(
                condition=models.Q(record_kind="risk", strategy=None)
                | (~models.Q(record_kind="risk") & models.Q(strategy__isnull=False)),
                name="custom_field_of_strategy_unless_risk",
                violation_error_message="Columns of risks are of the trust, others of a strategy.",
            ),
        ]

    def __str__(self) -> str:
        return self.heading

    def clean(self) -> None:
        super().clean()
        self.check_same_trust(["strategy"])
        given = self.allowed_values
        if not isinstance(given, list) or not all(isinstance(text, str) and text for text in given):
            raise ValidationError({"allowed_values": "Give a list of texts."})
        if given and self.value_kind != self.ValueKind.CHOICE:
            raise ValidationError({"allowed_values": "Only a choice has values to choose from."})

    @property
    def key(self) -> str:
        """By which a record's values are kept: a heading may change."""
        return str(self.pk)

    @property
    def name(self) -> str:
        """What its box is called on a form."""
        return f"custom_{self.pk}"

    def value(self, record: Any) -> str:
        """What the record holds under it, as it is kept; "" for nothing."""
        return str(record.custom_values.get(self.key, ""))

    def words(self, record: Any) -> str:
        """The same as a page says it."""
        return self.say(self.value(record))

    def say(self, value: str) -> str:
        """A kept value as a page says it: a day in words, all else as it was given."""
        day = day_of(value) if self.value_kind == self.ValueKind.DATE else None
        return long_date(day) if day else value

    def cell(self, record: Any) -> Any:
        """The same as a spreadsheet holds it: a plain number, a day, else the text."""
        value = self.value(record)
        if self.value_kind == self.ValueKind.DATE:
            return day_of(value) or value
        if self.value_kind == self.ValueKind.NUMBER and re.fullmatch(r"-?[\d.]+", value):
            return number_of(value) if number_of(value) is not None else value
        return value


class CustomValuesRecord(models.Model):
    """Abstract: a record with values under columns of the trust's own, by the key of each."""

    custom_values = models.JSONField("own columns", default=dict, blank=True, editable=False)

    class Meta:
        abstract = True

    def clean(self) -> None:
        super().clean()
        # A value that was not read is not written either.
        if "custom_values" not in self.get_deferred_fields() and self.custom_values:
            check_custom_values(self)


def record_kind_of(record: Any) -> str:
    """Which kind of record it is, as its columns say: an item by its level."""
    return str(getattr(record, "level", record._meta.model_name))


def columns_of(record: Any) -> Any:
    """The columns under which the record can hold something, archived ones too, in order."""
    kind = record_kind_of(record)
    own = CustomField.objects.filter(record_kind=kind)
    if kind == CustomField.RecordKind.RISK:
        return own.filter(trust=record.trust_id)
    return own.filter(strategy=record.strategy_id)


def check_custom_values(record: Any) -> None:
    """Raise ValidationError where a record holds what no column of its own could."""
    values = record.custom_values
    if not isinstance(values, dict) or not all(
        isinstance(text, str) and text for text in values.values()
    ):
        raise ValidationError("Each value of a column of your own is a text.")
    if unknown := set(values) - {field.key for field in columns_of(record)}:
        raise ValidationError(
            f"{len(unknown)} of the values are under no column of this kind of record."
        )
