"""What is held on a person: giving it out, and taking their name away once they have left.

This app is below those that hold most of it and cannot name their models, so it walks all that
belong to a trust: rows that name the person, rows that say who did it, and what history says
that they wrote.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from django.apps import apps
from django.conf import settings
from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils import timezone

from strategy_tracker.accounts.models import (
    AuditEvent,
    FormerName,
    Invitation,
    Membership,
    Person,
    Trust,
    User,
    check_administrators_remain,
)
from strategy_tracker.accounts.saving import delete, save

FORMAT = "strategy-tracker-personal-data"
_KINDS = {"+": "added", "~": "changed", "-": "removed"}


@dataclass(frozen=True)
class DataSubject:
    """Somebody of one trust: a person of its plan, who signs in, or both."""

    trust: Trust
    person: Person | None
    user: User | None

    @property
    def name(self) -> str:
        return str(self.person or self.user)

    @property
    def is_elsewhere(self) -> bool:
        """Whether the sign-in is of other trusts as well, and so is not this one's alone."""
        if self.user is None:
            return False
        return self.user.memberships.exclude(trust=self.trust).exists()


def subject_of_person(person: Person) -> DataSubject:
    return DataSubject(person.trust, person, person.user)


def subject_of_member(membership: Membership) -> DataSubject:
    people = Person.objects.for_trust(membership.trust)
    person = people.filter(user=membership.user).first()
    return DataSubject(membership.trust, person, membership.user)


# Giving out


def export_of(subject: DataSubject) -> dict[str, Any]:
    """What the trust holds on somebody, as JSON; sign-ins only where no other trust has them."""
    said: dict[str, Any] = {
        "format": FORMAT,
        "made_at": timezone.now(),
        "trusts": [_at_trust(subject)],
    }
    if subject.user is not None:
        said["sign_in"] = _sign_in(subject.user, with_sessions=not subject.is_elsewhere)
    return said


def export_of_user(user: User) -> dict[str, Any]:
    """What is held on whoever signs in, at every trust: for themselves, or by command."""
    memberships = user.memberships.select_related("trust", "user")
    return {
        "format": FORMAT,
        "made_at": timezone.now(),
        "trusts": [_at_trust(subject_of_member(membership)) for membership in memberships],
        "sign_in": _sign_in(user, with_sessions=True),
    }


def _at_trust(subject: DataSubject) -> dict[str, Any]:
    person, user, trust = subject.person, subject.user, subject.trust
    held: dict[str, Any] = {"code": trust.code, "name": trust.name}
    if person is not None:
        held["person"] = {
            "name": person.name,
            "left_on": person.left_on,
            "former_names": list(person.former_names.values_list("name", flat=True)),
            "posts": list(person.posts.values("job_title", "started_on", "ended_on")),
        }
        held["named_in"] = list(_named_in(person))
    if user is not None:
        members = Membership.objects.for_trust(trust).filter(user=user)
        held["memberships"] = list(members.values("role", "ended_on"))
        held["did"] = list(_did(user, trust))
        held["wrote"] = list(_wrote(user, trust))
        events = AuditEvent.objects.for_trust(trust).filter(account=user)
        held["sign_ins_and_downloads"] = list(events.values("done_at", "kind", "about"))
    invitations = _invitations(subject)
    held["invitations"] = list(invitations.values("email", "name", "role", "state", "expires_on"))
    return held


def _sign_in(user: User, *, with_sessions: bool) -> dict[str, Any]:
    second = Authenticator.objects.filter(user=user).values("type", "created_at", "last_used_at")
    said: dict[str, Any] = {
        "email": user.email,
        "email_is_confirmed": user.has_confirmed_email,
        "name": user.name,
        "first_known": user.date_joined,
        "last_signed_in": user.last_login,
        "second_factors": list(second),
        "single_sign_ons": list(
            SocialAccount.objects.filter(user=user).values("provider", "uid", "extra_data")
        ),
        "names_and_addresses_before": list(
            user.history.values("history_date", "name", "email").order_by("history_date")
        ),
    }
    if with_sessions:
        sessions = UserSession.objects.filter(user=user)
        said["sessions"] = list(sessions.values("created_at", "ip", "user_agent"))
    return said


