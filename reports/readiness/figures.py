"""Figures in a text that differ from the measure printed beside it.

Careful rather than complete: only a sentence that names one measure and then says what it is, in
the measure's own format ("Staff turnover is now 14%"), is compared. Dates, years, ordinals, "from
12%", "by 2%", "5% of wards" and "2 out of 10" are not what a measure is.
"""

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from ambitions.measures.figures import cells_of
from ambitions.measures.values import NUMBER, decimal, part_of_reading, printed_in
from ambitions.models import Measure, Reading
from objectives.calendar import Part, part_of
from reports.parts.base import Source
from reports.readiness.finding import About, Finding, Place
from reports.readiness.printed import Printed, walk_values

_SENTENCE = re.compile(r"(?<=[.!?])\s+(?=[^a-z\s])|\n+")
_SHORTEST_NAME = 8  # letters; a shorter name is a word that says other things as well
_SAYS = (
    r"(?:is|was|are|were|at|to|of|now|reached|remains|remained|stands|stood|about|around|just"
    r"|currently|approximately|only|still|over|under|:|=|–)"
)
_VALUE = re.compile(
    rf"^[^\d;]{{0,60}}?(?:\b|(?<=[:=–])|(?=[:=–])){_SAYS}\s*(?P<number>{NUMBER})"
    r"(?P<unit>\s*%|\s*per\s?cent)?(?P<rest>.{0,24})",
    re.IGNORECASE | re.DOTALL,
)
_NOT_A_VALUE = re.compile(
    r"^(?:[\w/:]|[.,–-]\d|-\w|\s*(?:of|out of|in|to|and|or|per|from|times)\b"
    r"|\s*(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\b"
    r"|\s*(?:percentage\s)?points?\b|\s*(?:days?|weeks?|months?|years?|hours?|minutes?)\b)",
    re.IGNORECASE,
)
_A_YEAR = range(1900, 2101)


def findings(printed: Printed) -> list[Finding]:
    """One finding of all figures that differ: worth a look, for a text may mean another day."""
    about = list(_differences(printed))
    if not about:
        return []
    start = "A figure in a text differs" if len(about) == 1 else "Figures in texts differ"
    told = f"{start} from the measure printed beside it."
    return [Finding(told, "figure", about, must_settle=False)]


def _differences(printed: Printed) -> Iterator[About]:
    if not printed.written:
        return
    shown = {text for text in walk_values(printed.content["parts"]) if isinstance(text, str)}
    measures = [_Named(one) for one in Source(printed.plan).measures if one.name in shown]
    for text, name, place in printed.written:
        folded = text.casefold()
        some = [measure for measure in measures if measure.may_be_in(folded)]
        for sentence in _SENTENCE.split(text) if some else ():
            named = [(one.measure, tail) for one in some if (tail := one.after(sentence))]
            if len(named) == 1:
                yield from _compared(printed, *named[0], name, place)


def _compared(
    printed: Printed, measure: Measure, tail: str, name: str, place: Place
) -> Iterator[About]:
    known = _Known(printed, measure)
    if said := known.differing(tail):
        told = f": {measure} is “{said}” in the text and “{known.actual}” in the paper"
        yield About(name, place, told)


class _Named:
    """A measure with the names by which a text may mean it: its title, and its reference."""

    def __init__(self, measure: Measure) -> None:
        self.measure = measure
        title, number = measure.name.strip().rstrip(".:"), measure.number
        names = [title] if len(title) >= _SHORTEST_NAME else []
        if any(map(str.isalpha, number)) and any(map(str.isdigit, number)):
            names.append(number)
        self.starts = [one.split()[0].casefold() for one in names]
        words = (r"\s+".join(re.escape(word) for word in one.split()) for one in names)
        self.patterns = [re.compile(rf"(?<!\w){one}(?!\w)", re.IGNORECASE) for one in words]

    def may_be_in(self, folded: str) -> bool:
        return any(start in folded for start in self.starts)

    def after(self, sentence: str) -> str:
        """What a sentence says after it names the measure; "" where it does not."""
        for pattern in self.patterns:
            if match := pattern.search(sentence):
                return sentence[match.end() :]
        return ""


class _Known:
    """What a measure is said to be in this period and the one before."""

    def __init__(self, printed: Printed, measure: Measure) -> None:
        period = printed.plan.period
        self.measure = measure
        here = part_of(period)
        readings: Sequence[Reading] = list(measure.readings.all())
        self.numbers = [
            reading.number
            for reading in readings
            if reading.number is not None and _is_recent(part_of_reading(reading), here)
        ]
        for text in (measure.baseline, measure.target):
            self.numbers += [
                number
                for found in re.findall(NUMBER, text)
                if (number := decimal(found)) is not None
            ]
        placed = cells_of([measure], period)
        actuals = [
            printed_in(reading, here)
            for (_, kind, _, part), reading in placed.items()
            if kind == Reading.Kind.ACTUAL and part == here and reading.number is not None
        ]
        self.actual = " and ".join(actuals)

    def differing(self, tail: str) -> str:
        """The figure that a text says the measure is, where nothing known is that; "" for none."""
        match = _VALUE.match(tail)
        if match is None or not self.actual or _NOT_A_VALUE.match(match["rest"]):
            return ""
        number = decimal(match["number"])
        wants_percent = self.measure.value_kind == Measure.ValueKind.PERCENT
        if number is None or wants_percent != bool(match["unit"]):
            return ""
        if not wants_percent and (
            self.measure.value_kind not in (Measure.ValueKind.COUNT, Measure.ValueKind.DECIMAL)
            or number in _A_YEAR
            or (self.measure.value_kind == Measure.ValueKind.COUNT and "." in match["number"])
        ):
            return ""
        places = len(match["number"].partition(".")[2])
        if any(_rounds_to(one, number, places) for one in self.numbers):
            return ""
        return f"{match['number']}{'%' if wants_percent else ''}"


def _is_recent(part: Part, here: Part) -> bool:
    """Whether it ends in the period or in the one before."""
    return here.first - here.months <= part.last <= here.last


def _rounds_to(exact: Decimal, said: Decimal, places: int) -> bool:
    """Whether a text may say `said`, with so many places, for `exact`."""
    return abs(exact - said) <= Decimal(10) ** -places / 2
