"""Answering for one item: the form, its autosave, two people at once, checking, submitting."""

import json
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from ambitions.models import KeyAction, Update
from ambitions.plan import services as plan_services
from ambitions.updates import services as update_services
from ambitions.updates.forms import MAX_CHARACTERS
from objectives.models import Heading, Period
from objectives.services import close_period
from strategy_tracker.accounts.models import Role, User
from tests import factories
from tests.answering import Plan, in_days

pytestmark = pytest.mark.django_db

ROUTES = ["update_form", "update_autosave", "update_check", "update_submit"]


@pytest.fixture
def plan() -> Plan:
    return Plan()


@pytest.fixture
def action(plan: Plan) -> KeyAction:
    return plan.action("Open more beds", reference="1.1.3")


def fields(plan: Plan, version: int = 0, **given: Any) -> dict[str, Any]:
    """What the form of `plan` sends: `rating=` a code, `progress=`, `mitigation=` words."""
    data: dict[str, Any] = {"version": version}
    if "rating" in given:
        code = given.pop("rating")
        data[f"dimension_{plan.dimension.pk}"] = plan.rating(code).pk if code else ""
    for name in ("progress", "mitigation"):
        if name in given:
            data[f"heading_{getattr(plan, name).pk}"] = given.pop(name)
    return data | given


def post(plan: Plan, action: KeyAction, user: User | None = None, **given: Any) -> Any:
    return plan.client(user).post(plan.url("update_form", action), fields(plan, **given))


def page_of(plan: Plan, action: KeyAction, query: str = "", user: User | None = None) -> str:
    response = plan.client(user).get(plan.url("update_form", action) + query)
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


def words_of(plan: Plan, action: KeyAction) -> str:
    return (
        Update.objects.get(action=action, period=plan.period)
        .narratives.get(heading=plan.progress)
        .text
    )


# What is asked


def test_asks_what_the_strategy_declares_at_that_level_and_nothing_else(
    plan: Plan, action: KeyAction
) -> None:
    factories.heading(strategy=plan.strategy, label="Of ambitions", level="ambition")
    factories.heading(strategy=plan.strategy, label="No longer asked", is_archived=True)
    page = page_of(plan, action)
    assert f"1. {plan.progress.label}" in page
    assert f"2. {plan.dimension.label}" in page
    assert "Of ambitions" not in page and "No longer asked" not in page


def test_a_rating_is_chosen_by_letter_word_and_meaning(plan: Plan, action: KeyAction) -> None:
    rating = plan.rating("amber")
    rating.meaning = "At risk."
    rating.save()
    page = page_of(plan, action)
    assert f'type="radio" value="{rating.pk}"' in page
    assert ">A</span>" in page and ">Amber</b>" in page and "At risk." in page


def test_a_percentage_is_asked_as_one_with_its_direction(plan: Plan) -> None:
    dimension = factories.dimension(
        strategy=plan.strategy, level="ambition", kind="percent", has_direction=True
    )
    factories.lead(plan.ambition, plan.lead)
    url = reverse("update_form", args=[plan.trust.code, "ambition", plan.ambition.pk])
    assert f'name="direction_{dimension.pk}"' in plan.client().get(url).content.decode()
    sent = {"version": 0, f"dimension_{dimension.pk}": "65 %", f"direction_{dimension.pk}": "up"}
    assert plan.client().post(url, sent).status_code == 302
    row = Update.objects.get(ambition=plan.ambition).ratings.get()
    assert (row.number, row.direction) == (Decimal(65), "up")


@pytest.mark.parametrize("value", ["101", "-1", "lots", "NaN", "1e5"])
def test_no_percentage_is_told_what_one_is(plan: Plan, value: str) -> None:
    dimension = factories.dimension(strategy=plan.strategy, level="ambition", kind="percent")
    factories.lead(plan.ambition, plan.lead)
    url = reverse("update_form", args=[plan.trust.code, "ambition", plan.ambition.pk])
    response = plan.client().post(url, {"version": 0, f"dimension_{dimension.pk}": value})
    assert response.status_code == 422
    assert "as a number from 0 to 100" in response.content.decode()
    assert f'value="{value}"' in response.content.decode()


