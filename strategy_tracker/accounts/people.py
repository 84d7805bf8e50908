"""Everybody of a trust in one list: whom the plan names, who may sign in, and who is both."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.http import QueryDict
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from strategy_tracker.accounts.models import Invitation, Membership, Person, Trust, User
from strategy_tracker.ui.dates import distance, long_date
from strategy_tracker.ui.tables import Column, Table

# Where somebody stands, in the words of the filter, those to do something about first.
STATES = {
    "none": "No login yet",
    "invited": "Invited",
    "members": "Can sign in",
    "past": "Left or ended",
}


@dataclass(frozen=True)
class PersonRow:
    """A person of the plan, a member, somebody who is invited, or several of these."""

    person: Person | None
    membership: Membership | None
    job_title: str
    invitation: Invitation | None = None

    @property
    def name(self) -> str:
        if self.person:
            return self.person.name
        if self.membership:
            return str(self.membership.user)
        return self.invitation.name if self.invitation else ""

    @property
    def known_as(self) -> str:
        """The user's name, where the plan calls them otherwise."""
        if self.person and self.membership and self.membership.user.name != self.person.name:
            return self.membership.user.name
        return ""

    @property
    def email(self) -> str:
        if self.is_invited and self.invitation:
            return self.invitation.email
        return self.membership.user.email if self.membership else ""

    @property
    def role(self) -> str:
        if self.is_invited and self.invitation:
            return self.invitation.get_role_display()
        return self.membership.get_role_display() if self.membership else ""

    @property
    def is_invited(self) -> bool:
        return self.invitation is not None and not self.is_member

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
        if self.is_invited:
            return "invited"
        return "none" if self.person and self.left_on is None else "past"


def people_by_name(trust: Trust | int) -> dict[str, Person]:
    """Whom each name means, in small letters: what people are called, then what they were.

    Those who left are there too. Two queries.
    """
    found: dict[str, Person] = {}
    people = Person.objects.for_trust(trust).prefetch_related("former_names")
    for person in people:
        for former in person.former_names.all():
            found.setdefault(former.name.casefold(), person)
    return found | {person.name.casefold(): person for person in people}


def people_of(trust: Trust) -> list[PersonRow]:
    """Everybody of the trust by name, in four queries."""
    members = {
        membership.user_id: membership
        for membership in Membership.objects.for_trust(trust).select_related("user").order_by("pk")
    }
    invitations = list(Invitation.objects.for_trust(trust).open())
    of_people = {invitation.person_id: invitation for invitation in invitations}
    of_addresses = {invitation.email: invitation for invitation in invitations}
    rows, shown = [], set()
    for person in Person.objects.for_trust(trust).with_posts():
        membership = members.pop(person.user_id, None) if person.user_id else None
        invitation = of_people.get(person.pk)
        if invitation is None and membership:
            invitation = of_addresses.get(membership.user.email)
        shown.add(invitation)
        rows.append(PersonRow(person, membership, person.job_title(), invitation))
    for membership in members.values():
        invitation = of_addresses.get(membership.user.email)
        invitation = None if invitation in shown else invitation
        shown.add(invitation)
        rows.append(PersonRow(None, membership, "", invitation))
    rows += [
        PersonRow(None, None, "", invitation)
        for invitation in invitations
        if invitation not in shown
    ]
    return sorted(rows, key=lambda row: row.name.casefold())


def people_table(
    rows: Iterable[PersonRow], *, trust: Trust, me: User, led: Mapping[int, int], query: QueryDict
) -> Table[PersonRow]:
    """Everybody by name unless the address asks for another order."""
    return Table(
        columns(trust.code, me, led),
        rows,
        caption=f"People at {trust.name}",
        query=query,
        order="name",
        css="st-everybody",
    )


