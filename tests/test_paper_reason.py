"""Why a paper was published though something was missing is kept with it."""

import pytest
from django.core.exceptions import ValidationError

from reports.models import Paper
from reports.services import content_of, draft_paper, publish_paper
from tests.paper_rows import rows

pytestmark = pytest.mark.django_db


def draft() -> Paper:
    return draft_paper(period=rows(actions=1).period, layout="progress-table", by=None)


@pytest.mark.parametrize("reason", ["", "  \n "])
def test_what_is_missing_is_not_accepted_without_a_reason(reason: str) -> None:
    paper = draft()
    with pytest.raises(ValidationError, match="Say why"):
        publish_paper(paper=paper, by=None, accepted=["1 action is missing."], reason=reason)
    paper.refresh_from_db()
    assert not paper.is_final


def test_the_reason_is_kept_with_what_was_accepted_and_is_not_printed() -> None:
    why = "The board meets tomorrow."
    final = publish_paper(paper=draft(), by=None, accepted=["1 is missing."], reason=f" {why} ")
    final.refresh_from_db()
    assert (final.reason, final.accepted) == (why, ["1 is missing."])
    assert final.history.latest().reason == why
    assert why not in str(content_of(final))


def test_a_program_publishes_without_asking() -> None:
    final = publish_paper(paper=draft(), by=None)
    assert final.is_final and (final.reason, final.accepted) == ("", [])