def test_shows_last_periods_answers_and_the_strip_beside_it(plan: Plan, action: KeyAction) -> None:
    before = factories.update(action, plan.earlier, state="approved")
    factories.update_rating(update=before, dimension=plan.dimension, rating=plan.rating("red"))
    factories.update_narrative(update=before, heading=plan.progress, text="**90 beds** open.")
    page = page_of(plan, action)
    assert "<strong>90 beds</strong> open." in page
    assert f'title="{plan.earlier.label}: Red"' in page
    assert f'title="{plan.period.label}: not answered"' in page


def test_says_that_last_period_had_no_return(plan: Plan, action: KeyAction) -> None:
    assert f"Nothing was answered for {plan.earlier.label}." in page_of(plan, action)


def test_copies_last_periods_words_into_empty_boxes_without_saving(
    plan: Plan, action: KeyAction
) -> None:
    before = factories.update(action, plan.earlier)
    factories.update_narrative(update=before, heading=plan.progress, text="Words of before.")
    factories.update_narrative(update=before, heading=plan.mitigation, text="Older mitigation.")
    update_services.save_draft(
        item=action,
        period=plan.period,
        answers=update_services.Answers(narratives={plan.mitigation: "Mine."}),
        version=None,
        by=None,
    )
    page = page_of(plan, action, "?copy=1")
    assert "> Words of before.</textarea>" in page
    assert "> Mine.</textarea>" in page and "> Older mitigation.</textarea>" not in page
    assert not Update.objects.filter(period=plan.period, narratives__heading=plan.progress)


def test_copies_no_words_into_a_box_that_the_rating_does_not_ask(
    plan: Plan, action: KeyAction
) -> None:
    before = factories.update(action, plan.earlier)
    factories.update_narrative(update=before, heading=plan.mitigation, text="Older mitigation.")
    plan.answer(action, "green")
    assert "> Older mitigation.</textarea>" not in page_of(plan, action, "?copy=1")
    plan.answer(action, "red")
    assert "> Older mitigation.</textarea>" in page_of(plan, action, "?copy=1")


def test_shows_dates_measures_and_their_aims(plan: Plan, action: KeyAction) -> None:
    plan_services.move_target_date(
        action=action, new_date=in_days(30), reason="Recruitment was slow.", by=plan.lead.user
    )
    measure = factories.measure(strategy=plan.strategy, name="Beds open")
    measure.actions.add(action)
    for part, raw in (("Q1", "90"), ("Q2", "94")):
        factories.reading(measure=measure, part=part, raw=raw, number=Decimal(raw))
    factories.reading(measure=measure, part="Q4", kind="aim", raw="120", number=120)
    page = page_of(plan, action)
    assert "Recruitment was slow." in page and "in 4 weeks" in page
    assert "Beds open: 90, 94" in page and "Aim 120, Q4 24/25" in page
    assert "<b>94</b>" in page


# Saving


def test_saves_a_draft_as_typed(plan: Plan, action: KeyAction) -> None:
    response = post(plan, action, rating="green", progress="- **94 beds**\r\n- more  ")
    assert response.status_code == 302
    update = Update.objects.get(action=action)
    assert (update.state, update.version, update.saved_by) == ("draft", 1, plan.lead.user)
    assert words_of(plan, action) == "- **94 beds**\n- more  "
    assert update.ratings.get().rating == plan.rating("green")


@pytest.mark.parametrize("text", ["None", "Not applicable", "To be confirmed"])
def test_the_kinds_of_empty_are_kept_apart(plan: Plan, action: KeyAction, text: str) -> None:
    post(plan, action, progress=text)
    kinds = {"None": "none", "Not applicable": "na", "To be confirmed": "tbc"}
    assert Update.objects.get().narratives.get().empty == kinds[text]


def test_a_form_with_nothing_in_it_makes_no_update(plan: Plan, action: KeyAction) -> None:
    assert post(plan, action, rating="", progress="", mitigation="").status_code == 302
    assert not Update.objects.exists()


def test_a_rating_can_be_taken_back(plan: Plan, action: KeyAction) -> None:
    plan.answer(action, "green")
    post(plan, action, version=1, rating="")
    assert not Update.objects.get().ratings.exists()


