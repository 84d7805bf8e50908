"""Performs a change set: everything it says, in the caller's transaction, with history.

What has to be made first (strategy, periods, scales, questions) goes through the services of
the apps that own it. Records go in by the thousand, each kind at once after what it hangs
from, so an import costs a fixed number of batches and not a query for each row.
"""

from django.core.exceptions import ValidationError

from objectives.custom_fields import add_custom_field, custom_fields, edit_custom_field
from objectives.editing import add_rating
from objectives.models import Period, Strategy
from objectives.services import (
    NewRating,
    add_dimension,
    add_heading,
    closed_period_message,
    create_period,
    create_scale,
    create_strategy,
    open_period,
    update_strategy,
)
from risks.models import RiskCategory
from risks.services import add_risk_categories, save_risk_matrix
from strategy_tracker.accounts.bulk import create_all
from strategy_tracker.accounts.models import Person, Post, Trust, User
from strategy_tracker.imports import progress
from strategy_tracker.imports.apply.answers import write_answers
from strategy_tracker.imports.apply.closing import close_records
from strategy_tracker.imports.apply.plan import write_passages, write_plan_records, write_readings
from strategy_tracker.imports.apply.risks import write_risks
from strategy_tracker.imports.apply.target import Target
from strategy_tracker.imports.changeset import (
    CHANGED,
    CLOSED,
    KINDS,
    NEW,
    Change,
    ChangeSet,
    Proposal,
)
from strategy_tracker.imports.compare.periods import PeriodRef
from strategy_tracker.imports.extract.model import Question
from strategy_tracker.imports.match.model import OwnColumn
from strategy_tracker.imports.vocabulary.scales import RatingWord
from strategy_tracker.imports.vocabulary.text import same_words


def apply_changes(
    changes: ChangeSet, *, trust: Trust, strategy: Strategy | None, by: User | None
) -> Strategy:
    """Write everything in `changes`, which has no stopping problem, and return the strategy."""
    for proposal in _of(changes, "strategy"):
        strategy = create_strategy(trust=trust, title=proposal.name, by=by, **proposal.fields)
    if strategy is None:
        raise ValueError("A change set without a strategy has a stopping problem.")
    strategy = _use_words(changes, strategy, by)
    target = Target(trust, strategy, by, changes.file_name)
    _make_periods(changes, target)
    _make_questions(changes, target)
    _make_custom_fields(changes, target)
    for proposal in _of(changes, "risk_matrix"):
        save_risk_matrix(trust=trust, matrix=proposal.fields["matrix"], by=by)
    _make_risk_categories(changes, target)
    _make_people(changes, target)
    target.pks.update({change.key: change.pk for change in changes.changes if change.pk})
    ending = [change for change in changes.changes if change.state == CLOSED]
    progress.at("Writing", len(_written(changes, *KINDS)) + len(ending))
    for kind in ("objective", "ambition", "action", "measure"):
        write_plan_records(changes, kind, target)
        progress.step(len(_written(changes, kind)))
    write_readings(changes, target)
    write_risks(changes, target)
    progress.step(len(_written(changes, "reading", "risk")))
    write_answers(changes, target)
    write_passages(changes, target)
    progress.step(len(_written(changes, "update", "passage")))
    close_records(changes, target)
    return strategy


def _written(changes: ChangeSet, *kinds: str) -> list[Change]:
    return [
        change
        for change in changes.changes
        if change.kind in kinds and change.state in (NEW, CHANGED)
    ]


def _of(changes: ChangeSet, what: str) -> list[Proposal]:
    return [proposal for proposal in changes.proposals if proposal.what == what]


# What must be there first


def _use_words(changes: ChangeSet, strategy: Strategy, by: User | None) -> Strategy:
    """Call the levels what the workbook calls them.

    Raises ValidationError when somebody has chosen a word since the change set was made.
    """
    proposals = _of(changes, "words")
    if not proposals:
        return strategy
    strategy = Strategy.objects.select_for_update().get(pk=strategy.pk)
    before = {name: word for each in proposals for name, word in each.fields["before"].items()}
    if any(getattr(strategy, name) != word for name, word in before.items()):
        raise ValidationError(f"The words of {strategy.title} have been changed meanwhile.")
    new = {name: word for each in proposals for name, word in each.fields["new"].items()}
    return update_strategy(strategy=strategy, by=by, **new)


