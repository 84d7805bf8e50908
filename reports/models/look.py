"""How a trust's papers look, beside its colour: logo, size of the sheet, font."""

from typing import Any

from django.db import models

from reports.fonts import BODY, BODY_FONTS
from strategy_tracker.accounts.base import History, TrustRecord
from strategy_tracker.accounts.models import Trust


def font_choices() -> list[tuple[str, str]]:
    """Asked when a form is made: another font needs no migration."""
    return [(name, name) for name in BODY_FONTS]


class PaperLook(TrustRecord):
    """How the papers of one trust look. Published papers keep the look they were frozen with."""

    class Size(models.TextChoices):
        A4 = "A4", "A4"
        A3 = "A3", "A3"

    class Leads(models.TextChoices):
        BOTH = "both", "Name and job title"
        NAME = "name", "Name alone"
        TITLE = "title", "Job title alone, or the name where none is known"

    trust = models.OneToOneField(Trust, on_delete=models.CASCADE, related_name="paper_look")
    paper_size = models.CharField(max_length=2, choices=Size, default=Size.A4)
    font = models.CharField(max_length=60, default=BODY, choices=font_choices)
    logo = models.TextField(
        blank=True, editable=False, help_text="The picture, as the address that holds its data."
    )
    logo_description = models.CharField(
        "description of the logo", max_length=200, blank=True, help_text="For who cannot see it."
    )
    leads_as = models.CharField(
        "how leads are printed", max_length=10, choices=Leads, default=Leads.BOTH
    )
    history = History()

    class Meta:
        ordering = ["trust_id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(leads_as__in=["both", "name", "title"]),
                name="paper_look_leads_known",
            ),
            models.CheckConstraint(
                condition=models.Q(paper_size__in=["A4", "A3"]), name="paper_look_size_known"
            ),
            models.CheckConstraint(
                condition=models.Q(logo="", logo_description="")
                | ~models.Q(logo="") & ~models.Q(logo_description=""),
                name="paper_look_logo_described",
                violation_error_message="A logo has a description, for who cannot see it.",
            ),
        ]

    def __str__(self) -> str:
        return f"Look of the papers of {self.trust}"

    @property
    def as_data(self) -> dict[str, Any]:
        """What a paper's content holds of it."""
        logo = {"data": self.logo, "description": self.logo_description} if self.logo else None
        return {"logo": logo, "paper_size": self.paper_size, "font": self.font}


def look_of(trust: Trust | int) -> PaperLook:
    """The trust's own, or the usual; one query."""
    found: PaperLook | None = PaperLook.objects.for_trust(trust).first()
    if found is not None:
        return found
    return PaperLook(trust=trust) if isinstance(trust, Trust) else PaperLook(trust_id=trust)
