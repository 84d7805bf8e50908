"""The paper as reading matter: contents beside it, and links from item to item."""

import re
from typing import Any

import pytest

from objectives.models import Period
from reports.compose import compose
from reports.layouts.ready import LayoutRecipe, ready_layouts
from reports.parts import Part
from reports.pdf.paper import render_parts
from reports.write.document import body, page, printed
from tests.paper_parts import words_of
from tests.paper_rows import Rows, full_rows, rows

pytestmark = pytest.mark.django_db
SUMMARY = Part("summary", "summary-table", heading="Summary")
TABLE = Part("table", "action-table", heading="Progress")
EXCEPTIONS = Part("exceptions", "exceptions", heading="Exceptions")
CHANGES = Part("changes", "changes", heading="What changed")


def content(period: Period, *parts: Part) -> dict[str, Any]:
    return compose(period, LayoutRecipe("ours", "Ours", "", parts))


def told() -> Rows:
    made = rows(actions=2)
    made.answer(made.actions[0], "Red", period=made.before)
    made.answer(made.actions[0], "Green")
    return made


def test_every_paper_has_its_contents_beside_it() -> None:
    html = body(content(told().period, SUMMARY, TABLE))
    nav = re.search(r'<nav class="in-this-paper".*?</nav>', html, re.DOTALL)
    assert nav is not None
    assert re.findall(r'href="#([^"]+)"', nav[0]) == ["summary-h1", "table-h1", "table-h2"]
    assert "1.1 Priority 1" in words_of(nav[0])


def test_a_paper_of_one_heading_has_no_contents_beside_it() -> None:
    text = Part("words", "text", heading="Words", options={"text": "All is well."})
    assert "in-this-paper" not in body(content(told().period, text))


def test_a_very_long_paper_lists_its_parts_alone() -> None:
    made = full_rows(45)
    nav = body(content(made.period, SUMMARY, TABLE)).partition("</nav>")[0]
    assert re.findall(r'href="#([^"]+)"', nav) == ["summary-h1", "table-h1"]


@pytest.mark.parametrize("key", ready_layouts())
def test_every_link_within_a_paper_leads_somewhere_and_no_id_is_given_twice(key: str) -> None:
    html = page(compose(full_rows(2).period, ready_layouts()[key]))
    ids = re.findall(r'\bid="([^"]+)"', html)
    assert len(ids) == len(set(ids))
    assert set(re.findall(r'href="#([^"]+)"', html)) <= set(ids)


def test_a_summary_leads_to_the_heading_that_an_ambition_is_told_under() -> None:
    html = body(content(told().period, SUMMARY, TABLE))
    assert '<a href="#table-h2">Priority 1</a>' in html


def test_what_changed_leads_to_the_row_of_the_action() -> None:
    made = told()
    html = body(content(made.period, CHANGES, TABLE))
    anchor = f"table-item-{made.actions[0].uuid}"
    assert f'href="#{anchor}"' in html and f'id="{anchor}"' in html


def test_where_an_item_is_told_nowhere_else_nothing_is_linked() -> None:
    assert "<a " not in body(content(told().period, CHANGES))


def test_an_item_that_two_parts_tell_of_is_found_in_the_first() -> None:
    made = told()
    again = Part("again", "action-table", heading="Again")
    html = body(content(made.period, TABLE, again))
    key = made.actions[0].uuid
    assert f'id="table-item-{key}"' in html and f'id="again-item-{key}"' not in html


def test_words_that_are_a_link_already_stay_one() -> None:
    made = told()
    made.ambitions[0].title = "See [our plan](https://example.org/plan)"
    made.ambitions[0].save()
    html = body(content(made.period, SUMMARY, TABLE))
    assert html.count('href="https://example.org/plan"') == 1


def test_a_paper_published_with_old_keys_keeps_its_anchors() -> None:
    made = told()
    found = content(made.period, SUMMARY, TABLE)

    def as_it_was(value: Any) -> Any:
        if isinstance(value, dict):
            value = {name: as_it_was(inner) for name, inner in value.items()}
            if isinstance(value.get("level"), str) and "key" in value:
                value["key"] = f"{value['level']}-12"
            return value
        return [as_it_was(inner) for inner in value] if isinstance(value, list) else value

    before = as_it_was(found)
    del before["items"], before["dimensions"]
    anchors = re.findall(r'<h\d id="([^"]+)"', body(before))
    assert anchors == re.findall(r'<h\d id="([^"]+)"', body(found)) != []
    assert 'id="table-item-action-12"' in body(before)


# Print


def test_what_is_for_the_screen_is_not_in_the_pdf() -> None:
    found = content(told().period, SUMMARY, TABLE)
    for section in printed(found).sections:
        assert "in-this-paper" not in section.html and "-item-" not in section.html
        assert "<a " not in section.html and "<script" not in section.html
    assert render_parts(found).startswith(b"%PDF")


def test_a_paper_as_a_file_needs_no_other() -> None:
    html = page(content(told().period, SUMMARY, TABLE))
    assert '<script type="module">' in html and html.count("</script>") == 1
    assert not re.search(r'(src|href)="(?!#|data:)', html)
    assert "<link" not in html and "@import" not in html and "import " not in html
