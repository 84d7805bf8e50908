"""What is logged: enough to find out what happened, and nothing that lets somebody in."""

import io
import json
import logging
import logging.config
import re
import runpy
import sys
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest
import sentry_sdk
from django.conf import settings as django_settings
from django.core import mail
from django.db import IntegrityError, OperationalError
from django.test import Client, RequestFactory
from django.urls import get_resolver, reverse
from sentry_sdk.transport import Transport

from reports.services import draft_paper, publish_paper
from strategy_tracker import logs
from strategy_tracker.accounts import services
from strategy_tracker.accounts.models import Invitation, Role
from tests import factories
from tests.answering import Plan

pytestmark = pytest.mark.django_db

PASSWORD = "three-words-together"
ADDRESS = "203.0.113.7"


class Lines:
    """What was written to the log, as production writes it."""

    def __init__(self) -> None:
        self.written = io.StringIO()

    @property
    def text(self) -> str:
        return self.written.getvalue()

    @property
    def events(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.text.splitlines()]

    def of(self, event: str) -> list[dict[str, Any]]:
        return [line for line in self.events if line["event"] == event]


@pytest.fixture
def lines() -> Iterator[Lines]:
    made = Lines()
    config = logs.configuration(as_json=True, level="INFO")["formatters"]["line"]
    handler = logging.StreamHandler(made.written)
    formatter = config.pop("()")
    handler.setFormatter(formatter(**config))
    root = logging.getLogger()
    root.addHandler(handler)
    # More than production logs: what a library says at this level must be harmless as well.
    names = ["", *django_settings.LOGGING["loggers"].keys() - {"django.request"}]
    levels = {name: logging.getLogger(name).level for name in names}
    for name in names:
        logging.getLogger(name).setLevel(logging.INFO)
    yield made
    root.removeHandler(handler)
    for name, level in levels.items():
        logging.getLogger(name).setLevel(level)


def sign_in(client: Client, email: str, password: str = PASSWORD) -> None:
    client.post(reverse("account_login"), {"login": email, "password": password})


def test_production_writes_json_a_line_an_event() -> None:
    formatter = django_settings.LOGGING["formatters"]["line"]
    handler = logging.StreamHandler(stream := io.StringIO())
    handler.setFormatter(formatter["()"](**{k: v for k, v in formatter.items() if k != "()"}))
    record = logging.LogRecord("x", logging.WARNING, "x.py", 1, "%d\nlines", (2,), None)
    handler.handle(record)
    (line,) = stream.getvalue().splitlines()
    assert json.loads(line)["event"] == "2\nlines" and json.loads(line)["level"] == "warning"


def test_a_request_has_an_id_a_user_and_a_trust(client: Client, lines: Lines) -> None:
    member = factories.member(factories.trust(), Role.READER)
    client.force_login(member.user)
    code = member.trust.code
    response = client.get(
        f"/t/{code}/plan/?q=secret-words", headers={"x-request-id": "abcdef123456"}
    )
    (line,) = lines.of("request_finished")
    assert line["request_id"] == response["X-Request-ID"] == "abcdef123456"
    assert line["user"] == member.user.pk and line["trust"] == code and line["code"] == 200
    assert line["request"] == f"GET /t/{code}/plan/" and line["address"] == "127.0.0.1"
    assert "secret-words" not in lines.text


def test_an_id_is_made_where_no_proxy_gave_one(client: Client) -> None:
    first, second = (client.get(reverse("account_login"))["X-Request-ID"] for _ in range(2))
    assert len(first) >= 32 and first != second


def test_signing_in_and_failing_to(client: Client, lines: Lines) -> None:
    user = factories.user(email="ada@example.org", password=PASSWORD)
    sign_in(client, user.email, "my-mistyped-password")
    # In the wrong box.
    sign_in(client, "my-mistyped-password@example.org")
    sign_in(client, user.email)
    client.post(reverse("account_logout"))
    assert [line["account"] for line in lines.of("sign_in_failed")] == [user.pk, None]
    assert lines.of("sign_in_failed")[0]["level"] == "warning"
    assert lines.of("signed_in")[0]["user"] == user.pk
    assert lines.of("signed_out")[0]["user"] == user.pk
    assert "my-mistyped-password" not in lines.text and PASSWORD not in lines.text


def test_signing_in_changes_no_account(client: Client) -> None:
    """Its history is who had which rights, and grows with those and not with each morning."""
    user = factories.user(email="ada@example.org", password=PASSWORD)
    before = user.history.count()
    sign_in(client, user.email)
    user.refresh_from_db()
    assert user.last_login is not None and user.history.count() == before


