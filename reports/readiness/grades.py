"""Values of graded measures that are none of their grades: printed as their word, on no tone."""

from collections.abc import Iterator
from typing import Any

from ambitions.measures.grades import NOT_A_GRADE, is_no_grade
from ambitions.models import Measure
from reports.parts.base import Source
from reports.readiness.finding import About, Finding, Place, counted
from reports.readiness.printed import Printed, walk_data


def findings(printed: Printed) -> list[Finding]:
    """One finding of all such values that the paper prints."""
    lines = [one for one in walk_data(printed.content["parts"]) if _has_no_grade(one)]
    if not lines:
        return []
    measures = {str(measure.uuid): measure for measure in Source(printed.plan).measures}
    about = [
        About(str(measure), Place("measure", (measure.pk,)), f": “{value}” is {NOT_A_GRADE}")
        for one in lines
        if (measure := measures.get(one["key"]))
        for value in _values(one, measure)
    ]
    if not about:
        return []
    start = counted(about, "reading prints a word", "readings print words")
    told = f"{start} that the measure’s scale of grades does not have."
    return [Finding(told, "grade", about, must_settle=False)]


def _has_no_grade(one: dict[str, Any]) -> bool:
    """Whether it is a measure with a cell that is on no tone: a blank one too, so far."""
    return one.get("level") == "measure" and any(
        None in line.get("grades", ()) for line in one.get("lines", ())
    )


def _values(one: dict[str, Any], measure: Measure) -> Iterator[str]:
    """Each value of its lines, once, that was given and is none of its grades."""
    given = [reading.raw for reading in measure.readings.all() if is_no_grade(measure, reading)]
    printed = {
        value
        for line in one["lines"]
        for value, grade in zip(line["values"], line.get("grades", ()), strict=False)
        if grade is None
    }
    for raw in dict.fromkeys(given):
        # Of a month within a longer column, "Fair (Sep)" is printed.
        if any(value == raw or value.startswith(f"{raw} (") for value in printed):
            yield raw
