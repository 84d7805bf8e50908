"""A plan in pages, where it is too long for one; sections stay whole where they fit."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from strategy_tracker.ui.forms import whole_number

ROWS_ON_A_PAGE = 500
Row = TypeVar("Row")


@dataclass(frozen=True)
class Page:
    """One page of `total` rows: its number (from 1), of how many, and which rows it has."""

    number: int
    count: int
    first: int
    last: int
    total: int

    @property
    def words(self) -> str:
        """ "Rows 1 to 500 of 1,204"."""
        return f"Rows {self.first:,} to {self.last:,} of {self.total:,}"


def cut(sections: Iterable[Sequence[Row]], size: int = ROWS_ON_A_PAGE) -> list[list[Row]]:
    """The rows of `sections` in pages of at most `size`.

    A section begins a new page where the one before has not room for all of it; one that is
    longer than a page is cut.
    """
    pages: list[list[Row]] = [[]]
    for section in sections:
        if pages[-1] and len(pages[-1]) + len(section) > size:
            pages.append([])
        for row in section:
            if len(pages[-1]) == size:
                pages.append([])
            pages[-1].append(row)
    return pages


def asked_page(pages: Sequence[Sequence[Row]], asked: str) -> Page:
    """The page whose number is `asked`; the nearest there is for any other words."""
    number = whole_number(asked, otherwise=1)
    number = min(max(number, 1), len(pages))
    before = sum(len(rows) for rows in pages[: number - 1])
    here = len(pages[number - 1])
    total = sum(len(rows) for rows in pages)
    return Page(number, len(pages), before + 1, before + here, total)
