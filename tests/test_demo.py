"""The demo: full, believable, kept on a second run, and gone without a trace when removed."""

import re
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import page as validation
import pytest
from django.apps import apps
from django.conf import LazySettings
from django.core.management import CommandError, call_command
from django.db import transaction
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoDbBlocker

from ambitions.models import KeyAction, Reading, Update, UpdateNarrative
from ambitions.plan.reader import read_outline
from ambitions.rounds.services import counts, outstanding
from ambitions.updates.assigned import assigned_to
from ambitions.updates.services import what_is_missing
from ambitions.updates.status import UpdateStatus
from objectives.asking import ends_year
from objectives.models import Period, Rating
from reports import render
from reports.layouts.ready import ready_layouts
from reports.models import Paper
from reports.pdf.check import faults_of
from reports.services import content_of
from risks.models import RiskScore
from strategy_tracker.accounts.models import Membership, Trust, User
from strategy_tracker.demo import load, remove
from strategy_tracker.demo.fixtures import SignIn, read_sign_ins, read_trust, trust_folders
from strategy_tracker.demo.rounds import CLOSED_ROUNDS, OPEN_ROUND, Round, make_rounds
from strategy_tracker.demo.values import reading_number
from tests import factories

# One worker loads it, and the tests of one database tell what is loaded.
pytestmark = [pytest.mark.once, pytest.mark.xdist_group("demo")]

CODES = ("NORTHMOOR", "RIVERMEAD")
DAYS = [date(2026, 11, 22), date(2027, 1, 1), date(2027, 3, 31), date(2028, 2, 29)]


