"""Finding what a command names: a trust by code, a strategy by title, a period by label."""

from collections.abc import Iterable

from django.db.models import QuerySet

from objectives.models import Period, Strategy
from strategy_tracker.accounts.models import Trust


class NotFound(Exception):
    """What was named does not exist or is not clear; the message lists what there is."""


def _listed(names: Iterable[str]) -> str:
    return ", ".join(f"“{name}”" for name in names)


def find_trust(code: str) -> Trust:
    """The trust with that code, in any case. Raises NotFound."""
    trust = Trust.objects.filter(code__iexact=code.strip()).first()
    if trust is None:
        known = ", ".join(Trust.objects.order_by("code").values_list("code", flat=True))
        raise NotFound(
            f"There is no trust with the code “{code}”. "
            + (f"There are: {known}." if known else "There is none yet: see create_trust.")
        )
    return trust


def find_strategy(trust: Trust, title: str | None) -> Strategy:
    """The trust's strategy of that title; without one, its only strategy in use.

    Raises NotFound.
    """
    own = Strategy.objects.for_trust(trust).select_related("trust").order_by("title")
    if title:
        return _named_strategy(own, title, trust)
    in_use = list(own.filter(is_archived=False)) or list(own)
    if len(in_use) == 1:
        return in_use[0]
    if not in_use:
        raise NotFound(f"{trust} has no strategy yet: import one, or make it in the admin.")
    raise NotFound(
        f"{trust} has several strategies. Say which with --strategy: "
        f"{_listed(strategy.title for strategy in in_use)}."
    )


def _named_strategy(own: QuerySet[Strategy], title: str, trust: Trust) -> Strategy:
    strategy = own.filter(title__iexact=title.strip()).first()
    if strategy is None:
        known = _listed(own.values_list("title", flat=True))
        raise NotFound(
            f"{trust} has no strategy called “{title}”. "
            + (f"It has: {known}." if known else "It has none yet.")
        )
    return strategy


def find_period(strategy: Strategy, label: str | None) -> Period:
    """The strategy's period of that label; without one, the open period, else the latest.

    "open" and "latest-closed" also name one, for commands that cannot know the label.
    Raises NotFound.
    """
    own = Period.objects.filter(strategy=strategy).order_by("starts_on")
    if label:
        period = own.filter(label__iexact=label.strip()).first() or _by_status(own, label)
        if period:
            period.strategy = strategy
            return period
    elif own:
        period = own.open().first() or own.exclude(status=Period.Status.PLANNED).last()
        period = period or own.first()
        if period:
            period.strategy = strategy
            return period
    known = _listed(own.values_list("label", flat=True))
    start = f"{strategy} has no period called “{label}”. " if label else f"{strategy} has no period"
    if not known:
        raise NotFound(f"{start.rstrip('. ')}: open one first.")
    raise NotFound(f"{start}It has: {known}.")


def _by_status(own: QuerySet[Period], word: str) -> Period | None:
    """The open period for "open", the last closed one for "latest-closed"."""
    status = {"open": Period.Status.OPEN, "latest-closed": Period.Status.CLOSED}.get(word.strip())
    return own.filter(status=status).last() if status else None