def _invitations(subject: DataSubject) -> models.QuerySet[Invitation]:
    found = models.Q(person=subject.person) if subject.person else models.Q()
    if subject.user:
        found |= models.Q(email__iexact=subject.user.email)
    rows: models.QuerySet[Invitation] = Invitation.objects.for_trust(subject.trust)
    return rows.filter(found) if found else rows.none()


def _models_of_a_trust() -> Iterator[Any]:
    for model in apps.get_models():
        if hasattr(model, "TRUST_PATH") and hasattr(model, "history"):
            yield model


def _with_parents(model: Any, **wanted: Any) -> models.QuerySet[Any]:
    """Rows with what they belong to, which they name themselves by, in one query."""
    parents: set[str] = set()
    for field in model._meta.concrete_fields:
        if field.is_relation:
            parents.add(field.name)
            above = field.related_model._meta.concrete_fields
            parents |= {f"{field.name}__{up.name}" for up in above if up.is_relation}
    rows: models.QuerySet[Any] = model.objects.filter(**wanted)
    return rows.select_related(*sorted(parents))


def _named_in(person: Person) -> Iterator[dict[str, Any]]:
    for model in _models_of_a_trust():
        if model._meta.app_label == Person._meta.app_label:
            continue  # their posts and names are given in full
        for field in model._meta.concrete_fields:
            if field.related_model is Person:
                for row in _with_parents(model, **{field.name: person}):
                    yield {"what": str(model._meta.verbose_name), "record": str(row)}


def _did(user: User, trust: Trust) -> Iterator[dict[str, Any]]:
    """What says of itself that they did it."""
    for model in _models_of_a_trust():
        for field in model._meta.concrete_fields:
            if field.related_model is not User or not field.name.endswith("_by"):
                continue
            verb = field.name.removesuffix("_by")
            for row in _with_parents(model, **{field.name: user, model.TRUST_PATH: trust}):
                at = getattr(row, f"{verb}_at", None)
                what = str(model._meta.verbose_name)
                yield {"what": what, "record": str(row), "did": verb, "at": at}


def _wrote(user: User, trust: Trust) -> Iterator[dict[str, Any]]:
    """What history says that they added, changed and removed, with its words."""
    for model in _models_of_a_trust():
        path = "id" if model.TRUST_PATH == "pk" else model.TRUST_PATH
        texts = [
            field.name
            for field in model._meta.concrete_fields
            if isinstance(field, models.CharField | models.TextField) and not field.choices
        ]
        rows = model.history.filter(**{"history_user": user, path: trust.pk})
        columns = rows.values_list("history_date", "history_type", "id", *texts)
        for at, kind, key, *words in columns.order_by("history_date", "history_id"):
            yield {
                "what": str(model._meta.verbose_name),
                "key": key,
                "at": at,
                "did": _KINDS[kind],
                "words": {name: text for name, text in zip(texts, words, strict=True) if text},
            }


# Taking the name away


def why_not(subject: DataSubject) -> str:
    """Why nobody may take the name away now, in a sentence; "" when they may."""
    if subject.person is not None and subject.person.left_on is None:
        return f"{subject.name} has not left. Record that first, and hand over what they lead."
    if subject.user is None:
        return ""
    members = Membership.objects.for_trust(subject.trust).current()
    if members.filter(user=subject.user).exists():
        return f"{subject.name} can still sign in. End their access first."
    if subject.user.is_staff or subject.user.is_superuser:
        return f"{subject.name} looks after this site. Whoever runs it has to end that first."
    return ""


@transaction.atomic
def anonymise(*, subject: DataSubject, by: User | None) -> str:
    """Take the name and address of somebody who has left out of rows and their history.

    Gives what they are called from then on. What was published, and what people wrote about
    them, stays as it is. A sign-in that is of another trust too is left alone. Raises
    ValidationError where `why_not` has a sentence.
    """
    Trust.objects.select_for_update().get(pk=subject.trust.pk)
    if sentence := why_not(subject):
        raise ValidationError(sentence)
    key = subject.person.pk if subject.person else 0
    name = f"Former colleague {key}" if key else f"Former member {subject.user.pk}"  # type: ignore[union-attr]
    for invitation in _invitations(subject):
        _forget(invitation, by=by)
    if subject.person is not None:
        _anonymise_person(subject.person, name, by=by)
    if subject.user is not None and not subject.is_elsewhere:
        _anonymise_user(subject.user, name, by=by)
    return name


