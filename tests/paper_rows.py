"""A strategy in the database with a period to report on, for tests of papers and exports."""

from dataclasses import dataclass, field
from typing import Any

from ambitions.models import Ambition, KeyAction, Update
from objectives.models import Dimension, Heading, Period, StrategicObjective, Strategy
from strategy_tracker.accounts.models import Trust
from tests import factories

SUBMITTED = Update.State.SUBMITTED


@dataclass
class Rows:
    """A trust, its strategy, two periods (the second open), and what was made in them."""

    trust: Trust
    strategy: Strategy
    before: Period
    period: Period
    delivery: Dimension
    forecast: Dimension
    comments: Heading
    objective: StrategicObjective
    ambitions: list[Ambition] = field(default_factory=list)
    actions: list[KeyAction] = field(default_factory=list)

    def rating(self, label: str, dimension: Dimension | None = None) -> Any:
        scale = (dimension or self.delivery).scale
        assert scale is not None
        return scale.ratings.get(label=label)

    def answer(
        self,
        action: KeyAction,
        delivery: str = "Green",
        text: str = "Said.",
        period: Period | None = None,
        state: str = SUBMITTED,
        direction: str = "",
        empty: str = "",
    ) -> Update:
        """An update on `action` with a rating and a comment; "" leaves either out."""
        update = factories.update(action, period or self.period, state=state)
        if delivery:
            factories.update_rating(
                update=update,
                dimension=self.delivery,
                rating=self.rating(delivery),
                direction=direction,
            )
        if text or empty:
            factories.update_narrative(update=update, heading=self.comments, text=text, empty=empty)
        return update


def rows(actions: int = 2, ambitions: int = 1, **strategy: Any) -> Rows:
    """Actions shared out among ambitions under one objective, or all under the objective."""
    own = factories.strategy(**strategy)
    objective = factories.objective(strategy=own, reference="1", title="Care close to home")
    before = factories.period(own, status=Period.Status.CLOSED, label="Quarter 1")
    period = factories.period(own, label="Quarter 2")
    scale = factories.rag_scale(own.trust)
    made = Rows(
        trust=own.trust,
        strategy=own,
        before=before,
        period=period,
        delivery=factories.dimension(strategy=own, code="delivery", label="Delivery", scale=scale),
        forecast=factories.dimension(
            strategy=own,
            code="forecast",
            label="Year end",
            scale=scale,
            purpose=Dimension.Purpose.FORECAST,
        ),
        comments=factories.heading(strategy=own, code="comments", label="Comments"),
        objective=objective,
    )
    for number in range(ambitions):
        made.ambitions.append(
            factories.ambition(
                strategy=own,
                objective=objective,
                reference=f"1.{number + 1}",
                title=f"Priority {number + 1}",
                description=f"Statement {number + 1}",
            )
        )
    for number in range(actions):
        parent: dict[str, Any] = (
            {"ambition": made.ambitions[number % ambitions]}
            if ambitions
            else {"objective": objective}
        )
        made.actions.append(
            factories.action(
                strategy=own, reference=f"K{number}", title=f"Open hub {number}", **parent
            )
        )
    return made


def full_rows(count: int) -> Rows:
    """`count` of everything a paper prints, with leads, answers in both periods and risks."""
    made = rows(actions=count, ambitions=count)
    for number, action in enumerate(made.actions):
        factories.lead(action)
        made.answer(action, "Green", f"Words {number}")
        made.answer(action, "Amber", "Earlier words", period=made.before)
        factories.condition(ambition=made.ambitions[number])
        risk = factories.risk(made.trust, strategy=made.strategy, title=f"Danger {number}")
        factories.risk_score(risk=risk, period=made.before, likelihood=4, consequence=4)
        factories.risk_score(risk=risk, period=made.period, likelihood=3, consequence=4)
        factories.risk_score(risk=risk, kind="target", likelihood=2, consequence=4)
        factories.risk_link(risk=risk, action=action)
        factories.lead(risk)
        measure = factories.measure(strategy=made.strategy, ambition=made.ambitions[number])
        factories.reading(measure=measure)
        factories.passage(objective=made.objective, period=made.period, kind="cover")
    return made
