"""Quarterly progress: each goal with its risks and its numbered items, on upright pages."""

from typing import Any

from reports import cells
from reports.paper1 import section as parts
from reports.paper1.tables import Column, action_title, build, narratives, reference_column
from strategy_tracker.ui.display import inside

# An upright page holds two columns of ratings beside the words; more share one.
_MOST_RATING_COLUMNS = 2


def prepare(content: parts.Content) -> dict[str, Any]:
    """The context of templates/reports/paper/quarterly_progress.html."""
    words = content["words"]
    risks, actions = inside(words["risk"][1]), inside(words["action"][1])
    objective = inside(words["objective"][0])
    has_risks = any(group["risks"] for group in content["groups"])
    return {
        "sections": [_section(content, group) for group in content["groups"]],
        "progress_title": f"Progress, {content['period']['label']}",
        "risks_title": words["risk"][1],
        "has_risks": has_risks,
        "other_risks_title": f"Other {risks}" if has_risks else words["risk"][1],
        "other_risks": parts.risk_table(content["risks"], words, "tall"),
        "no_rows": f"No {actions} are recorded here yet.",
        "no_risks_or_rows": f"No {risks} or {actions} are recorded here yet.",
        "nothing": f"No {inside(words['objective'][1])} are recorded for this strategy.",
        "no_risks": f"No {risks} are linked to this {objective}.",
        "no_risks_at_all": f"No {risks} are recorded for this strategy.",
    }


def _section(content: parts.Content, group: dict[str, Any]) -> dict[str, Any]:
    # An ambition is printed even with nothing under it, a mere name of an area is not.
    areas = [area for area in group["areas"] if area["rows"] or "update" in area]
    columns = _columns(content, [row for area in areas for row in area["rows"]])
    return parts.section(content, group) | {
        "introduction": cells.prose(group.get("introduction", "")),
        "statement": cells.prose(group.get("description", "")),
        "is_empty": not areas and not group["risks"],
        "risks": parts.risk_table(group["risks"], content["words"], "tall", with_links=False),
        "areas": [_area(content, group, area, columns) for area in areas],
    }


def _area(
    content: parts.Content, group: dict[str, Any], area: dict[str, Any], columns: list[Column]
) -> dict[str, Any]:
    run_on = parts.continued(group)
    return parts.section(content, area) | {
        "continued": run_on,
        "statement": cells.prose(area.get("statement", "")),
        "table": build(columns, area["rows"], "tall", run_on),
    }


def _columns(content: parts.Content, rows: list[dict[str, Any]]) -> list[Column]:
    words = content["words"]
    own_kind = words["action"][0]
    unlabelled = next(
        (column["label"] for column in content["columns"] if column["kind"] == "narratives"), ""
    )
    columns = []
    if any(row.get("reference") for row in rows):
        columns.append(reference_column("No", rows))
    columns.append(
        Column(
            f"{own_kind} and progress",
            lambda row: action_title(row, own_kind, with_area=False) + narratives(row, unlabelled),
        )
    )
    if any(row["leads"] for row in rows):
        columns.append(Column(words["lead"], lambda row: cells.leads(row["leads"]), 36))
    ratings = parts.rating_columns(content, rows, _MOST_RATING_COLUMNS, stacked_width=48)
    return columns + list(ratings.values())
