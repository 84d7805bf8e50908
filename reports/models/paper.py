"""Board papers: a draft reads live data; a final holds the content it was frozen with."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models

from objectives.models import Period
from strategy_tracker.accounts.base import History, TrustRecord
from strategy_tracker.ui.dates import long_date

LONGEST_REASON = 2000


class Paper(TrustRecord):
    """A paper on one period in one layout, by its key, for a meeting; frozen when final."""

    TRUST_PATH = "period__strategy__trust"

    class Status(models.TextChoices):
        DRAFT = "draft", "Draft"
        FINAL = "final", "Final"

    period = models.ForeignKey(Period, on_delete=models.PROTECT, related_name="papers")
    layout = models.SlugField(max_length=60, db_index=False)
    title = models.CharField(max_length=300, blank=True)
    meeting = models.CharField(max_length=200, blank=True)
    meeting_date = models.DateField(null=True, blank=True)
    agenda_item = models.CharField(max_length=30, blank=True)
    status = models.CharField(max_length=10, choices=Status, default=Status.DRAFT)
    version = models.PositiveSmallIntegerField(default=1)
    content = models.JSONField(null=True, blank=True, help_text="What was frozen.")
    content_sha256 = models.CharField(max_length=64, blank=True)
    left_out = models.JSONField(
        default=list, blank=True, help_text="The keys of the parts that this paper leaves out."
    )
    frozen_at = models.DateTimeField(null=True, blank=True)
    frozen_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    reason = models.TextField(
        blank=True,
        max_length=LONGEST_REASON,
        help_text="Why it was published though something was missing. Not printed.",
    )
    accepted = models.JSONField(
        default=list, blank=True, help_text="What was missing then, a sentence each."
    )
    what_changed = models.TextField(
        blank=True,
        max_length=LONGEST_REASON,
        help_text="What this version says otherwise than the one before it. Printed.",
    )
    history = History()

    class Meta:
        ordering = ["-period__starts_on", "layout", "-version"]
        constraints = [
            models.UniqueConstraint(
                fields=["period", "layout", "version"],
                name="paper_version_unique",
                violation_error_message="The period already has this version of the paper.",
            ),
            models.UniqueConstraint(
                fields=["period", "layout"],
                condition=models.Q(status="draft"),
                name="paper_one_draft_per_layout",
                violation_error_message="The period already has a draft of this paper.",
            ),
            models.CheckConstraint(
                condition=models.Q(status="final", frozen_at__isnull=False, content__isnull=False)
                & ~models.Q(content_sha256="")
                | models.Q(
                    status="draft",
                    frozen_at=None,
                    frozen_by=None,
                    content__isnull=True,
                    content_sha256="",
                ),
                name="paper_frozen_iff_final",
                violation_error_message=(
                    "A final paper has its frozen content and the time of it, a draft has neither."
                ),
            ),
            models.CheckConstraint(
                condition=models.Q(status="final") | models.Q(reason=""),
                name="paper_reason_only_when_final",
                violation_error_message="Only a published paper has a reason for its publication.",
            ),
            models.CheckConstraint(
                condition=models.Q(version__gt=1) | models.Q(what_changed=""),
                name="paper_change_only_after_first",
                violation_error_message="The first version of a paper has changed nothing.",
            ),
        ]

    def __str__(self) -> str:
        return self.title or f"{self.layout}, {self.period}"

    @property
    def is_final(self) -> bool:
        return self.status == self.Status.FINAL

    def clean(self) -> None:
        super().clean()
        if not self.pk:
            return
        before = Paper.objects.filter(pk=self.pk, status=self.Status.FINAL).first()
        if before is not None:
            raise ValidationError(
                f"“{before}” was published on {long_date(before.frozen_at)} and cannot change. "
                "Make a new version instead."
            )


class PaperText(TrustRecord):
    """Words written in one part of one paper: a text, or a field of its cover sheet.

    `part` is the key of the part in the paper's layout, `name` what it is there.
    """

    TRUST_PATH = "paper__period__strategy__trust"

    paper = models.ForeignKey(Paper, on_delete=models.CASCADE, related_name="texts")
    part = models.SlugField(max_length=60)
    name = models.SlugField(max_length=60)
    text = models.TextField(blank=True, help_text="Markdown.")
    version = models.PositiveIntegerField(default=1)
    history = History()

    class Meta:
        ordering = ["paper_id", "part", "name"]
        constraints = [
            models.UniqueConstraint(
                fields=["paper", "part", "name"],
                name="paper_text_unique",
                violation_error_message="This part of the paper already has this text.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.part}, {self.name}"


class PaperFile(TrustRecord):
    """A published paper as a file, made once and kept as it is.

    `name` is where it lies in the default storage; `sha256` is of its bytes.
    """

    TRUST_PATH = "paper__period__strategy__trust"

    class Format(models.TextChoices):
        PDF = "pdf", "PDF"
        PUBLIC_PDF = "public-pdf", "PDF of the public paper"

    paper = models.ForeignKey(Paper, on_delete=models.CASCADE, related_name="files")
    format = models.CharField(max_length=10, choices=Format)
    name = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveIntegerField()
    history = History()

    class Meta:
        ordering = ["paper_id", "format"]
        constraints = [
            models.UniqueConstraint(
                fields=["paper", "format"],
                name="paper_file_unique",
                violation_error_message="The paper already has a file of this format.",
            ),
            models.CheckConstraint(
                condition=models.Q(format__in=["pdf", "public-pdf"]),
                name="paper_file_format_known",
            ),
        ]

    def __str__(self) -> str:
        return self.name
