"""What a trust's tracker says beside its plan and its answers: covers, visions, plans on a page."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models.functions import Coalesce

from objectives.models.strategy import Period, StrategicObjective, Strategy
from strategy_tracker.accounts.base import History, TrustRecord


class Passage(TrustRecord):
    """Words about a strategy, one objective or one period that answer no question.

    `document` is the part of the tracker they stand in, `label` what stands beside them.
    """

    TRUST_PATH = "strategy__trust"

    class Kind(models.TextChoices):
        COVER = "cover", "Cover sheet"
        PLAN = "plan", "Plan on a page"
        TEXT = "text", "Text"

    strategy = models.ForeignKey(Strategy, on_delete=models.CASCADE, related_name="passages")
    objective = models.ForeignKey(
        StrategicObjective,
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="passages",
    )
    period = models.ForeignKey(
        Period, null=True, blank=True, on_delete=models.PROTECT, related_name="passages"
    )
    kind = models.CharField(max_length=10, choices=Kind, default=Kind.TEXT)
    document = models.CharField(
        max_length=200, help_text="As the trust calls the sheet or part it stands in."
    )
    code = models.SlugField(
        max_length=60, blank=True, help_text='What it is, where known, such as "meeting-date".'
    )
    label = models.CharField(
        max_length=300, blank=True, help_text="As printed beside it, such as a heading or a number."
    )
    text = models.TextField(blank=True, help_text="Markdown, as given.")
    position = models.PositiveIntegerField(default=0)
    source = models.JSONField(
        null=True, blank=True, help_text="File, sheet and cell it was imported from."
    )
    history = History()

    class Meta:
        ordering = ["strategy_id", "position", "pk"]
        constraints = [
            # Nothing counts as a value here, so that a second import finds the row of the first.
            models.UniqueConstraint(
                "strategy",
                Coalesce("objective", 0),
                Coalesce("period", 0),
                "document",
                "label",
                "position",
                name="passage_place_unique",
                violation_error_message="There is already a passage with this label in this place.",
            ),
            models.CheckConstraint(
                condition=~models.Q(text="") | ~models.Q(label=""),
                name="passage_not_blank",
                violation_error_message="Give the passage a text or a label.",
            ),
            models.CheckConstraint(
                condition=~models.Q(document=""),
                name="passage_document_not_blank",
                violation_error_message="Say which document the passage stands in.",
            ),
            models.CheckConstraint(
                condition=models.Q(kind__in=["cover", "plan", "text"]), name="passage_kind_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.document}: {self.label or self.text[:40]}"

    def clean(self) -> None:
        super().clean()
        self.check_same_trust(["objective", "period"])
        for name in ("objective", "period"):
            other = getattr(self, name)
            if other is not None and self.strategy_id and other.strategy_id != self.strategy_id:
                raise ValidationError({name: f"This {name} belongs to another strategy."})
