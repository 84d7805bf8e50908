"""The rule of closed periods, as the administration and its sheets keep it."""

from typing import Any, ClassVar

from objectives.models import Period
from objectives.services import closed_period_message
from strategy_tracker.accounts.administration import TrustAdmin


class FrozenWithPeriod(TrustAdmin):
    """The page of a model whose rows are frozen when their period is closed.

    `period_path` leads from a row to the period, such as "update__period".
    """

    period_path: ClassVar[str] = "period"

    def refusal(self, row: Any) -> str:
        period = period_of(row, self.period_path)
        if period is not None and Period.objects.filter(pk=period.pk, status="closed").exists():
            return closed_period_message(period)
        return super().refusal(row)


def period_of(row: Any, path: str) -> Period | None:
    """The period at the end of `path`; None while something on the way is unset."""
    for name in path.split("__"):
        row = getattr(row, name, None)
        if row is None:
            return None
    found: Period | None = row
    return found