def columns(trust_code: str, me: User, led: Mapping[int, int]) -> list[Column[PersonRow]]:
    """The columns of the people; `led` is how much each person leads, by their key."""

    def name(row: PersonRow) -> SafeString:
        url = reverse("person_detail", args=[trust_code, row.person.pk]) if row.person else ""
        is_me = row.membership is not None and row.membership.user_id == me.pk
        return format_html(
            "{}{}{}{}",
            format_html('<a href="{}">{}</a>', url, row.name) if url else row.name,
            mark_safe(' <span class="st-quiet">(you)</span>') if is_me else "",
            _note(f"signs in as {row.known_as}" if row.known_as else ""),
            _note(f"Left on {_day(row.left_on)}" if row.left_on else ""),
        )

    def to_do(row: PersonRow) -> SafeString:
        links = []
        if row.invitation:
            url = reverse("invitation_detail", args=[trust_code, row.invitation.pk])
            links.append(("Invitation", " of", url))
        if row.membership:
            links.append(
                ("Change", "", reverse("member_detail", args=[trust_code, row.membership.pk]))
            )
        elif row.invitation:
            pass
        elif row.person and not row.left_on:
            url = f"{reverse('member_add', args=[trust_code])}?person={row.person.pk}"
            links.append(("Give a login", " to", url))
        if row.person:
            url = reverse("person_leaving", args=[trust_code, row.person.pk])
            links.append(("Has left" if row.left_on else "Leaving", ":", url))
        return format_html_join(
            " ",
            '<a href="{}">{}<span class="nhsuk-u-visually-hidden">{} {}</span></a>',
            ((url, words, joint, row.name) for words, joint, url in links),
        )

    return [
        Column(key="name", label="Name", value=lambda row: row.name, html=name,
               sort=lambda row: row.name.casefold(), is_row_header=True),
        Column(key="known_as", label="Signs in as", value=lambda row: row.known_as,
               on_screen=False),
        Column(key="left", label="Left on", value=lambda row: row.left_on, on_screen=False),
        Column(key="job", label="Job title", value=lambda row: row.job_title,
               sort=lambda row: row.job_title.casefold()),
        Column(key="login", label="Signs in with", value=lambda row: row.email, html=_login,
               sort=lambda row: row.email.casefold()),
        Column(key="role", label="Role", value=lambda row: row.role, html=_role,
               sort=lambda row: row.role.casefold(), css="st-nowrap"),
        Column(key="access", label="Access", value=lambda row: STATES[row.state], on_screen=False),
        Column(key="leads", label="Leads",
               value=lambda row: led.get(row.person.pk, 0) if row.person else None,
               sort=lambda row: led.get(row.person.pk, 0) if row.person else None,
               highest_first=True, is_number=True),
        Column(key="to_do", label="What to do", value=lambda row: "", html=to_do,
               is_label_hidden=True, in_spreadsheet=False, phone="bare",
               css="st-everybody__go st-nowrap"),
    ]  # fmt: skip


def _day(day: date | None) -> str:
    return f"{long_date(day)} ({distance(day)})"


def _note(words: str) -> SafeString:
    return format_html('<span class="st-note">{}</span>', words) if words else mark_safe("")


def _login(row: PersonRow) -> SafeString:
    """The address they sign in with, and what of it is over."""
    if not row.email:
        return format_html(
            '<span class="st-quiet">{}</span>', "No login" if row.left_on else "No login yet"
        )
    if row.is_invited and row.invitation:
        words = "Invited, until" if row.invitation.is_valid else "The invitation ran out on"
        note = _note(f"{words} {_day(row.invitation.expires_on)}")
    elif row.ended_on:
        note = _note(f"Ended on {_day(row.ended_on)}")
    elif not row.is_member:
        note = _note("This sign-in is closed")
    elif row.left_on:
        note = mark_safe('<span class="st-note"><b>Can still sign in</b></span>')
    else:
        note = mark_safe("")
    # Where there is no room for all of it, it breaks at its @.
    address = format_html_join(
        mark_safe("@<wbr>"), "{}", ((part,) for part in row.email.split("@"))
    )
    return format_html("{}{}", address, note)


def _role(row: PersonRow) -> SafeString:
    if row.is_member or row.is_invited or not row.role:
        return format_html("{}", row.role)
    return format_html('<span class="st-quiet">was {}</span>', row.role)
