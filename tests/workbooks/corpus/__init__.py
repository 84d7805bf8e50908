"""Workbooks in the shapes that offices make, each with what is to be found in it.

`build(name)` makes one, `CORPUS` says what each holds, and `replaced(name, seed)` makes one of
`REPLACEABLE` again under headings that nobody has used before: only where they stand and what
is below them then says what they are.
"""

from __future__ import annotations

from . import (
    actions,
    empties,
    found,
    logs,
    measures,
    plans,
    projects,
    public,
    published,
    registers,
    returns,
    risks,
    unseen,
)
from .judged import Expectation, Region, SheetExpectation, Verdict
from .registry import ENTRIES
from .sheets import Book

__all__ = [
    "CORPUS",
    "REPLACEABLE",
    "Expectation",
    "Region",
    "SheetExpectation",
    "Verdict",
    "build",
    "replaced",
]
MODULES = (
    actions, empties, found, logs, measures, plans, projects, public, published, registers,
    returns, risks, unseen,
)  # fmt: skip


def made(name: str, replace: int | None = None) -> Book:
    book = Book(name, replace)
    ENTRIES[name].builder(book)
    return book


def build(name: str) -> bytes:
    return made(name).save()


CORPUS: dict[str, Expectation] = {}
REPLACEABLE: dict[str, frozenset[str]] = {}  # and the kinds of column whose headings change
for _name, _entry in ENTRIES.items():
    _book = made(_name)
    CORPUS[_name] = _book.expectation(_entry.kind, _entry.why, _entry.certain)
    if _entry.kind in {"actions", "logs", "risks", "registers"} and len(_book.kinds) >= 6:
        REPLACEABLE[_name] = frozenset(_book.kinds)


def replaced(name: str, seed: int) -> bytes:
    """The same workbook with the headings of up to seven kinds of column unlike any before."""
    if name not in REPLACEABLE:
        raise ValueError(name)
    return made(name, seed).save()
