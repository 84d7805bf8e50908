"""Rows for tests: one small function per model, with values that are the same in every run.

Each takes any field of its model by keyword and makes up the rest, parents included, so
that everything made from one parent is of one trust. Rows are validated before they are
saved: a factory cannot make what the product would refuse. To make a row that breaks a
rule on purpose, use `build`, which does not save.
"""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from functools import partial
from itertools import count
from typing import Any, TypeVar

from allauth.account.models import EmailAddress
from django.db import models
from django.utils import timezone

from ambitions.models import (
    ActionLead,
    Ambition,
    AmbitionLead,
    BaselineChange,
    Challenge,
    Condition,
    Correction,
    Item,
    KeyAction,
    Measure,
    MeasureLead,
    Notification,
    Reading,
    Reminder,
    Update,
    UpdateNarrative,
    UpdateRating,
)
from objectives.models import (
    CustomField,
    Dimension,
    Heading,
    ObjectiveLead,
    Passage,
    Period,
    Rating,
    RatingScale,
    StrategicObjective,
    Strategy,
)
from reports.models import Layout, LayoutPart, Paper, PaperFile, PaperLook, PaperText
from risks.models import (
    Assurance,
    Control,
    Gap,
    Risk,
    RiskBand,
    RiskCategory,
    RiskCell,
    RiskLead,
    RiskLevel,
    RiskLink,
    RiskMatrix,
    RiskScore,
)
from strategy_tracker.accounts.models import (
    AuditEvent,
    Delegation,
    FormerName,
    HandOver,
    Invitation,
    Membership,
    Person,
    Post,
    Role,
    Trust,
    User,
)
from strategy_tracker.imports.models import ImportProfile, ImportRun
from strategy_tracker.sign_up.models import SignUpRequest

Row = TypeVar("Row", bound=models.Model)

NOON = datetime(2024, 7, 1, 12, 0, tzinfo=UTC)
FIRST_PERIOD_STARTS = date(2024, 4, 1)
_numbers = count(1)


def next_number() -> int:
    """A number not used before in this run, for whatever must be unique."""
    return next(_numbers)


def build(model: type[Row], **fields: Any) -> Row:
    """A row that is neither validated nor saved, made up like the others."""
    return FACTORIES[model](saved=False, **fields)


def _make(model: type[Row], saved: bool, defaults: dict[str, Any], fields: dict[str, Any]) -> Row:
    row = model(**(defaults | fields))
    if saved:
        _check(row)
        row.save()
    return row


def _check(row: models.Model) -> None:
    """Raise ValidationError where a field or `clean` says no.

    What only the database can tell it tells when the row is saved. To ask it first, once for
    each key and constraint, is half of the time of making a row.
    """
    keys = {field.name for field in row._meta.fields if field.is_relation}
    row.full_clean(exclude=keys, validate_unique=False, validate_constraints=False)


def _given(fields: dict[str, Any], *names: str) -> bool:
    """Whether the caller said what any of these foreign keys is."""
    return any(name in fields or f"{name}_id" in fields for name in names)


# Accounts


def trust(saved: bool = True, **fields: Any) -> Trust:
    number = next_number()
    return _make(Trust, saved, {"code": f"TRUST{number}", "name": f"Trust {number}"}, fields)


def user(
    saved: bool = True, password: str | None = None, is_confirmed: bool = True, **fields: Any
) -> User:
    """A user who may sign in; in tests mostly by `client.force_login`.

    Their address is confirmed unless `is_confirmed` says no.
    """
    number = next_number()
    row = User(**{"email": f"user{number}@example.org", "name": f"User {number}"} | fields)
    row.set_password(password)
    if saved:
        _check(row)
        row.save()
        if is_confirmed:
            EmailAddress(user=row, email=row.email.lower(), verified=True, primary=True).save()
    return row


def member(
    trust: Trust | None = None, role: str = Role.READER, saved: bool = True, **fields: Any
) -> Membership:
    """A membership; its `.user` is made with it."""
    defaults: dict[str, Any] = {"role": role}
    defaults["trust"] = trust or FACTORIES[Trust]()
    if not _given(fields, "user"):
        fields["user"] = user()
    return _make(Membership, saved, defaults, fields)


