"""Importing into a trust: what is made, changed and left alone, all of it or nothing."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from ambitions.models import (
    Ambition,
    BaselineChange,
    KeyAction,
    Measure,
    Reading,
    Update,
    UpdateNarrative,
    UpdateRating,
)
from ambitions.plan.editing import renumber
from ambitions.plan.references import NewReference
from ambitions.updates import services as ambitions
from objectives.models import Dimension, Heading, Period, RatingScale, StrategicObjective, Strategy
from objectives.services import close_period, create_default_scales, open_period
from risks.models import Control, Risk, RiskLink, RiskScore
from strategy_tracker.accounts.models import Person, Post, Trust, User
from strategy_tracker.imports import services
from strategy_tracker.imports.changeset import ChangeSet
from strategy_tracker.imports.choices import Choices
from strategy_tracker.imports.models import ImportRun
from tests import factories
from tests.workbooks.samples import ACTIONS, OBJECTIVES, RISKS, changed, without_column, workbook

pytestmark = pytest.mark.django_db

PLAN: dict[str, Any] = {"Plan": ACTIONS, "Risks": RISKS, "Goals": OBJECTIVES}
RECORDS = (
    Strategy, Period, RatingScale, Dimension, Heading, StrategicObjective, Ambition, KeyAction,
    Measure, Reading, Risk, RiskScore, RiskLink, Update, UpdateRating, UpdateNarrative, Person,
    Post, ImportRun,
)  # fmt: skip


@pytest.fixture
def trust() -> Trust:
    trust = factories.trust()
    create_default_scales(trust=trust, by=None)
    return trust


@pytest.fixture
def officer() -> User:
    return factories.user(name="Ketan Mistry")


def run(trust: Trust, sheets: dict[str, Any], by: Any = None, **more: Any) -> ChangeSet:
    wanted = {"strategy_title": "Kinder, quicker", "period_label": "Q1 2024/25"} | more
    changes, _ = services.import_at_once(
        data=workbook(sheets), file_name="plan.xlsx", trust=trust, by=by, **wanted
    )
    return changes


def look(trust: Trust, sheets: dict[str, Any], **more: Any) -> ChangeSet:
    wanted = {"strategy_title": "Kinder, quicker", "period_label": "Q1 2024/25"} | more
    return services.preview_workbook(
        data=workbook(sheets), file_name="plan.xlsx", trust=trust, **wanted
    )


def stopped(trust: Trust, sheets: dict[str, Any], **more: Any) -> list[str]:
    """The problems that stop the import, having checked that nothing at all was written."""
    before = everything()
    with pytest.raises(services.ImportStopped) as caught:
        run(trust, sheets, **more)
    assert everything() == before
    return [str(problem) for problem in caught.value.changes.stopping]


def everything() -> dict[str, int]:
    """How many rows of each model there are, history included."""
    return {
        f"{model.__name__} {kind}": manager.count()
        for model in RECORDS
        for kind, manager in (("now", model.objects), ("then", model.history))
    }


# What a workbook makes


def test_everything_in_the_workbook_is_in_the_plan(trust: Trust, officer: User) -> None:
    run(trust, PLAN, by=officer)
    strategy = Strategy.objects.get(trust=trust)
    assert (strategy.objective_word, strategy.objective_word_plural) == ("Goal", "Goals")
    assert (strategy.action_word, strategy.lead_word) == ("Key action", "Lead")
    goals = list(StrategicObjective.objects.filter(strategy=strategy))
    assert [(goal.reference, goal.title, goal.description) for goal in goals] == [
        ("1", "Kinder care", "Nobody waits alone."),
        ("2", "Quicker care", "Nobody waits long."),
    ]
    actions = list(KeyAction.objects.filter(strategy=strategy))
    assert [(action.reference, action.objective.title) for action in actions] == [
        ("1.1", "Kinder care"), ("1.2", "Kinder care"), ("2.1", "Quicker care"),
    ]  # fmt: skip
    assert [(action.target_date, action.target_text) for action in actions] == [
        (date(2024, 9, 30), ""), (date(2024, 12, 31), ""), (date(2025, 3, 31), "Q4 24/25"),
    ]  # fmt: skip
    lead = actions[0].lead_rows.get().person
    assert (lead.name, lead.job_title()) == ("Asha Rao", "Chief Nurse")
    assert actions[0].source == {"file": "plan.xlsx", "sheet": "Plan", "cell": "D2"}


def test_answers_go_in_submitted_with_their_ratings_and_words(trust: Trust, officer: User) -> None:
    run(trust, PLAN, by=officer)
    update = Update.objects.get(action__reference="2.1")
    assert (update.state, update.submitted_by, update.period.label) == (
        "submitted", officer, "Q1 2024/25"
    )  # fmt: skip
    rating = update.ratings.get()
    assert (rating.dimension.label, rating.rating.label, rating.raw) == ("RAG", "Red", "Red")
    words = update.narratives.get()
    assert (words.heading.label, words.text) == ("Comments", "The supplier has withdrawn.")


def test_a_status_column_takes_the_scale_that_is_used_for_delivery(trust: Trust) -> None:
    strategy = factories.strategy(trust)
    for name, purpose, labels in (
        ("Now", "delivery", ("Slipping", "Steady", "Landed", "Not begun")),
        ("Year end", "forecast", ("Slipping", "Steady", "Landed")),
    ):
        own = factories.scale(trust, name=name)
        for position, label in enumerate(labels):
            factories.rating(scale=own, label=label, position=position)
        factories.dimension(strategy=strategy, scale=own, purpose=purpose)
    header = ["Goal", "Action", "Status"]
    cells = [["Kinder", f"Act {word}", word] for word in ("Slipping", "Steady", "Landed")]
    run(trust, {"Actions": [header, *cells]}, strategy_title="Another plan")
    made = Dimension.objects.get(strategy__title="Another plan")
    assert made.scale is not None and made.scale.name == "Now"


def test_risks_with_scores_of_the_period_and_what_they_bear_on(trust: Trust) -> None:
    run(trust, PLAN)
    risk = Risk.objects.get(trust=trust, reference="R09")
    scores = {
        (score.kind, score.score, score.period.label if score.period else None)
        for score in risk.scores.all()
    }
    assert scores == {("current", 12, "Q1 2024/25"), ("target", 6, None)}
    assert [link.item.title for link in risk.links.all()] == ["Kinder care", "Quicker care"]


def test_what_is_made_keeps_every_rule_of_its_model(trust: Trust, officer: User) -> None:
    """Bulk writing skips full_clean, so every row made must pass it afterwards."""
    run(trust, PLAN, by=officer)
    for model in RECORDS:
        for row in model.objects.all():
            row.full_clean(validate_unique=False)


def test_history_is_written_by_whoever_imports(trust: Trust, officer: User) -> None:
    run(trust, PLAN, by=officer)
    for model in (StrategicObjective, KeyAction, Risk, RiskScore, Update, UpdateRating, Person):
        for row in model.objects.all():
            version = row.history.get()
            assert (version.history_type, version.history_user) == ("+", officer)
            for field in model._meta.concrete_fields:
                assert getattr(version, field.attname) == getattr(row, field.attname)


def test_measures_and_readings(trust: Trust) -> None:
    head = ["Goal", "No", "KPI", "Baseline", "End target", "Year", "Quarter", "Aim/Actual", "Value"]
    rows = [
        head,
        ["Kinder care", "1", "Bells answered", "50%", "90%", "2024/25", "Q1", "Aim", "60%"],
        ["Kinder care", "1", "Bells answered", "50%", "90%", "2024/25", "Q1", "Actual", "58.5%"],
        ["Kinder care", "1", "Bells answered", "50%", "90%", "2024/25", "Q2", "Actual", "N/A"],
        ["Kinder care", "8a.", "Falls", None, "TBC", "2024/25", "H1", "Actual", 12],
        ["Kinder care", "8a.", "Falls", None, "TBC", "2024/25", "H2", "Actual", None],
    ]
    run(trust, {"Scorecard": rows}, period_label="")
    bells, falls = Measure.objects.filter(strategy__trust=trust)
    assert (bells.value_kind, bells.baseline, bells.target) == ("percent", "50%", "90%")
    assert (falls.number, falls.value_kind) == ("8a.", "count")
    found = {
        (reading.part, reading.kind): (reading.raw, reading.number, reading.empty)
        for reading in bells.readings.all()
    }
    assert found["Q1", "actual"] == ("58.5%", Decimal("58.5"), "")
    assert found["Q2", "actual"] == ("N/A", None, "na")
    assert falls.readings.get().number == 12
    assert not Period.objects.exists()


def test_ambitions_with_conditions_and_linked_risks(trust: Trust) -> None:
    rows = [
        ["Priority No", "Trust priority", "Conditions", "Success statement", "Linked risks",
         "Supporting strategies"],
        [1, "Home well", "a. Beds are free.\nb. Families know.", "Nobody stays for want of a van.",
         "R07, R09", "People, Estates"],
    ]  # fmt: skip
    run(trust, {"Priorities": rows, "Risks": without_column(RISKS, "Linked goals")})
    ambition = Ambition.objects.get(strategy__trust=trust)
    assert [(condition.letter, condition.text) for condition in ambition.conditions.all()] == [
        ("a", "Beds are free."), ("b", "Families know."),
    ]  # fmt: skip
    assert ambition.supporting_strategies == ["People", "Estates"]
    assert RiskLink.objects.filter(ambition=ambition).count() == 2


def test_controls_and_gaps_go_in_line_by_line(trust: Trust) -> None:
    rows = [["Risk ref", "Risk title", "Current score", "Controls"],
            ["R1", "If", 9, "• One\n• Two"]]  # fmt: skip
    run(trust, {"Risks": rows})
    assert [control.text for control in Control.objects.all()] == ["One", "Two"]
    run(trust, {"Risks": changed(rows, (1, 3, "• Two\n• Three"))})
    assert [control.text for control in Control.objects.all()] == ["One", "Two", "Three"]


# The same again, and what changed


def test_the_same_workbook_again_changes_nothing(trust: Trust) -> None:
    run(trust, PLAN)
    before = everything()
    again = run(trust, PLAN)
    assert again.is_empty and not again.stopping
    assert everything() == before


def test_only_what_differs_is_changed_and_shown_with_old_and_new(
    trust: Trust, officer: User
) -> None:
    run(trust, PLAN)
    rows = changed(ACTIONS, (1, 5, "Amber"), (2, 6, "Doors are in."), (3, 7, date(2025, 6, 30)))
    changes = run(trust, PLAN | {"Plan": rows}, by=officer)
    assert changes.counts()["action"] == {"new": 0, "changed": 1, "unchanged": 2}
    assert changes.counts()["update"] == {"new": 0, "changed": 2, "unchanged": 1}
    shown = [
        (f.name, f.old, f.new) for change in changes.of("update", "changed") for f in change.shown
    ]
    assert shown == [
        ("RAG", "Green", "Amber"),
        ("Comments", "Doors arrive in week 30.", "Doors are in."),
    ]
    assert UpdateRating.objects.get(update__action__reference="1.1").rating.label == "Amber"
    moved = BaselineChange.objects.get()
    assert (moved.old_date, moved.new_date, moved.changed_by) == (
        date(2025, 3, 31), date(2025, 6, 30), officer
    )  # fmt: skip
    action = KeyAction.objects.get(reference="2.1")
    assert (action.target_date, action.target_text) == (date(2025, 6, 30), "")
    assert [version.history_type for version in action.history.all()] == ["~", "+"]


def test_blank_cells_and_missing_columns_leave_what_is_there(trust: Trust) -> None:
    run(trust, PLAN)
    rows = changed(without_column(ACTIONS, "Target date"), (1, 6, None), (1, 4, None))
    changes = run(trust, {"Plan": rows})
    assert changes.is_empty
    assert UpdateNarrative.objects.filter(update__action__reference="1.1").exists()


def test_leads_and_conditions_that_differ_take_the_place_of_the_old(trust: Trust) -> None:
    run(trust, PLAN)
    run(trust, PLAN | {"Plan": changed(ACTIONS, (1, 4, "Ben Hale / Cy Odd"))})
    action = KeyAction.objects.get(reference="1.1")
    assert [row.person.name for row in action.lead_rows.all()] == ["Ben Hale", "Cy Odd"]
    assert Person.objects.filter(trust=trust).count() == 3


def test_a_new_title_with_the_same_reference_is_the_same_objective(trust: Trust) -> None:
    run(trust, PLAN)
    sheets = {"Goals": changed(OBJECTIVES, (1, 1, "Kindest care"))}
    changes = run(trust, sheets)
    renamed = changes.of("objective", "changed")[0]
    assert (renamed.matched_by, renamed.title) == ("reference", "Kindest care")
    assert any("“Kinder care” becomes “Kindest care”" in note.message for note in changes.notes)
    assert StrategicObjective.objects.count() == 2


def test_a_workbook_of_another_strategy_does_not_rename_this_one(trust: Trust) -> None:
    run(trust, PLAN)
    other = [["Goal No", "Goal"], [1, "Sell the car park"], [2, "Buy a boat"]]
    assert any("Not one objective" in text for text in stopped(trust, {"Goals": other}))


def test_actions_are_told_apart_by_theme_and_reference_where_titles_repeat(trust: Trust) -> None:
    rows = [
        ["Goal", "Theme", "No", "Key action", "RAG"],
        ["Kinder", "Culture", 1, "Listen", "Green"],
        ["Kinder", "Culture", 2, "Listen", "Amber"],
        ["Kinder", "Food", 1, "Listen", "Red"],
    ]
    run(trust, {"Plan": rows})
    assert KeyAction.objects.count() == 3
    assert run(trust, {"Plan": rows}).is_empty
    changes = run(trust, {"Plan": changed(rows, (2, 3, "Listen well"))})
    assert changes.counts()["action"] == {"new": 0, "changed": 1, "unchanged": 2}
    assert changes.of("action", "changed")[0].matched_by == "reference and theme"


def test_an_action_found_under_another_goal_is_moved(trust: Trust) -> None:
    run(trust, PLAN)
    rows = changed(ACTIONS, (2, 0, 2), (2, 1, "Quicker care"))
    run(trust, {"Plan": rows})
    assert KeyAction.objects.count() == 3
    assert KeyAction.objects.get(reference="1.2").objective.title == "Quicker care"


def test_a_goal_that_an_import_empties_is_told_of(trust: Trust) -> None:
    run(trust, PLAN)

    def emptied(rows: Any) -> list[str]:
        found = look(trust, {"Plan": rows}).notes
        return [note.message for note in found if "Nothing stands under" in note.message]

    assert emptied(changed(ACTIONS, (2, 0, 2), (2, 1, "Quicker care"))) == []
    said = emptied(changed(ACTIONS, (3, 0, 1), (3, 1, "Kinder care")))
    assert len(said) == 1 and "“Quicker care”" in said[0]


@pytest.mark.parametrize(
    ("heading", "word", "plural"),
    [
        ("What we will do", "Key action", "Key actions"),
        ("Key task", "Key task", "Key tasks"),
        ("High level action", "High level action", "High level actions"),
        ("Must do/Should do", "Key action", "Key actions"),
    ],
)
def test_a_level_is_called_by_its_heading_only_where_that_is_a_name(
    trust: Trust, heading: str, word: str, plural: str
) -> None:
    run(trust, {"Plan": [["Goal", heading], ["Kinder", "Answer bells"]]})
    strategy = Strategy.objects.get()
    assert (strategy.word("action"), strategy.word_plural("action")) == (word, plural)


@pytest.mark.parametrize(
    ("rows", "titles"),
    [
        ([["Key action"], ["Answer bells"]], ["Plan"]),
        ([["Key action", "Lead"], ["Answer bells", "Asha Rao"], ["Ring", "Ben Hale"]], ["Plan"]),
        ([["Ref", "Key action"], ["1", "Answer bells"], ["2", "Ring back"]], ["Plan"]),
        ([["Rosette", "Key action"], ["Kinder", "Answer bells"], ["Quicker", "Ring"]], ["Plan"]),
        ([["Key action", "RAG"], *[[f"Ring bell {n}", "Green"] for n in range(6)]], ["Plan"]),
    ],
)
def test_new_actions_without_a_parent_are_asked_about_once(
    trust: Trust, rows: Any, titles: list[str]
) -> None:
    changes = look(trust, {"Plan": rows})
    assert not changes.stopping
    questions = [one for one in changes.questions if one.key.startswith("parent:")]
    assert len(questions) == 1 and questions[0].guess == "Plan"
    run(trust, {"Plan": rows})
    assert list(StrategicObjective.objects.values_list("title", flat=True)) == titles
    assert KeyAction.objects.count() == len(rows) - 1


WITHOUT_PARENTS = {
    "Wards": [["Key action"], ["Answer bells"], ["Open the garden"]],
    "Clinics": [["Key action"], ["Ring back"]],
}


def parents_by(trust: Trust, answers: dict[str, str]) -> tuple[list[str], dict[str, str]]:
    """The keys of the questions on parents that are open, and where each action would stand."""
    changes = look(trust, WITHOUT_PARENTS, choices=Choices(answers=answers))
    assert not changes.stopping
    titles = {change.key: change.title for change in changes.of("objective")}
    stands = {change.title: titles[change.parents["objective"]] for change in changes.of("action")}
    return [one.key for one in changes.questions if one.key.startswith("parent:")], stands


def test_what_actions_stand_under_is_asked_once_for_all_sheets(trust: Trust) -> None:
    asked, stands = parents_by(trust, {})
    assert asked == ["parent:!"]
    assert stands == {"Answer bells": "Wards", "Open the garden": "Wards", "Ring back": "Clinics"}


def test_one_answer_serves_all_sheets_and_an_objective_that_there_is_is_the_guess(
    trust: Trust,
) -> None:
    asked, stands = parents_by(trust, {"parent:!": "Kinder, quicker"})
    assert asked == [] and set(stands.values()) == {"Kinder, quicker"}
    run(trust, {"Plan": [["Goal", "Key action"], ["Kinder", "Paint"]]})
    changes = look(trust, WITHOUT_PARENTS)
    (question,) = [one for one in changes.questions if one.key == "parent:!"]
    assert question.guess == "Kinder"
    assert dict(question.options)["Kinder"] == "“Kinder” for all sheets"


def test_each_sheet_is_asked_by_itself_where_that_is_wanted(trust: Trust) -> None:
    asked, _ = parents_by(trust, {"parent:!": "one by one!"})
    assert asked == ["parent:Wards!", "parent:Clinics!"]
    asked, stands = parents_by(
        trust, {"parent:!": "one by one!", "parent:Clinics!": "Kinder, quicker"}
    )
    assert asked == ["parent:Wards!"]
    assert (stands["Answer bells"], stands["Ring back"]) == ("Wards", "Kinder, quicker")


def test_what_was_said_of_one_sheet_alone_is_of_that_sheet(trust: Trust) -> None:
    asked, stands = parents_by(trust, {"parent:Wards!": "Kinder, quicker"})
    assert asked == ["parent:Clinics!"] and stands["Ring back"] == "Clinics"


def test_a_new_action_worded_like_one_left_out_is_pointed_at(trust: Trust) -> None:
    rows = [["Goal", "Key action"], ["Kinder", "Open the garden room to visitors"]]
    run(trust, {"Plan": rows})
    changes = look(trust, {"Plan": changed(rows, (1, 1, "Open the garden room"))})
    assert any("worded nearly like" in note.message for note in changes.notes)
    assert any("1 key action in the plan is not in" in note.message for note in changes.notes)


def test_a_changed_score_is_of_its_period_and_the_old_stays(trust: Trust, officer: User) -> None:
    run(trust, PLAN)
    close_period(period=Period.objects.get(), by=officer)
    rows = changed(RISKS, (1, 2, 16))
    run(trust, {"Risks": rows}, period_label="Q2 2024/25")
    scores = RiskScore.objects.filter(risk__reference="R07", kind="current")
    ordered = scores.order_by("period__starts_on")
    assert [(score.period.label, score.score) for score in ordered] == [
        ("Q1 2024/25", 20), ("Q2 2024/25", 16),
    ]  # fmt: skip


# Strategy and period


def test_without_a_strategy_the_only_one_is_taken_and_else_it_is_asked_for(trust: Trust) -> None:
    assert any("trust has none" in text for text in stopped(trust, PLAN, strategy_title=""))
    run(trust, PLAN)
    assert run(trust, PLAN, strategy_title="").is_empty
    factories.strategy(trust=trust, title="Another")
    assert any("“Another”" in text for text in stopped(trust, PLAN, strategy_title=""))


def test_a_period_column_wins_and_a_new_period_is_opened_only_if_none_is(trust: Trust) -> None:
    said = ["Period", *["December 2023"] * 3]
    rows = [[*row, period] for row, period in zip(ACTIONS, said, strict=True)]
    run(trust, {"Plan": rows})
    first = Period.objects.get()
    assert (first.label, first.kind, first.status) == ("December 2023", "month", "open")
    run(trust, {"Plan": ACTIONS}, period_label="January 2024")
    assert Period.objects.get(label="January 2024").status == "planned"


def test_a_period_is_found_by_its_days_however_it_is_written(trust: Trust) -> None:
    run(trust, PLAN)
    assert run(trust, PLAN, period_label="Quarter 1, 2024/25").is_empty
    assert run(trust, PLAN, period_label="Apr - Jun 2024").is_empty
    assert Period.objects.count() == 1


def test_without_a_period_the_open_one_is_taken_and_else_it_is_asked_for(trust: Trust) -> None:
    texts = stopped(trust, PLAN, period_label="")
    assert any("which period" in text and "in the Period box" in text for text in texts)
    assert not [text for text in texts if "--" in text]
    run(trust, PLAN)
    again = run(trust, PLAN, period_label="")
    assert again.is_empty and any("which is open, is used" in note.message for note in again.notes)


@pytest.mark.parametrize(
    ("label", "message"),
    [("Spring", "is no period"), ("May 2024", "would overlap Q1 2024/25")],
)
def test_a_period_that_cannot_be_is_refused(trust: Trust, label: str, message: str) -> None:
    run(trust, PLAN)
    assert any(message in text for text in stopped(trust, PLAN, period_label=label))


def test_a_closed_period_is_refused_unless_nothing_would_change(
    trust: Trust, officer: User
) -> None:
    run(trust, PLAN)
    close_period(period=Period.objects.get(), by=officer)
    assert run(trust, PLAN).is_empty
    sheets = PLAN | {"Plan": changed(ACTIONS, (1, 6, "Better."))}
    texts = stopped(trust, sheets)
    assert len(texts) == 1 and "Q1 2024/25 is closed" in texts[0] and "Plan!D2" in texts[0]
    scores = PLAN | {"Risks": changed(RISKS, (1, 2, 16))}
    assert any("is closed" in text for text in stopped(trust, scores))


@pytest.mark.parametrize(
    ("likely", "bad", "score", "asks"),
    [
        ("Possible", "Major", 12, 0),
        ("Almost certain", "Catastrophic", 25, 0),
        ("Medium", "High", 12, 2),
        ("very low", "VERY HIGH", 5, 2),
        ("Remote", "Severe", 5, 2),
        ("Likely", "Extreme", 20, 1),
    ],
)
def test_words_for_how_likely_and_how_bad_are_numbers_and_kept_as_printed(
    trust: Trust, likely: str, bad: str, score: int, asks: int
) -> None:
    rows = [["Risk ref", "Risk", "Likelihood", "Impact"], ["K1", "The pier gives way", likely, bad]]
    sheets = {"Plan": ACTIONS, "Register": rows}
    changes = look(trust, sheets)
    questions = [one for one in changes.questions if one.key.startswith("factor:")]
    assert len(questions) == asks and not changes.stopping
    assert all([value for value, _ in one.options] == list("12345") for one in questions)
    run(trust, sheets)
    kept = RiskScore.objects.get(kind="current")
    assert (kept.score, kept.printed) == (score, f"{likely} × {bad}")


# What is wrong, and that nothing is written then


@pytest.mark.parametrize(
    ("sheets", "message"),
    [
        ({"Any": [["Name", "Extension"], ["Asha", 4411]]}, "nothing to import"),
    ],
)
def test_what_is_wrong_stops_everything(trust: Trust, sheets: Any, message: str) -> None:
    assert any(message in text for text in stopped(trust, sheets)), look(trust, sheets).stopping


@pytest.mark.parametrize(
    ("sheets", "cell", "message", "guess"),
    [
        ({"Plan": changed(ACTIONS, (1, 5, "Lilac"))}, "F2", "“Lilac” is not on the scale", "new"),
        ({"Plan": changed(ACTIONS, (1, 7, "31/02/2025"))}, "H2", "is not a day", "leave"),
        ({"Plan": changed(ACTIONS, (1, 3, None))}, "D2", "has no action title", "leave"),
        ({"Plan": [*ACTIONS, ACTIONS[1]]}, "D5", "stands in an earlier row already", "each"),
        ({"Plan": ACTIONS, "Risks": changed(RISKS, (1, 2, 26))}, "C2", "is not a score", "keep"),
        ({"Plan": changed(ACTIONS, (3, 0, 1))}, "A4", "is already that of", "number"),
        ({"Plan": changed(ACTIONS, (1, 2, "9" * 31))}, "C2", "30 is the most", "keep"),
        ({"Plan": ACTIONS, "Risks": changed(RISKS, (1, 4, "Louder"))}, "E2", "“Louder”", "keep"),
        ({"Plan": ACTIONS, "Risks": changed(RISKS, (2, 0, "R07"))}, "A3", "R07", "each"),
    ],
)  # fmt: skip
def test_what_a_person_can_answer_is_asked_and_stops_nothing(
    trust: Trust, sheets: Any, cell: str, message: str, guess: str
) -> None:
    changes = look(trust, sheets)
    assert not changes.stopping and not changes.is_certain
    [question] = changes.questions
    assert (question.where.cell, question.guess) == (cell, guess)
    assert message in question.question
    assert sum(sheet.asked for sheet in changes.cells) >= 1
    run(trust, sheets)
    answered = look(trust, sheets, choices=Choices(answers={question.key: question.guess}))
    assert not answered.questions and not answered.counts().get("action", {}).get("new")


def test_a_word_off_the_scale_becomes_a_rating_of_it_and_undo_takes_it_back(trust: Trust) -> None:
    run(trust, {"Plan": ACTIONS})
    scale = RatingScale.objects.get(dimensions__isnull=False, trust=trust)
    before = list(scale.ratings.values_list("label", flat=True))
    done = run(trust, {"Plan": changed(ACTIONS, (1, 5, "Lilac"))})
    assert [p.name for p in done.proposals if p.what == "rating"] == ["Lilac"]
    assert set(scale.ratings.values_list("label", flat=True)) == {*before, "Lilac"}
    services.undo_run(run=ImportRun.objects.order_by("-pk").first(), by=None)
    assert list(scale.ratings.values_list("label", flat=True)) == before


def test_what_stops_one_sheet_keeps_the_others_from_being_written(trust: Trust) -> None:
    sheets = {"Goals": OBJECTIVES, "Risks": RISKS, "Plan": ACTIONS}
    assert stopped(trust, sheets, period_label="Spring")
    assert not Strategy.objects.exists() and not Person.objects.exists()


def test_a_failure_in_the_midst_of_writing_leaves_nothing(
    trust: Trust, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: Any) -> None:
        raise ValidationError("The last of it fails.")

    monkeypatch.setattr("strategy_tracker.imports.apply.apply.write_answers", fail)
    assert any("The last of it fails." in text for text in stopped(trust, PLAN))


def test_an_approved_answer_is_not_changed(trust: Trust, officer: User) -> None:
    run(trust, PLAN)
    update = Update.objects.get(action__reference="1.1")
    ambitions.approve_update(update=update, by=officer)
    assert run(trust, PLAN).is_empty
    done = run(trust, PLAN | {"Plan": changed(ACTIONS, (1, 6, "Better."))})
    [question] = done.questions
    assert question.key == "approved:Q1 2024/25" and done.cells[0].asked == 1
    assert all(narrative.text != "Better." for narrative in update.narratives.all())


def test_a_draft_that_differs_is_overwritten_and_submitted(trust: Trust, officer: User) -> None:
    run(trust, {"Plan": ACTIONS})
    update = Update.objects.get(action__reference="1.1")
    heading = Heading.objects.get(label="Comments")
    answers = ambitions.Answers(narratives={heading: "Half a sentence"})
    ambitions.save_draft(
        item=update.action, period=update.period, answers=answers, version=None, by=officer
    )
    changes = run(trust, {"Plan": ACTIONS})
    shown = changes.of("update", "changed")[0].shown
    assert [(value.old, value.new) for value in shown] == [
        ("Half a sentence", "Median 48 seconds in June.")
    ]
    update.refresh_from_db()
    assert update.state == "submitted" and update.version == 3


# Trusts apart


def test_nothing_of_another_trust_is_seen_or_touched(trust: Trust) -> None:
    other = factories.trust()
    create_default_scales(trust=other, by=None)
    run(other, PLAN)
    before = everything()
    changes = run(trust, PLAN)
    assert changes.counts()["action"] == {"new": 3, "changed": 0, "unchanged": 0}
    for model in (KeyAction, Risk, Person, Update, RiskLink):
        assert model.objects.for_trust(other).count() == model.objects.for_trust(trust).count()
    assert everything()["Strategy now"] == before["Strategy now"] + 1


def test_a_reference_to_another_trust_s_risk_is_unknown(trust: Trust) -> None:
    other = factories.trust()
    factories.risk(trust=other, reference="R77")
    rows = [["Trust priority", "Linked risks"], ["Home well", "R77"]]
    [question] = [one for one in run(trust, {"P": rows}).questions if one.key.startswith("link:")]
    assert "no risk with the title or reference “R77”" in question.question
    assert not RiskLink.objects.for_trust(trust).exists()


# How much it costs


def rows_of(number: int) -> list[list[Any]]:
    rows: list[list[Any]] = [
        [1, "Kinder care", f"1.{n}", f"Answer bell {n}", f"Person {n}", "Green", f"Rang {n}", None]
        for n in range(number)
    ]
    return [ACTIONS[0], *rows]


@pytest.mark.parametrize("again", [False, True])
def test_an_import_of_twenty_rows_asks_as_often_as_one_of_one(trust: Trust, again: bool) -> None:
    # The second import finds the people of the first, whose posts are then read.
    factories.person(trust)
    counts = []
    for number in (1, 20):
        title = f"Strategy {number}"
        ContentType.objects.clear_cache()
        if again:
            run(trust, {"Plan": rows_of(number)}, strategy_title=title)
            cells = [(n + 1, 6, f"Rang twice {n}") for n in range(number)]
            sheets = {"Plan": changed(rows_of(number), *cells)}
        else:
            sheets = {"Plan": rows_of(number)}
        with CaptureQueriesContext(
            connection,
        ) as queries:
            run(trust, sheets, strategy_title=title)
        counts.append(len(queries))
    assert counts[0] == counts[1]


# The record of imports


def test_an_import_is_recorded_with_what_it_did_and_without_its_file(
    trust: Trust, officer: User
) -> None:
    run(trust, PLAN, by=officer)
    recorded = ImportRun.objects.get()
    assert (recorded.status, recorded.applied_by, recorded.file) == ("applied", officer, None)
    assert recorded.summary["counts"]["action"] == {"new": 3, "changed": 0, "unchanged": 0}
    assert recorded.changes["changes"][0]["sheet"] == "Goals"


def test_applying_a_waiting_import_twice_does_it_once(trust: Trust, officer: User) -> None:
    waiting = services.upload_run(
        data=workbook(PLAN), file_name="plan.xlsx", trust=trust,
        strategy_title="Kinder", period_label="Q1 2024/25", by=officer,
    )  # fmt: skip
    assert not Strategy.objects.exists()
    first = services.apply_run(run=waiting, by=officer)
    before = everything()
    second = services.apply_run(run=waiting, by=officer)
    assert first.applied_at == second.applied_at and everything() == before


def test_a_plan_that_moved_on_since_the_preview_is_not_written_over(
    trust: Trust, officer: User
) -> None:
    run(trust, PLAN)
    sheets = PLAN | {"Plan": changed(ACTIONS, (1, 6, "Better."))}
    waiting = services.upload_run(
        data=workbook(sheets), file_name="plan.xlsx", trust=trust,
        strategy_title="", period_label="", by=officer,
    )  # fmt: skip
    period = Period.objects.get()
    heading = Heading.objects.get(label="Comments")
    action = KeyAction.objects.get(reference="1.1")
    ambitions.save_draft(
        item=action, period=period, answers=ambitions.Answers(narratives={heading: "Mine."}),
        version=None, by=officer,
    )  # fmt: skip
    with pytest.raises(services.ImportOutdated):
        services.apply_run(run=waiting, by=officer)
    assert UpdateNarrative.objects.get(update__action=action).text == "Mine."
    services.refresh_run(run=waiting, by=officer)
    services.apply_run(run=waiting, by=officer)
    assert UpdateNarrative.objects.get(update__action=action).text == "Better."


def test_a_discarded_import_is_not_applied(trust: Trust, officer: User) -> None:
    waiting = services.upload_run(
        data=workbook(PLAN), file_name="plan.xlsx", trust=trust,
        strategy_title="Kinder", period_label="Q1 2024/25", by=officer,
    )  # fmt: skip
    services.discard_run(run=waiting, by=officer)
    with pytest.raises(ValidationError, match="discarded"):
        services.apply_run(run=waiting, by=officer)
    assert not Strategy.objects.exists()


def test_an_import_after_the_period_opened_again_goes_in(trust: Trust, officer: User) -> None:
    run(trust, PLAN)
    close_period(period=Period.objects.get(), by=officer)
    open_period(period=Period.objects.get(), by=officer, reason="A date was wrong.")
    run(trust, PLAN | {"Plan": changed(ACTIONS, (1, 6, "Better."))})
    assert UpdateNarrative.objects.filter(text="Better.").exists()


def test_a_reference_of_before_a_renumbering_still_leads_to_its_item(trust: Trust) -> None:
    """What a workbook only refers to is found by the number it had, and keeps the one it has."""
    run(trust, {"Goals": [["Goal ref", "Goal"], ["SO1", "Care closer to home"]]})
    goal = StrategicObjective.objects.get()
    renumber(lines=[NewReference(goal, "G-01")], by=None)
    sheets = {"Actions": [["Goal ref", "Key action"], ["SO1", "Open more beds"]]}
    found = look(trust, sheets)
    (parent,) = found.of("objective")
    assert (parent.pk, parent.matched_by, parent.values) == (goal.pk, "former reference", {})
    run(trust, sheets)
    assert KeyAction.objects.get(title="Open more beds").objective == goal
    goal.refresh_from_db()
    assert goal.reference == "G-01"


GOALS = [["Goal ref", "Goal"], ["SO1", "Care closer to home"], ["SO2", "Shorter waits"]]


def renumbered(**references: str) -> None:
    """Give goals new references, by those they have."""
    goals = StrategicObjective.objects.filter(reference__in=references)
    lines = [NewReference(goal, references[goal.reference]) for goal in goals]
    renumber(lines=lines, by=None)


def numbers() -> dict[str, str]:
    return dict(StrategicObjective.objects.order_by("pk").values_list("title", "reference"))


def test_a_file_of_before_a_renumbering_leaves_the_numbers_of_now(trust: Trust) -> None:
    run(trust, {"Goals": GOALS})
    renumbered(SO1="G-01", SO2="G-02")
    changes = look(trust, {"Goals": GOALS})
    assert (changes.is_empty, changes.questions) == (True, [])
    assert [note.message for note in changes.notes] == [
        f"The file has the former number {before} for “{title}”, which is {now} now and stays so."
        for before, title, now in (
            ("SO1", "Care closer to home", "G-01"),
            ("SO2", "Shorter waits", "G-02"),
        )
    ]
    run(trust, {"Goals": GOALS})
    assert numbers() == {"Care closer to home": "G-01", "Shorter waits": "G-02"}


@pytest.mark.parametrize(("answer", "is_kept"), [("keep", True), ("give", False)])
def test_numbers_that_others_have_by_now_are_asked_about(
    trust: Trust, answer: str, is_kept: bool
) -> None:
    run(trust, {"Goals": GOALS})
    renumbered(SO1="SO2", SO2="SO1")
    changes = look(trust, {"Goals": GOALS})
    (question,) = changes.questions
    assert question.question == (
        "The file gives “Care closer to home” the former number SO1 (column A). It is SO2 now, "
        "and SO1 is “Shorter waits”. Which numbers are right?"
    )
    assert (question.guess, question.cells) == ("keep", ("A2:A3",))
    run(trust, {"Goals": GOALS}, choices=Choices(answers={question.key: answer}))
    swapped = {"Care closer to home": "SO2", "Shorter waits": "SO1"}
    assert (numbers() == swapped) is is_kept


def test_goals_that_swap_their_numbers_in_the_file_swap_them_and_swap_back(trust: Trust) -> None:
    run(trust, {"Goals": GOALS})
    swapped = [GOALS[0], ["SO2", "Care closer to home"], ["SO1", "Shorter waits"]]
    run(trust, {"Goals": swapped})
    assert numbers() == {"Care closer to home": "SO2", "Shorter waits": "SO1"}
    services.undo_run(run=ImportRun.objects.latest("pk"), by=None)
    assert numbers() == {"Care closer to home": "SO1", "Shorter waits": "SO2"}


def test_a_former_number_with_nearly_the_title_does_not_rename_who_has_it_now(
    trust: Trust,
) -> None:
    run(trust, {"Goals": GOALS})
    renumbered(SO1="SO2", SO2="SO1")
    reworded = [GOALS[0], ["SO1", "Care closer to home for all"]]
    run(trust, {"Goals": reworded})
    assert numbers() == {"Care closer to home for all": "SO2", "Shorter waits": "SO1"}


def test_what_an_import_numbered_the_next_numbers_anew(trust: Trust) -> None:
    run(trust, {"Goals": GOALS})
    anew = [GOALS[0], ["G1", "Care closer to home"], ["G2", "Shorter waits"]]
    run(trust, {"Goals": anew})
    run(trust, {"Goals": GOALS})
    assert numbers() == {"Care closer to home": "SO1", "Shorter waits": "SO2"}


def test_a_new_goal_with_a_former_number_is_new(trust: Trust) -> None:
    run(trust, {"Goals": GOALS})
    renumbered(SO1="G-01")
    run(trust, {"Goals": [GOALS[0], ["SO1", "A greener estate"]]})
    assert numbers() == {
        "Care closer to home": "G-01", "Shorter waits": "SO2", "A greener estate": "SO1",
    }  # fmt: skip
