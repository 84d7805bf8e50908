"""The mails to whoever asked: sent by a worker, and tried again as those about updates are."""

import logging

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.db import DatabaseError, transaction
from django.utils import timezone
from django_tasks import task

from ambitions.updates.notifications import AGAIN_AFTER, MOST_TRIES, SECONDS_TO_SEND
from strategy_tracker.accounts.invitations import invitation_path
from strategy_tracker.accounts.saving import save
from strategy_tracker.background.worker import for_this_worker
from strategy_tracker.sign_up.links import confirming_path
from strategy_tracker.sign_up.models import SignUpRequest
from strategy_tracker.ui.dates import long_date

logger = logging.getLogger(__name__)


@task()
def send_due() -> int:
    """Send what is due, as a worker's task; gives how many mails went."""
    return send_mails()


def send_when_tidying(**_of_signal: object) -> None:
    """Send what is due, now and then: what had to wait, and what no task was there for."""
    try:
        send_mails()
    except DatabaseError:
        logger.warning("Mails about requests have to wait.", exc_info=True)


def send_mails() -> int:
    """Send what is due; how many went. What one worker has under its lock, another leaves out."""
    sent = 0
    while outcome := _send_next():
        sent += outcome == "sent"
    return sent


@transaction.atomic
def _send_next() -> str:
    """Send one mail: "sent", "failed" when it could not be, "" when none is due."""
    due = SignUpRequest.objects.exclude(mail="")
    due = due.filter(send_after__lte=timezone.now(), tries__lt=MOST_TRIES)
    request = for_this_worker(due.select_related("invitation__trust")).first()
    if request is None:
        return ""
    try:
        _mail_of(request).send()
    except OSError:  # and with it every SMTPException
        logger.warning("A mail about a request could not be sent.", exc_info=True)
        request.tries += 1
        request.send_after = timezone.now() + AGAIN_AFTER
        save(request, by=None)
        return "failed"
    request.mail = ""
    save(request, by=None)
    return "sent"


def _mail_of(request: SignUpRequest) -> EmailMessage:
    subject, lines = {
        SignUpRequest.Mail.CONFIRM: _confirm,
        SignUpRequest.Mail.APPROVED: _approved,
        SignUpRequest.Mail.REFUSED: _refused,
    }[SignUpRequest.Mail(request.mail)](request)
    return EmailMessage(
        f"Strategy Tracker: {subject}",
        "\n\n".join(lines) + "\n",
        to=[request.email],
        connection=get_connection(timeout=SECONDS_TO_SEND),
    )


def _confirm(request: SignUpRequest) -> tuple[str, list[str]]:
    # Nobody knows yet whose address it is, so nothing that was typed is quoted to them.
    link = settings.SITE_URL + confirming_path(request)
    return "confirm your address", [
        "Somebody asked for a trust to be set up in Strategy Tracker and gave this address.",
        f"If it was you, confirm it here, until {long_date(request.expires_on)}:\n{link}",
        "If it was not you, you need not do anything.",
    ]


def _approved(request: SignUpRequest) -> tuple[str, list[str]]:
    invitation = request.invitation
    if invitation is None or not invitation.is_valid:
        link = "Your invitation cannot be used any more. Ask for another where the site is run."
    else:
        path = invitation_path(invitation, confirms_address=True)
        link = (
            f"Accept your invitation to administer it here, until "
            f"{long_date(invitation.expires_on)}:\n{settings.SITE_URL}{path}"
        )
    return f"{request.trust_name} is set up", [
        f"Dear {request.name},",
        f"{request.trust_name} is set up in Strategy Tracker.",
        link,
    ]


def _refused(request: SignUpRequest) -> tuple[str, list[str]]:
    return "your request", [
        f"Dear {request.name},",
        f"You asked for {request.trust_name} to be set up in Strategy Tracker.",
        "Whoever runs this site has decided not to. What you sent will be deleted.",
    ]
