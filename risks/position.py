"""How a risk stands at a period: its scores as then known, and which way it moved.

Pure functions over scores already read (`Risk.objects.with_scores()`), so that a list of
risks, a panel and a paper all say the same and none of them queries for each risk.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from objectives.models import Period
from risks.models import Risk, RiskScore

WAYS = {"up": "worse", "down": "better", "same": "no change"}


@dataclass(frozen=True)
class RiskPosition:
    """The scores of a risk as at a period; each None where the trust gave none.

    `current` is the latest current score up to the period and `previous` the one before
    it. `direction` ("up", "down", "same" or "") is the trust's own where it gave one.
    """

    current: RiskScore | None
    previous: RiskScore | None
    inherent: RiskScore | None
    target: RiskScore | None
    direction: str
    scored_now: bool

    @property
    def words(self) -> str:
        """What to print beside the arrow, such as "was 20" or "no change"."""
        if self.direction == "same":
            return "no change"
        before, now = self.previous, self.current
        if self.direction and before and now and before.score != now.score:
            return f"was {before.score}"
        return {"up": "increased", "down": "decreased"}.get(self.direction, "")

    @property
    def way(self) -> str:
        """Which way it moved, for a reader: "worse", "better", "no change" or ""."""
        return WAYS.get(self.direction, "")


def position_at(risk: Risk, period: Period | None) -> RiskPosition:
    """How `risk` stands at `period`, or by its latest scores where there is no period."""
    scores = list(risk.scores.all())
    current = _up_to(scores, RiskScore.Kind.CURRENT, period)
    latest = current[-1] if current else None
    previous = current[-2] if len(current) > 1 else None
    scored_now = bool(latest and period and latest.period_id == period.pk)
    return RiskPosition(
        current=latest,
        previous=previous,
        inherent=_last(_up_to(scores, RiskScore.Kind.INHERENT, period)),
        target=_last(_up_to(scores, RiskScore.Kind.TARGET, period)),
        direction=_direction(latest, previous),
        scored_now=scored_now or bool(latest and latest.period_id is None),
    )


def current_scores(risk: Risk, period: Period | None) -> list[RiskScore]:
    """The current scores given for a period up to `period`, oldest first."""
    rows = _up_to(list(risk.scores.all()), RiskScore.Kind.CURRENT, period)
    return [row for row in rows if row.period_id]


def _up_to(scores: Iterable[RiskScore], kind: str, period: Period | None) -> list[RiskScore]:
    """Scores of a kind known at `period`, oldest first; a standing one counts as the oldest."""
    standing_rows, dated = [], []
    for row in scores:
        if row.kind != kind:
            continue
        if row.period is None:
            standing_rows.append(row)
        elif period is None or row.period.starts_on <= period.starts_on:
            dated.append((row.period.starts_on, row.pk, row))
    return standing_rows + [row for _, _, row in sorted(dated, key=lambda entry: entry[:2])]


def _last(rows: list[RiskScore]) -> RiskScore | None:
    return rows[-1] if rows else None


def _direction(latest: RiskScore | None, previous: RiskScore | None) -> str:
    if latest is None or latest.direction or previous is None:
        return latest.direction if latest else ""
    if latest.score == previous.score:
        return RiskScore.Direction.SAME
    return RiskScore.Direction.UP if latest.score > previous.score else RiskScore.Direction.DOWN
