"""What the demo's trusts have before their first round: people, a strategy, a plan, risks."""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.contrib.auth.hashers import make_password

from ambitions.measures.services import create_measure, set_measure_actions
from ambitions.models import Item, KeyAction, Measure
from ambitions.plan.services import create_action, create_ambition, set_conditions, set_leads
from objectives.models import (
    Dimension,
    Heading,
    Period,
    Rating,
    RatingScale,
    StrategicObjective,
    Strategy,
)
from objectives.models.strategy import financial_year_of
from objectives.services import (
    NewRating,
    add_dimension,
    add_heading,
    add_passage,
    create_objective,
    create_period,
    create_scale,
    create_strategy,
    set_objective_leads,
)
from risks.models import Risk
from risks.services import (
    add_assurance,
    add_control,
    add_gap,
    add_risk_categories,
    create_risk,
    link_risk,
    score_risk,
    set_risk_leads,
)
from strategy_tracker.accounts.models import Person, Role, Trust, User
from strategy_tracker.accounts.saving import save
from strategy_tracker.accounts.services import (
    confirm_address,
    create_trust,
    ensure_person,
    set_membership,
)
from strategy_tracker.demo.fixtures import SignIn, Table
from strategy_tracker.demo.rounds import OPEN_ROUND, Round, last_day


@dataclass
class Made:
    """What has been made of one trust so far, by the names its fixtures use."""

    data: Table
    rounds: dict[int, Round]
    trust: Trust
    governance: User
    users: dict[str, User] = field(default_factory=dict)
    people: dict[str, Person] = field(default_factory=dict)
    strategy: Strategy = field(default_factory=Strategy)
    scales: dict[str, RatingScale] = field(default_factory=dict)
    ratings: dict[tuple[int, str], Rating] = field(default_factory=dict)  # by scale and letter
    dimensions: dict[str, list[Dimension]] = field(default_factory=dict)
    headings: dict[str, list[Heading]] = field(default_factory=dict)
    periods: dict[int, Period] = field(default_factory=dict)
    items: dict[str, Item] = field(default_factory=dict)
    rows: dict[str, Table] = field(default_factory=dict)
    measures: list[tuple[Measure, Table]] = field(default_factory=list)
    risks: list[tuple[Risk, Table]] = field(default_factory=list)

    @property
    def now(self) -> Round:
        """The open round, from which the plan's own dates are told."""
        return self.rounds[OPEN_ROUND]

    def day(self, month: int | None) -> date | None:
        """The last day of a month counted from the open quarter's first, which is 1."""
        return None if month is None else last_day(self.now.month(month))

    def who(self, name: str, number: int) -> Person:
        """The person of that name, or who held their post before them in an earlier round."""
        for change in self.data.get("successions", []):
            if change["to"] == name and number < change["round"]:
                return self.people[change["from"]]
        return self.people[name]


def make_trust(data: Table, rounds: dict[int, Round], sign_ins: list[SignIn]) -> Made:
    """The trust with its people, its strategy and everything in it but answers."""
    trust = create_trust(**data["trust"], by=None)
    users = _make_users(data, trust, {sign_in.email: sign_in for sign_in in sign_ins})
    governance = users[data["governance"]]
    made = Made(data=data, rounds=rounds, trust=trust, governance=governance, users=users)
    _make_people(made)
    _make_strategy(made)
    _make_periods(made)
    _make_plan(made)
    _make_measures(made)
    _make_risks(made)
    add_passages(made, None)
    return made


def _make_users(data: Table, trust: Trust, sign_ins: dict[str, SignIn]) -> dict[str, User]:
    """Users by name. Only those with a sign-in get a password, hashed once: it is slow."""
    hashed = {
        password: make_password(password)
        for password in {each.password for each in sign_ins.values()}
    }
    users = {}
    for person in data["people"]:
        if "email" not in person:
            continue
        user = User.objects.filter(email=person["email"]).first()
        if user is None:
            user = User.objects.create_user(person["email"], name=person["name"])
            user = confirm_address(user=user, password=None, by=None)
        if person["email"] in sign_ins:
            user.password = hashed[sign_ins[person["email"]].password]
            save(user, by=None)
        set_membership(user=user, trust=trust, role=person.get("role", Role.LEAD), by=None)
        users[person["name"]] = user
    return users


