"""When and of which kinds of action something is asked: one rule, and every page that keeps it."""

import io
from dataclasses import replace
from datetime import date
from typing import Any

import openpyxl
import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse

from ambitions.models import KeyAction, Update
from ambitions.plan.compare import compare
from ambitions.plan.reader import read_outline
from ambitions.rounds.services import counts
from ambitions.updates.services import submit_update, what_is_missing
from objectives.asking import ends_half_year, ends_year, is_asked
from objectives.editing import edit_question
from objectives.models import Dimension, Heading, Period, Rating
from objectives.models.asked import KINDS, OF_KINDS, Asked
from objectives.ready_sets import copy_ready_set, ready_sets
from reports.data import export
from reports.parts import KINDS as PART_KINDS
from reports.parts import Part
from reports.parts.base import Source
from reports.reading import read_plan
from reports.values import words_of
from strategy_tracker.audit.services import take_back
from tests import factories
from tests.answering import Plan
from tests.closed_quarter import closed_quarter
from tests.governing import address, queries_of, signed_in, text_of
from tests.setting_up import save, touches_of
from tests.test_setup_past import again, said

pytestmark = pytest.mark.django_db

MUST_DOS_ONLY: dict[str, Any] = {name: name == "of_must_do" for name in OF_KINDS}


def period(starts_on: date, ends_on: date) -> Period:
    return Period(starts_on=starts_on, ends_on=ends_on)


@pytest.mark.parametrize(
    ("starts", "ends", "year_end", "half_year"),
    [
        (date(2026, 1, 1), date(2026, 3, 31), True, True),
        (date(2025, 10, 1), date(2025, 12, 31), False, False),
        (date(2025, 7, 1), date(2025, 9, 30), False, True),
        (date(2025, 4, 1), date(2025, 6, 30), False, False),
        (date(2025, 10, 1), date(2026, 3, 31), True, True),
        (date(2025, 4, 1), date(2025, 9, 30), False, True),
        (date(2026, 3, 1), date(2026, 3, 31), True, True),
        (date(2026, 2, 1), date(2026, 2, 28), False, False),
        (date(2025, 4, 1), date(2026, 3, 31), True, True),
        (date(2025, 1, 1), date(2025, 12, 31), True, True),
        # Quarters that do not end with months of the financial year's: one a year all the same.
        (date(2025, 12, 1), date(2026, 2, 28), True, True),
        (date(2026, 3, 1), date(2026, 5, 31), False, False),
        (date(2026, 2, 1), date(2026, 4, 30), True, True),
    ],
)
def test_a_year_and_its_half_end_in_one_period_whatever_the_periods(
    starts: date, ends: date, year_end: bool, half_year: bool
) -> None:
    found = period(starts, ends)
    assert (ends_year(found), ends_half_year(found)) == (year_end, half_year)


def test_each_kind_of_action_has_its_field() -> None:
    assert list(KINDS) == KeyAction.Kind.values
    for name in OF_KINDS:
        assert Heading._meta.get_field(name).default is True


def test_what_is_asked_of_some_kinds_at_some_times_is_not_asked_of_others() -> None:
    heading = factories.heading(**MUST_DOS_ONLY, asked_when="year_end")
    must_do = factories.action(strategy=heading.strategy, kind="must_do")
    other = factories.action(strategy=heading.strategy)
    march = period(date(2026, 1, 1), date(2026, 3, 31))
    june = period(date(2026, 4, 1), date(2026, 6, 30))
    assert is_asked(heading, must_do, march) and is_asked(heading, must_do, None)
    assert not is_asked(heading, must_do, june)
    assert not is_asked(heading, other, march)
    heading.is_archived = True
    assert not is_asked(heading, must_do, march)


@pytest.mark.parametrize(
    "fields",
    [
        {"asked_when": "sometimes"},
        dict.fromkeys(OF_KINDS, False),
        {"level": "objective", "of_must_do": False},
        {"purpose": "mitigation", "asked_when": "year_end"},
    ],
)
def test_the_database_holds_of_whom_and_when(fields: dict[str, Any]) -> None:
    heading = factories.heading()
    with pytest.raises(IntegrityError), transaction.atomic():
        Heading.objects.filter(pk=heading.pk).update(**fields)
    for name, value in fields.items():
        setattr(heading, name, value)
    with pytest.raises(ValidationError):
        heading.full_clean()


# Answering


