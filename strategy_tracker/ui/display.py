"""How shared things look on a screen: ratings, arrows and where a value came from.

Plain functions, so that a view with many rows prepares its HTML once and the template
only prints it; `templatetags/tracker.py` offers the same to templates.
"""

from collections.abc import Iterable
from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

NOT_ANSWERED = "Not answered"
NOT_ASKED = "Not asked"

_ARROW_PATHS = {
    "up": "M7 12V3M3 6.5 7 2.5l4 4",
    "down": "M7 2v9M3 7.5l4 4 4-4",
    "same": "M2 7h9M7.5 3l4 4-4 4",
}


def rating_pill(
    rating: Any, *, letter: bool = False, number: Any = None, is_asked: bool = True
) -> SafeString:
    """A pill for a Rating (anything with label, letter and tone), or for a percentage.

    With `letter` the pill shows the letter and tells screen readers the word. None and
    no number is "Not answered", or "Not asked" where it is not even asked.
    """
    if rating is None and number is not None:
        text = percent(number) if not isinstance(number, str) else number
        return format_html('<strong class="st-pill st-pill--number">{}</strong>', text)
    if rating is None and not is_asked:
        if letter:
            return format_html(
                '<span class="st-quiet" title="{0}"><span aria-hidden="true">–</span>'
                '<span class="nhsuk-u-visually-hidden">{0}</span></span>',
                NOT_ASKED,
            )
        return format_html('<span class="st-quiet">{}</span>', NOT_ASKED)
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


# What browsers and systems call themselves, most particular first: Edge says it is Chrome too,
# Chrome that it is Safari, and Android that it is Linux.
_BROWSERS = {
    "Edg": "Edge",
    "OPR/": "Opera",
    "SamsungBrowser": "Samsung Internet",
    "Firefox/": "Firefox",
    "FxiOS": "Firefox",
    "CriOS": "Chrome",
    "Chrome/": "Chrome",
    "Safari/": "Safari",
}
_SYSTEMS = {
    "Windows": "Windows",
    "Android": "Android",
    "iPhone": "an iPhone",
    "iPad": "an iPad",
    "Mac OS X": "a Mac",
    "CrOS": "a Chromebook",
    "Linux": "Linux",
}


def browser_name(user_agent: str) -> str:
    """ "Chrome on Windows" for what a browser says of itself, which stands where we do not know."""
    browser = next((name for mark, name in _BROWSERS.items() if mark in user_agent), "")
    system = next((name for mark, name in _SYSTEMS.items() if mark in user_agent), "")
    if not browser:
        return user_agent or "A browser that does not say which"
    return f"{browser} on {system}" if system else browser


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


def inside(words: str) -> str:
    """A trust's word as it stands inside a sentence: "Key action" becomes "key action".

    What has a capital further on is a name and stays as it is: "BAF risk", "On Track".
    """
    if words[1:] != words[1:].lower():
        return words
    return words[:1].lower() + words[1:]


def with_article(words: str) -> str:
    """A trust's word with "a" or "an" before it, inside a sentence: "an ambition", "an SRO"."""
    word = inside(words)
    first, *_ = word.split() or [""]
    sounds = "AEFHILMNORSX" if first.isupper() else "AEIOUaeiou"
    return f"{'an' if word[:1] in sounds else 'a'} {word}"
