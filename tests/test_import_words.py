"""What a workbook calls the levels, proposed while nobody has said what they are called."""

from typing import Any

import pytest

from objectives.models import Strategy
from objectives.services import create_default_scales, update_strategy
from strategy_tracker.accounts.models import Trust
from strategy_tracker.imports import services
from strategy_tracker.imports.changeset import ChangeSet
from strategy_tracker.imports.compare.planning import plan
from strategy_tracker.imports.compare.words import plural, singular
from strategy_tracker.imports.models import ImportRun
from strategy_tracker.imports.read.workbook import read_workbook
from strategy_tracker.imports.wizard.change_display import proposal_groups
from strategy_tracker.imports.workbook import apply_workbook
from tests import factories
from tests.workbooks.samples import workbook

pytestmark = pytest.mark.django_db

TITLE = "Open doors"
HEADER = ["Pillar", "Commitment", "Executive owner"]
ROWS: list[list[Any]] = [
    ["Warm welcomes", "Paint every front door", "Asha Rao"],
    ["Warm welcomes", "Answer the bell within a minute", "Ben Hale"],
    ["Short queues", "Open the second desk at noon", "Asha Rao"],
]


@pytest.fixture
def trust() -> Trust:
    trust = factories.trust()
    create_default_scales(trust=trust, by=None)
    return trust


@pytest.fixture
def strategy(trust: Trust) -> Strategy:
    return factories.strategy(trust, title=TITLE)


def look(trust: Trust, header: list[str] = HEADER, rows: list[list[Any]] = ROWS) -> ChangeSet:
    return services.preview_workbook(
        data=workbook({"Plan": [header, *rows]}),
        file_name="plan.xlsx",
        trust=trust,
        strategy_title=TITLE,
    )


def run(trust: Trust, header: list[str] = HEADER) -> ImportRun:
    _, recorded = services.import_at_once(
        data=workbook({"Plan": [header, *ROWS]}),
        file_name="plan.xlsx",
        trust=trust,
        by=None,
        strategy_title=TITLE,
    )
    assert recorded is not None
    return recorded


def proposed(changes: ChangeSet) -> list[tuple[str, str]]:
    return [(each.name, each.detail) for each in changes.proposals if each.what == "words"]


def words(strategy: Strategy) -> tuple[str, ...]:
    strategy.refresh_from_db()
    return (
        strategy.objective_word,
        strategy.objective_word_plural,
        strategy.action_word,
        strategy.action_word_plural,
        strategy.lead_word,
    )


DEFAULT = ("Strategic objective", "Strategic objectives", "Key action", "Key actions", "Lead")
TAKEN = ("Pillar", "Pillars", "Commitment", "Commitments", "Executive owner")


def test_a_strategy_whose_words_nobody_set_takes_those_of_the_headings(
    trust: Trust, strategy: Strategy
) -> None:
    changes = look(trust)
    assert proposed(changes) == [
        ("Pillar, Pillars", "instead of Strategic objective, Strategic objectives"),
        ("Commitment, Commitments", "instead of Key action, Key actions"),
        ("Executive owner", "instead of Lead"),
    ]
    assert changes.words["objective"] == ("pillar", "pillars")
    groups = dict(proposal_groups(changes.to_data()))
    assert len(groups["Words of the strategy"]) == 3
    assert words(strategy) == DEFAULT
    run(trust)
    assert words(strategy) == TAKEN
    assert proposed(look(trust)) == []


def test_the_words_go_back_when_the_import_is_undone_and_come_again_with_it(
    trust: Trust, strategy: Strategy
) -> None:
    services.undo_run(run=run(trust), by=None)
    assert words(strategy) == DEFAULT
    run(trust)
    assert words(strategy) == TAKEN


def test_words_that_somebody_chose_since_are_kept_by_an_undo(
    trust: Trust, strategy: Strategy
) -> None:
    recorded = run(trust)
    strategy.refresh_from_db()
    update_strategy(strategy=strategy, by=None, objective_word="Promise")
    services.undo_run(run=recorded, by=None)
    assert words(strategy)[0] == "Promise"


