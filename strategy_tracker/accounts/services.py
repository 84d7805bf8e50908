"""Every write to trusts, members and people. `by` is the user who does it; None is the system."""

from datetime import date

from django.db import transaction

from strategy_tracker.accounts.models import Membership, Person, Post, Role, Trust, User
from strategy_tracker.accounts.saving import save


@transaction.atomic
def create_trust(
    *, code: str, name: str, short_name: str = "", colour: str = "005EB8", by: User | None
) -> Trust:
    """A new trust. Raises ValidationError when the code is taken or malformed."""
    trust = Trust(code=code.upper(), name=name, short_name=short_name, colour=colour)
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
    person.left_on = left_on
    return save(person, by=by)
