"""Every write to risks."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max

from ambitions.models import Ambition, KeyAction
from ambitions.people import handover
from objectives.models import Level, Period, StrategicObjective
from objectives.services import check_period_takes_writes
from risks.matrix import NPSA, Matrix
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
from risks.models.matrix import matrix_of
from strategy_tracker.accounts.bulk import create_all, delete_all, update_all
from strategy_tracker.accounts.models import HandOver, Membership, Person, Trust, User
from strategy_tracker.accounts.saving import delete, save
from strategy_tracker.accounts.services import (
    cancel_hand_over,
    end_membership,
    hand_over_leads,
    record_leaving,
    replace_leads,
    replace_leads_of_kinds,
    replace_person,
)


@transaction.atomic
def create_risk(*, trust: Trust, by: User | None, **fields: Any) -> Risk:
    """A risk; give at least a `reference` or a `title`."""
    return save(Risk(trust=trust, **fields), by=by)


@transaction.atomic
def keep_risk(
    *, risk: Risk, values: Mapping[str, Any], leads: Mapping[str, Iterable[Person]], by: User | None
) -> Risk:
    """Add the risk, or change it: its fields and its leads.

    A new one is the last of its trust; one with an identity that the trust has already is
    given back as it is, so that a form that is sent twice adds once. Raises ValidationError.
    """
    if risk.pk is None:
        Trust.objects.select_for_update().get(pk=risk.trust_id)
        own = Risk.objects.filter(trust=risk.trust_id)
        if known := own.filter(uuid=risk.uuid).first():
            return known
        last = own.aggregate(last=Max("position"))["last"]
        risk.position = 0 if last is None else last + 1
    if risk.pk is None or any(getattr(risk, name) != value for name, value in values.items()):
        for name, value in values.items():
            setattr(risk, name, value)
        save(risk, by=by)
    replace_leads_of_kinds(item=risk, leads=leads, by=by)
    return risk


@transaction.atomic
def set_links(
    *, risk: Risk, items: Iterable[StrategicObjective | Ambition | KeyAction], by: User | None
) -> None:
    """Make `items` what the risk bears on. Links that stay are left alone."""
    rows: dict[tuple[str, int | None], RiskLink] = {}
    for row in risk.links.all():
        keys = (
            (Level.OBJECTIVE, row.objective_id),
            (Level.AMBITION, row.ambition_id),
            (Level.ACTION, row.action_id),
        )
        rows.update({(str(level), pk): row for level, pk in keys if pk})
    position = max((row.position for row in rows.values()), default=-1)
    for item in items:
        if rows.pop((str(item.level), item.pk), None) is None:
            position += 1
            save(RiskLink(risk=risk, position=position, **{str(item.level): item}), by=by)
    for row in rows.values():
        delete(row, by=by)


@transaction.atomic
def set_held(
    *,
    risk: Risk,
    model: type[Control | Assurance | Gap],
    rows: Sequence[Mapping[str, Any]],
    by: User | None,
) -> list[Any]:
    """Make `rows` the controls, assurances or gaps of the risk, each by its place.

    A row keeps its record, and so its history. One without a text is taken away; gives the
    record of each row, None for one without.
    """
    known = list(model.objects.filter(risk=risk))
    position = max((row.position for row in known), default=-1)
    found: list[Any] = []
    for place, fields in enumerate(rows):
        row = known[place] if place < len(known) else None
        if not fields["text"]:
            if row is not None:
                delete(row, by=by)
            found.append(None)
            continue
        if row is None:
            position += 1
            row = model(risk=risk, position=position)
        if row.pk is None or any(getattr(row, name) != value for name, value in fields.items()):
            for name, value in fields.items():
                setattr(row, name, value)
            save(row, by=by)
        found.append(row)
    return found


@transaction.atomic
def close_risk(*, risk: Risk, is_closed: bool, by: User | None) -> Risk:
    """Close the risk, or open it again; its scores stay."""
    if risk.is_closed == is_closed:
        return risk
    risk.is_closed = is_closed
    return save(risk, by=by)


@transaction.atomic
def close_risks(*, risks: Iterable[Risk], by: User | None) -> None:
    """Close risks together; as many queries for any number."""
    rows = [risk for risk in risks if not risk.is_closed]
    for risk in rows:
        risk.is_closed = True
    update_all(rows, ["is_closed"], by=by)


@transaction.atomic
def score_risk(
    *,
    risk: Risk,
    kind: str,
    score: int | None = None,
    likelihood: int | None = None,
    consequence: int | None = None,
    period: Period | None = None,
    direction: str = "",
    by: User | None,
    **fields: Any,
) -> RiskScore:
    """Make or change the one score of that kind for the period (None: standing).

    With both factors the score is as the trust's matrix says; `printed` (in `fields`) is the
    score as the trust gave it, where that is not the number. Raises ValidationError when a
    given score disagrees with the factors or is off the matrix, or the period is closed.
    """
    if period is not None:
        check_period_takes_writes(period)
    Risk.objects.select_for_update().get(pk=risk.pk)
    row = RiskScore.objects.filter(risk=risk, kind=kind, period=period).first()
    row = row or RiskScore(risk=risk, kind=kind, period=period)
    ensure_risk_matrix(trust=risk.trust, by=by)
    row.likelihood, row.consequence, row.direction = likelihood, consequence, direction
    return _score(row, score, fields, matrix=matrix_of(risk.trust_id), by=by)


@transaction.atomic
def score_risks(
    *,
    trust: Trust,
    kind: str,
    period: Period,
    given: Sequence[tuple[Risk, RiskScore | None, Mapping[str, Any] | None]],
    by: User | None,
) -> list[RiskScore | None]:
    """Score several risks for the period, each with the score it has; None takes that away.

    Each has likelihood, consequence, score and printed, as `score_risk` takes them. Gives the
    score that then stands, in that order, in a number of queries that does not grow with them.
    Raises ValidationError, and then nothing is written.
    """
    if not given:
        return []
    check_period_takes_writes(period)
    ensure_risk_matrix(trust=trust, by=by)
    matrix = matrix_of(trust.pk)
    gone: list[int] = []
    changed: list[RiskScore] = []
    added: list[RiskScore] = []
    found: list[RiskScore | None] = []
    for risk, known, values in given:
        if values is None:
            gone += [known.pk] if known else []
            found.append(None)
            continue
        row = known or RiskScore(risk=risk, kind=kind, period=period)
        row.likelihood, row.consequence = values["likelihood"], values["consequence"]
        row.direction = ""
        _set_score(row, values["score"], {"printed": values["printed"]}, matrix=matrix)
        row.check_by(matrix)
        (changed if known else added).append(row)
        found.append(row)
    fields = ["likelihood", "consequence", "score", "printed", "direction", "source"]
    delete_all(RiskScore, gone, by=by)
    update_all(changed, fields, by=by)
    create_all(added, by=by)
    return found


def _score(
    row: RiskScore, score: int | None, fields: Mapping[str, Any], *, matrix: Matrix, by: User | None
) -> RiskScore:
    """Save a score whose factors are set, by the matrix. Raises ValidationError."""
    _set_score(row, score, fields, matrix=matrix)
    return save(row, by=by)


def _set_score(
    row: RiskScore, score: int | None, fields: Mapping[str, Any], *, matrix: Matrix
) -> None:
    likelihood, consequence = row.likelihood, row.consequence
    row.check_levels(matrix)
    if score is None and likelihood is not None and consequence is not None:
        score = matrix.score_of(likelihood, consequence)
    if score is None:
        scale = f"from {matrix.bands.lowest} to {matrix.bands.highest}"
        factors = ", or both likelihood and consequence" if matrix.has_factors else ""
        raise ValidationError({"score": f"Give a score {scale}{factors}."})
    if row.score != score:
        row.source = None  # scored now, whatever workbook it was from
    row.score, row.printed = score, ""
    for name, value in fields.items():
        setattr(row, name, value)


@transaction.atomic
def set_standing_scores(
    *, risk: Risk, scores: Mapping[str, Mapping[str, Any] | None], by: User | None
) -> None:
    """Set the scores that stand without a period, by kind; None takes one away.

    Each has likelihood, consequence, score and printed. Raises ValidationError.
    """
    rows = {row.kind: row for row in RiskScore.objects.filter(risk=risk, period=None)}
    ensure_risk_matrix(trust=risk.trust, by=by)
    matrix = matrix_of(risk.trust_id)
    for kind, given in scores.items():
        row = rows.get(kind)
        if given is None:
            if row is not None:
                delete(row, by=by)
            continue
        row = row or RiskScore(risk=risk, kind=kind)
        row.likelihood, row.consequence = given["likelihood"], given["consequence"]
        _score(row, given["score"], {"printed": given["printed"]}, matrix=matrix, by=by)


@transaction.atomic
def add_risk_categories(
    *, trust: Trust, categories: Sequence[Mapping[str, Any]], by: User | None
) -> list[RiskCategory]:
    """New categories of risk, each by its fields, after those that the trust has.

    Raises ValidationError where it has one of that name.
    """
    Trust.objects.select_for_update().get(pk=trust.pk)
    last = RiskCategory.objects.for_trust(trust).aggregate(last=Max("position"))["last"]
    first = 0 if last is None else last + 1
    return [
        save(RiskCategory(trust=trust, position=position, **fields), by=by)
        for position, fields in enumerate(categories, start=first)
    ]


@transaction.atomic
def save_risk_categories(
    *,
    trust: Trust,
    categories: Sequence[tuple[RiskCategory | None, Mapping[str, Any]]],
    by: User | None,
) -> None:
    """Make these the trust's categories of risk, in that order: each row that is there, or None
    for a new one, with its fields.

    None is taken away: what is no longer in use is archived. What stays the same is not written
    again. Raises ValidationError where two would have one name.
    """
    for position, (known, fields) in enumerate(categories):
        row = known or RiskCategory(trust=trust)
        values = {**fields, "position": position}
        changed = {name: value for name, value in values.items() if getattr(row, name) != value}
        for name, value in changed.items():
            setattr(row, name, value)
        if changed or known is None:
            save(row, by=by)


@transaction.atomic
def ensure_risk_matrix(*, trust: Trust, by: User | None) -> RiskMatrix:
    """The trust's matrix; the NPSA's becomes its own where it has none yet."""
    return RiskMatrix.objects.filter(trust=trust).first() or save_risk_matrix(
        trust=trust, matrix=NPSA, by=by
    )


@transaction.atomic
def save_risk_matrix(*, trust: Trust, matrix: Matrix, by: User | None) -> RiskMatrix:
    """Make `matrix` the trust's. What stays the same is not written again.

    Scores stay as they were given. Raises ValidationError, with every problem, where it is
    not whole.
    """
    if problems := matrix.problems():
        raise ValidationError(problems)
    row = RiskMatrix.objects.select_for_update().filter(trust=trust).first()
    row = row or RiskMatrix(trust=trust)
    if row.pk is None or (row.name, row.method) != (matrix.name, matrix.method):
        row.name, row.method = matrix.name, matrix.method
        save(row, by=by)
    axes = (
        (RiskLevel.Axis.LIKELIHOOD, matrix.likelihoods),
        (RiskLevel.Axis.CONSEQUENCE, matrix.consequences),
    )
    levels = [
        {"axis": axis, "value": level.value, "label": level.label, "meaning": level.meaning}
        for axis, given in axes
        for level in given
    ]
    cells = [
        {"likelihood": likelihood, "consequence": consequence, "score": score}
        for (likelihood, consequence), score in matrix.cells.items()
    ]
    bands = [
        {
            "lowest": band.lowest,
            "highest": band.highest,
            "label": band.label,
            "tone": band.tone,
            "position": position,
        }
        for position, band in enumerate(matrix.bands)
    ]
    _replace_rows(RiskLevel, row, levels, key=("axis", "value"), by=by)
    _replace_rows(RiskCell, row, cells, key=("likelihood", "consequence"), by=by)
    _replace_rows(RiskBand, row, bands, key=("lowest", "highest"), by=by)
    return row


def _replace_rows(
    model: Any,
    matrix: RiskMatrix,
    wanted: list[dict[str, Any]],
    *,
    key: tuple[str, ...],
    by: User | None,
) -> None:
    """Make `wanted` the rows of the matrix. Those that go, go first: bands must not overlap."""
    existing = {
        tuple(getattr(row, name) for name in key): row
        for row in model.objects.filter(matrix=matrix)
    }
    values = {tuple(fields[name] for name in key): fields for fields in wanted}
    for gone in existing.keys() - values.keys():
        delete(existing[gone], by=by)
    for found, fields in values.items():
        row = existing.get(found) or model(matrix=matrix)
        if row.pk and all(getattr(row, name) == value for name, value in fields.items()):
            continue
        for name, value in fields.items():
            setattr(row, name, value)
        save(row, by=by)


@transaction.atomic
def set_risk_leads(*, risk: Risk, people: Iterable[Person], by: User | None) -> None:
    """Make `people`, in that order, the owners of the risk, and nobody else."""
    replace_leads(item=risk, people=people, kind=RiskLead.Kind.LEAD, by=by)


@transaction.atomic
def link_risk(
    *, risk: Risk, item: StrategicObjective | Ambition | KeyAction, by: User | None
) -> RiskLink:
    """Say that the risk bears on `item`. Linking twice changes nothing."""
    key = {str(item.level): item}
    existing = RiskLink.objects.filter(risk=risk, **key).first()
    position = risk.links.count()
    return existing or save(RiskLink(risk=risk, position=position, **key), by=by)


@transaction.atomic
def add_control(*, risk: Risk, text: str, by: User | None, **fields: Any) -> Control:
    fields.setdefault("position", risk.controls.count())
    return save(Control(risk=risk, text=text, **fields), by=by)


@transaction.atomic
def add_assurance(*, risk: Risk, text: str, by: User | None, **fields: Any) -> Assurance:
    fields.setdefault("position", risk.assurances.count())
    return save(Assurance(risk=risk, text=text, **fields), by=by)


@transaction.atomic
def add_gap(*, risk: Risk, text: str, by: User | None, **fields: Any) -> Gap:
    fields.setdefault("position", risk.gaps.count())
    return save(Gap(risk=risk, text=text, **fields), by=by)


@transaction.atomic
def hand_over(*, person: Person, to: Person, by: User | None) -> int:
    """Make `to` the lead of all in use that `person` leads, risks too; gives how many items.

    Raises ValidationError when `to` is the same person, has left, or is of another trust.
    """
    number = handover.hand_over(person=person, to=to, by=by)
    # There is nothing left to hand over on a day to come.
    cancel_hand_over(person=person, by=by)
    owned = RiskLead.objects.filter(person=person, risk__is_closed=False).select_related("risk")
    return number + len(hand_over_leads(rows=owned, parent="risk", to=to, by=by))


def hand_over_due(today: date) -> tuple[list[HandOver], list[HandOver]]:
    """Hand over what is to pass to others by `today`; gives what was done and what was not.

    Each is done by who planned it. Not done is what was planned for somebody who has left: it
    stays until governance chooses somebody else.
    """
    done, left = [], []
    planned = HandOver.objects.filter(on__lte=today).order_by("on", "pk")
    for row in planned.values_list("pk", flat=True):
        with transaction.atomic():
            # Two workers may come to it at once, and the second finds it gone.
            due = (
                HandOver.objects.select_for_update(of=("self",))
                .select_related("person", "to", "planned_by")
                .filter(pk=row, on__lte=today)
                .first()
            )
            if due is None:
                continue
            if due.to.left_on is not None:
                left.append(due)
                continue
            hand_over(person=due.person, to=due.to, by=due.planned_by)
            done.append(due)
    return done, left


@transaction.atomic
def leave(
    *,
    person: Person,
    left_on: date,
    to: Person | None = None,
    membership: Membership | None = None,
    by: User | None,
) -> int:
    """Say that the person left, hand all to `to` and end `membership`, where they are given.

    All or nothing. Gives how many items were handed over. Raises ValidationError as
    `hand_over` and `end_membership` do.
    """
    record_leaving(person=person, left_on=left_on, by=by)
    if membership is not None:
        end_membership(membership=membership, on=left_on, by=by)
    return hand_over(person=person, to=to, by=by) if to else 0


@transaction.atomic
def match_person(*, person: Person, to: Person, by: User | None) -> int:
    """Say that `person`, such as a post that a workbook gave for a name, is `to`.

    All that `person` leads is led by `to` from now on, what is archived or closed too, and the
    name leads to `to`. Closed periods and papers keep what they had. Gives how many items moved.
    Raises ValidationError for the same person, one of another trust, one who has left, and
    where both have a login.
    """
    if to.pk == person.pk:
        raise ValidationError({"to": "Choose somebody else."})
    if to.trust_id != person.trust_id:
        raise ValidationError({"to": "Choose somebody of the same trust."})
    if to.left_on is not None:
        raise ValidationError({"to": f"{to} has left. Choose somebody who is here."})
    number = 0
    models: dict[str, Any] = {**handover.LEADS, "risk": RiskLead}
    for parent, model in models.items():
        above = model.TRUST_PATH.rpartition("__")[0]
        rows = list(model.objects.filter(person=person).select_related(above))
        number += len(hand_over_leads(rows=rows, parent=parent, to=to, by=by))
    for reminder in person.reminders.select_related("period__strategy"):
        reminder.person = to
        save(reminder, by=by)
    replace_person(person=person, to=to, by=by)
    return number
