"""The set-up on its screens: what is typed, what is refused, and what a change touches."""

from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from ambitions.models import UpdateRating
from objectives.models import Heading, Period, Rating, RatingScale, Strategy
from objectives.proposals import propose_year
from objectives.services import close_period
from strategy_tracker.accounts.models import Role
from strategy_tracker.setup.impact import answers_in_periods, touched
from tests import factories
from tests.answering import Plan
from tests.governing import queries_of, signed_in, text_of
from tests.setting_up import fields_of, save, sent_by, touches_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def plan() -> Plan:
    return Plan()


def to(plan: Plan, name: str, *args: Any) -> str:
    return reverse(name, args=[plan.trust.code, *args])


def refused(client: Client, url: str, **typed: Any) -> str:
    """What a form says that was not saved."""
    response = client.post(url, sent_by(client, url) | {"do": "save"} | typed)
    assert response.status_code == 400
    return text_of(response)


# The list of pages


def test_the_list_says_what_each_page_holds_and_which_is_open(plan: Plan) -> None:
    factories.heading(strategy=plan.strategy, level="objective")
    page = signed_in(plan.trust).get(to(plan, "setup_scales")).content.decode()
    said = " ".join(page[page.index("st-side") : page.index("st-setup__page")].split())
    assert f">{plan.strategy.title}</span" in said.replace('class="st-side__holds"', "")
    assert "3 on key actions, 1 above" in said
    assert "Quarters, April to March" in said and "1 scale" in said and "1 person" in said
    assert said.count('aria-current="page"') == 1
    assert 'aria-current="page">Rating scales' in said


def test_people_and_the_matrix_are_among_them_for_who_sets_up(plan: Plan) -> None:
    for name in ("people_list", "risk_matrix"):
        assert b"st-side" in signed_in(plan.trust).get(to(plan, name)).content
    assert b"st-side" not in signed_in(plan.trust, Role.READER).get(to(plan, "risk_matrix")).content


def test_a_reader_reads_what_applies_and_changes_nothing(plan: Plan) -> None:
    client = signed_in(plan.trust, Role.READER)
    page = client.get(to(plan, "setup_read"))
    said = text_of(page)
    assert "Progress" in said and "Amber" in said and plan.period.label in said
    assert to(plan, "setup_scales").encode() not in page.content
    assert client.get(to(plan, "setup")).status_code == 403


def test_the_pages_cost_the_same_for_one_row_and_for_many(plan: Plan) -> None:
    client = signed_in(plan.trust)
    names = ("setup_read", "setup_scales", "setup_questions", "setup_periods")
    before = {name: queries_of(client, to(plan, name)) for name in names}
    for number in range(5):
        scale = factories.rag_scale(plan.trust)
        factories.dimension(strategy=plan.strategy, scale=scale)
        factories.heading(strategy=plan.strategy, label=f"More {number}")
        factories.period(plan.strategy, status=Period.Status.PLANNED)
    assert {name: queries_of(client, to(plan, name)) for name in names} == before


# The strategy


def test_an_empty_trust_types_its_strategy_and_is_led_to_the_next_step() -> None:
    trust = factories.trust()
    client = signed_in(trust)
    for name in ("setup_strategies", "setup_questions", "setup_periods"):
        page = text_of(client.get(reverse(name, args=[trust.code])))
        assert "No strategy yet" in page and "Type the strategy" in page
    url = reverse("setup_strategy_add", args=[trust.code])
    typed = sent_by(client, url) | {"title": "Closer", "action_word": "Must do"}
    response = client.post(url, typed)
    strategy = Strategy.objects.get(trust=trust)
    assert response["Location"].startswith(reverse("setup_start", args=[trust.code]))
    assert (strategy.title, strategy.action_word, strategy.lead_word) == (
        "Closer",
        "Must do",
        "Lead",
    )
    assert strategy.history.get().history_user == strategy.trust.memberships.get().user


def test_what_is_typed_wrongly_is_said_and_nothing_is_saved(plan: Plan) -> None:
    factories.strategy(plan.trust, title="Another")
    client, url = signed_in(plan.trust), to(plan, "setup_strategy", plan.strategy.pk)
    said = refused(client, url, title="another", starts_on="2027-01-01", ends_on="2026-01-01")
    assert "The trust already has a strategy with this title." in said
    assert "The strategy must end after it starts: check both dates." in said
    assert "Give your word for a key action." in refused(client, url, action_word=" ")
    assert "Give the strategy its title" in refused(client, url, title="")