def invitation(trust: Trust | None = None, saved: bool = True, **fields: Any) -> Invitation:
    number = next_number()
    defaults = {
        "trust": trust or FACTORIES[Trust](),
        "email": f"invited{number}@example.org",
        "name": f"Invited {number}",
        "role": Role.LEAD,
        "expires_on": timezone.localdate() + timedelta(days=14),
    }
    return _make(Invitation, saved, defaults, fields)


def audit_event(trust: Trust | None = None, saved: bool = True, **fields: Any) -> AuditEvent:
    defaults = {
        "trust": trust or FACTORIES[Trust](),
        "kind": AuditEvent.Kind.DOWNLOADED,
        "about": f"plan {next_number()}.xlsx",
    }
    return _make(AuditEvent, saved, defaults, fields)


def person(trust: Trust | None = None, saved: bool = True, **fields: Any) -> Person:
    """Somebody a plan names. A `user=` must be a member of the trust: see `leading_member`."""
    defaults = {"trust": trust or FACTORIES[Trust](), "name": f"Person {next_number()}"}
    return _make(Person, saved, defaults, fields)


def former_name(saved: bool = True, **fields: Any) -> FormerName:
    if not _given(fields, "person"):
        fields["person"] = person()
    return _make(FormerName, saved, {"name": f"Former {next_number()}"}, fields)


def delegation(saved: bool = True, **fields: Any) -> Delegation:
    """Somebody who stands in, today and tomorrow unless `starts_on` and `ends_on` say otherwise."""
    if not _given(fields, "person"):
        fields["person"] = person()
    today = timezone.localdate()
    defaults: dict[str, Any] = {"starts_on": today, "ends_on": today + timedelta(days=1)}
    if not _given(fields, "delegate"):
        defaults["delegate"] = person(fields["person"].trust)
    return _make(Delegation, saved, defaults, fields)


def hand_over(saved: bool = True, **fields: Any) -> HandOver:
    if not _given(fields, "person"):
        fields["person"] = person()
    defaults: dict[str, Any] = {
        "on": timezone.localdate() + timedelta(days=1),
        "planned_at": timezone.now(),
    }
    if not _given(fields, "to"):
        defaults["to"] = person(fields["person"].trust)
    return _make(HandOver, saved, defaults, fields)


def leading_member(trust: Trust, role: str = Role.LEAD, **fields: Any) -> Person:
    """A person of the trust who can sign in (`.user`) in that role."""
    membership = member(trust, role)
    return person(trust, user=membership.user, **({"name": membership.user.name} | fields))


def post(saved: bool = True, **fields: Any) -> Post:
    if not _given(fields, "person"):
        fields["person"] = person()
    return _make(Post, saved, {"job_title": f"Director {next_number()}"}, fields)


# What is asked


def strategy(trust: Trust | None = None, saved: bool = True, **fields: Any) -> Strategy:
    defaults = {"trust": trust or FACTORIES[Trust](), "title": f"Strategy {next_number()}"}
    return _make(Strategy, saved, defaults, fields)


def _with_strategy(fields: dict[str, Any]) -> dict[str, Any]:
    return {} if _given(fields, "strategy") else {"strategy": strategy()}


def objective(saved: bool = True, **fields: Any) -> StrategicObjective:
    number = next_number()
    defaults = {"title": f"Objective {number}", "reference": f"O{number}", "position": number}
    return _make(StrategicObjective, saved, defaults | _with_strategy(fields), fields)


def objective_lead(saved: bool = True, **fields: Any) -> ObjectiveLead:
    return _lead(ObjectiveLead, "objective", objective, saved, fields)


