"""What holds the risks of a trust, and what is missing, as at a moment: beside `risks.reader`."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime

from risks.models import Assurance, Control, Gap
from strategy_tracker.accounts.history import as_at


@dataclass
class Holding:
    """The controls, assurances and gaps of one risk, each in the trust's order."""

    controls: list[Control] = field(default_factory=list)
    assurances: list[Assurance] = field(default_factory=list)
    gaps: list[Gap] = field(default_factory=list)


def read_holdings(trust_id: int, moment: datetime | None) -> dict[int, Holding]:
    """By the id of the risk, as they were at `moment` (None: as they are), in three queries."""
    found: dict[int, Holding] = defaultdict(Holding)
    for control in as_at(Control, moment, risk__trust=trust_id):
        found[control.risk_id].controls.append(control)
    for assurance in as_at(Assurance, moment, risk__trust=trust_id):
        found[assurance.risk_id].assurances.append(assurance)
    for gap in as_at(Gap, moment, risk__trust=trust_id):
        found[gap.risk_id].gaps.append(gap)
    return found
