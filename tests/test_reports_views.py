"""Papers in the browser: who sees what, and that publishing happens once."""

import io
import json
from typing import Any

import pypdf
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from reports.layouts.ready import ready_layouts
from reports.models import Paper
from reports.services import draft_paper, publish_paper
from strategy_tracker.accounts.models import Role
from tests import factories
from tests.paper_rows import Rows, full_rows, rows

pytestmark = pytest.mark.django_db
LAYOUT = "progress-table"
OF_ONE_PAPER = ["paper_page", "paper_pdf", "paper_json"]
WRITING = ["paper_details", "paper_begin", "paper_publish"]


def url(name: str, made: Rows, layout: str = LAYOUT) -> str:
    return reverse(name, args=[made.trust.code, made.period.pk, layout])


def list_url(made: Rows) -> str:
    return reverse("paper_list", args=[made.trust.code])


def sign_in(client: Client, made: Rows, role: str) -> Client:
    client.force_login(factories.member(made.trust, role).user)
    return client


def publish(made: Rows, **details: Any) -> Paper:
    paper = draft_paper(period=made.period, layout=LAYOUT, by=None, **details)
    return publish_paper(paper=paper, by=None, what_changed="A word.")


def text_of_pdf(response: Any) -> str:
    reader = pypdf.PdfReader(io.BytesIO(response.getvalue()))
    return " ".join(page.extract_text() for page in reader.pages)


# Who may come in


@pytest.mark.parametrize("name", OF_ONE_PAPER)
def test_a_strangers_paper_is_not_found(client: Client, name: str) -> None:
    mine, theirs = rows(), rows()
    publish(theirs)
    sign_in(client, mine, Role.GOVERNANCE)
    assert client.get(url(name, theirs)).status_code == 404
    mixed = reverse(name, args=[mine.trust.code, theirs.period.pk, LAYOUT])
    assert client.get(mixed).status_code == 404


@pytest.mark.parametrize("name", WRITING)
def test_a_strangers_draft_takes_no_writing(client: Client, name: str) -> None:
    mine, theirs = rows(), rows()
    sign_in(client, mine, Role.GOVERNANCE)
    mixed = reverse(name, args=[mine.trust.code, theirs.period.pk, LAYOUT])
    assert client.post(mixed, {"title": "x", "version": "1"}).status_code == 404
    assert not Paper.objects.exists()


@pytest.mark.parametrize("role", [Role.READER, Role.LEAD])
@pytest.mark.parametrize("name", WRITING)
def test_only_governance_writes(client: Client, name: str, role: str) -> None:
    made = rows()
    sign_in(client, made, role)
    assert client.post(url(name, made), {"title": "x", "version": "1"}).status_code == 403
    assert not Paper.objects.exists()


@pytest.mark.parametrize("name", [*OF_ONE_PAPER, *WRITING])
def test_signed_out_is_sent_to_sign_in(client: Client, name: str) -> None:
    made = rows()
    method = client.post if name in WRITING else client.get
    response = method(url(name, made))
    assert response.status_code == 302 and "login" in response["Location"]
    assert client.get(list_url(made)).status_code == 302


def test_wrong_methods_are_refused(client: Client) -> None:
    made = rows()
    sign_in(client, made, Role.GOVERNANCE)
    for name in OF_ONE_PAPER:
        assert client.post(url(name, made)).status_code == 405
    assert client.post(list_url(made)).status_code == 405
    for name in ("paper_details", "paper_begin"):
        assert client.get(url(name, made)).status_code == 405
    assert client.delete(url("paper_publish", made)).status_code == 405


@pytest.mark.parametrize("name", OF_ONE_PAPER)
def test_an_unknown_layout_version_or_period_is_not_found(client: Client, name: str) -> None:
    made = rows()
    sign_in(client, made, Role.GOVERNANCE)
    assert client.get(url(name, made, "pie-chart")).status_code == 404
    assert client.get(url(name, made) + "?version=7").status_code == 404
    assert client.get(url(name, made) + "?version=x").status_code == 404
    gone = reverse(name, args=[made.trust.code, 10**9, LAYOUT])
    assert client.get(gone).status_code == 404


# What each role sees


@pytest.mark.parametrize("name", OF_ONE_PAPER)
def test_a_reader_sees_only_what_is_published(client: Client, name: str) -> None:
    made = rows(actions=1)
    draft_paper(period=made.period, layout=LAYOUT, by=None)
    sign_in(client, made, Role.READER)
    assert client.get(url(name, made)).status_code == 404
    publish(made)
    assert client.get(url(name, made)).status_code == 200
    draft_paper(period=made.period, layout=LAYOUT, by=None)
    assert client.get(url(name, made) + "?version=2").status_code == 404
    assert client.get(url(name, made)).status_code == 200


