"""How much of a risk the board accepts: what the risk itself says, else what its category does.

The one place that decides it: for the register, a risk's page, papers, exports and imports. The
category is read as at the same moment as the risk (`risks/reader.py`).
"""

from dataclasses import dataclass

from risks.models import Risk, RiskCategory
from risks.position import RiskPosition

# The words of the Good Governance Institute, from the least to the most. A trust may have others.
APPETITE_WORDS = ("Averse", "Minimal", "Cautious", "Open", "Seek", "Significant")


@dataclass(frozen=True)
class Limits:
    """What applies to one risk; each "" or None where neither it nor its category says."""

    category: str
    appetite: str
    tolerance: int | None

    @property
    def words(self) -> str:
        """ "Cautious, 12"."""
        tolerance = "" if self.tolerance is None else str(self.tolerance)
        return ", ".join(filter(None, (self.appetite, tolerance)))

    def over(self, now: RiskPosition) -> int | None:
        """By how much the current score is above tolerance: 0 or less is within.

        None where there is no tolerance or no score.
        """
        if self.tolerance is None or now.current is None:
            return None
        return now.current.score - self.tolerance

    def is_outside(self, now: RiskPosition) -> bool:
        return (self.over(now) or 0) > 0


def limits_of(risk: Risk) -> Limits:
    """What applies to the risk. Its category was read with it."""
    of_all = category_limits(risk.category)
    return Limits(
        of_all.category,
        risk.appetite or of_all.appetite,
        of_all.tolerance if risk.tolerance is None else risk.tolerance,
    )


def category_limits(category: RiskCategory | None) -> Limits:
    """What applies to every risk of the category that says nothing itself."""
    if category is None:
        return Limits("", "", None)
    return Limits(category.name, category.appetite, category.tolerance)


def over_words(over: int | None) -> str:
    """ "outside by 4", "within"; "" where it is not known."""
    if over is None:
        return ""
    return f"outside by {over}" if over > 0 else "within"
