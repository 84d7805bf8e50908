"""Two people, or two tabs, on one update: what each changed, side by side, nothing lost.

The saved history tells what the update said when the form was opened, so a question that
only one of the two touched can say whose change it is; where both did, a person chooses.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.html import escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from ambitions.models import Update, UpdateNarrative, UpdateRating
from ambitions.updates.forms import RECOVERY_DATE, as_text
from ambitions.updates.questions import Questions
from objectives.models import Dimension, Rating
from strategy_tracker.ui.differences import changes
from strategy_tracker.ui.display import rating_pill

_DIRECTIONS = dict(UpdateRating.Direction.choices)


@dataclass(frozen=True)
class Difference:
    """One question on which mine and theirs differ.

    `changed_by` is "both", "mine" or "theirs"; `choice` is what is chosen beforehand, ""
    where a person has to choose. The HTML marks the words that the other one lacks.
    """

    name: str
    label: str
    is_text: bool
    mine: str
    theirs: str
    mine_html: SafeString
    theirs_html: SafeString
    changed_by: str
    choice: str
    merged: str

    @property
    def may_merge(self) -> bool:
        """Whether there are two texts to put together."""
        return self.is_text and self.changed_by == "both"


def values_at(update: Update, version: int, questions: Questions) -> dict[str, str]:
    """What the form of `update` held when it was at `version`, from its history.

    Empty for version 0 (there was none), and for one that history does not know.
    """
    later = update.history.filter(version__gt=version).order_by("history_date").first()
    was = update.history.filter(version=version).order_by("-history_date").first()
    if version <= 0 or later is None or was is None:
        return {}
    values = {}
    narratives = _last_before(UpdateNarrative, update, later.history_date, "heading_id")
    for heading in questions.headings:
        row = narratives.get(heading.pk)
        values[f"heading_{heading.pk}"] = row.text if row else ""
    ratings = _last_before(UpdateRating, update, later.history_date, "dimension_id")
    for dimension in questions.dimensions:
        row = ratings.get(dimension.pk)
        given = (row.rating_id or as_text(row.number)) if row else ""
        values[f"dimension_{dimension.pk}"] = str(given)
        values[f"direction_{dimension.pk}"] = row.direction if row else ""
    values[RECOVERY_DATE] = as_text(was.recovery_date)
    return values


def _last_before(
    model: type[UpdateNarrative] | type[UpdateRating], update: Update, moment: datetime, key: str
) -> dict[int, Any]:
    """Per question the row as it last was before `moment`; without those then deleted."""
    rows: dict[int, Any] = {}
    for row in model.history.filter(update_id=update.pk, history_date__lt=moment).order_by(
        "history_date", "history_id"
    ):
        if row.history_type == "-":
            rows.pop(getattr(row, key), None)
        else:
            rows[getattr(row, key)] = row
    return rows


def compare(
    questions: Questions,
    *,
    mine: Mapping[str, str],
    theirs: Mapping[str, str],
    base: Mapping[str, str],
    chosen: Mapping[str, str],
) -> list[Difference]:
    """The questions that `mine` answers otherwise than `theirs`, in the form's order.

    `base` is what both started from, `chosen` what was picked on a page shown before.
    """
    found = []
    for name, label, dimension in _fields(questions):
        if name not in mine or mine[name] == theirs.get(name, ""):
            continue
        was = base.get(name, "")
        changed_by = _changed_by(mine[name], theirs.get(name, ""), was)
        picked = chosen.get(f"choice_{name}", "" if changed_by == "both" else changed_by)
        found.append(_difference(name, label, dimension, mine, theirs, changed_by, picked, chosen))
    return found


def _fields(questions: Questions) -> Iterable[tuple[str, str, Dimension | None]]:
    for heading in questions.headings:
        yield f"heading_{heading.pk}", heading.label, None
    for dimension in questions.dimensions:
        yield f"dimension_{dimension.pk}", dimension.label, dimension
        if dimension.has_direction:
            yield f"direction_{dimension.pk}", f"{dimension.label}: direction", None
    if questions.may_need_mitigation:
        yield RECOVERY_DATE, "Back on track by", None


def _changed_by(mine: str, theirs: str, was: str) -> str:
    if theirs == was:
        return "mine"
    return "theirs" if mine == was else "both"


def _difference(
    name: str,
    label: str,
    dimension: Dimension | None,
    mine: Mapping[str, str],
    theirs: Mapping[str, str],
    changed_by: str,
    picked: str,
    chosen: Mapping[str, str],
) -> Difference:
    own, other = mine[name], theirs.get(name, "")
    is_text = name.startswith("heading_")
    if is_text:
        mine_html, theirs_html = marked(own, other), marked(other, own)
    else:
        mine_html, theirs_html = _shown(own, dimension), _shown(other, dimension)
    return Difference(
        name=name,
        label=label,
        is_text=is_text,
        mine=own,
        theirs=other,
        mine_html=mine_html,
        theirs_html=theirs_html,
        changed_by=changed_by,
        choice=picked,
        merged=chosen.get(f"merged_{name}", _both(own, other)),
    )


def _both(mine: str, theirs: str) -> str:
    """Where merging starts: both texts, one after the other, less an empty one."""
    return "\n\n".join(part for part in (mine.strip(), theirs.strip()) if part)


def _shown(value: str, dimension: Dimension | None) -> SafeString:
    """A rating, percentage, direction or date for reading."""
    if not value:
        return mark_safe('<span class="st-quiet">Not answered</span>')
    if dimension is None:
        return escape(_DIRECTIONS.get(value, value))
    ratings: Iterable[Rating] = dimension.scale.ratings.all() if dimension.scale else ()
    rating = next((rating for rating in ratings if str(rating.pk) == value), None)
    return rating_pill(rating, number=None if rating else value + "%")


def marked(text: str, other: str) -> SafeString:
    """`text` as typed, with <mark> round the words that `other` does not have there."""
    if not text.strip():
        return mark_safe('<span class="st-quiet">Nothing</span>')
    own, theirs = re.split(r"(\s+)", text), re.split(r"(\s+)", other)
    pieces = []
    for kind, start, end, _, _ in changes(own, theirs):
        words = "".join(own[start:end])
        same = kind == "equal" or not words.strip()
        pieces.append(format_html("{}", words) if same else format_html("<mark>{}</mark>", words))
    return format_html_join("", "{}", ((piece,) for piece in pieces))


def resolve(data: Mapping[str, str], names: Iterable[str]) -> tuple[dict[str, str], list[str]]:
    """What the page of both texts sent, as data for the form, and the names not chosen yet.

    For each name there is `choice_`, `mine_`, `theirs_` and `merged_` + name; a name not
    chosen keeps mine, so that showing the page again loses nothing.
    """
    settled, open_names = {key: str(value) for key, value in data.items()}, []
    for name in names:
        if f"mine_{name}" not in data:
            continue
        choice = data.get(f"choice_{name}", "")
        if choice not in ("mine", "theirs", "merged"):
            open_names.append(name)
            choice = "mine"
        settled[name] = data.get(f"{choice}_{name}", "")
    return settled, open_names
