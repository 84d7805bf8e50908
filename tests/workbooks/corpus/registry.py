"""Every builder by its name, with what is said of its workbook as a whole."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from .sheets import Book


@dataclass(frozen=True)
class Entry:
    kind: str
    builder: Callable[[Book], None]
    why: str
    certain: bool


ENTRIES: dict[str, Entry] = {}


def workbook(
    kind: str, *, why: str = "", certain: bool = False
) -> Callable[[Callable[[Book], None]], Callable[[Book], None]]:
    """Keep a builder under the name of its function."""

    def keep(builder: Callable[[Book], None]) -> Callable[[Book], None]:
        if builder.__name__ in ENTRIES:
            raise ValueError(f"There are two workbooks called {builder.__name__}")
        ENTRIES[builder.__name__] = Entry(kind, builder, why, certain)
        return builder

    return keep
