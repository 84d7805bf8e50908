"""Which strategy and period a page is about, chosen once and remembered in the session."""

from collections.abc import Sequence

from django.http import Http404

from objectives.models import Period, Strategy
from strategy_tracker.accounts.access import TrustRequest


def strategies(request: TrustRequest) -> list[Strategy]:
    """The trust's strategies in use, read once per request."""
    if not hasattr(request, "_strategies"):
        request._strategies = list(  # type: ignore[attr-defined]
            Strategy.objects.for_trust(request.trust).active()
        )
    return request._strategies  # type: ignore[attr-defined]


def current_strategy(request: TrustRequest) -> Strategy | None:
    """The strategy asked for (`?strategy=`), else the one chosen last, else the first.

    None when the trust has none yet. Raises Http404 for one it does not have.
    """
    own = strategies(request)
    asked = request.GET.get("strategy")
    if asked:
        chosen = next((strategy for strategy in own if str(strategy.pk) == asked), None)
        if chosen is None:
            raise Http404("The trust has no such strategy.")
        request.session[_key(request)] = chosen.pk
        return chosen
    return remembered_strategy(request)


def remembered_strategy(request: TrustRequest) -> Strategy | None:
    """The strategy chosen last, else the first, whatever is asked for now; None without any."""
    own = strategies(request)
    remembered = request.session.get(_key(request))
    return next(
        (strategy for strategy in own if strategy.pk == remembered), own[0] if own else None
    )


def _key(request: TrustRequest) -> str:
    return f"strategy-{request.trust.pk}"


def current_period(request: TrustRequest, strategy: Strategy | None = None) -> Period | None:
    """The period asked for (`?period=`), else the one chosen last, else the usual one.

    None where the strategy has none. What is asked for is the choice from then on, until
    another is asked for or the session ends. Raises Http404 for a period that the strategy
    does not have.
    """
    strategy = strategy or current_strategy(request)
    if strategy is None:
        return None
    own = periods(request, strategy)
    key = f"period-{strategy.pk}"
    asked = request.GET.get("period")
    if asked:
        chosen = next((period for period in own if str(period.pk) == asked), None)
        if chosen is None:
            raise Http404("The strategy has no such period.")
        _remember(request, key, chosen, own)
        return chosen
    remembered = request.session.get(key)
    return next((period for period in own if period.pk == remembered), usual_period(own))


def usual_period(own: Sequence[Period]) -> Period | None:
    """The one of a strategy's periods (latest first) that pages are about unless another is
    chosen: the open one, else the last that was closed, else the first that is planned."""
    begun = [period for period in own if period.status != Period.Status.PLANNED]
    opened = next((period for period in begun if period.is_open), None)
    return opened or next(iter(begun or own[::-1]), None)


def _remember(request: TrustRequest, key: str, chosen: Period, own: Sequence[Period]) -> None:
    """Keep the choice. The usual period is no choice: once another opens, that is shown."""
    if chosen == usual_period(own):
        if key in request.session:
            del request.session[key]
    elif request.session.get(key) != chosen.pk:
        request.session[key] = chosen.pk


def period_query(request: TrustRequest, period: Period) -> str:
    """What a link adds to stay with `period` whatever is chosen elsewhere meanwhile.

    That is "?period=7", or nothing for the period that is usual.
    """
    is_usual = period == usual_period(periods(request, period.strategy))
    return "" if is_usual else f"?period={period.pk}"


def periods(request: TrustRequest, strategy: Strategy) -> list[Period]:
    """The strategy's periods, latest first, read once per request. Their strategy is set."""
    cache: dict[int, list[Period]] = request.__dict__.setdefault("_periods", {})
    if strategy.pk not in cache:
        found = list(Period.objects.filter(strategy=strategy).order_by("-starts_on"))
        for period in found:
            period.strategy = strategy
        cache[strategy.pk] = found
    return cache[strategy.pk]


def read_all_periods(request: TrustRequest) -> None:
    """Read the periods of every strategy in use at once, for a page that is about them all."""
    own = {strategy.pk: strategy for strategy in strategies(request)}
    cache: dict[int, list[Period]] = request.__dict__.setdefault("_periods", {})
    cache.update({pk: [] for pk in own})
    for period in Period.objects.filter(strategy__in=own).order_by("-starts_on"):
        period.strategy = own[period.strategy_id]
        cache[period.strategy_id].append(period)