def period(strategy: Strategy | None = None, saved: bool = True, **fields: Any) -> Period:
    """An open quarter, the next one after the strategy's last; the first is Q1 2024/25.

    A strategy has one open period, so give `status="closed"` or "planned" for the others.
    """
    own = strategy or FACTORIES[Strategy]()
    last = Period.objects.filter(strategy=own).order_by("-ends_on").first() if own.pk else None
    starts_on = fields.get("starts_on") or (
        last.ends_on + timedelta(days=1) if last else FIRST_PERIOD_STARTS
    )
    quarter = (starts_on.month - 4) % 12 // 3 + 1
    year = starts_on.year - (starts_on.month < 4)
    defaults: dict[str, Any] = {
        "strategy": own,
        "label": f"Q{quarter} {year}/{(year + 1) % 100:02d}",
        "starts_on": starts_on,
        "ends_on": _quarter_end(starts_on),
        "status": Period.Status.OPEN,
    }
    status = fields.get("status", Period.Status.OPEN)
    if status != Period.Status.PLANNED:
        defaults["opened_at"] = NOON
    if status == Period.Status.CLOSED:
        defaults["closed_at"] = NOON
    return _make(Period, saved, defaults, fields)


def _quarter_end(starts_on: date) -> date:
    month = starts_on.month + 3
    return date(starts_on.year + (month > 12), (month - 1) % 12 + 1, 1) - timedelta(days=1)


def scale(trust: Trust | None = None, saved: bool = True, **fields: Any) -> RatingScale:
    """An empty scale; `rag_scale` has its three ratings."""
    defaults = {"trust": trust or FACTORIES[Trust](), "name": f"Scale {next_number()}"}
    return _make(RatingScale, saved, defaults, fields)


def rating(saved: bool = True, **fields: Any) -> Rating:
    number = next_number()
    defaults: dict[str, Any] = {
        "code": f"rating-{number}",
        "label": f"Rating {number}",
        "letter": "R",
        "tone": Rating.Tone.GREEN,
        "position": number,
    }
    if not _given(fields, "scale"):
        defaults["scale"] = scale()
    return _make(Rating, saved, defaults, fields)


def rag_scale(trust: Trust | None = None) -> RatingScale:
    """Red, amber and green, worst first; red and amber need mitigation."""
    made = scale(trust)
    words = (("Red", "red", True), ("Amber", "amber", True), ("Green", "green", False))
    for position, (label, tone, needs_mitigation) in enumerate(words):
        rating(
            scale=made,
            code=tone,
            label=label,
            letter=label[0],
            tone=tone,
            needs_mitigation=needs_mitigation,
            position=position,
        )
    return made


def dimension(saved: bool = True, **fields: Any) -> Dimension:
    """A rated dimension of actions on a new scale; `kind="percent"` has none."""
    number = next_number()
    defaults: dict[str, Any] = {
        "level": "action",
        "code": f"dimension-{number}",
        "label": f"Dimension {number}",
        "position": number,
    } | _with_strategy(fields)
    own = fields.get("strategy") or defaults.get("strategy")
    if not _given(fields, "scale") and fields.get("kind") != Dimension.Kind.PERCENT:
        defaults["scale"] = rag_scale(own.trust if own else None)
    return _make(Dimension, saved, defaults, fields)


def heading(saved: bool = True, **fields: Any) -> Heading:
    number = next_number()
    defaults = {
        "level": "action",
        "code": f"heading-{number}",
        "label": f"Heading {number}",
        "position": number,
    }
    return _make(Heading, saved, defaults | _with_strategy(fields), fields)


def custom_field(saved: bool = True, **fields: Any) -> CustomField:
    """A column of text at actions, of a strategy's own; one at risks is of a trust."""
    number = next_number()
    defaults: dict[str, Any] = {
        "record_kind": "action",
        "heading": f"Own column {number}",
        "position": number,
    }
    if fields.get("record_kind") != "risk":
        defaults |= _with_strategy(fields)
    if not _given(fields, "trust"):
        own = fields.get("strategy") or defaults.get("strategy")
        defaults["trust"] = own.trust if own else trust()
    return _make(CustomField, saved, defaults, fields)


def passage(saved: bool = True, **fields: Any) -> Passage:
    """Words about a strategy; that of its objective or period where one is given."""
    number = next_number()
    defaults: dict[str, Any] = {
        "document": "Report text",
        "label": f"{number}.1",
        "text": f"Paragraph {number}",
        "position": number,
    }
    if not _given(fields, "strategy"):
        parent = fields.get("objective") or fields.get("period")
        defaults["strategy"] = parent.strategy if parent else strategy()
    return _make(Passage, saved, defaults, fields)


# The plan


