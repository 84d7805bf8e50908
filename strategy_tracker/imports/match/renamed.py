"""Headings that differ a little from those that a profile knows: asked, not taken for granted."""

from collections.abc import Mapping, Sequence

from strategy_tracker.imports.changeset import OpenQuestion, Where
from strategy_tracker.imports.layout.table import Table

_SAME, _NEW = "same", "new"


def settle_renamed(
    table: Table,
    chosen: Mapping[str, str],
    renamed: Mapping[str, Sequence[str]],
    answers: Mapping[str, str],
) -> tuple[dict[str, str], list[OpenQuestion]]:
    """`chosen` with the fields of headings that are what others were, and what that asks.

    `renamed` are pairs (the heading that it was, its field) by heading.
    """
    fields, asks = dict(chosen), []
    for cell in table.header:
        heading = " ".join(cell.text.split())
        if heading in fields or heading not in renamed:
            continue
        before, name = renamed[heading]
        question = OpenQuestion(
            f"renamed:{table.title}!{cell.address}",
            Where(table.title, cell.address),
            cell.text,
            f"“{heading}” is not in the profile. Is it what “{before}” was?",
            _SAME,
            ((_SAME, "Yes, read it the same"), (_NEW, "No, it is something new")),
        )
        asks.append(question)
        if answers.get(question.key, _SAME) != _NEW:
            fields[heading] = name
    return fields, asks
