"""Rows of boxes that are edited together in one table, such as the ratings of a scale.

The boxes of a row that is saved are called "r12-label", by its key; those of a new one "n0-label".
Every row has a box "label", and its place in the table in a hidden box "position".
"""

import re

from django import forms
from django.http import QueryDict

from strategy_tracker.ui.conflicts import VersionedForm
from strategy_tracker.ui.forms import whole_number

_KEY = re.compile(r"(r\d{1,18}|n\d{1,3})-label")


def keys_in(data: QueryDict, most: int) -> list[str]:
    """The rows that were sent, in the order that their places say; `most` is how many may be."""
    keys = [match[1] for name in data if (match := _KEY.fullmatch(name))][: most * 2]
    return sorted(keys, key=lambda key: whole_number(data.get(f"{key}-position", ""), 999))


def rearranged(data: QueryDict, most: int) -> QueryDict:
    """What was sent, with a row moved or added where one of those buttons was pressed."""
    what, _, which = data.get("do", "").partition(" ")
    keys = keys_in(data, most)
    if what in ("up", "down") and which in keys:
        place = keys.index(which)
        keys.insert(max(place + (1 if what == "down" else -1), 0), keys.pop(place))
    changed = data.copy()
    if what == "add" and len(keys) < most:
        number = max((int(key[1:]) for key in keys if key[0] == "n"), default=-1) + 1
        keys.append(f"n{number}")
        changed[f"n{number}-label"] = ""
    for place, key in enumerate(keys):
        changed[f"{key}-position"] = str(place)
    return changed


class RowsForm(VersionedForm, forms.Form):
    """A form of such rows."""

    @property
    def keys(self) -> list[str]:
        """The rows in their order."""
        return [name.removesuffix("-label") for name in self.fields if name.endswith("-label")]

    def ask_nothing(self) -> None:
        """Show what was typed and find nothing wrong: it was not sent to be saved."""
        self._errors = forms.utils.ErrorDict()
