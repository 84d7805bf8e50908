"""What is logged and kept of people: signing in, refusals, and whose rights change.

Signals and not calls in services: a right may also be given by a command, on the
administration pages or by an import of members, and each of them writes history.
"""

import logging
from typing import Any

from allauth.account import signals as account_signals
from allauth.mfa import signals as mfa_signals
from django.contrib.auth import signals
from django.dispatch import receiver
from simple_history.signals import post_create_historical_record

from strategy_tracker.accounts.events import record_event
from strategy_tracker.accounts.models import AuditEvent, Membership, User
from strategy_tracker.logs import audit, audit_when_kept


@receiver(signals.user_logged_in)
def _signed_in(user: User, request: Any, **_: Any) -> None:
    audit("signed_in", user=user.pk)
    record_event(AuditEvent.Kind.SIGNED_IN, account=user, by=user)


@receiver(signals.user_logged_out)
def _signed_out(user: User | None, **_: Any) -> None:
    if user is not None:
        audit("signed_out", user=user.pk)
        record_event(AuditEvent.Kind.SIGNED_OUT, account=user, by=user)


@receiver(signals.user_login_failed)
def _sign_in_failed(credentials: dict[str, Any], request: Any = None, **_: Any) -> None:
    """Without what was typed: in the box of the address some people type their password."""
    email = credentials.get("email") or credentials.get("username") or ""
    known = User.objects.filter(email__iexact=str(email)[:254]).first()
    audit("sign_in_failed", level=logging.WARNING, account=known.pk if known else None)
    if known is not None:
        record_event(AuditEvent.Kind.SIGN_IN_FAILED, account=known, by=None)


@receiver(mfa_signals.authentication_failed)
def _code_refused(user: User, **_: Any) -> None:
    audit("second_factor_failed", level=logging.WARNING, account=user.pk)
    record_event(AuditEvent.Kind.SECOND_FACTOR_FAILED, account=user, by=None)


@receiver(mfa_signals.authenticator_added)
def _factor_added(user: User, **_: Any) -> None:
    audit("second_factor_added", account=user.pk)
    record_event(AuditEvent.Kind.SECOND_FACTOR_ADDED, account=user, by=user)


@receiver(mfa_signals.authenticator_removed)
def _factor_removed(user: User, **_: Any) -> None:
    audit("second_factor_removed", level=logging.WARNING, account=user.pk)
    record_event(AuditEvent.Kind.SECOND_FACTOR_REMOVED, account=user, by=user)


@receiver([account_signals.password_changed, account_signals.password_set])
def _password_changed(user: User, **_: Any) -> None:
    audit("password_changed", account=user.pk)
    record_event(AuditEvent.Kind.PASSWORD_CHANGED, account=user, by=user)


@receiver(account_signals.password_reset)
def _password_reset(user: User, **_: Any) -> None:
    audit("password_reset", account=user.pk)
    record_event(AuditEvent.Kind.PASSWORD_RESET, account=user, by=user)


@receiver(post_create_historical_record)
def _rights_changed(
    instance: Any, history_instance: Any, history_user: User | None = None, **_: Any
) -> None:
    if isinstance(instance, Membership):
        audit_when_kept(
            "role_changed",
            account=instance.user_id,
            of_trust=instance.trust.code,
            role=instance.role,
            ended_on=str(instance.ended_on) if instance.ended_on else None,
            change=history_instance.get_history_type_display(),
            by=history_user.pk if history_user else None,
        )
    elif isinstance(instance, User):
        audit_when_kept(
            "account_changed",
            account=instance.pk,
            is_active=instance.is_active,
            is_staff=instance.is_staff,
            is_superuser=instance.is_superuser,
            change=history_instance.get_history_type_display(),
            by=history_user.pk if history_user else None,
        )
