"""The form of a rating scale: its name, and its ratings as rows of boxes, worst first.

A row of a new rating that is left blank is no rating (`rows.py`).
"""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import QueryDict

from objectives.models import Rating, RatingScale
from objectives.services import NewRating
from strategy_tracker.setup.forms import text_box, tick
from strategy_tracker.setup.rows import RowsForm, keys_in
from strategy_tracker.ui.display import rating_pill

MOST_RATINGS = 20
BLANK_ROWS = 3  # of a scale that is begun
TEXTS = ("label", "letter", "meaning")
FIELDS = (*TEXTS, "tone", "needs_mitigation", "ends_work")


@dataclass(frozen=True)
class Row:
    """A row of the table."""

    key: str
    name: str
    boxes: dict[str, forms.BoundField]
    pill: Any

    @property
    def errors(self) -> list[str]:
        return [str(error) for box in self.boxes.values() for error in box.errors]


class ScaleForm(RowsForm):
    """`given` are the keys of ratings that some answer has, or had; they stay on the scale."""

    name = text_box("Name of the scale", 100, error="Give the scale a name, such as Delivery.")

    def __init__(
        self,
        data: QueryDict | None,
        *,
        scale: RatingScale,
        given: Collection[int],
        others: Collection[str],
    ) -> None:
        super().__init__(data, initial={"name": scale.name})
        self.others = others
        self.given = given
        self.saved: dict[int, Rating] = (
            {rating.pk: rating for rating in scale.ratings.all()} if scale.pk else {}
        )
        self.gone: list[str] = []
        for key in self._keys(data):
            self._add_row(key)

    def _keys(self, data: QueryDict | None) -> list[str]:
        if data is None:
            saved = [f"r{pk}" for pk in self.saved]
            return saved or [f"n{number}" for number in range(BLANK_ROWS)]
        keys = []
        for key in keys_in(data, MOST_RATINGS):
            if key[0] == "r" and int(key[1:]) not in self.saved:
                self.gone.append(data.get(f"{key}-label", ""))
            else:
                keys.append(key)
        return keys

    def _add_row(self, key: str) -> None:
        rating = self.saved.get(int(key[1:])) if key[0] == "r" else None
        name = f"“{rating.label}”" if rating else "New rating"
        of_row: dict[str, Any] = {
            "label": text_box(f"{name}: label", 100),
            "letter": text_box(f"{name}: letter", 3),
            "tone": forms.ChoiceField(
                label=f"{name}: tone",
                choices=Rating.Tone.choices,
                required=False,
                widget=forms.Select(attrs={"class": "nhsuk-select"}),
            ),
            "meaning": forms.CharField(
                label=f"{name}: meaning",
                required=False,
                max_length=300,
                widget=forms.Textarea(attrs={"class": "nhsuk-textarea", "rows": 1}),
                error_messages={
                    "max_length": f"{name}: the meaning may have 300 characters; this has "
                    "%(show_value)d."
                },
            ),
            "needs_mitigation": tick(f"{name}: asks why"),
            "ends_work": tick(f"{name}: ends the work"),
            "position": forms.IntegerField(
                label=f"{name}: place", required=False, widget=forms.HiddenInput()
            ),
        }
        if rating and rating.pk not in self.given:
            of_row["remove"] = tick(f"Remove {name}")
        if not rating:
            of_row["tone"].choices = [("", "Choose"), *Rating.Tone.choices]
        for part, field in of_row.items():
            self.fields[f"{key}-{part}"] = field
            if rating and part != "remove":
                self.initial[f"{key}-{part}"] = getattr(rating, part)

    def _is_blank(self, key: str) -> bool:
        return key[0] == "n" and not any(
            str(self.cleaned_data.get(f"{key}-{part}") or "").strip() for part in TEXTS
        )

    def clean_name(self) -> str:
        name: str = self.cleaned_data["name"]
        if name.casefold() in self.others:
            raise forms.ValidationError("The trust already has a scale with this name.")
        return name

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        for label in self.gone:
            self.add_error(
                None,
                f"“{label}” was removed by somebody else while you were here, and is left out.",
            )
        labels: set[str] = set()
        kept = [key for key in self.keys if not self._is_blank(key) and not self._is_removed(key)]
        for key in kept:
            self._check_row(key, labels)
        if not kept and not self._unsent():
            self.add_error(None, "Give the scale at least one rating: its label and its letter.")
        return cleaned

    def _check_row(self, key: str, labels: set[str]) -> None:
        """A rating is never colour alone: it has a word and a letter, and no other has the word."""
        cleaned = self.cleaned_data
        label = cleaned.get(f"{key}-label", "")
        name = f"“{label}”" if label else self[f"{key}-label"].label.partition(":")[0]
        needed = {
            "label": f"{name}: give the label, such as On track.",
            "letter": f"{name}: give a letter, which stands where there is no room for the word.",
            "tone": f"{name}: choose a tone.",
        }
        for part, message in needed.items():
            if f"{key}-{part}" not in self.errors and not cleaned.get(f"{key}-{part}"):
                self.add_error(f"{key}-{part}", message)
        if label and label.casefold() in labels:
            self.add_error(f"{key}-label", f"Two ratings are called {name}. Give each its own.")
        labels.add(label.casefold())

    def _is_removed(self, key: str) -> bool:
        return bool(self.cleaned_data.get(f"{key}-remove"))

    def _unsent(self) -> list[Rating]:
        """Saved ratings that the page did not show: somebody added them since."""
        return [rating for pk, rating in self.saved.items() if f"r{pk}-label" not in self.fields]

    @property
    def ratings(self) -> list[tuple[Rating | None, NewRating]]:
        """The ratings as they are to be, worst first, with what of them is there."""
        found = []
        for place, key in enumerate(self.keys):
            if self._is_blank(key) or self._is_removed(key):
                continue
            values = NewRating(**{part: self.cleaned_data[f"{key}-{part}"] for part in FIELDS})
            position = self.cleaned_data.get(f"{key}-position")
            rating = self.saved.get(int(key[1:])) if key[0] == "r" else None
            found.append((place if position is None else position, (rating, values)))
        for rating in self._unsent():
            values = NewRating(**{part: getattr(rating, part) for part in FIELDS})
            found.append((rating.position, (rating, values)))
        return [row for _, row in sorted(found, key=lambda pair: pair[0])]

    @property
    def changed_ratings(self) -> list[tuple[Rating, NewRating]]:
        """The saved ratings of which something is new, but for their order."""
        return [
            (rating, new)
            for rating, new in self.ratings
            if rating and any(getattr(rating, part) != getattr(new, part) for part in FIELDS)
        ]

    @property
    def is_reordered(self) -> bool:
        order = [rating.pk for rating, _ in self.ratings if rating]
        return order != [pk for pk in self.saved if pk in order]

    # For the page

    def rows(self) -> list[Row]:
        return [self._row(key) for key in self.keys]

    def _row(self, key: str) -> Row:
        boxes = {
            part: self[f"{key}-{part}"]
            for part in (*FIELDS, "position", "remove")
            if f"{key}-{part}" in self.fields
        }
        rating = self.saved.get(int(key[1:])) if key[0] == "r" else None
        typed = {part: str(boxes[part].value() or "") for part in ("label", "letter", "tone")}
        tone = typed["tone"] if typed["tone"] in Rating.Tone.values else Rating.Tone.GREY
        pill = rating_pill(Rating(label=typed["label"] or "New", letter="", tone=tone))
        return Row(key, rating.label if rating else "the new rating", boxes, pill)

    @property
    def given_labels(self) -> str:
        """The ratings that stay, named."""
        return ", ".join(rating.label for pk, rating in self.saved.items() if pk in self.given)

    @property
    def blank_row(self) -> Row:
        """A row for a script to copy; its key is none that is sent."""
        blank = ScaleForm(
            QueryDict("n999-label="), scale=RatingScale(), given=(), others=self.others
        )
        blank.ask_nothing()
        return blank.rows()[0]
