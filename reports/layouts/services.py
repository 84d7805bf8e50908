"""Every write to a trust's layouts, and to the words of a paper's parts."""

import hashlib
import json
from collections.abc import Iterable
from datetime import datetime
from typing import Any

import tomli_w
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.text import slugify

from ambitions.updates.services import AUTOSAVES_TOGETHER
from reports.layouts.ready import (
    LayoutError,
    LayoutRecipe,
    free_key,
    parse_layout,
    ready_layouts,
)
from reports.models import Layout, LayoutPart, Paper, PaperText
from reports.parts import KINDS, Part
from reports.parts.picture import CAPTION, DESCRIPTION, PICTURE
from strategy_tracker.accounts.models import Trust, User
from strategy_tracker.accounts.saving import delete, now, save


class ChangedMeanwhile(ValidationError):
    """Somebody else saved other words in the meantime; `text` has those."""

    def __init__(self, text: str, version: int) -> None:
        super().__init__(
            "Somebody else saved this text while you were writing. Both are below: bring what "
            "you need into your own, and save again."
        )
        self.text = text
        self.version = version


class OptionsChangedMeanwhile(ValidationError):
    """Somebody else changed the options of the part since they were read."""

    def __init__(self) -> None:
        super().__init__(
            "Somebody else changed this part while you did. Yours are below and not saved yet: "
            "save them to take the place of theirs, or open the part again to see theirs."
        )


@transaction.atomic
def copy_layout(*, trust: Trust, recipe: LayoutRecipe, name: str, by: User | None) -> Layout:
    """A layout of the trust with the parts of `recipe`, under a name of its own.

    Raises ValidationError when the trust already has a layout of that name.
    """
    name = name.strip()
    layout = Layout(
        trust=trust, key=_free_key(trust, slugify(name) or recipe.key), name=name,
        about=recipe.about,
    )  # fmt: skip
    _check_no_ready_name(name)
    save(layout, by=by)
    for position, part in enumerate(recipe.parts):
        _add(layout, part, position, by)
    return layout


def _check_no_ready_name(name: str) -> None:
    taken = {ready.name.casefold() for ready in ready_layouts().values()}
    if name.casefold() in taken:
        raise ValidationError({"name": f"There is already a layout called “{name}”."})


def _free_key(trust: Trust, wanted: str) -> str:
    taken = set(Layout.objects.for_trust(trust).values_list("key", flat=True)) | set(
        ready_layouts()
    )
    key, number = wanted[:50], 2
    while key in taken:
        key, number = f"{wanted[:50]}-{number}", number + 1
    return key


def _add(layout: Layout, part: Part, position: int, by: User | None) -> LayoutPart:
    row = LayoutPart(
        layout=layout,
        key=part.key,
        kind=part.kind,
        heading=part.heading,
        orientation=part.orientation,
        starts_page=part.starts_page,
        audience=part.audience,
        options=dict(part.options),
        position=position,
    )
    return save(row, by=by)


@transaction.atomic
def change_layout(*, layout: Layout, by: User | None, **fields: Any) -> Layout:
    """Set name, about or is_archived. The key stays: papers are found by it."""
    _check_names(fields, {"name", "about", "is_archived"})
    _check_no_ready_name(fields.get("name", ""))
    for name, value in fields.items():
        setattr(layout, name, value)
    return save(layout, by=by)


@transaction.atomic
def add_part(*, layout: Layout, kind: str, by: User | None) -> LayoutPart:
    """A part of `kind` after the last, with that kind's usual options."""
    if kind not in KINDS:
        raise ValidationError({"kind": "Choose which kind of part to add."})
    parts = _parts(layout)
    key = free_key(kind, {part.key for part in parts})
    return _add(layout, Part(key=key, kind=kind, heading=KINDS[kind].name), len(parts), by)


@transaction.atomic
def change_part(
    *,
    part: LayoutPart,
    by: User | None,
    seen: str = "",
    is_autosave: bool = False,
    **fields: Any,
) -> LayoutPart:
    """Set heading, orientation, starts_page, audience, is_shown or options of a part.

    `seen` is the `fingerprint_of` the part that was edited, "" to save over anything. Raises
    OptionsChangedMeanwhile where it has been changed since.
    """
    _check_names(fields, set(CHANGED))
    held = LayoutPart.objects.select_for_update(of=("self",)).get(pk=part.pk)
    if seen and seen != fingerprint_of(held):
        raise OptionsChangedMeanwhile
    if all(getattr(held, name) == value for name, value in fields.items()):
        return held
    for name, value in fields.items():
        setattr(held, name, value)
    return save(held, by=by, merges_since=_merges_since(is_autosave=is_autosave))


CHANGED = ("heading", "orientation", "starts_page", "audience", "is_shown", "options")


def fingerprint_of(part: LayoutPart) -> str:
    """A few letters that differ where anything of the part does."""
    return digest_of(json.dumps([getattr(part, name) for name in CHANGED], sort_keys=True))


def digest_of(text: str) -> str:
    """A few letters that differ where the text does."""
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def _merges_since(*, is_autosave: bool) -> datetime | None:
    """Since when what is saved while somebody types goes into one row of history."""
    return now() - AUTOSAVES_TOGETHER if is_autosave else None


