"""Single values of a paper as HTML: text, dates, ratings, leads, scores. Pure functions.

Every function takes plain values out of a paper's content and gives HTML that is
already escaped. No database, no request, no template: a table has thousands of these.
"""

import re
from collections.abc import Sequence
from datetime import date
from typing import Any

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from strategy_tracker.ui.dates import long_date
from strategy_tracker.ui.markdown import to_html
from strategy_tracker.ui.tones import Tone

_ARROWS = {"up": "↑", "down": "↓", "same": "→"}
_DIRECTION_WORDS = {"up": "up", "down": "down", "same": "no change"}
_MOVEMENTS = {"better": "up", "done": "up", "worse": "down", "no change": "same"}
# Nothing was handed in for the item; what was handed in does not say; and: nobody asked it to.
NO_RETURN, NOT_ANSWERED, NOT_ASKED = "No return", "Not answered", "Not asked"
EMPTY_WORDS = {"none": "None", "na": "N/A", "tbc": "TBC"}

# Where a line may break inside a word (Unicode line breaking): after these, before a letter.
# And a hyphen before a space, which must not end a line.
_BREAKABLE = re.compile(r"(?<![^\s<>])(?:[^\s<>]*[-/–—|?!…][^\s<>]+|[^\s<>]*- [^\s<>]+)")
# "31/03/2022", "2022-03-31 00:00:00", "31.3.22", or the number of a day in a spreadsheet.
_DATE_IN_FIGURES = re.compile(r"\d{1,4}([-./])\d{1,2}\1\d{1,4}([T ][\d:.]+)?|\d{5}")
_TAG = re.compile(r"(<[^<>]+>)")
_LONGEST_KEPT_WHOLE = 22
_LONGEST_PILL = 14


def _keep_whole(match: re.Match[str]) -> str:
    word = match[0]
    if len(word) > _LONGEST_KEPT_WHOLE:
        return word
    return f'<span class="whole">{word}</span>'


def keep_words_whole(html: str) -> str:
    """Stop a line from breaking inside "multi-centre" or "and/or", or after "schools -".

    A reader who copies from the PDF, searches it or has it read aloud gets the
    words back as they were typed: PDF readers drop a hyphen that ends a line. Very
    long words (addresses) may still break, or they would run over the next column.
    """
    parts = _TAG.split(html)
    return "".join(
        part if part.startswith("<") else _BREAKABLE.sub(_keep_whole, part) for part in parts
    )


def text(value: str) -> SafeString:
    """Plain text, as given, line breaks kept."""
    lines = keep_words_whole(escape(value.strip())).splitlines()
    return mark_safe("<br>".join(lines))  # noqa: S308 - escaped on the line above


def prose(value: str) -> SafeString:
    """A narrative as given by its author: Markdown as block elements."""
    return mark_safe(keep_words_whole(to_html(value)))  # noqa: S308 - to_html cleans


def day(iso: str | None) -> str:
    """ "2024-10-31" as "31 October 2024"; nothing for no date."""
    return long_date(date.fromisoformat(iso[:10])) if iso else ""


def due(iso: str | None, given: str) -> SafeString:
    """A target date: in the trust's own words where it gave words ("Q4", "March 2027").

    The day that was worked out from such words is not the trust's, so it is not printed.
    """
    return text(due_words(iso, given))


def due_words(iso: str | None, given: str) -> str:
    """The same as plain text."""
    known = day(iso)
    words = given.strip()
    return known if not words or (known and _DATE_IN_FIGURES.fullmatch(words)) else words


def pill(label: str, tone: str) -> SafeString:
    """A word or number on its tone; `tone` that is none of `Tone` gives a plain outline."""
    kind = tone if tone in Tone.values else "plain"
    if len(label) > _LONGEST_PILL:
        kind += " long"
    return mark_safe(  # noqa: S308 - label is escaped
        f'<span class="pill {kind}">{escape(label)}</span>'
    )


