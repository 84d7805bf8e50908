"""One answer of a closed period is corrected while the next is open, and it stays visible."""

from typing import Any

import pytest
from django.core.exceptions import ValidationError

from ambitions.models import Correction, Update
from ambitions.rounds.services import open_round
from ambitions.updates import services
from ambitions.updates.corrections import changes_of
from ambitions.updates.services import open_correction, reopen_update
from objectives.services import close_period, open_period
from reports.models import Paper
from reports.reading import read_plan
from reports.redact import public
from reports.services import content_of, draft_paper, publish_paper
from reports.write.document import page
from strategy_tracker.accounts.models import Role
from tests import factories
from tests.answering import Plan
from tests.governing import address, queries_of, signed_in, submitted, text_of

pytestmark = pytest.mark.django_db

WHY = "Twelve wards, not ten."


class ClosedRound:
    """A closed period with one approved answer, and the next period open."""

    def __init__(self) -> None:
        self.plan = plan = Plan()
        self.governance = factories.member(plan.trust, Role.GOVERNANCE).user
        self.action = plan.action()
        update = submitted(plan, self.action, "green", "Ten wards are live.")
        self.update = services.approve_update(update=update, by=self.governance)
        self.other = submitted(plan, plan.action("Other"), "green", "As it was.")
        services.approve_update(update=self.other, by=self.governance)
        close_period(period=plan.period, by=self.governance, reason="One lead is away.")
        plan.period.refresh_from_db()
        self.next = factories.period(plan.strategy)
        self.asked = f"?period={plan.period.pk}"

    def reopen(self) -> Correction:
        return reopen_update(update=self.update, reason=WHY, by=self.governance)

    def correct(self, code: str = "amber", text: str = "Twelve wards are live.") -> Update:
        submitted(self.plan, self.action, code, text)
        self.update.refresh_from_db()
        return self.update

    def approve(self) -> Update:
        self.update.refresh_from_db()
        return services.approve_update(update=self.update, by=self.governance)

    def printed(self) -> tuple[str, str]:
        """What a paper prints of the answer: its rating and its words."""
        answer = read_plan(self.plan.strategy, self.plan.period).answer(self.action)
        assert answer is not None
        rating = answer.ratings[self.plan.dimension.pk].rating
        return str(rating), answer.narratives[self.plan.progress.pk].text


def test_only_what_was_reopened_takes_writes_until_it_is_approved_again() -> None:
    closed = ClosedRound()
    with pytest.raises(ValidationError, match="is closed"):
        closed.correct()
    closed.reopen()
    closed.correct()
    with pytest.raises(ValidationError, match="is closed"):
        services.return_update(update=closed.other, text="Why?", by=closed.governance)
    closed.approve()
    correction = Correction.objects.get()
    assert correction.closed_by == closed.governance and open_correction(closed.update) is None
    with pytest.raises(ValidationError, match="is closed"):
        services.return_update(update=closed.update, text="Why?", by=closed.governance)
    closed.next.refresh_from_db()
    assert closed.next.is_open and closed.plan.period.is_closed


def test_reopening_needs_a_reason_and_a_closed_period_and_twice_is_once() -> None:
    closed = ClosedRound()
    with pytest.raises(ValidationError, match="Say why"):
        reopen_update(update=closed.update, reason=" ", by=closed.governance)
    assert closed.reopen() == closed.reopen()
    later = factories.update(closed.action, closed.next)
    with pytest.raises(ValidationError, match="is not closed"):
        reopen_update(update=later, reason=WHY, by=closed.governance)


def test_the_whole_period_does_not_open_while_one_answer_is_being_corrected() -> None:
    closed = ClosedRound()
    closed.reopen()
    close_period(period=closed.next, by=None)
    with pytest.raises(ValidationError, match=r"One answer of .* is being corrected"):
        open_round(period=closed.plan.period, by=closed.governance, reason="More.")
    closed.correct()
    closed.approve()
    assert open_round(period=closed.plan.period, by=closed.governance, reason="More.").is_open


