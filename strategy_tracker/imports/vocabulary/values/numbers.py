"""Percentages, risk scores, and the many kinds of value a scorecard prints."""

import re
from collections.abc import Iterable
from decimal import Decimal

from ambitions.measures.values import NUMBER, ReadingRead, decimal, parse_reading
from ambitions.updates.null_values import empty_kind

__all__ = ["ReadingRead", "parse_percent", "parse_reading", "parse_score", "value_kind"]

_PERCENT = re.compile(rf"({NUMBER})\s*%?")
_PRODUCT = re.compile(r"([1-5])\s*[x×*]\s*([1-5])", re.IGNORECASE)
_WIDE_PRODUCT = re.compile(r"\b(\d{1,2})\s*[x×*]\s*(\d{1,2})\b", re.IGNORECASE)
_SUM = re.compile(r"\b(\d{1,2})\s*\+\s*(\d{1,2})\b")
# So many figures are no score, and Python makes no number of thousands.
_NO_SCORE = re.compile(r"\d{6}")
_SHOWN = 60


def parse_percent(text: str) -> Decimal | None:
    """75 for "75%" or "75"; None for what is no number from 0 to 100.

    A fraction that a cell shows as a percentage has become "75%" when it was read.
    """
    match = _PERCENT.fullmatch(text.strip())
    number = decimal(match[1]) if match else None
    if number is None or not 0 <= number <= 100:
        return None
    return number


def parse_score(
    text: str, *, lowest: int = 1, highest: int = 25, is_added: bool = False
) -> tuple[int | None, str]:
    """A risk score of a scale, and what is wrong with `text` ("" when nothing is).

    Takes "20", "5 x 4", "20 (5 x 4)" and "4 x 5 = 20", or "3 + 4 = 7" where scores are added.
    Blank and "N/A" are None, no problem.
    """
    plain = text.strip()
    if not plain or empty_kind(plain):
        return None, ""
    if _NO_SCORE.search(plain):
        return None, f"“{plain[:_SHOWN]}” is not a score."
    pattern = _SUM if is_added else _PRODUCT if highest <= 25 else _WIDE_PRODUCT
    product = pattern.search(plain)
    rest = pattern.sub("", plain)
    given = re.findall(r"\d+", rest)
    score = int(given[0]) if given else None
    if product:
        one, two = int(product[1]), int(product[2])
        found = one + two if is_added else one * two
        if score is not None and score != found:
            return None, f"{product[0]} is {found}, not {score}."
        score = found
    if score is None or len(given) > 1 or not re.fullmatch(r"[\d\s=()]*", rest):
        return None, f"“{plain[:_SHOWN]}” is not a score."
    if not lowest <= score <= highest:
        return None, f"{score} is not a score from {lowest} to {highest}."
    return score, ""


def value_kind(raws: Iterable[str]) -> str:
    """The kind that a measure's values are, by the most of them that say anything.

    Whole numbers among decimals are decimals.
    """
    counts: dict[str, int] = {}
    for raw in raws:
        read = parse_reading(raw)
        if read.raw and not read.empty:
            counts[read.kind] = counts.get(read.kind, 0) + 1
    if counts.get("decimal") and counts.get("count"):
        counts["decimal"] += counts.pop("count")
    return max(counts, key=lambda kind: counts[kind], default="text")