@pytest.fixture
def plan() -> Plan:
    """In the second quarter; `learned` is asked at year end, `evidence` of must dos."""
    made = Plan(starts_on=date(2026, 7, 1), ends_on=date(2026, 9, 30), label="Quarter 2")
    factories.heading(
        strategy=made.strategy, label="Learned", code="learned", is_required=True,
        asked_when="year_end",
    )  # fmt: skip
    factories.heading(
        strategy=made.strategy, label="Evidence", code="evidence", is_required=True, **MUST_DOS_ONLY
    )
    return made


def heading(plan: Plan, label: str) -> Heading:
    return plan.strategy.headings.get(label=label)


def test_the_form_asks_what_is_asked_and_the_answer_is_taken_without_the_rest(plan: Plan) -> None:
    action, must_do = plan.action(), plan.action("Staff the hub", kind="must_do")
    page = text_of(plan.client().get(plan.url("update_form", action)))
    assert "Progress" in page and "Learned" not in page and "Evidence" not in page
    page = text_of(plan.client().get(plan.url("update_form", must_do)))
    assert "Evidence" in page and "Learned" not in page
    update = plan.answer(action)
    assert what_is_missing(update) == []
    assert submit_update(update=update, version=None, by=None).state == Update.State.SUBMITTED
    left = what_is_missing(plan.answer(must_do))
    assert [lack.message for lack in left] == ["Answer “Evidence”."]
    plan.period.starts_on, plan.period.ends_on = date(2027, 1, 1), date(2027, 3, 31)
    plan.period.save()
    update = Update.objects.get(action=must_do)
    assert [lack.label for lack in what_is_missing(update)] == ["Learned", "Evidence"]


@pytest.mark.parametrize("name", ["update_form", "update_autosave"])
def test_words_are_kept_whose_question_is_no_longer_asked(plan: Plan, name: str) -> None:
    """A page stays open while somebody else changes or archives what it asks."""
    action, learned = plan.action(), heading(plan, "Learned")
    sent = {f"heading_{learned.pk}": "Ask the wards first.", "version": "0"}
    plan.client().post(plan.url(name, action), sent)
    told = Update.objects.get(action=action).narratives.get()
    assert (told.heading, told.text) == (learned, "Ask the wards first.")
    assert "Ask the wards first." in text_of(
        plan.client().get(address("action_detail", plan.trust, action.pk))
    )


def no_longer_asked(plan: Plan, how: str) -> Dimension:
    """A rating that was asked of every action, and is not now."""
    rated = plan.strategy.dimensions.get(purpose="delivery")
    setattr(
        rated, *{"archived": ("is_archived", True), "at year end": ("asked_when", "year_end")}[how]
    )
    rated.save()
    return rated


@pytest.mark.parametrize("how", ["archived", "at year end"])
@pytest.mark.parametrize("name", ["update_form", "update_autosave"])
def test_a_rating_is_kept_whose_question_is_no_longer_asked(
    plan: Plan, name: str, how: str
) -> None:
    action, rated = plan.action(), no_longer_asked(plan, how)
    poor = Rating.objects.filter(scale=rated.scale, needs_mitigation=True).first()
    assert poor is not None
    sent = {f"dimension_{rated.pk}": str(poor.pk), "recovery_date": "31/3/2031", "version": "0"}
    plan.client().post(plan.url(name, action), sent)
    update = Update.objects.get(action=action)
    given = update.ratings.get()
    assert (given.dimension, given.rating, update.recovery_date) == (rated, poor, date(2031, 3, 31))
    page = text_of(plan.client().get(address("action_detail", plan.trust, action.pk)))
    assert poor.label in page


def test_an_empty_rating_that_is_no_longer_asked_takes_nothing_away(plan: Plan) -> None:
    action = plan.action()
    plan.answer(action)
    rated = no_longer_asked(plan, "archived")
    sent = {f"dimension_{rated.pk}": "", "version": str(Update.objects.get().version)}
    plan.client().post(plan.url("update_form", action), sent)
    assert Update.objects.get(action=action).ratings.filter(dimension=rated).exists()


def test_nobodys_ratings_are_taken_under_a_question_of_another_level_or_trust(plan: Plan) -> None:
    action, scale = plan.action(), plan.strategy.dimensions.get(purpose="delivery").scale
    elsewhere = factories.dimension()
    above = factories.dimension(strategy=plan.strategy, level="objective", scale=scale)
    sent = {
        f"dimension_{row.pk}": str(row.scale.ratings.first().pk)
        for row in (elsewhere, above)
        if row.scale.ratings.exists()
    }
    plan.client().post(plan.url("update_form", action), {**sent, "version": "0"})
    assert not Update.objects.filter(action=action, ratings__isnull=False).exists()