@pytest.fixture(scope="module")
def demo(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """The demo, loaded once for this file and undone after it."""
    with django_db_blocker.unblock(), transaction.atomic():
        load.load_all(timezone.localdate())
        yield
        transaction.set_rollback(True)


@pytest.fixture
def loaded(demo: None, db: None) -> None:
    """The loaded demo, put back after each test."""


def rounds_on(today: date, due_from_today: int = 6) -> dict[int, Round]:
    return make_rounds("Quarter {quarter} {year}/{next_year}", due_from_today, today)


def row_counts() -> dict[str, int]:
    return {model._meta.label: model._default_manager.count() for model in apps.get_models()}


# The calendar


@pytest.mark.parametrize("today", DAYS)
def test_the_quarter_that_ended_last_is_open(today: date) -> None:
    opened = rounds_on(today)[OPEN_ROUND]
    assert opened.ends_on < today <= opened.ends_on + timedelta(days=92)


def test_labels_are_as_the_trust_prints_them() -> None:
    rounds = rounds_on(date(2026, 11, 22))
    assert [rounds[number].label for number in (1, 4, 6, 7)] == [
        "Quarter 1 2025/26",
        "Quarter 4 2025/26",
        "Quarter 2 2026/27",
        "Quarter 3 2026/27",
    ]


@pytest.mark.parametrize("due_from_today", [6, -2])
@pytest.mark.parametrize("today", DAYS)
def test_a_round_closes_before_the_next_opens_and_nothing_lies_ahead_of_today(
    today: date, due_from_today: int
) -> None:
    rounds = rounds_on(today, due_from_today)
    for number in range(1, OPEN_ROUND):
        assert rounds[number].moment(20) < rounds[number + 1].moment(-24)
    assert rounds[OPEN_ROUND].moment(rounds[OPEN_ROUND].latest).date() < today


def test_dates_in_braces_are_told_from_the_round_they_are_written_in() -> None:
    told = rounds_on(date(2026, 11, 22))[OPEN_ROUND]
    words = "{m1}; {12 m2}; {31 m9 y}; {30 m8}; {q}; {q-1}; {q+1}; {fy}; {fy-1}; {yearend}"
    assert told.tell([words])[0].split("; ") == [
        "July",
        "12 August",
        "31 March 2027",
        "28 February",
        "Quarter 2 2026/27",
        "Quarter 1 2026/27",
        "Quarter 3 2026/27",
        "2026/27",
        "2025/26",
        "31 March 2027",
    ]


def test_a_date_in_the_middle_of_a_month_is_a_working_day() -> None:
    told = rounds_on(date(2026, 11, 22))[OPEN_ROUND]
    assert told.tell({"said": "on {12 m3}"}) == {"said": "on 11 September"}  # the 12th: Saturday


@pytest.mark.parametrize(
    ("raw", "kind", "number"),
    [
        ("82%", "percent", 82),
        (">97%", "percent", 97),
        ("2,140", "count", 2140),
        ("0.61", "decimal", "0.61"),
        ("0:34:10", "duration", 2050),
        ("N/A", "percent", None),
        ("Reasonable", "grade", None),
    ],
)
def test_a_printed_reading_is_read_as_its_number(
    raw: str, kind: str, number: int | str | None
) -> None:
    found = reading_number(raw, kind)
    assert (None if found is None else str(found)) == (None if number is None else str(number))


# What is loaded


def test_a_second_run_keeps_everything_and_says_so(
    loaded: None, settings: LazySettings, capsys: pytest.CaptureFixture[str]
) -> None:
    settings.DEBUG = True
    before = row_counts()
    call_command("load_demo")
    assert row_counts() == before
    printed = capsys.readouterr().out
    assert printed.count("there already, kept as it is") == 2
    for sign_in in read_sign_ins():
        assert sign_in.email in printed
        assert sign_in.password in printed


@pytest.mark.parametrize("code", CODES)
def test_a_trust_has_five_closed_quarters_an_open_one_and_one_planned(
    loaded: None, code: str
) -> None:
    own = Period.objects.filter(strategy__trust__code=code).order_by("starts_on")
    states = [period.status for period in own]
    assert states == ["closed"] * CLOSED_ROUNDS + ["open", "planned"]


def test_the_trusts_differ_in_words_scales_and_questions(loaded: None) -> None:
    words, scales, questions = set(), set(), set()
    for trust in Trust.objects.filter(code__in=CODES):
        strategy = trust.strategies.get()
        words.add(tuple(strategy.word(level) for level in ("objective", "ambition", "action")))
        labels = Rating.objects.for_trust(trust).values_list("label", flat=True)
        scales.add(frozenset(labels))
        questions.add(frozenset(strategy.headings.values_list("label", flat=True)))
    assert len(words) == len(scales) == len(questions) == 2
    assert not frozenset.intersection(*scales)


def test_a_question_is_asked_at_year_end_only_and_answered_then(loaded: None) -> None:
    northmoor = Trust.objects.get(code=CODES[0])
    heading = northmoor.strategies.get().headings.get(asked_when="year_end")
    closed = Period.objects.filter(strategy=heading.strategy, status="closed")
    year_ends = {period.pk for period in closed if ends_year(period)}
    told = UpdateNarrative.objects.filter(heading=heading)
    assert year_ends and year_ends <= set(told.values_list("update__period_id", flat=True))
    assert all(ends_year(narrative.update.period) for narrative in told)


def test_plans_have_the_odd_shapes_that_real_ones_have(loaded: None) -> None:
    northmoor, rivermead = (Trust.objects.get(code=code) for code in CODES)
    assert rivermead.strategies.get().ambitions.filter(objective=None).count() == 1
    assert KeyAction.objects.for_trust(northmoor).filter(ambition=None).count() == 7
    kinds = KeyAction.objects.for_trust(northmoor).values_list("kind", flat=True)
    assert set(kinds) == {"must_do", "should_do", "exit_criterion"}


def test_every_update_of_a_closed_period_is_approved_and_complete(loaded: None) -> None:
    updates = Update.objects.filter(period__status="closed").select_related("period__strategy")
    assert updates.count() > 300
    for update in updates:
        assert update.state == Update.State.APPROVED, update
        assert what_is_missing(update) == [], update


def test_a_period_that_closed_with_answers_missing_says_why(loaded: None) -> None:
    missing = 0
    for period in Period.objects.filter(status="closed").select_related("strategy"):
        left = outstanding(counts(read_outline(period.strategy, [period])))
        missing += sum(left.values())
        assert bool(left) == bool(period.close_reason), period
    assert missing > 3


def test_what_happened_is_in_order_and_by_somebody(loaded: None) -> None:
    now = timezone.now()
    opened = dict(
        Period.history.filter(status="open")
        .order_by("-history_date")
        .values_list("id", "opened_at")
    )
    for update in Update.objects.exclude(submitted_at=None).select_related("period"):
        assert opened[update.period_id] <= update.saved_at <= now
        if update.state in ("submitted", "approved"):
            assert update.saved_at <= update.submitted_at <= now
        if update.approved_at:
            assert update.submitted_at < update.approved_at
        if update.period.closed_at:
            assert update.approved_at < update.period.closed_at
    for told in Update.history.select_related("history_user"):
        assert told.history_user is not None
        assert told.history_date <= now


def test_history_shows_movement_lateness_returns_and_a_reopened_period(loaded: None) -> None:
    late = [
        update
        for update in Update.objects.filter(period__status="closed").select_related("period")
        if timezone.localtime(update.submitted_at).date() > update.period.due_on
    ]
    assert len(late) >= 5
    answered = Update.objects.filter(period__status="closed", challenges__answered_at__isnull=False)
    assert answered.count() >= 5
    reopened = Period.history.filter(status="open").exclude(close_reason="")
    assert reopened.count() == 1
    assert KeyAction.objects.exclude(baseline_changes=None).count() >= 5


def test_no_text_has_a_date_left_in_braces(loaded: None) -> None:
    for model in apps.get_models():
        if not hasattr(model, "TRUST_PATH"):
            continue
        names = [
            field.name
            for field in model._meta.get_fields()
            if field.concrete and field.get_internal_type() in ("CharField", "TextField")
        ]
        for values in model._default_manager.values_list(*names) if names else ():
            assert not re.search(r"[{}]", " ".join(map(str, values))), (model, values)


def test_measures_have_every_kind_of_value_and_every_kind_of_empty(loaded: None) -> None:
    readings = Reading.objects.filter(measure__strategy__trust__code="NORTHMOOR")
    assert len(set(readings.values_list("measure__value_kind", flat=True))) == 7
    assert set(readings.values_list("empty", flat=True)) == {"", "none", "na", "tbc"}
    assert readings.filter(is_withheld=True).count() == 1
    assert set(UpdateNarrative.objects.values_list("empty", flat=True)) == {"", "none", "na", "tbc"}


def test_risks_are_scored_each_quarter_with_factors_or_without(loaded: None) -> None:
    scores = RiskScore.objects.filter(kind="current")
    rivermead = scores.filter(risk__trust__code="RIVERMEAD")
    assert rivermead.count() == 9 * OPEN_ROUND
    assert not rivermead.filter(likelihood=None).exists()
    assert not scores.filter(risk__trust__code="NORTHMOOR").exclude(likelihood=None).exists()


@pytest.mark.parametrize("layout", ready_layouts())
def test_a_paper_of_each_layout_is_pdf_ua_and_its_tags_hold_together(
    loaded: None, layout: str
) -> None:
    papers = Paper.objects.filter(layout=layout, status=Paper.Status.FINAL)
    data = render.pdf_of(content_of(papers.latest("period__starts_on", "version")))
    report = validation.validate_pdf_bytes(data, profile=validation.ValidationProfile.PDF_UA_1)
    assert [failure.message for failure in report.failures] == []
    assert faults_of(data) == {}


def test_published_papers_are_intact_and_one_was_corrected(loaded: None) -> None:
    final = Paper.objects.filter(status="final")
    for paper in final:
        made = content_of(paper)
        assert made["status"]["hash"] == paper.content_sha256[:8]
        assert made["period"]["label"] in made["title"]
    assert {paper.version for paper in final} == {1, 2}
    assert Paper.objects.filter(status="draft", period__status="open").count() == 6
    assert {paper.layout for paper in final} == set(ready_layouts())


# People


def test_the_lead_has_twelve_to_answer(loaded: None) -> None:
    tom = User.objects.get(email="tom.hargreave@rivermead.example")
    assigned = assigned_to(tom, Trust.objects.get(code="RIVERMEAD"), timezone.localdate())
    to_answer = [row.status for row in assigned if row.is_to_answer]
    assert len(assigned) == 16
    assert len(to_answer) == 12
    assert to_answer.count(UpdateStatus.RETURNED) == to_answer.count(UpdateStatus.DRAFT) == 3


def test_at_the_other_trust_answers_are_late(loaded: None) -> None:
    lorna = User.objects.get(email="lorna.brathwaite@northmoor.example")
    assigned = assigned_to(lorna, Trust.objects.get(code="NORTHMOOR"), timezone.localdate())
    assert sum(row.status == UpdateStatus.LATE for row in assigned) >= 3


@pytest.mark.parametrize("sign_in", read_sign_ins(), ids=lambda sign_in: sign_in.email)
def test_each_sign_in_works_and_opens_every_page_it_is_offered(
    loaded: None, client: Client, sign_in: SignIn
) -> None:
    membership = Membership.objects.select_related("user", "trust").get(user__email=sign_in.email)
    assert membership.get_role_display() == sign_in.role
    assert membership.trust.name.startswith(sign_in.trust)
    assert client.login(email=sign_in.email, password=sign_in.password)
    page = client.get("/", follow=True)
    assert page.status_code == 200
    for item in page.context["nav"]:
        assert client.get(item.url).status_code == 200, item.label


def test_a_person_without_a_sign_in_cannot_sign_in(loaded: None) -> None:
    priya = User.objects.get(email="priya.venkataram@rivermead.example")
    assert not priya.has_usable_password()


# The command


def test_a_production_site_refuses_the_demo(loaded: None) -> None:
    before = row_counts()
    with pytest.raises(CommandError, match="DEBUG"):
        call_command("load_demo", reset=True)
    assert row_counts() == before


def test_force_loads_it_all_the_same(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[load.Loaded] = []
    monkeypatch.setattr(
        "strategy_tracker.demo.management.commands.load_demo.load_all", lambda today: asked
    )
    call_command("load_demo", force=True)


def test_removing_the_demo_leaves_other_trusts_and_no_history(loaded: None) -> None:
    other = factories.update()
    friend = User.objects.get(email="colin.estabrook@rivermead.example")
    factories.member(user=friend, trust=other.period.strategy.trust)
    assert len(remove.remove_all()) == 2
    assert remove.remove_all() == []
    assert list(Trust.objects.values_list("pk", flat=True)) == [other.period.strategy.trust.pk]
    assert User.objects.filter(pk=friend.pk).exists()
    assert not User.objects.filter(email="tom.hargreave@rivermead.example").exists()
    for model in apps.get_models():
        if hasattr(model, "TRUST_PATH") and hasattr(model, "history"):
            kept = set(model._default_manager.values_list("pk", flat=True))
            told = set(model.history.values_list(model._meta.pk.attname, flat=True))
            assert told <= kept, model


# The fixtures


@pytest.mark.parametrize("folder", trust_folders(), ids=lambda folder: folder.name)
def test_every_item_says_a_rating_for_each_round_it_answers(folder: Path) -> None:
    data = read_trust(folder)
    for row in [*data["objectives"], *data["ambitions"], *data["actions"]]:
        assert len(row.get("ratings", "").split()) == len(row.get("answers", [])), row["ref"]
    for row in data["measures"]:
        for series in (
            row["actual"].values() if isinstance(row["actual"], dict) else [row["actual"]]
        ):
            assert len(series) == 8, row["name"]