def test_readers_and_papers_read_what_it_said_until_the_correction_is_approved() -> None:
    closed = ClosedRound()
    reader = signed_in(closed.plan.trust, Role.READER)
    item = address("action_detail", closed.plan.trust, closed.action.pk) + closed.asked
    plan = address("plan", closed.plan.trust) + closed.asked
    assert closed.printed() == ("Green", "Ten wards are live.")
    before = text_of(reader.get(plan))
    closed.reopen()
    for step in (lambda: None, closed.correct):
        step()
        assert closed.printed() == ("Green", "Ten wards are live.")
        page = text_of(reader.get(item))
        assert "Ten wards are live." in page and "Twelve wards are" not in page
        assert f"Being corrected {WHY}" in page
        assert text_of(reader.get(plan)) == before
    closed.approve()
    assert closed.printed() == ("Amber", "Twelve wards are live.")
    assert "Twelve wards are live." in text_of(reader.get(item + "&marks=off"))


def test_what_changed_and_why_stay_on_the_pages_of_the_period_and_the_item() -> None:
    closed = ClosedRound()
    closed.reopen()
    closed.correct()
    closed.approve()
    changes = changes_of(list(Correction.objects.all()))[Correction.objects.get().pk]
    told = [(change.label, change.before, change.after) for change in changes]
    assert told[0] == (closed.plan.dimension.label, "Green", "Amber")
    assert ("Progress", "Ten wards are live.", "Twelve wards are live.") in told
    trust = closed.plan.trust
    for role in (Role.READER, Role.GOVERNANCE):
        client = signed_in(trust, role)
        for url in (
            address("period_detail", trust, closed.plan.period.pk),
            address("action_detail", trust, closed.action.pk) + closed.asked,
        ):
            page = text_of(client.get(url))
            assert WHY in page and str(closed.governance) in page
            assert "Green before, now Amber" in page


def test_every_opening_and_closing_stays_with_its_reason() -> None:
    closed = ClosedRound()
    period, by = closed.plan.period, closed.governance
    close_period(period=closed.next, by=by)
    open_period(period=period, by=by, reason="A ward was missed.")
    close_period(period=period, by=by)
    page = text_of(
        signed_in(closed.plan.trust).get(address("period_detail", closed.plan.trust, period.pk))
    )
    assert f"Closed early by {by}: One lead is away." in page
    assert f"Opened again by {by}: A ward was missed." in page
    assert page.index("A ward was missed.") < page.index("One lead is away.")


def test_governance_reopens_in_the_browser_and_the_lead_finds_it_to_do() -> None:
    closed = ClosedRound()
    trust, update = closed.plan.trust, closed.update
    governance = closed.plan.client(closed.governance)
    item = address("action_detail", trust, closed.action.pk) + closed.asked
    url = address("update_reopen", trust, update.pk)
    assert url in governance.get(item).content.decode()
    refused = governance.post(url, {"reason": " "})
    assert refused.status_code == 400 and "Say what is wrong" in text_of(refused)
    done = governance.post(url, {"reason": WHY}, follow=True)
    assert "Reopened:" in text_of(done) and "nothing to decide until" in text_of(done)

    lead = closed.plan.client()
    mine = lead.get(address("my_updates", trust))
    assert WHY in text_of(mine)
    form = address("update_form", trust, "action", closed.action.pk) + closed.asked
    assert form in mine.content.decode()
    page = text_of(lead.get(form))
    assert "Reopened by" in page and WHY in page and "can no longer be changed" not in page
    closed.correct()
    assert WHY not in text_of(lead.get(address("my_updates", trust)))
    review = address("update_review", trust, update.pk)
    assert "Approve It goes" in text_of(governance.get(review))
    version = {"version": Update.objects.get(pk=update.pk).version}
    governance.post(address("update_approve", trust, update.pk), version)
    assert Correction.objects.get().closed_by == closed.governance


