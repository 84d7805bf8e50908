"""The progress table: priorities with their actions, one landscape table each, then the risks."""

from typing import Any

from django.utils.safestring import mark_safe

from reports import cells
from reports.layouts import parts
from reports.tables import (
    TEXT_WIDTH,
    Column,
    action_title,
    build,
    narratives,
    reference_column,
)

# A landscape page holds three columns of ratings beside the words; more share one.
_MOST_RATING_COLUMNS = 3
_NOT_ANSWERED = mark_safe('<p class="quiet">Not answered</p>')


def prepare(content: parts.Content) -> dict[str, Any]:
    """The context of templates/reports/paper/progress_table.html."""
    words = content["words"]
    columns = _columns(content, [row for group in content["groups"] for row in group["rows"]])
    actions, risks = cells.inside(words["action"][1]), cells.inside(words["risk"][1])
    return {
        "objectives_title": words["objective"][1],
        "objectives": _objectives(content),
        "sections": _sections(content, columns),
        "no_rows": f"No {actions} are recorded here yet.",
        "nothing": f"No {cells.inside(words['ambition'][1])} or {actions} are recorded for "
        "this strategy.",
        "risks": parts.risk_table(content["risks"], words, "wide"),
        "risks_title": words["risk"][1],
        "no_risks": f"No {risks} are recorded for this strategy.",
    }


def _columns(content: parts.Content, rows: list[dict[str, Any]]) -> list[Column]:
    ratings = parts.rating_columns(content, _MOST_RATING_COLUMNS, 27, stacked_width=58)
    columns = []
    for column in content["columns"]:
        if column["kind"] != "rating":
            columns.append(_column(column, content, rows))
        elif column["key"] in ratings:
            columns.append(ratings[column["key"]])
    _widen_title(columns)
    return columns


def _widen_title(columns: list[Column]) -> None:
    """Where there are few columns, give the title its part of what the words do not need."""
    title = next(column for column in columns if column.heads_row)
    left = TEXT_WIDTH["wide"] - sum(column.width for column in columns if column is not title)
    if title.width:
        title.width = min(max(title.width, left * 0.42), 90)


def _column(column: dict[str, str], content: parts.Content, rows: list[dict[str, Any]]) -> Column:
    key, label, kind = column["key"], column["label"], column["kind"]
    own_kind = content["words"]["action"][0]
    if key == "title":
        has_words = any(other["kind"] == "narratives" for other in content["columns"])
        width = 58 if has_words else 0
        return Column(label, lambda row: action_title(row, own_kind), width, heads_row=True)
    if key == "reference":
        return reference_column(label, rows)
    if kind == "leads":
        return Column(label, lambda row: cells.leads(row["leads"]), 34)
    if kind == "date":
        return Column(label, lambda row: cells.due(row["target_date"], row["target_text"]), 27)
    if kind == "narratives":
        return Column(label, lambda row: narratives(row, label) or _NOT_ANSWERED)
    return Column(label, lambda row: cells.text(str(row.get(key) or "")), 30)


def _sections(content: parts.Content, columns: list[Column]) -> list[dict[str, Any]]:
    sections, objective = [], None
    for group in content["groups"]:
        risks = _risk_line(group.get("risk_references") or [], content["words"])
        over = group.get("objective") or None
        sections.append(
            parts.section(content, group)
            | {
                "over": parts.numbered(over) if over and over != objective else "",
                "introduction": cells.prose(group.get("introduction", "")),
                "statement": cells.prose(group.get("statement", "")),
                "risk_line": cells.text(risks),
                "table": build(columns, group["rows"], "wide", parts.continued(group, risks)),
            }
        )
        objective = over
    return sections


def _risk_line(references: list[str], words: dict[str, Any]) -> str:
    if not references:
        return ""
    word = words["risk"][0 if len(references) == 1 else 1]
    return f"{word}: {', '.join(references)}"


def _objectives(content: parts.Content) -> list[dict[str, Any]]:
    """What the head of the paper lists; nothing when the groups are the objectives anyway."""
    listed = [record["title"] for record in content["objectives"]]
    if listed == [group["title"] for group in content["groups"]]:
        return []
    return [_objective(record, content["words"]["lead"]) for record in content["objectives"]]


def _objective(record: dict[str, Any], lead_word: str) -> dict[str, Any]:
    about = [record.get("introduction", ""), record.get("description", "")]
    return {
        "name": parts.numbered(record),
        "lead_line": parts.lead_line(record.get("leads"), lead_word),
        "about": [cells.prose(part) for part in about if part],
        "aims": [cells.text(aim) for aim in record.get("aims") or []],
    }
