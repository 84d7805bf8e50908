"""The comments on the cells of an .xlsx sheet, old notes and threaded ones, as plain text."""

from xml.etree.ElementTree import Element

from strategy_tracker.imports.read.archive import Parts, parsed, related
from strategy_tracker.imports.read.sheet import column_number

Place = tuple[int, int]


def read_comments(parts: Parts, sheet: str) -> dict[Place, str]:
    """What is said of each cell, zero-based; replies follow on lines of their own.

    A threaded comment leaves an old note behind for old programs, which it replaces.
    """
    notes: dict[Place, str] = {}
    threads: dict[Place, str] = {}
    for _, kind, name in related(parts, sheet):
        if kind == "comments" and name in parts:
            for note in parsed(parts[name]).iterfind("{*}commentList/{*}comment"):
                _add(notes, note, "".join(_texts(note)))
        elif kind == "threadedComment" and name in parts:
            for comment in parsed(parts[name]).iterfind("{*}threadedComment"):
                _add(threads, comment, comment.findtext("{*}text", ""))
    return {**notes, **threads}


def _texts(note: Element) -> list[str]:
    found = note.findall("{*}text/{*}t") + note.findall("{*}text/{*}r/{*}t")
    return [item.text or "" for item in found]


def _add(comments: dict[Place, str], item: Element, text: str) -> None:
    place, text = place_of(item.get("ref", "")), text.replace("\r\n", "\n").strip()
    if place and text:
        before = comments.get(place)
        comments[place] = f"{before}\n{text}" if before else text


def place_of(reference: str) -> Place | None:
    """(row, column), zero-based, of "E2"; None for what is no cell."""
    letters = reference.replace("$", "").rstrip("0123456789")
    digits = reference.replace("$", "")[len(letters) :]
    try:
        return int(digits) - 1, column_number(letters)
    except ValueError:
        return None
