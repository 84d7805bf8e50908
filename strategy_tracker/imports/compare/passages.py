"""The passages of a workbook against those of the strategy: covers, visions, plans on a page."""

from strategy_tracker.imports.changeset import NEW, UNCHANGED, Change, ChangeSet
from strategy_tracker.imports.compare.existing import PLAIN_FIELDS, Existing
from strategy_tracker.imports.compare.keys import Matched
from strategy_tracker.imports.compare.periods import Periods
from strategy_tracker.imports.compare.records import set_fields
from strategy_tracker.imports.extract.model import Extract, Found
from strategy_tracker.imports.vocabulary.text import same_words

_SHOWN = 60


def compare_passages(
    extract: Extract,
    existing: Existing,
    matched: dict[str, Matched],
    periods: Periods,
    changes: ChangeSet,
) -> None:
    """Add a change for every passage of the workbook, which are of the import's period."""
    if not extract.found["passage"]:
        return
    period = periods.default()
    for found in extract.found["passage"].values():
        objective = found.parents.get("objective", "")
        place = (
            matched["objective"].pk(objective) if objective else None,
            period.pk if period else None,
            same_words(str(found.values["document"])),
            same_words(str(found.values["label"])),
        )
        is_there = (not objective or place[0]) and (period is None or period.pk)
        rows = existing.passages.get(place, []) if is_there else []
        number = int(found.key.rpartition("|")[2])
        row = rows[number] if number < len(rows) else None
        change = Change(
            kind="passage",
            key=found.key,
            title=_title(found),
            state=UNCHANGED if row else NEW,
            where=found.where,
            pk=row.pk if row else None,
            parents={"objective": objective} if objective else {},
        )
        if period:
            change.parents["period"] = period.key
        names = PLAIN_FIELDS["passage"]
        set_fields(change, row, {n: found.values[n] for n in names if n in found.values})
        places = list(found.cells.values()) or [found.where]
        if period and change.state != UNCHANGED and not periods.takes(period, found.where, places):
            continue
        changes.changes.append(change)


def _title(found: Found) -> str:
    label, text = str(found.values["label"]), str(found.values["text"])
    words = label or (text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…")
    return f"{found.values['document']}: {words}"
