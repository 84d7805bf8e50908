"""A change set, as an `ImportRun` keeps it, made ready for its pages. No database here."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from strategy_tracker.imports.changeset import CHANGED, KINDS, NEW, UNCHANGED, say_counts
from strategy_tracker.imports.choosing import LEAVE_OUT, column_name, options_of

Data = Mapping[str, Any]
PROBLEMS, NOTES = "problems", "notes"
# So much of a text is shown before it is folded away.
LONG = 160
# A list of so few columns needs no folding away.
_FEW = 6
_PROPOSAL_WORDS = {
    "strategy": "Strategy",
    "period": "Period",
    "scale": "Rating scale",
    "dimension": "Rating",
    "heading": "Question",
    "mitigation": "Question",
    "person": "Person",
    "post": "Job title",
}


@dataclass(frozen=True)
class Chip:
    """One filter: its label with its number, its value, and whether it is chosen."""

    label: str
    count: int
    value: str
    is_on: bool


@dataclass(frozen=True)
class FieldRow:
    name: str
    old: str
    new: str
    is_long: bool


@dataclass(frozen=True)
class ChangeRow:
    """One record of the table: what it is, where it came from, what becomes of it."""

    kind: str
    title: str
    place: str
    state: str
    note: str
    fields: list[FieldRow] = field(default_factory=list)


@dataclass(frozen=True)
class ProblemRow:
    place: str
    value: str
    message: str
    remedy: str
    stops: bool


def state_chips(changes: Data, chosen: str) -> list[Chip]:
    """Filters by what becomes of a record, and by problems; those with nothing left out."""
    counts = changes["counts"]
    problems = changes["problems"]
    numbers = [
        ("To put right", sum(one["stops"] for one in problems), PROBLEMS),
        ("New", sum(one[NEW] for one in counts.values()), NEW),
        ("Changed", sum(one[CHANGED] for one in counts.values()), CHANGED),
        ("Unchanged", sum(one[UNCHANGED] for one in counts.values()), UNCHANGED),
        ("Notes", sum(not one["stops"] for one in problems), NOTES),
    ]
    return [Chip(*one, is_on=one[2] == chosen) for one in numbers if one[1] or one[2] == chosen]


def first_state(changes: Data) -> str:
    """What to show when nothing is chosen: what must be put right, else what changes."""
    chips = [chip for chip in state_chips(changes, "") if chip.count]
    return chips[0].value if chips else UNCHANGED


def kind_chips(changes: Data, state: str, chosen: str) -> list[Chip]:
    """Filters by kind of record within a state, when there is more than one kind."""
    found = [
        (kind, changes["counts"][kind][state])
        for kind in KINDS
        if changes["counts"].get(kind, {}).get(state)
    ]
    if len(found) < 2:
        return []
    chips = [
        Chip(_capital(changes["words"][kind][1]), number, kind, kind == chosen)
        for kind, number in found
    ]
    return [Chip("All", sum(number for _, number in found), "", not chosen), *chips]


def change_rows(changes: Data, state: str, kind: str) -> list[Data]:
    """The records in `state`, of `kind` or of any, in the order of the plan."""
    return [
        one for one in changes["changes"] if one["state"] == state and kind in ("", one["kind"])
    ]


def present_change(one: Data, words: Mapping[str, Sequence[str]]) -> ChangeRow:
    """One record with its fields, ready to print."""
    note = ""
    if one["matched_by"] and one["matched_by"] != "title":
        note = f"found by its {one['matched_by']}"
    return ChangeRow(
        kind=_capital(words[one["kind"]][0]),
        title=one["title"],
        place=place_of(one),
        state=one["state"],
        note=note,
        fields=[
            FieldRow(name, old, new, len(old) + len(new) > LONG) for name, old, new in one["fields"]
        ],
    )


def problem_rows(changes: Data, *, stops: bool) -> list[ProblemRow]:
    """What must be put right, or what is only worth knowing."""
    return [
        ProblemRow(
            place_of(one) or "Whole workbook",
            one["value"],
            one["problem"],
            one["remedy"],
            one["stops"],
        )
        for one in changes["problems"]
        if one["stops"] == stops
    ]


def place_of(one: Data) -> str:
    """ "Sheet, E2" for a record or problem; "" when it is of no cell."""
    return ", ".join(filter(None, [one["sheet"], one["cell"]]))


def sheet_rows(changes: Data) -> list[Data]:
    """How each sheet was read, with what each of its columns could be said to be instead.

    Imports of before columns were chosen have no `field`; nothing is offered for those.
    """
    rows: list[Data] = []
    for number, sheet in enumerate(changes["sheets"]):
        options = options_of(sheet["holds"])
        offered = {value for value, _ in options}
        # What only we would say of a column (a parent's sponsor) must stay what it is.
        options += {
            column["field"]: (column["field"], column["meaning"])
            for column in sheet["columns"]
            if column.get("field") and column["field"] not in offered
        }.values()
        columns = [
            {
                **column,
                "name": column_name(number, place),
                "chosen": column.get("field") or LEAVE_OUT,
                "is_guess": bool(column.get("field")) and column["confidence"] < 1,
            }
            for place, column in enumerate(sheet["columns"])
        ]
        is_open = len(columns) < _FEW or any(column["is_guess"] for column in columns)
        rows.append({**sheet, "columns": columns, "options": options, "is_open": is_open})
    return rows


def proposal_groups(changes: Data) -> list[tuple[str, list[Data]]]:
    """What is made first, by what it is: [("Rating", [{"name", "detail"}, ...]), ...]."""
    groups: dict[str, list[Data]] = {}
    for one in changes["proposals"]:
        groups.setdefault(_PROPOSAL_WORDS[one["what"]], []).append(one)
    return list(groups.items())


def summary_of(changes: Data, states: Iterable[str] = (NEW, CHANGED)) -> str:
    """ "30 actions and 30 answers new"; "" when nothing changes."""
    return say_counts(changes["counts"], changes["words"], states)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
