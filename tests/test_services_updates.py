"""An update on its way from draft to approved, and everything that stops it."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from ambitions.measures.services import enter_actual
from ambitions.models import Challenge, Update, UpdateNarrative, UpdateRating
from ambitions.updates.services import (
    Answers,
    StaleUpdate,
    approve_update,
    return_update,
    save_draft,
    submit_update,
    what_is_missing,
)
from objectives.models import Dimension, Heading, Period, Rating
from objectives.services import close_period, open_period
from risks.services import score_risk
from strategy_tracker.accounts.models import User
from tests import factories

pytestmark = pytest.mark.django_db


class Round:
    """An open period with one action that is asked for a rating and four texts."""

    def __init__(self) -> None:
        self.period = factories.period()
        strategy = self.period.strategy
        self.action = factories.action(strategy=strategy)
        self.user: User = factories.user()
        asked: dict[str, Any] = {"strategy": strategy, "level": "action"}
        scale = factories.rag_scale(strategy.trust)
        self.delivery: Dimension = factories.dimension(**asked, scale=scale, is_required=True)
        self.progress: Dimension = factories.dimension(**asked, kind="percent")
        self.comments: Heading = factories.heading(**asked, is_required=True)
        self.plans: Heading = factories.heading(**asked)
        self.explanation: Heading = factories.heading(**asked, purpose="explanation")
        self.mitigation: Heading = factories.heading(**asked, purpose="mitigation")
        self.red, self.amber, self.green = list(scale.ratings.order_by("position"))

    def save(
        self,
        rating: Rating | None = None,
        texts: dict[Heading, str] | None = None,
        version: int | None = None,
        **fields: Any,
    ) -> Update:
        ratings = {self.delivery: (rating, "")} if rating else {}
        answers = Answers(ratings=ratings, narratives=texts or {}, **fields)
        return save_draft(
            item=self.action, period=self.period, answers=answers, version=version, by=self.user
        )

    def save_complete(self) -> Update:
        return self.save(self.green, {self.comments: "Twelve wards are live."})

    def submit(self, update: Update, version: int | None = None) -> Update:
        return submit_update(update=update, version=version, by=self.user)


@pytest.fixture
def round_() -> Round:
    return Round()


# Saving a draft


def test_the_first_save_makes_the_update_with_its_answers(round_: Round) -> None:
    update = round_.save(round_.green, {round_.comments: "Twelve wards are live."}, version=0)
    assert (update.state, update.version) == ("draft", 1)
    assert (update.saved_by, update.item) == (round_.user, round_.action)
    assert update.saved_at is not None
    assert [row.rating for row in update.ratings.all()] == [round_.green]
    assert [row.text for row in update.narratives.all()] == ["Twelve wards are live."]


def test_every_save_raises_the_version(round_: Round) -> None:
    round_.save(version=0)
    assert round_.save(version=1).version == 2
    assert round_.save(version=None).version == 3
    assert Update.objects.count() == 1


def test_what_is_not_answered_is_left_as_it_is(round_: Round) -> None:
    round_.save(round_.green, {round_.comments: "First.", round_.plans: "Next."})
    update = round_.save(texts={round_.plans: "Later."})
    assert update.ratings.get().rating == round_.green
    texts = {row.heading: row.text for row in update.narratives.all()}
    assert texts == {round_.comments: "First.", round_.plans: "Later."}


def test_blank_text_and_no_rating_clear_an_answer(round_: Round) -> None:
    round_.save(round_.green, {round_.comments: "First."})
    answers = Answers(ratings={round_.delivery: (None, "")}, narratives={round_.comments: ""})
    update = save_draft(
        item=round_.action, period=round_.period, answers=answers, version=1, by=round_.user
    )
    assert not update.ratings.exists()
    assert [row.text for row in update.narratives.all()] == [""]


def test_blank_text_makes_no_row_of_its_own(round_: Round) -> None:
    update = round_.save(texts={round_.comments: "  \n"})
    assert not update.narratives.exists()


@pytest.mark.parametrize(
    ("text", "empty"),
    [
        ("None", "none"),
        ("-", "none"),
        ("Nil.", "none"),
        ("N/A", "na"),
        ("TBC", "tbc"),
        ("None for escalation", ""),
        ("Twelve wards are live.", ""),
    ],
)
def test_the_kinds_of_empty_are_told_apart_and_the_text_is_kept(
    round_: Round, text: str, empty: str
) -> None:
    row = round_.save(texts={round_.comments: text}).narratives.get()
    assert (row.text, row.empty) == (text, empty)


def test_lines_typed_on_windows_end_like_all_others(round_: Round) -> None:
    row = round_.save(texts={round_.comments: "One.\r\nTwo."}).narratives.get()
    assert row.text == "One.\nTwo."


def test_a_percentage_is_kept_as_a_number(round_: Round) -> None:
    answers = Answers(ratings={round_.progress: (Decimal("62.5"), "")})
    update = save_draft(
        item=round_.action, period=round_.period, answers=answers, version=0, by=round_.user
    )
    row = update.ratings.get()
    assert (row.rating, row.number) == (None, Decimal("62.5"))


def test_nought_per_cent_is_an_answer(round_: Round) -> None:
    answers = Answers(ratings={round_.progress: (Decimal(0), "")})
    update = save_draft(
        item=round_.action, period=round_.period, answers=answers, version=0, by=round_.user
    )
    assert update.ratings.get().number == 0


def test_a_percentage_over_a_hundred_is_refused_in_words_and_nothing_is_kept(
    round_: Round,
) -> None:
    answers = Answers(ratings={round_.progress: (Decimal(101), "")})
    with pytest.raises(ValidationError, match="from 0 to 100"):
        save_draft(
            item=round_.action, period=round_.period, answers=answers, version=0, by=round_.user
        )
    assert not Update.objects.exists()


def test_a_rating_of_another_scale_is_refused(round_: Round) -> None:
    with pytest.raises(ValidationError, match="is not on the scale"):
        round_.save(factories.rating(scale=factories.scale(round_.period.strategy.trust)))


def test_an_item_of_another_trust_is_refused(round_: Round) -> None:
    with pytest.raises(ValidationError, match="another strategy"):
        save_draft(
            item=factories.action(),
            period=round_.period,
            answers=Answers(),
            version=None,
            by=round_.user,
        )


def test_the_date_it_is_back_on_track_is_set_only_when_the_form_has_it(round_: Round) -> None:
    day = date(2024, 9, 30)
    assert round_.save(recovery_date=day, sets_recovery_date=True).recovery_date == day
    assert round_.save().recovery_date == day
    assert round_.save(recovery_date=None, sets_recovery_date=True).recovery_date is None


def test_answers_that_stay_the_same_write_no_history_of_their_own(round_: Round) -> None:
    round_.save_complete()
    rating, narrative = UpdateRating.objects.get(), UpdateNarrative.objects.get()
    round_.save_complete()
    assert (rating.history.count(), narrative.history.count()) == (1, 1)


# Two people at once


def test_the_second_to_save_is_told_and_gets_what_the_first_saved(round_: Round) -> None:
    round_.save(texts={round_.comments: "Mine."}, version=0)
    with pytest.raises(StaleUpdate) as caught:
        round_.save(texts={round_.comments: "Yours."}, version=0)
    assert caught.value.current.version == 1
    assert caught.value.current.narratives.get().text == "Mine."
    assert UpdateNarrative.objects.get().text == "Mine."


def test_a_stale_form_does_not_submit(round_: Round) -> None:
    update = round_.save_complete()
    round_.save(texts={round_.comments: "Changed since."})
    with pytest.raises(StaleUpdate):
        round_.submit(update, version=1)
    assert Update.objects.get().state == "draft"


# Submitting


def test_what_is_required_must_be_answered_before_submitting(round_: Round) -> None:
    update = round_.save(texts={round_.plans: "Next."})
    with pytest.raises(ValidationError) as caught:
        round_.submit(update)
    assert caught.value.messages == [
        f"Give a rating for “{round_.delivery.label}”.",
        f"Answer “{round_.comments.label}”.",
    ]
    assert Update.objects.get().state == "draft"


def test_each_missing_answer_says_which_field_it_is(round_: Round) -> None:
    missing = what_is_missing(round_.save(texts={round_.plans: "Next."}))
    assert [gap.field for gap in missing] == [
        f"dimension_{round_.delivery.pk}",
        f"heading_{round_.comments.pk}",
    ]


def test_an_update_without_an_answer_is_not_submitted(round_: Round) -> None:
    with pytest.raises(ValidationError):
        round_.submit(round_.save())


def test_where_nothing_is_required_something_is() -> None:
    update = factories.update()
    with pytest.raises(ValidationError, match="Nothing has been answered yet"):
        submit_update(update=update, version=None, by=None)


def test_white_space_is_no_answer(round_: Round) -> None:
    update = round_.save(round_.green, {round_.comments: "Something."})
    round_.save(texts={round_.comments: "   "})
    assert [gap.field for gap in what_is_missing(update)] == [f"heading_{round_.comments.pk}"]


def test_none_answers_a_question(round_: Round) -> None:
    assert round_.submit(round_.save(round_.green, {round_.comments: "None"})).state == "submitted"


def test_what_is_no_longer_asked_is_not_missed(round_: Round) -> None:
    for asked in (round_.delivery, round_.comments):
        asked.is_archived = True
        asked.save()
    assert what_is_missing(round_.save(texts={round_.plans: "Next."})) == []


def test_a_good_rating_needs_no_explanation(round_: Round) -> None:
    assert round_.submit(round_.save_complete()).state == "submitted"


@pytest.mark.parametrize("words", ["", "  ", "None", "-", "N/A", "TBC"])
def test_a_poor_rating_needs_an_explanation_and_a_mitigation(round_: Round, words: str) -> None:
    texts = {round_.comments: "Late.", round_.explanation: words, round_.mitigation: words}
    update = round_.save(round_.amber, texts)
    with pytest.raises(ValidationError) as caught:
        round_.submit(update)
    assert caught.value.messages == [
        f"Answer “{round_.explanation.label}”: the rating “Amber” needs it.",
        f"Answer “{round_.mitigation.label}”: the rating “Amber” needs it.",
    ]


def test_a_poor_rating_with_both_is_submitted(round_: Round) -> None:
    texts = {
        round_.comments: "Late.",
        round_.explanation: "The supplier was late.",
        round_.mitigation: "A second supplier starts in May.",
    }
    assert round_.submit(round_.save(round_.red, texts)).state == "submitted"


def test_submitting_says_who_and_when_and_raises_the_version(round_: Round) -> None:
    update = round_.submit(round_.save_complete(), version=1)
    assert (update.submitted_by, update.version) == (round_.user, 2)
    assert update.submitted_at is not None


def test_submitting_twice_changes_nothing(round_: Round) -> None:
    update = round_.save_complete()
    first = round_.submit(update, version=1)
    second = submit_update(update=update, version=1, by=factories.user())
    assert (second.version, second.submitted_by) == (first.version, round_.user)
    assert second.submitted_at == first.submitted_at
    assert update.history.count() == 2


def test_saving_after_submitting_takes_it_back_to_draft(round_: Round) -> None:
    update = round_.submit(round_.save_complete())
    assert round_.save(texts={round_.comments: "More."}, version=update.version).state == "draft"


def test_governance_may_correct_a_submitted_update_as_it_is(round_: Round) -> None:
    update = round_.submit(round_.save_complete())
    corrected = save_draft(
        item=round_.action,
        period=round_.period,
        answers=Answers(narratives={round_.comments: "Spelling."}),
        version=update.version,
        by=factories.user(),
        as_submitted=True,
    )
    assert corrected.state == "submitted"


# Returning and approving


def test_returning_raises_a_challenge_that_submitting_again_answers(round_: Round) -> None:
    governance = factories.user()
    update = round_.submit(round_.save_complete())
    challenge = return_update(update=update, text=" Which wards? ", by=governance)
    update.refresh_from_db()
    assert update.state == "returned"
    assert (challenge.text, challenge.raised_by) == ("Which wards?", governance)
    assert round_.save(texts={round_.comments: "Wards 1 to 12."}).state == "returned"
    round_.submit(update)
    challenge.refresh_from_db()
    assert challenge.answered_by == round_.user
    assert challenge.answered_at is not None


def test_returning_needs_words_and_otherwise_leaves_the_update(round_: Round) -> None:
    update = round_.submit(round_.save_complete())
    with pytest.raises(ValidationError, match="Say what is to be answered"):
        return_update(update=update, text="  ", by=round_.user)
    assert Update.objects.get().state == "submitted"
    assert not Challenge.objects.exists()


def test_a_draft_is_neither_returned_nor_approved(round_: Round) -> None:
    update = round_.save_complete()
    with pytest.raises(ValidationError, match="Only an update that was submitted"):
        return_update(update=update, text="Why?", by=round_.user)
    with pytest.raises(ValidationError, match="Only an update that was submitted"):
        approve_update(update=update, by=round_.user)


def test_approving_says_who_and_approving_twice_changes_nothing(round_: Round) -> None:
    governance = factories.user()
    update = round_.submit(round_.save_complete())
    approved = approve_update(update=update, by=governance)
    again = approve_update(update=update, by=factories.user())
    assert (again.approved_by, again.version) == (governance, approved.version)
    assert again.approved_at == approved.approved_at


def test_an_approved_update_is_not_saved_over(round_: Round) -> None:
    update = approve_update(update=round_.submit(round_.save_complete()), by=round_.user)
    with pytest.raises(ValidationError, match="was approved on"):
        round_.save(texts={round_.comments: "Late thought."}, version=update.version)
    assert UpdateNarrative.objects.get().text == "Twelve wards are live."


def test_an_approved_update_may_be_returned_and_is_then_open_to_its_lead(round_: Round) -> None:
    update = approve_update(update=round_.submit(round_.save_complete()), by=round_.user)
    return_update(update=update, text="The board asks which wards.", by=round_.user)
    update.refresh_from_db()
    assert (update.state, update.approved_at, update.approved_by) == ("returned", None, None)
    assert round_.save(texts={round_.comments: "Wards 1 to 12."}).state == "returned"


# A closed period


def closed_writes(round_: Round, update: Update) -> dict[str, Callable[[], Any]]:
    risk = factories.risk(strategy=round_.period.strategy)
    return {
        "save": lambda: round_.save(texts={round_.comments: "Too late."}),
        "save another": lambda: save_draft(
            item=factories.action(strategy=round_.period.strategy),
            period=round_.period,
            answers=Answers(),
            version=0,
            by=round_.user,
        ),
        "submit": lambda: round_.submit(update),
        "return": lambda: return_update(update=update, text="Why?", by=round_.user),
        "approve": lambda: approve_update(update=update, by=round_.user),
        "measure": lambda: enter_actual(
            measure=factories.measure(strategy=round_.period.strategy),
            period=round_.period,
            raw="12%",
            by=round_.user,
        ),
        "score": lambda: score_risk(
            risk=risk, kind="current", score=12, period=round_.period, by=round_.user
        ),
    }


@pytest.mark.parametrize("state", ["draft", "submitted", "returned", "approved"])
def test_a_closed_period_refuses_every_write(round_: Round, state: str) -> None:
    update = factories.update(round_.action, round_.period, state=state)
    stale_copy = Period.objects.get(pk=round_.period.pk)
    close_period(period=round_.period, by=round_.user)
    round_.period = stale_copy
    for name, write in closed_writes(round_, update).items():
        with pytest.raises(ValidationError) as caught:
            write()
        (sentence,) = caught.value.messages
        assert "is closed, so its answers can no longer be changed." in sentence, name
    assert Update.objects.get().state == state


def test_a_period_opened_again_takes_writes(round_: Round) -> None:
    close_period(period=round_.period, by=round_.user)
    open_period(period=round_.period, reason="A ward was missed.", by=round_.user)
    assert round_.save_complete().version == 1


# History


def test_history_names_who_did_each_thing(round_: Round) -> None:
    governance = factories.user()
    update = round_.save(round_.green, {round_.comments: "First."})
    save_draft(
        item=round_.action,
        period=round_.period,
        answers=Answers(
            ratings={round_.delivery: (None, "")}, narratives={round_.comments: "Second."}
        ),
        version=1,
        by=governance,
    )
    users = list(update.history.order_by("history_id").values_list("history_user", flat=True))
    assert users == [round_.user.pk, governance.pk]
    narrative = UpdateNarrative.objects.get()
    assert [(row.text, row.history_user) for row in narrative.history.all()] == [
        ("Second.", governance),
        ("First.", round_.user),
    ]
    gone = UpdateRating.history.filter(history_type="-").get()
    assert (gone.history_user, gone.rating) == (governance, round_.green)
