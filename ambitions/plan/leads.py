"""Who answers for an item: its own leads, else those of what it stands under.

Many trusts name one lead for a workstream and none for the actions in it.
"""

from django.db.models import Q

from objectives.models import Level
from strategy_tracker.accounts.models import User

# How to reach each parent from an item, nearest first. An action has one of the two.
_PARENTS: dict[str, tuple[tuple[str, ...], ...]] = {
    Level.OBJECTIVE: (),
    Level.AMBITION: (("objective",),),
    Level.ACTION: (("ambition", "ambition__objective"), ("objective",)),
}


def answered_by(user: User, level: str) -> Q:
    """The filter for items at `level` that `user` answers for. Rows may come twice."""
    found = Q(lead_rows__person__user=user)
    for line in _PARENTS[level]:
        nobody_nearer = Q(lead_rows__isnull=True)
        for parent in line:
            found |= nobody_nearer & Q(**{f"{parent}__lead_rows__person__user": user})
            nobody_nearer &= Q(**{f"{parent}__lead_rows__isnull": True})
    return found