def test_refusals_at_the_wall_between_trusts(client: Client, lines: Lines) -> None:
    reader = factories.member(factories.trust(), Role.READER)
    other = factories.trust()
    client.force_login(reader.user)
    assert client.get(f"/t/{other.code}/plan/").status_code == 404
    assert client.get(f"/t/{reader.trust.code}/imports/").status_code == 403
    stranger, reader_line = lines.of("refused")
    assert stranger["of_trust"] == other.code and stranger["reason"] == "not a member"
    assert reader_line["user"] == reader.user.pk
    assert reader_line["reason"] == "reader lacks IMPORT"


def test_a_change_of_rights_whoever_makes_it(
    lines: Lines, django_capture_on_commit_callbacks: Any
) -> None:
    member = factories.member(factories.trust(), Role.READER)
    with django_capture_on_commit_callbacks(execute=True):
        services.set_membership(
            user=member.user, trust=member.trust, role=Role.ADMINISTRATOR, by=None
        )
    (line,) = lines.of("role_changed")
    assert line["account"] == member.user.pk and line["role"] == Role.ADMINISTRATOR
    assert line["of_trust"] == member.trust.code and line["change"] == "Changed"


def test_downloads_and_publishing(
    client: Client, lines: Lines, django_capture_on_commit_callbacks: Any
) -> None:
    plan = Plan()
    officer = factories.member(plan.trust, Role.GOVERNANCE)
    client.force_login(officer.user)
    with django_capture_on_commit_callbacks(execute=True):
        paper = draft_paper(period=plan.period, layout="progress-table", by=officer.user)
        publish_paper(paper=paper, by=officer.user)
    address = f"/t/{plan.trust.code}/papers/{plan.period.pk}/progress-table/json/"
    assert client.get(address).status_code == 200
    (published,) = lines.of("paper_published")
    assert published["by"] == officer.user.pk and published["of_trust"] == plan.trust.code
    (downloaded,) = lines.of("downloaded")
    assert downloaded["what"] == "paper_json" and downloaded["type"] == "application/json"
    assert downloaded["user"] == officer.user.pk and downloaded["trust"] == plan.trust.code


def test_no_link_that_lets_somebody_in_is_logged(client: Client, lines: Lines) -> None:
    user = factories.user(email="ada@example.org", password=PASSWORD)
    client.post(reverse("account_reset_password"), {"email": user.email})
    (link,) = re.findall(r"http://testserver(\S+/key/\S+)", mail.outbox[-1].body)
    key = link.strip("/").split("/")[-1]
    form = client.get(link, follow=True).redirect_chain[-1][0]
    chosen = "four-words-quite-together"
    client.post(form, {"password1": "short", "password2": "short"})
    client.post(form, {"password1": chosen, "password2": chosen})
    # Cut off, as a mail program may, and used up.
    client.get(link[:-6])
    client.get(f"/accounts/password/reset/key/{key}")
    client.get(f"/elsewhere/{key}/")
    sign_in(client, user.email, chosen)
    session = client.session.session_key
    assert lines.of("password_reset")[0]["account"] == user.pk
    for secret in (key, key.split("-", 1)[1], chosen, PASSWORD, session, "ada@example.org"):
        assert secret not in lines.text, secret


def test_no_invitation_is_logged(client: Client, lines: Lines) -> None:
    administrator = factories.member(factories.trust(), Role.ADMINISTRATOR)
    client.force_login(administrator.user)
    trust = administrator.trust
    sent = {"name": "Ada Fenwick", "email": "ada@example.org", "role": Role.LEAD}
    client.post(f"/t/{trust.code}/people/add/", sent)
    assert Invitation.objects.filter(email="ada@example.org").exists()
    (letter,) = mail.outbox
    (key,) = re.findall(r"/invitations/(\S+?)/\s", letter.body)
    Client().get(f"/invitations/{key}/")
    assert lines.of("request_finished")
    assert key not in lines.text and "ada@example.org" not in lines.text


def test_single_sign_on_logs_no_code(client: Client, lines: Lines) -> None:
    client.get("/accounts/oidc/trust/login/callback/?code=a-secret-code&state=a-secret-state")
    assert "a-secret" not in lines.text
    assert "/accounts/oidc/" in lines.text


def test_every_address_with_a_key_is_logged_without_it() -> None:
    """Whatever pages are added: an address outside of a trust is logged as its pattern."""
    request = RequestFactory().get("/invitations/a-secret-key/")
    assert logs.logged_address(request) == "/invitations/"
    said = 'Not Found: /invitations/a-secret-key/ "GET /accounts/reset/a-secret-key?a-secret-key"'
    assert logs.without_secrets(said) == 'Not Found: /invitations/- "GET /accounts/reset/-"'
    assert logs.without_secrets("/admin/accounts/user/3/") == "/admin/accounts/user/3/"
    request = RequestFactory().get("/t/ABC/join/a-secret-key/")
    request.resolver_match = get_resolver().resolve("/accounts/password/reset/key/ab-cdef/")
    assert "a-secret-key" not in logs.logged_address(request)


