"""What a person said about a workbook, which beats everything that we would guess.

One plain value: kept with an import, saved in a profile, given on the command line.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from typing import Any


@dataclass(frozen=True)
class Choices:
    """`columns` are fields by sheet and heading, "" for leave out: {sheet: {heading: field}}.
    A column goes by its letter as well, as "H" or "Column H", where two have one heading.

    `legend` are ratings by what shows them, a fill such as "#FFC000" or a word, "" for no
    rating. `regions` are kinds by place, such as "Plan!A9:H39", "" for leave out. `answers`
    are those to the open questions of a change set, by their keys. `renamed` is what a profile
    says of headings that are only like those it knows, and nobody has said of this file:
    {sheet: {heading: (the heading that it knows, its field)}}. `marks` are those of each sheet that
    was marked on its picture, in the order they were made (`marks.py`).
    """

    columns: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    legend: Mapping[str, str] = field(default_factory=dict)
    regions: Mapping[str, str] = field(default_factory=dict)
    answers: Mapping[str, str] = field(default_factory=dict)
    renamed: Mapping[str, Mapping[str, Sequence[str]]] = field(default_factory=dict)
    marks: Mapping[str, Sequence[Mapping[str, Any]]] = field(default_factory=dict)

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> "Choices":
        """From what `to_data` gave; what is missing was not said."""
        return cls(**{choice.name: data.get(choice.name, {}) for choice in fields(cls)})

    def to_data(self) -> dict[str, Any]:
        """As plain data, without what was not said."""
        found = {
            "columns": {sheet: dict(chosen) for sheet, chosen in self.columns.items() if chosen},
            "legend": dict(self.legend),
            "regions": dict(self.regions),
            "answers": dict(self.answers),
            "renamed": {
                sheet: {heading: list(pair) for heading, pair in pairs.items()}
                for sheet, pairs in self.renamed.items()
            },
            "marks": {
                sheet: [dict(mark) for mark in made] for sheet, made in self.marks.items() if made
            },
        }
        return {name: chosen for name, chosen in found.items() if chosen}

    def joined(self, later: "Choices") -> "Choices":
        """These with what was said `later`, which wins: of marks, all of a sheet's at once."""
        columns = {
            sheet: {**self.columns.get(sheet, {}), **later.columns.get(sheet, {})}
            for sheet in {**self.columns, **later.columns}
        }
        return Choices(
            columns,
            {**self.legend, **later.legend},
            {**self.regions, **later.regions},
            {**self.answers, **later.answers},
            {**self.renamed, **later.renamed},
            {**self.marks, **later.marks},
        )

    def without_gone(self) -> "Choices":
        """These without what was said of records that the file does not name."""
        kept = {key: answer for key, answer in self.answers.items() if not is_gone_key(key)}
        return replace(self, answers=kept)


NOTHING_SAID = Choices()

# What was said of records of the plan that a file does not name.
STAY, CLOSE, EACH = "stay", "close", "each"
_GONE = "gone"


def gone_key(kind: str, pk: int | None = None) -> str:
    """By which it is asked of all records of `kind` that a file does not name, or of one."""
    return ":".join([_GONE, kind, *([str(pk)] if pk else [])])


def is_gone_key(key: str) -> bool:
    return key.startswith(f"{_GONE}:")
