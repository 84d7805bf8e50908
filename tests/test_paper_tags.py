"""What a paper of parts owes to those who hear it: levels of headings, lists, PDF/UA."""

from itertools import pairwise

import page as validation
import pytest

from objectives.models import Period
from reports.blocks import Heading
from reports.compose import compose
from reports.layouts.ready import ready_layouts
from reports.pdf.check import faults_of
from reports.pdf.paper import render_parts
from tests import factories
from tests.paper_parts import blocks_of, part

pytestmark = [pytest.mark.django_db, pytest.mark.once]


@pytest.fixture
def period() -> Period:
    """With a cover, text, an ambition that is rated and has answered, and a risk."""
    period = factories.period(factories.strategy())
    strategy = period.strategy
    for code, label, text in (
        ("report-to", "Report to", "The Board"),
        ("agenda-item", "Agenda item", "4"),
        ("executive-summary", "Summary", "All is well."),
        ("recommendation", "Recommendation", "To note it."),
        ("legal-and-regulatory", "Legal", "• Law\n• Licence"),
    ):
        factories.passage(
            strategy=strategy, kind="cover", document="Cover", code=code, label=label, text=text
        )
    factories.passage(strategy=strategy, document="1. Introduction", label="1.1")
    objective = factories.objective(strategy=strategy)
    ambition = factories.ambition(objective=objective, supporting_strategies=["People"])
    factories.condition(ambition=ambition)
    factories.risk(strategy=strategy)
    update = factories.update(ambition, period, state="submitted")
    factories.update_rating(update=update)
    factories.update_narrative(update=update, text="• One\n• Two")
    return period


def test_no_level_of_heading_is_left_out(period: Period) -> None:
    blocks = blocks_of(period, part("cover-sheet"))
    levels = [block.level for block in blocks if isinstance(block, Heading)]
    assert levels and levels[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


def test_a_raised_heading_keeps_its_look(period: Period) -> None:
    heading = next(
        block for block in blocks_of(period, part("cover-sheet")) if isinstance(block, Heading)
    )
    assert (heading.level, heading.looks_like) == (1, 2)


@pytest.mark.parametrize("key", ready_layouts())
def test_a_paper_of_each_layout_can_be_read_aloud(period: Period, key: str) -> None:
    data = render_parts(compose(period, ready_layouts()[key]))
    report = validation.validate_pdf_bytes(data, profile=validation.ValidationProfile.PDF_UA_1)
    assert [failure.message for failure in report.failures] == []
    assert faults_of(data) == {}
