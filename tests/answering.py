"""A small plan with a lead who answers for it, for the tests of the lead's pages."""

from datetime import date, timedelta
from typing import Any

from django.test import Client
from django.urls import reverse
from django.utils import timezone

from ambitions.models import KeyAction, Update
from ambitions.updates import services
from objectives.models import Heading, Period, Rating, Strategy
from strategy_tracker.accounts.models import Person, User
from tests import factories


class Plan:
    """A strategy that asks actions a rating and two questions, with one lead."""

    def __init__(self, **period: Any) -> None:
        self.trust = factories.trust()
        self.strategy: Strategy = factories.strategy(self.trust)
        self.lead: Person = factories.leading_member(self.trust, name="Tom Hargreave")
        self.dimension = factories.dimension(strategy=self.strategy, is_required=True)
        self.progress = factories.heading(
            strategy=self.strategy, label="Progress", is_required=True
        )
        self.mitigation = factories.heading(
            strategy=self.strategy, label="Mitigation", purpose=Heading.Purpose.MITIGATION
        )
        self.earlier: Period = factories.period(self.strategy, status=Period.Status.CLOSED)
        self.period: Period = factories.period(self.strategy, **period)
        self.ambition = factories.ambition(strategy=self.strategy)

    def action(self, title: str = "Open more beds", **fields: Any) -> KeyAction:
        action = factories.action(ambition=self.ambition, title=title, **fields)
        factories.lead(action, self.lead)
        return action

    def rating(self, code: str) -> Rating:
        return self.dimension.scale.ratings.get(code=code)

    def answer(self, action: KeyAction, code: str = "green", text: str = "All done.") -> Update:
        return services.save_draft(
            item=action,
            period=self.period,
            answers=services.Answers(
                ratings={self.dimension: (self.rating(code), "")},
                narratives={self.progress: text},
            ),
            version=None,
            by=self.lead.user,
        )

    def client(self, user: User | None = None) -> Client:
        """Signed in as `user`, or as the lead."""
        client = Client()
        client.force_login(user or self.lead.user)
        return client

    def url(self, name: str, action: KeyAction) -> str:
        return reverse(name, args=[self.trust.code, "action", action.pk])

    def governor(self, **fields: Any) -> User:
        return factories.member(self.trust, "governance", user=factories.user(**fields)).user


def in_days(days: int) -> date:
    return timezone.localdate() + timedelta(days=days)