def ambition(saved: bool = True, **fields: Any) -> Ambition:
    """Under no objective unless one is given; then of the objective's strategy."""
    number = next_number()
    defaults: dict[str, Any] = {
        "title": f"Ambition {number}",
        "reference": f"A{number}",
        "position": number,
    } | _strategy_of_parent(fields)
    return _make(Ambition, saved, defaults, fields)


def _strategy_of_parent(fields: dict[str, Any]) -> dict[str, Any]:
    if _given(fields, "strategy"):
        return {}
    parent = fields.get("ambition") or fields.get("objective")
    return {"strategy": parent.strategy if parent else strategy()}


def ambition_lead(saved: bool = True, **fields: Any) -> AmbitionLead:
    return _lead(AmbitionLead, "ambition", ambition, saved, fields)


def condition(saved: bool = True, **fields: Any) -> Condition:
    number = next_number()
    defaults: dict[str, Any] = {
        "letter": "a",
        "text": f"Condition {number}",
        "position": number,
    }
    if not _given(fields, "ambition"):
        defaults["ambition"] = ambition()
    return _make(Condition, saved, defaults, fields)


def action(saved: bool = True, **fields: Any) -> KeyAction:
    """A key action under the given objective or ambition, else under a new ambition."""
    number = next_number()
    defaults: dict[str, Any] = {
        "title": f"Action {number}",
        "reference": f"K{number}",
        "position": number,
    } | _strategy_of_parent(fields)
    if not _given(fields, "objective", "ambition"):
        own = fields.get("strategy") or defaults["strategy"]
        defaults["ambition"] = ambition(strategy=own)
    return _make(KeyAction, saved, defaults, fields)


def action_lead(saved: bool = True, **fields: Any) -> ActionLead:
    return _lead(ActionLead, "action", action, saved, fields)


def baseline_change(saved: bool = True, **fields: Any) -> BaselineChange:
    defaults: dict[str, Any] = {
        "old_date": date(2024, 9, 30),
        "new_date": date(2024, 12, 31),
        "reason": "The supplier was late.",
        "changed_at": NOON,
    }
    if not any(_given(fields, name) for name in ("objective", "ambition", "action", "measure")):
        defaults["action"] = action(
            **({"strategy": fields["strategy"]} if fields.get("strategy") else {})
        )
    owners = (defaults | fields).get
    owner = next(filter(None, map(owners, ("objective", "ambition", "action", "measure"))))
    defaults["strategy"] = owner.strategy
    return _make(BaselineChange, saved, defaults, fields)


def _lead(
    model: type[Row], parent: str, make_parent: Callable[..., Any], saved: bool, fields: Any
) -> Row:
    if not _given(fields, parent):
        fields[parent] = make_parent()
    if not _given(fields, "person"):
        fields["person"] = person(Trust.objects.get(pk=fields[parent].owner_trust_id))
    return _make(model, saved, {}, fields)


def lead(item: models.Model, person: Person | None = None, **fields: Any) -> models.Model:
    """Name `person` (or a new one) as lead of any item, measure or risk."""
    name, make = _LEADS[type(item)]
    if person is not None:
        fields["person"] = person
    return make(**{name: item}, **fields)


# Measures


def measure(saved: bool = True, **fields: Any) -> Measure:
    number = next_number()
    defaults: dict[str, Any] = {
        "name": f"Measure {number}",
        "number": str(number),
        "value_kind": Measure.ValueKind.PERCENT,
        "better": Measure.Better.HIGHER,
        "position": number,
    } | _strategy_of_parent(fields)
    return _make(Measure, saved, defaults, fields)


def measure_lead(saved: bool = True, **fields: Any) -> MeasureLead:
    return _lead(MeasureLead, "measure", measure, saved, fields)


def reading(saved: bool = True, **fields: Any) -> Reading:
    """The actual of Q1 2024/25: 50%."""
    defaults: dict[str, Any] = {
        "financial_year": 2024,
        "part": "Q1",
        "kind": Reading.Kind.ACTUAL,
        "raw": "50%",
        "number": 50,
    }
    if not _given(fields, "measure"):
        defaults["measure"] = measure()
    return _make(Reading, saved, defaults, fields)


# What is answered