def test_nobodys_words_are_taken_under_a_question_of_another_level_or_trust(plan: Plan) -> None:
    action, other = plan.action(), factories.heading(label="Learned elsewhere")
    above = factories.heading(strategy=plan.strategy, level="objective", label="Above")
    sent = {f"heading_{row.pk}": "Words" for row in (other, above)} | {"version": "0"}
    plan.client().post(plan.url("update_form", action), sent)
    assert not Update.objects.filter(action=action, narratives__isnull=False).exists()


def test_the_words_of_last_quarter_are_copied_into_what_is_asked(plan: Plan) -> None:
    action = plan.action()
    before = factories.update(action, plan.earlier, state="approved")
    for label in ("Progress", "Learned"):
        factories.update_narrative(update=before, heading=heading(plan, label), text=f"Old {label}")
    page = plan.client().get(plan.url("update_form", action) + "?copy=1").content.decode()
    assert f'name="heading_{plan.progress.pk}"' in page and "Old Progress" in page
    assert f'name="heading_{heading(plan, "Learned").pk}"' not in page


def test_a_grid_holds_the_rows_that_are_asked_the_same(plan: Plan) -> None:
    plan.action()
    plan.action("Staff the hub", kind="must_do")
    plan.action("Paint the hub", kind="should_do")
    page = plan.client().get(reverse("answer_all", args=[plan.trust.code]))
    grids = {grid.title: grid for grid in page.context["grids"]}
    assert list(grids) == ["Key actions and should dos, Quarter 2", "Must dos, Quarter 2"]
    labels = [[column.label for column in grid.columns] for grid in grids.values()]
    assert ["Evidence" in some for some in labels] == [False, True]


def of_nobody_else(plan: Plan) -> None:
    """Everything that is asked, of must dos only."""
    for model in (Dimension, Heading):
        model.objects.filter(strategy=plan.strategy).update(**MUST_DOS_ONLY)


def test_an_action_that_is_asked_nothing_is_nobodys_to_answer_and_never_late(plan: Plan) -> None:
    other, must_do = plan.action(), plan.action("Staff the hub", kind="must_do")
    of_nobody_else(plan)
    plan.period.due_on = date(2026, 9, 30)
    plan.period.save()
    outline = read_outline(plan.strategy, [plan.period])
    assert [node.item for node in outline.asked()] == [must_do]
    assert sum(counts(outline).values()) == 1
    page = text_of(plan.client().get(reverse("my_updates", args=[plan.trust.code])))
    assert must_do.title in page and other.title not in page
    said_there = text_of(plan.client().get(plan.url("update_form", other)))
    assert "Nothing is asked of this key action in Quarter 2." in said_there
    round_page = signed_in(plan.trust).get(address("this_round", plan.trust))
    assert [row.total.number for row in round_page.context["grid"]][-1] == 1


def test_a_rating_that_is_not_asked_asks_nobody_why(plan: Plan) -> None:
    Dimension.objects.filter(pk=plan.dimension.pk).update(asked_when="year_end")
    page = text_of(plan.client().get(plan.url("update_form", plan.action())))
    assert "Progress" in page and "Mitigation" not in page and "Back on track by" not in page


def test_the_plan_tells_what_was_not_asked_from_what_was_not_answered(plan: Plan) -> None:
    factories.dimension(
        strategy=plan.strategy, label="Year-end forecast", purpose="forecast",
        scale=plan.dimension.scale, asked_when="year_end",
    )  # fmt: skip
    plan.action()
    Dimension.objects.filter(pk=plan.dimension.pk).update(**MUST_DOS_ONLY)
    plan.action("Staff the hub", kind="must_do")
    page = signed_in(plan.trust).get(address("plan", plan.trust)).content.decode()
    assert "1 not answered" in page and "2 not answered" not in page
    assert "Year-end forecast" not in page
    found = signed_in(plan.trust).get(address("plan", plan.trust, rating="none")).content.decode()
    assert "Staff the hub" in found and "Open more beds" not in found


def test_what_speaks_at_year_end_only_is_not_compared_with_what_speaks_in_between() -> None:
    plan = Plan(starts_on=date(2026, 1, 1), ends_on=date(2026, 3, 31), label="Quarter 4")
    embedding = factories.dimension(
        strategy=plan.strategy, purpose="embedding", scale=plan.dimension.scale
    )
    edit_question(question=plan.dimension, by=None, asked_when="year_end")
    action = plan.action()
    factories.update_rating(
        update=factories.update(action, plan.earlier, state="approved"),
        dimension=embedding, rating=plan.rating("green"),
    )  # fmt: skip
    plan.answer(action, "red")
    earlier, later = (
        read_outline(plan.strategy, [period]) for period in (plan.earlier, plan.period)
    )
    (found,) = [item for item in compare(earlier, later) if item.node.item == action]
    assert found.rating_before and found.rating_after
    assert found.moved == ("", "") and not found.is_changed


