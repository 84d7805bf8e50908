"""The layouts that a trust's papers may have: the ready ones, and those it made itself."""

from collections.abc import Iterable
from dataclasses import replace

from reports.layouts.ready import LayoutRecipe, ready_layouts
from reports.models import Layout, Paper
from reports.parts import Part
from strategy_tracker.accounts.models import Trust


def layouts_of(trust: Trust | int, *, with_archived: bool = False) -> dict[str, LayoutRecipe]:
    """Ready layouts, then the trust's own by name, by their keys; two queries.

    A layout of the trust takes the place of a ready one with the same key.
    """
    own = Layout.objects.for_trust(trust).prefetch_related("parts")
    if not with_archived:
        own = own.filter(is_archived=False)
    return ready_layouts() | {layout.key: recipe_of(layout) for layout in own}


def find_layout(trust: Trust | int, key: str) -> LayoutRecipe | None:
    """The trust's layout with that key, though it is no longer used; None for none."""
    return layouts_of(trust, with_archived=True).get(key)


def recipe_of(layout: Layout) -> LayoutRecipe:
    """A layout of the trust as papers are composed with it: parts that are printed."""
    parts = tuple(row.part for row in layout.parts.all() if row.is_shown)
    return LayoutRecipe(layout.key, layout.name, layout.about, parts)


def with_words(
    recipe: LayoutRecipe, paper: Paper | None, *, keeps_left_out: bool = False
) -> LayoutRecipe:
    """The layout with what was written in its parts for `paper`, without those that this paper
    leaves out; one query, or none where the texts were read before."""
    if paper is None or not paper.pk:
        return recipe
    left_out = [] if keeps_left_out else paper.left_out
    parts = [part for part in recipe.parts if part.key not in left_out]
    words: dict[str, dict[str, str]] = {}
    for own in paper.texts.all():
        words.setdefault(own.part, {})[own.name] = own.text
    return replace(recipe, parts=tuple(_worded(parts, words)))


def _worded(parts: Iterable[Part], words: dict[str, dict[str, str]]) -> Iterable[Part]:
    for part in parts:
        yield replace(part, words=words.get(part.key, {}))
