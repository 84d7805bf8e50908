"""Which level the columns name that rows stand under: by how they nest, not by their words alone.

What a trust calls a priority or a workstream may be its objective, or what stands under one.
"""

from dataclasses import replace
from itertools import pairwise

from strategy_tracker.imports.match.model import CHOSEN, Column, Known, SheetMatch
from strategy_tracker.imports.match.own import UNKNOWN
from strategy_tracker.imports.match.profile import profile_column
from strategy_tracker.imports.match.roles import NEVER, fits_values
from strategy_tracker.imports.vocabulary.synonyms import synonyms
from strategy_tracker.imports.vocabulary.text import same_words
from strategy_tracker.imports.vocabulary.values import plain_words

_GUESS = 0.7
_STAND_UNDER = ("action", "measure", "reading")


def settle_levels(matches: list[SheetMatch], known: Known) -> None:
    """Give the columns above rows their levels, where the workbook as a whole tells them."""
    for match in matches:
        if match.holds in _STAND_UNDER:
            _put_coarser_above(match)
    if known.objectives or any(map(_names_objectives, matches)):
        return
    said = {plain_words(word) for word, _ in known.words}
    for match in matches:
        title = match.column("ambition.title")
        if title is None or match.holds not in _STAND_UNDER or not _is_free(match, title):
            continue
        if plain_words(title.heading) not in said:
            _raise(match)


def _is_free(match: SheetMatch, column: Column) -> bool:
    """Whether neither a person nor the layout said what a column is."""
    return column.evidence != CHOSEN and column.index not in match.sheet.given


def _names_objectives(match: SheetMatch) -> bool:
    """Whether a sheet names objectives, or lists ambitions, which stand under some."""
    names = ("objective.title", "objective.reference")
    return match.holds == "ambition" or any(map(match.column, names))


def _raise(match: SheetMatch) -> None:
    """Where nothing stands above them, what the rows stand under are the objectives."""
    evidence = "nothing in the workbook stands above it, so it is taken for the objective"
    for place, column in enumerate(match.columns):
        level, _, name = column.field.partition(".")
        if level == "ambition" and name in ("title", "reference", "lead", "description"):
            match.columns[place] = replace(
                column,
                field=f"objective.{name}",
                confidence=min(column.confidence, _GUESS),
                evidence=evidence,
            )


def _put_coarser_above(match: SheetMatch) -> None:
    """Take an unknown column for the objective where its values span those of the next level.

    Only left of a column that names that level, by a word that other trusts have for less.
    """
    below = match.column("ambition.title") or match.column("objective.title")
    if below is None or not _is_free(match, below):
        return
    if "objective" in plain_words(below.heading):
        return
    if below.field == "ambition.title" and match.column("objective.title"):
        return
    kept = synonyms().kept_beside(match.holds)
    for column in match.columns:
        is_unknown = column.evidence == UNKNOWN and plain_words(column.heading) not in kept
        if column.index >= below.index or not is_unknown or not _spans(match, column, below):
            continue
        _put(match, column, "objective", f"each stands over several of “{below.heading}”")
        if below.field == "objective.title":
            _put(match, below, "ambition", f"each stands under one “{column.heading}”")
        return


def _put(match: SheetMatch, column: Column, level: str, evidence: str) -> None:
    match.columns[match.columns.index(column)] = replace(
        column, field=f"{level}.title", confidence=_GUESS, evidence=evidence, label=""
    )


def _spans(match: SheetMatch, above: Column, below: Column) -> bool:
    """Whether both come in runs, and those of `above` go on over several of `below`."""
    rows = list(match.sheet.data_rows())
    profile = profile_column(match.sheet, rows, above.index)
    if fits_values("objective.title", profile, match.holds) <= NEVER:
        return False
    higher, lower = _runs(match, above), _runs(match, below)
    if not 1 < len(set(higher)) < len(set(lower)):
        return False
    pairs = set(zip(higher, lower, strict=True))
    one = sum(sum(low == name for _, low in pairs) == 1 for name in set(lower))
    return _is_in_runs(higher) and _is_in_runs(lower) and one * 5 >= len(set(lower)) * 3


def _runs(match: SheetMatch, column: Column) -> list[str]:
    """What a column says in each row, where a value goes for the empty cells under it."""
    said, last = [], ""
    for row in match.sheet.data_rows():
        last = same_words(match.sheet.cell(row, column.index).text) or last
        said.append(last)
    return said


def _is_in_runs(said: list[str]) -> bool:
    """Whether each value comes in one run, from the first row on."""
    changes = sum(before != after for before, after in pairwise(said))
    return bool(said) and bool(said[0]) and changes == len(set(said)) - 1