def update(
    item: Item | None = None, period: Period | None = None, saved: bool = True, **fields: Any
) -> Update:
    """A draft on `item` (a new action) for `period` (the strategy's open one, or a new one)."""
    if item is None and not _given(fields, *Update.ITEM_FIELDS):
        item = action(strategy=period.strategy) if period else action()
    if item is not None:
        fields[item.level] = item
    own = next(fields[name] for name in Update.ITEM_FIELDS if fields.get(name))
    if period is None:
        period = Period.objects.filter(strategy=own.strategy).open().first()
    defaults: dict[str, Any] = {"period": period or FACTORIES[Period](own.strategy)}
    state = fields.get("state", Update.State.DRAFT)
    if state != Update.State.DRAFT:
        defaults["submitted_at"] = NOON
    if state == Update.State.APPROVED:
        defaults["approved_at"] = NOON
    return _make(Update, saved, defaults, fields)


def update_rating(saved: bool = True, **fields: Any) -> UpdateRating:
    """The best rating of the dimension (a new one at the update's level), or a percentage."""
    own = fields.setdefault("update", None) or update()
    fields["update"] = own
    asked = fields.get("dimension") or dimension(strategy=own.period.strategy, level=own.level)
    defaults: dict[str, Any] = {"dimension": asked}
    if not _given(fields, "rating", "number"):
        if asked.scale:
            defaults["rating"] = asked.scale.ratings.last()
        else:
            defaults["number"] = 50
    return _make(UpdateRating, saved, defaults, fields)


def update_narrative(saved: bool = True, **fields: Any) -> UpdateNarrative:
    own = fields.setdefault("update", None) or update()
    fields["update"] = own
    defaults: dict[str, Any] = {"text": f"Words {next_number()}"}
    if not _given(fields, "heading"):
        defaults["heading"] = heading(strategy=own.period.strategy, level=own.level)
    return _make(UpdateNarrative, saved, defaults, fields)


def challenge(saved: bool = True, **fields: Any) -> Challenge:
    defaults: dict[str, Any] = {"text": "What will bring it back on track?", "raised_at": NOON}
    if not _given(fields, "update"):
        defaults["update"] = update()
    return _make(Challenge, saved, defaults, fields)


def notification(saved: bool = True, **fields: Any) -> Notification:
    defaults: dict[str, Any] = {"kind": "approved", "send_after": NOON}
    if not _given(fields, "update"):
        defaults["update"] = update()
    if not _given(fields, "user"):
        defaults["user"] = user()
    return _make(Notification, saved, defaults, fields)


def correction(saved: bool = True, **fields: Any) -> Correction:
    defaults: dict[str, Any] = {"reason": "A figure was wrong.", "reopened_at": NOON}
    if not _given(fields, "update"):
        defaults["update"] = update()
    return _make(Correction, saved, defaults, fields)


def reminder(saved: bool = True, **fields: Any) -> Reminder:
    defaults: dict[str, Any] = {"sent_at": NOON, "email": "lead@example.org", "message": "Dear"}
    if not _given(fields, "period"):
        defaults["period"] = period()
    if not _given(fields, "person"):
        own = fields.get("period") or defaults["period"]
        defaults["person"] = person(own.strategy.trust)
    return _make(Reminder, saved, defaults, fields)


# Risks


def risk(trust: Trust | None = None, saved: bool = True, **fields: Any) -> Risk:
    number = next_number()
    own = trust or (fields["strategy"].trust if fields.get("strategy") else FACTORIES[Trust]())
    defaults = {
        "trust": own,
        "reference": f"R{number}",
        "title": f"Risk {number}",
        "position": number,
    }
    return _make(Risk, saved, defaults, fields)


def risk_lead(saved: bool = True, **fields: Any) -> RiskLead:
    return _lead(RiskLead, "risk", risk, saved, fields)


def risk_score(saved: bool = True, **fields: Any) -> RiskScore:
    """A standing current score of 12, likelihood 3 by consequence 4."""
    defaults: dict[str, Any] = {"kind": RiskScore.Kind.CURRENT}
    if not _given(fields, "likelihood", "consequence", "score"):
        defaults |= {"likelihood": 3, "consequence": 4}
    likelihood = fields.get("likelihood") or defaults.get("likelihood")
    consequence = fields.get("consequence") or defaults.get("consequence")
    if likelihood and consequence:
        defaults["score"] = likelihood * consequence
    defaults.setdefault("score", 12)
    return _of_risk(RiskScore, saved, defaults, fields)