def test_a_level_with_something_in_it_stays(plan: Plan) -> None:
    client, url = signed_in(plan.trust), to(plan, "setup_strategy", plan.strategy.pk)
    sent = sent_by(client, url)
    del sent["uses_ambitions"]
    said = text_of(client.post(url, sent))
    assert "1 ambition is in the plan. Archive them first, or keep the level." in said
    save(client, url, uses_objectives=None)
    plan.strategy.refresh_from_db()
    assert plan.strategy.levels == ["ambition", "action"]
    said = text_of(client.get(to(plan, "setup_questions")))
    assert "Questions on a strategic objective" not in said


def test_a_strategy_is_archived_once_no_round_is_open_and_brought_back(plan: Plan) -> None:
    client = signed_in(plan.trust)
    url = to(plan, "setup_strategy_archive", plan.strategy.pk)
    said = text_of(client.post(url, {"archive": "on"}, follow=True))
    assert f"{plan.period.label} is open. Close it before you archive" in said
    close_period(period=plan.period, by=None)
    client.post(url, {"archive": "on"})
    plan.strategy.refresh_from_db()
    assert plan.strategy.is_archived
    assert "Bring it back" in text_of(client.get(to(plan, "setup_strategy", plan.strategy.pk)))
    client.post(url, {"archive": "off"})
    plan.strategy.refresh_from_db()
    assert not plan.strategy.is_archived


# Rating scales


def scale_url(plan: Plan) -> str:
    return to(plan, "setup_scale", plan.dimension.scale_id)


def test_a_change_says_from_when_it_holds(plan: Plan) -> None:
    plan.answer(plan.action(), "amber")
    amber = plan.rating("amber")
    told = save(signed_in(plan.trust), scale_url(plan), **{f"r{amber.pk}-label": "Slipping"})
    assert "What you save holds at once, in the open period too." in " ".join(told.split())


def test_a_rating_is_renamed_once_what_it_touches_has_been_told(plan: Plan) -> None:
    plan.answer(plan.action(), "amber")
    earlier = factories.update(plan.action("Other"), plan.earlier, state="approved")
    factories.update_rating(update=earlier, dimension=plan.dimension, rating=plan.rating("amber"))
    factories.paper(period=plan.period)
    factories.heading(strategy=plan.strategy, label="Why is it amber?")
    amber = plan.rating("amber")
    client = signed_in(plan.trust)
    told = touches_of(save(client, scale_url(plan), **{f"r{amber.pk}-label": "Slipping"}))
    assert told == [
        f"1 answer in {plan.period.label}, which is open, will read “Slipping”.",
        "1 draft paper of periods that are not closed prints it as it is from then on.",
        "1 answer in 1 closed period keeps “Amber”.",
        "A question says “amber” in its words: Why is it amber?",
    ]
    amber.refresh_from_db()
    assert (amber.label, amber.code) == ("Slipping", "amber")
    assert amber.history.first().history_user is not None


def test_what_nobody_uses_is_saved_at_once(plan: Plan) -> None:
    green = plan.rating("green")
    client = signed_in(plan.trust)
    assert save(client, scale_url(plan), **{f"r{green.pk}-label": "Fine"}) == ""


def test_what_is_told_is_told_again_where_it_is_more_meanwhile(plan: Plan) -> None:
    plan.answer(plan.action(), "amber")
    amber, client, url = plan.rating("amber"), signed_in(plan.trust), scale_url(plan)
    sent = sent_by(client, url) | {"do": "save", f"r{amber.pk}-label": "Slipping"}
    page = client.post(url, sent)
    plan.answer(plan.action("Other"), "amber")
    again = client.post(url, sent | {"told": page.context["told"]})
    assert again.status_code == 200 and "2 answers in" in text_of(again)
    amber.refresh_from_db()
    assert amber.label == "Amber"


