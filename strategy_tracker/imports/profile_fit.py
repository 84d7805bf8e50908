"""Which of a trust's profiles a file fits, and what they say of it.

A profile with marks is looked at with them on the file: without them its tables are not found.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from strategy_tracker.accounts.models import Trust
from strategy_tracker.imports import profiles
from strategy_tracker.imports.choices import Choices
from strategy_tracker.imports.layout.understanding import read_layout
from strategy_tracker.imports.mark_fit import are_found, translate_marks
from strategy_tracker.imports.match.chosen import column_key
from strategy_tracker.imports.models import ImportProfile
from strategy_tracker.imports.read.sheet import Workbook, letter_of

Marks = Mapping[str, Sequence[Mapping[str, Any]]]


def fitting_profiles(
    trust: Trust, sheets: list[dict[str, Any]], workbook: Callable[[], Workbook]
) -> list[dict[str, Any]]:
    """The trust's profiles that a file with these sheets fits, the best first.

    `workbook` gives what the file holds, which is asked for only where a profile has marks.
    """
    fits = [
        (_fit(profile, sheets, workbook), profile)
        for profile in ImportProfile.objects.for_trust(trust)
    ]
    return [
        {"pk": profile.pk, "name": profile.name, "fit": fit}
        for fit, profile in sorted(fits, key=lambda pair: (-pair[0], pair[1].name))
        if fit >= profiles.FITS
    ]


def said_by_profile(
    profile: ImportProfile, sheets: list[dict[str, Any]], workbook: Workbook
) -> Choices:
    """What the profile says of a file with these sheets."""
    kept = Choices.from_data(profile.choices)
    marks = translate_marks(kept.marks, workbook)
    read = _marked_sheets(workbook, marks) if marks else sheets
    return profiles.translate(profile.shape, kept, read).joined(Choices(marks=marks))


def _fit(
    profile: ImportProfile, sheets: list[dict[str, Any]], workbook: Callable[[], Workbook]
) -> float:
    kept = Choices.from_data(profile.choices)
    if not kept.marks:
        return profiles.fit(profile.shape, sheets)
    book = workbook()
    marks = translate_marks(kept.marks, book)
    if not are_found(marks):
        return profiles.fit(profile.shape, sheets)
    return profiles.fit(profile.shape, _marked_sheets(book, marks))


def _marked_sheets(workbook: Workbook, marks: Marks) -> list[dict[str, Any]]:
    """The tables of a file that is so marked, as far as a profile looks at them."""
    layout = read_layout(workbook, choices=Choices(marks=marks))
    return [
        {
            "title": table.title,
            "holds": table.kind,
            "place": table.place,
            "columns": [
                {
                    "heading": " ".join(cell.text.split()) or column_key(letter_of(cell.address)),
                    "letter": letter_of(cell.address),
                }
                for cell in table.header
            ],
        }
        for table in layout.tables
    ]
