"""Forms of the strategy and of what its levels are called."""

from typing import Any

from django import forms

from objectives.models import Level, Strategy
from strategy_tracker.ui.conflicts import VersionedForm
from strategy_tracker.ui.display import inside
from strategy_tracker.ui.forms import date_field

WORDS = (
    ("objective_word", "One at the top level", "an objective"),
    ("objective_word_plural", "Several at the top level", "several objectives"),
    ("ambition_word", "One at the middle level", "an ambition"),
    ("ambition_word_plural", "Several at the middle level", "several ambitions"),
    ("action_word", "One at the level that is done", "a key action"),
    ("action_word_plural", "Several at the level that is done", "several key actions"),
    ("lead_word", "Your word for whoever leads one of them", "a lead"),
    ("risk_word", "One risk", "a risk"),
    ("risk_word_plural", "Several risks", "several risks"),
)
"""Each word of a strategy: its field, the label of its box, and what it stands for."""

LEVEL_USE = {Level.OBJECTIVE: "uses_objectives", Level.AMBITION: "uses_ambitions"}
STRATEGY_FIELDS = (
    "title",
    "description",
    "starts_on",
    "ends_on",
    *LEVEL_USE.values(),
    *(name for name, _, _ in WORDS),
)


def text_box(label: str, longest: int, *, error: str = "", hint: str = "", width: int = 0) -> Any:
    """A line of text; required where there is a sentence for when it is missing."""
    css = f"nhsuk-input nhsuk-input--width-{width}" if width else "nhsuk-input"
    return forms.CharField(
        label=label,
        max_length=longest,
        required=bool(error),
        help_text=hint,
        widget=forms.TextInput(attrs={"class": css, "autocomplete": "off"}),
        error_messages={
            "required": error,
            "max_length": f"{label}: give %(limit_value)d characters at most; "
            "these are %(show_value)d.",
        },
    )


def tick(label: str) -> Any:
    return forms.BooleanField(
        label=label,
        required=False,
        widget=forms.CheckboxInput(attrs={"class": "nhsuk-checkboxes__input"}),
    )


class StrategyForm(VersionedForm, forms.Form):
    """A strategy: what the board agreed, and the trust's own words for its levels.

    `in_use` are the levels that have something in the plan, which has them until it is archived.
    """

    title = text_box(
        "Title", 300, error="Give the strategy its title, as the board papers print it."
    )
    description = forms.CharField(
        label="Description",
        required=False,
        widget=forms.Textarea(attrs={"class": "nhsuk-textarea", "rows": 3}),
    )
    starts_on = date_field("Starts on", required=False)
    ends_on = date_field("Ends on", required=False)
    uses_objectives = tick("The top level")
    uses_ambitions = tick("The middle level")

    def __init__(
        self, data: Any, *, strategy: Strategy, in_use: dict[str, int], others: set[str]
    ) -> None:
        super().__init__(data, initial={name: getattr(strategy, name) for name in STRATEGY_FIELDS})
        for name, label, stands_for in WORDS:
            self.fields[name] = text_box(
                label, 60, error=f"Give your word for {stands_for}.", width=20
            )
        self.in_use, self.others = in_use, others

    def clean_title(self) -> str:
        title: str = self.cleaned_data["title"]
        if title.casefold() in self.others:
            raise forms.ValidationError("The trust already has a strategy with this title.")
        return title

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        starts, ends = cleaned.get("starts_on"), cleaned.get("ends_on")
        if starts and ends and ends <= starts:
            self.add_error("ends_on", "The strategy must end after it starts: check both dates.")
        for level, name in LEVEL_USE.items():
            number = self.in_use.get(level, 0)
            if number and not cleaned.get(name):
                word = cleaned.get(f"{level}_word" if number == 1 else f"{level}_word_plural")
                self.add_error(
                    name,
                    f"{number} {inside(word or level)} "
                    f"{'is' if number == 1 else 'are'} in the plan. "
                    "Archive them first, or keep the level.",
                )
        return cleaned

    # For the page

    @property
    def words(self) -> list[dict[str, Any]]:
        """The words for each level in one and several, as rows of boxes."""
        rows = [
            ("Top level", "objective", "Such as strategic objective, goal or workstream"),
            ("Middle level", "ambition", "Such as ambition, priority or theme"),
            ("What is done", "action", "Such as key action, must do or milestone"),
            ("Risks", "risk", "Such as strategic risk or BAF risk"),
        ]
        return [
            {
                "title": title,
                "hint": hint,
                "boxes": [
                    {"label": "One", "field": self[f"{name}_word"]},
                    {"label": "Several", "field": self[f"{name}_word_plural"]},
                ],
            }
            for title, name, hint in rows
        ]
