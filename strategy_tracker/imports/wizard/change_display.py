"""A change set, as an `ImportRun` keeps it, made ready for its pages. No database here."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from strategy_tracker.imports.changeset import (
    CELL_ENDS,
    CHANGED,
    CLOSED,
    KINDS,
    NEW,
    NOT_NAMED,
    UNCHANGED,
    count_cells,
    say_counts,
)
from strategy_tracker.imports.wizard.match_display import cell_link, sheet_titles

Data = Mapping[str, Any]
PROBLEMS, NOTES = "problems", "notes"
# So much of a text is shown before it is folded away.
LONG = 160
_PROPOSAL_WORDS = {
    "strategy": "Strategy",
    "words": "Words of the strategy",
    "period": "Period",
    "scale": "Rating scale",
    "rating": "Rating on a scale",
    "dimension": "Rating",
    "heading": "Question",
    "mitigation": "Question",
    "custom_field": "Column",
    "risk_matrix": "Risk matrix",
    "risk_category": "Category of risks",
    "person": "Person",
    "post": "Job title",
}


@dataclass(frozen=True)
class Chip:
    """One filter: its label with its number, its value and address, and whether it is chosen."""

    label: str
    count: int
    value: str
    url: str
    is_on: bool


@dataclass(frozen=True)
class FieldRow:
    name: str
    old: str
    new: str
    is_long: bool


@dataclass(frozen=True)
class CellRow:
    """Cells of which the same became: what, how many ("12 cells"), and where they are."""

    what: str
    count: str
    places: str


@dataclass(frozen=True)
class SheetCellRows:
    """What became of the cells of one sheet: each number under its heading, and those cells
    that are in no field, by what became of them."""

    title: str
    numbers: list[tuple[str, str]]
    rows: list[tuple[str, list[CellRow]]]


@dataclass(frozen=True)
class CellAccount:
    """All filled cells ("1,204"), how many came to each end, and the same by sheet.

    An end is its name, the number, and both in words: "own", 1118, "1,118", "in columns of your
    own".
    """

    filled: str
    ends: list[tuple[str, int, str, str]]
    sheets: list[SheetCellRows]


@dataclass(frozen=True)
class ChangeRow:
    """One record of the table: what it is, where it came from, what becomes of it.

    `link` is the end of the address of its cell in the picture of the sheet.
    """

    kind: str
    title: str
    place: str
    link: str
    state: str
    note: str
    fields: list[FieldRow] = field(default_factory=list)


@dataclass(frozen=True)
class ProblemRow:
    place: str
    link: str
    value: str
    message: str
    remedy: str
    stops: bool


def state_chips(changes: Data, chosen: str) -> list[Chip]:
    """Filters by what becomes of a record, and by problems; those with nothing left out."""
    counts = changes["counts"]
    problems = changes["problems"]
    numbers = [
        ("To put right", sum(problem["stops"] for problem in problems), PROBLEMS),
        ("New", sum(count[NEW] for count in counts.values()), NEW),
        ("Changed", sum(count[CHANGED] for count in counts.values()), CHANGED),
        ("Closed", sum(count.get(CLOSED, 0) for count in counts.values()), CLOSED),
        ("Not in this file", sum(count.get(NOT_NAMED, 0) for count in counts.values()), NOT_NAMED),
        ("Unchanged", sum(count[UNCHANGED] for count in counts.values()), UNCHANGED),
        ("Notes", sum(not problem["stops"] for problem in problems), NOTES),
    ]
    return [
        Chip(label, count, state, f"?show={state}", is_on=state == chosen)
        for label, count, state in numbers
        if count or state == chosen
    ]


def first_state(changes: Data) -> str:
    """What to show when nothing is chosen: what must be put right, else what changes."""
    chips = [chip for chip in state_chips(changes, "") if chip.count]
    return chips[0].value if chips else UNCHANGED


def kind_chips(changes: Data, state: str, chosen: str) -> list[Chip]:
    """Filters by kind of record within a state, when there is more than one kind."""
    found = [
        (kind, changes["counts"][kind].get(state, 0))
        for kind in KINDS
        if changes["counts"].get(kind, {}).get(state)
    ]
    if len(found) < 2:
        return []
    chips = [
        Chip(
            _capital(changes["words"][kind][1]),
            number,
            kind,
            f"?show={state}&kind={kind}",
            is_on=kind == chosen,
        )
        for kind, number in found
    ]
    total = sum(number for _, number in found)
    return [Chip("All", total, "", f"?show={state}", is_on=not chosen), *chips]


def change_rows(changes: Data, state: str, kind: str) -> list[Data]:
    """The records in `state`, of `kind` or of any, in the order of the plan."""
    return [
        change
        for change in changes["changes"]
        if change["state"] == state and kind in ("", change["kind"])
    ]


def present_change(change: Data, words: Mapping[str, Sequence[str]]) -> ChangeRow:
    """One record with its fields, ready to print."""
    note = ""
    if change["matched_by"] and change["matched_by"] != "title":
        note = f"found by its {change['matched_by']}"
    return ChangeRow(
        kind=_capital(words[change["kind"]][0]),
        title=change["title"],
        place=place_of(change) or "None",
        link=cell_link(change["sheet"], change["cell"]),
        state=change["state"],
        note=note,
        fields=[
            FieldRow(name, old, new, len(old) + len(new) > LONG)
            for name, old, new in change["fields"]
        ],
    )


def problem_rows(changes: Data, *, stops: bool) -> list[ProblemRow]:
    """What must be put right, or what is only worth knowing.

    A hidden sheet is no picture that a link could lead to.
    """
    titles = set(sheet_titles(changes))
    return [
        ProblemRow(
            place_of(problem) or "Whole workbook",
            cell_link(problem["sheet"], problem["cell"]) if problem["sheet"] in titles else "",
            problem["value"],
            problem["problem"],
            problem["remedy"],
            problem["stops"],
        )
        for problem in changes["problems"]
        if problem["stops"] == stops
    ]


def place_of(record: Data) -> str:
    """ "Sheet, E2" for a record or problem; "" when it is of no cell."""
    return ", ".join(filter(None, [record["sheet"], record["cell"]]))


def proposal_groups(changes: Data) -> list[tuple[str, list[Data]]]:
    """What is made first, by what it is: [("Rating", [{"name", "detail"}, ...]), ...]."""
    groups: dict[str, list[Data]] = {}
    for proposal in changes["proposals"]:
        groups.setdefault(_PROPOSAL_WORDS[proposal["what"]], []).append(proposal)
    return list(groups.items())


def summary_of(changes: Data, states: Iterable[str] = (NEW, CHANGED, CLOSED)) -> str:
    """ "30 actions and 30 answers new"; "" when nothing changes."""
    return say_counts(changes["counts"], changes["words"], states)


def say_not_named(changes: Data) -> str:
    """ "2 actions are not in this file and stay in the plan"; "" for none."""
    said = summary_of(changes, [NOT_NAMED]).removesuffix(f" {NOT_NAMED}")
    number = sum(count.get(NOT_NAMED, 0) for count in changes["counts"].values())
    verbs = "is not in this file and stays" if number == 1 else "are not in this file and stay"
    return f"{said} {verbs} in the plan" if said else ""


# Undoing

# The page on which each kind of record is seen.
_PAGES = {
    "objective": "objective_detail",
    "ambition": "ambition_detail",
    "action": "action_detail",
    "measure": "measure_detail",
    "risk": "risk_detail",
    "person": "person_detail",
    "update": "update_review",
}


# What an import makes for its records, in words.
_BESIDE_WORDS = {
    "strategy": ("strategy", "strategies"),
    "dimension": ("rating asked for", "ratings asked for"),
    "heading": ("question", "questions"),
    "scale": ("rating scale", "rating scales"),
    "custom_field": ("column of your own", "columns of your own"),
    "risk_matrix": ("risk matrix", "risk matrices"),
    "risk_category": ("category of risks", "categories of risks"),
    "person": ("person", "people"),
    "passage": ("passage of text", "passages of text"),
}


def say_undo(
    records: Mapping[str, Mapping[str, int]],
    words: Mapping[str, Sequence[str]],
    *,
    beside: bool = False,
) -> str:
    """ "3 actions and 3 answers removed, 1 risk put back as before"; "" for nothing.

    Of the plan's own records, or with `beside` of what was made for them.
    """
    # In an order of ours: a database may have put the keys of `records` in one of its own.
    others = [*_BESIDE_WORDS, *sorted(records)]
    kinds = [kind for kind in others if kind not in KINDS] if beside else KINDS
    shown = {kind: records[kind] for kind in kinds if kind in records}
    parts = []
    for state, verb in (("removed", "removed"), ("restored", "put back as before")):
        things = [
            f"{count[state]:,} {_word(kind, words, count[state])}"
            for kind, count in shown.items()
            if count.get(state)
        ]
        if things:
            listed = " and ".join(filter(None, [", ".join(things[:-1]), things[-1]]))
            parts.append(f"{listed} {verb}")
    return ", ".join(parts)


def _word(kind: str, words: Mapping[str, Sequence[str]], number: int) -> str:
    singular, plural = words.get(kind) or _BESIDE_WORDS.get(kind) or (kind, f"{kind}s")
    return singular if number == 1 else plural


def edited_rows(edited: Iterable[Data], words: Mapping[str, Sequence[str]]) -> list[Data]:
    """Records that somebody has edited since, each with the name of the page that shows it."""
    return [
        {
            **row,
            "word": _capital(_word(row["kind"], words, 1)),
            "on": datetime.fromisoformat(row["at"]),
            "page": _PAGES.get(row["url_kind"], ""),
        }
        for row in edited
    ]


def undo_context(report: Data, words: Mapping[str, Sequence[str]]) -> dict[str, Any]:
    """What an undo does, or did, for its page; `report` is that of an `UndoReport` as data."""
    return {
        "undo_said": say_undo(report["records"], words),
        "undo_beside": say_undo(report["records"], words, beside=True),
        "edited": edited_rows(report["edited"], words),
        "later_runs": [
            {**later, "on": datetime.fromisoformat(later["at"])} for later in report["later_runs"]
        ],
        "blocked": report["blocked"],
    }


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


# What became of every cell

# Those that somebody may want to look at, and the most pressing first.
_SHOWN_ENDS = ("asked", "noise", "own")
_MOST_PLACES = 12


def cell_account(changes: Data) -> CellAccount | None:
    """What became of the filled cells; None for an import that never counted them."""
    cells = {title: one for title, one in changes.get("cells", {}).items() if one["filled"]}
    if not cells:
        return None
    counts = count_cells(cells)
    ends = [(end, count, f"{count:,}", CELL_ENDS[end]) for end, count in counts.items() if count]
    sheets = [
        SheetCellRows(
            title,
            [
                ("Filled cells", f"{sheet['filled']:,}"),
                *((_capital(words), f"{sheet[end]:,}") for end, words in CELL_ENDS.items()),
            ],
            [(CELL_ENDS[end], groups) for end in _SHOWN_ENDS if (groups := _groups(sheet, end))],
        )
        for title, sheet in cells.items()
    ]
    return CellAccount(f"{sum(counts.values()):,}", ends, sheets)


def _groups(sheet: Data, end: str) -> list[CellRow]:
    return [
        CellRow(
            _capital(group["what"]),
            _say_count(group["count"]),
            _say_places(group["areas"]),
        )
        for group in sheet["groups"]
        if group["end"] == end
    ]


def _say_count(number: int) -> str:
    return f"{number:,} cell{'s'[: number != 1]}"


def _say_places(areas: Sequence[str]) -> str:
    more = len(areas) - _MOST_PLACES
    return ", ".join(areas[:_MOST_PLACES]) + (f" and {more:,} more" if more > 0 else "")