def test_explanation_and_mitigation_are_kept_when_the_rating_needs_none(
    plan: Plan, action: KeyAction
) -> None:
    post(plan, action, rating="green", progress="Done.", mitigation="Kept for later.")
    assert Update.objects.get().narratives.get(heading=plan.mitigation).text == "Kept for later."
    page = page_of(plan, action)
    assert "Kept for later." in page and "data-mitigation data-closed" in page


def test_a_poor_rating_opens_explanation_and_mitigation(plan: Plan, action: KeyAction) -> None:
    plan.answer(action, "red")
    page = page_of(plan, action)
    assert "data-mitigation>" in page
    red, amber = plan.rating("red").pk, plan.rating("amber").pk
    places = [
        page.index(words)
        for words in (f'value="{red}" data-needs', "data-mitigation", f'value="{amber}" data-needs')
    ]
    assert places == sorted(places)


@pytest.mark.parametrize(
    "words", ["31 January 2025", "31 Jan 2025", "31/01/2025", "31.1.2025", "2025-01-31"]
)
def test_the_back_on_track_date_is_read_as_people_write_it(
    plan: Plan, action: KeyAction, words: str
) -> None:
    post(plan, action, rating="red", recovery_date=words)
    assert Update.objects.get().recovery_date == date(2025, 1, 31)
    assert 'value="31 January 2025"' in page_of(plan, action)


def test_a_date_that_is_none_is_refused_and_everything_kept(plan: Plan, action: KeyAction) -> None:
    response = post(plan, action, progress="Words to keep.", recovery_date="soon")
    page = response.content.decode()
    assert response.status_code == 422
    assert "such as 31 January 2025" in page and 'href="#recovery_date"' in page
    assert "Words to keep." in page and 'value="soon"' in page
    assert not Update.objects.exists()


def test_too_many_words_are_refused_and_kept(plan: Plan, action: KeyAction) -> None:
    text = "a" * (MAX_CHARACTERS + 12)
    response = post(plan, action, progress=text)
    assert response.status_code == 422
    assert "Take out 12" in response.content.decode() and text in response.content.decode()


def test_as_many_words_as_fit_are_saved(plan: Plan, action: KeyAction) -> None:
    assert post(plan, action, progress="a" * MAX_CHARACTERS).status_code == 302


def test_a_paste_of_many_megabytes_gets_a_plain_page(plan: Plan, action: KeyAction) -> None:
    response = post(plan, action, progress="a" * (6 * 1024 * 1024))
    assert response.status_code == 400
    assert "too much" in response.content.decode()


def test_characters_that_no_database_holds_are_left_out(plan: Plan, action: KeyAction) -> None:
    post(plan, action, progress="be\x00ds")
    assert words_of(plan, action) == "beds"


def test_a_rating_of_another_scale_is_refused(plan: Plan, action: KeyAction) -> None:
    other = factories.rag_scale(plan.trust).ratings.first()
    sent = {"version": 0, f"dimension_{plan.dimension.pk}": other.pk}
    response = plan.client().post(plan.url("update_form", action), sent)
    assert response.status_code == 422


def test_saving_goes_on_to_the_next_thing_to_answer(plan: Plan, action: KeyAction) -> None:
    following = plan.action("Next one")
    response = post(plan, action, progress="Done.", do="next")
    assert response["Location"] == plan.url("update_form", following)


def test_going_from_one_to_the_next_by_saving_visits_each_once_in_the_order_of_the_plan(
    plan: Plan, action: KeyAction
) -> None:
    actions = [action, *(plan.action(f"Number {number}") for number in range(2, 5))]
    assert post(plan, actions[2], progress="A draft already.").status_code == 302
    addresses = [plan.url("update_form", item) for item in actions]
    visited = []
    for number, item in enumerate(actions, start=1):
        page = plan.client().get(plan.url("update_form", item))
        context = page.context
        assert f"{number} of 4 in the plan’s order" in " ".join(page.content.decode().split())
        visited.append(post(plan, item, version=int(number == 3), progress=f"{number}.", do="next"))
        assert visited[-1]["Location"] == context["next"]["url"]
    assert [response["Location"] for response in visited] == [*addresses[1:], addresses[0]]


