"""Everybody of a trust in one list: whom the plan names, who may sign in, and who is both."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from strategy_tracker.accounts.models import Membership, Person, Trust

# Where somebody stands, in the words of the filter, those to do something about first.
STATES = {
    "none": "No login yet",
    "members": "Can sign in",
    "past": "Left or ended",
}


@dataclass(frozen=True)
class Row:
    """A person of the plan, a member, or both."""

    person: Person | None
    membership: Membership | None
    job_title: str

    @property
    def name(self) -> str:
        if self.person:
            return self.person.name
        return str(self.membership.user) if self.membership else ""

    @property
    def known_as(self) -> str:
        """The user's name, where the plan calls them otherwise."""
        if self.person and self.membership and self.membership.user.name != self.person.name:
            return self.membership.user.name
        return ""

    @property
    def email(self) -> str:
        return self.membership.user.email if self.membership else ""

    @property
    def role(self) -> str:
        return self.membership.get_role_display() if self.membership else ""

    @property
    def is_member(self) -> bool:
        return bool(self.membership and self.membership.is_current)

    @property
    def ended_on(self) -> date | None:
        """When they lost their way in; None while they have it, or never had one."""
        return self.membership.ended_on if self.membership and not self.is_member else None

    @property
    def left_on(self) -> date | None:
        return self.person.left_on if self.person else None

    @property
    def state(self) -> str:
        """One of STATES."""
        if self.is_member:
            return "members"
        return "none" if self.person and self.left_on is None else "past"


def people_of(trust: Trust) -> list[Row]:
    """Everybody of the trust by name, in three queries."""
    members = {
        one.user_id: one
        for one in Membership.objects.for_trust(trust).select_related("user").order_by("pk")
    }
    rows = []
    for person in Person.objects.for_trust(trust).with_posts():
        membership = members.pop(person.user_id, None) if person.user_id else None
        rows.append(Row(person, membership, person.job_title()))
    rows += [Row(None, membership, "") for membership in members.values()]
    return sorted(rows, key=lambda row: row.name.casefold())


def sorted_by(rows: Iterable[Row], sort: str) -> list[Row]:
    """By name, job, login or role, the blank ones last; backwards with a minus before it."""
    columns = {
        "job": lambda row: row.job_title,
        "login": lambda row: row.email,
        "role": lambda row: row.role,
    }
    name, is_backwards = sort.removeprefix("-"), sort.startswith("-")
    value = columns.get(name, lambda row: row.name)
    listed = sorted(rows, key=lambda row: value(row).casefold(), reverse=is_backwards)
    return sorted(listed, key=lambda row: not value(row))
