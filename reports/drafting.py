"""Drafting notes: "[DN: ask the Board]" is between its authors and is never printed unasked."""

import re

# Seen closed with the wrong bracket, over two lines, and with none at the end of the line.
_NOTE = re.compile(r"(?<!\s)\s*\[\s*DN\b(?:[^\[\]}]{0,400}[\]}]|[^\]}\n]*(?=\n|\Z))", re.IGNORECASE)


def without_drafting_notes(text: str) -> str:
    """`text` without its drafting notes, and without the space that stood before them."""
    return _NOTE.sub("", text)


def drafting_notes(text: str) -> list[str]:
    """The drafting notes in `text`, as they stand there."""
    return [note.strip() for note in _NOTE.findall(text)]
