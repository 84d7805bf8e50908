"""What the titles of sheets tell: the strategy, the period, and the objective of a sheet."""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from strategy_tracker.imports.layout.headless import _is_person
from strategy_tracker.imports.read.workbook import Cell
from strategy_tracker.imports.vocabulary.values import PeriodRead, find_period, plain_words

# Such as “Governance & well led [Asha Rao]:”.
_WITH_PERSON = re.compile(r"^(?P<title>.+?)\s*[\[(](?P<person>[^\[\]()]+)[\])]\s*$", re.DOTALL)
_TAIL = re.compile(
    r"[\s\-–—:]*\b(?:progress|highlight|board|quarterly|monthly|annual|status|action plan|and)?\s*"
    r"(?:updates?|reports?|trackers?|progress|summary|scorecards?|dashboard)\s*$",
    re.IGNORECASE,
)
_LONGEST_TITLE = 200


@dataclass(frozen=True)
class Told:
    """Something that a cell of the workbook tells, as text, with its sheet and cell."""

    text: str
    sheet: str
    cell: str


def band_name(text: str) -> tuple[str, str]:
    """(name of a group, person who leads it or "") of a band's words."""
    plain = text.strip().rstrip(":").strip()
    match = _WITH_PERSON.match(plain)
    if match and _is_person(match["person"]):
        return match["title"].strip().rstrip(":").strip(), match["person"].strip()
    return plain, ""


def strategy_title(titles: Iterable[Told]) -> Told | None:
    """The title of the strategy: what most sheets' titles begin with, without the period."""
    cleaned = [(told, clean_title(told.text)) for told in titles]
    cleaned = [(told, text) for told, text in cleaned if len(plain_words(text)) > 3]
    if not cleaned:
        return None
    counts = Counter(plain_words(text) for _, text in cleaned)
    best = max(counts.values())
    told, text = next(entry for entry in cleaned if counts[plain_words(entry[1])] == best)
    return Told(text[:_LONGEST_TITLE], told.sheet, told.cell)


def clean_title(text: str) -> str:
    """A title without the reporting period and words such as "update" at its end.

    The years that a strategy spans ("2023-26") are part of its name.
    """
    plain = re.sub(r"\s+", " ", text).strip()
    read, rest = find_period(plain)
    if (read and rest and read.kind != "year") or (
        read and rest and (read.ends_on.year - read.starts_on.year) == 1
    ):
        plain = rest
    head, colon, _ = plain.partition(": ")
    plain = head if colon and len(head.split()) > 1 else plain
    before = ""
    while before != plain and _TAIL.sub("", plain).strip():
        before, plain = plain, _TAIL.sub("", plain).strip(" -–—:,")
    return plain or text.strip()


def main_period(periods: Iterable[tuple[PeriodRead, Told]]) -> tuple[PeriodRead, Told] | None:
    """The period that most titles name; of those named as often, the shortest, then the first."""
    found = [entry for entry in periods if (entry[0].ends_on - entry[0].starts_on).days <= 366]
    if not found:
        return None
    counts = Counter((period.starts_on, period.ends_on) for period, _ in found)

    def rank(pair: tuple[PeriodRead, Told]) -> tuple[int, int]:
        period = pair[0]
        return -counts[period.starts_on, period.ends_on], (period.ends_on - period.starts_on).days

    return min(found, key=rank)


def is_period(cell: Cell) -> PeriodRead | None:
    """The period that a cell names and nothing more."""
    read, rest = find_period(cell.text)
    return read if read and not plain_words(rest) else None
