"""What was corrected since the period closed: of which item, why, by whom, and what changed.

The data are `corrections`, the latest first. Each has key, level, reference and title of its
item; reason; reopened and closed (day and by); and changes: label, before, after, and whether
they are `words`, which may be long and are told without what they were.
"""

from typing import Any

from ambitions.models import Correction
from ambitions.plan.reader import key_of
from ambitions.updates.corrections import Changed, changes_of, corrections_of
from reports import cells
from reports.blocks import Block, Heading, Text
from reports.parts.base import Content, Data, NoOptions, Part, PartKind, Source
from strategy_tracker.ui.dates import local_day


def build(source: Source, part: Part) -> Data | None:
    corrections = corrections_of(update__period=source.plan.period.pk, closed_at__isnull=False)
    changes = changes_of(corrections)
    rows = [
        _row(correction, item, changes[correction.pk])
        for correction in corrections
        if (item := source.plan.item(key_of(correction.update.item)))
    ]
    return {"corrections": rows} if rows else None


def _row(correction: Correction, item: Any, changes: list[Changed]) -> Data:
    return {
        "key": str(item.uuid),
        "level": str(item.level),
        "reference": item.reference,
        "title": item.title,
        "reason": correction.reason,
        "reopened": _done(correction.reopened_at, correction.reopened_by),
        "closed": _done(correction.closed_at, correction.closed_by),
        "changes": [
            {
                "label": change.label,
                "before": change.before,
                "after": change.after,
                "words": change.is_words,
            }
            for change in changes
        ],
    }


def _done(moment: Any, user: Any) -> Data:
    return {"day": local_day(moment).isoformat(), "by": str(user) if user else ""}


def blocks(data: Data, content: Content) -> list[Block]:
    made: list[Block] = []
    for row in data["corrections"]:
        made.append(Heading(row["title"], 2, reference=row["reference"]))
        made.append(Text(row["reason"]))
        for change in row["changes"]:
            if change["words"]:
                made.append(Heading(change["label"], 3))
                made += [Text("It said:", style="small"), Text(change["before"] or "Nothing.")]
                made += [Text("It says now:", style="small"), Text(change["after"] or "Nothing.")]
            else:
                now, was = change["after"] or "not given", change["before"] or "not given"
                made.append(Text(f"{change['label']}: {was} before, now {now}."))
        if not row["changes"]:
            made.append(Text("Nothing was changed."))
        made.append(Text(_told(row), style="small"))
    return made


def _told(row: Data) -> str:
    """ "Reopened by A, 3 December 2024. Approved again by B, 4 December 2024." """
    done = []
    for verb, name in (("Reopened", "reopened"), ("Approved again", "closed")):
        by, day = row[name]["by"], cells.day(row[name]["day"])
        done.append(f"{verb} by {by}, {day}." if by else f"{verb} {day}.")
    return " ".join(done)


KIND = PartKind(
    "corrections",
    "Corrected since the period closed",
    "What was corrected after the close, with the reason; it comes last unless it has a place",
    build,
    blocks,
    NoOptions,
)
