"""What the values of a column tell that its heading does not."""

import re
from collections.abc import Mapping
from dataclasses import replace

from strategy_tracker.imports.layout.table import Table
from strategy_tracker.imports.match.model import CHOSEN, OWN, Column, SheetMatch
from strategy_tracker.imports.match.profile import ColumnProfile
from strategy_tracker.imports.vocabulary.synonyms import synonyms

_REFERENCE = re.compile(
    r"^\s*\(?(?P<reference>[A-Za-z]{0,4}[\-/]?\d{1,8}(?:\.\d{1,3})*[a-z]?)\)?\s*[.):–—-]\s+(?P<rest>\S.*)$",
    re.DOTALL,
)

_A_GUESS = 0.6
_LEAST_TITLE = 15


def split_reference(text: str) -> tuple[str, str]:
    """("103350", "Risk of …") for "103350: Risk of …"; ("", text) without a reference."""
    match = _REFERENCE.match(text)
    return (match["reference"], match["rest"].strip()) if match else ("", text)


def _is_free(column: Column | None) -> bool:
    """Whether nobody said what a column is, and nothing but its own heading names it."""
    return column is None or (column.field in ("", OWN) and column.evidence != CHOSEN)


def guess_title(
    holds: str,
    table: Table,
    found: Mapping[int, Column],
    profiles: Mapping[int, ColumnProfile],
) -> dict[int, Column]:
    """The column that names the records of a table, of which somebody said what it holds.

    Where no heading says so, it is the one with most texts of its own; to be checked.
    """
    title = f"{holds}.{'name' if holds == 'measure' else 'title'}"
    if any(column.field == title for column in found.values()):
        return {}
    texts = {
        place: sum(len(word) > 2 and not word[:1].isdigit() for word in profile.words)
        for place, profile in profiles.items()
        if table.header[place].address and _is_free(found.get(place))
    }
    best = max(texts, key=lambda place: (texts[place], -place), default=None)
    if best is None or not texts[best]:
        return {}
    heading = " ".join(table.header[best].text.split())
    evidence = "you said what the table holds, and no column has more texts of its own"
    return {best: Column(best, heading, title, _A_GUESS, evidence)}


def infer_unnamed(
    holds: str,
    table: Table,
    found: Mapping[int, Column],
    profiles: Mapping[int, ColumnProfile],
) -> dict[int, Column]:
    """Columns without a heading that are what their values say: kinds, titles, references."""
    if holds != "action":
        return {}
    taken = {column.field for column in found.values()}
    empty = [
        place
        for place, cell in enumerate(table.header)
        if not cell.text and place not in found and profiles[place].filled
    ]
    inferred: dict[int, Column] = {}
    for place in empty:
        profile = profiles[place]
        words = list(profile.words)
        if "action.kind" not in taken and all(
            synonyms().value("action_kind", word) for word in words
        ):
            evidence = f"its values are kinds of action: {', '.join(words[:3])}"
            inferred[place] = Column(place, "Kind", "action.kind", 0.9, evidence)
            taken.add("action.kind")
    for place in empty:
        if "action.title" in taken or place in inferred:
            continue
        profile = profiles[place]
        lengths = sorted(map(len, profile.words))
        distinct = len(profile.words) * 10 >= profile.filled * 8
        if (
            distinct
            and lengths[len(lengths) // 2] >= _LEAST_TITLE
            and (profile.filled * 10 >= len(table.body) * 8)
        ):
            evidence = "nearly every row has a text of its own in it, and no other column does"
            inferred[place] = Column(place, "Action", "action.title", 0.8, evidence)
            taken.add("action.title")
    return inferred


def describes(table: Table, rows: list[int], first: Column, other: Column) -> bool:
    """Whether `other` is one longer text for each value of `first`, both taken for objectives."""
    if first.field != "objective.title":
        return False
    texts_by_name: dict[str, set[str]] = {}
    for row in rows:
        name, text = table.cell(row, first.index).text, table.cell(row, other.index).text
        if name and text:
            texts_by_name.setdefault(name, set()).add(text)
    long = sum(len(text) for texts in texts_by_name.values() for text in texts)
    short = sum(len(name.split("\n")[0]) for name in texts_by_name)
    return (
        bool(texts_by_name)
        and all(len(texts) == 1 for texts in texts_by_name.values())
        and long > 2 * short
    )


def mark_split_references(match: SheetMatch) -> None:
    """Mark the columns of titles whose values begin with their references."""
    for place, column in enumerate(match.columns):
        kind, _, name = column.field.partition(".")
        if name != "title" or kind not in ("objective", "ambition", "action", "risk"):
            continue
        if match.column(f"{kind}.reference"):
            continue
        texts = {match.sheet.cell(row, column.index).text for row in match.sheet.data_rows()} - {""}
        with_reference = [text for text in texts if split_reference(text)[0]]
        references = {split_reference(text)[0] for text in with_reference}
        enough = len(with_reference) * 10 >= len(texts) * 8 and len(with_reference) > 1
        if enough and len(references) == len(with_reference):
            match.columns[place] = replace(column, splits=True)
