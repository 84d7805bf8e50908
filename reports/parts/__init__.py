"""The parts that a paper can be made of: one module for each kind.

A new kind is a module with its `Options`, `build` and `blocks`, and a line in KINDS. A part
knows no format, and no layout knows more of a part than its key and options.
"""

from reports.parts import (
    action_table,
    annex_matrix,
    contents,
    cover_sheet,
    documents,
    exceptions,
    executive_summary,
    heat_map,
    highlight_report,
    legend,
    objective_sections,
    objectives,
    plan_on_a_page,
    programme_overview,
    risk_table,
    scorecard,
    summary_table,
    text,
)
from reports.parts.base import Content, Data, Part, PartKind, Source

KINDS: dict[str, PartKind] = {
    module.KIND.key: module.KIND
    for module in (
        action_table,
        annex_matrix,
        contents,
        cover_sheet,
        documents,
        exceptions,
        executive_summary,
        heat_map,
        highlight_report,
        legend,
        objective_sections,
        objectives,
        plan_on_a_page,
        programme_overview,
        risk_table,
        scorecard,
        summary_table,
        text,
    )
}

__all__ = ["KINDS", "Content", "Data", "Part", "PartKind", "Source"]
