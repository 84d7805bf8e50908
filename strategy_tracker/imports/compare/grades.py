"""Which of the trust's scales has the grades of a measure that is new."""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from ambitions.measures.grades import grade_called
from ambitions.models import Measure
from ambitions.updates.null_values import empty_kind
from strategy_tracker.imports.changeset import NEW, ChangeSet, FieldChange
from strategy_tracker.imports.vocabulary.scales import Scale
from strategy_tracker.imports.vocabulary.values import value_kind

GRADE_SCALE = "grade_scale"
"""Under this a change to a measure holds the name of the scale of its grades."""


def choose_grades(scales: Sequence[Scale], changes: ChangeSet) -> None:
    """Give each new measure the one scale that all of its readings are words of, and show it."""
    said: dict[str, list[str]] = defaultdict(list)
    for reading in changes.of("reading"):
        said[reading.parents["measure"]].append(str(reading.values.get("raw", "")))
    for change in changes.of("measure", NEW):
        scale = scale_of(said[change.key], scales)
        if scale:
            change.values[GRADE_SCALE] = scale.name
            change.shown.append(FieldChange("Its grades", "", scale.name))


def scale_of(said: Iterable[str], scales: Sequence[Scale]) -> Scale | None:
    """The one scale that all that is said are words of; None where none fits, or several do."""
    words = [raw for raw in said if raw.strip() and not empty_kind(raw)]
    if value_kind(words) not in (Measure.ValueKind.GRADE, Measure.ValueKind.TEXT) or not words:
        return None
    fitting = [
        scale
        for scale in scales
        if all(grade_called(raw, scale.ratings) is not None for raw in words)
    ]
    return fitting[0] if len(fitting) == 1 else None
