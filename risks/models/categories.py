"""The categories of a trust's risks: of each, how much risk the board is willing to take."""

from django.db import models
from django.db.models.functions import Lower

from risks.matrix import LARGEST_SCORE
from strategy_tracker.accounts.base import History, TrustRecord
from strategy_tracker.accounts.models import Trust

LONGEST_NAME = 100
LONGEST_APPETITE = 60


class RiskCategory(TrustRecord):
    """A kind of risk of the board's risk appetite statement, such as Finance.

    `appetite` is a word of the trust's own, `tolerance` the highest score that the board accepts.
    Both hold for every risk of the category that has none of its own (`risks/appetite.py`).
    """

    trust = models.ForeignKey(Trust, on_delete=models.CASCADE, related_name="risk_categories")
    name = models.CharField(max_length=LONGEST_NAME)
    appetite = models.CharField(max_length=LONGEST_APPETITE, blank=True)
    tolerance = models.PositiveSmallIntegerField(null=True, blank=True)
    statement = models.TextField(blank=True, max_length=500)
    position = models.PositiveSmallIntegerField(default=0)
    is_archived = models.BooleanField("no longer in use", default=False)
    history = History()

    class Meta:
        verbose_name_plural = "risk categories"
        ordering = ["trust_id", "position", "pk"]
        constraints = [
            models.UniqueConstraint(
                "trust",
                Lower("name"),
                name="risk_category_name_unique_in_trust",
                violation_error_message="The trust already has a risk category with this name.",
            ),
            models.CheckConstraint(
                condition=~models.Q(name=""),
                name="risk_category_name_not_blank",
                violation_error_message="Give the category a name.",
            ),
            models.CheckConstraint(
                condition=models.Q(tolerance=None) | models.Q(tolerance__lte=LARGEST_SCORE),
                name="risk_category_tolerance_at_most_100",
                violation_error_message=f"Tolerance is a score from 0 to {LARGEST_SCORE}.",
            ),
        ]

    def __str__(self) -> str:
        return self.name