def test_the_round_of_a_closed_period_counts_what_the_board_read_and_says_what_is_next() -> None:
    closed = ClosedRound()
    plan = closed.plan
    draft = factories.update(plan.action("Never handed in"), plan.period, state="draft")
    factories.update_rating(update=draft, dimension=plan.dimension, rating=plan.rating("red"))
    closed.reopen()
    closed.correct("red")
    governance = plan.client(closed.governance)
    address_of_round = address("this_round", plan.trust) + closed.asked
    answer = governance.get(address_of_round)
    page = text_of(answer)
    # Two green as published, and one that nobody handed in.
    assert "G 2 1 Q1" in page and "3 of 3 in" not in page
    assert "Read and approve 1 correction " in page and "Publish or read its papers" in page
    review = address("update_review", plan.trust, closed.update.pk)
    assert (
        review in governance.get(address("this_round", plan.trust) + closed.asked).content.decode()
    )
    closed.approve()
    page = text_of(governance.get(address("this_round", plan.trust) + closed.asked))
    assert "R 1 G 1 1 Q1" in page and "Read and approve" not in page
    told = text_of(governance.get(review))
    assert "unless you reopen it to correct it. Reopen to correct" in told


def test_a_new_version_of_a_paper_says_what_changed_and_the_published_one_never_does() -> None:
    closed = ClosedRound()
    plan = closed.plan
    paper: dict[str, Any] = {"period": plan.period, "layout": "progress-table", "by": None}
    first = publish_paper(paper=draft_paper(**paper), by=None)
    closed.reopen()
    draft = content_of(draft_paper(**paper, title="Again"))
    assert "Twelve" not in str(draft["parts"]) and "corrections" not in kinds_of(draft)
    closed.correct()
    closed.approve()
    client = plan.client(closed.governance)
    url = address("paper_publish", plan.trust, plan.period.pk, "progress-table")
    asked = client.get(url)
    assert asked.context["what_changed"] == f"{closed.action.reference}: {WHY}"
    sent = {"version": "2", "seen": asked.context["seen"], "reason": "Seen."}
    refused = client.post(url, sent | {"what_changed": " "})
    assert refused.status_code == 422 and "Say what changed since" in text_of(refused)
    client.post(url, sent | {"what_changed": "One rating and its words."})
    second = Paper.objects.get(version=2)
    assert second.is_final and second.what_changed == "One rating and its words."

    html = page(content_of(second))
    (part,) = [part for part in second.content["parts"] if part["kind"] == "corrections"]
    assert part["data"]["corrections"][0]["reason"] == WHY
    for said in ("Changed since version 1:", "One rating and its words.", WHY,
                 "Ten wards are live.", "Twelve wards are live.", "Green before, now Amber",
                 f"Reopened by {closed.governance}"):  # fmt: skip
        assert said in html, said
    shown = text_of(client.get(address("paper_page", plan.trust, plan.period.pk, "progress-table")))
    assert "Changed since version 1: One rating and its words." in shown
    was = first.content
    first.refresh_from_db()
    assert first.content == was and "corrections" not in kinds_of(first.content)
    assert "Changed since" not in page(content_of(first))


def kinds_of(content: Any) -> set[str]:
    return {part["kind"] for part in content["parts"]}


def test_the_public_paper_tells_no_correction_of_what_it_leaves_out() -> None:
    closed = ClosedRound()
    closed.reopen()
    closed.correct()
    closed.approve()
    period = closed.plan.period
    content = content_of(draft_paper(period=period, layout="progress-table", by=None, title="A"))
    assert "corrections" in kinds_of(content)
    for part in content["parts"]:
        part["audience"] = "" if part["kind"] == "corrections" else "internal"
    assert WHY not in str(public(content))


def test_the_same_queries_for_one_correction_and_for_five() -> None:
    closed = ClosedRound()
    url = address("period_detail", closed.plan.trust, closed.plan.period.pk)
    client = signed_in(closed.plan.trust)
    closed.reopen()
    closed.correct()
    closed.approve()
    once = queries_of(client, url)
    for number in range(4):
        closed.reopen()
        closed.correct("green", f"{number} wards are live.")
        closed.approve()
    assert queries_of(client, url) == once
