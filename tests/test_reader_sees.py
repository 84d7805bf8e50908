"""What a reader sees of an open period: only what is approved, on every page."""

from decimal import Decimal
from io import BytesIO
from typing import Any

import pytest
from django.test import Client
from openpyxl import load_workbook

from ambitions.measures.services import enter_actual
from ambitions.updates import services
from objectives.calendar import part_of
from objectives.services import close_period
from risks.services import score_risk
from strategy_tracker.accounts.models import Role
from tests import factories
from tests.answering import Plan
from tests.governing import signed_in, submitted
from tests.routes import trust_routes

pytestmark = [pytest.mark.django_db, pytest.mark.once]

KEY = 7  # of every record, so that one address of each route finds one
WORD, NOTE, FIGURE, SCORE_NOTE = "Sentinelword", "Sentinelnote", "4321.5", "Sentinelscore"
SECRETS = (WORD, NOTE, FIGURE, SCORE_NOTE)


class Written:
    """An open period in which everything was given and nothing approved.

    Three actions: one is a draft, one submitted and one returned.
    """

    def __init__(self) -> None:
        self.plan = plan = Plan(pk=KEY)
        self.governance = factories.member(plan.trust, Role.GOVERNANCE).user
        self.actions = [plan.action(f"Action {number}", pk=KEY + number) for number in range(3)]
        plan.answer(self.actions[0], "amber", f"{WORD} draft")
        self.submitted = submitted(plan, self.actions[1], "amber", f"{WORD} submitted")
        returned = submitted(plan, self.actions[2], "amber", f"{WORD} returned")
        services.return_update(update=returned, text="Why?", by=self.governance)
        measure = factories.measure(strategy=plan.strategy, ambition=plan.ambition, pk=KEY)
        measure.actions.set(self.actions)
        entered: dict[str, Any] = {"measure": measure, "period": plan.period}
        enter_actual(**entered, raw=FIGURE, note=NOTE, by=self.governance)
        risk = factories.risk(strategy=plan.strategy, title="Beds close", pk=KEY)
        factories.risk_link(risk=risk, action=self.actions[0])
        scored: dict[str, Any] = {"likelihood": 5, "consequence": 5, "score": 25}
        score_risk(
            risk=risk, kind="current", period=plan.period, note=SCORE_NOTE,
            by=self.governance, **scored,
        )  # fmt: skip

    def read(self, client: Client) -> dict[str, str]:
        """All that opens for the member, by address: pages, spreadsheets and data."""
        found = {}
        for route in trust_routes():
            more = "?all=1&log=all" if route.names_a_record else "?format=xlsx"
            keys = [KEY, KEY + 1, KEY + 2] if route.name.startswith("action") else [KEY]
            for url in (url for key in keys for url in route.addresses(self.plan.trust.code, key)):
                for address in (url, url + more):
                    response = client.get(address)
                    if response.status_code == 200:
                        found[address] = _text(response)
        return found


def _text(response: Any) -> str:
    data = response.getvalue()
    if data[:2] == b"PK":
        book = load_workbook(BytesIO(data))
        return "\n".join(
            str(cell.value) for sheet in book for row in sheet.rows for cell in row if cell.value
        )
    return str(data.decode(errors="replace"))


def test_a_reader_finds_nothing_that_is_not_approved_on_any_page() -> None:
    written = Written()
    reader = signed_in(written.plan.trust, Role.READER)
    pages = written.read(reader)
    assert len(pages) > 15
    leaks = {
        (address, secret) for address, text in pages.items() for secret in SECRETS if secret in text
    }
    assert not leaks
    # The same walk does find them for a lead, so that it looks where they stand.
    seen = "\n".join(written.read(signed_in(written.plan.trust, Role.LEAD)).values())
    assert all(secret in seen for secret in SECRETS)
    assert all(f"{WORD} {state}" in seen for state in ("draft", "submitted", "returned"))

    services.approve_update(update=written.submitted, by=written.governance)
    seen = "\n".join(written.read(reader).values())
    assert f"{WORD} submitted" in seen and f"{WORD} draft" not in seen
    assert FIGURE not in seen and SCORE_NOTE not in seen

    close_period(period=written.plan.period, by=None)
    seen = "\n".join(written.read(reader).values())
    assert all(secret in seen for secret in SECRETS)
    assert f"{WORD} draft" not in seen and f"{WORD} returned" not in seen


def test_aims_and_figures_of_closed_periods_are_always_seen() -> None:
    plan = Plan()
    measure = factories.measure(strategy=plan.strategy, ambition=plan.ambition)
    enter: dict[str, Any] = {"measure": measure, "number": Decimal(7)}
    now, before = part_of(plan.period), part_of(plan.earlier)
    factories.reading(**enter, financial_year=now.year, part=now.code, kind="aim", raw="77aim")
    factories.reading(
        **enter, financial_year=before.year, part=before.code, kind="actual", raw="66was"
    )
    factories.reading(**enter, financial_year=now.year, part="Y", kind="actual", raw="55year")
    client = signed_in(plan.trust, Role.READER)
    page = client.get(f"/t/{plan.trust.code}/measures/{measure.pk}/").content.decode()
    assert "77aim" in page and "66was" in page and "55year" not in page
