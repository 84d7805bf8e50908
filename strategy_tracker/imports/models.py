"""What was imported, when, by whom, and what it did; and how a trust's files are to be read."""

import re

from django.conf import settings
from django.db import models
from django.db.models.functions import Lower

from strategy_tracker.accounts.base import History, TrustRecord
from strategy_tracker.accounts.models import Trust

REASON = re.compile(r"(?P<undo>undo of )?import (?P<run>\d+)")
"""What history says of what an import wrote, or took back."""


class ImportProfile(TrustRecord):
    """How one kind of workbook of a trust is read, for the next one of the same shape.

    `shape` is by what such a file is known again, and `choices` what its columns, colours and
    regions are; `strategy_tracker.imports.profiles` says what both hold.
    """

    trust = models.ForeignKey(Trust, on_delete=models.CASCADE, related_name="import_profiles")
    name = models.CharField(max_length=100)
    choices = models.JSONField(default=dict, blank=True, help_text="What its columns are.")
    shape = models.JSONField(default=dict, blank=True, help_text="Its headings, by region.")
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    history = History()

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                "trust",
                Lower("name"),
                name="import_profile_name_unique_in_trust",
                violation_error_message="The trust already has a profile of this name.",
            ),
            models.CheckConstraint(
                condition=~models.Q(name=""), name="import_profile_name_not_blank"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class ImportRun(TrustRecord):
    """One workbook on its way in: kept while previewed, with its change set once applied.

    What it writes has `reason` in its history, by which the import can be undone.
    """

    class Status(models.TextChoices):
        READING = "reading", "Being read"
        PREVIEWED = "previewed", "Waiting to be applied"
        APPLYING = "applying", "Being applied"
        APPLIED = "applied", "Applied"
        UNDONE = "undone", "Undone"
        REFUSED = "refused", "Refused"
        DISCARDED = "discarded", "Discarded"

    trust = models.ForeignKey(Trust, on_delete=models.CASCADE, related_name="import_runs")
    file_name = models.CharField(max_length=255)
    file_sha256 = models.CharField(max_length=64)
    file = models.BinaryField(null=True, blank=True, help_text="Kept until it is applied.")
    reading = models.BinaryField(
        null=True, blank=True, help_text="What the file held, kept as long as the file."
    )
    strategy_title = models.CharField(max_length=300, blank=True)
    period_label = models.CharField(max_length=60, blank=True)
    status = models.CharField(max_length=10, choices=Status, default=Status.PREVIEWED)
    summary = models.JSONField(default=dict, blank=True, help_text="Counts per kind of record.")
    changes = models.JSONField(default=dict, blank=True, help_text="The change set.")
    choices = models.JSONField(
        default=dict, blank=True, help_text="What people said about the workbook."
    )
    profile = models.ForeignKey(
        ImportProfile,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text="By which it was read.",
    )
    uploaded_at = models.DateTimeField()
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    applied_at = models.DateTimeField(null=True, blank=True)
    applied_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    history = History(excluded_fields=["file", "reading", "changes"])

    class Meta:
        ordering = ["-uploaded_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(status__in=["applied", "undone"], applied_at__isnull=False)
                | (
                    models.Q(applied_at=None, applied_by=None)
                    & ~models.Q(status__in=["applied", "undone"])
                ),
                name="import_applied_at_iff_applied",
                violation_error_message=(
                    "An applied import has the time it was applied, any other has none."
                ),
            ),
            models.CheckConstraint(
                condition=models.Q(status="undone", undone_at__isnull=False)
                | (models.Q(undone_at=None, undone_by=None) & ~models.Q(status="undone")),
                name="import_undone_at_iff_undone",
                violation_error_message=(
                    "An undone import has the time it was undone, any other has none."
                ),
            ),
        ]

    def __str__(self) -> str:
        return self.file_name

    def clean(self) -> None:
        super().clean()
        self.check_same_trust(["profile"])

    @property
    def reason(self) -> str:
        """Why the history of a record says that this import wrote it."""
        return f"import {self.pk}"

    @staticmethod
    def is_reason(text: str | None) -> bool:
        """Whether history says by this that an import wrote a record, or was taken back there."""
        return bool(REASON.fullmatch(text or ""))

    @property
    def undo_reason(self) -> str:
        """Why the history of a record says that this import was taken back there."""
        return f"undo of import {self.pk}"
