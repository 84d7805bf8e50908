"""What somebody asks for who wants their trust set up here."""

from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.utils import timezone

from strategy_tracker.accounts.models import TRUST_CODE, Invitation


class SignUpQuerySet(models.QuerySet["SignUpRequest"]):
    def waiting(self) -> Self:
        """Those that the operator decides on: of a confirmed address, and not run out."""
        return self.filter(state=SignUpRequest.State.WAITING, expires_on__gte=timezone.localdate())


class SignUpRequest(models.Model):
    """One request. It is of no trust, keeps no history, and is deleted once it has run out.

    The operator sees it once whoever reads the mail of the address has confirmed it. `mail` is
    what is still to be sent to that address: a mail is a row until it is sent (ADR 38).
    """

    class State(models.TextChoices):
        UNCONFIRMED = "unconfirmed", "Address not confirmed"
        WAITING = "waiting", "Waiting"
        APPROVED = "approved", "Approved"
        REFUSED = "refused", "Refused"

    class Mail(models.TextChoices):
        CONFIRM = "confirm", "Confirm the address"
        APPROVED = "approved", "Approved, with the invitation"
        REFUSED = "refused", "Refused"

    trust_name = models.CharField("name of the trust", max_length=200)
    code = models.CharField("short code", max_length=20, validators=[TRUST_CODE])
    name = models.CharField("who asks", max_length=150)
    email = models.EmailField("work address", max_length=254)
    state = models.CharField(max_length=20, choices=State, default=State.UNCONFIRMED)
    expires_on = models.DateField("deleted after")
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL,
        related_name="+",
    )  # fmt: skip
    invitation = models.ForeignKey(
        Invitation, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    mail = models.CharField("mail to be sent", max_length=20, choices=Mail, blank=True)
    send_after = models.DateTimeField(default=timezone.now)
    tries = models.PositiveSmallIntegerField(default=0)

    objects: ClassVar = SignUpQuerySet.as_manager()

    class Meta:
        ordering = ["expires_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(decided_by=None) | models.Q(decided_at__isnull=False),
                name="sign_up_request_decided_by_needs_at",
                violation_error_message="Say when it was decided.",
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=["unconfirmed", "waiting", "approved", "refused"]),
                name="sign_up_request_state_known",
            ),
            models.CheckConstraint(
                condition=models.Q(mail__in=["", "confirm", "approved", "refused"]),
                name="sign_up_request_mail_known",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.trust_name} ({self.code})"
