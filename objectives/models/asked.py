"""What each level is asked: rated dimensions on scales, and headings answered in words."""

from django.core.exceptions import ValidationError
from django.db import models

from objectives.models.strategy import Level, Strategy
from strategy_tracker.accounts.base import History, TrustRecord
from strategy_tracker.accounts.models import Trust
from strategy_tracker.ui import tones


class RatingScale(TrustRecord):
    """An ordered vocabulary of ratings, such as red, amber, green."""

    trust = models.ForeignKey(Trust, on_delete=models.CASCADE, related_name="rating_scales")
    name = models.CharField(max_length=100)
    history = History()

    class Meta:
        ordering = ["trust_id", "name"]
        constraints = [
            models.UniqueConstraint(
                fields=["trust", "name"],
                name="rating_scale_name_unique_in_trust",
                violation_error_message="The trust already has a scale with this name.",
            )
        ]

    def __str__(self) -> str:
        return self.name


class Rating(TrustRecord):
    """One word of a scale. `position` runs from the worst (0) to the best."""

    TRUST_PATH = "scale__trust"

    Tone = tones.Tone

    scale = models.ForeignKey(RatingScale, on_delete=models.CASCADE, related_name="ratings")
    code = models.SlugField(max_length=40)
    label = models.CharField(max_length=100)
    letter = models.CharField(max_length=3)
    tone = models.CharField(max_length=10, choices=Tone)
    meaning = models.CharField(max_length=300, blank=True)
    needs_mitigation = models.BooleanField(
        default=False, help_text="Choosing it asks for an explanation and a mitigation."
    )
    ends_work = models.BooleanField(
        default=False, help_text="Given to an item, it says that the work is over."
    )
    position = models.PositiveSmallIntegerField(default=0, help_text="Worst first.")
    history = History()

    class Meta:
        ordering = ["scale_id", "position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["scale", "code"],
                name="rating_code_unique_in_scale",
                violation_error_message="The scale already has a rating with this code.",
            ),
            models.UniqueConstraint(
                fields=["scale", "label"],
                name="rating_label_unique_in_scale",
                violation_error_message="The scale already has a rating with this label.",
            ),
            models.CheckConstraint(
                condition=models.Q(tone__in=tones.Tone.values),
                name="rating_tone_known",
            ),
            # A rating is never colour alone: without a letter grey print would lose it.
            models.CheckConstraint(
                condition=~models.Q(letter="") & ~models.Q(label=""), name="rating_has_letter_label"
            ),
        ]

    def __str__(self) -> str:
        return self.label


class Asked(TrustRecord):
    """Abstract: something asked at one level of one strategy."""

    TRUST_PATH = "strategy__trust"

    strategy = models.ForeignKey(Strategy, on_delete=models.CASCADE, related_name="%(class)ss")
    level = models.CharField(max_length=10, choices=Level)
    code = models.SlugField(max_length=60)
    label = models.CharField(max_length=200, help_text="As the trust's papers print it.")
    short_label = models.CharField(
        max_length=40,
        blank=True,
        help_text='What a table has room for, such as "Why" or "Year end"; empty for the label.',
    )
    guidance = models.TextField(blank=True)
    is_required = models.BooleanField("must be answered", default=False)
    is_archived = models.BooleanField("no longer asked", default=False)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        abstract = True
        ordering = ["strategy_id", "level", "position", "pk"]

    def __str__(self) -> str:
        return self.label

    @property
    def printed_label(self) -> str:
        """What stands over a column, or before an answer in a cell."""
        return self.short_label or self.label


class Dimension(Asked):
    """What is rated at a level: delivery, embedding, year-end forecast, progress in percent."""

    class Kind(models.TextChoices):
        SCALE = "scale", "A rating from a scale"
        PERCENT = "percent", "A percentage"

    class Purpose(models.TextChoices):
        DELIVERY = "delivery", "Delivery now"
        EMBEDDING = "embedding", "Embedding"
        FORECAST = "forecast", "Forecast"
        PROGRESS = "progress", "Progress"
        CONFIDENCE = "confidence", "Confidence"
        OVERALL = "overall", "Overall"

    kind = models.CharField(max_length=10, choices=Kind, default=Kind.SCALE)
    scale = models.ForeignKey(
        RatingScale, null=True, blank=True, on_delete=models.PROTECT, related_name="dimensions"
    )
    purpose = models.CharField(max_length=12, choices=Purpose, default=Purpose.DELIVERY)
    period_note = models.CharField(
        max_length=60, blank=True, help_text='When it speaks of, such as "2023-24 Q4".'
    )
    has_direction = models.BooleanField(
        default=False, help_text="An arrow is given with it by hand."
    )
    history = History()

    class Meta(Asked.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["strategy", "level", "code"],
                name="dimension_code_unique",
                violation_error_message="This level already has a dimension with this code.",
            ),
            models.CheckConstraint(
                condition=models.Q(kind="scale", scale__isnull=False)
                | models.Q(kind="percent", scale=None),
                name="dimension_scale_iff_rated",
                violation_error_message="A rated dimension needs a scale, a percentage has none.",
            ),
            models.CheckConstraint(
                condition=models.Q(level__in=Level.values), name="dimension_level_known"
            ),
        ]

    def clean(self) -> None:
        super().clean()
        self.check_same_trust(["scale"])


class Heading(Asked):
    """A question answered in words, printed as a row or column of the paper."""

    class Purpose(models.TextChoices):
        GENERAL = "general", "General"
        COMMENT = "comment", "Comment on progress"
        EXPLANATION = "explanation", "Explanation of a rating that needs mitigation"
        MITIGATION = "mitigation", "Mitigation of a rating that needs it"

    purpose = models.CharField(max_length=12, choices=Purpose, default=Purpose.GENERAL)
    word_limit = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text="What to aim for; nothing is refused over it."
    )
    history = History()

    class Meta(Asked.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["strategy", "level", "code"],
                name="heading_code_unique",
                violation_error_message="This level already has a heading with this code.",
            ),
            # The form has one place for each of these two, opened by the rating.
            models.UniqueConstraint(
                fields=["strategy", "level", "purpose"],
                condition=models.Q(purpose__in=["explanation", "mitigation"], is_archived=False),
                name="heading_one_explanation_and_mitigation",
                violation_error_message="This level already asks for that.",
            ),
            models.CheckConstraint(
                condition=models.Q(level__in=Level.values), name="heading_level_known"
            ),
        ]

    @property
    def is_asked_on_rating(self) -> bool:
        """Whether a rating that needs mitigation asks for it, and nothing else does."""
        return self.purpose in (self.Purpose.EXPLANATION, self.Purpose.MITIGATION)

    def clean(self) -> None:
        super().clean()
        if self.is_required and self.is_asked_on_rating:
            raise ValidationError(
                {"is_required": "An explanation or mitigation is asked for by the rating chosen."}
            )
