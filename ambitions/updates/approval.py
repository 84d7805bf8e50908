"""Who may approve an update: somebody who reviews, and did not write it."""

from collections.abc import Iterable

from ambitions.models import Update
from objectives.models import Period
from strategy_tracker.accounts.models import Membership, Trust, User
from strategy_tracker.accounts.permissions import Permission

_NAMED_AT_MOST = 3


def authors_of(update: Update) -> set[int]:
    """The ids of the users who wrote what stands in `update`: who saved it last, who submitted it.

    An answer that stands as an import left it was written in its workbook, not by whoever brought
    that in. The import saved and submitted it at one moment; a later save parts the two.
    """
    if update.source and update.saved_at == update.submitted_at:
        return set()
    return {pk for pk in (update.saved_by_id, update.submitted_by_id) if pk}


def reviewers(trust: Trust | int) -> list[User]:
    """The members of the trust who review updates, by name."""
    members = (
        Membership.objects.for_trust(trust).current().with_permission(Permission.REVIEW_UPDATES)
    )
    return [member.user for member in members.select_related("user").order_by("user__name")]


def approved_by_others(
    updates: Iterable[Update], *, by: User | None, reviewers: list[User]
) -> set[int]:
    """Which of `updates` (ids) `by` wrote, so that one of the other `reviewers` approves them.

    None where nobody else reviews: a trust with one officer would have a round that never ends.
    The history says who wrote and who approved. The system (None) writes nothing.
    """
    if by is None or not any(user != by for user in reviewers):
        return set()
    return {update.pk for update in updates if by.pk in authors_of(update)}


def own_update_message(*, by: User, reviewers: list[User]) -> str:
    """Why `by` does not approve what they wrote, and who may, in one sentence."""
    names = [user.name for user in reviewers if user != by]
    named = names[:_NAMED_AT_MOST]
    if len(names) > _NAMED_AT_MOST:
        named.append("another member of governance")
    listed = " or ".join(filter(None, [", ".join(named[:-1]), named[-1]]))
    return f"You wrote this update, so somebody else approves it: {listed}."


def approval_lock_message(update: Update, *, by: User | None, trust: Trust | int) -> str:
    """Why `by` may not approve `update`, in a sentence that says who may; "" when they may."""
    # Who wrote it is known without a query, and mostly it was somebody else.
    if by is None or by.pk not in authors_of(update):
        return ""
    found = reviewers(trust)
    if not approved_by_others([update], by=by, reviewers=found):
        return ""
    return own_update_message(by=by, reviewers=found)


def waiting_for_others(period: Period, *, by: User, reviewers: list[User]) -> set[int]:
    """Which of the updates submitted in `period` (ids) `by` wrote and others approve."""
    waiting = Update.objects.filter(period=period, state=Update.State.SUBMITTED)
    return approved_by_others(waiting, by=by, reviewers=reviewers)
