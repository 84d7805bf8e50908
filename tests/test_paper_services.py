"""Drafting and publishing: what is published says the same for ever."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from reports import services
from reports.compose import canonical, fingerprint
from reports.models import Paper
from strategy_tracker.accounts.saving import save
from tests import factories
from tests.paper_rows import Rows, rows

pytestmark = pytest.mark.django_db
LAYOUT = "progress-table"


def draft(made: Rows, **details: object) -> Paper:
    return services.draft_paper(period=made.period, layout=LAYOUT, by=None, **details)


def published(made: Rows) -> Paper:
    return services.publish_paper(paper=draft(made), by=None, on=date(2024, 10, 24))


def test_a_draft_is_made_once_and_keeps_its_details() -> None:
    made = rows()
    paper = draft(made, title="Our paper", meeting="Board", agenda_item="7")
    again = draft(made, meeting_date=date(2024, 10, 31))
    assert again.pk == paper.pk
    again.refresh_from_db()
    assert (again.title, again.meeting, again.agenda_item) == ("Our paper", "Board", "7")
    content = services.content_of(again)
    assert content["title"] == "Our paper"
    assert content["meeting"] == {"name": "Board", "date": "2024-10-31", "agenda_item": "7"}


def test_a_draft_reads_live_data_and_a_published_paper_does_not() -> None:
    made = rows(actions=1)
    paper = draft(made)
    made.actions[0].title = "Renamed"
    made.actions[0].save()
    assert _title(services.content_of(paper)) == "Renamed"
    final = services.publish_paper(paper=paper, by=None)
    made.actions[0].title = "Renamed again"
    made.actions[0].save()
    assert _title(services.content_of(final)) == "Renamed"


def _title(content: dict) -> str:
    groups = next(part for part in content["parts"] if part["kind"] == "action-table")
    return groups["data"]["groups"][0]["rows"][0]["title"]


def test_publishing_stores_the_content_its_fingerprint_who_and_when() -> None:
    made = rows(actions=1)
    author = factories.user()
    final = services.publish_paper(paper=draft(made), by=author, on=date(2024, 10, 24))
    final.refresh_from_db()
    assert final.is_final and final.frozen_by == author and final.frozen_at
    assert final.content["status"] == {
        "draft": False, "version": 1, "as_at": "2024-10-24", "hash": "",
    }  # fmt: skip
    assert final.content_sha256 == fingerprint(final.content)
    assert services.content_of(final)["status"]["hash"] == final.content_sha256[:8]
    assert final.history.first().history_user == author


def test_the_fingerprint_does_not_depend_on_the_order_of_keys() -> None:
    assert canonical({"b": 1, "a": "é"}) == '{"a":"é","b":1}'.encode()
    assert fingerprint({"a": 1, "b": 2}) == fingerprint({"b": 2, "a": 1})


def test_a_published_paper_is_not_published_again() -> None:
    final = published(rows())
    with pytest.raises(ValidationError, match="Make a new version instead"):
        services.publish_paper(paper=final, by=None)
    assert Paper.objects.count() == 1


@pytest.mark.parametrize(
    ("name", "value"),
    [("title", "Another"), ("content", {}), ("status", "draft"), ("agenda_item", "8")],
)
def test_a_published_paper_takes_no_change(name: str, value: object) -> None:
    final = published(rows())
    setattr(final, name, value)
    with pytest.raises(ValidationError):
        save(final, by=None)


def test_the_database_refuses_a_final_paper_without_content_and_a_draft_with_it() -> None:
    final = published(rows())
    for change in ({"content": None}, {"content_sha256": ""}, {"status": "draft"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Paper.objects.filter(pk=final.pk).update(**change)


def test_content_changed_behind_our_back_is_not_shown_as_published() -> None:
    final = published(rows())
    final.content["title"] = "Changed in the database"
    Paper.objects.filter(pk=final.pk).update(content=final.content)
    final.refresh_from_db()
    with pytest.raises(ValueError, match="fingerprint differs"):
        services.content_of(final)


def test_a_correction_is_a_new_version_that_starts_with_the_old_heading() -> None:
    made = rows()
    draft(made, meeting="Board", title="Our paper")
    first = published(made)
    second = draft(made)
    assert (second.version, second.meeting, second.title) == (2, "Board", "Our paper")
    assert services.content_of(second)["status"]["version"] == 2
    with pytest.raises(ValidationError, match="Say what changed"):
        services.publish_paper(paper=second, by=None)
    final = services.publish_paper(paper=second, by=None, what_changed="A date was wrong.")
    assert final.content["revision"] == {"version": 1, "words": "A date was wrong."}
    assert first.content["revision"] is None
    first.refresh_from_db()
    assert first.is_final and final.version == 2


def test_a_made_up_detail_or_layout_is_refused() -> None:
    made = rows()
    with pytest.raises(TypeError, match="no detail called status"):
        draft(made, status="final")
    with pytest.raises(ValidationError):
        services.draft_paper(period=made.period, layout="pie-chart", by=None)


def test_the_live_content_of_a_period_is_that_of_its_draft() -> None:
    made = rows()
    assert services.draft_content(made.period, LAYOUT)["status"]["version"] == 1
    draft(made, meeting="Board")
    assert services.draft_content(made.period, LAYOUT)["meeting"]["name"] == "Board"