def _of_risk(model: type[Row], saved: bool, defaults: dict[str, Any], fields: Any) -> Row:
    if not _given(fields, "risk"):
        defaults["risk"] = risk()
    return _make(model, saved, defaults, fields)


def _held(model: type[Row], saved: bool = True, **fields: Any) -> Row:
    number = next_number()
    defaults = {"text": f"{model.__name__} {number}", "position": number}
    return _of_risk(model, saved, defaults, fields)


control = partial(_held, Control)
assurance = partial(_held, Assurance)
gap = partial(_held, Gap)


def risk_link(saved: bool = True, **fields: Any) -> RiskLink:
    """A link to a new action unless an objective, ambition or action is given."""
    defaults: dict[str, Any] = {}
    if not _given(fields, "risk"):
        defaults["risk"] = risk()
    if not _given(fields, "objective", "ambition", "action"):
        own = fields.get("risk") or defaults["risk"]
        defaults["action"] = action(strategy=strategy(own.trust))
    return _make(RiskLink, saved, defaults, fields)


def risk_category(trust: Trust | None = None, saved: bool = True, **fields: Any) -> RiskCategory:
    number = next_number()
    defaults = {
        "trust": trust or FACTORIES[Trust](),
        "name": f"Category {number}",
        "position": number,
    }
    return _make(RiskCategory, saved, defaults, fields)


def risk_matrix(trust: Trust | None = None, saved: bool = True, **fields: Any) -> RiskMatrix:
    """A matrix without levels or bands of its own."""
    defaults = {"trust": trust or FACTORIES[Trust](), "name": f"Matrix {next_number()}"}
    return _make(RiskMatrix, saved, defaults, fields)


def _part_of_matrix(model: type[Row], defaults: Any, saved: bool = True, **fields: Any) -> Row:
    own = {} if _given(fields, "matrix") else {"matrix": risk_matrix()}
    return _make(model, saved, {**own, **defaults}, fields)


risk_level = partial(
    _part_of_matrix, RiskLevel, {"axis": "likelihood", "value": 1, "label": "Rare"}
)
risk_cell = partial(_part_of_matrix, RiskCell, {"likelihood": 1, "consequence": 1, "score": 1})
risk_band = partial(
    _part_of_matrix, RiskBand, {"label": "Low", "tone": "green", "lowest": 1, "highest": 3}
)


def sign_up_request(saved: bool = True, **fields: Any) -> SignUpRequest:
    number = next_number()
    defaults = {
        "trust_name": f"Trust {number}", "code": f"ASKED{number}", "name": f"Asker {number}",
        "email": f"asker{number}@example.org", "expires_on": date(2030, 1, 1),
    }  # fmt: skip
    return _make(SignUpRequest, saved, defaults, fields)


# Papers, and what was imported


def paper(saved: bool = True, **fields: Any) -> Paper:
    """A draft; with `status="final"` a frozen one."""
    defaults: dict[str, Any] = {"layout": "progress-table"}
    if not _given(fields, "period"):
        defaults["period"] = period()
    if fields.get("status") == Paper.Status.FINAL:
        defaults |= {
            "content": {"schema": "strategy-tracker/paper/1"},
            "content_sha256": "0" * 64,
            "frozen_at": NOON,
        }
    return _make(Paper, saved, defaults, fields)


def paper_file(saved: bool = True, **fields: Any) -> PaperFile:
    """The PDF of a published paper; nothing lies in the storage."""
    defaults: dict[str, Any] = {
        "format": PaperFile.Format.PDF,
        "name": f"papers/{next_number()}.pdf",
        "sha256": "0" * 64,
        "size": 1,
    }
    if not _given(fields, "paper"):
        defaults["paper"] = paper(status=Paper.Status.FINAL)
    return _make(PaperFile, saved, defaults, fields)


