"""How a trust's papers look: the screen on which governance sets it."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from reports.frame import LEAST_CONTRAST, contrast_with_white
from reports.look import logo_of, set_look
from reports.models import PaperLook
from reports.models.look import font_choices, look_of
from strategy_tracker.accounts.access import TrustRequest, trust_view
from strategy_tracker.accounts.editing import edits, last_saved, lock
from strategy_tracker.accounts.models import COLOUR, Trust
from strategy_tracker.accounts.permissions import Permission
from strategy_tracker.ui.conflicts import VersionedForm, conflict_page
from strategy_tracker.ui.forms import posted


class LookForm(VersionedForm, forms.Form):
    """The trust's name, logo, colour, size of the sheet, font."""

    name = forms.CharField(
        max_length=200,
        label="Name of the trust",
        help_text="In full, as it stands on papers. Published papers keep the name they had.",
        error_messages={"required": "Give the trust’s name in full."},
        widget=forms.TextInput(attrs={"class": "nhsuk-input", "autocomplete": "organization"}),
    )
    logo = forms.FileField(
        required=False,
        label="Logo",
        help_text="A PNG or JPEG picture, 2 MB at most. It stands at the head of the first page.",
        widget=forms.FileInput(
            attrs={"class": "nhsuk-file-upload", "accept": "image/png,image/jpeg"}
        ),
    )
    logo_description = forms.CharField(
        required=False,
        max_length=200,
        label="What the logo says",
        help_text="For people who cannot see it, such as the name of the trust.",
        widget=forms.TextInput(attrs={"class": "nhsuk-input", "autocomplete": "off"}),
    )
    removes_logo = forms.BooleanField(
        required=False,
        label="Print no logo",
        widget=forms.CheckboxInput(attrs={"class": "nhsuk-checkboxes__input"}),
    )
    colour = forms.CharField(
        label="Colour of headings",
        help_text="Six digits, such as 005EB8.",
        error_messages={"required": "Give the colour as six digits, such as 005EB8."},
        widget=forms.TextInput(
            attrs={"class": "nhsuk-input nhsuk-input--width-10", "autocomplete": "off"}
        ),
    )
    paper_size = forms.ChoiceField(
        label="Size of the sheet",
        choices=PaperLook.Size.choices,
        widget=forms.RadioSelect(attrs={"class": "nhsuk-radios__input"}),
    )
    font = forms.ChoiceField(
        label="Font",
        choices=font_choices,
        widget=forms.RadioSelect(attrs={"class": "nhsuk-radios__input"}),
    )

    leads_as = forms.ChoiceField(
        label="How leads and owners are printed",
        choices=PaperLook.Leads.choices,
        required=False,
        widget=forms.RadioSelect(attrs={"class": "nhsuk-radios__input"}),
    )

    def __init__(self, *args: Any, look: PaperLook, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.look = look
        if not look.logo:
            del self.fields["removes_logo"]

    def clean_logo(self) -> str:
        """The picture that is to be printed; "" for none given."""
        given = self.cleaned_data["logo"]
        return logo_of(given.read()) if given else ""

    def clean_leads_as(self) -> str:
        return self.cleaned_data["leads_as"] or self.look.leads_as

    def clean_colour(self) -> str:
        colour = str(self.cleaned_data["colour"]).strip().removeprefix("#").upper()
        COLOUR(colour)
        return colour

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if "logo" in self.errors:
            return cleaned
        if cleaned.pop("removes_logo", False):
            return {**cleaned, "logo": "", "logo_description": ""}
        cleaned["logo"] = cleaned.get("logo") or self.look.logo
        described = bool(cleaned.get("logo_description"))
        if cleaned["logo"] and not described and "logo_description" not in self.errors:
            self.add_error(
                "logo_description", "Say what the logo says, for people who cannot see it."
            )
        if described and not cleaned["logo"]:
            self.add_error("logo", "Choose the file of the logo that you describe.")
        return cleaned


def contrast_note(colour: str) -> str:
    """What to tell of a colour that cannot be read on white; "" for one that can."""
    contrast = contrast_with_white(colour)
    if contrast >= LEAST_CONTRAST:
        return ""
    return (
        f"#{colour} could not be read on white: its contrast is {contrast:.1f} to 1, and words "
        f"need {LEAST_CONTRAST} to 1. Headings are printed in NHS blue instead."
    )


@require_http_methods(["GET", "HEAD", "POST"])
@trust_view(Permission.PUBLISH_PAPERS)
@edits
def paper_look(request: TrustRequest) -> HttpResponse:
    """See and set how the trust's papers look."""
    lock(request, Trust.objects.filter(pk=request.trust.pk))
    look = look_of(request.trust)
    initial = {
        "name": request.trust.name,
        "colour": request.trust.colour,
        "paper_size": look.paper_size,
        "font": look.font,
        "leads_as": look.leads_as,
        "logo_description": look.logo_description,
    }
    form = LookForm(posted(request), request.FILES or None, initial=initial, look=look)
    if request.method == "POST" and form.is_valid():
        if conflict := form.conflict(request.POST):
            return conflict_page(
                request,
                conflict,
                what="Trust’s name and look",
                url=reverse("paper_look", args=[request.trust.code]),
                saved=last_saved(
                    PaperLook.history.filter(trust=request.trust), request.trust.history
                ),
            )
        try:
            set_look(trust=request.trust, by=request.user, **form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error.messages)
        else:
            messages.success(
                request, "Saved. Drafts look so from now on; published papers stay as they are."
            )
            return redirect("paper_look", request.trust.code)
    context = {
        "nav_current": "setup",
        "form": form,
        "look": look,
        "colour_note": contrast_note(request.trust.colour),
    }
    return render(request, "reports/paper_look.html", context, status=422 if form.errors else 200)
