"""What is mailed to one person when an update was returned, reopened, answered or approved."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models

from ambitions.models.corrections import Correction
from ambitions.models.updates import Challenge, Update
from strategy_tracker.accounts.base import History, TrustRecord


class Notification(TrustRecord):
    """One thing to tell one person by mail: written with what happened, sent by a worker.

    The words are read when it goes, so that none are kept here.
    """

    TRUST_PATH = "update__period__strategy__trust"

    class Kind(models.TextChoices):
        RETURNED = "returned", "Returned"
        REOPENED = "reopened", "Reopened"
        ANSWERED = "answered", "Answered"
        APPROVED = "approved", "Approved"

    update = models.ForeignKey(Update, on_delete=models.CASCADE, related_name="notifications")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", verbose_name="to"
    )
    kind = models.CharField(max_length=10, choices=Kind)
    challenge = models.ForeignKey(
        Challenge, null=True, blank=True, on_delete=models.CASCADE, related_name="notifications"
    )
    correction = models.ForeignKey(
        Correction, null=True, blank=True, on_delete=models.CASCADE, related_name="notifications"
    )
    send_after = models.DateTimeField(help_text="Not before this; later after each failure.")
    tries = models.PositiveSmallIntegerField(
        default=0, help_text="How often the mail server did not take it."
    )
    is_sent = models.BooleanField(default=False)
    history = History()

    class Meta:
        ordering = ["send_after", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(kind="approved", challenge=None, correction=None)
                | models.Q(kind="reopened", challenge=None, correction__isnull=False)
                | models.Q(
                    kind__in=["returned", "answered"], challenge__isnull=False, correction=None
                ),
                name="notification_quotes_what_was_asked",
                violation_error_message="Say what was asked, or why it was reopened, and no more.",
            ),
        ]
        indexes = [
            models.Index(
                fields=["send_after"],
                name="notification_waiting",
                condition=models.Q(is_sent=False),
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.update}, to {self.user}"

    def clean(self) -> None:
        super().clean()
        for name in ("challenge", "correction"):
            about = getattr(self, name)
            if about is not None and about.update_id != self.update_id:
                raise ValidationError({name: "It is of another update."})
