"""What stands around a paper's parts, and its colours: plain values out of its content."""

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from django.conf import settings

from reports import cells
from reports.fonts import BODY, BODY_FONTS

Content = dict[str, Any]
NHS_BLUE = "#005eb8"


@lru_cache
def stylesheet(name: str) -> str:
    """The text of a style sheet in static/css."""
    return (settings.BASE_DIR / "static" / "css" / name).read_text(encoding="utf-8")


@lru_cache
def script(name: str) -> str:
    """The text of a script in static/js."""
    return (settings.BASE_DIR / "static" / "js" / name).read_text(encoding="utf-8")


def colour(content: Content) -> str:
    """The trust's colour for headings, or NHS blue where it would not be readable on white."""
    given = content["trust"].get("colour") or ""
    if not re.fullmatch(r"#?[0-9a-fA-F]{6}", given):
        return NHS_BLUE
    digits = given.removeprefix("#").lower()
    return f"#{digits}" if contrast_with_white(digits) >= LEAST_CONTRAST else NHS_BLUE


# WCAG 2.2, success criterion 1.4.3: contrast with white of 4.5 to 1.
LEAST_CONTRAST = 4.5


def contrast_with_white(digits: str) -> float:
    """The contrast of a colour of six digits with white, 1 to 21, as WCAG 2.2 defines it."""
    linear = []
    for index in (0, 2, 4):
        part = int(digits[index : index + 2], 16) / 255
        linear.append(part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4)
    luminance = 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
    return 1.05 / (luminance + 0.05)


def frame_of(content: Content) -> dict[str, Any]:
    """What stands around the parts of a paper: heads, feet, title; of any kind of content."""
    meeting, status, trust = content["meeting"], content["status"], content["trust"]["name"]
    held = ", ".join(part for part in (meeting["name"], cells.day(meeting["date"])) if part)
    as_at = cells.day(status["as_at"])
    item = f"Agenda item {meeting['agenda_item']}" if meeting["agenda_item"] else ""
    status_line = _status_line(status, as_at)
    return {
        "title": content["title"],
        "title_html": cells.text(content["title"]),
        "about_line": _about_line(content),
        "trust": trust,
        "colour": colour(content),
        "description": f"{content['strategy']['title']}, {content['period']['label']}",
        "as_at": (status["as_at"] or "")[:10],
        "meeting_line": _meeting_line(held, is_draft=status["draft"]),
        "item_line": item,
        "status_line": status_line,
        "screen_line": ". ".join(part for part in (trust, held, item, status_line) if part),
        "revision": _revision(content.get("revision")),
        "draft_notice": _draft_notice(as_at) if status["draft"] else "",
    }


def print_rules(content: Content) -> str:
    """CSS for who prints the paper's page from a browser: the heads and feet that the PDF has.

    No browser takes them out of the document, as what makes the PDF does (`string-set`).
    """
    frame = frame_of(content)
    heads = {
        "top-left": (frame["trust"], frame["title"]),
        "top-right": (frame["meeting_line"], frame["item_line"]),
        "bottom-left": (frame["status_line"],),
    }
    boxes = "".join(
        f"@{place} {{content: {_css_string(lines)}; font-family: {_font(content)}}}"
        for place, lines in heads.items()
    )
    return f"@page {{{boxes} @bottom-right {{font-family: {_font(content)}}}}}"


def style(content: Content) -> str:
    """What is set on the element around a paper that stands in a page: its colour and its font."""
    return f"--trust: {colour(content)}; --paper-font: {_font(content)}"


def _font(content: Content) -> str:
    """The font of the trust's papers; papers of before there was a choice have the first."""
    given = content["trust"].get("font")
    return f'"{given if given in BODY_FONTS else BODY}"'


def _css_string(lines: Sequence[str]) -> str:
    """Lines as one string of CSS, in which no letter means anything else, "</style>" included."""
    escaped = (
        "".join(one if one.isalnum() else f"\\{ord(one):x} " for one in line) for line in lines
    )
    return '"' + "\\a ".join(escaped) + '"'


def _about_line(content: Content) -> str:
    """The strategy and the period, where a title of the trust's own leaves either out."""
    title = content["title"].casefold()
    names = (content["strategy"]["title"], content["period"]["label"])
    return ", ".join(name for name in names if name and name.casefold() not in title)


def _meeting_line(held: str, *, is_draft: bool) -> str:
    if not is_draft:
        return held
    return f"DRAFT for {held}" if held else "DRAFT"


def _revision(revision: dict[str, Any] | None) -> tuple[str, str]:
    """What changed since the version before: a label and the words; papers of before have none."""
    if not revision:
        return "", ""
    return f"Changed since version {revision['version']}:", revision["words"]


def _draft_notice(as_at: str) -> str:
    return f"DRAFT of {as_at}. Not for publication: it may still change."


def _status_line(status: dict[str, Any], as_at: str) -> str:
    first = f"DRAFT of {as_at}" if status["draft"] else f"Final, published {as_at}"
    return ", ".join(
        part for part in (first, f"version {status['version']}", status["hash"]) if part
    )
