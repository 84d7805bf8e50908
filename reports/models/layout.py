"""A trust's own layouts: what its papers are composed of, as rows that governance edits."""

from django.core.exceptions import ValidationError
from django.db import models

from reports.parts import KINDS, Part
from strategy_tracker.accounts.base import History, TrustRecord
from strategy_tracker.accounts.models import Trust


class Layout(TrustRecord):
    """What papers of one kind are composed of. Ready layouts are data of the product, not rows."""

    trust = models.ForeignKey(Trust, on_delete=models.CASCADE, related_name="layouts")
    key = models.SlugField(max_length=60)
    name = models.CharField(max_length=100)
    about = models.CharField(max_length=300, blank=True)
    is_archived = models.BooleanField("no longer used", default=False)
    history = History()

    class Meta:
        ordering = ["trust_id", "name"]
        constraints = [
            models.UniqueConstraint(
                fields=["trust", "key"],
                name="layout_key_unique_in_trust",
                violation_error_message="The trust already has a layout with this key.",
            ),
            models.UniqueConstraint(
                fields=["trust", "name"],
                name="layout_name_unique_in_trust",
                violation_error_message="The trust already has a layout with this name.",
            ),
            models.CheckConstraint(condition=~models.Q(name=""), name="layout_name_not_blank"),
        ]

    def __str__(self) -> str:
        return self.name


class LayoutPart(TrustRecord):
    """One part of a layout with its options, in the order it is printed."""

    TRUST_PATH = "layout__trust"

    class Orientation(models.TextChoices):
        TALL = "tall", "Portrait"
        WIDE = "wide", "Landscape"

    class Audience(models.TextChoices):
        ALL = "", "Everybody"
        INTERNAL = "internal", "Internal: the public paper leaves it out"

    layout = models.ForeignKey(Layout, on_delete=models.CASCADE, related_name="parts")
    key = models.SlugField(max_length=60)
    kind = models.SlugField(max_length=60)
    heading = models.CharField(max_length=200, blank=True)
    orientation = models.CharField(max_length=4, choices=Orientation, default=Orientation.TALL)
    starts_page = models.BooleanField("starts on a new page", default=False)
    audience = models.CharField(max_length=10, choices=Audience, default=Audience.ALL, blank=True)
    is_shown = models.BooleanField("printed", default=True)
    options = models.JSONField(default=dict, blank=True)
    position = models.PositiveSmallIntegerField(default=0)
    history = History()

    class Meta:
        ordering = ["layout_id", "position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["layout", "key"],
                name="layout_part_key_unique",
                violation_error_message="The layout already has a part with this key.",
            ),
            models.CheckConstraint(
                condition=models.Q(orientation__in=["tall", "wide"]),
                name="layout_part_orientation_known",
            ),
            models.CheckConstraint(
                condition=models.Q(audience__in=["", "internal"]),
                name="layout_part_audience_known",
            ),
        ]

    def __str__(self) -> str:
        return self.heading or self.kind

    def clean(self) -> None:
        super().clean()
        if self.kind not in KINDS:
            raise ValidationError({"kind": f"There is no kind of part called “{self.kind}”."})
        try:
            KINDS[self.kind].options_of(self.part)
        except (TypeError, ValueError) as error:
            raise ValidationError({"options": str(error)}) from None

    @property
    def part(self) -> Part:
        """The part as papers are composed of it."""
        return Part(
            key=self.key,
            kind=self.kind,
            heading=self.heading,
            orientation="wide" if self.orientation == self.Orientation.WIDE else "tall",
            starts_page=self.starts_page,
            audience=self.audience,
            options=self.options,
        )
