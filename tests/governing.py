"""Ready-made rounds and helpers for the tests of governance's pages."""

import re
import time
from html import unescape
from typing import Any

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from ambitions.models import KeyAction, Update
from ambitions.updates import services
from strategy_tracker.accounts.models import Role
from tests import factories
from tests.answering import Plan


def signed_in(trust: Any, role: str = Role.GOVERNANCE) -> Client:
    client = Client()
    client.force_login(factories.member(trust, role).user)
    return client


def address(name: str, trust: Any, *args: Any, **query: Any) -> str:
    url = reverse(name, args=[trust.code, *args])
    return f"{url}?{'&'.join(f'{key}={value}' for key, value in query.items())}" if query else url


def text_of(response: Any) -> str:
    """What a page says, without tags, in one line."""
    page = response.content.decode()
    body = page[page.index("<main") :] if "<main" in page else page
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", body.replace("<wbr>", ""))).split())


def queries_of(client: Client, url: str) -> int:
    """How many queries a page makes once the session is warm."""
    assert client.get(url).status_code == 200
    with CaptureQueriesContext(
        connection,
    ) as captured:
        client.get(url)
    return len(captured)


def submitted(plan: Plan, action: KeyAction, code: str = "green", text: str = "Done.") -> Update:
    """An answer that waits for approval, with all that its rating needs."""
    update = plan.answer(action, code, text)
    if code != "green":
        services.save_draft(
            item=action,
            period=plan.period,
            answers=services.Answers(narratives=dict.fromkeys(_needed(plan), "Because.")),
            version=None,
            by=plan.lead.user,
        )
    return services.submit_update(update=update, version=None, by=plan.lead.user)


def _needed(plan: Plan) -> list[Any]:
    return [heading for heading in plan.strategy.headings.all() if heading.is_asked_on_rating]


def rated_before(plan: Plan, action: KeyAction, code: str) -> Update:
    """An approved answer in the period before."""
    update = factories.update(action, plan.earlier, state=Update.State.APPROVED)
    factories.update_rating(update=update, dimension=plan.dimension, rating=plan.rating(code))
    return update


def confirm_password(client: Client) -> None:
    """Make as if whoever is signed in had given their password just now."""
    user_id = client.session["_auth_user_id"]
    session = client.session
    session["account_authentication_methods"] = [
        {"method": "password", "at": time.time(), "reauthenticated": True}
    ]
    session["account_authentication_methods_user"] = user_id
    session.save()