def test_touches_are_counted_in_the_same_number_of_queries(
    plan: Plan, django_assert_num_queries: Any
) -> None:
    for number in range(6):
        plan.answer(plan.action(f"Action {number}"), "amber")
        factories.paper(period=plan.period, layout=f"layout-{number}")
        factories.heading(strategy=plan.strategy, label=f"Amber {number}")
    rows = UpdateRating.objects.filter(rating=plan.rating("amber"))
    with django_assert_num_queries(4):
        found = touched(
            trust=plan.trust,
            strategies=[plan.strategy],
            answers=answers_in_periods(rows),
            now="will",
            kept="it",
            was=["Amber"],
        )
    assert len(found) == 8


def test_ratings_are_moved_and_added_without_a_script_and_saved_in_order(plan: Plan) -> None:
    client, url = signed_in(plan.trust), scale_url(plan)
    red, amber = plan.rating("red"), plan.rating("amber")
    page = client.post(url, sent_by(client, url) | {"do": f"up r{amber.pk}"})
    assert page.status_code == 200
    assert [row.key for row in page.context["form"].rows()][:2] == [f"r{amber.pk}", f"r{red.pk}"]
    page = client.post(url, fields_of(page.content.decode()) | {"do": "add"})
    sent = fields_of(page.content.decode())
    sent |= {"n0-label": "Done", "n0-letter": "D", "n0-tone": "blue", "n0-ends_work": "on"}
    assert client.post(url, sent | {"do": "save"}).status_code == 302
    ratings = list(Rating.objects.filter(scale=plan.dimension.scale).order_by("position"))
    assert [rating.label for rating in ratings] == ["Amber", "Red", "Green", "Done"]
    assert ratings[-1].ends_work and ratings[-1].code == "done"


def test_a_rating_that_was_ever_given_stays_and_another_can_go(plan: Plan) -> None:
    plan.answer(plan.action(), "amber")
    client, url = signed_in(plan.trust), scale_url(plan)
    page = client.get(url).content.decode()
    red, amber = plan.rating("red"), plan.rating("amber")
    assert f'name="r{red.pk}-remove"' in page and f'name="r{amber.pk}-remove"' not in page
    assert "cannot be removed: Amber" in " ".join(page.split())
    save(client, url, **{f"r{red.pk}-remove": "on", f"r{amber.pk}-remove": "on"})
    assert set(plan.dimension.scale.ratings.values_list("label", flat=True)) == {"Amber", "Green"}


def test_what_is_wrong_with_a_scale_is_said_at_its_rating(plan: Plan) -> None:
    client, url = signed_in(plan.trust), scale_url(plan)
    red, amber, green = (plan.rating(code) for code in ("red", "amber", "green"))
    said = refused(client, url, **{f"r{red.pk}-label": "amber", f"r{green.pk}-letter": ""})
    assert "Two ratings are called “Amber”. Give each its own." in said
    assert "“Green”: give a letter, which stands where there is no room for the word." in said
    said = refused(client, url, **{f"r{red.pk}-label": "Amber", f"r{amber.pk}-label": "Red"})
    assert "would take each other’s words" in said
    said = refused(client, to(plan, "setup_scale_add"), name=plan.dimension.scale.name.upper())
    assert "The trust already has a scale with this name." in said
    assert "Give the scale at least one rating" in said


def test_a_rating_that_somebody_added_meanwhile_is_not_lost(plan: Plan) -> None:
    client, url = signed_in(plan.trust), scale_url(plan)
    sent = sent_by(client, url) | {"do": "save", "name": "Renamed"}
    factories.rating(scale=plan.dimension.scale, label="Blue", letter="B", position=9)
    assert client.post(url, sent).status_code == 302
    assert plan.dimension.scale.ratings.count() == 4


def test_a_scale_is_made_and_taken_away_while_nothing_is_rated_on_it(plan: Plan) -> None:
    client, url = signed_in(plan.trust), to(plan, "setup_scale_add")
    sent = sent_by(client, url) | {"do": "save", "name": "Mood"}
    sent |= {"n0-label": "Bad", "n0-letter": "B", "n0-tone": "red"}
    assert client.post(url, sent).status_code == 302
    scale = RatingScale.objects.get(name="Mood")
    assert [rating.label for rating in scale.ratings.all()] == ["Bad"]
    client.post(to(plan, "setup_scale_delete", scale.pk))
    assert not RatingScale.objects.filter(pk=scale.pk).exists()
    used = plan.dimension.scale
    said = text_of(client.post(to(plan, "setup_scale_delete", used.pk), follow=True))
    assert f"is rated on {used.name}, so the scale stays." in said


