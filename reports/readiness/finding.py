"""What a finding says, and where it is mended."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Place:
    """Where something is mended: a page, by the name of its address, and what it is about.

    "review" (an update), "answer" and "item" (a level and an id), "part" (its key), "person",
    "measure", "periods" and "heading" (of the paper).
    """

    page: str
    args: tuple[str | int, ...] = ()


@dataclass(frozen=True)
class About:
    """One thing that a finding is about: its name, and after it what is to be said of it."""

    name: str
    place: Place | None = None
    note: str = ""

    @property
    def words(self) -> str:
        return f"{self.name}{self.note}"


@dataclass(frozen=True)
class Finding:
    """One sentence about the paper, of one kind, and what it is about.

    `must_settle` findings are what a board would ask about; the others are worth a look.
    """

    text: str
    kind: str
    items: list[About] = field(default_factory=list)
    must_settle: bool = True
    place: Place | None = None

    @property
    def marks(self) -> set[str]:
        """A short mark of each thing found: of two lists, those of one tell what is new."""
        found = [about.words for about in self.items] or [self.text]
        return {hashlib.sha256(f"{self.kind}\n{one}".encode()).hexdigest()[:12] for one in found}

    @property
    def sentence(self) -> str:
        """The finding with all that it is about, to be kept."""
        named = "; ".join(about.words for about in self.items)
        return f"{self.text} {named}".strip()


def counted(some: Iterable[object], one: str, several: str) -> str:
    """ "1 part is" or "2 parts are": the number, and the words for it."""
    number = len(list(some))
    return f"{number} {one if number == 1 else several}"
