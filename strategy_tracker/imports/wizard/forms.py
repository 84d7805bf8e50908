"""The upload of a workbook, and what it does not say of itself."""

import json
from typing import Any

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile

from objectives.models import Period, Strategy
from strategy_tracker.accounts.models import Trust
from strategy_tracker.imports.read.workbook import ACCEPTED_SUFFIXES

NEW = "new"
_MEGABYTE = 1024 * 1024
_PROFILE_MOST = _MEGABYTE


class TargetForm(forms.Form):
    """The strategy and period that a workbook is imported into, where it names none."""

    strategy = forms.ChoiceField(label="Strategy", required=False)
    new_strategy = forms.CharField(
        label="Title of the new strategy",
        required=False,
        max_length=300,
        help_text=("Only used when you chose “A new strategy” above. As it stands on your papers."),
    )
    period = forms.CharField(
        label="Period",
        required=False,
        max_length=60,
    )

    def __init__(self, *args: Any, trust: Trust, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        strategies = list(Strategy.objects.for_trust(trust).active())
        self.titles = {str(strategy.pk): strategy.title for strategy in strategies}
        self.periods = list(
            Period.objects.for_trust(trust)
            .filter(strategy__in=strategies)
            .exclude(status=Period.Status.CLOSED)
            .order_by("-starts_on")
            .values_list("label", flat=True)
            .distinct()
        )
        if strategies:
            choices = [*self.titles.items(), (NEW, "A new strategy")]
            self.fields["strategy"] = forms.ChoiceField(
                label="Strategy", required=False, choices=choices
            )
        else:
            del self.fields["strategy"]
            self.fields["new_strategy"].label = "Strategy"
            self.fields["new_strategy"].help_text = (
                "Its title, as it stands on your papers. Leave it empty to take the workbook's own "
                "title; you see it before anything is written."
            )
        latest = Period.objects.for_trust(trust).order_by("-starts_on").first()
        example = latest.label if latest else "Q2 2024/25, or December 2024"
        self.fields["period"].help_text = (
            "Which period the answers are for, where the workbook does not say: for example "
            f"{example}. It is made if it is new."
        )
        self._style()
        self.order_fields(["file", "strategy", "new_strategy", "period"])

    def _style(self) -> None:
        classes = {"strategy": "nhsuk-select", "file": "nhsuk-file-upload"}
        for name, field in self.fields.items():
            field.widget.attrs["class"] = classes.get(name, "nhsuk-input")
        self.fields["period"].widget.attrs |= {"list": "periods", "autocomplete": "off"}

    def clean(self) -> dict[str, Any]:
        """Adds `strategy_title`: that of the strategy chosen, or the new one's."""
        cleaned = super().clean() or {}
        chosen, new = cleaned.get("strategy", ""), cleaned.get("new_strategy", "").strip()
        if chosen == NEW and not new:
            message = "Give the title of the new strategy, or choose one from the list."
            self.add_error("new_strategy", message)
        if chosen in self.titles and new:
            message = (
                f"You chose “{self.titles[chosen]}” and gave the title of a new strategy. Choose "
                "“A new strategy” above, or empty this box."
            )
            self.add_error("new_strategy", message)
        cleaned["strategy_title"] = new or self.titles.get(chosen, "")
        return cleaned


class UploadForm(TargetForm):
    """The same with the workbook itself."""

    file = forms.FileField(
        label="Workbook",
        help_text=(
            "The file that the trust really keeps, as it is: Excel (.xlsx, .xlsm or .xls), "
            "OpenDocument (.ods) or .csv, of up to {most} MB and without a password. Macros are "
            "never run."
        ),
        error_messages={
            "required": "Choose the workbook to import.",
            "empty": "The file is empty (0 bytes). Save the workbook again and choose that file.",
        },
        widget=forms.FileInput(attrs={"accept": ",".join(ACCEPTED_SUFFIXES)}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        file = self.fields["file"]
        file.help_text = str(file.help_text).format(most=settings.IMPORT_MAX_BYTES // _MEGABYTE)

    def clean_file(self) -> UploadedFile:
        """Refuse by size alone what is too large to be read into memory."""
        file: UploadedFile = self.cleaned_data["file"]
        if file.size is not None and file.size > settings.IMPORT_MAX_BYTES:
            most = settings.IMPORT_MAX_BYTES // _MEGABYTE
            raise forms.ValidationError(
                f"The file is {file.size / _MEGABYTE:.0f} MB, and the most that can be read is "
                f"{most} MB. Remove pictures and old sheets, save it and try again."
            )
        return file


class ProfileForm(forms.Form):
    """A profile that was exported, here or by another trust; `file` becomes what it holds."""

    file = forms.FileField(
        label="File of a profile",
        help_text="One that “Export” gave (.json).",
        error_messages={
            "required": "Choose the file of a profile.",
            "empty": "The file is empty (0 bytes). Export the profile again.",
        },
        widget=forms.FileInput(attrs={"accept": ".json", "class": "nhsuk-file-upload"}),
    )

    def clean_file(self) -> Any:
        file: UploadedFile = self.cleaned_data["file"]
        if file.size is not None and file.size > _PROFILE_MOST:
            raise forms.ValidationError("The file is too large for a profile (over 1 MB).")
        try:
            return json.loads(file.read())
        except (ValueError, RecursionError) as error:
            raise forms.ValidationError(
                "This is no profile: the file does not hold JSON. Choose one that “Export” gave."
            ) from error
