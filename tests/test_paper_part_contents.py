"""The contents list: the headings of the other parts, each with the page it stands on."""

import io

import pypdf
import pytest

from objectives.models import Period
from reports.compose import compose
from reports.layouts.ready import LayoutRecipe
from reports.parts import Part
from reports.pdf.paper import render_parts
from reports.write.document import body
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def period() -> Period:
    made = factories.period(factories.strategy())
    factories.objective(strategy=made.strategy, title="Great care", reference="1")
    return made


def content(period: Period, **options: object) -> dict:
    parts = (
        Part("contents", "contents", heading="What is inside", options=options),
        Part("goals", "objectives", heading="Our goals", starts_page=True),
    )
    return compose(period, LayoutRecipe("test", "Test", "", parts))


def listed(period: Period, **options: object) -> str:
    html = str(body(content(period, **options)))
    return html.partition('<nav class="contents"')[2].partition("</nav>")[0]


def test_the_headings_of_parts_are_listed_but_not_its_own(period: Period) -> None:
    html = listed(period)
    assert ">Our goals</a>" in html
    assert "What is inside" not in html and "Great care" not in html


def test_sections_are_listed_where_asked_with_their_references(period: Period) -> None:
    html = listed(period, lists_sections=True)
    assert '<li class="level-1">' in html
    assert '<li class="level-2"><span><a href="#goals-h2">1 Great care</a>' in html


def test_the_page_of_each_heading_is_printed(period: Period) -> None:
    pages = pypdf.PdfReader(io.BytesIO(render_parts(content(period)))).pages
    assert len(pages) == 2
    assert "Our goals" in pages[0].extract_text()
    line = next(line for line in pages[0].extract_text().splitlines() if "Our goals" in line)
    assert line.strip().endswith("2")
