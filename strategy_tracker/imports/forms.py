"""The upload of a workbook, and what it does not say of itself."""

from typing import Any

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile

from objectives.models import Period, Strategy
from strategy_tracker.accounts.models import Trust

NEW = "new"


class UploadForm(forms.Form):
    """A file, and the strategy and period to import it into where the file names none."""

    file = forms.FileField(
        label="Workbook",
        help_text=(
            "An Excel workbook (.xlsx) without macros or a password. One row of headings on each "
            "sheet, and one row for each record under it."
        ),
        error_messages={
            "required": "Choose the workbook to import.",
            "empty": "The file is empty (0 bytes). Save the workbook again and choose that file.",
        },
    )
    strategy = forms.ChoiceField(label="Strategy", required=False)
    new_strategy = forms.CharField(
        label="Title of a new strategy",
        required=False,
        max_length=300,
        help_text="As it stands on the front of your papers. Only when it is not in the list.",
    )
    period = forms.CharField(
        label="Period",
        required=False,
        max_length=60,
        help_text=(
            "Which period the answers are for, when no column of the workbook says so: for "
            "example Q2 2024/25, or December 2024. It is made if it is new."
        ),
    )

    def __init__(self, *args: Any, trust: Trust, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        strategies = list(Strategy.objects.for_trust(trust).active())
        self.has_strategies = bool(strategies)
        self.periods = list(
            Period.objects.for_trust(trust)
            .filter(strategy__in=strategies)
            .exclude(status=Period.Status.CLOSED)
            .order_by("-starts_on")
            .values_list("label", flat=True)
            .distinct()
        )
        choices = [(str(strategy.pk), strategy.title) for strategy in strategies]
        self.fields["strategy"].choices = [*choices, (NEW, "A new strategy")]  # type: ignore[attr-defined]
        self.titles = {str(strategy.pk): strategy.title for strategy in strategies}
        self._style()

    def _style(self) -> None:
        classes = {"strategy": "nhsuk-select", "file": "nhsuk-file-upload"}
        for name, one in self.fields.items():
            one.widget.attrs["class"] = classes.get(name, "nhsuk-input")
        self.fields["file"].widget.attrs["accept"] = ".xlsx"
        self.fields["period"].widget.attrs |= {"list": "periods", "autocomplete": "off"}

    def clean_file(self) -> UploadedFile:
        """Refuse by size alone what is too large to be read into memory."""
        file: UploadedFile = self.cleaned_data["file"]
        if file.size is not None and file.size > settings.IMPORT_MAX_BYTES:
            most = settings.IMPORT_MAX_BYTES // 1024 // 1024
            raise forms.ValidationError(
                f"The file is {file.size / 1024 / 1024:.0f} MB, and the most that can be read is "
                f"{most} MB. Remove pictures and old sheets, save it and try again."
            )
        return file

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        chosen, new = cleaned.get("strategy"), cleaned.get("new_strategy", "").strip()
        if not new and (chosen == NEW or not self.has_strategies):
            choice = ", or choose one from the list" if self.has_strategies else ""
            message = f"Give the title of the strategy{choice}."
            self.add_error("new_strategy", message)
        cleaned["strategy_title"] = new or self.titles.get(chosen or "", "")
        return cleaned
