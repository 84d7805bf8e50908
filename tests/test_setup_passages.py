"""What stands beside the plan is typed on a screen: listed, added, changed, moved, removed."""

import html
import re
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from objectives.models import Passage
from objectives.services import add_passage, close_period, move_passage
from reports.services import draft_content
from strategy_tracker.accounts.models import Role
from strategy_tracker.audit.services import take_back
from tests import factories
from tests.answering import Plan
from tests.governing import address, queries_of, signed_in, text_of
from tests.setting_up import save, sent_by

pytestmark = pytest.mark.django_db


def typed(**fields: Any) -> dict[str, Any]:
    sent = {"document": "Vision", "label": "", "text": "Well", "place": "text:"}
    return sent | {"objective": "", "period": ""} | fields


def vision(plan: Plan, *words: str, **fields: Any) -> list[Passage]:
    return [
        add_passage(strategy=plan.strategy, document="Vision", text=text, by=None, **fields)
        for text in words
    ]


def order(plan: Plan) -> list[str]:
    rows = Passage.objects.filter(strategy=plan.strategy).order_by("position", "pk")
    return list(rows.values_list("text", flat=True))


def test_a_vision_is_typed_and_stands_on_its_page() -> None:
    plan = Plan()
    client = signed_in(plan.trust)
    page = client.get(address("strategy_about", plan.trust)).content.decode()
    url = address("setup_passage_add", plan.trust)
    assert url in page
    assert client.post(url, typed(label="Our vision", text="To be **well**")).status_code == 302
    passage = Passage.objects.get()
    assert (passage.strategy, passage.kind, passage.code) == (plan.strategy, "text", "")
    assert passage.history.get().history_user is not None
    assert (
        "<strong>well</strong>"
        in client.get(address("strategy_about", plan.trust)).content.decode()
    )
    assert "Our vision To be well" in text_of(client.get(address("setup_passages", plan.trust)))


def test_it_is_of_the_period_and_the_objective_that_are_chosen() -> None:
    plan = Plan()
    objective = factories.objective(strategy=plan.strategy)
    sent = typed(place="plan:", objective=objective.pk, period=plan.period.pk)
    signed_in(plan.trust).post(address("setup_passage_add", plan.trust), sent)
    passage = Passage.objects.get()
    assert (passage.objective, passage.period, passage.kind) == (objective, plan.period, "plan")


def test_what_a_cover_sheet_says_goes_to_its_field() -> None:
    plan = Plan()
    plan.action()
    sent = typed(
        document="Cover", text="To note it.", place="cover:recommendation", period=plan.period.pk
    )
    assert (
        signed_in(plan.trust).post(address("setup_passage_add", plan.trust), sent).status_code
        == 302
    )
    assert Passage.objects.get().code == "recommendation"
    assert "To note it." in str(draft_content(plan.period, "ambitions-report"))


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"document": " "}, "Say in which part it stands, such as Vision."),
        ({"text": "", "label": ""}, "Give a text, a heading or both."),
        ({"text": "x" * 20_001}, "give 20000 characters at most"),
        ({"place": "poem:"}, "Choose where papers print it."),
        ({"objective": "999999"}, "Choose what it is about from the list."),
        ({"period": "999999"}, "Choose a period that is not closed."),
        ({"period": "earlier"}, "Choose a period that is not closed."),
    ],
)
def test_what_cannot_be_is_told_and_nothing_is_written(
    wrong: dict[str, Any], sentence: str
) -> None:
    plan = Plan()
    if wrong.get("period") == "earlier":
        wrong = {"period": plan.earlier.pk}
    response = signed_in(plan.trust).post(address("setup_passage_add", plan.trust), typed(**wrong))
    assert response.status_code == 400
    assert sentence in html.unescape(response.content.decode())
    assert not Passage.objects.exists()


def test_it_is_changed_and_taken_back() -> None:
    plan = Plan()
    [passage] = vision(plan, "Well")
    client = signed_in(plan.trust)
    save(client, address("setup_passage", plan.trust, passage.pk), text="Better", label="Aim")
    passage.refresh_from_db()
    assert (passage.text, passage.label) == ("Better", "Aim")
    take_back(version=passage.history.latest(), by=None)
    passage.refresh_from_db()
    assert (passage.text, passage.label) == ("Well", "")


def test_a_code_of_a_workbooks_own_stays_when_the_words_are_changed() -> None:
    plan = Plan()
    [passage] = vision(plan, "Well", code="our-own", source={"cell": "B4"})
    save(signed_in(plan.trust), address("setup_passage", plan.trust, passage.pk), text="Better")
    passage.refresh_from_db()
    assert (passage.text, passage.code, passage.source) == ("Better", "our-own", None)


def test_saved_as_it_is_it_writes_no_history() -> None:
    plan = Plan()
    [passage] = vision(plan, "Well", source={"cell": "B4"})
    save(signed_in(plan.trust), address("setup_passage", plan.trust, passage.pk))
    assert passage.history.count() == 1
    passage.refresh_from_db()
    assert passage.source == {"cell": "B4"}


