"""Layouts as data: what a paper is composed of, in the TOML that a layout is shared as.

    key = "quarterly-progress"
    name = "Quarterly progress"
    about = "Each goal with its risks and its actions"

    [[part]]
    kind = "action-table"
    heading = "Update on must and should dos"     (optional, as everything below)
    orientation = "wide"                          ("tall" unless told)
    starts_page = true
    audience = "internal"                         (for everybody unless told)
    options = {group_by = "objective", kinds = ["must_do", "should_do"]}

The ready layouts lie beside this module.
"""

import tomllib
from collections.abc import Container
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.utils.text import slugify

from reports.parts import KINDS, Part

_FOLDER = Path(__file__).resolve().parent
_OF_LAYOUT = {"key", "name", "about", "part"}
_OF_PART = {"key", "kind", "heading", "orientation", "starts_page", "audience", "options"}


class LayoutError(ValueError):
    """What is wrong with a layout, and where, in a sentence for whoever wrote it."""


@dataclass(frozen=True)
class LayoutRecipe:
    """A layout: its parts in the order they are printed."""

    key: str
    name: str
    about: str
    parts: tuple[Part, ...]


@lru_cache
def ready_layouts() -> dict[str, LayoutRecipe]:
    """The layouts that come with the product, by key, in the order of their names."""
    found = [
        parse_layout(path.read_text(encoding="utf-8")) for path in sorted(_FOLDER.glob("*.toml"))
    ]
    return {layout.key: layout for layout in found}


def parse_layout(text: str) -> LayoutRecipe:
    """The layout that `text` describes. Raises LayoutError."""
    try:
        value = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise LayoutError(f"This is not a layout: {error}.") from None
    _check_names("The layout", value, _OF_LAYOUT)
    name = str(value.get("name", "")).strip()
    if not name:
        raise LayoutError("The layout has no name.")
    parts: list[Part] = []
    keys: set[str] = set()
    for number, given in enumerate(value.get("part", []), start=1):
        part = _part(number, given, keys)
        if part.key in keys:
            raise LayoutError(f"Two parts have the key “{part.key}”.")
        keys.add(part.key)
        parts.append(part)
    key = str(value.get("key") or slugify(name))
    return LayoutRecipe(key, name, str(value.get("about", "")), tuple(parts))


def _part(number: int, given: dict[str, Any], taken: set[str]) -> Part:
    where = f"Part {number}"
    _check_names(where, given, _OF_PART)
    kind = given.get("kind", "")
    if kind not in KINDS:
        raise LayoutError(f"{where} is of no known kind: “{kind}”. There are: {', '.join(KINDS)}.")
    orientation = given.get("orientation", "tall")
    if orientation not in ("tall", "wide"):
        raise LayoutError(f"{where} is “{orientation}”: it can be “tall” or “wide”.")
    audience = given.get("audience", "")
    if audience not in ("", "internal"):
        raise LayoutError(f"{where} is for “{audience}”: it can be “internal”, or for everybody.")
    part = Part(
        key=given.get("key") or free_key(kind, taken),
        kind=kind,
        heading=given.get("heading", ""),
        orientation=orientation,
        starts_page=bool(given.get("starts_page")),
        audience=audience,
        options=given.get("options", {}),
    )
    try:
        KINDS[kind].options_of(part)
    except (ValueError, TypeError) as error:
        raise LayoutError(f"{where}: {error}") from None
    return part


def free_key(kind: str, taken: Container[str]) -> str:
    """The key of a part that was given none: its kind, with a number from the second on.

    It does not depend on the part's place: what was written in a part is found by its key.
    """
    key, number = kind, 2
    while key in taken:
        key, number = f"{kind}-{number}", number + 1
    return key


def _check_names(where: str, given: dict[str, Any], known: set[str]) -> None:
    if unknown := sorted(set(given) - known):
        raise LayoutError(
            f"{where} has “{unknown[0]}”, which says nothing. Known: {sorted(known)}."
        )
