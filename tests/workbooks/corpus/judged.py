"""What is expected of each workbook, as judged by hand before anything was imported."""

from __future__ import annotations

from dataclasses import dataclass, field

Verdict = str | tuple[str, ...]

FIELDS = frozenset(
    [
        "objective.title",
        "objective.reference",
        "objective.lead",
        "ambition.title",
        "ambition.reference",
        "action.reference",
        "action.title",
        "action.lead",
        "action.executive",
        "action.sro",
        "action.team",
        "action.target_date",
        "action.start_date",
        "action.area",
        "action.kind",
        "action.theme",
        "risk.reference",
        "risk.title",
        "risk.cause",
        "risk.effect",
        "risk.owner",
        "risk.category",
        "risk.likelihood",
        "risk.consequence",
        "risk.inherent_score",
        "risk.current_score",
        "risk.target_score",
        "risk.controls",
        "risk.assurances",
        "risk.gaps_in_control",
        "risk.gaps_in_assurance",
        "risk.mitigation",
        "measure.name",
        "measure.unit",
        "measure.baseline",
        "measure.owner",
        "measure.source",
        "measure.target_date",
        "reading",
        "rating",
        "text",
        "percent",
        "own",
        "noise",
    ]
) | {"period"}  # the column of a long list that names each row's period
KINDS = frozenset({"action", "risk", "measure", "ambition", "objective", ""})


@dataclass
class Region:
    """Where a table stands: its heading cells and the rows (or columns) of its records."""

    across: bool
    headings: tuple[int, int]  # first and last row of headings; columns where records run across
    body: tuple[int, int]  # first and last row of records; columns where records run across
    span: tuple[int, int]  # first and last column; rows where records run across


@dataclass
class SheetExpectation:
    """One sheet.

    A key of `columns` is the column's letter ("C"). Where records run across, or where two
    tables of the sheet share a letter, it is the cell of the (lowest) heading ("C12").
    `headings` says the heading's words under the same key, outermost first, joined by " > ".
    """

    holds: Verdict = ""
    records: int = 0
    columns: dict[str, Verdict] = field(default_factory=dict)
    headings: dict[str, str] = field(default_factory=dict)
    groups: tuple[Verdict, ...] = ()  # what the group rows say, outermost first
    sheet_name: Verdict = ""  # what the sheet's name says of its records, if anything
    above: dict[str, Verdict] = field(default_factory=dict)  # cells outside the tables
    also: dict[str, int] = field(default_factory=dict)  # records of other kinds on the sheet
    regions: list[Region] = field(default_factory=list)


@dataclass
class Expectation:
    sheets: dict[str, SheetExpectation]
    kind: str
    why: str = ""
    may_be_certain: bool = False


def verdicts(of: Verdict) -> tuple[str, ...]:
    """All the verdicts that are equally right."""
    return (of,) if isinstance(of, str) else of
