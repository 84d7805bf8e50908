"""Who may do what in a trust: one table from roles to permissions.

Views, templates, navigation, services and tests ask by the permission and name no role. What a
member may do to one record (answer for an item that they lead, say) is for the app that owns it,
and never reaches further than this table.
"""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

from django.db import models


class Role(models.TextChoices):
    """What a member is in a trust, least first; each role may do what those before it may."""

    READER = "reader", "Reader"
    LEAD = "lead", "Lead"
    GOVERNANCE = "governance", "Governance"
    ADMINISTRATOR = "administrator", "Administrator"


ROLE_HINTS = {
    Role.READER: "reads the plan, the risks, the measures and the papers",
    Role.LEAD: "reads, and answers for what they lead",
    Role.GOVERNANCE: "opens and closes rounds, approves, publishes and imports",
    Role.ADMINISTRATOR: "does all that, and says who is governance or an administrator",
}
"""What each role is for, as whoever gives it is told."""


class Permission(StrEnum):
    """One thing that a member may do."""

    VIEW_PLAN = "view_plan"
    """Read the plan, risks, measures and papers, and what was handed in about them."""
    VIEW_DRAFTS = "view_drafts"
    """Read answers and papers that are still drafts, and where each answer stands."""
    ANSWER_UPDATES = "answer_updates"
    """Answer for the items that they lead."""
    ENTER_READINGS = "enter_readings"
    """Enter readings of the measures that they lead, or of what they answer for."""
    SCORE_RISKS = "score_risks"
    """Score the risks that they lead."""
    ACT_FOR_LEADS = "act_for_leads"
    """Answer, enter readings and score in the place of any lead."""
    REVIEW_UPDATES = "review_updates"
    """See the round, and approve or return what was submitted."""
    SEND_REMINDERS = "send_reminders"
    """Write to people who have not answered yet."""
    MANAGE_PERIODS = "manage_periods"
    """Set up, open, close and correct periods."""
    EDIT_PLAN = "edit_plan"
    """Change items of the plan, their leads and their dates."""
    SET_UP = "set_up"
    """Change the strategy's words, the rating scales, the questions and the periods' dates."""
    SET_UP_RISKS = "set_up_risks"
    """Change the risk matrix by which the trust scores."""
    IMPORT = "import"
    """Bring in workbooks, and undo it."""
    PUBLISH_PAPERS = "publish_papers"
    """Write, publish and withdraw papers."""
    MANAGE_PEOPLE = "manage_people"
    """Say who is a member, in which role, and hand over what somebody led."""
    VIEW_AUDIT = "view_audit"
    """See everything that anybody did: who, when, and from what to what."""
    ADMINISTER = "administer"
    """Look after the trust's records in the administration."""


_READER = frozenset({Permission.VIEW_PLAN})
_LEAD = _READER | {
    Permission.VIEW_DRAFTS,
    Permission.ANSWER_UPDATES,
    Permission.ENTER_READINGS,
    Permission.SCORE_RISKS,
}
_GOVERNANCE = _LEAD | {
    Permission.ACT_FOR_LEADS,
    Permission.REVIEW_UPDATES,
    Permission.SEND_REMINDERS,
    Permission.MANAGE_PERIODS,
    Permission.EDIT_PLAN,
    Permission.SET_UP,
    Permission.SET_UP_RISKS,
    Permission.IMPORT,
    Permission.PUBLISH_PAPERS,
    Permission.MANAGE_PEOPLE,
    Permission.VIEW_AUDIT,
}
_ADMINISTRATOR = _GOVERNANCE | {Permission.ADMINISTER}

PERMISSIONS: Mapping[Role, frozenset[Permission]] = MappingProxyType(
    {
        Role.READER: _READER,
        Role.LEAD: _LEAD,
        Role.GOVERNANCE: _GOVERNANCE,
        Role.ADMINISTRATOR: _ADMINISTRATOR,
    }
)

# Of those who manage people, which roles they give to others and take from them.
_GRANTED_BY: Mapping[Role, tuple[Role, ...]] = MappingProxyType(
    {
        Role.GOVERNANCE: (Role.READER, Role.LEAD),
        Role.ADMINISTRATOR: tuple(Role),
    }
)


def role_has(role: str, permission: Permission) -> bool:
    """Whether a member with `role` has `permission`."""
    return permission in PERMISSIONS[Role(role)]


def roles_with(permission: Permission) -> list[Role]:
    """The roles that have `permission`, least first."""
    return [role for role, permissions in PERMISSIONS.items() if permission in permissions]


def by_name(role: str) -> dict[str, bool]:
    """Every permission by its name, and whether a member with `role` has it; for templates."""
    return {permission.value: role_has(role, permission) for permission in Permission}


def roles_granted_by(role: str) -> tuple[Role, ...]:
    """The roles that a member with `role` gives to others and takes from them."""
    return _GRANTED_BY.get(Role(role), ())