def test_the_next_of_a_submitted_update_stays_the_next_when_it_is_saved_again(
    plan: Plan, action: KeyAction
) -> None:
    submitted, following = plan.action("Submitted"), plan.action("After")
    draft = plan.answer(submitted)
    update_services.submit_update(update=draft, version=draft.version, by=plan.lead.user)
    version = Update.objects.get(pk=draft.pk).version
    shown = plan.client().get(plan.url("update_form", submitted)).context
    assert shown["next"]["url"] == plan.url("update_form", following)
    sent = post(plan, submitted, version=version, progress="More.", do="next")
    assert sent["Location"] == shown["next"]["url"]


def test_after_the_last_one_saving_goes_back_to_the_list(plan: Plan, action: KeyAction) -> None:
    response = post(plan, action, progress="Done.", do="next")
    assert response["Location"] == reverse("my_updates", args=[plan.trust.code])


@pytest.mark.parametrize("name", ["update_form", "update_check"])
def test_an_item_without_a_reference_leaves_no_gap_in_title_or_breadcrumb(
    plan: Plan, name: str
) -> None:
    action = plan.action("Open more beds", reference="")
    plan.answer(action)
    response = plan.client().get(plan.url(name, action))
    page = response.content.decode()
    title = page.split("<title>")[1].split("</title>")[0]
    caption = page.split('nhsuk-caption-m">')[1].split("</span>")[0]
    assert title == title.strip() and "  " not in title + caption
    assert " ," not in caption and " </a>" not in page.split("st-crumb")[1].split("</nav>")[0]


# Two people, two tabs


def take_turns(plan: Plan, action: KeyAction, theirs: str = "Theirs.", mine: str = "Mine.") -> Any:
    """Both opened the form before anything was saved; theirs is saved first, then mine."""
    colleague = plan.governor(name="Joanne Pickersgill")
    assert post(plan, action, user=colleague, progress=theirs).status_code == 302
    return post(plan, action, progress=mine)


def test_the_second_to_save_is_shown_both_texts_and_loses_neither(
    plan: Plan, action: KeyAction
) -> None:
    response = take_turns(plan, action, theirs="94 beds open.", mine="95 beds open.")
    page = response.content.decode()
    assert response.status_code == 409
    assert "Joanne Pickersgill saved this update while you were writing" in page
    assert "<mark>94</mark>" in page and "<mark>95</mark>" in page
    assert words_of(plan, action) == "94 beds open."


@pytest.mark.parametrize(
    ("choice", "kept"),
    [("mine", "Mine."), ("theirs", "Theirs."), ("merged", "Both together.")],
)
def test_the_second_chooses_which_words_to_keep(
    plan: Plan, action: KeyAction, choice: str, kept: str
) -> None:
    take_turns(plan, action)
    name = f"heading_{plan.progress.pk}"
    chosen = {
        f"mine_{name}": "Mine.",
        f"theirs_{name}": "Theirs.",
        f"merged_{name}": "Both together.",
        f"choice_{name}": choice,
    }
    response = post(plan, action, version=1, resolve="1", base_version="0", differs=name, **chosen)
    assert response.status_code == 302
    assert words_of(plan, action) == kept


def test_without_a_choice_both_texts_are_shown_again(plan: Plan, action: KeyAction) -> None:
    take_turns(plan, action)
    name = f"heading_{plan.progress.pk}"
    given = {f"mine_{name}": "Mine.", f"theirs_{name}": "Theirs.", f"merged_{name}": "Begun to mix"}
    response = post(plan, action, version=1, resolve="1", base_version="0", differs=name, **given)
    page = response.content.decode()
    assert response.status_code == 409
    assert "Choose which to keep for “Progress”" in page
    assert "Mine." in page and "Theirs." in page and "Begun to mix" in page
    assert words_of(plan, action) == "Theirs."


