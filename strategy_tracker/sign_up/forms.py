"""The form by which somebody asks for their trust to be set up."""

from django import forms

from strategy_tracker.accounts.models import TRUST_CODE


def _text_box(autocomplete: str) -> forms.TextInput:
    return forms.TextInput(attrs={"class": "nhsuk-input", "autocomplete": autocomplete})


class SignUpForm(forms.Form):
    """What is needed to set a trust up, and no more."""

    trust_name = forms.CharField(
        label="Name of your trust",
        max_length=200,
        widget=_text_box("organization"),
        error_messages={"required": "Give the full name of your trust."},
    )
    code = forms.CharField(
        label="A short code for it",
        max_length=20,
        help_text="It stands in the address of your pages: letters and digits, such as RIVERMEAD.",
        widget=forms.TextInput(
            attrs={"class": "nhsuk-input nhsuk-input--width-10", "autocomplete": "off"}
        ),
        error_messages={"required": "Give a short code, such as RIVERMEAD."},
    )
    name = forms.CharField(
        label="Your name",
        max_length=150,
        widget=_text_box("name"),
        error_messages={"required": "Give your name."},
    )
    email = forms.EmailField(
        label="Your work e-mail address",
        max_length=254,
        widget=forms.EmailInput(attrs={"class": "nhsuk-input", "autocomplete": "email"}),
        error_messages={
            "required": "Give your work e-mail address.",
            "invalid": "Give an e-mail address, such as name@trust.nhs.uk.",
        },
    )

    def clean_trust_name(self) -> str:
        return " ".join(self.cleaned_data["trust_name"].split())

    def clean_name(self) -> str:
        return " ".join(self.cleaned_data["name"].split())

    def clean_code(self) -> str:
        """In capitals. Whether another trust has it is not told here."""
        code: str = self.cleaned_data["code"].upper()
        TRUST_CODE(code)
        return code