def _make_people(made: Made) -> None:
    for row in made.data["people"]:
        since = row.get("since")
        made.people[row["name"]] = ensure_person(
            trust=made.trust,
            name=row["name"],
            job_title=row.get("title", ""),
            user=made.users.get(row["name"]),
            started_on=made.rounds[since].starts_on if since else None,
            by=made.governance,
        )


def _make_strategy(made: Made) -> None:
    """The strategy, its scales, and what it asks at each level."""
    row = dict(made.data["strategy"])
    first, last = row.pop("years")
    this_year = financial_year_of(made.now.starts_on)
    years = {"start": this_year + first, "end": this_year + last}
    title = row.pop("title").format(**years)
    made.strategy = create_strategy(
        trust=made.trust,
        title=title,
        starts_on=date(years["start"], 4, 1),
        ends_on=date(years["end"], 3, 31),
        by=made.governance,
        **row,
    )
    for scale in made.data["scales"]:
        made.scales[scale["name"]] = create_scale(
            trust=made.trust,
            name=scale["name"],
            ratings=[NewRating(*rating) for rating in scale["ratings"]],
            by=made.governance,
        )
    for rating in Rating.objects.for_trust(made.trust):
        made.ratings[rating.scale_id, rating.letter] = rating
    # Questions first: a scale that needs mitigation would add its own two otherwise.
    for fields in made.data["headings"]:
        heading = add_heading(strategy=made.strategy, by=made.governance, **fields)
        made.headings.setdefault(heading.level, []).append(heading)
    for fields in made.data["dimensions"]:
        fields = {**fields, "scale": made.scales.get(fields.get("scale", ""))}
        dimension = add_dimension(strategy=made.strategy, by=made.governance, **fields)
        made.dimensions.setdefault(dimension.level, []).append(dimension)


def _make_periods(made: Made) -> None:
    for number, period in made.rounds.items():
        made.periods[number] = create_period(
            strategy=made.strategy,
            label=period.label,
            starts_on=period.starts_on,
            ends_on=period.ends_on,
            due_on=period.due_on,
            paper_due_on=period.paper_due_on,
            by=made.governance,
        )


def _make_plan(made: Made) -> None:
    for position, row in enumerate(made.data["objectives"]):
        fields = _fields(made, row, "title", "introduction", "description", "aims")
        fields |= {"reference": row["ref"], "position": position, "by": made.governance}
        _remember(made, row, create_objective(strategy=made.strategy, **fields))
    for position, row in enumerate(made.data["ambitions"]):
        fields = _fields(
            made, row, "title", "description", "success_statement", "supporting_strategies"
        )
        fields |= {"reference": row["ref"], "position": position, "by": made.governance}
        if "under" in row:
            fields["objective"] = made.items[row["under"]]
        ambition = create_ambition(strategy=made.strategy, **fields)
        conditions = [tuple(made.now.tell(condition)) for condition in row.get("conditions", [])]
        set_conditions(ambition=ambition, conditions=conditions, by=made.governance)
        _remember(made, row, ambition)
    for position, row in enumerate(made.data["actions"]):
        fields = _fields(
            made, row, "title", "kind", "area", "theme", "regulation_refs", "target_text"
        )
        fields |= {"reference": row["ref"], "position": position, "by": made.governance}
        parent = made.items[row["under"]]
        fields |= {str(parent.level): parent, "target_date": made.day(row.get("due"))}
        _remember(made, row, create_action(strategy=made.strategy, **fields))


def _fields(made: Made, row: Table, *names: str) -> Table:
    """Those fields that the row gives, with their dates made plain."""
    return {name: made.now.tell(row[name]) for name in names if name in row}


def _remember(made: Made, row: Table, item: Item) -> None:
    made.items[row["ref"]] = item
    made.rows[row["ref"]] = row
    give_leads(made, row, item, number=1)


