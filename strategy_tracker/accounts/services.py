"""Every write to trusts, members and people. `by` is the user who does it; None is the system."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models, transaction

from strategy_tracker.accounts.base import Lead
from strategy_tracker.accounts.models import Membership, Person, Post, Role, Trust, User
from strategy_tracker.accounts.permissions import roles_granted_by
from strategy_tracker.accounts.saving import delete, save


@transaction.atomic
def create_trust(*, code: str, name: str, colour: str = "005EB8", by: User | None) -> Trust:
    """A new trust. Raises ValidationError when the code is taken or malformed."""
    trust = Trust(code=code.upper(), name=name, colour=colour)
    return save(trust, by=by)


@transaction.atomic
def set_membership(*, user: User, trust: Trust, role: str, by: User | None) -> Membership:
    """Give `user` the `role` at `trust`, making or changing the one membership they have there."""
    membership = Membership.objects.filter(user=user, trust=trust).first()
    if membership and membership.role == role and membership.ended_on is None:
        return membership
    membership = membership or Membership(user=user, trust=trust)
    membership.role = Role(role)
    membership.ended_on = None
    return save(membership, by=by)


@transaction.atomic
def ensure_person(
    *,
    trust: Trust,
    name: str,
    job_title: str = "",
    user: User | None = None,
    started_on: date | None = None,
    by: User | None,
) -> Person:
    """The person of that name at the trust, made when missing, holding that job title."""
    person = Person.objects.for_trust(trust).filter(name__iexact=name).first()
    if person is None:
        person = save(Person(trust=trust, name=name, user=user), by=by)
    elif user and person.user_id != user.pk:
        person.user = user
        save(person, by=by)
    if job_title and not person.posts.filter(job_title__iexact=job_title).exists():
        save(Post(person=person, job_title=job_title, started_on=started_on), by=by)
    return person


@transaction.atomic
def record_leaving(*, person: Person, left_on: date, by: User | None) -> Person:
    """Say that the person left the trust, which ends the posts they still held."""
    for post in person.posts.filter(ended_on=None):
        post.ended_on = left_on
        save(post, by=by)
    if person.left_on == left_on:
        return person
    person.left_on = left_on
    return save(person, by=by)


@transaction.atomic
def record_return(*, person: Person, by: User | None) -> Person:
    """Say that the person is at the trust after all, or again. The posts stay ended."""
    if person.left_on is None:
        return person
    person.left_on = None
    return save(person, by=by)


# Members


def _lock(trust: Trust) -> None:
    """Make others wait who change members of the trust.

    No constraint sees that two administrators, each the other's only other one, leave at once.
    """
    Trust.objects.select_for_update().get(pk=trust.pk)


def _check_may_grant(*roles: str, trust: Trust, by: User | None) -> None:
    """Raise PermissionDenied unless `by` may give and take each of the roles at `trust`."""
    if by is None:
        return
    own = Membership.objects.for_trust(trust).current().filter(user=by).first()
    granted = roles_granted_by(own.role) if own else ()
    for role in roles:
        if role not in granted:
            raise PermissionDenied(
                f"Only an administrator of {trust} gives or takes the role {Role(role).label}."
            )


def _check_another_administrator(membership: Membership) -> None:
    """Raise ValidationError where the trust would be left without an administrator."""
    if membership.role != Role.ADMINISTRATOR or not membership.is_current:
        return
    members = Membership.objects.for_trust(membership.trust).current()
    if not members.filter(role=Role.ADMINISTRATOR).exclude(pk=membership.pk).exists():
        raise ValidationError(
            f"{membership.user} is the only administrator of {membership.trust}. "
            "Make somebody else an administrator first."
        )


def _again(membership: Membership) -> Membership:
    """The membership as it is now, with its user and trust, once nobody else changes it."""
    _lock(membership.trust)
    return Membership.objects.select_related("user", "trust").get(pk=membership.pk)


@transaction.atomic
def add_member(
    *,
    trust: Trust,
    email: str,
    name: str,
    role: str,
    person: Person | None = None,
    by: User | None,
) -> tuple[Membership, bool]:
    """Make whoever signs in with `email` a member, and a new user where nobody does.

    Gives the membership and whether this made or restarted it: doing it again changes
    nothing. A user there already keeps their name. Raises ValidationError for a member in
    another role or for a person who is somebody else, PermissionDenied for a role that
    `by` may not give.
    """
    _lock(trust)
    _check_may_grant(role, trust=trust, by=by)
    email = email.strip().lower()
    user = User.objects.filter(email__iexact=email).first()
    if user is None:
        user = User(email=email, name=name.strip())
        user.set_unusable_password()
        save(user, by=by)
    if not user.is_active:
        raise ValidationError({"email": "The sign-in with this e-mail address was closed."})
    held = Membership.objects.for_trust(trust).filter(user=user).select_related("user").first()
    is_member = held is not None and held.is_current
    if held and is_member and held.role != role:
        text = f"{user} is a member already, as {held.get_role_display()}. Change it under People."
        raise ValidationError({"email": text})
    membership = set_membership(user=user, trust=trust, role=role, by=by)
    if person is not None:
        taken = Person.objects.for_trust(trust).filter(user=user).exclude(pk=person.pk).first()
        if taken:
            raise ValidationError({"person": f"{user.email} signs in as {taken} already."})
        _link(membership, person, by=by)
    return membership, not is_member


@transaction.atomic
def change_member(
    *, membership: Membership, role: str, person: Person | None, by: User | None
) -> Membership:
    """Give a member that role, and say who of the plan they are (None for nobody).

    Both or neither. Raises ValidationError for the last administrator's role, or when
    another member is that person; PermissionDenied for a role that `by` may not change.
    """
    membership = _again(membership)
    if membership.role != role:
        _check_may_grant(membership.role, role, trust=membership.trust, by=by)
        _check_another_administrator(membership)
        membership.role = Role(role)
        save(membership, by=by)
    _link(membership, person, by=by)
    return membership


def _link(membership: Membership, person: Person | None, *, by: User | None) -> None:
    """Say which person of the plan the member is, and that they are no other."""
    if person is not None:
        person = Person.objects.for_trust(membership.trust).get(pk=person.pk)
        if person.user_id not in (None, membership.user_id):
            raise ValidationError(
                {"person": f"{person} has another login already. Take that away first."}
            )
    for former in Person.objects.for_trust(membership.trust).filter(user=membership.user):
        if former != person:
            former.user = None
            save(former, by=by)
    if person is not None and person.user_id is None:
        person.user = membership.user
        save(person, by=by)


@transaction.atomic
def end_membership(*, membership: Membership, on: date, by: User | None) -> Membership:
    """Let the member in no more from the day `on`. Ending it twice changes nothing.

    Raises ValidationError for the last administrator's.
    """
    membership = _again(membership)
    _check_may_grant(membership.role, trust=membership.trust, by=by)
    if membership.ended_on is not None and membership.ended_on <= on:
        return membership
    _check_another_administrator(membership)
    membership.ended_on = on
    return save(membership, by=by)


@transaction.atomic
def start_membership(*, membership: Membership, by: User | None) -> Membership:
    """Let a former member in again, in the role they had."""
    membership = _again(membership)
    _check_may_grant(membership.role, trust=membership.trust, by=by)
    if membership.ended_on is None:
        return membership
    membership.ended_on = None
    return save(membership, by=by)


@transaction.atomic
def hand_over_leads(*, rows: Iterable[Lead], parent: str, to: Person, by: User | None) -> set[int]:
    """Put `to` in the place of whom `rows`, all of one model, name; gives the items' keys.

    `parent` is the model's foreign key to its item. Where `to` leads the item in that way
    already, the row goes.
    """
    moved: set[int] = set()
    led: set[tuple[int, str]] | None = None
    for row in rows:
        model: type[models.Model] = type(row)
        if led is None:
            theirs = model._default_manager.filter(person=to)
            led = set(theirs.values_list(f"{parent}_id", "kind"))
        key = getattr(row, f"{parent}_id")
        moved.add(key)
        if (key, row.kind) in led:
            delete(row, by=by)
        else:
            row.person = to
            save(row, by=by)
    return moved


@transaction.atomic
def replace_leads(*, item: Any, people: Iterable[Person], kind: str, by: User | None) -> None:
    """Make `people`, in that order, the leads of that kind of `item`, and nobody else.

    `item` is anything with `lead_rows`. Rows that are as they should be are left alone.
    """
    manager = item.lead_rows
    rows = {row.person_id: row for row in manager.filter(kind=kind)}
    for position, person in enumerate(dict.fromkeys(people)):
        own = {manager.field.name: item, "person": person, "kind": kind}
        row = rows.pop(person.pk, None) or manager.model(**own)
        if row.pk is None or row.position != position:
            row.position = position
            save(row, by=by)
    for row in rows.values():
        delete(row, by=by)