def arrow(direction: str, words: str) -> SafeString:
    """An arrow with its word; "" for no direction and no words.

    The arrow is a character of the embedded font, not a picture: it is copied and
    searched with the text, and a screen reader is not told of a figure in each row.
    """
    mark = _ARROWS.get(direction, "")
    said = words or _DIRECTION_WORDS.get(direction, "")
    if not said:
        return mark_safe("")
    return mark_safe(  # noqa: S308 - mark is ours, words are escaped
        f'<span class="arrow">{mark} {escape(said)}</span>'
    )


def silence(record: dict[str, Any]) -> str:
    """What stands where `record` (a row, or a group's update) says nothing.

    Papers frozen before content told the two apart have no "handed_in" and keep their words.
    """
    return NOT_ANSWERED if record.get("handed_in", True) else NO_RETURN


def rating(
    value: dict[str, Any] | None, between: str = "<br>", silent: str = NOT_ANSWERED
) -> SafeString:
    """A rating's pill, then the trust's own arrow or else how it moved; `silent` for none.

    `between` is ours, never a user's: a line break, or a space to keep one line.
    """
    if value is None:
        return mark_safe(f'<span class="pill unanswered">{escape(silent)}</span>')  # noqa: S308
    shown = pill(value["label"], value.get("tone", ""))
    direction = value.get("direction", "")
    movement = value.get("movement", "")
    moved = arrow(direction, "") or arrow(_MOVEMENTS.get(movement, ""), movement)
    return mark_safe(f"{shown}{between}{moved}") if moved else shown  # noqa: S308 - parts are safe


def leads(people: Sequence[dict[str, str]]) -> SafeString:
    """Each lead as a paragraph: name, then role."""
    shown = []
    for person in people:
        name, role = person.get("name", ""), person.get("role", "")
        if name and role:
            shown.append(f'<p>{text(name)}<br><span class="quiet">{text(role)}</span></p>')
        elif name or role:
            shown.append(f"<p>{text(name or role)}</p>")
    return mark_safe("".join(shown))  # noqa: S308 - parts are escaped


def leads_line(people: Sequence[dict[str, str]]) -> str:
    """The same on one line: "Tom Hargreave, Chief Operating Officer; Ann Lee"."""
    return "; ".join(
        ", ".join(part for part in (person.get("name"), person.get("role")) if part)
        for person in people
    )


def narrative(value: dict[str, str], label: str = "") -> SafeString:
    """What was written under one heading, with the heading before it when `label` is given.

    "Nothing to report", "not applicable" and "to be confirmed" print in the
    author's words ("None", "-"), or in ours where the author only ticked it.
    Not yet answered gives "".
    """
    body = prose(value.get("text", ""))
    if not body:
        word = EMPTY_WORDS.get(value.get("empty", ""))
        if word is None:
            return body
        body = mark_safe(f"<p>{word}</p>")  # noqa: S308 - one of our own words
    if not label:
        return body
    colon = "" if label.rstrip().endswith(("?", ":", ".", "!")) else ":"
    heading = f"<b>{text(label)}{colon}</b>"
    if body.startswith("<p>"):
        return mark_safe(f"<p>{heading} {body[3:]}")  # noqa: S308 - parts are safe
    return mark_safe(f'<p class="label">{heading}</p>{body}')  # noqa: S308 - parts are safe


def score(value: dict[str, Any] | None) -> SafeString:
    """A risk score on its tone with the band's name beside it; nothing when not scored."""
    if value is None:
        return mark_safe('<span class="pill unanswered">Not scored</span>')
    shown = pill(str(value["score"]), value.get("tone", ""))
    return mark_safe(  # noqa: S308 - band is escaped
        f"{shown} {escape(value.get('band', ''))}"
    )


def shorten(words: str, most: int) -> str:
    """`words` cut at a word to at most about `most` characters."""
    if len(words) <= most:
        return words
    return words[:most].rsplit(" ", 1)[0].rstrip(",;:") + " …"