def test_what_only_one_of_both_changed_is_chosen_beforehand(plan: Plan, action: KeyAction) -> None:
    post(plan, action, progress="As it was.", mitigation="As it was.")
    post(plan, action, version=1, progress="Theirs.", mitigation="As it was.")
    page = post(plan, action, version=1, progress="As it was.", mitigation="Mine.").content.decode()
    theirs, mine = f"choice_heading_{plan.progress.pk}", f"choice_heading_{plan.mitigation.pk}"
    assert f'id="{theirs}-theirs" checked' in page
    assert f'id="{mine}-mine" checked' in page


def test_ratings_that_differ_are_shown_as_words(plan: Plan, action: KeyAction) -> None:
    post(plan, action, rating="red", progress="Same.")
    page = post(plan, action, rating="green", progress="Same.").content.decode()
    assert 'st-pill--red">Red' in page and 'st-pill--green">Green' in page
    assert f'name="choice_dimension_{plan.dimension.pk}"' in page
    assert f'name="heading_{plan.progress.pk}" value="Same."' in page


def test_a_third_save_in_between_is_shown_too(plan: Plan, action: KeyAction) -> None:
    take_turns(plan, action)
    post(plan, action, version=1, progress="A third text.")
    name = f"heading_{plan.progress.pk}"
    chosen = {f"mine_{name}": "Mine.", f"theirs_{name}": "Theirs.", f"choice_{name}": "mine"}
    response = post(plan, action, version=1, resolve="1", differs=name, **chosen)
    page = response.content.decode()
    assert response.status_code == 409
    assert "third" in page and "Mine." in page


def test_the_same_words_twice_are_no_conflict(plan: Plan, action: KeyAction) -> None:
    for _ in range(2):
        assert post(plan, action, rating="green", progress="Same.").status_code == 302
    assert Update.objects.get().version == 1


def test_an_old_tab_does_not_take_back_what_was_submitted(plan: Plan, action: KeyAction) -> None:
    update = plan.answer(action, "green", "All done.")
    update_services.submit_update(update=update, version=None, by=plan.lead.user)
    response = post(plan, action, version=1, rating="green", progress="All done.")
    assert response.status_code == 302
    assert Update.objects.get().state == "submitted"


def test_long_texts_that_differ_are_compared_without_delay(plan: Plan, action: KeyAction) -> None:
    response = take_turns(plan, action, theirs="a b " * 4_000, mine="b a " * 4_000)
    assert response.status_code == 409


# When nothing may be written


def test_a_closed_period_refuses_and_shows_back_what_was_typed(
    plan: Plan, action: KeyAction
) -> None:
    plan.answer(action)
    close_period(period=plan.period, by=None)
    response = post(plan, action, version=1, progress="Typed too late.")
    page = response.content.decode()
    assert response.status_code == 409
    assert f"{plan.period.label} is closed" in page and "Typed too late." in page
    assert words_of(plan, action) == "All done."


def test_a_period_that_closes_while_typing_refuses_too(
    plan: Plan, action: KeyAction, monkeypatch: pytest.MonkeyPatch
) -> None:
    def closes_first(**given: Any) -> Update:
        close_period(period=plan.period, by=None)
        return update_services.save_draft(**given)

    monkeypatch.setattr("ambitions.updates.views.save_draft", closes_first)
    response = post(plan, action, progress="Typed meanwhile.")
    assert response.status_code == 409
    assert "Typed meanwhile." in response.content.decode()
    assert not Update.objects.exists()


def test_a_closed_period_is_for_reading(plan: Plan, action: KeyAction) -> None:
    page = page_of(plan, action, f"?period={plan.earlier.pk}")
    assert f"{plan.earlier.label} is closed" in page
    assert "data-update-form" not in page and '<form method="post"' not in page


def test_a_planned_period_takes_nothing_yet(action: KeyAction, plan: Plan) -> None:
    later = factories.period(plan.strategy, status=Period.Status.PLANNED)
    page = page_of(plan, action, f"?period={later.pk}")
    assert "has not been opened yet" in page and "<textarea" not in page


def test_a_strategy_without_periods_says_so(plan: Plan) -> None:
    other = factories.strategy(plan.trust)
    factories.heading(strategy=other)
    action = factories.action(strategy=other)
    factories.lead(action, plan.lead)
    assert "No period has been set up yet" in page_of(plan, action)


