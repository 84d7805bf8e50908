"""The parts that a paper can be made of: one module for each kind.

A new kind is a module with its `Options`, `build` and `blocks`, and a line in KINDS. A part
knows no format, and no layout knows more of a part than its key and options.
"""

from reports.parts import (
    action_table,
    annex_matrix,
    changes,
    contents,
    corrections,
    cover_sheet,
    documents,
    evidence,
    exceptions,
    executive_summary,
    heat_map,
    highlight_report,
    legend,
    measure_chart,
    objective_sections,
    objectives,
    page_break,
    picture,
    plan_on_a_page,
    programme_overview,
    rating_chart,
    risk_table,
    scorecard,
    summary_table,
    supporting_strategies,
    text,
)
from reports.parts.base import Content, Data, Part, PartKind, Source

KINDS: dict[str, PartKind] = {
    module.KIND.key: module.KIND
    for module in (
        action_table,
        annex_matrix,
        changes,
        contents,
        corrections,
        cover_sheet,
        documents,
        evidence,
        exceptions,
        executive_summary,
        heat_map,
        highlight_report,
        legend,
        measure_chart,
        objective_sections,
        objectives,
        page_break,
        picture,
        plan_on_a_page,
        programme_overview,
        rating_chart,
        risk_table,
        scorecard,
        summary_table,
        supporting_strategies,
        text,
    )
}

__all__ = ["KINDS", "Content", "Data", "Part", "PartKind", "Source"]