@transaction.atomic
def move_part(*, part: LayoutPart, place: int, by: User | None) -> int:
    """Move a part to a place among the parts of its layout, the first being 0; as far as it
    goes. Returns where it then is."""
    parts = _parts(part.layout)
    here = [row.pk for row in parts].index(part.pk)
    there = min(max(place, 0), len(parts) - 1)
    parts.insert(there, parts.pop(here))
    for position, row in enumerate(parts):
        if row.position != position:
            row.position = position
            save(row, by=by)
    return there


def place_of(part: LayoutPart) -> int:
    """Where a part stands among the parts of its layout, the first being 0."""
    keys = LayoutPart.objects.filter(layout=part.layout_id).values_list("pk", flat=True)
    return list(keys).index(part.pk)


@transaction.atomic
def leave_out(*, paper: Paper, part: str, is_left_out: bool, by: User | None) -> Paper:
    """Leave a part out of one draft, or take it in again; other papers keep it."""
    held = _draft(paper)
    without = [key for key in held.left_out if key != part]
    held.left_out = [*without, part] if is_left_out else without
    return save(held, by=by)


@transaction.atomic
def remove_part(*, part: LayoutPart, by: User | None) -> None:
    """Take a part out of its layout. What was written in it stays with its papers."""
    delete(part, by=by)


def _parts(layout: Layout) -> list[LayoutPart]:
    """The parts in order. One at a time: two people who move parts do not cross."""
    Layout.objects.select_for_update().get(pk=layout.pk)
    return list(LayoutPart.objects.filter(layout=layout))


def _check_names(fields: dict[str, Any], known: set[str]) -> None:
    if unknown := set(fields) - known:
        raise TypeError(f"There is no {', '.join(sorted(unknown))} to change.")


def layout_as_text(recipe: LayoutRecipe) -> str:
    """A layout as the TOML that `import_layout` and `parse_layout` read."""
    value: dict[str, Any] = {"key": recipe.key, "name": recipe.name, "about": recipe.about}
    value["part"] = [
        {
            name: given
            for name, given in {
                "key": part.key,
                "kind": part.kind,
                "heading": part.heading,
                "orientation": part.orientation,
                "starts_page": part.starts_page,
                "audience": part.audience,
                "options": dict(part.options),
            }.items()
            if given
        }
        for part in recipe.parts
    ]
    return tomli_w.dumps(value)


def import_layout(*, trust: Trust, text: str, name: str = "", by: User | None) -> Layout:
    """A layout of the trust out of a file. Raises ValidationError with what is wrong in it."""
    try:
        recipe = parse_layout(text)
    except LayoutError as error:
        raise ValidationError({"file": str(error)}) from None
    return copy_layout(trust=trust, recipe=recipe, name=name or recipe.name, by=by)


def _draft(paper: Paper) -> Paper:
    """The paper under a lock. Raises ValidationError for a published one."""
    held = Paper.objects.select_for_update(of=("self",)).get(pk=paper.pk)
    if held.is_final:
        raise ValidationError("This paper is published and cannot change. Make a new version.")
    return held


@transaction.atomic
def save_text(
    *,
    paper: Paper,
    part: str,
    name: str,
    text: str,
    version: int,
    by: User | None,
    is_autosave: bool = False,
) -> PaperText:
    """Save what is written under `name` in one part of a draft.

    `version` is that of the text which was edited, 0 for none. Raises ChangedMeanwhile where
    another was saved since, and ValidationError for a published paper.
    """
    held = _draft(paper)
    row = PaperText.objects.filter(paper=held, part=part, name=name).first()
    if row is None:
        row = PaperText(paper=held, part=part, name=name, version=0)
    elif row.text == text:
        return row
    elif row.version != version:
        raise ChangedMeanwhile(row.text, row.version)
    row.text, row.version = text, row.version + 1
    return save(row, by=by, merges_since=_merges_since(is_autosave=is_autosave))


@transaction.atomic
def save_picture(
    *,
    paper: Paper,
    part: str,
    picture: str,
    description: str,
    caption: str,
    version: int,
    by: User | None,
) -> None:
    """Save the picture of one part of a draft (a data address) with what is said of it.

    `version` is the `picture_version` that was edited. Raises ValidationError for a published
    paper, and where somebody else saved another meanwhile.
    """
    held = _draft(paper)
    given = {PICTURE: picture, DESCRIPTION: description, CAPTION: caption}
    rows = {row.name: row for row in PaperText.objects.filter(paper=held, part=part)}
    if picture_version(rows.values()) != version:
        raise ValidationError(
            "Somebody else changed this picture while you did. Theirs is below: save yours again "
            "to take its place."
        )
    for name, text in given.items():
        row = rows.get(name) or PaperText(paper=held, part=part, name=name, version=0)
        if row.version == 0 or row.text != text:
            row.text, row.version = text, row.version + 1
            save(row, by=by)


def picture_version(rows: Iterable[PaperText]) -> int:
    """A number that goes up with every change of a picture or of what is said of it."""
    return sum(row.version for row in rows)
