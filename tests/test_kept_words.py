"""Words typed in any form survive an accident: a table of every form of the site by accident.

The browser keeps what is typed (tests/test_kept_words_in_browser.py); here is seen that the
server leads whoever was sending back to the page of the form, and says when it took it.
"""

import re
from pathlib import Path
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.db import OperationalError
from django.test import Client
from django.urls import reverse

from objectives.models import Period
from strategy_tracker.accounts.models import Membership, Person, User
from strategy_tracker.ui.sending import TAKEN, page_above
from tests import factories
from tests.answering import Plan
from tests.forms_of_pages import Form, addresses, forms_for, read_page
from tests.test_access import KEY, trust_with_words
from tests.test_import_views import PLAN, uploaded
from tests.test_own_account import _idle_for

pytestmark = [pytest.mark.django_db, pytest.mark.once]

HTML = {"accept": "text/html,application/xhtml+xml,*/*;q=0.8"}
WORDS = "Ninety beds & <two> wards."
ID = "abcdef0123456789"
# Boxes there that no session can run out under, or that are passwords and codes.
NOT_KEPT = {
    *("503.html", "account/login.html", "account/reauthenticate.html", "accounts/invitation.html"),
    "sign_up/sign_up.html",
    *("mfa/authenticate.html", "mfa/reauthenticate.html", "mfa/totp/activate_form.html"),
    # A choice of ticks or of a file, and a button: nothing is typed.
    *("accounts/member_detail.html", "accounts/second_factor.html", "imports/import_preview.html"),
    *(
        "ambitions/answer_all_check.html",
        "ambitions/round_approve.html",
        "imports/import_undo.html",
    ),
    *("ambitions/round_chase.html", "imports/import_profiles.html"),
    # Led to by a save; its boxes are tried in the browser.
    "conflict.html",
}
POSTED_BOX = re.compile(r'<textarea|type="text"|<input class|{% field|as_widget')


@pytest.fixture
def member() -> Membership:
    """An administrator who leads, at a trust in use: their pages have every form there is."""
    trust = trust_with_words("Own")
    member = factories.member(trust, "administrator")
    Person.objects.filter(pk=KEY).update(user=member.user)
    return member


def pages_in_every_state(member: Membership) -> list[str]:
    """Every address, and those again whose form depends on the state of what it shows."""
    trust, person = member.trust, Person.objects.get(pk=KEY)
    client = Client()
    client.force_login(member.user)
    run = uploaded(client, trust, PLAN)
    period = Period.objects.get(pk=KEY)
    factories.heading(strategy=period.strategy, label="Progress", is_required=True)
    action = factories.action(strategy=period.strategy, title="To be answered")
    factories.lead(action, person)
    factories.lead(factories.measure(strategy=period.strategy), person)
    closed = factories.period(period.strategy, status=Period.Status.CLOSED)
    begun = f"?set=progress-table&strategy={factories.strategy(trust).pk}"
    more = [
        reverse("update_form", args=[trust.code, "action", action.pk]),
        reverse("period_open", args=[trust.code, closed.pk]),
        # Last, since from then on this is the strategy that is shown.
        reverse("setup_ready_set", args=[trust.code]) + begun,
    ]
    return [*addresses(trust.code, KEY, run.pk), *more]


