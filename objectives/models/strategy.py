"""The strategy a board agreed, its objectives, and the periods it reports in."""

from datetime import date
from typing import Any, ClassVar, Self

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone

from objectives.models.custom import CustomValuesRecord
from strategy_tracker.accounts.base import (
    History,
    IdentifiedRecord,
    Lead,
    TrustQuerySet,
    TrustRecord,
    identity_unique,
)
from strategy_tracker.accounts.models import Trust
from strategy_tracker.ui.dates import long_date


class Level(models.TextChoices):
    """The three levels of a plan; each trust has its own words for them."""

    OBJECTIVE = "objective", "Strategic objective"
    AMBITION = "ambition", "Ambition"
    ACTION = "action", "Key action"


WORD_FIELDS = (
    *(f"{level}_word{several}" for level in Level.values for several in ("", "_plural")),
    "lead_word",
    "risk_word",
    "risk_word_plural",
)
"""The fields of a strategy that hold the trust's own words."""


class StrategyQuerySet(TrustQuerySet):
    def active(self) -> Self:
        return self.filter(is_archived=False)


class Strategy(TrustRecord):
    """What the board agreed, with the trust's own words for its levels."""

    trust = models.ForeignKey(Trust, on_delete=models.CASCADE, related_name="strategies")
    title = models.CharField(max_length=300)
    description = models.TextField(blank=True)
    starts_on = models.DateField(null=True, blank=True)
    ends_on = models.DateField(null=True, blank=True)
    objective_word = models.CharField(max_length=60, default="Strategic objective")
    objective_word_plural = models.CharField(max_length=60, default="Strategic objectives")
    ambition_word = models.CharField(max_length=60, default="Ambition")
    ambition_word_plural = models.CharField(max_length=60, default="Ambitions")
    action_word = models.CharField(max_length=60, default="Key action")
    action_word_plural = models.CharField(max_length=60, default="Key actions")
    uses_objectives = models.BooleanField("has objectives", default=True)
    uses_ambitions = models.BooleanField("has ambitions", default=True)
    lead_word = models.CharField(max_length=60, default="Lead")
    risk_word = models.CharField(max_length=60, default="Strategic risk")
    risk_word_plural = models.CharField(max_length=60, default="Strategic risks")
    is_archived = models.BooleanField("archived", default=False)
    history = History()

    objects: ClassVar = StrategyQuerySet.as_manager()

    class Meta:
        ordering = ["trust_id", "is_archived", "title"]
        verbose_name_plural = "strategies"
        constraints = [
            models.UniqueConstraint(
                fields=["trust", "title"],
                name="strategy_title_unique_in_trust",
                violation_error_message="The trust already has a strategy with this title.",
            ),
            models.CheckConstraint(
                condition=models.Q(starts_on=None)
                | models.Q(ends_on=None)
                | models.Q(ends_on__gt=models.F("starts_on")),
                name="strategy_ends_after_start",
                violation_error_message="The strategy must end after it starts.",
            ),
            models.CheckConstraint(condition=~models.Q(title=""), name="strategy_title_not_blank"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def levels(self) -> list[str]:
        """The levels that its plan has, the highest first. Key actions every plan has."""
        used = {Level.OBJECTIVE: self.uses_objectives, Level.AMBITION: self.uses_ambitions}
        return [level for level in Level.values if used.get(Level(level), True)]

    def word(self, level: str) -> str:
        """The trust's word for one item at `level`."""
        return str(getattr(self, f"{level}_word"))

    def word_plural(self, level: str) -> str:
        """The trust's word for several items at `level`."""
        return str(getattr(self, f"{level}_word_plural"))


class PlanRecord(CustomValuesRecord, IdentifiedRecord):
    """Abstract: an item of a plan, which leaves the plan and is kept.

    An item that is no longer in the plan is archived, whatever became of it, so that whoever
    reads the plan asks one thing. `end_reason` says why its work ended without being done, and
    `superseded_by` which item took its place; who said so and when is in its history.
    """

    is_archived = models.BooleanField("archived", default=False)
    end_reason = models.TextField(
        "why it ended", blank=True, help_text="Why the work ended without being done."
    )
    superseded_by = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="supersedes"
    )

    class Meta:
        abstract = True

    def clean(self) -> None:
        super().clean()
        successor: Any = self.superseded_by
        own: Any = self
        if successor is not None and successor.strategy_id != own.strategy_id:
            raise ValidationError({"superseded_by": "This belongs to another strategy."})


def ended_if_archived(name: str) -> list[models.CheckConstraint]:
    """That only what left the plan says how it ended, and nothing takes its own place."""
    return [
        models.CheckConstraint(
            condition=models.Q(is_archived=True) | models.Q(end_reason="", superseded_by=None),
            name=f"{name}_ended_is_archived",
            violation_error_message="Only what is no longer in the plan has ended.",
        ),
        models.CheckConstraint(
            condition=models.Q(superseded_by=None) | ~models.Q(superseded_by=models.F("id")),
            name=f"{name}_supersedes_another",
            violation_error_message="Nothing takes its own place: choose another.",
        ),
    ]


class StrategicObjective(PlanRecord):
    """Level 1 of a plan: a goal, workstream or "brick"."""

    TRUST_PATH = "strategy__trust"

    strategy = models.ForeignKey(Strategy, on_delete=models.CASCADE, related_name="objectives")
    reference = models.CharField(max_length=30, blank=True)
    title = models.CharField(max_length=500)
    introduction = models.TextField(blank=True, help_text="Text above the objective in a paper.")
    description = models.TextField(blank=True)
    aims = models.JSONField(default=list, blank=True, help_text="A list of texts.")
    position = models.PositiveIntegerField(default=0)
    source = models.JSONField(
        null=True, blank=True, help_text="File, sheet and cell it was imported from."
    )
    history = History()

    class Meta:
        ordering = ["strategy_id", "position", "pk"]
        constraints = [
            identity_unique("objective"),
            *ended_if_archived("objective"),
            models.UniqueConstraint(
                fields=["strategy", "title"],
                name="objective_title_unique_in_strategy",
                violation_error_message="The strategy already has an objective with this title.",
            ),
            models.UniqueConstraint(
                fields=["strategy", "reference"],
                condition=~models.Q(reference=""),
                name="objective_reference_unique_in_strategy",
                violation_error_message=(
                    "The strategy already has an objective with this reference."
                ),
            ),
            models.CheckConstraint(condition=~models.Q(title=""), name="objective_title_not_blank"),
        ]

    def __str__(self) -> str:
        return f"{self.reference} {self.title}".strip()

    @property
    def level(self) -> str:
        return Level.OBJECTIVE


class ObjectiveLead(Lead):
    """Who leads an objective."""

    TRUST_PATH = "objective__strategy__trust"

    objective = models.ForeignKey(
        StrategicObjective, on_delete=models.CASCADE, related_name="lead_rows"
    )
    history = History()

    class Meta(Lead.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["objective", "person", "kind"],
                name="objective_lead_unique",
                violation_error_message="This person already leads it in that way.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.person} leads {self.objective}"


class PeriodQuerySet(TrustQuerySet):
    def open(self) -> Self:
        return self.filter(status=Period.Status.OPEN)

    def before(self, period: "Period") -> Self:
        """Earlier periods of the same strategy, latest first."""
        return self.filter(strategy_id=period.strategy_id, starts_on__lt=period.starts_on).order_by(
            "-starts_on"
        )


class Period(TrustRecord):
    """A dated reporting round of one strategy; labelled as the trust prints it."""

    TRUST_PATH = "strategy__trust"

    class Kind(models.TextChoices):
        MONTH = "month", "Month"
        QUARTER = "quarter", "Quarter"
        HALF_YEAR = "half_year", "Half-year"
        YEAR = "year", "Year"

    class Status(models.TextChoices):
        PLANNED = "planned", "Planned"
        OPEN = "open", "Open"
        CLOSED = "closed", "Closed"

    strategy = models.ForeignKey(Strategy, on_delete=models.CASCADE, related_name="periods")
    kind = models.CharField(max_length=10, choices=Kind, default=Kind.QUARTER)
    label = models.CharField(max_length=60, help_text="As the trust prints it.")
    starts_on = models.DateField()
    ends_on = models.DateField()
    due_on = models.DateField("answers due on", null=True, blank=True)
    paper_due_on = models.DateField("board paper due on", null=True, blank=True)
    status = models.CharField(max_length=10, choices=Status, default=Status.PLANNED)
    opened_at = models.DateTimeField(null=True, blank=True)
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    close_reason = models.TextField(
        blank=True, help_text="Why it was closed with answers missing, or opened again."
    )
    history = History()

    objects: ClassVar = PeriodQuerySet.as_manager()

    class Meta:
        ordering = ["strategy_id", "-starts_on"]
        constraints = [
            models.UniqueConstraint(
                fields=["strategy"],
                condition=models.Q(status="open"),
                name="period_one_open_per_strategy",
                violation_error_message=(
                    "The strategy already has an open period. Close that one first."
                ),
            ),
            models.UniqueConstraint(
                fields=["strategy", "label"],
                name="period_label_unique_in_strategy",
                violation_error_message="The strategy already has a period with this label.",
            ),
            models.UniqueConstraint(
                fields=["strategy", "starts_on"],
                name="period_start_unique_in_strategy",
                violation_error_message="The strategy already has a period with this start date.",
            ),
            models.CheckConstraint(
                condition=models.Q(ends_on__gt=models.F("starts_on")),
                name="period_ends_after_start",
                violation_error_message="The period must end after it starts.",
            ),
            models.CheckConstraint(
                condition=models.Q(status__in=["planned", "open", "closed"]),
                name="period_status_known",
            ),
            models.CheckConstraint(
                condition=models.Q(kind__in=["month", "quarter", "half_year", "year"]),
                name="period_kind_known",
            ),
            # `_by` may be empty while `_at` is set only where the system did it (a command).
            models.CheckConstraint(
                condition=models.Q(closed_at__isnull=False, status="closed")
                | (models.Q(closed_at=None, closed_by=None) & ~models.Q(status="closed")),
                name="period_closed_at_iff_closed",
                violation_error_message=(
                    "A closed period has the time it was closed, any other has none."
                ),
            ),
            models.CheckConstraint(
                condition=models.Q(opened_at__isnull=False) | models.Q(opened_by=None),
                name="period_opened_by_needs_at",
                violation_error_message="Say when it was opened, as well as by whom.",
            ),
        ]

    def __str__(self) -> str:
        return self.label

    def clean(self) -> None:
        super().clean()
        if not (self.starts_on and self.ends_on and self.strategy_id):
            return
        clash = (
            Period.objects.filter(
                strategy_id=self.strategy_id,
                starts_on__lte=self.ends_on,
                ends_on__gte=self.starts_on,
            )
            .exclude(pk=self.pk)
            .first()
        )
        if clash:
            raise ValidationError(
                f"These dates overlap {clash.label}, which runs from "
                f"{long_date(clash.starts_on)} to {long_date(clash.ends_on)}."
            )

    @property
    def is_open(self) -> bool:
        return self.status == self.Status.OPEN

    @property
    def is_closed(self) -> bool:
        return self.status == self.Status.CLOSED

    @property
    def financial_year(self) -> int:
        """The calendar year in which the period's financial year (April to March) starts."""
        return financial_year_of(self.starts_on)

    def days_to_due(self, today: date | None = None) -> int | None:
        """Days until answers are due, negative when past; None when no date is set."""
        if self.due_on is None:
            return None
        return (self.due_on - (today or timezone.localdate())).days


def financial_year_of(day: date) -> int:
    """2024 for any day from 1 April 2024 to 31 March 2025."""
    return day.year if day.month >= 4 else day.year - 1