def test_a_reader_goes_on_seeing_the_last_published_version(client: Client) -> None:
    made = rows(actions=1)
    publish(made)
    made.actions[0].title = "Renamed since"
    made.actions[0].save()
    draft_paper(period=made.period, layout=LAYOUT, by=None)
    page = sign_in(client, made, Role.READER).get(url("paper_page", made)).content.decode()
    assert "Open hub 0" in page and "Renamed since" not in page
    assert "Publish version" not in page and "Heading of the paper" not in page


def test_a_lead_sees_the_draft_without_its_tools(client: Client) -> None:
    made = rows(actions=1)
    page = sign_in(client, made, Role.LEAD).get(url("paper_page", made)).content.decode()
    assert "Open hub 0" in page and "Draft" in page
    assert "Publish version" not in page and "Heading of the paper" not in page


def test_governance_sees_the_draft_with_what_is_missing(client: Client) -> None:
    made = rows(actions=2)
    made.answer(made.actions[0], text="The words just typed")
    page = sign_in(client, made, Role.GOVERNANCE).get(url("paper_page", made)).content.decode()
    assert "The words just typed" in page
    assert "1 key action is not handed in" in page and "Publish version 1" in " ".join(page.split())
    assert "<h1" in page and page.count("<h1") == 1


def test_the_list_is_by_period_and_role(client: Client) -> None:
    made = rows(actions=1)
    reader = sign_in(Client(), made, Role.READER)
    assert "No papers published yet" in reader.get(list_url(made)).content.decode()
    governance = sign_in(Client(), made, Role.GOVERNANCE)
    page = governance.get(list_url(made)).content.decode()
    for layout in ready_layouts().values():
        assert page.count(f">{layout.name}</a>") == 1
    assert f"Begin a paper of\n      {made.period.label}" in page
    assert "</h2>\n  <ul" not in page
    publish(made, title="Our board paper", meeting="Board of Directors")
    page = reader.get(list_url(made)).content.decode()
    assert "Our board paper" in page and "Version 1, published" in page
    assert "Quarter 1</h2>" not in page and "Quarterly progress" not in page


def test_what_exists_stands_first_and_the_rest_is_offered_once(client: Client) -> None:
    made = rows(actions=1)
    closed = factories.period(made.strategy, status="closed", label="Last year")
    publish_paper(paper=draft_paper(period=closed, layout=LAYOUT, by=None), by=None)
    sign_in(client, made, Role.GOVERNANCE)
    draft_paper(period=made.period, layout=LAYOUT, by=None)
    page = client.get(list_url(made)).content.decode()
    listed, _, offered = page.partition("Begin a paper of")
    name = ready_layouts()[LAYOUT].name
    assert f">{name}:" in listed or f">{name}</a>" in listed
    assert f">{name}</a>" not in offered.partition("</aside>")[0]
    assert page.count("Begin a paper of") == 1
    page = client.get(f"{list_url(made)}?period={closed.pk}").content.decode()
    assert "Begin a paper of\n      Last year" in page


def test_papers_have_the_picture_of_the_whole_and_a_reader_that_of_what_is_closed(
    client: Client,
) -> None:
    made = rows(actions=2)
    made.answer(made.actions[0], "Red")
    page = sign_in(client, made, Role.GOVERNANCE).get(list_url(made)).content.decode()
    assert "The whole strategy" in page and "1 of 2 in" in page
    page = sign_in(Client(), made, Role.READER).get(list_url(made)).content.decode()
    assert "1 of 2 in" not in page


def test_a_trust_with_nothing_says_what_comes_here(client: Client) -> None:
    trust = factories.trust()
    for role, words in (("governance", "Open a period"), ("lead", "Your governance team opens")):
        client.force_login(factories.member(trust, role).user)
        page = client.get(reverse("paper_list", args=[trust.code])).content.decode()
        assert "No papers yet" in page and words in page


def test_planned_periods_have_no_papers_yet(client: Client) -> None:
    made = rows()
    factories.period(made.strategy, status="planned", label="Quarter 3")
    page = sign_in(client, made, Role.GOVERNANCE).get(list_url(made)).content.decode()
    assert "Quarter 3</h2>" not in page


# Files


def test_the_pdf_is_named_after_what_it_is(client: Client) -> None:
    made = rows(actions=1)
    made.answer(made.actions[0], text="The words just typed")
    sign_in(client, made, Role.GOVERNANCE)
    response = client.get(url("paper_pdf", made))
    assert response["Content-Type"] == "application/pdf"
    code = made.trust.code.lower()
    assert (
        f'attachment; filename="{code}-progress-table-quarter-2-draft-2'
        in (response["Content-Disposition"])
    )
    assert "The words just typed" in text_of_pdf(response)
    publish(made)
    named = client.get(url("paper_pdf", made))["Content-Disposition"]
    assert named == f'attachment; filename="{code}-progress-table-quarter-2-version-1.pdf"'


