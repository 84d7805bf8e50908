"""Corrections: one update of a closed period, opened again by itself."""

from typing import ClassVar, Self

from django.conf import settings
from django.db import models

from ambitions.models.updates import Update
from strategy_tracker.accounts.base import History, TrustQuerySet, TrustRecord


class CorrectionQuerySet(TrustQuerySet):
    def open(self) -> Self:
        return self.filter(closed_at=None)


class Correction(TrustRecord):
    """Why, when and by whom an update of a closed period was reopened, and when it was closed.

    What it changed is not kept here: the history of the update and its answers says what they
    were just before `reopened_at` and what they are at `closed_at`.
    """

    TRUST_PATH = "update__period__strategy__trust"

    update = models.ForeignKey(Update, on_delete=models.CASCADE, related_name="corrections")
    reason = models.TextField(error_messages={"blank": "Say why it is reopened."})
    reopened_at = models.DateTimeField()
    reopened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    history = History()

    objects: ClassVar = CorrectionQuerySet.as_manager()

    class Meta:
        ordering = ["-reopened_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["update"],
                condition=models.Q(closed_at=None),
                name="correction_one_open_per_update",
                violation_error_message="This update is reopened already.",
            ),
            models.CheckConstraint(
                condition=~models.Q(reason=""),
                name="correction_has_reason",
                violation_error_message="Say why it is reopened.",
            ),
            models.CheckConstraint(
                condition=models.Q(closed_at__isnull=False) | models.Q(closed_by=None),
                name="correction_closed_by_needs_at",
                violation_error_message="Say when it was closed, as well as by whom.",
            ),
        ]

    def __str__(self) -> str:
        return f"Correction of {self.update}"

    @property
    def is_open(self) -> bool:
        return self.closed_at is None
