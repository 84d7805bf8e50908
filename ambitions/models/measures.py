"""Measures with their readings: the scorecard behind the words."""

from typing import ClassVar

from django.core.exceptions import ValidationError
from django.db import models

from ambitions.models.plan import Ambition, KeyAction
from objectives.calendar import year_name
from objectives.models import RatingScale, StrategicObjective, Strategy
from objectives.models.custom import CustomValuesRecord
from strategy_tracker.accounts.base import (
    History,
    IdentifiedRecord,
    Lead,
    TrustQuerySet,
    TrustRecord,
    identity_unique,
)

PARTS_OF_YEAR = [
    *("Q1", "Q2", "Q3", "Q4", "H1", "H2", "Y"),
    *(f"M{month:02d}" for month in range(1, 13)),
]


class MeasureQuerySet(TrustQuerySet):
    def with_readings(self) -> "MeasureQuerySet":
        return self.prefetch_related("readings")


class Measure(CustomValuesRecord, IdentifiedRecord):
    """A KPI: baseline, target, and an aim and an actual per quarter.

    Baseline and target are kept as the trust printed them ("50%", "Average", "TBC").
    """

    TRUST_PATH = "strategy__trust"

    class ValueKind(models.TextChoices):
        PERCENT = "percent", "Percentage"
        COUNT = "count", "Whole number"
        DECIMAL = "decimal", "Decimal number"
        GRADE = "grade", "Grade"
        YES_NO = "yes_no", "Yes or no"
        DURATION = "duration", "Time (hours, minutes, seconds)"
        TEXT = "text", "Text"

    class Better(models.TextChoices):
        HIGHER = "higher", "Higher is better"
        LOWER = "lower", "Lower is better"
        NEITHER = "", "Not stated"

    strategy = models.ForeignKey(Strategy, on_delete=models.CASCADE, related_name="measures")
    objective = models.ForeignKey(
        StrategicObjective, null=True, blank=True, on_delete=models.PROTECT, related_name="measures"
    )
    ambition = models.ForeignKey(
        Ambition, null=True, blank=True, on_delete=models.PROTECT, related_name="measures"
    )
    actions = models.ManyToManyField(KeyAction, blank=True, related_name="measures")
    number = models.CharField(max_length=20, blank=True)
    name = models.TextField(max_length=1000)
    value_kind = models.CharField(max_length=10, choices=ValueKind, default=ValueKind.TEXT)
    grade_scale = models.ForeignKey(
        RatingScale,
        verbose_name="its grades",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="measures",
        help_text="The scale whose ratings are its grades, from the worst to the best.",
    )
    better = models.CharField(max_length=6, choices=Better, blank=True)
    baseline = models.CharField(max_length=200, blank=True)
    baseline_date = models.CharField(max_length=100, blank=True)
    target = models.CharField(max_length=200, blank=True)
    target_date = models.CharField(max_length=100, blank=True)
    comment = models.TextField(blank=True)
    data_source = models.CharField(max_length=200, blank=True)
    position = models.PositiveIntegerField(default=0)
    is_archived = models.BooleanField("archived", default=False)
    source = models.JSONField(null=True, blank=True)
    history = History(m2m_fields=[actions])

    objects: ClassVar = MeasureQuerySet.as_manager()

    class Meta:
        ordering = ["strategy_id", "position", "pk"]
        constraints = [
            identity_unique("measure"),
            models.CheckConstraint(condition=~models.Q(name=""), name="measure_name_not_blank"),
            models.CheckConstraint(
                condition=models.Q(objective=None) | models.Q(ambition=None),
                name="measure_one_parent_at_most",
                violation_error_message=(
                    "Choose the objective or the ambition it is under, not both."
                ),
            ),
            models.CheckConstraint(
                condition=models.Q(grade_scale=None) | models.Q(value_kind="grade"),
                name="measure_grades_are_of_grades",
                violation_error_message="Only a measure whose figures are grades has a scale.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.name}".strip()

    def clean(self) -> None:
        super().clean()
        for name in ("objective", "ambition"):
            parent = getattr(self, name)
            if parent is not None and parent.strategy_id != self.strategy_id:
                raise ValidationError({name: "This belongs to another strategy."})
        if self.grade_scale is not None and self.grade_scale.trust_id != self.strategy.trust_id:
            raise ValidationError({"grade_scale": "This belongs to another trust."})


class MeasureLead(Lead):
    """Who answers for a measure."""

    TRUST_PATH = "measure__strategy__trust"

    measure = models.ForeignKey(Measure, on_delete=models.CASCADE, related_name="lead_rows")
    history = History()

    class Meta(Lead.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["measure", "person", "kind"],
                name="measure_lead_unique",
                violation_error_message="This person already leads it in that way.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.person} leads {self.measure}"


class Reading(TrustRecord):
    """An aim or an actual of a measure for one part of a financial year.

    `raw` is what the trust printed; `number` is what it parses to, in the measure's unit
    (percent 0 to 100, duration in seconds), and None where it is no number.
    """

    TRUST_PATH = "measure__strategy__trust"

    class Kind(models.TextChoices):
        AIM = "aim", "Aim"
        ACTUAL = "actual", "Actual"

    class Empty(models.TextChoices):
        NONE = "none", "No data"
        NOT_APPLICABLE = "na", "Not applicable"
        TO_BE_CONFIRMED = "tbc", "To be confirmed"

    measure = models.ForeignKey(Measure, on_delete=models.CASCADE, related_name="readings")
    financial_year = models.PositiveSmallIntegerField(
        help_text="The year it starts in: 2024 for April 2024 to March 2025."
    )
    printed_year = models.CharField(
        max_length=20,
        blank=True,
        help_text="The year as the trust heads its column, where not as 2024/25.",
    )
    part = models.CharField(max_length=3, help_text="Q1 to Q4, H1, H2, M01 (April) to M12, or Y.")
    kind = models.CharField(max_length=6, choices=Kind)
    series = models.CharField(
        max_length=60, blank=True, help_text="Which of several actuals, if there are several."
    )
    raw = models.CharField(max_length=200, blank=True)
    number = models.DecimalField(max_digits=16, decimal_places=4, null=True, blank=True)
    empty = models.CharField(max_length=5, choices=Empty, blank=True)
    is_withheld = models.BooleanField(
        default=False, help_text="Under embargo: papers print “Withheld”."
    )
    note = models.TextField(blank=True)
    source = models.JSONField(null=True, blank=True)
    history = History()

    class Meta:
        ordering = ["measure_id", "financial_year", "part", "kind", "series"]
        constraints = [
            models.UniqueConstraint(
                fields=["measure", "financial_year", "part", "kind", "series"],
                name="reading_unique",
                violation_error_message="The measure already has this reading.",
            ),
            models.CheckConstraint(
                condition=models.Q(part__in=PARTS_OF_YEAR),
                name="reading_part_known",
                violation_error_message=(
                    "Give the part of the year as Q1 to Q4, H1, H2, M01 to M12, or Y."
                ),
            ),
            models.CheckConstraint(
                condition=models.Q(financial_year__gte=1990, financial_year__lte=2100),
                name="reading_year_sensible",
                violation_error_message=(
                    "Give the year it starts in, such as 2024 for April 2024 to March 2025."
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.part} {self.year_label} {self.kind}: {self.raw}"

    @property
    def year_label(self) -> str:
        """The financial year as the trust prints it, or else as trusts do, such as "2024/25"."""
        return self.printed_year or year_name(self.financial_year)
