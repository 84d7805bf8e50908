"""What the board had agreed, and was agreed anew: dates, wording, targets and aims."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q

from ambitions.models.measures import Measure
from ambitions.models.plan import Ambition, KeyAction
from objectives.models import StrategicObjective, Strategy
from strategy_tracker.accounts.base import History, TrustRecord

_OWNERS = ("objective", "ambition", "action", "measure")


def _only(name: str) -> Q:
    """That of the four keys only `name` is there."""
    return Q(**{f"{other}__isnull": other != name for other in _OWNERS})


class BaselineChange(TrustRecord):
    """Something agreed that was changed: from what, to what, why, and where it is minuted.

    `what` is what it was called then, such as "Target date" or "Aim for Q2 25/26". A date is
    kept as a day, anything else as a text.
    """

    TRUST_PATH = "strategy__trust"
    TARGET_DATE = "target_date"

    strategy = models.ForeignKey(Strategy, on_delete=models.CASCADE, related_name="+")
    objective = models.ForeignKey(
        StrategicObjective,
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="baseline_changes",
    )
    ambition = models.ForeignKey(
        Ambition,
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="baseline_changes",
    )
    action = models.ForeignKey(
        KeyAction,
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="baseline_changes",
    )
    measure = models.ForeignKey(
        Measure,
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="baseline_changes",
    )
    field = models.CharField(max_length=60, default=TARGET_DATE)
    what = models.CharField(max_length=200, default="Target date")
    old_date = models.DateField(null=True, blank=True)
    new_date = models.DateField(null=True, blank=True)
    old_text = models.TextField(blank=True)
    new_text = models.TextField(blank=True)
    reason = models.TextField(error_messages={"blank": "Say why it is agreed anew."})
    minute_reference = models.CharField(
        max_length=100, blank=True, help_text="Of the meeting that agreed it."
    )
    changed_at = models.DateTimeField()
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    history = History()

    class Meta:
        ordering = ["strategy_id", "-changed_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(reason=""),
                name="baseline_change_has_reason",
                violation_error_message="Say why it is agreed anew.",
            ),
            models.CheckConstraint(
                condition=_only("objective")
                | _only("ambition")
                | _only("action")
                | _only("measure"),
                name="baseline_change_of_one_record",
                violation_error_message="Say of which one record it was changed.",
            ),
        ]

    def __str__(self) -> str:
        owner = self.objective or self.ambition or self.action or self.measure
        return f"{owner}: {self.what}"

    def clean(self) -> None:
        super().clean()
        for name in _OWNERS:
            owner = getattr(self, name)
            if owner is not None and owner.strategy_id != self.strategy_id:
                raise ValidationError({name: "This belongs to another strategy."})


def with_minute(change: BaselineChange) -> str:
    """Why it was agreed anew, and where that is minuted."""
    if not change.minute_reference:
        return change.reason
    return f"{change.reason} (Minute {change.minute_reference})"
