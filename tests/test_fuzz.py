"""Every address with what no page of ours sends: a sentence or a page, never a 500.

Seeded and bounded: the same requests each time.
"""

import os
import random
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from objectives.models import Period
from strategy_tracker.accounts.models import Trust
from tests import factories
from tests.routes import Route, trust_routes
from tests.test_access import KEY, trust_with_words
from tests.test_conflicts import hidden_in

HOSTILE = [
    *("", " ", "0", "-1", "1.5", "1e999", "NaN", "Infinity", "-Infinity", "9" * 5_000, "²", "٣"),
    *("2147483648", "9223372036854775808", "99999999999999999999", "1" * 18, "0x10", "1_000"),
    *("\x00", "a\x00b", "\ud800", "\udfff x", "\ufffe", "\u202e", "é" * 300, "x" * 40_000),
    *("9999-12-31", "0001-01-01", "31 December 9999", "2024-02-30", "1 January 0001", "99/99/99"),
    *("2024-13-01T99:99", "٢٠٢٤-٠١-٠١", "[" * 3_000, '{"a": ' * 2_000, "[]", "{}", "null", '"'),
    *("None", "true", "../../etc/passwd", "'; --", "<script>", "%00", "%s", "{0}", "\r\n\r\n"),
    *('{"title": ["\\ud800"]}', '{"title": [1]}', "text:9999999999999999999:x", "1:" + "9" * 30),
]
NAMES = sorted(
    {
        name
        for package in ("ambitions", "objectives", "reports", "risks", "strategy_tracker")
        for path in Path(package).rglob("*.py")
        for name in re.findall(
            r"(?:GET|POST|data|query|FILES)(?:\.get(?:list)?\(\s*|\[)f?[\"']([\w-]+)[\"']",
            path.read_text(),
        )
    }
)


# A part of what `make fuzz` sends.
TIMES = int(os.environ.get("FUZZ_TIMES", "1"))


def ask(client: Client, method: str, address: str, sent: dict[str, Any]) -> int:
    encoded = {
        name: [as_bytes(value) for value in ([values] if isinstance(values, str) else values)]
        for name, values in sent.items()
    }
    response = getattr(client, method)(address, encoded)
    if response.streaming:
        list(response.streaming_content)
    return int(response.status_code)


def as_bytes(value: Any) -> Any:
    """What a browser can never send, sent all the same."""
    return value.encode("utf-8", "surrogatepass") if isinstance(value, str) else value


@pytest.fixture
def trust() -> Trust:
    return trust_with_words("Own")


@pytest.fixture
def client(trust: Trust) -> Client:
    client = Client(raise_request_exception=False)
    user = factories.member(trust, "administrator").user
    user.is_staff = user.is_superuser = True
    user.save()
    client.force_login(user)
    return client


def mutations(chance: random.Random, names: list[str], number: int) -> Iterator[dict[str, Any]]:
    for _ in range(number):
        few = chance.sample(names, min(len(names), chance.randint(1, 4)))
        yield {name: chance.choice(HOSTILE) for name in few}


# Pages of one import read a change set, which no factory makes; imports have their own tests.
ROUTES = [route for route in trust_routes() if "imports/<int:pk>" not in route.pattern]
# What is typed as a date, a number or a choice.
TYPED = [
    *("period_add", "action_move_date", "item_edit", "person_leaving", "paper_details"),
    *("measure_detail", "risk_score", "risk_matrix_edit", "member_add", "paper_look"),
]


@pytest.mark.postgresql
@pytest.mark.django_db
@pytest.mark.parametrize("route", ROUTES, ids=lambda route: route.name or route.pattern)
def test_no_address_answers_with_a_fault_of_ours(
    client: Client, trust: Trust, route: Route
) -> None:
    chance = random.Random(route.pattern)
    wrong = []
    for address in route.addresses(trust.code, KEY):
        page = client.get(address)
        body = b"" if page.streaming else page.content
        shown = body.decode("utf-8", "replace")
        own: dict[str, Any] = {}
        for form in re.findall(r"<form.*?</form>", shown, re.S):
            own |= hidden_in(form)
        names = sorted({*NAMES, *own})
        for sent in mutations(chance, NAMES, 3 * TIMES):
            wrong += said(client, "get", address, sent)
        for sent in mutations(chance, sorted(own) or names, 5 * TIMES):
            wrong += said(client, "post", address, {**own, **sent})
        for sent in mutations(chance, names, 2 * TIMES):
            wrong += said(client, "post", address, {**own, **sent})
    assert wrong == []


def said(client: Client, method: str, address: str, sent: dict[str, Any]) -> list[Any]:
    status = ask(client, method, address, sent)
    return [(method, address, short(sent))] if status >= 500 else []


def short(sent: dict[str, Any]) -> dict[str, str]:
    return {name: repr(value)[:60] for name, value in sent.items()}


@pytest.mark.postgresql
@pytest.mark.django_db
@pytest.mark.parametrize("name", TYPED)
def test_each_field_of_a_form_takes_no_value_amiss(client: Client, trust: Trust, name: str) -> None:
    (route,) = (route for route in trust_routes() if route.name == name)
    address = route.addresses(trust.code, KEY)[-1]
    page = {"paper_details": address.replace("details/", "")}.get(name, address)
    own: dict[str, Any] = {}
    for form in re.findall(r"<form.*?</form>", client.get(page).content.decode(), re.S):
        own |= hidden_in(form)
    fields = [field for field in own if not field.startswith(("cell-", "likelihood-", "band-"))]
    assert fields
    wrong, chance = [], random.Random(name)
    for field in fields[:12]:
        for value in chance.sample(HOSTILE, min(6 * TIMES, len(HOSTILE))):
            wrong += said(client, "post", address, {**own, field: value})
    assert wrong == []


@pytest.mark.django_db
def test_keys_that_no_record_has_are_not_there(client: Client, trust: Trust) -> None:
    wrong = []
    for key in (0, 2**31, 2**63, 10**30):
        for route in trust_routes():
            for address in route.addresses(trust.code, key):
                for method in ("get", "post"):
                    if route.names_a_record:
                        wrong += said(client, method, address, {})
    assert wrong == []


@pytest.mark.django_db
@pytest.mark.parametrize("sent", [{"text": "x" * 6_000_000}, {f"f{n}": "" for n in range(5_100)}])
def test_too_much_is_refused_with_a_page(client: Client, trust: Trust, sent: Any) -> None:
    response = client.post(f"/t/{trust.code}/updates/action/{KEY}/", sent)
    assert response.status_code == 400
    assert b"that was too much" in response.content


@pytest.mark.postgresql
@pytest.mark.django_db
@pytest.mark.parametrize(
    ("starts", "ends"), [("9999-10-01", "9999-12-31"), ("0001-01-01", "0001-03-31")]
)
def test_a_period_at_the_end_of_the_calendar_breaks_no_page(
    client: Client, trust: Trust, starts: str, ends: str
) -> None:
    add = f"/t/{trust.code}/periods/add/"
    sent = {"label": "The last", "starts_on": starts, "ends_on": ends, "due_on": ends}
    # It is saved, or refused with a sentence; then every page is there as before.
    assert client.post(add, sent).status_code < 500
    wrong = []
    for route in ROUTES:
        for address in route.addresses(trust.code, KEY):
            for period in ("", *trust_periods(trust)):
                wrong += said(client, "get", address, {"period": str(period)})
    assert wrong == []


def trust_periods(trust: Trust) -> list[int]:
    return list(Period.objects.for_trust(trust).values_list("pk", flat=True))
