"""Percentages, risk scores, and the many kinds of value a scorecard prints."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from ambitions.empties import empty_kind

_NUMBER = r"-?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?"
_COMPARED = re.compile(
    rf"(?:[<>≤≥=~]|c\.?(?=\d)|under|over)*\s*£?({_NUMBER})\s*(%?)", re.IGNORECASE
)
_DURATION = re.compile(r"(\d{1,3}):([0-5]\d)(?::([0-5]\d))?")
_PRODUCT = re.compile(r"([1-5])\s*[x×*]\s*([1-5])", re.IGNORECASE)
_YES_NO = {"y", "n", "yes", "no", "true", "false"}
_GRADE = re.compile(r"[A-Z]{1,2}(?:/[A-Z]{1,2})?")
# What Decimal(16, 4) of the database holds.
_LARGEST = Decimal(10) ** 12


@dataclass(frozen=True)
class ReadingRead:
    """A scorecard value: the words printed, the number they mean (percent 0 to 100, seconds
    for a time), the kind of value, and the kind of empty."""

    raw: str
    number: Decimal | None
    kind: str
    empty: str = ""


def parse_percent(text: str) -> Decimal | None:
    """75 for "75%" or "75"; None for what is no number from 0 to 100.

    A fraction that a cell shows as a percentage has become "75%" when it was read.
    """
    match = re.fullmatch(rf"({_NUMBER})\s*%?", text.strip())
    number = _decimal(match[1]) if match else None
    if number is None or not 0 <= number <= 100:
        return None
    return number


def parse_score(text: str) -> tuple[int | None, str]:
    """A risk score from 1 to 25, and what is wrong with `text` ("" when nothing is).

    Takes "20", "5 x 4", "20 (5 x 4)" and "4 x 5 = 20". Blank and "N/A" are None, no problem.
    """
    plain = text.strip()
    if not plain or empty_kind(plain):
        return None, ""
    product = _PRODUCT.search(plain)
    rest = _PRODUCT.sub("", plain)
    given = re.findall(r"\d+", rest)
    score = int(given[0]) if given else None
    if product:
        found = int(product[1]) * int(product[2])
        if score is not None and score != found:
            return None, f"{product[0]} is {found}, not {score}."
        score = found
    if score is None or len(given) > 1 or not re.fullmatch(r"[\d\s=()]*", rest):
        return None, f"“{plain}” is not a score."
    if not 1 <= score <= 25:
        return None, f"{score} is not a score from 1 to 25."
    return score, ""


def parse_reading(raw: str) -> ReadingRead:
    """What a scorecard cell holds; every text has an answer, at worst kind "text"."""
    text = raw.strip()
    kind_of_empty = empty_kind(text)
    if not text or kind_of_empty:
        return ReadingRead(text, None, "text", kind_of_empty)
    if match := _DURATION.fullmatch(text):
        # Two parts are minutes and seconds in a response time, hours and minutes elsewhere;
        # without a third part nothing says which, so no number is made up.
        if match[3] is None:
            return ReadingRead(text, None, "duration")
        hours, minutes, seconds = (int(part) for part in match.groups())
        return ReadingRead(text, Decimal(hours * 3600 + minutes * 60 + seconds), "duration")
    if match := _COMPARED.fullmatch(text):
        number = _decimal(match[1])
        if number is not None and abs(number) < _LARGEST:
            whole = number == number.to_integral_value() and "." not in match[1]
            kind = "percent" if match[2] else "count" if whole else "decimal"
            return ReadingRead(text, round(number, 4), kind)
    if text.lower() in _YES_NO:
        return ReadingRead(text, None, "yes_no")
    return ReadingRead(text, None, "grade" if _GRADE.fullmatch(text) else "text")


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


def _decimal(text: str) -> Decimal | None:
    try:
        return Decimal(text.replace(",", ""))
    except InvalidOperation:
        return None
