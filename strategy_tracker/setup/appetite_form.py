"""The form of a trust's categories of risk, as rows of boxes: what the board accepts of each.

A row of a new category that is left blank is no category (`rows.py`).
"""

from dataclasses import dataclass
from typing import Any, NamedTuple

from django import forms
from django.http import QueryDict

from risks.appetite import APPETITE_WORDS
from risks.matrix import Bands
from risks.models import RiskCategory
from risks.models.categories import LONGEST_APPETITE, LONGEST_NAME
from strategy_tracker.setup.forms import text_box, tick
from strategy_tracker.setup.rows import RowsForm, keys_in

MOST_CATEGORIES = 50
BLANK_ROWS = 3  # where the trust has none yet
TEXTS = ("label", "appetite", "tolerance", "statement")
_LONGEST_STATEMENT = 500


class Category(NamedTuple):
    """A category as it is to be."""

    name: str
    appetite: str
    tolerance: int | None
    statement: str
    is_archived: bool


@dataclass(frozen=True)
class CategoryRow:
    """A row of the table."""

    key: str
    name: str
    boxes: dict[str, forms.BoundField]

    @property
    def errors(self) -> list[str]:
        return [str(error) for box in self.boxes.values() for error in box.errors]


class AppetiteForm(RowsForm):
    """Every category of the trust, in its order; `bands` are those of its risk matrix."""

    def __init__(
        self, data: QueryDict | None, *, categories: list[RiskCategory], bands: Bands
    ) -> None:
        super().__init__(data)
        self.bands = bands
        self.saved = {category.pk: category for category in categories}
        for key in self._keys(data):
            self._add_row(key)

    def _keys(self, data: QueryDict | None) -> list[str]:
        if data is None:
            saved = [f"r{pk}" for pk in self.saved]
            return saved or [f"n{number}" for number in range(BLANK_ROWS)]
        sent = keys_in(data, MOST_CATEGORIES)
        return [key for key in sent if key[0] == "n" or int(key[1:]) in self.saved]

    def _add_row(self, key: str) -> None:
        category = self.saved.get(int(key[1:])) if key[0] == "r" else None
        name = f"“{category.name}”" if category else "New category"
        scale = f"from {self.bands.lowest} to {self.bands.highest}"
        score = f"{name}: give the tolerance as a score {scale}, or leave it blank."
        of_row: dict[str, Any] = {
            "label": text_box(f"{name}: name", LONGEST_NAME),
            "appetite": text_box(f"{name}: appetite", LONGEST_APPETITE),
            "tolerance": forms.IntegerField(
                label=f"{name}: tolerance",
                required=False,
                min_value=self.bands.lowest,
                max_value=self.bands.highest,
                widget=forms.TextInput(attrs={"class": "nhsuk-input", "inputmode": "numeric"}),
                error_messages=dict.fromkeys(("invalid", "min_value", "max_value"), score),
            ),
            "statement": forms.CharField(
                label=f"{name}: what it means",
                required=False,
                max_length=_LONGEST_STATEMENT,
                widget=forms.Textarea(attrs={"class": "nhsuk-textarea", "rows": 2}),
                error_messages={
                    "max_length": f"{name}: what it means may have %(limit_value)d characters; "
                    "this has %(show_value)d."
                },
            ),
            "position": forms.IntegerField(
                label=f"{name}: place", required=False, widget=forms.HiddenInput()
            ),
        }
        of_row["appetite"].widget.attrs["list"] = "appetite-words"
        if category:
            of_row["is_archived"] = tick(f"{name}: no longer in use")
        for part, field in of_row.items():
            self.fields[f"{key}-{part}"] = field
            if category:
                self.initial[f"{key}-{part}"] = getattr(
                    category, "name" if part == "label" else part
                )

    def _is_blank(self, key: str) -> bool:
        """Whether it is a new row in which nothing was typed, rightly or wrongly."""
        return key[0] == "n" and not any(
            str(self.data.get(f"{key}-{part}", "")).strip() for part in TEXTS
        )

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        names = {category.name.casefold() for category in self._unsent()}
        for key in self.keys:
            if self._is_blank(key) or f"{key}-label" in self.errors:
                continue
            name = " ".join(cleaned.get(f"{key}-label", "").split())
            cleaned[f"{key}-label"] = name
            if not name:
                was = self.saved.get(int(key[1:])) if key[0] == "r" else None
                told = (
                    f"Give “{was.name}” a name, or say that it is no longer in use."
                    if was
                    else "Give the new category a name, such as Finance, or empty its row."
                )
                self.add_error(f"{key}-label", told)
            elif name.casefold() in names:
                self.add_error(
                    f"{key}-label", f"Two categories are called {name}. Give each its own name."
                )
            names.add(name.casefold())
        return cleaned

    def _unsent(self) -> list[RiskCategory]:
        """Saved categories that the page did not show: somebody added them since."""
        return [row for pk, row in self.saved.items() if f"r{pk}-label" not in self.fields]

    @property
    def categories(self) -> list[tuple[RiskCategory | None, Category]]:
        """The categories as they are to be, in their order, each with what of it is there."""
        found = []
        for place, key in enumerate(self.keys):
            if self._is_blank(key):
                continue
            given = {part: self.cleaned_data[f"{key}-{part}"] for part in TEXTS}
            new = Category(
                name=given["label"],
                appetite=given["appetite"],
                tolerance=given["tolerance"],
                statement=given["statement"],
                is_archived=self.cleaned_data.get(f"{key}-is_archived", False),
            )
            row = self.saved.get(int(key[1:])) if key[0] == "r" else None
            position = self.cleaned_data.get(f"{key}-position")
            found.append((place if position is None else position, (row, new)))
        for row in self._unsent():
            new = Category(row.name, row.appetite, row.tolerance, row.statement, row.is_archived)
            found.append((row.position, (row, new)))
        return [pair for _, pair in sorted(found, key=lambda entry: entry[0])]

    # For the page

    def rows(self) -> list[CategoryRow]:
        return [self._row(key) for key in self.keys]

    def _row(self, key: str) -> CategoryRow:
        start = f"{key}-"
        boxes = {
            name.removeprefix(start): self[name] for name in self.fields if name.startswith(start)
        }
        row = self.saved.get(int(key[1:])) if key[0] == "r" else None
        return CategoryRow(key, row.name if row else "the new category", boxes)

    @property
    def blank_row(self) -> CategoryRow:
        """A row for a script to copy; its key is none that is sent."""
        blank = AppetiteForm(QueryDict("n999-label="), categories=[], bands=self.bands)
        blank.ask_nothing()
        return blank.rows()[0]

    @property
    def words(self) -> tuple[str, ...]:
        """The words that are offered for an appetite: the usual ones, and the trust's own."""
        own = [category.appetite for category in self.saved.values() if category.appetite]
        return tuple(dict.fromkeys([*APPETITE_WORDS, *own]))