def test_a_level_that_is_asked_nothing_says_so(plan: Plan) -> None:
    url = reverse("update_form", args=[plan.trust.code, "ambition", plan.ambition.pk])
    assert (
        f"Nothing is asked of this ambition in {plan.period.label}."
        in plan.client().get(url).content.decode()
    )


def test_what_is_approved_is_for_reading(plan: Plan, action: KeyAction) -> None:
    update = update_services.submit_update(
        update=plan.answer(action), version=None, by=plan.lead.user
    )
    update_services.approve_update(update=update, by=None)
    assert "<textarea" not in page_of(plan, action)
    response = post(plan, action, version=3, progress="Too late.")
    assert response.status_code == 409
    assert "This update was approved" in response.content.decode()
    assert "Too late." in response.content.decode()


def test_what_is_submitted_opens_again_only_when_asked(plan: Plan, action: KeyAction) -> None:
    update_services.submit_update(update=plan.answer(action), version=None, by=plan.lead.user)
    assert "<textarea" not in page_of(plan, action)
    assert "<textarea" in page_of(plan, action, "?edit=1")
    assert post(plan, action, version=2, progress="Better words.").status_code == 302
    assert Update.objects.get().state == "draft"


def test_an_archived_action_takes_no_answers(plan: Plan, action: KeyAction) -> None:
    action.is_archived = True
    action.save()
    assert post(plan, action, progress="Typed.").status_code == 409
    assert not Update.objects.exists()


# Who may


def test_another_lead_reads_but_does_not_write(plan: Plan, action: KeyAction) -> None:
    colleague = factories.leading_member(plan.trust).user
    page = page_of(plan, action, user=colleague)
    assert "You can read this" in page and "<textarea" not in page
    for route in ("update_form", "update_autosave", "update_submit"):
        response = plan.client(colleague).post(plan.url(route, action), fields(plan, progress="X"))
        assert response.status_code == 403
    assert not Update.objects.exists()


@pytest.mark.parametrize("role", [Role.GOVERNANCE, Role.ADMINISTRATOR])
def test_governance_may_answer_for_anybody(plan: Plan, action: KeyAction, role: Role) -> None:
    governor = factories.member(plan.trust, role).user
    assert post(plan, action, user=governor, progress="For Tom.").status_code == 302
    assert Update.objects.get().saved_by == governor


@pytest.mark.parametrize("route", ROUTES)
def test_a_stranger_finds_nothing(plan: Plan, action: KeyAction, route: str) -> None:
    stranger = plan.client(factories.member(role=Role.GOVERNANCE).user)
    assert stranger.get(plan.url(route, action)).status_code in (404, 405)
    assert stranger.post(plan.url(route, action)).status_code in (404, 405)


@pytest.mark.parametrize("route", ROUTES)
def test_another_trusts_item_is_not_found(plan: Plan, route: str) -> None:
    theirs = Plan().action()
    url = reverse(route, args=[plan.trust.code, "action", theirs.pk])
    client = plan.client(plan.governor())
    method = client.get if route == "update_check" else client.post
    assert method(url).status_code == 404


@pytest.mark.parametrize("route", ROUTES)
def test_a_reader_is_refused(plan: Plan, action: KeyAction, route: str) -> None:
    reader = plan.client(factories.member(plan.trust, Role.READER).user)
    method = reader.get if route == "update_check" else reader.post
    assert method(plan.url(route, action)).status_code == 403


@pytest.mark.parametrize("route", ROUTES)
def test_somebody_signed_out_is_sent_to_sign_in(plan: Plan, action: KeyAction, route: str) -> None:
    method = Client().get if route == "update_check" else Client().post
    response = method(plan.url(route, action))
    assert response.status_code == 302 and "/accounts/login/" in response["Location"]


@pytest.mark.parametrize(
    ("route", "method"),
    [
        ("update_form", "delete"),
        ("update_autosave", "get"),
        ("update_check", "post"),
        ("update_submit", "get"),
    ],
)
def test_the_wrong_method_is_refused(
    plan: Plan, action: KeyAction, route: str, method: str
) -> None:
    assert getattr(plan.client(), method)(plan.url(route, action)).status_code == 405


