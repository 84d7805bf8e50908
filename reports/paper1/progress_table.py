"""The progress table: priorities with their actions, one landscape table each, then the risks."""

from typing import Any

from django.utils.safestring import SafeString, mark_safe

from reports import cells
from reports.paper1 import section as parts
from reports.paper1.tables import (
    TEXT_WIDTH,
    Column,
    action_title,
    build,
    narratives,
    reference_column,
)
from strategy_tracker.ui.display import inside

# A landscape page holds three columns of ratings beside the words; more share one.
_MOST_RATING_COLUMNS = 3


def prepare(content: parts.Content) -> dict[str, Any]:
    """The context of templates/reports/paper/progress_table.html."""
    words = content["words"]
    columns = _columns(content, [row for group in content["groups"] for row in group["rows"]])
    actions, risks = inside(words["action"][1]), inside(words["risk"][1])
    return {
        "objectives_title": words["objective"][1],
        "objectives": _objectives(content),
        "sections": _sections(content, columns),
        "no_rows": f"No {actions} are recorded here yet.",
        "nothing": f"No {inside(words['ambition'][1])} or {actions} are recorded for "
        "this strategy.",
        "risks": parts.risk_table(content["risks"], words, "wide"),
        "risks_title": words["risk"][1],
        "no_risks": f"No {risks} are recorded for this strategy.",
    }


def _columns(content: parts.Content, rows: list[dict[str, Any]]) -> list[Column]:
    ratings = parts.rating_columns(content, rows, _MOST_RATING_COLUMNS, stacked_width=58)
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
        width = 50 if has_words else 0
        return Column(label, lambda row: action_title(row, own_kind), width, heads_row=True)
    if key == "reference":
        return reference_column(label, rows)
    if kind == "leads":
        return Column(label, lambda row: cells.leads(row["leads"]), 34)
    if kind == "date":
        return Column(label, lambda row: cells.due(row["target_date"], row["target_text"]), 34)
    if kind == "narratives":
        return Column(label, lambda row: narratives(row, label) or _silence(row))
    return Column(label, lambda row: cells.text(str(row.get(key) or "")), 30)


def _silence(row: dict[str, Any]) -> SafeString:
    words = cells.silence(row)
    return mark_safe(f'<p class="quiet">{words}</p>')  # noqa: S308 - our own words


def _sections(content: parts.Content, columns: list[Column]) -> list[dict[str, Any]]:
    """The groups; the first of each objective has that objective `over` it."""
    texts = {_name(record): record for record in content["objectives"]}
    lead_word = content["words"]["lead"]
    sections, current = [], None
    for group in content["groups"]:
        risks = _risk_line(group.get("risk_references") or [], content["words"])
        objective = group.get("objective") or None
        own = _name(objective) if objective else _name(group)
        over = _objective(texts.get(own, objective), lead_word) if objective else None
        sections.append(
            parts.section(content, group)
            | {
                "over": over if own != current else None,
                "is_under": objective is not None,
                "introduction": cells.prose(group.get("introduction", "")),
                "statement": cells.prose(group.get("statement", "")),
                "risk_line": cells.text(risks),
                "table": build(columns, group["rows"], "wide", parts.continued(group, risks)),
            }
        )
        current = own
    return sections


def _name(record: dict[str, Any]) -> tuple[str, str]:
    return record.get("reference", ""), record["title"]


def _risk_line(references: list[str], words: dict[str, Any]) -> str:
    if not references:
        return ""
    word = words["risk"][0 if len(references) == 1 else 1]
    return f"{word}: {', '.join(references)}"


def _objectives(content: parts.Content) -> list[dict[str, Any]]:
    """What the head of the paper lists; nothing when the groups are the objectives anyway.

    An objective that stands over groups says what it is about there, any other says it here.
    """
    names = [_name(record) for record in content["objectives"]]
    if names == [_name(group) for group in content["groups"]]:
        return []
    later = {_name(group.get("objective") or group) for group in content["groups"]}
    lead_word = content["words"]["lead"]
    return [
        _objective(record, lead_word, with_text=_name(record) not in later)
        for record in content["objectives"]
    ]


def _objective(record: dict[str, Any], lead_word: str, *, with_text: bool = True) -> dict[str, Any]:
    about = [record.get("introduction", ""), record.get("description", "")] if with_text else []
    aims = (record.get("aims") or []) if with_text else []
    return {
        "name": parts.numbered(record),
        "lead_line": parts.lead_line(record.get("leads"), lead_word),
        "about": [cells.prose(part) for part in about if part],
        "aims": [cells.text(aim) for aim in aims],
    }
