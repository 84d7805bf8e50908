"""What browsers are told of each page, and who opens the administration pages."""

from pathlib import Path
from typing import Any

import pytest
from allauth.mfa.totp.internal.auth import TOTP
from django.test import Client
from django.urls import reverse

from reports.services import draft_paper, keep_file, publish_paper
from strategy_tracker.accounts.models import Role, User
from tests import factories
from tests.answering import Plan

pytestmark = pytest.mark.django_db


@pytest.fixture
def superuser() -> User:
    return factories.user(email="root@example.org", is_staff=True, is_superuser=True)


def test_pages_are_kept_by_nobody(client: Client) -> None:
    plan = Plan()
    client.force_login(factories.member(plan.trust, Role.ADMINISTRATOR).user)
    for name in ("this_round", "plan", "risk_list", "paper_list", "people_list", "import_list"):
        response = client.get(reverse(name, args=[plan.trust.code]))
        assert response.status_code == 200
        assert "no-store" in response["Cache-Control"], name
    address = reverse("plan", args=[plan.trust.code])
    assert "no-store" in client.get(address, {"format": "xlsx"})["Cache-Control"]
    assert "no-store" in client.get("/accounts/login/")["Cache-Control"]
    assert "no-store" in Client().get(address)["Cache-Control"]


def test_a_published_paper_may_be_kept_by_the_browser_that_asks_each_time(client: Client) -> None:
    plan = Plan()
    officer = factories.member(plan.trust, Role.GOVERNANCE).user
    paper = draft_paper(period=plan.period, layout="progress-table", by=officer)
    paper = publish_paper(paper=paper, by=officer)
    keep_file(paper=paper, format="pdf", data=b"%PDF-1.7 as it was published", by=officer)
    client.force_login(officer)
    address = f"/t/{plan.trust.code}/papers/{plan.period.pk}/progress-table/pdf/"
    response = client.get(address)
    assert response["Cache-Control"] == "private, no-cache"
    again = client.get(address, headers={"if-none-match": response["ETag"]})
    assert again.status_code == 304 and "no-store" not in again.get("Cache-Control", "")
    assert Client().get(address).status_code == 302


def test_static_files_are_kept(settings: Any) -> None:
    """They are answered before pages are marked."""
    middleware = settings.MIDDLEWARE
    static = middleware.index("whitenoise.middleware.WhiteNoiseMiddleware")
    assert static < middleware.index("strategy_tracker.headers.HeadersMiddleware")


def test_every_page_says_what_it_may_do(client: Client, superuser: User) -> None:
    client.force_login(superuser)
    for address in ("/accounts/login/", "/admin/", "/nothing/here/"):
        response = Client().get(address) if "login" in address else client.get(address)
        policy = response["Content-Security-Policy"]
        assert "default-src 'self'" in policy and "frame-ancestors 'self'" in policy
        script = next(part for part in policy.split("; ") if part.startswith("script-src"))
        assert "unsafe" not in script and "*" not in script
        assert "camera=()" in response["Permissions-Policy"]
        assert response["Cross-Origin-Opener-Policy"] == "same-origin"
        assert response["X-Content-Type-Options"] == "nosniff"
        assert response["Referrer-Policy"] == "same-origin"
        assert response["X-Frame-Options"] == "SAMEORIGIN"
        assert response["Content-Type"] == "text/html; charset=utf-8"


def test_the_administration_pages_need_a_second_factor(
    client: Client, superuser: User, settings: Any
) -> None:
    settings.ADMIN_NEEDS_SECOND_FACTOR = True
    client.force_login(superuser)
    for address in ("/admin/", "/admin/accounts/user/", "/admin/autocomplete/"):
        response = client.get(address, follow=True)
        assert response.redirect_chain[0] == (reverse("mfa_index"), 302)
        assert "need a second factor" in response.content.decode()
    TOTP.activate(superuser, "JBSWY3DPEHPK3PXP")
    assert client.get("/admin/").status_code == 200


def test_they_do_so_in_production_unless_the_settings_say_otherwise() -> None:
    text = (Path(__file__).parent.parent / "strategy_tracker" / "settings.py").read_text()
    assert 'ADMIN_NEEDS_SECOND_FACTOR = env.bool("ADMIN_NEEDS_SECOND_FACTOR", not DEBUG)' in text


def test_whoever_is_not_staff_learns_nothing_of_that(client: Client, settings: Any) -> None:
    settings.ADMIN_NEEDS_SECOND_FACTOR = True
    client.force_login(factories.member(factories.trust(), Role.ADMINISTRATOR).user)
    assert client.get("/admin/").status_code == 302
    assert client.get("/admin/")["Location"].startswith("/admin/login/")


def test_requests_of_any_size_are_refused_early(client: Client) -> None:
    """12.1: what is uploaded has a limit before it is read."""
    administrator = factories.member(factories.trust(), Role.ADMINISTRATOR)
    client.force_login(administrator.user)
    address = f"/t/{administrator.trust.code}/imports/new/"
    sent = b"strategy=" + b"y" * (6 * 1024 * 1024)
    response = client.post(address, sent, content_type="application/x-www-form-urlencoded")
    assert response.status_code in (400, 413)
