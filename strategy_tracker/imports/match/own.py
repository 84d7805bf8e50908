"""Which columns are kept as the trust's own: what is no field of ours, under its own heading."""

from collections.abc import Mapping
from dataclasses import replace

from objectives.models import CustomField
from strategy_tracker.imports.match.chosen import column_key
from strategy_tracker.imports.match.model import (
    CHOSEN,
    OWN,
    TEXT,
    Column,
    Known,
    SheetMatch,
)
from strategy_tracker.imports.match.profile import ColumnProfile
from strategy_tracker.imports.read.sheet import letter_of
from strategy_tracker.imports.vocabulary.text import same_words

_KNOWN = "the trust has a column of its own with this heading"
UNKNOWN = "no field is called that, so it is kept as a column of your own"
_UNNAMED = "it has values and no heading, so it is kept as a column of your own"


def keep_as_own(
    match: SheetMatch,
    known: Known,
    said: Mapping[int, str],
    profiles: Mapping[int, ColumnProfile],
) -> None:
    """Keep what would be lost: columns with values that are no field, or have no heading.

    Not what somebody left out. A heading that the trust
    keeps as its own already is that again.
    """
    # What a long list says beside each figure is not said of the measure.
    is_list = match.holds == "reading" and match.sheet.kind != "scorecard"
    if match.own_kind not in CustomField.RecordKind.values or is_list:
        return
    own = {
        same_words(column.heading) for column in known.own if column.record_kind == match.own_kind
    }
    for place, column in enumerate(match.columns):
        if column.evidence == CHOSEN or not profiles[column.index].filled:
            continue
        if same_words(column.heading) in own and _may_be_own(column, match):
            match.columns[place] = _as_own(column, _KNOWN)
        elif not column.field:
            match.columns[place] = _as_own(column, UNKNOWN)
    _keep_unnamed(match, said)
    _tell_apart(match)
    match.columns.sort(key=lambda column: column.index)


def _may_be_own(column: Column, match: SheetMatch) -> bool:
    """Whether nothing surer says what it is: the strategy itself, or the record's very name."""
    is_asked = bool(column.code)
    names = column.field in (f"{match.holds}.title", f"{match.holds}.name")
    return not (is_asked or names)


def _as_own(column: Column, evidence: str) -> Column:
    return Column(
        column.index, column.heading, OWN, 1.0, evidence, column.heading, letter=column.letter
    )


def _keep_unnamed(match: SheetMatch, said: Mapping[int, str]) -> None:
    """Columns without a heading go by their letters: "Column H"."""
    for index in match.unnamed:
        letter = letter_of(match.sheet.header[index].address)
        heading = column_key(letter)
        column = Column(index, heading, OWN, 1.0, _UNNAMED, heading, letter=letter)
        if index in said:
            label = heading if said[index] in (OWN, TEXT) else ""
            column = replace(column, field=said[index], evidence=CHOSEN, label=label)
        match.columns.append(column)
    match.unnamed = []


def _tell_apart(match: SheetMatch) -> None:
    """Two columns of one heading are two columns: the second has its letter beside it."""
    seen: set[str] = set()
    for place, column in enumerate(match.columns):
        if column.field != OWN:
            continue
        label = column.heading
        if same_words(label) in seen:
            label = f"{label} ({column.letter})"
        seen.add(same_words(label))
        match.columns[place] = replace(column, label=label)
