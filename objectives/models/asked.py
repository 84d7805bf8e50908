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
    """Abstract: something asked at one level of one strategy.

    Of whom and when it is asked is judged in `objectives.asking`, and nowhere else.
    """

    TRUST_PATH = "strategy__trust"

    class When(models.TextChoices):
        EVERY_PERIOD = "always", "Always"
        HALF_YEARS = "half_years", "At half-year and year end only"
        YEAR_END = "year_end", "At year end only"

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
    asked_when = models.CharField(
        "when it is asked", max_length=10, choices=When, default=When.EVERY_PERIOD
    )
    # One for each kind of action; of the levels above, which have no kinds, all are set.
    of_key_action = models.BooleanField("asked of key actions", default=True)
    of_must_do = models.BooleanField("asked of must dos", default=True)
    of_should_do = models.BooleanField("asked of should dos", default=True)
    of_exit_criterion = models.BooleanField("asked of exit criteria", default=True)
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


KINDS = {
    "key_action": "key actions",
    "must_do": "must dos",
    "should_do": "should dos",
    "exit_criterion": "exit criteria",
}
"""The kinds of action, and what several of each are called."""

OF_KINDS = tuple(f"of_{kind}" for kind in KINDS)
"""The fields that say which kinds of action something is asked of."""


def asked_constraints(name: str) -> list[models.CheckConstraint]:
    """What the database holds of when and of whom something is asked."""
    of_all = models.Q(**dict.fromkeys(OF_KINDS, True))
    of_none = models.Q(**dict.fromkeys(OF_KINDS, False))
    return [
        models.CheckConstraint(
            condition=models.Q(asked_when__in=Asked.When.values), name=f"{name}_when_known"
        ),
        models.CheckConstraint(
            condition=~of_none,
            name=f"{name}_of_some_kind",
            violation_error_message="Choose at least one kind of action that it is asked of.",
        ),
        models.CheckConstraint(
            condition=models.Q(level=Level.ACTION) | of_all,
            name=f"{name}_kinds_are_of_actions",
            violation_error_message="Only actions have kinds to choose from.",
        ),
    ]


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
            *asked_constraints("dimension"),
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
            *asked_constraints("heading"),
            # The rating opens it, in whichever period it is given.
            models.CheckConstraint(
                condition=models.Q(asked_when="always")
                | ~models.Q(purpose__in=["explanation", "mitigation"]),
                name="heading_on_rating_is_asked_always",
                violation_error_message=(
                    "An explanation or mitigation is asked for by the rating, whenever it is given."
                ),
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
