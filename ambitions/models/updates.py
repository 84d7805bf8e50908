"""One item's answer for one period: its workflow state, ratings and narratives."""

from typing import ClassVar

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models

from ambitions.models.plan import Ambition, KeyAction
from objectives.models import Dimension, Heading, Period, Rating, StrategicObjective
from strategy_tracker.accounts.base import History, TrustQuerySet, TrustRecord


class UpdateQuerySet(TrustQuerySet):
    def with_answers(self) -> "UpdateQuerySet":
        """With ratings and narratives, whatever the number of updates, in three queries."""
        return self.prefetch_related(
            models.Prefetch("ratings", UpdateRating.objects.select_related("dimension", "rating")),
            models.Prefetch("narratives", UpdateNarrative.objects.select_related("heading")),
        )


class Update(TrustRecord):
    """What an item's lead says for a period, on its way from draft to approved."""

    TRUST_PATH = "period__strategy__trust"
    ITEM_FIELDS = ("objective", "ambition", "action")

    class State(models.TextChoices):
        DRAFT = "draft", "Draft"
        SUBMITTED = "submitted", "Submitted"
        RETURNED = "returned", "Returned"
        APPROVED = "approved", "Approved"

    period = models.ForeignKey(Period, on_delete=models.PROTECT, related_name="updates")
    objective = models.ForeignKey(
        StrategicObjective, null=True, blank=True, on_delete=models.PROTECT, related_name="updates"
    )
    ambition = models.ForeignKey(
        Ambition, null=True, blank=True, on_delete=models.PROTECT, related_name="updates"
    )
    action = models.ForeignKey(
        KeyAction, null=True, blank=True, on_delete=models.PROTECT, related_name="updates"
    )
    state = models.CharField(max_length=10, choices=State, default=State.DRAFT)
    recovery_date = models.DateField("back on track by", null=True, blank=True)
    version = models.PositiveIntegerField(
        default=1, help_text="Goes up with every save; a form built on an older one is stale."
    )
    saved_at = models.DateTimeField(null=True, blank=True)
    saved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    submitted_at = models.DateTimeField(null=True, blank=True)
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    approved_at = models.DateTimeField(null=True, blank=True)
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    source = models.JSONField(null=True, blank=True)
    history = History()

    objects: ClassVar = UpdateQuerySet.as_manager()

    class Meta:
        ordering = ["period_id", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(
                    objective__isnull=False, ambition__isnull=True, action__isnull=True
                )
                | models.Q(objective__isnull=True, ambition__isnull=False, action__isnull=True)
                | models.Q(objective__isnull=True, ambition__isnull=True, action__isnull=False),
                name="update_of_exactly_one_item",
                violation_error_message=(
                    "An update is of exactly one objective, ambition or action."
                ),
            ),
            *[
                models.UniqueConstraint(
                    fields=["period", name],
                    condition=models.Q(**{f"{name}__isnull": False}),
                    name=f"update_one_per_period_and_{name}",
                    violation_error_message="There is already an update for this period.",
                )
                for name in ("objective", "ambition", "action")
            ],
            models.CheckConstraint(
                condition=models.Q(state__in=["draft", "submitted", "returned", "approved"]),
                name="update_state_known",
            ),
            models.CheckConstraint(
                condition=models.Q(state="approved", approved_at__isnull=False)
                | (models.Q(approved_at=None, approved_by=None) & ~models.Q(state="approved")),
                name="update_approved_at_iff_approved",
                violation_error_message=(
                    "An approved update has the time of approval, any other has none."
                ),
            ),
            models.CheckConstraint(
                condition=models.Q(submitted_at__isnull=False) | models.Q(submitted_by=None),
                name="update_submitted_by_needs_at",
                violation_error_message="Say when it was submitted, as well as by whom.",
            ),
            models.CheckConstraint(
                condition=models.Q(submitted_at__isnull=False)
                | ~models.Q(state__in=["submitted", "approved"]),
                name="update_submitted_at_when_submitted",
                violation_error_message="Say when it was submitted.",
            ),
            models.CheckConstraint(
                condition=models.Q(saved_at__isnull=False) | models.Q(saved_by=None),
                name="update_saved_by_needs_at",
                violation_error_message="Say when it was saved, as well as by whom.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.item}, {self.period}"

    @property
    def item(self) -> StrategicObjective | Ambition | KeyAction:
        """The one objective, ambition or action it is about."""
        return self.action or self.ambition or self.objective  # type: ignore[return-value]

    @property
    def level(self) -> str:
        return "action" if self.action_id else "ambition" if self.ambition_id else "objective"

    def clean(self) -> None:
        super().clean()
        if not self.period_id:
            return
        for name in self.ITEM_FIELDS:
            item = getattr(self, name)
            if item is not None and item.strategy_id != self.period.strategy_id:
                raise ValidationError("The period belongs to another strategy than the item.")


class UpdateRating(TrustRecord):
    """The rating (or percentage) given on one dimension."""

    TRUST_PATH = "update__period__strategy__trust"

    class Direction(models.TextChoices):
        UP = "up", "Up"
        DOWN = "down", "Down"
        SAME = "same", "No change"

    update = models.ForeignKey(Update, on_delete=models.CASCADE, related_name="ratings")
    dimension = models.ForeignKey(Dimension, on_delete=models.PROTECT, related_name="+")
    rating = models.ForeignKey(
        Rating, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    number = models.DecimalField(
        max_digits=6, decimal_places=2, null=True, blank=True, help_text="A percentage."
    )
    direction = models.CharField(max_length=5, choices=Direction, blank=True)
    raw = models.CharField(max_length=200, blank=True, help_text="As the trust wrote it.")
    source = models.JSONField(
        null=True, blank=True, help_text="File, sheet and cell it was imported from."
    )
    history = History()

    class Meta:
        ordering = ["update_id", "dimension__position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["update", "dimension"],
                name="one_rating_per_update_and_dimension",
                violation_error_message="The update already has a rating for this.",
            ),
            models.CheckConstraint(
                condition=models.Q(rating__isnull=False, number=None)
                | models.Q(rating=None, number__isnull=False),
                name="update_rating_is_rating_or_number",
                violation_error_message="Give either a rating or a percentage.",
            ),
            models.CheckConstraint(
                condition=models.Q(number=None) | models.Q(number__gte=0, number__lte=100),
                name="update_rating_percent_0_to_100",
                violation_error_message="Give a percentage from 0 to 100.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.dimension}: {self.rating or self.number}"

    def clean(self) -> None:
        super().clean()
        if not (self.update_id and self.dimension_id):
            return
        if self.rating is not None and self.rating.scale_id != self.dimension.scale_id:
            raise ValidationError(
                {"rating": f"“{self.rating}” is not on the scale of {self.dimension}."}
            )
        if self.dimension.strategy_id != self.update.period.strategy_id:
            raise ValidationError({"dimension": "This is asked by another strategy."})
        if self.dimension.level != self.update.level:
            raise ValidationError({"dimension": "This is not asked at this level."})


class UpdateNarrative(TrustRecord):
    """The words given under one heading, kept as typed, with which kind of empty they are."""

    TRUST_PATH = "update__period__strategy__trust"

    class Empty(models.TextChoices):
        NONE = "none", "Nothing to report"
        NOT_APPLICABLE = "na", "Not applicable"
        TO_BE_CONFIRMED = "tbc", "To be confirmed"

    update = models.ForeignKey(Update, on_delete=models.CASCADE, related_name="narratives")
    heading = models.ForeignKey(Heading, on_delete=models.PROTECT, related_name="+")
    text = models.TextField(blank=True)
    empty = models.CharField(max_length=5, choices=Empty, blank=True)
    source = models.JSONField(
        null=True, blank=True, help_text="File, sheet and cell it was imported from."
    )
    history = History()

    class Meta:
        ordering = ["update_id", "heading__position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["update", "heading"],
                name="one_narrative_per_update_and_heading",
                violation_error_message="The update already has an answer to this.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.heading}: {self.text[:40]}"

    def clean(self) -> None:
        super().clean()
        if not (self.update_id and self.heading_id):
            return
        if self.heading.strategy_id != self.update.period.strategy_id:
            raise ValidationError({"heading": "This is asked by another strategy."})
        if self.heading.level != self.update.level:
            raise ValidationError({"heading": "This is not asked at this level."})


class Challenge(TrustRecord):
    """What governance asked when it returned an update, and when that was answered."""

    TRUST_PATH = "update__period__strategy__trust"

    update = models.ForeignKey(Update, on_delete=models.CASCADE, related_name="challenges")
    text = models.TextField(error_messages={"blank": "Say what is to be answered."})
    raised_at = models.DateTimeField()
    raised_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    history = History()

    class Meta:
        ordering = ["-raised_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(text=""),
                name="challenge_has_text",
                violation_error_message="Say what is to be answered.",
            ),
            models.CheckConstraint(
                condition=models.Q(answered_at__isnull=False) | models.Q(answered_by=None),
                name="challenge_answered_by_needs_at",
                violation_error_message="Say when it was answered, as well as by whom.",
            ),
        ]

    def __str__(self) -> str:
        return self.text[:60]
