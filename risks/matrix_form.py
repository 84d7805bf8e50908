"""The form by which governance edits the trust's risk matrix, in whole."""

from typing import Any

from django import forms
from django.http import QueryDict

from objectives.models import Rating
from risks.matrix import LARGEST_SCORE, LARGEST_VALUE, Band, Bands, Level, Matrix
from risks.models import RiskLevel, RiskMatrix
from strategy_tracker.ui.conflicts import VersionedForm
from strategy_tracker.ui.forms import whole_number

MOST_LEVELS = LARGEST_VALUE + 1
MOST_BANDS = 10
_AXES = RiskLevel.Axis.values
_PARTS = {"likelihood": "value", "consequence": "value", "band": "label"}


class MatrixForm(VersionedForm, forms.Form):
    """A matrix as rows of boxes. A row left blank is no row, and one blank row is always there.

    Fields of rows are called "likelihood-0-label"; those of a look-up "cell-3-5", by the values
    of its levels.
    """

    name = forms.CharField(
        label="Name",
        max_length=100,
        widget=forms.TextInput(attrs={"class": "nhsuk-input"}),
        error_messages={"required": "Give the matrix a name, such as Risk matrix 2026."},
    )
    method = forms.ChoiceField(
        label="How a score comes about",
        choices=RiskMatrix.Method.choices,
        widget=forms.RadioSelect(attrs={"class": "nhsuk-radios__input"}),
        error_messages={"required": "Choose how a score comes about."},
    )

    def __init__(self, data: QueryDict | None, *, matrix: Matrix) -> None:
        super().__init__(data, initial=_initial(matrix))
        self.numbers: dict[str, int] = {}
        for part in _PARTS:
            self._add_rows(part, MOST_BANDS if part == "band" else MOST_LEVELS)
        for likelihood, consequence in sorted(self._places(matrix)):
            self.fields[f"cell-{likelihood}-{consequence}"] = _number_field(
                f"Score of likelihood {likelihood} by consequence {consequence}", LARGEST_SCORE
            )

    def _add_rows(self, part: str, most: int) -> None:
        # Of what is saved too: a row that somebody added since the page was opened is not lost.
        given = [*self.initial.items(), *(self.data.items() if self.is_bound else ())]
        filled = [
            index
            for index in range(most)
            if any(
                str(value if value is not None else "").strip()
                for name, value in given
                if name.startswith(f"{part}-{index}-") and not name.endswith("-tone")
            )
        ]
        self.numbers[part] = min(most, max(filled, default=-1) + 2)
        word = part.title()
        for index in range(self.numbers[part]):
            row = f"{word} row {index + 1}"
            if part == "band":
                self.fields[f"band-{index}-label"] = _text_field(f"{row}: name", 40)
                self.fields[f"band-{index}-tone"] = forms.ChoiceField(
                    label=f"{row}: colour",
                    required=False,
                    choices=Rating.Tone.choices,
                    widget=forms.Select(attrs={"class": "nhsuk-select"}),
                )
                for end, label in (("lowest", "from"), ("highest", "to")):
                    self.fields[f"band-{index}-{end}"] = _number_field(
                        f"{row}: {label}", LARGEST_SCORE
                    )
            else:
                self.fields[f"{part}-{index}-value"] = _number_field(
                    f"{row}: number", LARGEST_VALUE
                )
                self.fields[f"{part}-{index}-label"] = _text_field(f"{row}: name", 60)
                self.fields[f"{part}-{index}-meaning"] = _text_field(f"{row}: meaning", 500)

    def _places(self, matrix: Matrix) -> set[tuple[int, int]]:
        """The cells of the levels as they are in the boxes now."""
        if not self.is_bound:
            return set(matrix.places)
        values = {
            axis: {
                int(text)
                for index in range(self.numbers[axis])
                if (text := self.data.get(f"{axis}-{index}-value", "").strip()).isdecimal()
                and whole_number(text, otherwise=LARGEST_VALUE + 1) <= LARGEST_VALUE
            }
            for axis in _AXES
        }
        return {(x, y) for x in values["likelihood"] for y in values["consequence"]}

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        for part, number in self.numbers.items():
            needed = ("label", "lowest", "highest") if part == "band" else ("value", "label")
            for index in range(number):
                self._check_row(cleaned, f"{part}-{index}", needed)
        if not self.errors:
            for problem in self.matrix.problems():
                self.add_error(None, problem)
        return cleaned

    def _check_row(self, cleaned: dict[str, Any], row: str, needed: tuple[str, ...]) -> None:
        """A row that has something has all that it needs."""
        names = [name for name in self.fields if name.startswith(f"{row}-")]
        given = [name for name in names if not name.endswith("-tone")]
        if all(cleaned.get(name) in (None, "") for name in given):
            return
        for end in needed:
            name = f"{row}-{end}"
            if cleaned.get(name) in (None, "") and name not in self.errors:
                self.add_error(name, f"{self.fields[name].label}: fill this in, or clear the row.")

    @property
    def matrix(self) -> Matrix:
        """What the boxes say. Only of rows and cells that are filled in."""
        given = self.cleaned_data
        bands = [
            Band(
                given[f"band-{index}-label"],
                given[f"band-{index}-tone"] or Rating.Tone.GREY,
                given[f"band-{index}-lowest"],
                given[f"band-{index}-highest"],
            )
            for index in range(self.numbers["band"])
            if given.get(f"band-{index}-label")
        ]
        places = sorted(self._places(_EMPTY))
        cells = {(x, y): given.get(f"cell-{x}-{y}") for x, y in places}
        is_looked_up = given["method"] == RiskMatrix.Method.LOOKED_UP
        return Matrix(
            name=given["name"],
            method=given["method"],
            likelihoods=self._levels("likelihood"),
            consequences=self._levels("consequence"),
            bands=Bands(tuple(sorted(bands, key=lambda band: -band.lowest))),
            cells={place: score for place, score in cells.items() if score is not None}
            if is_looked_up
            else {},
        )

    def _levels(self, axis: str) -> tuple[Level, ...]:
        given = self.cleaned_data
        levels = [
            Level(
                given[f"{axis}-{index}-value"],
                given[f"{axis}-{index}-label"],
                given[f"{axis}-{index}-meaning"],
            )
            for index in range(self.numbers[axis])
            if given.get(f"{axis}-{index}-label")
        ]
        return tuple(sorted(levels, key=lambda level: level.value))

    # For the page

    def rows(self, part: str) -> list[list[Any]]:
        return [
            [self[name] for name in self.fields if name.startswith(f"{part}-{index}-")]
            for index in range(self.numbers[part])
        ]

    @property
    def tables(self) -> list[dict[str, Any]]:
        """The rows of levels and bands, as tables of boxes."""
        levels = ["Number", "Name", "Meaning"]
        return [
            {"title": "Likelihood", "heads": levels, "rows": self.rows("likelihood")},
            {"title": "Consequence", "heads": levels, "rows": self.rows("consequence")},
            {
                "title": "Bands",
                "heads": ["Name", "Colour", "From", "To"],
                "rows": self.rows("band"),
            },
        ]

    @property
    def cell_fields(self) -> list[Any]:
        return [self[name] for name in self.fields if name.startswith("cell-")]