def test_pages_cost_the_same_for_one_row_and_for_many(plan: Plan) -> None:
    client, governor = plan.client(), signed_in(plan.trust)
    for kind in KINDS:
        plan.action(f"A {kind}", kind=kind)
    urls = [reverse(name, args=[plan.trust.code]) for name in ("my_updates", "answer_all")]
    others = [address(name, plan.trust) for name in ("plan", "this_round", "round_approve")]
    before = [queries_of(client, url) for url in urls], [queries_of(governor, u) for u in others]
    for number in range(8):
        plan.action(f"More {number}", kind=list(KINDS)[number % 4])
        factories.heading(strategy=plan.strategy, asked_when="half_years", **MUST_DOS_ONLY)
    after = [queries_of(client, url) for url in urls], [queries_of(governor, u) for u in others]
    assert before == after


# Papers and exports


def part_of(plan: Plan, kind: str, **options: Any) -> Any:
    own = read_plan(plan.strategy, Period.objects.get(pk=plan.period.pk))
    part = Part(kind, kind, options=options)
    data = PART_KINDS[kind].build(Source(own), part)
    return data, PART_KINDS[kind].blocks(data, content_of(own)) if data else []


def content_of(own: Any) -> dict[str, Any]:
    return {"words": words_of(own), "period": {"label": own.period.label}}


def test_a_paper_prints_no_column_that_nobody_is_asked(plan: Plan) -> None:
    plan.answer(plan.action())
    Update.objects.update(state="submitted", submitted_at="2026-09-01T00:00Z")
    factories.dimension(
        strategy=plan.strategy, code="forecast", label="Forecast", scale=plan.dimension.scale,
        asked_when="year_end",
    )  # fmt: skip
    columns = ["title", f"rating:{plan.dimension.code}", "rating:forecast", "narrative:learned",
               "narrative:evidence"]  # fmt: skip
    data, _ = part_of(plan, "action-table", columns=columns)
    assert data["columns"] == columns[:2]
    plan.action("Staff the hub", kind="must_do")
    data, _ = part_of(plan, "action-table", columns=columns)
    assert data["columns"] == [*columns[:2], "narrative:evidence"]


def test_a_paper_says_not_asked_where_it_was_not_asked(plan: Plan) -> None:
    must_do, other = plan.action("Staff the hub", kind="must_do"), plan.action()
    plan.answer(must_do)
    plan.answer(other)
    Update.objects.update(state="submitted", submitted_at="2026-09-01T00:00Z")
    own = factories.dimension(
        strategy=plan.strategy, code="grip", label="Grip", scale=plan.dimension.scale,
        **MUST_DOS_ONLY,
    )  # fmt: skip
    update = Update.objects.get(action=must_do)
    factories.update_rating(update=update, dimension=own, rating=plan.rating("green"))
    _, blocks = part_of(plan, "action-table", columns=["title", "rating:grip"])
    cells = [row.cells[1][0] for group in blocks[-1].groups for row in group.rows]
    assert [getattr(cell, "label", getattr(cell, "words", "")) for cell in cells] == [
        "Green",
        "Not asked",
    ]
    data, _ = part_of(plan, "rating-chart", dimension="grip")
    assert data["whole"]["now"]["total"] == 1


def test_a_draft_paper_misses_nothing_that_was_not_asked(plan: Plan) -> None:
    plan.action()
    of_nobody_else(plan)
    factories.paper(period=plan.period, layout="progress-table")
    url = reverse("paper_page", args=[plan.trust.code, plan.period.pk, "progress-table"])
    assert "not handed in" not in text_of(signed_in(plan.trust).get(url))


def test_the_spreadsheet_of_the_plan_has_no_column_of_what_nobody_is_asked(plan: Plan) -> None:
    factories.dimension(
        strategy=plan.strategy, label="Year-end forecast", purpose="forecast",
        scale=plan.dimension.scale, asked_when="year_end",
    )  # fmt: skip
    plan.action()
    client = signed_in(plan.trust)

    def heads() -> list[str]:
        content = client.get(address("plan_spreadsheet", plan.trust)).content
        return [str(cell.value) for cell in openpyxl.load_workbook(io.BytesIO(content)).active[1]]

    assert "Year-end forecast" not in heads()
    plan.strategy.dimensions.filter(label="Year-end forecast").update(asked_when="half_years")
    assert "Year-end forecast" in heads()