def _make_periods(changes: ChangeSet, target: Target) -> None:
    for proposal in _of(changes, "period"):
        ref: PeriodRef = proposal.fields["ref"]
        period = create_period(
            strategy=target.strategy,
            label=ref.label,
            kind=ref.kind,
            starts_on=ref.starts_on,
            ends_on=ref.ends_on,
            by=target.by,
        )
        if ref.opens:
            open_period(period=period, by=target.by)
        target.pks[ref.key] = period.pk
    target.pks.update(changes.period_pks)
    _lock_periods(changes, target)


def _lock_periods(changes: ChangeSet, target: Target) -> None:
    """Keep the periods written into from closing before this is done.

    Raises ValidationError when one has closed since the change set was made.
    """
    keys = {change.parents["period"] for change in changes.of("update", NEW, CHANGED)}
    keys |= {change.parents.get("period", "") for change in changes.of("passage", NEW, CHANGED)} - {
        ""
    }
    for risk in changes.of("risk", NEW, CHANGED):
        keys |= {period for *_, period, _ in risk.values.get("scores", {}).values() if period}
    pks = [target.pk(key) for key in keys]
    for period in Period.objects.select_for_update().filter(pk__in=pks):
        if period.is_closed:
            raise ValidationError(closed_period_message(period))


def _make_questions(changes: ChangeSet, target: Target) -> None:
    """Scales, then headings, then dimensions, which may ask for headings of their own."""
    by = target.by
    scales = {scale.name: scale for scale in target.trust.rating_scales.all()}
    for proposal in _of(changes, "scale"):
        ratings = [_new_rating(word) for word in proposal.fields["scale"].ratings]
        scales[proposal.name] = create_scale(
            trust=target.trust, name=proposal.name, ratings=ratings, by=by
        )
    for proposal in _of(changes, "rating"):
        add_rating(
            scale=scales[proposal.fields["scale"]],
            rating=_new_rating(proposal.fields["rating"]),
            by=by,
        )
    for proposal in _of(changes, "heading"):
        question: Question = proposal.fields["question"]
        add_heading(
            strategy=target.strategy,
            level=question.level,
            label=question.label,
            code=question.code,
            purpose=question.purpose,
            guidance=question.guidance,
            by=by,
        )
    for proposal in _of(changes, "dimension"):
        question = proposal.fields["question"]
        add_dimension(
            strategy=target.strategy,
            level=question.level,
            label=question.label,
            code=question.code,
            purpose=question.purpose,
            kind="scale" if question.scale else "percent",
            scale=scales[question.scale.name] if question.scale else None,
            period_note=question.note[:60],
            has_direction=question.has_direction,
            by=by,
        )


def _new_rating(word: RatingWord) -> NewRating:
    return NewRating(
        label=word.label,
        letter=word.letter,
        tone=word.tone,
        needs_mitigation=word.needs_mitigation,
        ends_work=word.ends_work,
    )


def _make_custom_fields(changes: ChangeSet, target: Target) -> None:
    """Columns of the trust's own, and further choices of one that it has."""
    every = custom_fields(target.trust.pk, target.strategy.pk, with_archived=True)
    known = {row.pk: row for rows in every.values() for row in rows}
    for proposal in _of(changes, "custom_field"):
        column: OwnColumn = proposal.fields["column"]
        choices = proposal.fields["choices"]
        if column.pk:
            row = known[column.pk]
            edit_custom_field(
                field=row, allowed_values=[*row.allowed_values, *choices], by=target.by
            )
            continue
        row = add_custom_field(
            trust=target.trust,
            strategy=target.strategy,
            record_kind=column.record_kind,
            heading=column.heading,
            value_kind=column.value_kind,
            allowed_values=choices,
            by=target.by,
        )
        known[row.pk] = row
    target.custom_fields = {
        (row.record_kind, same_words(row.heading)): row.key for row in known.values()
    }


def _make_risk_categories(changes: ChangeSet, target: Target) -> None:
    new = [{"name": proposal.name} for proposal in _of(changes, "risk_category")]
    if new:
        add_risk_categories(trust=target.trust, categories=new, by=target.by)
    own = RiskCategory.objects.for_trust(target.trust).values_list("name", "pk")
    target.risk_categories = {same_words(name): pk for name, pk in own}


def _make_people(changes: ChangeSet, target: Target) -> None:
    new = [
        Person(trust=target.trust, name=change.fields["name"]) for change in _of(changes, "person")
    ]
    create_all(new, by=target.by)
    everybody = Person.objects.for_trust(target.trust).values_list("pk", "name")
    target.people = {same_words(name): pk for pk, name in everybody}
    posts = [
        Post(person_id=target.people[same_words(change.fields["name"])], job_title=title)
        for change in (*_of(changes, "person"), *_of(changes, "post"))
        for title in change.fields["titles"]
    ]
    create_all(posts, by=target.by)