def test_a_rating_that_asks_why_has_the_level_asked_why(plan: Plan) -> None:
    green = plan.rating("green")
    save(signed_in(plan.trust), scale_url(plan), **{f"r{green.pk}-needs_mitigation": "on"})
    purposes = set(plan.strategy.headings.values_list("purpose", flat=True))
    assert {"explanation", "mitigation"} <= purposes


# Questions


def test_a_question_is_asked_changed_and_no_longer_asked(plan: Plan) -> None:
    client = signed_in(plan.trust)
    url = to(plan, "setup_heading_add", "action")
    sent = sent_by(client, url) | {"do": "save", "label": "What next?", "word_limit": "40"}
    assert client.post(url, sent).status_code == 302
    heading = Heading.objects.get(label="What next?")
    assert (heading.word_limit, heading.level, heading.purpose) == (40, "action", "general")
    url = to(plan, "setup_heading", heading.pk)
    save(client, url, label="What now?", short_label="Now", is_required="on")
    heading.refresh_from_db()
    assert (heading.label, heading.printed_label, heading.is_required) == ("What now?", "Now", True)
    save(client, url, asked="never")
    heading.refresh_from_db()
    assert heading.is_archived
    assert "No longer asked: What now?" in text_of(client.get(to(plan, "setup_questions")))
    save(client, url, asked="always")
    heading.refresh_from_db()
    assert not heading.is_archived and heading.is_required


def test_what_is_typed_wrongly_in_a_question_is_said(plan: Plan) -> None:
    client = signed_in(plan.trust)
    url = to(plan, "setup_heading", plan.progress.pk)
    assert "give a whole number from 1 to" in refused(client, url, word_limit="many")
    assert "Give the question, as leads are to read it." in refused(client, url, label="")
    assert "has these words" in refused(client, url, label="mitigation")
    said = refused(client, url, asked="mitigation")
    assert "“Mitigation” asks for that already." in said
    url = to(plan, "setup_dimension_add", "action")
    said = refused(client, url, label="Pace", answered_with="999999")
    assert "Choose a scale, or a percentage." in said
    assert client.get(to(plan, "setup_heading_add", "nonsense")).status_code == 404


def test_a_percentage_is_offered_beside_the_scales(plan: Plan) -> None:
    page = signed_in(plan.trust).get(to(plan, "setup_dimension_add", "action"))
    offered = page.context["form"]["answered_with"].field.widget.choices
    assert [words for _, words in offered] == [plan.dimension.scale.name, "A percentage"]
    assert "A percentage" in text_of(page)


def test_the_scale_of_an_answered_question_stays(plan: Plan) -> None:
    plan.answer(plan.action())
    other = factories.rag_scale(plan.trust)
    client, url = signed_in(plan.trust), to(plan, "setup_dimension", plan.dimension.pk)
    assert "1 answer is given on it, so it stays." in text_of(client.get(url))
    save(client, url, answered_with=str(other.pk), label="Pace")
    plan.dimension.refresh_from_db()
    assert (plan.dimension.label, plan.dimension.scale_id == other.pk) == ("Pace", False)


def test_a_question_is_seen_as_the_lead_and_as_the_board_will(plan: Plan) -> None:
    plan.answer(plan.action(), text="Forty beds are open.")
    client, url = signed_in(plan.trust), to(plan, "setup_heading", plan.progress.pk)
    before = text_of(client.get(url))
    assert "Forty beds are open." in before
    page = client.post(url, sent_by(client, url) | {"do": "look", "label": "What is new?"})
    said = text_of(page)
    assert page.status_code == 200 and "1. What is new?" in said
    plan.progress.refresh_from_db()
    assert plan.progress.label == "Progress"
    new = to(plan, "setup_heading_add", "action")
    page = client.post(new, sent_by(client, new) | {"do": "look", "label": "And then?"})
    assert "Here stands what the lead writes." in text_of(page)


@pytest.mark.parametrize("kind", ["percent", "scale"])
def test_a_rated_question_is_seen_before_anybody_answered_it(plan: Plan, kind: str) -> None:
    plan.action()
    client, url = signed_in(plan.trust), to(plan, "setup_dimension_add", "action")
    answered = "percent" if kind == "percent" else str(plan.dimension.scale_id)
    sent = sent_by(client, url) | {"do": "look", "label": "Pace", "answered_with": answered}
    page = client.post(url, sent)
    assert page.status_code == 200 and page.context["board"] is not None
    assert ("75%" if kind == "percent" else "Green") in page.context["board"].body