def give_leads(made: Made, row: Table, item: Item | Measure | Risk, *, number: int) -> None:
    """Set the item's leads as they were in that round: a list, or a list for each kind."""
    leads = row.get("leads", [])
    for kind, names in (leads if isinstance(leads, dict) else {"lead": leads}).items():
        people = [made.who(name, number) for name in names]
        if isinstance(item, StrategicObjective):
            set_objective_leads(objective=item, people=people, kind=kind, by=made.governance)
        elif isinstance(item, Risk):
            set_risk_leads(risk=item, people=people, by=made.governance)
        else:
            set_leads(item=item, people=people, kind=kind, by=made.governance)


def _make_measures(made: Made) -> None:
    for position, row in enumerate(made.data["measures"]):
        names = (
            "number",
            "name",
            "value_kind",
            "better",
            "baseline",
            "baseline_date",
            "target",
            "target_date",
            "comment",
            "data_source",
        )
        parent = made.items.get(row.get("under", ""))
        fields = _fields(made, row, *names)
        if parent is not None:
            fields[str(parent.level)] = parent
        measure = create_measure(
            strategy=made.strategy, position=position, by=made.governance, **fields
        )
        found = [made.items[ref] for ref in row.get("actions", [])]
        actions = [item for item in found if isinstance(item, KeyAction)]
        set_measure_actions(measure=measure, actions=actions, by=made.governance)
        give_leads(made, row, measure, number=1)
        made.measures.append((measure, row))


def _make_risks(made: Made) -> None:
    rows = made.data["risk_categories"]
    own = add_risk_categories(trust=made.trust, categories=rows, by=made.governance)
    categories = {category.name: category for category in own}
    for position, row in enumerate(made.data["risks"]):
        names = ("kind", "title", "cause", "event", "effect", "appetite", "tolerance", "committee")
        risk = create_risk(
            trust=made.trust,
            strategy=made.strategy,
            reference=row["ref"],
            category=categories[row["category"]],
            target_date=made.day(row.get("target_month")),
            position=position,
            by=made.governance,
            **_fields(made, row, *names),
        )
        give_leads(made, row, risk, number=1)
        for kind in ("inherent", "target"):
            if kind in row:
                score_risk(risk=risk, kind=kind, by=made.governance, **factors(row[kind]))
        _make_what_holds(made, risk, row)
        for ref in row.get("bears_on", []):
            link_risk(risk=risk, item=made.items[ref], by=made.governance)
        made.risks.append((risk, row))


def factors(score: int | str) -> Table:
    """20 as a score alone; "4x5" as likelihood 4 and consequence 5."""
    if isinstance(score, int):
        return {"score": score}
    likelihood, consequence = (int(factor) for factor in score.split("x"))
    return {"likelihood": likelihood, "consequence": consequence}


def _make_what_holds(made: Made, risk: Risk, row: Table) -> None:
    """Controls, then the assurances and gaps that may point at one by its number, from 1."""
    controls = [
        add_control(risk=risk, by=made.governance, **made.now.tell(control))
        for control in row.get("controls", [])
    ]

    def with_control(entry: Table) -> Table:
        fields = made.now.tell(dict(entry))
        number = fields.pop("control", None)
        fields["control"] = controls[number - 1] if number else None
        return fields

    for assurance in row.get("assurances", []):
        add_assurance(risk=risk, by=made.governance, **with_control(assurance))
    for gap in row.get("gaps", []):
        fields: dict[str, Any] = with_control(gap)
        fields["due_on"] = made.day(fields.pop("due", None))
        add_gap(risk=risk, by=made.governance, **fields)


def add_passages(made: Made, number: int | None) -> None:
    """What the trust says beside its plan: in that round, or (None) once and for all."""
    told = made.rounds[number] if number else made.now
    for position, row in enumerate(made.data.get("passages", [])):
        rounds = row.get("rounds", [])
        if (number in rounds) if number else not rounds:
            fields = {name: row[name] for name in ("kind", "code") if name in row}
            add_passage(
                strategy=made.strategy,
                objective=made.items.get(row.get("under", "")),
                period=made.periods[number] if number else None,
                document=row["document"],
                label=told.tell(row.get("label", "")),
                text=told.tell(row["text"]),
                position=position,
                by=made.governance,
                **fields,
            )


def beginning(rounds: dict[int, Round]) -> datetime:
    """When the trust set everything up: five weeks before its first round opened."""
    return rounds[1].moment(-59)