def test_the_json_is_the_content_with_its_fingerprint(client: Client) -> None:
    made = rows(actions=1)
    final = publish(made)
    response = sign_in(client, made, Role.READER).get(url("paper_json", made))
    assert response["Content-Type"] == "application/json"
    content = json.loads(response.getvalue())
    assert content["status"]["hash"] == final.content_sha256[:8]
    assert "Open hub 0" in json.dumps(content["parts"])


def test_an_earlier_version_stays_to_be_read(client: Client) -> None:
    made = rows(actions=1)
    publish(made)
    made.actions[0].title = "Corrected"
    made.actions[0].save()
    publish(made)
    sign_in(client, made, Role.READER)
    now = client.get(url("paper_page", made)).content.decode()
    then = client.get(url("paper_page", made) + "?version=1").content.decode()
    assert "Corrected" in now and "Other versions" in now
    assert "Corrected" not in then and "Open hub 0" in then
    assert "version=1" in then, "its files must be of the same version"


# The heading


def test_governance_names_the_meeting_which_begins_the_draft(client: Client) -> None:
    made = rows()
    member = factories.member(made.trust, Role.GOVERNANCE)
    client.force_login(member.user)
    response = client.post(
        url("paper_details", made),
        {
            "title": "Our paper",
            "meeting": "Board",
            "meeting_date": "31 October 2024",
            "agenda_item": "11",
        },
    )
    assert response.status_code == 302
    paper = Paper.objects.get()
    assert (paper.title, paper.meeting, paper.agenda_item) == ("Our paper", "Board", "11")
    assert paper.meeting_date.isoformat() == "2024-10-31"
    assert paper.history.first().history_user == member.user
    page = client.get(response["Location"]).content.decode()
    assert "Board, 31 October 2024" in page and "Agenda item 11" in page


def test_a_date_that_is_none_is_told_beside_its_box(client: Client) -> None:
    made = rows()
    sign_in(client, made, Role.GOVERNANCE)
    response = client.post(url("paper_details", made), {"meeting_date": "soon", "meeting": "Board"})
    assert response.status_code == 422
    page = response.content.decode()
    assert "Give the date of the meeting as in 31 October 2024." in page
    assert 'value="soon"' in page and 'value="Board"' in page
    assert not Paper.objects.exists()


def test_a_new_version_is_begun_by_a_button(client: Client) -> None:
    made = rows()
    publish(made)
    sign_in(client, made, Role.GOVERNANCE)
    assert "Begin version 2" in client.get(url("paper_page", made)).content.decode()
    response = client.post(url("paper_begin", made), follow=True)
    page = response.content.decode()
    assert "Version 2 is a draft. Readers see version 1" in page
    assert "Publish version 2" in " ".join(page.split()) and "Begin version" not in page
    client.post(url("paper_begin", made))
    assert Paper.objects.count() == 2


# Publishing


def form(client: Client, made: Rows, **fields: str) -> dict[str, str]:
    """What the page that asks would send, with `fields` filled in."""
    context = client.get(url("paper_publish", made)).context
    return {"version": str(context["shown"].version), "seen": context["seen"], **fields}


def test_publishing_asks_once_and_freezes(client: Client) -> None:
    made = rows(actions=1)
    made.answer(made.actions[0], state="approved")
    member = factories.member(made.trust, Role.GOVERNANCE)
    client.force_login(member.user)
    asked = client.get(url("paper_publish", made)).content.decode()
    assert "Publish version 1?" in asked and not Paper.objects.exists()
    sent = form(client, made)
    response = client.post(url("paper_publish", made), sent, follow=True)
    assert "Version 1 is published and will not change" in response.content.decode()
    paper = Paper.objects.get()
    assert paper.is_final and paper.frozen_by == member.user


def test_over_what_is_missing_the_reason_is_asked_and_kept(client: Client) -> None:
    made = rows(actions=1)
    sign_in(client, made, Role.GOVERNANCE)
    for reason in ("", "  ", "x" * 2001):
        refused = client.post(url("paper_publish", made), form(client, made, reason=reason))
        assert refused.status_code == 422
        assert ("Say why" if len(reason) < 9 else "Say it in fewer") in refused.content.decode()
        assert not Paper.objects.filter(status="final").exists()
    why = "The <board> meets tomorrow."
    client.post(url("paper_publish", made), form(client, made, reason=why))
    paper = Paper.objects.get()
    assert paper.is_final and paper.reason == why
    assert [text.partition(", ")[0] for text in paper.accepted] == ["1 key action is not handed in"]
    assert "Open hub 0" in paper.accepted[0]
    page = client.get(url("paper_page", made)).content.decode()
    assert "The &lt;board&gt; meets tomorrow." in page and "What was to be settled (1)" in page
    reader = sign_in(Client(), made, Role.READER)
    page = reader.get(url("paper_page", made)).content.decode()
    assert "meets tomorrow" not in page and "What was to be settled" not in page


