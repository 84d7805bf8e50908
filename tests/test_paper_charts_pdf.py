"""Charts, maps and merged cells in the PDF of a composed paper."""

import page as validation
import pytest

from reports.compose import compose
from reports.layouts.ready import parse_layout
from reports.pdf.paper import render_parts
from reports.write.document import page
from tests import factories as make
from tests.test_paper_part_rating_chart import Asked

pytestmark = [pytest.mark.django_db, pytest.mark.once]

LAYOUT = """
name = "Everything about risks and ratings"
[[part]]
kind = "heat-map"
heading = "Risks"
orientation = "wide"
options = {beside_table = true}
[[part]]
kind = "rating-chart"
heading = "Ratings"
[[part]]
kind = "changes"
heading = "What moved"
[[part]]
kind = "measure-chart"
heading = "Scores"
options = {shows = "risks"}
[[part]]
kind = "objective-sections"
options = {merge_leads = true, shows_legend = true}
"""


@pytest.fixture
def content():
    asked = Asked()
    objective = make.objective(strategy=asked.strategy)
    person = make.person(asked.strategy.trust, name="Ada Price")
    for now, was in (("green", "red"), ("red", "green"), ("amber", "amber")):
        make.lead(asked.rated(objective, now, was), person)
    make.lead(asked.rated(objective, "green"), make.person(asked.strategy.trust))
    risk = make.risk(strategy=asked.strategy)
    make.risk_link(risk=risk, objective=objective)
    make.risk_score(risk=risk, period=asked.before, likelihood=2, consequence=4)
    make.risk_score(risk=risk, period=asked.period, likelihood=4, consequence=4)
    return compose(asked.period, parse_layout(LAYOUT))


def test_the_pdf_conforms_to_pdf_ua(content):
    data = render_parts(content)
    report = validation.validate_pdf_bytes(data, profile=validation.ValidationProfile.PDF_UA_1)
    assert [failure.message for failure in report.failures] == []


def test_headings_skip_no_level_where_a_part_has_none_of_its_own(content):
    markup = page(content, with_style=False)
    section = markup[markup.index('id="objective-sections"') :]
    assert section.index("<h2") < section.index("<h3")
