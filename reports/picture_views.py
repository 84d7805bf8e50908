"""Choosing the picture of a part for one paper, with what it shows and its caption."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from reports.access import asked_for
from reports.layouts.services import picture_version, save_picture
from reports.models import PaperText
from reports.parts.picture import CAPTION, DESCRIPTION, PICTURE
from reports.pictures import PictureError, picture_address
from reports.services import draft_paper
from strategy_tracker.accounts.access import TrustRequest, trust_view
from strategy_tracker.accounts.permissions import Permission


class PictureForm(forms.Form):
    """A file, which may be left out where there is a picture already, and what is said of it."""

    file = forms.FileField(
        error_messages={"required": "Choose the file of the picture."},
        label="File",
        help_text="A PNG or JPEG picture, 5 MB at most. Where and when it was taken is left out.",
        widget=forms.FileInput(
            attrs={"class": "nhsuk-file-upload", "accept": "image/png,image/jpeg"}
        ),
    )
    description = forms.CharField(
        max_length=500,
        label="What the picture shows",
        help_text="For readers who cannot see it. It is read aloud in place of the picture.",
        error_messages={"required": "Say what the picture shows, for readers who cannot see it."},
        widget=forms.Textarea(attrs={"class": "nhsuk-textarea", "rows": 3}),
    )
    caption = forms.CharField(
        max_length=300,
        required=False,
        label="Caption, printed under it",
        widget=forms.TextInput(attrs={"class": "nhsuk-input", "autocomplete": "off"}),
    )
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0, required=False)

    def __init__(self, *args: Any, picture: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.picture = picture
        self.fields["file"].required = not picture

    def clean_file(self) -> str:
        """The picture as a data address: the one given, or else the one that was there."""
        given = self.cleaned_data["file"]
        if given is None:
            return self.picture
        try:
            return picture_address(given.read())
        except PictureError as error:
            raise forms.ValidationError(str(error)) from None


@require_http_methods(["GET", "HEAD", "POST"])
@trust_view(Permission.PUBLISH_PAPERS)
def part_picture(request: TrustRequest, period_id: int, layout: str, key: str) -> HttpResponse:
    """Choose the picture of a part for this paper, which begins its draft where nobody has."""
    shown = asked_for(request, period_id, layout)
    parts = {part.key: part for part in shown.recipe.parts} if shown.recipe else {}
    if key not in parts or parts[key].kind != "picture":
        raise Http404("There is no such picture.")
    back = f"{reverse('paper_edit', args=[request.trust.code, period_id, layout])}?part={key}"
    if shown.is_final and shown.draft is None:
        messages.error(request, "This version is published. Begin a new version first.")
        return redirect(back)
    rows = _rows(shown.draft.pk, key) if shown.draft else {}
    words = {name: row.text for name, row in rows.items()}
    version = picture_version(rows.values())
    if request.method == "POST":
        form = PictureForm(request.POST, request.FILES, picture=words.get(PICTURE, ""))
        if form.is_valid():
            try:
                save_picture(
                    paper=shown.draft
                    or draft_paper(period=shown.period, layout=layout, by=request.user),
                    part=key,
                    picture=form.cleaned_data["file"],
                    description=form.cleaned_data["description"],
                    caption=form.cleaned_data["caption"],
                    version=form.cleaned_data["version"] or 0,
                    by=request.user,
                )
            except ValidationError as error:
                form.add_error(None, error.messages)
            else:
                messages.success(request, "Saved. The page beside shows it.")
                return redirect(back)
    else:
        own = {"description": words.get(DESCRIPTION, ""), "caption": words.get(CAPTION, "")}
        form = PictureForm(initial=own, picture=words.get(PICTURE, ""))
    context = {
        "nav_current": "paper_list",
        "shown": shown,
        "part": parts[key],
        "form": form,
        "picture": words.get(PICTURE, ""),
        "description": words.get(DESCRIPTION, ""),
        "version": version,
        "back": back,
    }
    status = 422 if form.errors else 200
    return render(request, "reports/part_picture.html", context, status=status)


def _rows(paper_id: int, part: str) -> dict[str, PaperText]:
    return {row.name: row for row in PaperText.objects.filter(paper_id=paper_id, part=part)}
