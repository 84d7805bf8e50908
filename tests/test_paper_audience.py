"""The public paper leaves out the parts that are for the trust alone; and new pages."""

import json
from dataclasses import replace
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from objectives.models import Period
from reports.compose import compose, fingerprint
from reports.layouts.ready import LayoutError, LayoutRecipe, parse_layout
from reports.layouts.services import change_part, copy_layout, layout_as_text
from reports.layouts.trust import recipe_of
from reports.parts import Part
from reports.redact import has_internal, public
from reports.services import draft_paper, publish_paper
from strategy_tracker.accounts.models import Role
from tests import factories
from tests.paper_parts import words_of
from tests.paper_rows import Rows, rows

pytestmark = pytest.mark.django_db
SECRET = Part("secret", "text", options={"text": "What only we know"}, audience="internal")
OPEN = Part("open", "text", options={"text": "What all may know"})
TABLE = Part("table", "action-table", audience="internal")
BREAK = Part("break", "page-break")


def content(period: Period, *parts: Part) -> dict[str, Any]:
    return compose(period, LayoutRecipe("ours", "Ours", "", parts))


def test_internal_parts_and_what_only_they_name_are_left_out() -> None:
    made = rows(actions=1)
    found = public(content(made.period, OPEN, SECRET, TABLE))
    assert [part["key"] for part in found["parts"]] == ["open"]
    assert found["items"] == {}
    text = json.dumps(found)
    assert "What only we know" not in text and "Open hub 0" not in text


def test_content_without_internal_parts_is_public_as_it_is() -> None:
    whole = content(rows().period, OPEN)
    assert not has_internal(whole)
    assert public(whole) is whole


def test_the_fingerprint_of_the_public_paper_is_taken_of_what_is_left() -> None:
    made = rows(actions=1)
    first, second = (
        content(made.period, OPEN, replace(SECRET, options={"text": text})) for text in "ab"
    )
    for one in (first, second):
        one["status"] = {**one["status"], "draft": False, "hash": fingerprint(one)[:8]}
    assert first["status"]["hash"] != second["status"]["hash"]
    assert public(first)["status"]["hash"] == public(second)["status"]["hash"] != ""


def test_content_from_before_there_were_audiences_is_for_everybody() -> None:
    whole = content(rows().period, OPEN)
    del whole["parts"][0]["audience"]
    assert public(whole) is whole


def test_a_layout_keeps_its_audience_as_rows_and_as_a_file() -> None:
    made = rows()
    recipe = LayoutRecipe("ours", "Ours", "", (OPEN, SECRET))
    layout = copy_layout(trust=made.trust, recipe=recipe, name="Our own", by=None)
    own = recipe_of(layout)
    assert [part.audience for part in own.parts] == ["", "internal"]
    assert [part.audience for part in parse_layout(layout_as_text(own)).parts] == ["", "internal"]
    change_part(part=layout.parts.get(key="secret"), by=None, audience="")
    layout.refresh_from_db()
    assert layout.parts.get(key="secret").audience == ""


def test_an_unknown_audience_is_told() -> None:
    with pytest.raises(LayoutError, match="for “friends”"):
        parse_layout('name = "A"\n[[part]]\nkind = "text"\naudience = "friends"')


class Public:
    def __init__(self, client: Client) -> None:
        self.made: Rows = rows(actions=1)
        self.client = client
        client.force_login(factories.member(self.made.trust, Role.READER).user)
        recipe = LayoutRecipe("ours", "Ours", "", (OPEN, SECRET))
        self.layout = copy_layout(trust=self.made.trust, recipe=recipe, name="Ours", by=None)
        paper = draft_paper(period=self.made.period, layout=self.layout.key, by=None)
        publish_paper(paper=paper, by=None)

    def get(self, name: str, query: str = "") -> Any:
        address = [self.made.trust.code, self.made.period.pk, self.layout.key]
        return self.client.get(reverse(name, args=address) + query)


def test_the_page_leads_to_the_public_paper_and_back(client: Client) -> None:
    paper = Public(client)
    page = paper.get("paper_page")
    assert "What only we know" in page.text and "?version=1&amp;audience=public" in page.text
    page = paper.get("paper_page", "?version=1&audience=public")
    assert "What only we know" not in page.text and "What all may know" in page.text
    assert "See the whole paper" in words_of(page.text)
    assert "pdf/?version=1&amp;audience=public" in page.text


def test_the_files_of_the_public_paper_say_so(client: Client) -> None:
    paper = Public(client)
    response = paper.get("paper_json", "?audience=public")
    assert "public.json" in response["Content-Disposition"]
    found = json.loads(response.getvalue())
    assert [part["key"] for part in found["parts"]] == ["open"]
    assert paper.get("paper_pdf", "?audience=public").status_code == 200


# New pages


def test_the_part_after_a_new_page_begins_one() -> None:
    found = content(rows().period, OPEN, BREAK, replace(OPEN, key="next"))
    assert [(part["key"], part["starts_page"]) for part in found["parts"]] == [
        ("open", False),
        ("next", True),
    ]


def test_a_new_page_waits_for_a_part_that_says_something() -> None:
    empty = replace(OPEN, key="empty", options={})
    found = content(rows().period, BREAK, empty, OPEN, replace(OPEN, key="last"))
    assert [part["starts_page"] for part in found["parts"]] == [True, False]
