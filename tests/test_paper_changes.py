"""What one version of a paper says that the one before did not."""

from typing import Any
from uuid import UUID

import pytest
from django.test import Client
from django.urls import reverse

from reports.changes import Changed, compare
from reports.compose import items_of
from reports.models import Paper
from reports.services import content_of, draft_paper, publish_paper
from strategy_tracker.accounts.models import Role
from tests import factories
from tests.paper_parts import words_of
from tests.paper_rows import Rows, rows

LAYOUT = "progress-table"


def content(items: dict[str, Any], **parts: str) -> dict[str, Any]:
    """A content that names these items, with parts of these fingerprints by key."""
    return {
        "items": {
            key: {"level": "action", "reference": "", "title": key} | item
            for key, item in items.items()
        },
        "dimensions": {"action": {"delivery": "Delivery"}},
        "parts": [
            {"key": key, "kind": "text", "heading": f"About {key}", "sha256": sha256}
            for key, sha256 in parts.items()
        ],
    }


def rated(label: str) -> dict[str, Any]:
    return {"ratings": {"delivery": {"label": label, "tone": "red"} if label else None}}


def test_the_same_content_has_no_changes() -> None:
    same = content({"a": rated("Red")}, text="1")
    assert not compare(same, same)


def test_items_are_told_apart_by_identity() -> None:
    changes = compare(content({"a": {"title": "Old name"}, "b": {}}), content({"a": {}, "c": {}}))
    assert (changes.added, changes.gone) == (["c"], ["b"])
    said = {"label": "Old name", "tone": ""}, {"label": "a", "tone": ""}
    assert changes.retitled == [Changed("a", *said)]


def test_a_rating_is_told_with_what_it_was_and_is() -> None:
    before = content({"a": rated("Red"), "b": rated(""), "c": rated("Red")})
    changes = compare(before, content({"a": rated("Green"), "b": rated("Red"), "c": {}}))
    told = [(one.name, one.about, one.before["label"], one.now["label"]) for one in changes.rerated]
    assert told == [("a", "Delivery", "Red", "Green"), ("b", "Delivery", "", "Red")]


def test_a_score_is_told_with_what_it_was_and_is() -> None:
    score = {"label": "12", "tone": "amber"}
    before = content({"a": {"level": "risk", "score": None}})
    changes = compare(before, content({"a": {"level": "risk", "score": score}}))
    assert changes.rescored == [Changed("a", {"label": "", "tone": ""}, score)]


def test_parts_are_told_by_their_headings() -> None:
    changes = compare(content({}, one="1", two="1"), content({}, two="2", three="3"))
    assert changes.new_parts == ["About three"]
    assert changes.lost_parts == ["About one"]
    assert changes.reworded == ["About two"]


def test_what_is_told_stands_in_the_order_of_references() -> None:
    items = {key: {"reference": ref} for key, ref in (("b", "10"), ("a", "9"), ("c", "1"))}
    assert compare(content({}), content(items)).added == ["1 c", "9 a", "10 b"]


# From the database

pytestmark = pytest.mark.django_db


def published(made: Rows) -> Paper:
    paper = draft_paper(period=made.period, layout=LAYOUT, by=None)
    change = "It was wrong." if paper.version > 1 else ""
    return publish_paper(paper=paper, by=None, what_changed=change)


def test_content_names_its_items_by_identity_with_what_it_prints_of_them() -> None:
    made = rows(actions=1)
    made.answer(made.actions[0], "Red")
    risk = factories.risk(made.trust, strategy=made.strategy, reference="7", title="Flood")
    factories.risk_score(risk=risk, period=made.period, likelihood=3, consequence=4)
    found = content_of(draft_paper(period=made.period, layout=LAYOUT, by=None))
    item = found["items"][str(made.actions[0].uuid)]
    assert (item["level"], item["title"]) == ("action", "Open hub 0")
    assert item["ratings"]["delivery"] == {"label": "Red", "tone": "red"}
    assert found["items"][str(risk.uuid)]["score"]["label"] == "12"
    assert found["dimensions"]["action"]["delivery"] == "Delivery"
    assert all(UUID(key) for key in found["items"])
    assert items_of(found["parts"]) == found["items"]


def test_a_record_keeps_its_identity_whatever_becomes_of_it() -> None:
    made = rows(actions=1)
    first = set(content_of(draft_paper(period=made.period, layout=LAYOUT, by=None))["items"])
    made.actions[0].title, made.actions[0].reference = "Renamed", "X9"
    made.actions[0].save()
    assert set(content_of(Paper.objects.get())["items"]) == first


def test_a_closed_period_has_the_identities_that_its_items_have_now() -> None:
    made = rows(actions=1)
    made.period.status, made.period.closed_at = "closed", factories.NOON.replace(year=2100)
    made.period.save()
    found = content_of(draft_paper(period=made.period, layout=LAYOUT, by=None))
    assert str(made.actions[0].uuid) in found["items"]


def test_the_page_of_a_later_version_says_what_changed(client: Client) -> None:
    made = rows(actions=1)
    answer = made.answer(made.actions[0], "Red")
    published(made)
    given = answer.ratings.get()
    given.rating = made.rating("Green")
    given.save()
    published(made)
    client.force_login(factories.member(made.trust, Role.READER).user)
    url = reverse("paper_page", args=[made.trust.code, made.period.pk, LAYOUT])
    words = words_of(client.get(url).text)
    assert "What changed since version 1" in words
    assert "K0 Open hub 0, Delivery: Red, now Green" in words
    assert "What changed" not in client.get(f"{url}?version=1").text


def test_a_version_from_before_items_had_identities_is_not_compared(client: Client) -> None:
    made = rows(actions=1)
    paper = published(made)
    content = dict(paper.content or {})
    del content["items"]
    Paper.objects.filter(pk=paper.pk).update(content=content)
    published(made)
    client.force_login(factories.member(made.trust, Role.READER).user)
    url = reverse("paper_page", args=[made.trust.code, made.period.pk, LAYOUT])
    response = client.get(url)
    assert response.status_code == 200
    assert "What changed" not in response.text