def test_every_form_that_takes_text_gives_it_back_after_every_accident(
    member: Membership, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = Client()
    client.force_login(member.user)
    forms, templates = forms_for(client, pages_in_every_state(member))
    with_boxes = {
        str(path.relative_to("templates"))
        for path in Path("templates").rglob("*.html")
        if 'method="post"' in path.read_text() and POSTED_BOX.search(path.read_text())
    }
    assert with_boxes - NOT_KEPT - templates == set(), "pages whose forms were not tried"
    table = {form.kind: row(member.user, form, monkeypatch) for form in forms}
    print_table(table)
    assert len(table) > 25
    assert [kind for kind, tried in table.items() if not all(tried.values())] == []


def print_table(table: dict[str, dict[str, bool]]) -> None:
    """Shown where the test fails, or with `pytest -s`."""
    for kind, tried in table.items():
        told = ", ".join(f"{accident} {'ok' if good else 'NO'}" for accident, good in tried.items())
        print(f"{kind[:60]:62}{told}")


def row(user: User, form: Form, monkeypatch: pytest.MonkeyPatch) -> dict[str, bool]:
    return {
        "kept": form.reader == str(user.pk),
        "expired": comes_back_after(user, form, {"referer": f"http://testserver{form.page}"}),
        "cookies cleared": is_told_of_cookies(form),
        "database away": is_given_back_when_the_database_is_away(user, form, monkeypatch),
    } | (only_sent(user, form) if form.action != form.page else {})


def only_sent(user: User, form: Form) -> dict[str, bool]:
    """Of a form whose address may take nothing but what it sends."""
    return {
        "expired, not said from where": comes_back_after(user, form, {}),
        "typed as an address": not leads_to_405(user, form),
    }


def signed_in(user: User, **kind: Any) -> Client:
    client = Client(**kind)
    client.force_login(user)
    return client


def has_form(page: str, address: str, form: Form) -> bool:
    there = read_page(address, page).posted
    return form.kind in {other.kind for other in there}


def comes_back_after(user: User, form: Form, headers: dict[str, str]) -> bool:
    """Whoever signs in again sees the form; where a browser does not say from where, a page."""
    client = signed_in(user)
    Session.objects.all().delete()
    answer = client.post(form.action, form.filled(WORDS), headers=HTML | headers)
    if answer.status_code != 302 or not answer["Location"].startswith("/accounts/login/?next="):
        return False
    told = client.get(answer["Location"]).content.decode()
    back = read_page("", told).posted[0].other["next"][0]
    if "You were signed out before that was sent" not in told:
        return False
    client.force_login(user)
    page = client.get(back, headers=HTML, follow=True)
    if not headers:
        return page.status_code == 200
    return back == form.page and has_form(page.content.decode(), back, form)


def is_told_of_cookies(form: Form) -> bool:
    client = Client(enforce_csrf_checks=True)
    own = {"referer": f"http://testserver{form.page}", "origin": "http://testserver"}
    answer = client.post(form.action, form.filled(WORDS), headers=HTML | own)
    page = answer.content.decode()
    return (
        answer.status_code == 403
        and "Your browser has no cookies of this site any more" in page
        and 'href="/accounts/login/?next=' in page
        and "Ninety beds &amp; &lt;two&gt; wards." in page
    )


def is_given_back_when_the_database_is_away(
    user: User, form: Form, monkeypatch: pytest.MonkeyPatch
) -> bool:
    client = signed_in(user)
    client.raise_request_exception = False

    def away(*_: Any, **__: Any) -> None:
        raise OperationalError("server closed the connection unexpectedly")

    with monkeypatch.context() as patched:
        patched.setattr("django.core.handlers.base.BaseHandler.resolve_request", away)
        answer = client.post(form.action, form.filled(WORDS) | {"_sent": ID}, headers=HTML)
    page = answer.content.decode()
    return (
        answer.status_code == 503
        and "Ninety beds &amp; &lt;two&gt; wards." in page
        and f'name="_sent" value="{ID}"' in page
    )


def leads_to_405(user: User, form: Form) -> bool:
    return signed_in(user).get(form.action, headers=HTML, follow=True).status_code == 405


# What is said to be taken


@pytest.fixture
def plan() -> Plan:
    return Plan()


def names_as_taken(answer: Any) -> bool:
    cookie = answer.cookies.get(TAKEN)
    return bool(cookie and ID in cookie.value.split("."))


def review(plan: Plan) -> tuple[Client, str, int]:
    update = factories.update(plan.action(), plan.period, state="submitted")
    url = reverse("update_return", args=[plan.trust.code, update.pk])
    return signed_in(plan.governor()), url, update.version


def test_what_is_saved_is_named_as_taken_and_what_is_refused_is_not(plan: Plan) -> None:
    client, url, version = review(plan)
    sent = {"text": "Which ward?", "version": version, "_sent": ID}
    assert not names_as_taken(client.post(url, sent | {"text": ""}))
    assert not names_as_taken(client.post(url, sent | {"version": 9}))
    answer = client.post(url, sent)
    assert answer.status_code == 302 and names_as_taken(answer)


def test_what_several_tabs_sent_is_named_side_by_side(plan: Plan) -> None:
    client = signed_in(plan.governor())
    url = reverse("layout_copy", args=[plan.trust.code, "progress-table"])
    client.cookies[TAKEN] = "otherother.<b>"
    answer = client.post(url, {"name": "Ours", "_sent": ID})
    assert answer.cookies[TAKEN].value == f"otherother.{ID}"


def test_what_is_led_on_with_a_complaint_is_not_taken(plan: Plan) -> None:
    client = signed_in(plan.governor())
    url = reverse("layout_copy", args=[plan.trust.code, "progress-table"])
    refused = client.post(url, {"name": "", "_sent": ID})
    assert refused.status_code == 302 and not names_as_taken(refused)
    shown = client.get(refused["Location"]).content.decode()
    assert "Nothing was copied." in shown
    assert names_as_taken(client.post(url, {"name": "Ours", "_sent": ID}))


@pytest.mark.parametrize("name", ["", "<b>", "short", "x" * 50, "a.b"])
def test_a_name_that_no_browser_gave_is_not_repeated(plan: Plan, name: str) -> None:
    client = signed_in(plan.governor())
    url = reverse("layout_copy", args=[plan.trust.code, "progress-table"])
    answer = client.post(url, {"name": "Ours", "_sent": name})
    assert answer.status_code == 302 and TAKEN not in answer.cookies


def test_what_waited_for_a_password_is_taken_once_it_is_given() -> None:
    trust = factories.trust()
    user = factories.user(password="three-words-together")
    factories.member(trust, "governance", user=user)
    client = Client()
    client.post("/accounts/login/", {"login": user.email, "password": "three-words-together"})
    client.get(reverse("people_list", args=[trust.code]))
    _idle_for(client, 31)
    sent = {"name": "Ada Quill", "email": "ada@example.org", "role": "lead", "_sent": ID}
    asked = client.post(reverse("member_add", args=[trust.code]), sent)
    assert not names_as_taken(asked)
    answer = client.post(asked["Location"], {"password": "three-words-together"})
    assert trust.invitations.exists() and names_as_taken(answer)


# Addresses that only take what is sent


@pytest.mark.parametrize(
    ("address", "above"),
    [
        ("/t/NGH/round/updates/7/return/", "/t/NGH/round/updates/7/"),
        ("/t/NGH/imports/4/match/profile/", "/t/NGH/imports/4/match/"),
        ("/t/NGH/imports/profiles/3/delete/", "/t/NGH/imports/profiles/"),
        ("/t/NGH/papers/layouts/progress-table/copy/", "/t/NGH/papers/layouts/"),
        ("/nowhere/at/all/", "/"),
    ],
)
def test_above_what_is_sent_is_the_page_that_sends_it(address: str, above: str) -> None:
    assert page_above(address) == above


def test_a_browser_is_led_to_the_page_and_a_script_is_told(plan: Plan) -> None:
    client, url, _ = review(plan)
    page = url.removesuffix("return/")
    assert client.get(url, headers=HTML)["Location"] == page
    assert client.get(url, headers={"accept": "application/json"}).status_code == 405
    assert client.put(url, headers=HTML).status_code == 405


# A request that another site made


def test_what_another_site_sent_is_not_shown_as_somebodys_words() -> None:
    client = Client(enforce_csrf_checks=True)
    elsewhere = HTML | {"origin": "https://evil.example", "referer": "https://evil.example/x"}
    answer = client.post("/accounts/email/", {"email": "Two words"}, headers=elsewhere)
    page = answer.content.decode()
    assert answer.status_code == 403 and "Two words" not in page and "evil" not in page


def test_whoever_signed_in_again_elsewhere_opens_the_page_again(plan: Plan) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(plan.governor())
    page = reverse("layout_list", args=[plan.trust.code])
    headers = HTML | {"referer": f"http://testserver{page}", "origin": "http://testserver"}
    answer = client.post(f"{page}progress-table/copy/", {"name": "Our own"}, headers=headers)
    shown = answer.content.decode()
    assert answer.status_code == 403 and "opened before you last signed in" in shown
    assert f'href="{page}"' in shown and "Our own" in shown


def test_a_script_without_cookies_is_told_that_nobody_is_signed_in(plan: Plan) -> None:
    client = Client(enforce_csrf_checks=True)
    url = plan.url("update_autosave", plan.action())
    script = {"accept": "application/json, text/html"}
    assert client.post(url, headers=script).status_code == 401
    client.force_login(plan.lead.user)
    assert client.post(url, headers=script).status_code == 403


def test_what_one_typed_is_not_saved_as_anothers_who_signed_in_since() -> None:
    plan = Plan()
    action, officer = plan.action(), plan.governor()
    sent = {f"heading_{plan.progress.pk}": WORDS, "version": 0}
    url, client = plan.url("update_autosave", action), plan.client(officer)
    script = {"accept": "application/json, text/html", "x-reader": str(plan.lead.user.pk)}
    refused = client.post(url, sent, headers=script)
    assert refused.status_code == 403
    assert "somebody else opened that page" in refused.json()["message"]
    page = plan.url("update_form", action)
    sent["_reader"] = str(plan.lead.user.pk)
    assert (
        "somebody else opened"
        in client.post(page, sent, headers=HTML, follow=True).content.decode()
    )
    assert not action.updates.exists()
    script["x-reader"] = str(officer.pk)
    del sent["_reader"]
    assert client.post(url, sent, headers=script).status_code == 200
    assert action.updates.get().saved_by == officer
