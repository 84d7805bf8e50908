"""Every write to trusts, members and people. `by` is the user who does it; None is the system."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from allauth.account.models import EmailAddress
from allauth.socialaccount.models import SocialAccount
from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, models, transaction
from django.utils import timezone

from strategy_tracker.accounts.base import Lead
from strategy_tracker.accounts.models import (
    Delegation,
    FormerName,
    HandOver,
    Invitation,
    Membership,
    Person,
    Post,
    Role,
    Trust,
    User,
)
from strategy_tracker.accounts.permissions import roles_granted_by
from strategy_tracker.accounts.saving import delete, now, save


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
    person = Person.objects.called(name, trust)
    if person is None:
        person = save(Person(trust=trust, name=name, user=user), by=by)
    elif user and person.user_id != user.pk:
        person.user = user
        save(person, by=by)
    if job_title and not person.posts.filter(job_title__iexact=job_title).exists():
        save(Post(person=person, job_title=job_title, started_on=started_on), by=by)
    return person


@transaction.atomic
def rename_person(*, person: Person, name: str, by: User | None) -> Person:
    """Call a person otherwise from now on, and keep the name they had to find them by.

    Raises ValidationError where another person has the name.
    """
    person = Person.objects.select_for_update().get(pk=person.pk)
    former, person.name = person.name, name.strip()
    if former == person.name:
        return person
    save(person, by=by)
    for row in person.former_names.filter(name__iexact=person.name):
        delete(row, by=by)
    is_other = former.lower() != person.name.lower()
    if is_other and not person.former_names.filter(name__iexact=former).exists():
        save(FormerName(person=person, name=former), by=by)
    return person


@dataclass(frozen=True)
class HeldPost:
    """A job title and when it is held, as it is typed; `post` is the row that says so already."""

    job_title: str
    started_on: date | None = None
    ended_on: date | None = None
    post: Post | None = None


@transaction.atomic
def set_posts(*, person: Person, posts: Iterable[HeldPost], by: User | None) -> None:
    """Make `posts` the job titles of the person, and no others.

    Papers and pages of a period take the one that was held as it ended. Raises ValidationError
    where a post ends before it starts or stands twice.
    """
    rows = {row.pk: row for row in person.posts.all()}
    for held in posts:
        if held.post is not None and held.post.person_id != person.pk:
            raise ValidationError("This job title is of somebody else.")
        row = rows.pop(held.post.pk, None) if held.post else None
        row = row or Post(person=person)
        values = (held.job_title, held.started_on, held.ended_on)
        if row.pk and (row.job_title, row.started_on, row.ended_on) == values:
            continue
        row.job_title, row.started_on, row.ended_on = values
        save(row, by=by)
    for row in rows.values():
        delete(row, by=by)


@transaction.atomic
def add_person(
    *, trust: Trust, name: str, posts: Iterable[HeldPost] = (), by: User | None
) -> Person:
    """Somebody whom the plan is to name, with a login or without one.

    Raises ValidationError where somebody has or had the name.
    """
    name = name.strip()
    if known := Person.objects.called(name, trust):
        message = f"{known} is known by this name already."
        raise ValidationError({"name": message})
    person = save(Person(trust=trust, name=name), by=by)
    set_posts(person=person, posts=posts, by=by)
    return person


@transaction.atomic
def replace_person(*, person: Person, to: Person, by: User | None) -> None:
    """Have `to` stand in place of `person`, who leads nothing any more and goes.

    Their job titles and former names become those of `to`, and so does the name by which the
    plan knew them, so that the next workbook that has it leads to `to`. Raises ValidationError
    where both sign in, or where something still names `person`.
    """
    if person.user_id and to.user_id:
        raise ValidationError(
            {"to": f"Both {person} and {to} have a login. Take one away first, under People."}
        )
    for post in person.posts.all():
        if to.posts.filter(job_title__iexact=post.job_title).exists():
            delete(post, by=by)
        else:
            post.person = to
            save(post, by=by)
    former = [person.name, *person.former_names.values_list("name", flat=True)]
    for row in person.former_names.all():
        delete(row, by=by)
    for invitation in person.invitations.all():
        invitation.person = None if invitation.is_open and to.user_id else to
        save(invitation, by=by)
    _replace_in_delegations(person, to, by=by)
    user, person.user = person.user, None
    if user is not None:
        save(person, by=by)
        to.user = user
        save(to, by=by)
    try:
        delete(person, by=by)
    except models.ProtectedError:
        raise ValidationError({"to": f"Something still names {person}."}) from None
    for name in former:
        is_known = to.former_names.filter(name__iexact=name).exists()
        if name.lower() != to.name.lower() and not is_known:
            save(FormerName(person=to, name=name), by=by)


def _replace_in_delegations(person: Person, to: Person, *, by: User | None) -> None:
    """Have `to` stand in, and be stood in for, as `person` was; nobody for themselves."""
    rows: list[Any] = [*person.delegations.all(), *person.stands_in.all()]
    rows += [*person.hand_overs.all(), *person.takes_over.all()]
    for row in rows:
        names = ("person", "delegate" if isinstance(row, Delegation) else "to")
        for name in names:
            if getattr(row, f"{name}_id") == person.pk:
                setattr(row, name, to)
        try:
            with transaction.atomic():
                save(row, by=by)
        except ValidationError:
            # The same is said of `to` already, or it would be about them alone.
            delete(row, by=by)


@transaction.atomic
def add_delegation(
    *, person: Person, delegate: Person, starts_on: date, ends_on: date, by: User | None
) -> Delegation:
    """Have `delegate` stand in for `person` from one day until another, both included.

    Raises ValidationError where the last day is over or before the first, and for who has left,
    is of another trust, is the person themselves, or stands in then already.
    """
    _check_last_day(ends_on)
    if delegate.left_on is not None:
        raise ValidationError({"delegate": f"{delegate} has left. Choose somebody who is here."})
    delegation = Delegation(person=person, delegate=delegate, starts_on=starts_on, ends_on=ends_on)
    return save(delegation, by=by)


@transaction.atomic
def edit_delegation(
    *, delegation: Delegation, starts_on: date, ends_on: date, by: User | None
) -> Delegation:
    """Give other days on which somebody stands in.

    Raises ValidationError where the last day is over or before the first, and where they stand
    in on one of these days already.
    """
    if (delegation.starts_on, delegation.ends_on) == (starts_on, ends_on):
        return delegation
    _check_last_day(ends_on)
    delegation.starts_on, delegation.ends_on = starts_on, ends_on
    return save(delegation, by=by)


def _check_last_day(ends_on: date) -> None:
    if ends_on < timezone.localdate():
        raise ValidationError({"ends_on": "That day is over. Give the last day they stand in."})


@transaction.atomic
def remove_delegation(*, delegation: Delegation, by: User | None) -> None:
    """Let them stand in no more from today. That they did until now stays on record."""
    _end_delegation(delegation, last_day=timezone.localdate() - timedelta(days=1), by=by)


def _end_delegation(delegation: Delegation, *, last_day: date, by: User | None) -> None:
    if delegation.starts_on > last_day:
        delete(delegation, by=by)
    elif delegation.ends_on > last_day:
        delegation.ends_on = last_day
        save(delegation, by=by)


@transaction.atomic
def plan_hand_over(*, person: Person, to: Person, on: date, by: User | None) -> HandOver:
    """Have all that `person` leads pass to `to` on a day to come; one day for each person.

    Raises ValidationError for a day that is not to come, the same person, who has left or is of
    another trust.
    """
    if on <= timezone.localdate():
        raise ValidationError({"on": "Give a day to come, such as the first of next month."})
    if to.left_on is not None:
        raise ValidationError({"to": f"{to} has left. Choose somebody who is here."})
    planned = HandOver.objects.filter(person=person).first() or HandOver(person=person)
    if planned.pk and (planned.to_id, planned.on) == (to.pk, on):
        return planned
    planned.to, planned.on = to, on
    planned.planned_at, planned.planned_by = now(), by
    return save(planned, by=by)


@transaction.atomic
def cancel_hand_over(*, person: Person, by: User | None) -> None:
    """Hand over on no day. Doing it again changes nothing."""
    for planned in HandOver.objects.filter(person=person):
        delete(planned, by=by)


@transaction.atomic
def forget_former_name(*, former_name: FormerName, by: User | None) -> None:
    """Find the person by that name no more."""
    delete(former_name, by=by)


@transaction.atomic
def record_leaving(*, person: Person, left_on: date, by: User | None) -> Person:
    """Say that the person left the trust, which ends the posts they still held.

    From then on they stand in for nobody.
    """
    for post in person.posts.filter(ended_on=None):
        post.ended_on = left_on
        save(post, by=by)
    for delegation in person.stands_in.filter(ends_on__gt=left_on):
        _end_delegation(delegation, last_day=left_on, by=by)
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


@transaction.atomic
def set_two_factor(*, trust: Trust, least_role: str, by: User | None) -> Trust:
    """Say from which role on members need a second factor; "" for nobody."""
    trust = Trust.objects.select_for_update().get(pk=trust.pk)
    if trust.two_factor_from == least_role:
        return trust
    trust.two_factor_from = least_role
    return save(trust, by=by)


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


def _again(membership: Membership) -> Membership:
    """The membership as it is now, with its user and trust, once nobody else changes it."""
    _lock(membership.trust)
    return Membership.objects.select_related("user", "trust").get(pk=membership.pk)


@transaction.atomic
def invite(
    *,
    trust: Trust,
    email: str,
    name: str,
    role: str,
    person: Person | None = None,
    by: User | None,
) -> tuple[Invitation, bool]:
    """Offer `role` at `trust` to whoever reads the mail of `email`.

    Gives the invitation and whether there is something to be told: doing it again changes
    nothing. Nothing here depends on whether anybody of another trust has the address. Raises
    ValidationError for a member or for a person who is somebody else, PermissionDenied for a
    role that `by` may not give.
    """
    _lock(trust)
    _check_may_grant(role, trust=trust, by=by)
    email = email.strip().lower()
    _check_is_no_member(trust, email, role)
    given = {"name": name.strip(), "role": Role(role), "person": person}
    invitation = Invitation.objects.for_trust(trust).open().filter(email__iexact=email).first()
    if invitation is None:
        invitation = Invitation(trust=trust, email=email)
    else:
        _check_may_grant(invitation.role, trust=trust, by=by)
        held = {field: getattr(invitation, field) for field in given}
        if invitation.is_valid and held == given:
            return invitation, False
    if person is not None:
        _check_is_free(person, invitation)
    for field, value in given.items():
        setattr(invitation, field, value)
    invitation.expires_on = _last_day_of_an_invitation()
    return save(invitation, by=by), True


def _last_day_of_an_invitation() -> date:
    return timezone.localdate() + timedelta(days=settings.INVITATION_DAYS)


def _check_is_no_member(trust: Trust, email: str, role: str) -> None:
    """Raise ValidationError for who has been in; a member who never was is invited again."""
    members = Membership.objects.for_trust(trust).current().select_related("user")
    member = members.filter(user__email__iexact=email).first()
    if member is None:
        return
    if not member.user.needs_password or member.role != role:
        raise ValidationError(
            {
                "email": f"{member.user} is a member already, as {member.get_role_display()}. "
                "Change it under People."
            }
        )


def _check_is_free(person: Person, invitation: Invitation) -> None:
    """Raise ValidationError where `person` is a member or has been invited otherwise."""
    trust = invitation.trust
    members = Membership.objects.for_trust(trust).current().filter(user=person.user_id)
    if person.user_id and members.exclude(user__email__iexact=invitation.email).exists():
        raise ValidationError(
            {"person": f"{person} has another login already. Take that away first."}
        )
    others = Invitation.objects.for_trust(trust).open().filter(person=person)
    other = others.exclude(pk=invitation.pk).first()
    if other is not None:
        raise ValidationError(
            {"person": f"{person} was invited already, as {other.email}. Withdraw that first."}
        )


def _invitation_again(invitation: Invitation) -> Invitation:
    """The invitation as it is now, once nobody else changes members of its trust."""
    _lock(invitation.trust)
    return Invitation.objects.select_related("trust", "person").get(pk=invitation.pk)


@transaction.atomic
def renew_invitation(*, invitation: Invitation, by: User | None) -> Invitation:
    """Let an open invitation run from today again. Raises ValidationError for any other."""
    invitation = _invitation_again(invitation)
    _check_may_grant(invitation.role, trust=invitation.trust, by=by)
    _check_is_open(invitation)
    if invitation.expires_on == _last_day_of_an_invitation():
        return invitation
    invitation.expires_on = _last_day_of_an_invitation()
    return save(invitation, by=by)


def _check_is_open(invitation: Invitation) -> None:
    if not invitation.is_open:
        raise ValidationError(
            f"This invitation was {invitation.get_state_display().lower()} already."
        )


@transaction.atomic
def withdraw_invitation(*, invitation: Invitation, by: User | None) -> Invitation:
    """Take an open invitation back. Doing it again changes nothing."""
    invitation = _invitation_again(invitation)
    _check_may_grant(invitation.role, trust=invitation.trust, by=by)
    if not invitation.is_open:
        return invitation
    invitation.state = Invitation.State.WITHDRAWN
    return save(invitation, by=by)


@transaction.atomic
def decline_invitation(*, invitation: Invitation, by: User | None) -> Invitation:
    """Say no to an open invitation; None for `by` is who holds its link."""
    invitation = _invitation_again(invitation)
    if not invitation.is_open:
        return invitation
    invitation.state = Invitation.State.DECLINED
    return save(invitation, by=by)


@transaction.atomic
def accept_invitation(*, invitation: Invitation, by: User) -> Membership:
    """Make `by`, whose address was invited, a member.

    Raises ValidationError where the invitation is over or is not theirs, and where their
    address is not confirmed and they are a member elsewhere.
    """
    invitation = _invitation_again(invitation)
    # Two trusts whose invitations are accepted at once must see each other.
    return _accept(invitation, User.objects.select_for_update().get(pk=by.pk))


def _accept(invitation: Invitation, user: User) -> Membership:
    """As `accept_invitation`, of rows that nobody else changes."""
    if not (invitation.is_valid and user.is_active) or user.email.lower() != invitation.email:
        raise ValidationError("This invitation cannot be used any more. Ask for another.")
    if not user.may_join(invitation.trust):
        raise ValidationError(
            f"Confirm your e-mail address {user.email} first, then accept the invitation."
        )
    membership = Membership.objects.for_trust(invitation.trust).filter(user=user).first()
    if membership is None or not membership.is_current:
        membership = set_membership(
            user=user, trust=invitation.trust, role=invitation.role, by=user
        )
    invitation.state = Invitation.State.ACCEPTED
    save(invitation, by=user)
    person = invitation.person
    is_free = person is not None and person.user_id in (None, user.pk)
    is_other = Person.objects.for_trust(invitation.trust).filter(user=user).exists()
    # Who is who in the plan may have been settled since; then that stands.
    if person is not None and is_free and not is_other:
        person.user = user
        save(person, by=user)
    return membership


_SIGNS_IN_ALREADY = (
    "Somebody signs in here with this e-mail address already. "
    "If that is you, sign in and accept the invitation."
)


@transaction.atomic
def join(
    *, invitation: Invitation, name: str, password: str, is_confirmed: bool, by: User | None
) -> Membership:
    """Accept an invitation by its link, choosing the password of the address.

    `is_confirmed` says that the link reached its holder by mail to the address. Raises
    ValidationError as `accept_invitation` does, and where the address is another's already.
    """
    invitation = _invitation_again(invitation)
    user = User.objects.with_email(invitation.email)
    if user is not None:
        user = User.objects.select_for_update().get(pk=user.pk)
    if user is None:
        user = User(email=invitation.email, name=name.strip())
        user.set_password(password)
        try:
            with transaction.atomic():
                save(user, by=by)
        except IntegrityError as error:
            # Two links to one address, used at once.
            raise ValidationError(_SIGNS_IN_ALREADY) from error
    elif user.has_confirmed_email or not (
        is_confirmed or may_choose_first_password(user, invitation.trust)
    ):
        raise ValidationError(_SIGNS_IN_ALREADY)
    if is_confirmed:
        user = confirm_address(user=user, password=password, by=by)
    elif not user.has_usable_password():
        user.set_password(password)
        save(user, by=by)
    return _accept(invitation, user)


def may_choose_first_password(user: User, trust: Trust) -> bool:
    """Whether who holds a link that `trust` gave out may choose the password of `user`.

    Only of somebody who has never been in, and not of anybody who is or was a member elsewhere,
    or is staff: with the link one could sign in as them and see another trust.
    """
    if not user.needs_password:
        return False
    if user.is_staff or user.is_superuser:
        return False
    return not user.was_beyond(trust)


# Addresses


@transaction.atomic
def confirm_address(
    *,
    user: User,
    password: str | None,
    identity: SocialAccount | None = None,
    by: User | None,
) -> User:
    """Say that whoever reads the mail of the user's address has taken hold of the sign-in.

    `password` is the one that they chose, or None where the trust's own sign-in vouches for
    them, by `identity` where that is connected already. The first time all goes by which
    somebody else could come in who had the address before it was confirmed: the password, with
    which every session ends, sign-ins elsewhere that were connected, and addresses to which it
    was to be changed.
    """
    user = User.objects.select_for_update().get(pk=user.pk)
    is_first = not user.has_confirmed_email
    if password is not None:
        user.set_password(password)
        save(user, by=by)
    if not is_first:
        return user
    if password is None:
        user.set_unusable_password()
        save(user, by=by)
    kept = identity.pk if identity else None
    for account in SocialAccount.objects.filter(user=user).exclude(pk=kept):
        delete(account, by=by)
    _keep_address(user, is_confirmed=True, by=by)
    return user


@transaction.atomic
def change_address(*, user: User, email: str, by: User | None) -> User:
    """Give a user another address to sign in with, which is not confirmed."""
    user.email = email.strip().lower()
    save(user, by=by)
    _keep_address(user, is_confirmed=False, by=by)
    return user


def _keep_address(user: User, *, is_confirmed: bool, by: User | None) -> None:
    """Make the user's address the only one that is known of them."""
    for address in EmailAddress.objects.filter(user=user):
        delete(address, by=by)
    if is_confirmed:
        address = EmailAddress(user=user, email=user.email.lower(), verified=True, primary=True)
        save(address, by=by)


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
    replace_leads_of_kinds(item=item, leads={kind: people}, by=by)


def replace_leads_of_kinds(
    *, item: Any, leads: Mapping[str, Iterable[Person]], by: User | None
) -> None:
    """The same for each kind that `leads` names; leads of other kinds stay as they are."""
    manager = item.lead_rows
    rows = {(row.kind, row.person_id): row for row in manager.filter(kind__in=list(leads))}
    for kind, people in leads.items():
        for position, person in enumerate(dict.fromkeys(people)):
            own = {manager.field.name: item, "person": person, "kind": kind}
            row = rows.pop((kind, person.pk), None) or manager.model(**own)
            if row.pk is None or row.position != position:
                row.position = position
                save(row, by=by)
    for row in rows.values():
        delete(row, by=by)
