"""What was imported, when, by whom, and what it did."""

from django.conf import settings
from django.db import models
from simple_history.models import HistoricalRecords

from strategy_tracker.accounts.base import TrustRecord
from strategy_tracker.accounts.models import Trust


class ImportRun(TrustRecord):
    """One workbook on its way in: kept while previewed, with its change set once applied."""

    class Status(models.TextChoices):
        PREVIEWED = "previewed", "Waiting to be applied"
        APPLIED = "applied", "Applied"
        REFUSED = "refused", "Refused"
        DISCARDED = "discarded", "Discarded"

    trust = models.ForeignKey(Trust, on_delete=models.CASCADE, related_name="import_runs")
    file_name = models.CharField(max_length=255)
    file_sha256 = models.CharField(max_length=64)
    file = models.BinaryField(null=True, blank=True, help_text="Kept until it is applied.")
    strategy_title = models.CharField(max_length=300, blank=True)
    period_label = models.CharField(max_length=60, blank=True)
    status = models.CharField(max_length=10, choices=Status, default=Status.PREVIEWED)
    summary = models.JSONField(default=dict, blank=True, help_text="Counts per kind of record.")
    changes = models.JSONField(default=dict, blank=True, help_text="The change set.")
    choices = models.JSONField(
        default=dict, blank=True, help_text="What people said that columns are, by sheet."
    )
    uploaded_at = models.DateTimeField()
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    applied_at = models.DateTimeField(null=True, blank=True)
    applied_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    history = HistoricalRecords(excluded_fields=["file", "changes"])

    class Meta:
        ordering = ["-uploaded_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(status="applied", applied_at__isnull=False)
                | (models.Q(applied_at=None, applied_by=None) & ~models.Q(status="applied")),
                name="import_applied_at_iff_applied",
                violation_error_message=(
                    "An applied import has the time it was applied, any other has none."
                ),
            )
        ]

    def __str__(self) -> str:
        return self.file_name