def _anonymise_person(person: Person, name: str, *, by: User | None) -> None:
    person = Person.objects.get(pk=person.pk)
    for row in person.former_names.all():
        delete(row, by=by)
    for version in FormerName.history.filter(person=person.pk):
        delete(version, by=by)
    person.name, person.user = name, None
    save(person, by=by)
    _rewrite(person.history.all(), name=name, user_id=None)
    _rename_in_log(person, name)


def _anonymise_user(user: User, name: str, *, by: User | None) -> None:
    user = User.objects.select_for_update().get(pk=user.pk)
    check_administrators_remain(Membership.objects.lasting_administrators().filter(user=user))
    for model in (EmailAddress, SocialAccount, Authenticator, UserSession):
        for row in model.objects.filter(user=user):
            delete(row, by=by)
    address = f"former-{user.pk}@anonymous.invalid"
    user.email, user.name, user.is_active, user.last_login = address, name, False, None
    user.set_unusable_password()
    save(user, by=by)
    _rewrite(user.history.all(), name=name, email=address)
    ContentType.objects.get_for_models(User, Membership)  # both at once, kept for what follows
    _rename_in_log(user, name)
    for membership in user.memberships.all():
        _rename_in_log(membership, name)


def _rewrite(versions: Iterable[Any], **values: Any) -> None:
    for version in versions:
        for field, value in values.items():
            setattr(version, field, value)
        version.save()


def _rename_in_log(record: Any, name: str) -> None:
    """The administration's own log names what was changed there, and into what."""
    kind = ContentType.objects.get_for_model(record)
    for entry in LogEntry.objects.filter(content_type=kind, object_id=str(record.pk)):
        entry.object_repr, entry.change_message = name, ""
        entry.save()


def _forget(record: Any, *, by: User | None) -> None:
    """Delete a row with all that history has of it."""
    key = record.pk
    history = type(record).history
    delete(record, by=by)
    for version in history.filter(id=key):
        delete(version, by=by)


# How long things are kept


@dataclass(frozen=True)
class DueForRemoval:
    """What has been kept for as long as the settings say."""

    invitations: list[Invitation]
    leavers: list[DataSubject]
    sessions: int


def _days_ago(days: int) -> date:
    return timezone.localdate() - timedelta(days=days)


def due_for_removal(trust: Trust | None = None) -> DueForRemoval:
    """What is due, at one trust or at all; sessions are of no trust, and told for all only."""
    invitations, people = Invitation.objects.all(), Person.objects.exclude(left_on=None)
    if trust is not None:
        invitations, people = invitations.for_trust(trust), people.for_trust(trust)
    over = invitations.filter(expires_on__lt=_days_ago(settings.RETAIN_INVITATIONS_DAYS))
    subjects: list[DataSubject] = []
    if settings.RETAIN_LEAVERS_YEARS:
        until = _days_ago(round(settings.RETAIN_LEAVERS_YEARS * 365.25))
        left = people.filter(left_on__lt=until).exclude(name__startswith="Former colleague ")
        subjects = [subject_of_person(row) for row in left.select_related("trust", "user")]
    return DueForRemoval(
        invitations=list(over),
        leavers=[subject for subject in subjects if not why_not(subject)],
        sessions=0 if trust else _old_sessions().count(),
    )


def _old_sessions() -> models.QuerySet[UserSession]:
    since = timezone.now() - timedelta(days=settings.RETAIN_SIGN_INS_DAYS)
    sessions: models.QuerySet[UserSession] = UserSession.objects.filter(created_at__lt=since)
    return sessions


@transaction.atomic
def apply_retention(*, trust: Trust | None = None, by: User | None) -> DueForRemoval:
    """Remove what is due, and anonymise who is. Gives what was done."""
    due = due_for_removal(trust)
    for subject in due.leavers:
        anonymise(subject=subject, by=by)
    for invitation in Invitation.objects.filter(pk__in=[row.pk for row in due.invitations]):
        _forget(invitation, by=by)
    if trust is None:
        for session in _old_sessions():
            delete(session, by=by)
    return due