def paper_text(saved: bool = True, **fields: Any) -> PaperText:
    defaults: dict[str, Any] = {"part": f"text-{next_number()}", "name": "text", "text": "Words."}
    if not _given(fields, "paper"):
        defaults["paper"] = paper()
    return _make(PaperText, saved, defaults, fields)


def paper_look(trust: Trust | None = None, saved: bool = True, **fields: Any) -> PaperLook:
    defaults: dict[str, Any] = {"trust": trust or FACTORIES[Trust]()}
    return _make(PaperLook, saved, defaults, fields)


def layout(trust: Trust | None = None, saved: bool = True, **fields: Any) -> Layout:
    number = next_number()
    defaults: dict[str, Any] = {
        "trust": trust or FACTORIES[Trust](),
        "key": f"layout-{number}",
        "name": f"Layout {number}",
    }
    return _make(Layout, saved, defaults, fields)


def layout_part(saved: bool = True, **fields: Any) -> LayoutPart:
    number = next_number()
    defaults: dict[str, Any] = {"kind": "text", "key": f"text-{number}", "position": number}
    if not _given(fields, "layout"):
        defaults["layout"] = layout()
    return _make(LayoutPart, saved, defaults, fields)


def import_run(trust: Trust | None = None, saved: bool = True, **fields: Any) -> ImportRun:
    number = next_number()
    defaults: dict[str, Any] = {
        "trust": trust or FACTORIES[Trust](),
        "file_name": f"tracker-{number}.xlsx",
        "file_sha256": f"{number:064x}",
        "uploaded_at": NOON,
    }
    if fields.get("status") in (ImportRun.Status.APPLIED, ImportRun.Status.UNDONE):
        defaults["applied_at"] = NOON
    if fields.get("status") == ImportRun.Status.UNDONE:
        defaults["undone_at"] = NOON
    return _make(ImportRun, saved, defaults, fields)


def import_profile(trust: Trust | None = None, saved: bool = True, **fields: Any) -> ImportProfile:
    defaults: dict[str, Any] = {
        "trust": trust or FACTORIES[Trust](),
        "name": f"Tracker {next_number()}",
        "created_at": NOON,
    }
    return _make(ImportProfile, saved, defaults, fields)


_LEADS: dict[type[models.Model], tuple[str, Callable[..., Any]]] = {
    StrategicObjective: ("objective", objective_lead),
    Ambition: ("ambition", ambition_lead),
    KeyAction: ("action", action_lead),
    Measure: ("measure", measure_lead),
    Risk: ("risk", risk_lead),
}

FACTORIES: dict[type[models.Model], Callable[..., Any]] = {
    User: user,
    Trust: trust,
    Membership: member,
    Invitation: invitation,
    AuditEvent: audit_event,
    Delegation: delegation,
    FormerName: former_name,
    HandOver: hand_over,
    Person: person,
    Post: post,
    Strategy: strategy,
    StrategicObjective: objective,
    ObjectiveLead: objective_lead,
    Period: period,
    RatingScale: scale,
    Rating: rating,
    Dimension: dimension,
    Heading: heading,
    CustomField: custom_field,
    Passage: passage,
    Ambition: ambition,
    AmbitionLead: ambition_lead,
    Condition: condition,
    KeyAction: action,
    ActionLead: action_lead,
    BaselineChange: baseline_change,
    Measure: measure,
    MeasureLead: measure_lead,
    Reading: reading,
    Update: update,
    UpdateRating: update_rating,
    UpdateNarrative: update_narrative,
    Challenge: challenge,
    Notification: notification,
    Correction: correction,
    Reminder: reminder,
    Risk: risk,
    RiskLead: risk_lead,
    RiskScore: risk_score,
    Control: control,
    Assurance: assurance,
    Gap: gap,
    RiskLink: risk_link,
    RiskCategory: risk_category,
    SignUpRequest: sign_up_request,
    RiskMatrix: risk_matrix,
    RiskLevel: risk_level,
    RiskCell: risk_cell,
    RiskBand: risk_band,
    Paper: paper,
    PaperText: paper_text,
    PaperFile: paper_file,
    PaperLook: paper_look,
    Layout: layout,
    LayoutPart: layout_part,
    ImportRun: import_run,
    ImportProfile: import_profile,
}
