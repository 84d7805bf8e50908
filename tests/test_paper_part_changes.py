"""What changed since the period before, in a paper."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests import factories as make
from tests.part_printing import build_part, part_words
from tests.test_paper_part_rating_chart import Asked

pytestmark = pytest.mark.django_db


@pytest.fixture
def asked():
    return Asked()


def test_what_got_worse_stands_before_what_got_better(asked):
    objective = make.objective(strategy=asked.strategy)
    asked.rated(objective, "green", "red", title="Rose")
    asked.rated(objective, "red", "green", title="Fell")
    asked.rated(objective, "red", "red", title="Stayed")
    data = build_part("changes", asked.period)
    assert [(row["title"], row["way"]) for row in data["rows"]] == [
        ("Fell", "worse"),
        ("Rose", "better"),
    ]


def test_a_row_says_what_it_was_what_it_is_and_why(asked):
    action = asked.rated(make.objective(strategy=asked.strategy), "red", "green", title="Fell")
    comment = make.heading(strategy=asked.strategy, purpose="comment")
    why = make.heading(strategy=asked.strategy, purpose="explanation")
    own = action.updates.get(period=asked.period)
    make.update_narrative(update=own, heading=comment, text="We went on.")
    make.update_narrative(update=own, heading=why, text="The supplier left.")
    words = part_words("changes", asked.period)
    assert "Green Red The supplier left." in words
    assert "We went on." not in words


def test_what_was_completed_is_named_below(asked):
    best = asked.dimension.scale.ratings.get(code="green")
    best.ends_work = True
    best.save()
    asked.rated(make.objective(strategy=asked.strategy), "green", "red", title="Done", reference="")
    words = part_words("changes", asked.period)
    assert "1 completed" in words
    assert words.endswith("Green: Done.")


def test_that_nothing_moved_is_said_once(asked):
    asked.rated(make.objective(strategy=asked.strategy), "red", "red")
    words = part_words("changes", asked.period)
    assert words == f"None of the 1 key actions rated in both moved since {asked.before.label}."


def test_the_first_period_has_nothing_to_compare_with():
    assert build_part("changes", make.period()) is None


def test_a_target_date_that_moved_is_told_from_first_to_last(asked):
    action = asked.rated(make.objective(strategy=asked.strategy), "red", "red")
    for day, (old, new) in enumerate(
        [(date(2024, 9, 30), date(2024, 12, 31)), (date(2024, 12, 31), date(2025, 3, 31))], 1
    ):
        make.baseline_change(
            action=action,
            old_date=old,
            new_date=new,
            changed_at=make.NOON.replace(day=1 + day),
            reason=f"Reason {day}",
        )
    words = part_words("changes", asked.period)
    assert "30 September 2024 31 March 2025 Reason 2" in words


def test_twenty_changes_take_the_queries_of_one():
    counts = []
    for number in (1, 20):
        asked = Asked()
        objective = make.objective(strategy=asked.strategy)
        for _ in range(number):
            asked.rated(objective, "green", "red")
        with CaptureQueriesContext(connection) as queries:
            build_part("changes", asked.period)
        counts.append(len(queries))
    assert counts[0] == counts[1]