_EMPTY = Matrix("", "", (), (), Bands(()))


def _number_field(label: str, highest: int) -> Any:
    whole = f"{label}: give a whole number from 0 to {highest}."
    return forms.IntegerField(
        label=label,
        required=False,
        min_value=0,
        max_value=highest,
        widget=forms.TextInput(
            attrs={"class": "nhsuk-input nhsuk-input--width-3", "inputmode": "numeric"}
        ),
        error_messages={"invalid": whole, "min_value": whole, "max_value": whole},
    )


def _text_field(label: str, longest: int) -> Any:
    return forms.CharField(
        label=label,
        required=False,
        max_length=longest,
        widget=forms.TextInput(attrs={"class": "nhsuk-input"}),
    )


def _initial(matrix: Matrix) -> dict[str, Any]:
    found: dict[str, Any] = {"name": matrix.name, "method": matrix.method}
    for axis, levels in (
        ("likelihood", matrix.likelihoods),
        ("consequence", matrix.consequences),
    ):
        for index, level in enumerate(levels):
            for name in ("value", "label", "meaning"):
                found[f"{axis}-{index}-{name}"] = getattr(level, name)
    for index, band in enumerate(matrix.bands):
        for name in ("label", "tone", "lowest", "highest"):
            found[f"band-{index}-{name}"] = getattr(band, name)
    for x, y in matrix.places:
        found[f"cell-{x}-{y}"] = matrix.score_of(x, y)
    return found
