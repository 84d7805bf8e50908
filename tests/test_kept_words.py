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
from strategy_tracker.ui.sending import page_above
from tests import factories
from tests.answering import Plan
from tests.forms_of_pages import Form, addresses, forms_for, read_page, without_keys
from tests.test_access import KEY, trust_with_words
from tests.test_import_views import PLAN, uploaded
from tests.test_own_account import _idle_for

pytestmark = pytest.mark.django_db

HTML = {"accept": "text/html,application/xhtml+xml,*/*;q=0.8"}
WORDS = "Ninety beds & <two> wards."
ID = "abcdef0123456789"
# Boxes there that no session can run out under, or that are passwords and codes.
NOT_KEPT = {
    *("503.html", "account/login.html", "account/reauthenticate.html", "accounts/invitation.html"),
    *("mfa/authenticate.html", "mfa/reauthenticate.html", "mfa/totp/activate_form.html"),
    # A choice of ticks or of a file, and a button: nothing is typed.
    *("accounts/member_detail.html", "accounts/second_factor.html", "imports/import_preview.html"),
    *("ambitions/answer_all_check.html", "ambitions/round_approve.html", "imports/import_undo.html"),
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
    more = [
        reverse("update_form", args=[trust.code, "action", action.pk]),
        reverse("period_open", args=[trust.code, closed.pk]),
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
    wrong = {kind: [what for what, good in tried.items() if not good] for kind, tried in table.items()}
    assert {kind: what for kind, what in wrong.items() if what} == {}


def print_table(table: dict[str, dict[str, bool]]) -> None:
    for kind, tried in table.items():
        print(kind[:70].ljust(72), *("ok" if good else "NO" for good in tried.values()))


def row(user: User, form: Form, monkeypatch: pytest.MonkeyPatch) -> dict[str, bool]:
    return {
        "kept": is_kept_by_the_browser(user, form),
        "expired": comes_back_after(user, form, {"referer": f"http://testserver{form.page}"}),
        "expired, not said from where": comes_back_after(user, form, {}),
        "cookies cleared": is_told_of_cookies(form),
        "database away": is_given_back_when_the_database_is_away(user, form, monkeypatch),
        "typed as an address": not leads_to_405(user, form),
    }


def signed_in(user: User, **kind: Any) -> Client:
    client = Client(**kind)
    client.force_login(user)
    return client


def has_form(page: str, address: str, form: Form) -> bool:
    there = read_page(address, page).posted
    return form.kind in {other.kind for other in there}


def is_kept_by_the_browser(user: User, form: Form) -> bool:
    """The page says whose words they are, and loads the script that keeps them."""
    page = signed_in(user).get(form.page).content.decode()
    return read_page(form.page, page).body.get("data-reader") == str(user.pk) and "js/frame" in page


def comes_back_after(user: User, form: Form, headers: dict[str, str]) -> bool:
    """Whoever signs in again sees the form; where a browser does not say from where, a page."""
    client = signed_in(user)
    Session.objects.all().delete()
    answer = client.post(form.action, form.filled(WORDS), headers=HTML | headers)
    if answer.status_code != 302 or not answer["Location"].startswith("/accounts/login/?next="):
        return False
    told = client.get(answer["Location"])
    back = read_page("", told.content.decode()).posted[0].other["next"][0]
    if "You were signed out before that was sent" not in told.content.decode():
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
        patched.setattr("django.core.handlers.base.BaseHandler.check_response", away)
        answer = client.post(form.action, form.filled(WORDS) | {"_sent": ID}, headers=HTML)
    page = answer.content.decode()
    return (
        answer.status_code == 503
        and "Ninety beds &amp; &lt;two&gt; wards." in page
        and f'name="_sent" value="{ID}"' in page
    )


def leads_to_405(user: User, form: Form) -> bool:
    return signed_in(user).get(form.action, headers=HTML, follow=True).status_code == 405
