"""The form of a passage: words about the strategy, an objective or a period, and where they go."""

from typing import Any

from django import forms
from django.db.models import QuerySet

from objectives.models import Passage, Period, StrategicObjective
from reports.parts import cover_sheet, scorecard
from strategy_tracker.setup.forms import text_box
from strategy_tracker.ui.conflicts import VersionedForm
from strategy_tracker.ui.display import inside
from strategy_tracker.ui.forms import ServiceErrors

MOST_CHARACTERS = 20_000
_KINDS = {
    Passage.Kind.TEXT: "In a text, under its heading",
    Passage.Kind.PLAN: "On the plan on a page",
    Passage.Kind.COVER: "On the cover sheet, under its own heading",
}


def _fields_of_cover() -> list[tuple[str, str]]:
    return [
        (f"{Passage.Kind.COVER}:{code}", f"On the cover sheet: {label}")
        for code, label, _ in cover_sheet.KIND.written
    ]


def places() -> list[tuple[str, str]]:
    """Where a passage may be printed: its kind and code as one value, and in words."""
    return [
        *((f"{kind}:", label) for kind, label in _KINDS.items()),
        *_fields_of_cover(),
        (f"{Passage.Kind.TEXT}:{scorecard.PERIOD}", "Over a scorecard: when its figures are of"),
    ]


def place_of(passage: Passage) -> str:
    return f"{passage.kind}:{passage.code}"


def place_words(passage: Passage) -> str:
    """Where it is printed, in words; one that came with a workbook may have a code of its own."""
    found = dict(places()).get(place_of(passage))
    return found or f"{_KINDS[Passage.Kind(passage.kind)]} ({passage.code})"


class PassageForm(VersionedForm, ServiceErrors):
    """A passage, with the document it stands in, what it is about and of which period it is."""

    document = text_box(
        "Part it stands in",
        200,
        error="Say in which part it stands, such as Vision.",
        hint="Such as Vision, Plan on a page or Cover sheet. Texts of one part follow each other.",
    )
    label = text_box(
        "Heading or number beside it", 300, hint="Such as Our aims, or 2.1. It may have none."
    )
    text = forms.CharField(
        label="Text",
        required=False,
        max_length=MOST_CHARACTERS,
        widget=forms.Textarea(attrs={"class": "nhsuk-textarea st-box", "rows": 10}),
        error_messages={
            "max_length": "Text: give %(limit_value)d characters at most; these are %(show_value)d."
        },
    )
    place = forms.ChoiceField(
        label="Where papers print it",
        widget=forms.Select(attrs={"class": "nhsuk-select"}),
        error_messages={
            "required": "Choose where papers print it.",
            "invalid_choice": "Choose where papers print it.",
        },
    )
    objective = forms.ModelChoiceField(
        label="What it is about",
        queryset=StrategicObjective.objects.none(),
        required=False,
        empty_label="The whole strategy",
        widget=forms.Select(attrs={"class": "nhsuk-select"}),
        error_messages={"invalid_choice": "Choose what it is about from the list."},
    )
    period = forms.ModelChoiceField(
        label="Of which period",
        queryset=Period.objects.none(),
        required=False,
        empty_label="Of every period, until it is changed",
        help_text="What is of one period is printed in that period’s papers only.",
        widget=forms.Select(attrs={"class": "nhsuk-select"}),
        error_messages={"invalid_choice": "Choose a period that is not closed."},
    )

    def __init__(self, data: Any, *, passage: Passage, periods: QuerySet[Period]) -> None:
        names = ("document", "label", "text", "objective", "period")
        initial = {name: getattr(passage, name) for name in names}
        super().__init__(data, initial={**initial, "place": place_of(passage)})
        own: Any = self.fields
        own["document"].widget.attrs["list"] = "known-documents"
        choices = places()
        if place_of(passage) not in dict(choices):
            choices.append((place_of(passage), place_words(passage)))
        own["place"].choices = choices
        strategy = passage.strategy
        own["objective"].queryset = StrategicObjective.objects.filter(
            strategy=strategy, is_archived=False
        )
        own["objective"].label_from_instance = str
        own["period"].queryset = periods
        if not strategy.uses_objectives:
            del own["objective"]
        else:
            word = inside(strategy.word_plural("objective"))
            own["objective"].help_text = f"The whole strategy, or one of its {word}."

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if not cleaned.get("label") and not cleaned.get("text") and "text" not in self.errors:
            self.add_error("text", "Give a text, a heading or both.")
        return cleaned

    @property
    def values(self) -> dict[str, Any]:
        """The fields of the passage as they are to be."""
        values = {name: value for name, value in self.cleaned_data.items() if name != "place"}
        values["kind"], values["code"] = self.cleaned_data["place"].split(":", 1)
        return values