def test_questions_move_among_those_that_are_asked_together(plan: Plan) -> None:
    more = factories.heading(strategy=plan.strategy, label="More", position=7)
    old = factories.heading(strategy=plan.strategy, label="Old", position=5, is_archived=True)
    client = signed_in(plan.trust)
    client.post(to(plan, "setup_heading_move", more.pk), {"step": "up"})
    order = list(plan.strategy.headings.order_by("position").values_list("label", flat=True))
    assert order.index("More") < order.index("Progress")
    response = client.post(to(plan, "setup_heading_move", more.pk), {"step": "up"})
    assert response["Location"].endswith(f"#up-h{more.pk}")
    assert (
        list(plan.strategy.headings.order_by("position").values_list("label", flat=True)) == order
    )
    assert old.label in order


# Periods


def test_an_imported_period_is_given_its_due_date(plan: Plan) -> None:
    period = factories.period(plan.strategy, status=Period.Status.PLANNED, due_on=None)
    client = signed_in(plan.trust)
    assert f"{period.label} has no due date yet" in text_of(client.get(to(plan, "setup_periods")))
    day = period.ends_on.replace(day=28)
    save(client, to(plan, "setup_period", period.pk), due_on=day.isoformat())
    period.refresh_from_db()
    assert period.due_on == day


def test_a_closed_period_says_why_it_stays(plan: Plan) -> None:
    client, url = signed_in(plan.trust), to(plan, "setup_period", plan.earlier.pk)
    page = client.get(url)
    assert "It stays as it is" in text_of(page) and b'name="label"' not in page.content
    sent = {"label": "X", "kind": "quarter", "starts_on": "2020-01-01", "ends_on": "2020-02-01"}
    response = client.post(url, sent)
    assert response.status_code == 400
    assert "is closed, so its answers can no longer be changed" in text_of(response)
    plan.earlier.refresh_from_db()
    assert plan.earlier.label != "X"


@pytest.mark.parametrize(
    ("kind", "number", "first", "last"),
    [
        ("month", 12, "April 2026", "March 2027"),
        ("quarter", 4, "Quarter 1 2026/27", "Quarter 4 2026/27"),
        ("half_year", 2, "Half 1 2026/27", "Half 2 2026/27"),
        ("year", 1, "2026/27", "2026/27"),
    ],
)
def test_a_first_year_is_proposed_from_april_to_march(
    kind: str, number: int, first: str, last: str
) -> None:
    found = propose_year([], kind, date(2026, 11, 28))
    assert [row.label for row in (found[0], found[-1])] == [first, last]
    assert len(found) == number
    assert (found[0].starts_on, found[-1].ends_on) == (date(2026, 4, 1), date(2027, 3, 31))


def test_a_year_goes_on_in_the_trusts_habit_and_is_saved_at_once(plan: Plan) -> None:
    last = Period.objects.filter(strategy=plan.strategy).order_by("starts_on").last()
    assert last is not None
    proposals = propose_year([last], "quarter", date(2026, 11, 28))
    assert proposals[-1].ends_on.month == 3 and len(proposals) <= 4
    client, url = signed_in(plan.trust), to(plan, "setup_periods_add")
    sent = sent_by(client, url)
    assert client.post(url, sent).status_code == 302
    made = Period.objects.filter(strategy=plan.strategy, starts_on__gt=last.starts_on)
    assert [period.label for period in made.order_by("starts_on")] == [
        proposal.label for proposal in proposals
    ]


def test_a_year_with_one_wrong_row_is_saved_in_no_part(plan: Plan) -> None:
    client, url = signed_in(plan.trust), to(plan, "setup_periods_add") + "?kind=month"
    before = Period.objects.count()
    sent = sent_by(client, url)
    labels = [name for name in sent if name.endswith("-label")]
    sent[labels[-1].replace("label", "starts_on")] = "2020-01-01"
    response = client.post(url, sent)
    assert response.status_code == 400 and "overlap" in text_of(response)
    assert Period.objects.count() == before
    sent = dict.fromkeys(sent, "") | {"kind": "month"}
    said = text_of(client.post(url, sent))
    assert "Give at least one period a name." in said
