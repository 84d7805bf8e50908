"""A quarter that closed, and a plan of which much has changed since, for tests of as at."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from ambitions.models import Ambition, KeyAction
from objectives.models import Dimension, Heading, Period, Rating, StrategicObjective, Strategy
from objectives.services import close_period
from risks.models import Risk
from strategy_tracker.accounts.models import Person, Trust
from strategy_tracker.accounts.saving import save
from tests import factories


@dataclass
class ClosedQuarter:
    """Quarter 1, answered and closed; Quarter 2, open; and, once `change` was called, news."""

    trust: Trust
    strategy: Strategy
    objective: StrategicObjective
    ambition: Ambition
    scale: Any
    delivery: Dimension
    comments: Heading
    before: Person
    after: Person
    first: Period
    second: Period
    actions: list[KeyAction] = field(default_factory=list)
    risks: list[Risk] = field(default_factory=list)

    @property
    def action(self) -> KeyAction:
        return self.actions[0]

    def rating(self, code: str) -> Rating:
        return self.scale.ratings.get(code=code)

    def change(self) -> None:
        """All that may change after the close, through the one way of saving."""

        def alter(record: Any, **fields: Any) -> None:
            record = type(record).objects.get(pk=record.pk)
            for name, value in fields.items():
                setattr(record, name, value)
            save(record, by=None)

        alter(self.objective, title="Hospital care")
        alter(self.action, title="Close the hubs", target_date=date(2027, 12, 31), reference="Z9")
        alter(self.action.lead_rows.get(), person=self.after)
        alter(self.actions[-1], is_archived=True)
        alter(self.rating("amber"), label="Some delay")
        alter(self.delivery, label="Pace")
        alter(self.strategy, action_word="Task", action_word_plural="Tasks")
        alter(self.risks[0], title="Renamed risk")
        alter(self.risks[-1], is_closed=True)
        alter(self.before, name="Somebody Renamed")
        alter(self.first, label="Q1 renamed")
        factories.action(ambition=self.ambition, title="Begun since")


def closed_quarter(actions: int = 2, risks: int = 9) -> ClosedQuarter:
    strategy = factories.strategy(action_word="Action", action_word_plural="Actions")
    trust = strategy.trust
    scale = factories.rag_scale(trust)
    first = factories.period(strategy, label="Quarter 1")
    objective = factories.objective(strategy=strategy, reference="1", title="Care at home")
    made = ClosedQuarter(
        trust=trust,
        strategy=strategy,
        objective=objective,
        ambition=factories.ambition(strategy=strategy, objective=objective, title="Urgent help"),
        scale=scale,
        delivery=factories.dimension(
            strategy=strategy, code="delivery", label="Delivery", scale=scale
        ),
        comments=factories.heading(strategy=strategy, code="comments", label="Comments"),
        before=factories.person(trust, name="Tom Hargreave"),
        after=factories.person(trust, name="Ann Lee"),
        first=first,
        second=first,
    )
    for number in range(actions):
        action = factories.action(
            ambition=made.ambition,
            reference=f"K{number + 1}",
            title=f"Open hub {number + 1}",
            target_date=date(2026, 6, 30),
        )
        made.actions.append(action)
        factories.lead(action, made.before)
        update = factories.update(action, first, state="approved")
        factories.update_rating(update=update, dimension=made.delivery, rating=made.rating("amber"))
        factories.update_narrative(update=update, heading=made.comments, text=f"Words {number}")
    for number in range(risks):
        risk = factories.risk(
            trust, strategy=strategy, title=f"Danger {number + 1}", reference=f"R{number + 1}"
        )
        factories.lead(risk, made.before)
        factories.risk_score(risk=risk, period=first, likelihood=4, consequence=4)
        made.risks.append(risk)
    made.first = close_period(period=first, by=None)
    made.second = factories.period(strategy, label="Quarter 2")
    return made
