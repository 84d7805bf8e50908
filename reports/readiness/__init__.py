"""What a draft paper still lacks, as findings that its governance team settles or accepts.

A paper is what its layout prints: what is missing elsewhere in the plan is not told here.
"""

from typing import Any

from reports.compose import compose
from reports.layouts.ready import LayoutRecipe
from reports.layouts.trust import find_layout, with_words
from reports.models import Paper
from reports.readiness import answers, figures, grades, words
from reports.readiness.finding import About, Finding, Place
from reports.readiness.printed import Printed
from reports.reading import Plan, read_plan

__all__ = ["About", "Finding", "Place", "findings"]


def findings(
    paper: Paper, plan: Plan | None = None, content: dict[str, Any] | None = None
) -> list[Finding]:
    """What to settle or look at before `paper` is published, the gravest first.

    `plan` is what was read of its period already, and `content` what the draft says, where
    they are known. Reads a fixed number of queries. An empty list means that all is in order.
    """
    plan = plan or read_plan(paper.period.strategy, paper.period)
    found = find_layout(plan.strategy.trust_id, paper.layout)
    layout = with_words(found or LayoutRecipe(paper.layout, paper.layout, "", ()), paper)
    content = content or compose(paper.period, layout, paper, plan=plan)
    printed = Printed(plan, layout, content)
    made = [
        *answers.findings(printed),
        *words.findings(printed),
        *figures.findings(printed),
        *grades.findings(printed),
        *_about_the_paper(paper),
    ]
    return sorted(made, key=lambda finding: not finding.must_settle)


def _about_the_paper(paper: Paper) -> list[Finding]:
    period = paper.period
    found = []
    if period.is_open:
        told = f"{period.label} is still open: answers may change."
        found.append(Finding(told, "open", [], must_settle=False, place=Place("periods")))
    if not paper.meeting:
        told = "The meeting it is for is not named."
        found.append(Finding(told, "meeting", [], must_settle=False, place=Place("heading")))
    return found
