"""The form of a risk: its fields, its scores without a period, what holds it, what it bears on."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from django import forms
from django.core.exceptions import ValidationError

from ambitions.models import Item
from ambitions.plan.cells import short
from ambitions.plan.forms import ROWS_LEFT_EMPTY, RecordForm
from ambitions.plan.references import key_of_place
from objectives.models import Strategy
from risks.appetite import category_limits
from risks.fields import RISK_FIELDS
from risks.forms import read_score
from risks.held import Holding
from risks.matrix import Matrix
from risks.models import Assurance, Control, Gap, Risk, RiskCategory, RiskScore
from strategy_tracker.ui.forms import date_field

# The scores that stand without a period; the current one is given on a page of its own.
STANDING = ((RiskScore.Kind.INHERENT, "Inherent score"), (RiskScore.Kind.TARGET, "Target score"))


class Line(NamedTuple):
    """One row as it was sent: a control, an assurance or a gap. `control` is the row of one."""

    fields: dict[str, Any]
    control: int | None


class Given(NamedTuple):
    """A score as it was sent."""

    likelihood: int | None
    consequence: int | None
    score: int | None
    printed: str


def _said_of(category: RiskCategory) -> str:
    """ "Finance: Cautious, 12"."""
    words = category_limits(category).words
    return f"{category.name}: {words}" if words else category.name


class RiskForm(RecordForm):
    """A risk with all that it has. Rows stand in order, and an empty one is left out.

    `items` are what it can bear on. Another editor's row is told by its place.
    """

    identity = forms.UUIDField(widget=forms.HiddenInput(), required=False)

    def __init__(
        self,
        *args: Any,
        risk: Risk,
        strategies: Sequence[Strategy],
        categories: Sequence[RiskCategory],
        items: Sequence[Item],
        linked: Sequence[str],
        matrix: Matrix,
        scores: dict[str, RiskScore],
        holding: Holding,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, record=risk, fields=RISK_FIELDS, **kwargs)
        self.matrix, self.items = matrix, {key_of_place(item): item for item in items}
        self.fields["title"].required = False
        self.initial.setdefault("identity", risk.uuid)
        self._ask_strategy(risk, strategies)
        self._ask_category(risk, categories)
        self.fields["links"] = forms.MultipleChoiceField(
            label="What in the plan it bears on",
            required=False,
            initial=list(linked),
            choices=[(key, short(str(item), 100)) for key, item in self.items.items()],
            widget=forms.CheckboxSelectMultiple(attrs={"class": "nhsuk-checkboxes__input"}),
            error_messages={"invalid_choice": "Choose from the list."},
        )
        for kind, label in STANDING:
            self._ask_score(kind, label, scores.get(kind))
        self.rows = {
            "control": self._ask_rows("control", len(holding.controls)),
            "assurance": self._ask_rows("assurance", len(holding.assurances)),
            "gap": self._ask_rows("gap", len(holding.gaps)),
        }
        controls = [control.pk for control in holding.controls]
        for place in range(self.rows["control"]):
            self._control(place, holding.controls[place : place + 1])
        for place in range(self.rows["assurance"]):
            self._assurance(place, holding.assurances[place : place + 1], controls)
        for place in range(self.rows["gap"]):
            self._gap(place, holding.gaps[place : place + 1], controls)

    def _ask_strategy(self, risk: Risk, strategies: Sequence[Strategy]) -> None:
        self.strategies = {str(strategy.pk): strategy for strategy in strategies}
        self.fields["strategy"] = forms.ChoiceField(
            label="Strategy",
            required=False,
            initial=str(risk.strategy_id or ""),
            choices=[
                ("", "None: a risk of the whole trust"),
                *((key, strategy.title) for key, strategy in self.strategies.items()),
            ],
            widget=forms.Select(attrs={"class": "nhsuk-select"}),
            error_messages={"invalid_choice": "Choose a strategy of the trust."},
        )

    def _ask_category(self, risk: Risk, categories: Sequence[RiskCategory]) -> None:
        """One of the trust's categories; a page that was opened before there were any has none."""
        self.categories = {str(category.pk): category for category in categories}
        if not categories or (self.is_bound and "category" not in self.data):
            return
        self.fields["category"] = forms.ChoiceField(
            label="Category",
            required=False,
            initial=str(risk.category_id or ""),
            choices=[
                ("", "None"),
                *((key, _said_of(category)) for key, category in self.categories.items()),
            ],
            widget=forms.Select(attrs={"class": "nhsuk-select"}),
            help_text="Its appetite and tolerance apply where the risk has none of its own.",
            error_messages={"invalid_choice": "Choose a category of the trust."},
        )

    # Scores

    def _ask_score(self, kind: str, label: str, score: RiskScore | None) -> None:
        if not self.matrix.has_factors:
            self.fields[f"{kind}_score"] = forms.CharField(
                label=label,
                required=False,
                max_length=60,
                initial=score.as_printed if score else "",
                widget=forms.TextInput(attrs={"class": "nhsuk-input nhsuk-input--width-10"}),
            )
            return
        axes = (
            ("likelihood", self.matrix.likelihoods),
            ("consequence", self.matrix.consequences),
        )
        for axis, levels in axes:
            value = getattr(score, axis) if score else None
            self.fields[f"{kind}_{axis}"] = forms.TypedChoiceField(
                label=f"{label}: {axis}",
                required=False,
                coerce=int,
                empty_value=None,
                initial="" if value is None else value,
                choices=[("", "Not given"), *((level.value, str(level)) for level in levels)],
                widget=forms.Select(attrs={"class": "nhsuk-select"}),
                error_messages={"invalid_choice": "Choose from the list."},
            )

    def score_fields(self) -> list[list[forms.BoundField]]:
        """The boxes of each score that stands."""
        return [[self[name] for name in self._names(kind)] for kind, _ in STANDING]

    def _names(self, kind: str) -> list[str]:
        named = (f"{kind}_{name}" for name in ("likelihood", "consequence", "score"))
        return [name for name in named if name in self.fields]

    def scores(self) -> dict[str, Given | None]:
        """Those that were changed, by their kind; None where one was taken away."""
        found: dict[str, Given | None] = {}
        for kind, _ in STANDING:
            names = self._names(kind)
            if not any(name in self.changed_data for name in names):
                continue
            given: dict[str, Any] = {name: self.cleaned_data.get(name) for name in names}
            if not any(value not in (None, "") for value in given.values()):
                found[kind] = None
            elif self.matrix.has_factors:
                found[kind] = Given(
                    given[f"{kind}_likelihood"], given[f"{kind}_consequence"], None, ""
                )
            else:
                found[kind] = Given(None, None, *given[f"{kind}_score"])
        return found

    # Rows

    def _ask_rows(self, kind: str, known: int) -> int:
        """How many rows of the kind there are; none where the page sent none of them."""
        if self.is_bound and f"{kind}_0_text" not in self.data:
            return 0
        number = known + ROWS_LEFT_EMPTY
        while f"{kind}_{number}_text" in self.data:
            number += 1
        return number

    def _text(self, kind: str, place: int, rows: Sequence[Any]) -> None:
        self.fields[f"{kind}_{place}_text"] = forms.CharField(
            label=f"{kind.title()} {place + 1}",
            required=False,
            initial=rows[0].text if rows else "",
            widget=forms.Textarea(attrs={"class": "nhsuk-textarea", "rows": 1}),
        )

    def _choice(
        self, name: str, label: str, choices: Sequence[tuple[Any, str]], initial: Any
    ) -> None:
        self.fields[name] = forms.ChoiceField(
            label=label,
            required=False,
            choices=choices,
            initial=initial,
            widget=forms.Select(attrs={"class": "nhsuk-select"}),
            error_messages={"invalid_choice": "Choose from the list."},
        )

    def _of_control(self, name: str, rows: Sequence[Any], controls: Sequence[int]) -> None:
        numbered = [(str(place), f"Control {place + 1}") for place in range(self.rows["control"])]
        control = rows[0].control_id if rows else None
        self._choice(
            name, "Of", [("", "The risk"), *numbered],
            str(controls.index(control)) if control in controls else "",
        )  # fmt: skip

    def _control(self, place: int, rows: Sequence[Control]) -> None:
        strengths = [("", "Not stated"), *Control.Strength.choices]
        self._choice(
            f"control_{place}_strength", "Strength", strengths, rows[0].strength if rows else ""
        )
        self._text("control", place, rows)

    def _assurance(self, place: int, rows: Sequence[Assurance], controls: Sequence[int]) -> None:
        self._of_control(f"assurance_{place}_control", rows, controls)
        lines = [("", "Not stated"), *((str(line), f"Line {line}") for line in (1, 2, 3))]
        line = rows[0].line if rows else None
        self._choice(f"assurance_{place}_line", "Line of defence", lines, str(line or ""))
        self._text("assurance", place, rows)

    def _gap(self, place: int, rows: Sequence[Gap], controls: Sequence[int]) -> None:
        kind = rows[0].kind if rows else Gap.Kind.CONTROL
        self._choice(f"gap_{place}_kind", "Kind", Gap.Kind.choices, kind)
        self._of_control(f"gap_{place}_control", rows, controls)
        name = f"gap_{place}_due_on"
        self.fields[name] = date_field(f"Gap {place + 1}, to be closed by", required=False)
        self.initial.setdefault(name, rows[0].due_on if rows else None)
        self._text("gap", place, rows)

    def row_fields(self) -> list[tuple[str, list[list[forms.BoundField]]]]:
        """The rows of each kind, under its heading."""
        headings = {"control": "Controls", "assurance": "Assurances", "gap": "Gaps"}
        return [
            (
                heading,
                [
                    [self[name] for name in self.fields if name.startswith(f"{kind}_{place}_")]
                    for place in range(self.rows[kind])
                ],
            )
            for kind, heading in headings.items()
        ]

    def lines(self, kind: str) -> list[Line] | None:
        """The rows of a kind as they were sent, empty ones too; None where none were."""
        if not self.rows[kind]:
            return None
        found = []
        for place in range(self.rows[kind]):
            start = f"{kind}_{place}_"
            sent = {
                name.removeprefix(start): value
                for name, value in self.cleaned_data.items()
                if name.startswith(start)
            }
            control = sent.pop("control", "")
            if "line" in sent:
                sent["line"] = int(sent["line"]) if sent["line"] else None
            found.append(Line(sent, int(control) if control else None))
        return found

    # What was sent

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not cleaned.get("title") and not cleaned.get("reference"):
            self.add_error("title", "Give the risk a title or a reference.")
        for kind, label in STANDING:
            self._clean_score(cleaned, kind, label.lower())
        for row_kind, number in self.rows.items():
            for place in range(number):
                self._clean_row(cleaned, row_kind, place)
        return cleaned

    def _clean_score(self, cleaned: dict[str, Any], kind: str, label: str) -> None:
        if self.matrix.has_factors:
            given = [cleaned.get(f"{kind}_{axis}") for axis in ("likelihood", "consequence")]
            if (given[0] is None) != (given[1] is None):
                axis = "likelihood" if given[0] is None else "consequence"
                self.add_error(
                    f"{kind}_{axis}", f"Give the {axis} of the {label} too, or neither of both."
                )
        elif text := cleaned.get(f"{kind}_score"):
            try:
                cleaned[f"{kind}_score"] = read_score(text, self.matrix.bands)
            except ValidationError as error:
                self.add_error(f"{kind}_score", error)

    def _clean_row(self, cleaned: dict[str, Any], kind: str, place: int) -> None:
        """An empty row says nothing else; a control that others name has a text."""
        if cleaned.get(f"{kind}_{place}_text"):
            control = cleaned.get(f"{kind}_{place}_control")
            if control and not cleaned.get(f"control_{control}_text"):
                self.add_error(
                    f"{kind}_{place}_control",
                    f"Control {int(control) + 1} has no words: choose another.",
                )
            return
        extra = ("strength", "line", "due_on", "control")
        if any(cleaned.get(f"{kind}_{place}_{name}") for name in extra):
            was = self.fields[f"{kind}_{place}_text"].initial
            if not was:
                self.add_error(
                    f"{kind}_{place}_text", f"Give the {kind} its words, or leave the row empty."
                )

    def strategy(self) -> Strategy | None:
        return self.strategies.get(self.cleaned_data["strategy"])

    def category(self) -> dict[str, RiskCategory | None]:
        """The category that was chosen, by the name of its field; nothing where none was asked."""
        if "category" not in self.fields:
            return {}
        return {"category": self.categories.get(self.cleaned_data["category"])}

    def linked(self) -> list[Item]:
        return [self.items[key] for key in self.cleaned_data["links"]]
