"""Every write to requests for a trust to be set up, but that a mail has gone."""

import logging
from datetime import date, timedelta

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import DatabaseError, transaction
from django.utils import timezone

from objectives.services import set_up_trust
from strategy_tracker.accounts.models import Trust, User
from strategy_tracker.accounts.saving import delete, save
from strategy_tracker.background.worker import start_if_none
from strategy_tracker.logs import audit_when_kept
from strategy_tracker.sign_up.mails import send_due
from strategy_tracker.sign_up.models import SignUpRequest

# More than these nobody looks through, and a flood of them would only fill the database.
MOST_UNCONFIRMED = 500

logger = logging.getLogger(__name__)

State, Mail = SignUpRequest.State, SignUpRequest.Mail


def _last_day() -> date:
    return timezone.localdate() + timedelta(days=settings.SIGN_UP_DAYS)


@transaction.atomic
def ask(
    *, trust_name: str, code: str, name: str, email: str, by: User | None
) -> SignUpRequest | None:
    """Keep what somebody asks for, mostly a stranger, and have the address confirmed.

    Nobody looks whether the address or the code is known. None where too many wait to be
    confirmed already. Raises ValidationError.
    """
    if SignUpRequest.objects.filter(state=State.UNCONFIRMED).count() >= MOST_UNCONFIRMED:
        return None
    request = SignUpRequest(
        trust_name=trust_name, code=code.upper(), name=name, email=email.strip().lower(),
        expires_on=_last_day(),
    )  # fmt: skip
    return _mail(request, Mail.CONFIRM, by=by)


@transaction.atomic
def confirm(*, request: SignUpRequest, by: User | None) -> SignUpRequest:
    """Put the request before the operator. Doing it again changes nothing."""
    request = SignUpRequest.objects.select_for_update().get(pk=request.pk)
    if request.state == State.UNCONFIRMED:
        request.state, request.mail = State.WAITING, ""
        request.expires_on = _last_day()
        save(request, by=by)
        audit_when_kept("sign_up_waiting", request=request.pk)
    return request


@transaction.atomic
def approve(*, request: SignUpRequest, by: User | None) -> Trust:
    """Set the trust up as `create_trust` does, and invite whoever asked to administer it.

    Raises ValidationError where the request was decided on, or has run out, or the code is taken.
    """
    request = _undecided(request)
    # As by the command: whoever runs the site is no member of the trust.
    trust, request.invitation = set_up_trust(
        code=request.code,
        name=request.trust_name,
        admin_email=request.email,
        admin_name=request.name,
        by=None,
    )
    _decide(request, State.APPROVED, Mail.APPROVED, by=by)
    return trust


@transaction.atomic
def refuse(*, request: SignUpRequest, by: User | None) -> None:
    """Say no, by a short mail. Raises ValidationError where it was decided on, or has run out."""
    _decide(_undecided(request), State.REFUSED, Mail.REFUSED, by=by)


def _undecided(request: SignUpRequest) -> SignUpRequest:
    found: SignUpRequest | None = (
        SignUpRequest.objects.waiting().select_for_update().filter(pk=request.pk).first()
    )
    if found is None:
        raise ValidationError("This request was decided on already, or has run out.")
    return found


def _decide(request: SignUpRequest, state: str, mail: str, *, by: User | None) -> None:
    request.state, request.expires_on = state, _last_day()
    request.decided_at, request.decided_by = timezone.now(), by
    _mail(request, mail, by=by)
    audit_when_kept(
        f"sign_up_{state}", request=request.pk, code=request.code, by=by.pk if by else None
    )


def _mail(request: SignUpRequest, mail: str, *, by: User | None) -> SignUpRequest:
    request.mail, request.send_after, request.tries = mail, timezone.now(), 0
    transaction.on_commit(_hand_over, robust=True)
    return save(request, by=by)


def _hand_over() -> None:
    if start_if_none():
        send_due.enqueue()


def delete_old(today: date) -> int:
    """Delete what has run out, whatever became of it; how many."""
    old = SignUpRequest.objects.filter(expires_on__lt=today)
    for request in old:
        delete(request, by=None)
    return len(old)


def delete_when_tidying(**_of_signal: object) -> None:
    """Delete what has run out, as the worker does now and then."""
    try:
        delete_old(timezone.localdate())
    except DatabaseError:
        logger.warning("Requests that have run out have to wait.", exc_info=True)
