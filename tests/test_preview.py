"""Check before you submit prints the update as the board's paper does."""

import re
from typing import Any

import pytest

from ambitions.updates import services
from reports.reading import read_plan
from reports.services import content_of, draft_paper
from reports.write.document import body
from strategy_tracker.accounts.models import Role
from tests import factories
from tests.answering import Plan

pytestmark = pytest.mark.django_db

WORDS = "**Ten wards** are live:\n\n- north\n- south\n\n1. first\n2. second"


def rows_about(html: str, title: str) -> list[str]:
    """The rows of tables that have the title in them, without ids."""
    rows = re.findall(r"<tr.*?</tr>", html, re.DOTALL)
    return [re.sub(r' id="[^"]*"', "", row) for row in rows if title in row]


def check_page(plan: Plan, action: Any) -> str:
    client = plan.client()
    return str(client.get(plan.url("update_check", action)).content.decode())


def test_the_preview_has_the_row_that_the_paper_prints_once_it_is_handed_in() -> None:
    plan = Plan()
    plan.progress.short_label = "Prog."
    plan.progress.save()
    action = plan.action("Open more beds")
    update = plan.answer(action, "green", WORDS)
    other = plan.action("Something else")
    plan.answer(other, "green", "Not to be seen here.")
    draft_paper(period=plan.period, layout="progress-table", by=None, title="Progress")
    page = check_page(plan, action)
    assert read_plan(plan.strategy, plan.period).answer(action) is None
    preview = rows_about(page, "Open more beds")
    assert preview and "<strong>Ten wards</strong>" in preview[0] and "<li>north</li>" in preview[0]
    assert "Not to be seen here" not in page

    services.submit_update(update=update, version=None, by=plan.lead.user)
    governance = factories.member(plan.trust, Role.GOVERNANCE).user
    services.approve_update(update=update, by=governance)
    paper = draft_paper(period=plan.period, layout="progress-table", by=None)
    printed = rows_about(str(body(content_of(paper))), "Open more beds")
    assert preview == printed


@pytest.mark.parametrize("level", ["objective", "ambition"])
def test_every_level_is_previewed_as_a_paper_that_prints_it_does(level: str) -> None:
    plan = Plan()
    asked = factories.heading(strategy=plan.strategy, level=level, label="Successes")
    objective = factories.objective(strategy=plan.strategy)
    item: Any = objective if level == "objective" else plan.ambition
    factories.lead(item, plan.lead)
    services.save_draft(
        item=item,
        period=plan.period,
        answers=services.Answers(narratives={asked: WORDS}),
        version=None,
        by=plan.lead.user,
    )
    page = plan.client().get(f"/t/{plan.trust.code}/updates/{level}/{item.pk}/check/")
    assert "<strong>Ten wards</strong>" in page.content.decode()
    assert "As it will be printed" in page.content.decode()
