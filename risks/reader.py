"""The risks of a trust as at a moment, read in a fixed number of queries whatever their number.

The one reader of a register: for its page, for papers and for exports.
"""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from ambitions.plan.reader import leads_of
from ambitions.visibility import is_reader
from objectives.models import Period
from risks.models import Risk, RiskCategory, RiskLead, RiskLink, RiskScore
from strategy_tracker.accounts.history import as_at, set_related
from strategy_tracker.accounts.models import Membership, Person


def read_risks(
    trust_id: int,
    strategy_id: int | None,
    moment: datetime | None,
    people: dict[int, Person],
) -> list[Risk]:
    """The risks that were in use at `moment` (None: that are now), in the trust's order.

    They are those of one strategy and those of the trust that belong to none; all of the trust's
    for None. Their `category`, `scores`, `lead_rows` and `links` were read with them, the leads
    out of `people`, who were read as at the same moment.
    """
    risks: list[Risk] = [
        risk for risk in as_at(Risk, moment, trust=trust_id) if is_on_register(risk, strategy_id)
    ]
    categories = {row.pk: row for row in as_at(RiskCategory, moment, trust=trust_id)}
    scores = _by_risk(_scores(trust_id, moment))
    leads = leads_of(as_at(RiskLead, moment, risk__trust=trust_id), "risk", people)
    links = _by_risk(as_at(RiskLink, moment, risk__trust=trust_id))
    for risk in risks:
        risk.category = categories.get(risk.category_id or 0)
        set_related(risk, "scores", scores[risk.pk])
        set_related(risk, "lead_rows", leads[risk.pk])
        set_related(risk, "links", links[risk.pk])
    return risks


def is_on_register(risk: Risk, strategy_id: int | None) -> bool:
    """Whether a risk is in use, and of the strategy or of none; of any strategy for None."""
    is_here = strategy_id is None or risk.strategy_id in (None, strategy_id)
    return is_here and not risk.is_closed


def keep_shown_scores(risks: Iterable[Risk], membership: Membership) -> None:
    """Leave each of `risks` only the `scores` that the member sees (`ambitions.visibility`).

    The scores were read with their periods. A reader sees none for a period that is not closed.
    """
    if not is_reader(membership):
        return
    for risk in risks:
        shown = [
            score for score in risk.scores.all() if score.period is None or score.period.is_closed
        ]
        set_related(risk, "scores", shown)


def _scores(trust_id: int, moment: datetime | None) -> list[RiskScore]:
    """Every score with its period, oldest period first; one of no period stands before all."""
    scores: list[RiskScore] = as_at(RiskScore, moment, risk__trust=trust_id)
    periods = {period.pk: period for period in Period.objects.for_trust(trust_id)}
    for score in scores:
        if score.period_id:
            score.period = periods[score.period_id]
    return sorted(scores, key=lambda score: (score.kind, _starts_on(score), score.pk))


def _starts_on(score: RiskScore) -> date:
    return score.period.starts_on if score.period_id and score.period else date.min


def _by_risk(rows: Iterable[Any]) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = defaultdict(list)
    for row in rows:
        found[row.risk_id].append(row)
    return found