def test_an_error_is_told_by_its_place_and_not_by_what_people_wrote(lines: Lines) -> None:
    words = "Forty of the sixty kiosks are live."
    logger = logging.getLogger("strategy_tracker.test")
    for error in (
        IntegrityError(f"null value\nDETAIL:  Failing row contains (1, {words})"),
        ValueError(f"could not convert string to float: '{words}'"),
        OperationalError(f"connection refused\nDETAIL: {words}"),
    ):
        try:
            raise error
        except type(error):
            logger.exception("It did not work.")
    assert words not in lines.text and lines.text.count("test_logs.py") == 3
    assert "IntegrityError" in lines.text and "connection refused" in lines.text


def test_an_error_in_a_view_is_logged_without_the_words_that_were_sent(
    lines: Lines, monkeypatch: pytest.MonkeyPatch
) -> None:
    words = "Forty of the sixty kiosks are live."

    def breaks(*_: object, **__: object) -> None:
        raise RuntimeError(words)

    monkeypatch.setattr("ambitions.updates.list_view.assigned_to", breaks)
    client = Client(raise_request_exception=False)
    member = factories.member(factories.trust(), Role.LEAD)
    client.force_login(member.user)
    response = client.get(reverse("my_updates", args=[member.trust.code]), {"q": words})
    assert response.status_code == 500
    (line,) = lines.of("request_failed")
    assert "RuntimeError" in line["exception"] and line["user"] == member.user.pk
    assert words not in lines.text


def test_production_without_a_mail_server_prints_no_mail() -> None:
    """A printed mail is a line of the log, with the link to set a password in it."""
    import os
    import subprocess

    code = (
        "import django; django.setup()\n"
        "from django.core.mail import send_mail\n"
        "send_mail('x', 'https://x/key/secret', 'a@example.org', ['b@example.org'])"
    )
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "strategy_tracker.settings"}
    environment.pop("EMAIL_URL", None)
    result = subprocess.run(
        [sys.executable, "-c", code],
        check=True,
        cwd=django_settings.BASE_DIR,
        env=environment,
        capture_output=True,
        text=True,
    )
    assert "secret" not in result.stdout + result.stderr


def test_the_web_server_logs_no_address() -> None:
    path = str(django_settings.BASE_DIR / "deploy" / "gunicorn.conf.py")
    conf = SimpleNamespace(**runpy.run_path(path))
    assert conf.accesslog is None
    # %(r)s is the first line of the request, %(q)s the query, %(f)s where the link stood.
    for field in ("r", "q", "f", "U"):
        assert f"%({field})s" not in conf.access_log_format
    assert conf.max_requests and conf.max_requests_jitter
    proxy = (django_settings.BASE_DIR / "deploy" / "nginx.conf").read_text()
    line = re.search(r"log_format tracker(.*?);", proxy, re.S)
    assert line and "$logged_uri" in line[1]
    for variable in ("$request ", "$request_uri", "$args", "$http_referer"):
        assert variable not in line[1]


# Sentry


class Kept(Transport):
    """A transport that keeps what would be sent."""

    def __init__(self) -> None:
        super().__init__()
        self.sent: list[str] = []

    def capture_envelope(self, envelope: Any) -> None:
        self.sent.append(envelope.serialize().decode("utf-8", "replace"))


@pytest.fixture
def sentry() -> Iterator[Kept]:
    transport = Kept()
    logs.start_sentry("https://key@sentry.example/1", transport=transport)
    yield transport
    sentry_sdk.get_client().close()
    sentry_sdk.get_global_scope().set_client(None)


def test_sentry_is_told_of_an_error_and_of_nobody_s_words(
    sentry: Kept, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Not as one text, for the lines of code around an error are sent.
    words = " ".join(("Forty of the", "sixty kiosks", "are live."))

    def breaks(*_: object, **__: object) -> None:
        local = words
        raise ValueError(f"could not convert: {local}")

    monkeypatch.setattr("ambitions.updates.list_view.assigned_to", breaks)
    client = Client(raise_request_exception=False, headers={"x-forwarded-for": ADDRESS})
    member = factories.member(factories.trust(), Role.LEAD)
    client.force_login(member.user)
    client.get(reverse("my_updates", args=[member.trust.code]), {"q": words})
    assert sentry.sent
    sent = "".join(sentry.sent)
    assert "ValueError" in sent and "test_logs.py" in sent
    session = str(client.session.session_key)
    for secret in (words, session, member.user.email, ADDRESS, '"vars"'):
        assert secret not in sent, secret


def test_without_a_dsn_nothing_is_sent() -> None:
    assert not django_settings.SENTRY_DSN and not sentry_sdk.get_client().is_active()
