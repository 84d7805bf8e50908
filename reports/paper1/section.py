"""What more than one layout prints: headings, what stands over a table, the risk table."""

from collections.abc import Sequence
from typing import Any

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from reports import cells
from reports.paper1.tables import Column, Table, build, risk_columns, shorten, stacked_ratings

Content = dict[str, Any]
_LONGEST_CONTINUATION = 90


def numbered(record: dict[str, Any]) -> SafeString:
    """ "2  A great place to work": reference and title."""
    reference = record.get("reference", "")
    before = f"{escape(reference)}&ensp;" if reference else ""
    return mark_safe(f"{before}{cells.text(record['title'])}")  # noqa: S308 - escaped


def continued(record: dict[str, Any], risks: str = "") -> str:
    """The line over rows that run on, cut at a word: it must fit on one line."""
    parts = (record.get("reference", ""), record["title"])
    name = shorten(" ".join(part for part in parts if part), 80)
    fits = risks and len(name) + len(risks) < _LONGEST_CONTINUATION
    return f"{name} (continued)" + (f" · {risks}" if fits else "")


def lead_line(people: Sequence[dict[str, str]] | None, word: str) -> str:
    """ "Lead: Ann Lee, Chief Nurse", or "" without leads."""
    named = cells.leads_line(people or [])
    return f"{word}: {named}" if named else ""


def section(content: Content, group: dict[str, Any]) -> dict[str, Any]:
    """What both layouts print over a group's rows: who leads it, and its own answers."""
    update = group.get("update") or {}
    silent = cells.silence(update)
    said = [cells.narrative(value, value["heading"]) for value in update.get("narratives", [])]
    return {
        "heading": numbered(group),
        "continued": continued(group),
        "lead_line": lead_line(group.get("leads"), content["words"]["lead"]),
        "ratings": [
            {"label": entry["label"], "rating": cells.rating(entry["value"], " ", silent)}
            for entry in update.get("ratings", [])
        ],
        "narratives": [html for html in said if html],
        "aims": [cells.text(aim) for aim in group.get("aims") or []],
    }


def rating_columns(
    content: Content, rows: Sequence[dict[str, Any]], most: int, stacked_width: float
) -> dict[str, Column]:
    """The columns of ratings by the key of the column they stand for.

    Where there are more than `most` they share one, under the key of the first.
    """
    dimensions = [
        (column["key"], column["label"])
        for column in content["columns"]
        if column["kind"] == "rating"
    ]
    if len(dimensions) > most:
        shared = Column("Ratings", lambda row: stacked_ratings(row, dimensions), stacked_width)
        return {dimensions[0][0]: shared}
    return {code: _rating_column(code, label, rows) for code, label in dimensions}


def _rating_column(code: str, label: str, rows: Sequence[dict[str, Any]]) -> Column:
    """A column as wide as its longest word wants, up to two lines of a long one."""
    given = [row["ratings"].get(code) for row in rows]
    longest = max((len(value["label"]) for value in given if value), default=0)
    width = min(max(27.0, longest * 1.05 + 10), 50.0)

    def cell(row: dict[str, Any]) -> SafeString:
        return cells.rating(row["ratings"].get(code), silent=cells.silence(row))

    return Column(label, cell, width)


def risk_table(
    risks: Sequence[dict[str, Any]],
    words: dict[str, Any],
    orientation: str,
    *,
    with_links: bool = True,
) -> Table | None:
    """The risk table, highest current score first, or None for no risks."""
    if not risks:
        return None
    ordered = sorted(risks, key=lambda risk: -(risk["current"] or {"score": 0})["score"])
    return build(
        risk_columns(risks, words, with_links=with_links),
        ordered,
        orientation,
        f"{words['risk'][1]} (continued)",
    )