def test_a_reason_for_nothing_is_not_kept(client: Client) -> None:
    made = rows(actions=0)
    sign_in(client, made, Role.GOVERNANCE)
    client.post(url("paper_publish", made), form(client, made, reason="Why not"))
    assert Paper.objects.get().reason == ""


def test_what_came_up_since_the_list_was_shown_is_shown_first(client: Client) -> None:
    made = rows(actions=2)
    made.answer(made.actions[0], state="approved")
    update = made.answer(made.actions[1], state="approved")
    sign_in(client, made, Role.GOVERNANCE)
    sent = form(client, made, reason="All is well")
    update.state, update.approved_at = "returned", None
    update.save()
    refused = client.post(url("paper_publish", made), sent)
    page = refused.content.decode()
    assert refused.status_code == 422 and "Something has come up since" in page
    assert "returned and not handed in again" in page and "All is well" in page
    assert not Paper.objects.filter(status="final").exists()
    client.post(url("paper_publish", made), form(client, made, reason="All is well"))
    assert Paper.objects.get().is_final


def test_what_was_settled_since_asks_nothing_new(client: Client) -> None:
    made = rows(actions=2)
    sign_in(client, made, Role.GOVERNANCE)
    sent = form(client, made, reason="The board waits")
    made.answer(made.actions[0], state="approved")
    client.post(url("paper_publish", made), sent)
    assert Paper.objects.get().is_final


def test_each_thing_found_leads_to_where_it_is_mended(client: Client) -> None:
    made = rows(actions=4)
    member = factories.member(made.trust, Role.GOVERNANCE)
    client.force_login(member.user)
    waiting = made.answer(made.actions[0], state="submitted")
    page = client.get(url("paper_page", made)).content.decode()
    code, silent = made.trust.code, made.actions[1]
    addresses = [
        reverse("update_review", args=[code, waiting.pk]),
        reverse("update_form", args=[code, "action", silent.pk]),
        reverse("period_list", args=[code]),
        f"{url('paper_page', made)}#heading-form",
    ]
    for address in addresses:
        assert f'href="{address}"' in page, address
        assert client.get(address).status_code == 200, address


def test_a_second_click_publishes_nothing_more(client: Client) -> None:
    made = rows(actions=0)
    sign_in(client, made, Role.GOVERNANCE)
    sent = form(client, made)
    for _ in range(2):
        response = client.post(url("paper_publish", made), sent, follow=True)
    assert "Nothing was published" in response.content.decode()
    assert Paper.objects.count() == 1
    again = client.get(url("paper_publish", made), follow=True)
    assert "published already" in again.content.decode()


def test_an_old_form_does_not_publish_a_newer_draft(client: Client) -> None:
    made = rows(actions=0)
    publish(made)
    draft_paper(period=made.period, layout=LAYOUT, by=None)
    sign_in(client, made, Role.GOVERNANCE)
    client.post(url("paper_publish", made), {"version": "1"})
    assert Paper.objects.filter(status="final").count() == 1


# Cost


@pytest.mark.once
@pytest.mark.parametrize("role", [Role.READER, Role.GOVERNANCE])
@pytest.mark.parametrize("name", ["paper_list", "paper_page"])
def test_a_page_costs_the_same_queries_for_one_and_for_twenty(
    client: Client, name: str, role: str
) -> None:
    counts = []
    for size in (1, 20):
        made = full_rows(size)
        publish(made)
        if role == Role.GOVERNANCE and name == "paper_page":
            draft_paper(period=made.period, layout=LAYOUT, by=None)
        sign_in(client, made, role)
        page = list_url(made) if name == "paper_list" else url(name, made)
        client.get(page)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(page).status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1]


@pytest.mark.once
def test_the_list_costs_the_same_queries_for_one_period_and_for_eight(client: Client) -> None:
    counts = []
    for periods in (0, 6):
        made = rows()
        for _ in range(periods):
            other = factories.period(made.strategy, status="closed")
            publish_paper(paper=draft_paper(period=other, layout=LAYOUT, by=None), by=None)
        sign_in(client, made, Role.GOVERNANCE)
        client.get(list_url(made))
        with CaptureQueriesContext(connection) as queries:
            client.get(list_url(made))
        counts.append(len(queries))
    assert counts[0] == counts[1]