def test_in_another_part_it_stands_last() -> None:
    plan = Plan()
    first, _ = vision(plan, "One", "Two")
    other = add_passage(strategy=plan.strategy, document="Report", text="Three", by=None)
    save(signed_in(plan.trust), address("setup_passage", plan.trust, first.pk), document="Report")
    first.refresh_from_db()
    assert first.position == other.position + 1


def test_it_moves_among_those_of_its_part_and_period() -> None:
    plan = Plan()
    first, _, last = vision(plan, "One", "Two", "Three")
    [of_period] = vision(plan, "Of a quarter", period=plan.period)
    client = signed_in(plan.trust)
    url = address("setup_passage_move", plan.trust, last.pk)
    response = client.post(url, {"step": "up"})
    assert response["Location"].endswith(f"#up-{last.pk}")
    assert order(plan) == ["One", "Three", "Two", "Of a quarter"]
    client.post(address("setup_passage_move", plan.trust, first.pk), {"step": "up"})
    client.post(address("setup_passage_move", plan.trust, of_period.pk), {"step": "up"})
    assert order(plan) == ["One", "Three", "Two", "Of a quarter"]


def test_those_that_an_import_put_in_one_place_move_too() -> None:
    plan = Plan()
    rows = [
        factories.passage(strategy=plan.strategy, label=label, text=label, position=4)
        for label in ("One", "Two", "Three")
    ]
    move_passage(passage=rows[0], step=1, by=None)
    assert order(plan) == ["Two", "One", "Three"]


def test_a_text_is_removed_and_comes_back_from_history() -> None:
    plan = Plan()
    [passage] = vision(plan, "Well")
    client = signed_in(plan.trust)
    url = address("setup_passage_remove", plan.trust, passage.pk)
    assert "is gone" in text_of(client.post(url, follow=True))
    assert not Passage.objects.exists()
    assert client.post(url).status_code == 404
    take_back(version=Passage.history.latest(), by=None)
    assert Passage.objects.get().text == "Well"


def test_of_a_closed_period_it_says_why_it_stays() -> None:
    plan = Plan()
    [passage] = vision(plan, "Well", period=plan.period)
    passage.text = "Better"
    passage.save()
    version = passage.history.latest()
    close_period(period=plan.period, by=None)
    client = signed_in(plan.trust)
    url = address("setup_passage", plan.trust, passage.pk)
    page = text_of(client.get(url))
    assert "is closed, so it stays as the board knew it" in page and "Better" in page
    assert client.post(url, typed(text="New", period=plan.period.pk)).status_code == 400
    for name in ("setup_passage_move", "setup_passage_remove"):
        told = text_of(client.post(address(name, plan.trust, passage.pk), follow=True))
        assert "is closed" in told
    with pytest.raises(ValidationError, match="is closed"):
        take_back(version=version, by=None)
    assert Passage.objects.get().text == "Better"
    listed = client.get(address("setup_passages", plan.trust)).content.decode()
    assert "1 of closed periods" in listed and "Move Well" not in listed


def test_of_a_strategy_without_a_top_level_nothing_is_asked_of_it() -> None:
    plan = Plan()
    plan.strategy.uses_objectives = False
    plan.strategy.save()
    client = signed_in(plan.trust)
    url = address("setup_passage_add", plan.trust)
    assert "objective" not in sent_by(client, url)
    assert client.post(url, typed()).status_code == 302


def test_a_link_adds_to_the_part_and_the_objective_it_stands_under() -> None:
    plan = Plan()
    objective = factories.objective(strategy=plan.strategy)
    factories.passage(objective=objective, document="Plan & aims")
    client = signed_in(plan.trust)
    page = client.get(address("setup_passages", plan.trust)).content.decode()
    found = re.search(r'href="([^"]*texts/add/\?[^"]+)"', page)
    assert found
    sent = sent_by(client, html.unescape(found[1]))
    assert (sent["document"], sent["objective"]) == ("Plan & aims", str(objective.pk))


def test_before_there_is_a_strategy_it_is_typed_first() -> None:
    trust = factories.trust()
    client = signed_in(trust)
    assert "No strategy yet" in text_of(client.get(address("setup_passages", trust)))
    assert client.get(address("setup_passage_add", trust)).status_code == 404


def test_readers_and_leads_do_not_write_it() -> None:
    plan = Plan()
    [passage] = vision(plan, "Well")
    for role in (Role.READER, Role.LEAD):
        client = signed_in(plan.trust, role)
        assert client.get(address("setup_passages", plan.trust)).status_code == 403
        url = address("setup_passage_remove", plan.trust, passage.pk)
        assert client.post(url).status_code == 403
        about = client.get(address("strategy_about", plan.trust)).content.decode()
        assert "Change the texts" not in about
    assert Passage.objects.exists()


@pytest.mark.once
def test_the_list_asks_as_much_for_one_text_as_for_twenty() -> None:
    counts = []
    for size in (1, 20):
        plan = Plan()
        vision(plan, *(f"Text {number}" for number in range(size)))
        counts.append(queries_of(signed_in(plan.trust), address("setup_passages", plan.trust)))
    assert counts[0] == counts[1]