def test_what_was_answered_before_it_was_asked_no_more_is_kept_and_printed(plan: Plan) -> None:
    action = plan.action()
    update = plan.answer(action)
    submit_update(update=update, version=None, by=None)
    Heading.objects.filter(pk=plan.progress.pk).update(**MUST_DOS_ONLY, asked_when="year_end")
    data, _ = part_of(plan, "action-table", columns=["title", f"narrative:{plan.progress.code}"])
    assert data["groups"][0]["rows"][0]["narratives"][0]["text"] == "All done."
    told = export(plan.strategy, Period.objects.get(pk=plan.period.pk))
    assert told["actions"][0]["narratives"] == {"Progress": "All done."}


# The set-up


def test_of_whom_and_when_are_set_and_told(plan: Plan) -> None:
    plan.answer(plan.action())
    plan.answer(plan.action("Staff the hub", kind="must_do"))
    client = signed_in(plan.trust)
    url = reverse("setup_heading", args=[plan.trust.code, plan.progress.pk])
    told = touches_of(
        save(client, url, asked="year_end", of_key_action=None, of_exit_criterion=None)
    )
    assert told[0].startswith("2 answers in Quarter 2, which is open, stay as they are")
    assert told[-2:] == [
        "It is no longer asked in Quarter 2, which is open.",
        "2 of these answers are no longer asked for. They stay, and are printed.",
    ]
    plan.progress.refresh_from_db()
    assert plan.progress.asked_when == Asked.When.YEAR_END
    assert [getattr(plan.progress, name) for name in OF_KINDS] == [False, True, True, False]
    words = "At year end only, of must dos and should dos; must be answered"
    for name in ("setup_questions", "setup_read"):
        page = text_of(client.get(reverse(name, args=[plan.trust.code])))
        assert words[1:] in page


def test_a_question_without_answers_says_that_it_begins_or_ends_in_the_open_period(
    plan: Plan,
) -> None:
    client = signed_in(plan.trust)
    url = address("setup_heading", plan.trust, heading(plan, "Learned").pk)
    told = touches_of(save(client, url, asked="always"))
    assert told == ["It is asked in Quarter 2, which is open, as soon as this is saved."]
    told = touches_of(save(client, url, asked="year_end"))
    assert told == ["It is no longer asked in Quarter 2, which is open."]


def test_a_question_of_no_kind_is_refused_and_other_levels_have_none(plan: Plan) -> None:
    client = signed_in(plan.trust)
    url = reverse("setup_dimension", args=[plan.trust.code, plan.dimension.pk])
    page = client.post(url, {"label": "Pace", "asked": "always", "purpose": "delivery"})
    assert "Choose at least one kind of action that the question is asked of." in text_of(page)
    url = reverse("setup_heading_add", args=[plan.trust.code, "ambition"])
    assert "Must dos" not in text_of(client.get(url))


def test_the_history_tells_of_whom_and_when_and_takes_it_back(plan: Plan) -> None:
    client = signed_in(plan.trust)
    url = reverse("setup_heading", args=[plan.trust.code, plan.progress.pk])
    save(client, url, asked="half_years", of_should_do=None)
    page = text_of(client.get(reverse("audit", args=[plan.trust.code])))
    assert "At half-year and year end only" in page and "Asked of should dos" in page
    take_back(version=plan.progress.history.order_by("history_id").last(), by=None)
    plan.progress.refresh_from_db()
    assert (plan.progress.asked_when, plan.progress.of_should_do) == ("always", True)


def test_a_closed_period_keeps_of_whom_and_when_it_asked() -> None:
    made = again(closed_quarter(risks=1))
    before = said(made)
    client = signed_in(made.trust)
    for name, pk in (("setup_heading", made.comments.pk), ("setup_dimension", made.delivery.pk)):
        save(client, reverse(name, args=[made.trust.code, pk]), asked="year_end",
             of_key_action=None)  # fmt: skip
    after = said(made)
    assert [name for name in before if before[name] != after[name]] == []


def test_a_ready_set_may_say_when_and_of_whom() -> None:
    lessons = {
        "level": "action", "code": "lessons", "label": "Lessons", "asked_when": "year_end",
        **MUST_DOS_ONLY,
    }  # fmt: skip
    ready = ready_sets()["quarterly-progress"]
    ready = replace(ready, headings=[*ready.headings, lessons])
    assert "Lessons (at year end only, of must dos)" in ready.asked("action")
    trust = factories.trust()
    made = copy_ready_set(
        ready=ready, trust=trust, strategy=None, title="Closer", year=2026, by=None
    )
    copied = made.headings.get(code="lessons")
    assert (copied.asked_when, copied.of_must_do, copied.of_key_action) == ("year_end", True, False)
