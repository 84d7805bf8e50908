"""The reminders that went out in a round: to whom, when, by whom and in which words."""

from django.conf import settings
from django.db import models

from objectives.models import Period
from strategy_tracker.accounts.base import History, TrustRecord
from strategy_tracker.accounts.models import Person


class Reminder(TrustRecord):
    """One e-mail that reminded somebody of what they had still to answer for a period."""

    TRUST_PATH = "period__strategy__trust"

    period = models.ForeignKey(Period, on_delete=models.CASCADE, related_name="reminders")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="reminders")
    sent_at = models.DateTimeField()
    sent_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    # Of those sent before there were rows of them, neither is known.
    email = models.EmailField(blank=True, help_text="The address that it went to.")
    message = models.TextField(blank=True, help_text="The e-mail as it went.")
    history = History()

    class Meta:
        ordering = ["sent_at", "pk"]

    def __str__(self) -> str:
        return f"Reminder to {self.person} for {self.period}"

    def clean(self) -> None:
        super().clean()
        self.check_same_trust(["person"])