def test_words_that_somebody_chose_are_never_overwritten(trust: Trust, strategy: Strategy) -> None:
    update_strategy(strategy=strategy, by=None, lead_word="Sponsor")
    assert proposed(look(trust)) == []
    run(trust)
    assert words(strategy) == (*DEFAULT[:4], "Sponsor")


def test_a_word_chosen_and_changed_back_was_chosen(trust: Trust, strategy: Strategy) -> None:
    for word in ("Aim", "Strategic objective"):
        update_strategy(strategy=strategy, by=None, objective_word=word)
    assert proposed(look(trust)) == []


def test_a_strategy_that_was_only_renamed_takes_the_words(trust: Trust, strategy: Strategy) -> None:
    update_strategy(strategy=strategy, by=None, description="Five years of open doors.")
    assert len(proposed(look(trust))) == 3


def test_a_later_workbook_does_not_rename_what_an_import_named(
    trust: Trust, strategy: Strategy
) -> None:
    run(trust)
    assert proposed(look(trust, ["Goal", "Key action", "Owner"])) == []


def test_a_word_chosen_while_the_file_is_compared_stops_the_import(
    trust: Trust, strategy: Strategy, monkeypatch: pytest.MonkeyPatch
) -> None:

    def plan_then_choose(*args: Any) -> Any:
        result = plan(*args)
        update_strategy(
            strategy=Strategy.objects.get(pk=strategy.pk), by=None, objective_word="Promise"
        )
        return result

    monkeypatch.setattr("strategy_tracker.imports.workbook.plan", plan_then_choose)
    with pytest.raises(services.ImportStopped) as caught:
        apply_workbook(
            workbook=read_workbook(workbook({"Plan": [HEADER, *ROWS]}), "plan.xlsx"),
            trust=trust,
            strategy_title=TITLE,
            by=None,
        )
    assert "The words of Open doors have been changed" in str(caught.value.changes.stopping[0])


def test_a_column_of_kinds_names_the_levels(trust: Trust, strategy: Strategy) -> None:
    rows = [
        ["Pillar", "Warm welcomes", "Asha Rao"],
        ["Milestone", "Paint every front door", "Asha Rao"],
        ["Milestone", "Answer the bell within a minute", "Ben Hale"],
        ["Pillar", "Short queues", "Asha Rao"],
        ["Milestone", "Open the second desk at noon", "Asha Rao"],
    ]
    changes = look(trust, ["Type", "Title", "Lead"], rows)
    assert [name for name, _ in proposed(changes)] == ["Pillar, Pillars", "Milestone, Milestones"]


@pytest.mark.parametrize("heading", ["What we will do", "Action agreed", "Description of action"])
def test_a_sentence_is_no_name_of_a_level(trust: Trust, strategy: Strategy, heading: str) -> None:
    changes = look(trust, ["Pillar", heading, "By whom"])
    assert [name for name, _ in proposed(changes)] == ["Pillar, Pillars"]


def test_what_the_layout_names_is_not_the_word_of_the_trust(trust: Trust) -> None:
    book = {
        "Warm welcomes": [["Commitment", "Lead"], *[row[1:] for row in ROWS[:2]]],
        "Risks": [
            ["Goal", "Risk ref", "Risk", "Likelihood", "Impact", "Score"],
            ["Warm welcomes", "R1", "The paint runs out before noon", 3, 4, 12],
            ["Warm welcomes", "R2", "The bell breaks in the frost", 2, 4, 8],
        ],
    }
    changes = services.preview_workbook(
        data=workbook(book), file_name="plan.xlsx", trust=trust, strategy_title=TITLE
    )
    made = next(each for each in changes.proposals if each.what == "strategy")
    assert made.detail == "with the words Commitment, Lead"


@pytest.mark.parametrize(
    ("several", "one"),
    [
        ("Key actions", "Key action"),
        ("Priorities", "Priority"),
        ("Areas of focus", "Area of focus"),
        ("Areas for improvement", "Area for improvement"),
    ],
)
def test_one_and_several_of_a_word(several: str, one: str) -> None:
    assert (singular(several), plural(one)) == (one, several)


def test_history_says_that_the_import_changed_the_words(trust: Trust, strategy: Strategy) -> None:
    recorded = run(trust)
    assert strategy.history.first().history_change_reason == recorded.reason