def test_there_are_three_levels_only(plan: Plan) -> None:
    url = reverse("update_form", args=[plan.trust.code, "risk", 1])
    assert plan.client().get(url).status_code == 404


def test_a_period_of_another_strategy_is_not_found(plan: Plan, action: KeyAction) -> None:
    other = factories.period(factories.strategy(plan.trust))
    response = plan.client().get(plan.url("update_form", action), {"period": other.pk})
    assert response.status_code == 404


# Autosave and preview


def autosave(plan: Plan, action: KeyAction, **given: Any) -> tuple[int, dict[str, Any]]:
    response = plan.client().post(plan.url("update_autosave", action), fields(plan, **given))
    return response.status_code, json.loads(response.content)


def test_autosave_answers_with_the_version_and_when_in_words(plan: Plan, action: KeyAction) -> None:
    status, answer = autosave(plan, action, progress="Typing")
    assert (status, answer["version"], answer["errors"]) == (200, 1, {})
    assert answer["saved"].startswith("Saved at ")
    assert answer["saved"].endswith("Not yet submitted.")
    status, answer = autosave(plan, action, version=1, progress="Typing more")
    assert (status, answer["version"]) == (200, 2)


def test_autosave_saves_what_is_right_and_names_what_is_not(plan: Plan, action: KeyAction) -> None:
    status, answer = autosave(plan, action, progress="Kept.", recovery_date="soon")
    assert status == 200 and "31 January 2025" in answer["errors"]["recovery_date"]
    assert words_of(plan, action) == "Kept."


def test_autosave_tells_of_the_date_how_far_away_it_is(plan: Plan, action: KeyAction) -> None:
    action.target_date = in_days(20)
    action.save()
    day = in_days(10)
    _, answer = autosave(plan, action, rating="red", recovery_date=day.isoformat())
    assert answer["recovery"] == "in 10 days, before its target date"


def test_autosave_of_a_stale_form_saves_nothing_and_says_whose_words_came_first(
    plan: Plan, action: KeyAction
) -> None:
    post(plan, action, user=plan.governor(name="Joanne Pickersgill"), progress="Theirs.")
    status, answer = autosave(plan, action, progress="Mine.")
    assert (status, answer["conflict"]) == (409, True)
    assert "Joanne Pickersgill" in answer["message"]
    assert words_of(plan, action) == "Theirs."


def test_autosave_into_a_closed_period_says_so(plan: Plan, action: KeyAction) -> None:
    close_period(period=plan.period, by=None)
    status, answer = autosave(plan, action, progress="Mine.")
    assert (status, answer["conflict"]) == (409, False)
    assert f"{plan.period.label} is closed" in answer["message"]


def test_preview_shows_markdown_cleaned(plan: Plan) -> None:
    url = reverse("update_preview", args=[plan.trust.code])
    text = "**Bold** <script>alert(1)</script>"
    page = plan.client().post(url, {"text": text}).content.decode()
    assert "<strong>Bold</strong>" in page and "<script>" not in page
    assert plan.client().get(url).status_code == 405
    reader = plan.client(factories.member(plan.trust, Role.READER).user)
    assert reader.post(url, {"text": text}).status_code == 403


# Checking and submitting


def submit(plan: Plan, action: KeyAction, version: int, user: User | None = None) -> Any:
    return plan.client(user).post(plan.url("update_submit", action), {"version": version})


def test_the_check_page_shows_what_will_be_read(plan: Plan, action: KeyAction) -> None:
    post(plan, action, rating="green", progress="**94** beds.", mitigation="Not needed.")
    page = plan.client().get(plan.url("update_check", action)).content.decode()
    assert "<strong>94</strong> beds." in page and "Submit to governance" in page
    assert "Not needed." not in page


def test_the_check_page_lists_what_is_missing_with_the_way_to_it(
    plan: Plan, action: KeyAction
) -> None:
    plan.answer(action, "red")
    page = plan.client().get(plan.url("update_check", action)).content.decode()
    assert f"#heading_{plan.mitigation.pk}" in page
    assert "the rating “Red” needs it" in page and "Submit to governance" not in page


