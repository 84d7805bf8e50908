"""The risk matrix of a trust: its levels, the cells of a look-up, and its bands."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import models

from objectives.models import Rating
from risks.matrix import LARGEST_SCORE, LARGEST_VALUE, NPSA, Band, Bands, Level, Matrix, Method
from strategy_tracker.accounts.base import History, TrustRecord
from strategy_tracker.accounts.history import as_at
from strategy_tracker.accounts.models import Trust


class RiskMatrix(TrustRecord):
    """How a trust scores risks. A trust without one has the NPSA's."""

    class Method(models.TextChoices):
        MULTIPLIED = Method.MULTIPLIED.value, "Likelihood times consequence"
        ADDED = Method.ADDED.value, "Likelihood plus consequence"
        LOOKED_UP = Method.LOOKED_UP.value, "Looked up: each cell has a score of its own"
        SCORE_ALONE = Method.SCORE_ALONE.value, "A score alone, without likelihood and consequence"

    trust = models.ForeignKey(Trust, on_delete=models.CASCADE, related_name="risk_matrices")
    name = models.CharField(max_length=100)
    method = models.CharField(max_length=12, choices=Method, default=Method.MULTIPLIED)
    history = History()

    class Meta:
        verbose_name_plural = "risk matrices"
        ordering = ["trust_id", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["trust"],
                name="risk_matrix_one_per_trust",
                violation_error_message="The trust already has a risk matrix.",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class PartOfMatrix(TrustRecord):
    """Abstract: a row of a matrix."""

    TRUST_PATH = "matrix__trust"

    class Meta:
        abstract = True


class RiskLevel(PartOfMatrix):
    """One step of likelihood or of consequence."""

    class Axis(models.TextChoices):
        LIKELIHOOD = "likelihood", "Likelihood"
        CONSEQUENCE = "consequence", "Consequence"

    matrix = models.ForeignKey(RiskMatrix, on_delete=models.CASCADE, related_name="levels")
    axis = models.CharField(max_length=11, choices=Axis)
    value = models.PositiveSmallIntegerField()
    label = models.CharField(max_length=60)
    meaning = models.TextField(blank=True, max_length=500)
    history = History()

    class Meta:
        ordering = ["matrix_id", "axis", "value", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["matrix", "axis", "value"],
                name="risk_level_value_unique",
                violation_error_message="The matrix already has a level with this value.",
            ),
            models.CheckConstraint(
                condition=models.Q(value__lte=LARGEST_VALUE),
                name="risk_level_value_at_most_10",
                violation_error_message=f"The value of a level is from 0 to {LARGEST_VALUE}.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_axis_display()} {self.value} {self.label}"


class RiskCell(PartOfMatrix):
    """The score of one likelihood by one consequence, where a matrix is looked up."""

    matrix = models.ForeignKey(RiskMatrix, on_delete=models.CASCADE, related_name="cells")
    likelihood = models.PositiveSmallIntegerField()
    consequence = models.PositiveSmallIntegerField()
    score = models.PositiveSmallIntegerField()
    history = History()

    class Meta:
        ordering = ["matrix_id", "likelihood", "consequence", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["matrix", "likelihood", "consequence"],
                name="risk_cell_unique",
                violation_error_message="The matrix already has a score for this cell.",
            ),
            models.CheckConstraint(
                condition=models.Q(score__lte=LARGEST_SCORE),
                name="risk_cell_score_at_most_100",
                violation_error_message=f"The score of a cell is from 0 to {LARGEST_SCORE}.",
            ),
        ]

    def __str__(self) -> str:
        return f"Likelihood {self.likelihood}, consequence {self.consequence}: {self.score}"


class RiskBand(PartOfMatrix):
    """A run of scores with a name. Position 0 is the worst."""

    matrix = models.ForeignKey(RiskMatrix, on_delete=models.CASCADE, related_name="bands")
    label = models.CharField(max_length=40)
    tone = models.CharField(max_length=10, choices=Rating.Tone)
    lowest = models.PositiveSmallIntegerField("from")
    highest = models.PositiveSmallIntegerField("to")
    position = models.PositiveSmallIntegerField(default=0)
    history = History()

    class Meta:
        ordering = ["matrix_id", "position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["matrix", "lowest"],
                name="risk_band_lowest_unique",
                violation_error_message="The matrix already has a band from this score.",
            ),
            models.CheckConstraint(
                condition=models.Q(lowest__lte=models.F("highest")),
                name="risk_band_lowest_first",
                violation_error_message="A band goes from its lowest score to its highest.",
            ),
            models.CheckConstraint(
                condition=models.Q(highest__lte=LARGEST_SCORE),
                name="risk_band_at_most_100",
                violation_error_message=f"Scores go from 0 to {LARGEST_SCORE}.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.label}, {self.lowest} to {self.highest}"

    def clean(self) -> None:
        super().clean()
        if self.lowest is None or self.highest is None or not self.matrix_id:
            return
        others = RiskBand.objects.filter(
            matrix=self.matrix_id, lowest__lte=self.highest, highest__gte=self.lowest
        )
        if other := others.exclude(pk=self.pk).first():
            raise ValidationError({"lowest": f"It overlaps with {other}."})


def matrix_of(trust_id: int, moment: datetime | None = None) -> Matrix:
    """The matrix of a trust as it was at `moment` (None: as it is), in at most four queries."""
    row = next(iter(as_at(RiskMatrix, moment, trust=trust_id)), None)
    if row is None:
        return NPSA
    within = {"matrix": row.pk}
    levels = sorted(as_at(RiskLevel, moment, **within), key=lambda level: level.value)
    cells = as_at(RiskCell, moment, **within) if row.method == Method.LOOKED_UP else []
    return Matrix(
        name=row.name,
        method=row.method,
        likelihoods=_levels(levels, RiskLevel.Axis.LIKELIHOOD),
        consequences=_levels(levels, RiskLevel.Axis.CONSEQUENCE),
        bands=_bands(as_at(RiskBand, moment, **within)),
        cells={(cell.likelihood, cell.consequence): cell.score for cell in cells},
    )


def bands_of(trust_id: int, moment: datetime | None = None) -> Bands:
    """The bands alone, in one query: all that a panel or a paper asks of the matrix."""
    rows = as_at(RiskBand, moment, matrix__trust=trust_id)
    return _bands(rows) if rows else NPSA.bands


def _levels(rows: list[RiskLevel], axis: str) -> tuple[Level, ...]:
    return tuple(Level(row.value, row.label, row.meaning) for row in rows if row.axis == axis)


def _bands(rows: list[RiskBand]) -> Bands:
    ordered = sorted(rows, key=lambda row: (row.position, row.pk))
    return Bands(tuple(Band(row.label, row.tone, row.lowest, row.highest) for row in ordered))
