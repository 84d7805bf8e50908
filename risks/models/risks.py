"""Risks: what may go wrong, how it scored over time, and what holds it."""

from typing import ClassVar

from django.core.exceptions import ValidationError
from django.db import models

from ambitions.models import Ambition, KeyAction
from objectives.models import Period, StrategicObjective, Strategy
from objectives.models.custom import CustomValuesRecord
from risks.matrix import LARGEST_SCORE, LARGEST_VALUE, Matrix
from risks.models.categories import LONGEST_APPETITE, RiskCategory
from risks.models.matrix import matrix_of
from strategy_tracker.accounts.base import (
    History,
    IdentifiedRecord,
    Lead,
    TrustQuerySet,
    TrustRecord,
    identity_unique,
)
from strategy_tracker.accounts.models import Trust


class RiskQuerySet(TrustQuerySet):
    def with_scores(self) -> "RiskQuerySet":
        return self.prefetch_related(
            models.Prefetch("scores", RiskScore.objects.select_related("period"))
        )


class Risk(CustomValuesRecord, IdentifiedRecord):
    """A strategic (BAF) or other risk; cause, event and effect when the trust gives them."""

    class Kind(models.TextChoices):
        STRATEGIC = "strategic", "Strategic (BAF)"
        CORPORATE = "corporate", "Corporate register"
        PROGRAMME = "programme", "Programme"
        ISSUE = "issue", "Issue"

    trust = models.ForeignKey(Trust, on_delete=models.CASCADE, related_name="risks")
    strategy = models.ForeignKey(
        Strategy, null=True, blank=True, on_delete=models.PROTECT, related_name="risks"
    )
    kind = models.CharField(max_length=10, choices=Kind, default=Kind.STRATEGIC)
    reference = models.CharField(max_length=30, blank=True)
    title = models.TextField(max_length=2000, blank=True)
    cause = models.TextField(blank=True)
    event = models.TextField(blank=True)
    effect = models.TextField(blank=True)
    category = models.ForeignKey(
        RiskCategory, null=True, blank=True, on_delete=models.PROTECT, related_name="risks"
    )
    # Of this risk alone; `risks/appetite.py` says what holds where they are blank.
    appetite = models.CharField(max_length=LONGEST_APPETITE, blank=True)
    tolerance = models.PositiveSmallIntegerField(null=True, blank=True)
    committee = models.CharField("overseen by", max_length=200, blank=True)
    target_date = models.DateField(null=True, blank=True)
    position = models.PositiveIntegerField(default=0)
    is_closed = models.BooleanField("closed", default=False)
    source = models.JSONField(null=True, blank=True)
    history = History()

    objects: ClassVar = RiskQuerySet.as_manager()

    class Meta:
        ordering = ["trust_id", "position", "pk"]
        constraints = [
            identity_unique("risk"),
            models.UniqueConstraint(
                fields=["trust", "reference"],
                condition=~models.Q(reference=""),
                name="risk_reference_unique_in_trust",
                violation_error_message="The trust already has a risk with this reference.",
            ),
            models.CheckConstraint(
                condition=~models.Q(reference="", title=""),
                name="risk_has_reference_or_title",
                violation_error_message="Give the risk a reference or a title.",
            ),
            models.CheckConstraint(
                condition=models.Q(tolerance=None) | models.Q(tolerance__lte=LARGEST_SCORE),
                name="risk_tolerance_at_most_100",
                violation_error_message=f"Tolerance is a score from 0 to {LARGEST_SCORE}.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reference} {self.title}".strip()

    def clean(self) -> None:
        super().clean()
        self.check_same_trust(["strategy", "category"])


class RiskLead(Lead):
    """Who owns a risk."""

    TRUST_PATH = "risk__trust"

    risk = models.ForeignKey(Risk, on_delete=models.CASCADE, related_name="lead_rows")
    history = History()

    class Meta(Lead.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["risk", "person", "kind"],
                name="risk_lead_unique",
                violation_error_message="This person already leads it in that way.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.person} owns {self.risk}"


class RiskScore(TrustRecord):
    """An inherent, current or target score of a risk; of a period, or standing (no period)."""

    TRUST_PATH = "risk__trust"

    class Kind(models.TextChoices):
        INHERENT = "inherent", "Inherent"
        CURRENT = "current", "Current"
        TARGET = "target", "Target"

    class Direction(models.TextChoices):
        UP = "up", "Up"
        DOWN = "down", "Down"
        SAME = "same", "No change"

    risk = models.ForeignKey(Risk, on_delete=models.CASCADE, related_name="scores")
    kind = models.CharField(max_length=8, choices=Kind)
    period = models.ForeignKey(
        Period, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    likelihood = models.PositiveSmallIntegerField(null=True, blank=True)
    consequence = models.PositiveSmallIntegerField(null=True, blank=True)
    score = models.PositiveSmallIntegerField()
    printed = models.CharField(
        max_length=60, blank=True, help_text="As the trust gave it, where that is not the number."
    )
    direction = models.CharField(
        max_length=5, choices=Direction, blank=True, help_text="As the trust gave it, if it did."
    )
    note = models.TextField(blank=True)
    source = models.JSONField(null=True, blank=True)
    history = History()

    class Meta:
        ordering = ["risk_id", "kind", "period__starts_on", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["risk", "kind", "period"],
                condition=models.Q(period__isnull=False),
                name="risk_score_unique_in_period",
                violation_error_message="The risk already has a score of this kind for the period.",
            ),
            models.UniqueConstraint(
                fields=["risk", "kind"],
                condition=models.Q(period=None),
                name="risk_score_one_standing",
                violation_error_message="The risk already has a standing score of this kind.",
            ),
            models.CheckConstraint(
                condition=models.Q(score__lte=LARGEST_SCORE),
                name="risk_score_at_most_100",
                violation_error_message=f"A risk scores from 0 to {LARGEST_SCORE}.",
            ),
            models.CheckConstraint(
                condition=models.Q(likelihood=None) | models.Q(likelihood__lte=LARGEST_VALUE),
                name="risk_likelihood_at_most_10",
                violation_error_message=f"Likelihood is from 0 to {LARGEST_VALUE}.",
            ),
            models.CheckConstraint(
                condition=models.Q(consequence=None) | models.Q(consequence__lte=LARGEST_VALUE),
                name="risk_consequence_at_most_10",
                violation_error_message=f"Consequence is from 0 to {LARGEST_VALUE}.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.as_printed}"

    @property
    def as_printed(self) -> str:
        """The score as the trust gave it, in words or as a number."""
        return self.printed or str(self.score)

    def clean(self) -> None:
        """Also by the trust's matrix: on its scale, and as its cell says. One to four queries."""
        super().clean()
        self.check_same_trust(["period"])
        trust_id = self.owner_trust_id
        if trust_id is not None and self.score is not None:
            self.check_by(matrix_of(trust_id))

    def check_by(self, matrix: Matrix) -> None:
        """Raise ValidationError where the score is off the matrix, or not what its cell says."""
        self.check_levels(matrix)
        bands = matrix.bands
        if not bands.lowest <= self.score <= bands.highest:
            raise ValidationError(
                {"score": f"A risk scores from {bands.lowest} to {bands.highest}."}
            )
        if not matrix.has_factors or self.likelihood is None or self.consequence is None:
            return
        if matrix.score_of(self.likelihood, self.consequence) != self.score:
            raise ValidationError({"score": f"The score must be {matrix.score_rule}."})

    def check_levels(self, matrix: Matrix) -> None:
        """Raise ValidationError where likelihood or consequence is not a level of the matrix."""
        axes = (("likelihood", matrix.likelihoods), ("consequence", matrix.consequences))
        for name, levels in axes if matrix.has_factors else ():
            value = getattr(self, name)
            if value is not None and value not in [level.value for level in levels]:
                raise ValidationError(
                    {name: f"{name.title()} is from {levels[0].value} to {levels[-1].value}."}
                )


class Held(TrustRecord):
    """Abstract: one line of what holds a risk, or of what is missing."""

    TRUST_PATH = "risk__trust"

    text = models.TextField()
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        abstract = True
        ordering = ["risk_id", "position", "pk"]

    def __str__(self) -> str:
        return self.text[:60]


class Control(Held):
    """What is in place to make the risk less likely or less harmful."""

    class Strength(models.TextChoices):
        STRONG = "strong", "Strong"
        PARTIAL = "partial", "Partial"
        WEAK = "weak", "Weak"

    risk = models.ForeignKey(Risk, on_delete=models.CASCADE, related_name="controls")
    strength = models.CharField(max_length=8, choices=Strength, blank=True)
    history = History()


class Assurance(Held):
    """How the board knows that a control works; `line` is the line of defence, 1 to 3."""

    risk = models.ForeignKey(Risk, on_delete=models.CASCADE, related_name="assurances")
    control = models.ForeignKey(
        Control, null=True, blank=True, on_delete=models.SET_NULL, related_name="assurances"
    )
    line = models.PositiveSmallIntegerField(null=True, blank=True)
    history = History()

    class Meta(Held.Meta):
        constraints = [
            models.CheckConstraint(
                condition=models.Q(line=None) | models.Q(line__gte=1, line__lte=3),
                name="assurance_line_1_to_3",
                violation_error_message="The line of defence is 1, 2 or 3.",
            )
        ]

    def clean(self) -> None:
        super().clean()
        if self.control and self.control.risk_id != self.risk_id:
            raise ValidationError({"control": "This control belongs to another risk."})


class Gap(Held):
    """What is missing in control or in assurance, and what closes it."""

    class Kind(models.TextChoices):
        CONTROL = "control", "Gap in control"
        ASSURANCE = "assurance", "Gap in assurance"

    risk = models.ForeignKey(Risk, on_delete=models.CASCADE, related_name="gaps")
    control = models.ForeignKey(
        Control, null=True, blank=True, on_delete=models.SET_NULL, related_name="gaps"
    )
    kind = models.CharField(max_length=10, choices=Kind, default=Kind.CONTROL)
    due_on = models.DateField(null=True, blank=True)
    history = History()

    def clean(self) -> None:
        super().clean()
        if self.control and self.control.risk_id != self.risk_id:
            raise ValidationError({"control": "This control belongs to another risk."})


class RiskLink(TrustRecord):
    """A risk bears on an objective, ambition or action of the plan."""

    TRUST_PATH = "risk__trust"

    risk = models.ForeignKey(Risk, on_delete=models.CASCADE, related_name="links")
    objective = models.ForeignKey(
        StrategicObjective, null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    ambition = models.ForeignKey(
        Ambition, null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    action = models.ForeignKey(
        KeyAction, null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    position = models.PositiveSmallIntegerField(default=0)
    history = History()

    class Meta:
        ordering = ["risk_id", "position", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(
                    objective__isnull=False, ambition__isnull=True, action__isnull=True
                )
                | models.Q(objective__isnull=True, ambition__isnull=False, action__isnull=True)
                | models.Q(objective__isnull=True, ambition__isnull=True, action__isnull=False),
                name="risk_link_to_exactly_one_item",
                violation_error_message=(
                    "Link the risk to exactly one objective, ambition or action."
                ),
            ),
            *[
                models.UniqueConstraint(
                    fields=["risk", name],
                    condition=models.Q(**{f"{name}__isnull": False}),
                    name=f"risk_link_unique_{name}",
                    violation_error_message="The risk is already linked to this.",
                )
                for name in ("objective", "ambition", "action")
            ],
        ]

    def __str__(self) -> str:
        return f"{self.risk} bears on {self.item}"

    @property
    def item(self) -> StrategicObjective | Ambition | KeyAction:
        return self.action or self.ambition or self.objective  # type: ignore[return-value]

    def clean(self) -> None:
        super().clean()
        self.check_same_trust(["objective", "ambition", "action"])