def test_nothing_saved_is_nothing_to_check(plan: Plan, action: KeyAction) -> None:
    for response in (
        plan.client().get(plan.url("update_check", action)),
        submit(plan, action, 0),
    ):
        assert response["Location"] == plan.url("update_form", action)


def test_submitting_goes_back_to_the_list_with_a_word(plan: Plan, action: KeyAction) -> None:
    plan.answer(action)
    client = plan.client()
    sent = client.post(plan.url("update_submit", action), {"version": 1}, follow=True)
    assert sent.redirect_chain == [(reverse("my_updates", args=[plan.trust.code]), 302)]
    assert "Submitted: 1.1.3 Open more beds." in sent.content.decode()
    assert Update.objects.get().state == "submitted"


def test_a_second_click_changes_nothing_and_says_the_same(plan: Plan, action: KeyAction) -> None:
    plan.answer(action)
    first, second = submit(plan, action, 1), submit(plan, action, 1)
    assert first["Location"] == second["Location"]
    assert Update.history.filter(state="submitted").count() == 1


def test_a_poor_rating_cannot_be_submitted_without_mitigation(
    plan: Plan, action: KeyAction
) -> None:
    plan.answer(action, "red")
    response = submit(plan, action, 1)
    assert response.status_code == 422
    assert "needs it" in response.content.decode()
    post(plan, action, version=1, mitigation="N/A")
    assert submit(plan, action, 2).status_code == 422
    post(plan, action, version=2, mitigation="Joint posts agreed.")
    assert submit(plan, action, 3).status_code == 302


def test_what_was_saved_since_the_check_is_read_again_first(plan: Plan, action: KeyAction) -> None:
    plan.answer(action)
    post(plan, action, user=plan.governor(name="Jo"), version=1, progress="Newer words.")
    response = submit(plan, action, 1)
    assert response.status_code == 409
    assert "Newer words." in response.content.decode()
    assert "Jo saved this update after you opened this page" in response.content.decode()
    assert Update.objects.get().state == "draft"


def test_nothing_is_submitted_into_a_closed_period(plan: Plan, action: KeyAction) -> None:
    plan.answer(action)
    close_period(period=plan.period, by=None)
    response = submit(plan, action, 1)
    assert response.status_code == 409 and "is closed" in response.content.decode()
    assert Update.objects.get().state == "draft"


def test_submitting_again_answers_the_challenge(plan: Plan, action: KeyAction) -> None:
    update = update_services.submit_update(
        update=plan.answer(action), version=None, by=plan.lead.user
    )
    update_services.return_update(update=update, text="What has changed?", by=plan.governor())
    assert "What has changed?" in page_of(plan, action)
    post(plan, action, version=3, progress="This has changed.")
    submit(plan, action, 4)
    assert Update.objects.get().challenges.get().answered_by == plan.lead.user


# Cost


def queries_of(client: Client, url: str) -> int:
    with CaptureQueriesContext(connection) as queries:
        assert client.get(url).status_code == 200
    return len(queries)


def test_the_form_asks_the_database_as_often_however_much_there_is() -> None:
    counts = []
    for number in (1, 20):
        plan = Plan()
        action = plan.action()
        plan.answer(action, "red")
        for _ in range(number):
            plan.answer(plan.action())
            measure = factories.measure(strategy=plan.strategy)
            measure.actions.add(action)
            factories.reading(measure=measure)
            factories.baseline_change(action=action)
            heading = factories.heading(strategy=plan.strategy)
            before, _ = Update.objects.get_or_create(action=action, period=plan.earlier)
            factories.update_narrative(update=before, heading=heading)
        counts.append(queries_of(plan.client(), plan.url("update_form", action)))
    assert counts[0] == counts[1]


def test_headings_of_a_purpose_without_a_rating_stand_by_themselves() -> None:
    plan = Plan()
    plan.dimension.is_archived = True
    plan.dimension.save()
    assert Heading.objects.get(pk=plan.mitigation.pk).is_asked_on_rating
    page = page_of(plan, plan.action())
    assert f"2. {plan.mitigation.label}" in page and "data-mitigation" not in page
