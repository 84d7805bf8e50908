"""How shared things look on a screen: ratings, arrows, dates and how far away they are.

Plain functions, so that a view with many rows prepares its HTML once and the template
only prints it; `templatetags/tracker.py` offers the same to templates.
"""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

NOT_ANSWERED = "Not answered"

_ARROW_PATHS = {
    "up": "M7 12V3M3 6.5 7 2.5l4 4",
    "down": "M7 2v9M3 7.5l4 4 4-4",
    "same": "M2 7h9M7.5 3l4 4-4 4",
}


def rating_pill(rating: Any, *, letter: bool = False, number: Any = None) -> SafeString:
    """A pill for a Rating (anything with label, letter and tone), or for a percentage.

    With `letter` the pill shows the letter and tells screen readers the word. None and
    no number is "Not answered".
    """
    if rating is None and number is not None:
        text = percent(number) if not isinstance(number, str) else number
        return format_html('<strong class="st-pill st-pill--number">{}</strong>', text)
    if rating is None:
        if letter:
            return format_html(
                '<span class="st-pill st-pill--none st-pill--letter" title="{0}">'
                '<span class="nhsuk-u-visually-hidden">{0}</span></span>',
                NOT_ANSWERED,
            )
        return format_html('<span class="st-pill st-pill--none">{}</span>', NOT_ANSWERED)
    if letter:
        return format_html(
            '<strong class="st-pill st-pill--letter st-pill--{}" title="{}">'
            '<span aria-hidden="true">{}</span>'
            '<span class="nhsuk-u-visually-hidden">{}</span></strong>',
            rating.tone,
            rating.label,
            rating.letter,
            rating.label,
        )
    return format_html('<strong class="st-pill st-pill--{}">{}</strong>', rating.tone, rating.label)


def tag(colour: str, words: Any) -> SafeString:
    """A state in words, on a colour of the design system such as "green" or "grey"."""
    return format_html('<strong class="nhsuk-tag nhsuk-tag--{} st-tag">{}</strong>', colour, words)


def percent(number: Any) -> str:
    """ "65%" for 65.00, "12.5%" for 12.50."""
    return f"{float(number):.10g}%"


def arrow(direction: str, words: str) -> SafeString:
    """An arrow ("up", "down" or "same") that always has words beside it; "" for none."""
    path = _ARROW_PATHS.get(direction)
    if path is None:
        return mark_safe("")
    return format_html(
        '<span class="st-arrow"><svg width="14" height="14" viewBox="0 0 14 14" '
        'aria-hidden="true" focusable="false"><path d="{}" fill="none" stroke="currentColor" '
        'stroke-width="2"/></svg>{}</span>',
        path,
        words,
    )


def long_date(day: date | datetime | None) -> str:
    """31 March 2024; "" for None. A moment is told as its day in London."""
    if day is None:
        return ""
    if isinstance(day, datetime):
        day = timezone.localtime(day).date() if timezone.is_aware(day) else day.date()
    return f"{day.day} {day:%B %Y}"


def distance(day: date | datetime | None, today: date | None = None) -> str:
    """How far away a day is, in the unit a person would use: "in 6 days", "5 months ago"."""
    if day is None:
        return ""
    if isinstance(day, datetime):
        day = timezone.localtime(day).date() if timezone.is_aware(day) else day.date()
    days = (day - (today or timezone.localdate())).days
    if days == 0:
        return "today"
    if days == 1:
        return "tomorrow"
    if days == -1:
        return "yesterday"
    words = _span(abs(days))
    return f"in {words}" if days > 0 else f"{words} ago"


def came_from(source: Any) -> str:
    """ "From tracker.xlsx, Plan!C5" for the place an import keeps; "" where it keeps none."""
    return came_from_each([("", source)])


def came_from_each(sources: Iterable[tuple[str, Any]]) -> str:
    """Where several values came from, each named: "From tracker.xlsx, Plan!C5 (aim), C6 (actual)".

    The file and sheet are said once for the values that share them; "" where none is known.
    """
    places: dict[tuple[str, str], list[str]] = {}
    for name, source in sources:
        if source and source.get("cell"):
            told = f"{source['cell']} ({name})" if name else source["cell"]
            places.setdefault((source.get("file", ""), source.get("sheet", "")), []).append(told)
    return "; ".join(
        f"From {file}, {sheet}!{', '.join(cells)}" for (file, sheet), cells in places.items()
    )


def _span(days: int) -> str:
    for size, unit, upto in ((1, "day", 21), (7, "week", 140), (30.44, "month", 730)):
        if days < upto:
            count = round(days / size)
            return f"{count} {unit}{'' if count == 1 else 's'}"
    count = round(days / 365.25)
    return f"{count} year{'' if count == 1 else 's'}"
