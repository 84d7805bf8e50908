"""Every constraint of the database, broken on purpose.

Each is broken below the checks of forms and services, so that the database alone must
refuse the row, and then asked politely, so that a person gets a sentence.
"""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, models, transaction

from ambitions.models import (
    ActionLead,
    Ambition,
    AmbitionLead,
    BaselineChange,
    Challenge,
    Condition,
    Correction,
    KeyAction,
    Measure,
    MeasureLead,
    Notification,
    Reading,
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
from objectives.models.asked import OF_KINDS
from reports.models import Layout, LayoutPart, Paper, PaperFile, PaperLook, PaperText
from risks.models import (
    Assurance,
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
    Trust,
    User,
)
from strategy_tracker.imports.models import ImportProfile, ImportRun
from strategy_tracker.sign_up.models import SignUpRequest
from tests import factories
from tests.factories import NOON, build
from tests.test_meta import our_models

pytestmark = pytest.mark.django_db

Breaker = Callable[[], models.Model]


def wrong(model: type[models.Model], **fields: Any) -> Breaker:
    """A row that is wrong in itself."""
    return lambda: build(model, **fields)


def superseded(model: type[models.Model]) -> dict[str, Any]:
    """What makes a row one that another has superseded."""
    successor = factories.FACTORIES[model]()
    return {"superseded_by": successor, "strategy": successor.strategy}


def superseding_itself(model: type[models.Model]) -> Breaker:
    def breaker() -> models.Model:
        row = factories.FACTORIES[model](is_archived=True)
        row.superseded_by = row
        return row

    return breaker


def twice(model: type[models.Model], *names: str, **fields: Any) -> Breaker:
    """A second row with the same values in `names` as one that is there."""

    def breaker() -> models.Model:
        first = factories.FACTORIES[model](**fields)
        return build(model, **(fields | {name: getattr(first, name) for name in names}))

    return breaker


def for_themselves(model: type[models.Model], name: str) -> Breaker:
    """A row by which a person acts for themselves."""

    def breaker() -> models.Model:
        person = factories.person()
        return build(model, **{"person": person, name: person})

    return breaker


def in_other_letters(model: type[models.Model], name: str, *names: str) -> Breaker:
    """A second row that differs from the first in capitals only."""

    def breaker() -> models.Model:
        first = factories.FACTORIES[model]()
        same = {other: getattr(first, other) for other in names}
        return build(model, **same, **{name: getattr(first, name).upper()})

    return breaker


def two_people_with_one_login() -> Person:
    first = factories.leading_member(factories.trust())
    return build(Person, trust=first.trust, user=first.user)


def person_invited_twice() -> Invitation:
    person = factories.person()
    factories.invitation(person.trust, person=person)
    return build(Invitation, trust=person.trust, person=person)


def second_open_period() -> Period:
    return build(Period, strategy=factories.period().strategy)


def period_with_the_same(name: str) -> Breaker:
    def breaker() -> Period:
        first = factories.period(status="closed")
        if name == "starts_on":
            # Ended before the first one ends, so that its start is all that clashes.
            return build(Period, strategy=first.strategy, starts_on=first.starts_on, label="Other")
        return build(Period, strategy=first.strategy, label=first.label)

    return breaker


def graded_percent() -> Measure:
    strategy = factories.strategy()
    return build(Measure, strategy=strategy, grade_scale=factories.scale(strategy.trust))


def second_explanation() -> Heading:
    first = factories.heading(purpose="explanation")
    return build(Heading, strategy=first.strategy, purpose="explanation")


def passage_in_the_same_place() -> Passage:
    period = factories.period()
    objective = factories.objective(strategy=period.strategy)
    place = {"objective": objective, "period": period, "label": "Aims", "position": 1}
    factories.passage(**place)
    return build(Passage, **place)


def condition_in_the_same_place() -> Condition:
    first = factories.condition()
    return build(Condition, ambition=first.ambition, position=first.position)


def update_of(*levels: str) -> Breaker:
    """An update of several items, or of none."""

    def breaker() -> Update:
        row: Update = build(Update)
        items = {"objective": factories.objective, "ambition": factories.ambition}
        strategy = row.period.strategy
        row.action = factories.action(strategy=strategy) if "action" in levels else None
        for level, make in items.items():
            setattr(row, level, make(strategy=strategy) if level in levels else None)
        return row

    return breaker


def second_update(make_item: Callable[[], Any]) -> Breaker:
    def breaker() -> Update:
        first = factories.update(make_item())
        return build(Update, item=first.item, period=first.period)

    return breaker


def rating_with_a_percentage() -> UpdateRating:
    update = factories.update()
    scale = factories.rag_scale(update.period.strategy.trust)
    return build(
        UpdateRating,
        update=update,
        dimension=factories.dimension(strategy=update.period.strategy, scale=scale),
        rating=scale.ratings.first(),
        number=50,
    )


def percentage(number: int) -> Breaker:
    def breaker() -> UpdateRating:
        update = factories.update()
        dimension = factories.dimension(strategy=update.period.strategy, kind="percent")
        return build(UpdateRating, update=update, dimension=dimension, number=number)

    return breaker


def link_to(*levels: str) -> Breaker:
    def breaker() -> RiskLink:
        row: RiskLink = build(RiskLink)
        strategy = factories.strategy(row.risk.trust)
        makers = {
            "objective": factories.objective,
            "ambition": factories.ambition,
            "action": factories.action,
        }
        for level, make in makers.items():
            setattr(row, level, make(strategy=strategy) if level in levels else None)
        return row

    return breaker


def second_link(level: str) -> Breaker:
    def breaker() -> RiskLink:
        risk = factories.risk()
        make = getattr(factories, level)
        first = factories.risk_link(
            risk=risk, **{level: make(strategy=factories.strategy(risk.trust))}
        )
        return build(RiskLink, risk=risk, **{level: getattr(first, level)})

    return breaker


def second_score_in_period() -> RiskScore:
    period = factories.period()
    first = factories.risk_score(risk=factories.risk(strategy=period.strategy), period=period)
    return build(RiskScore, risk=first.risk, period=period)


def second_draft() -> Paper:
    first = factories.paper()
    return build(Paper, period=first.period, version=2)


def same_version() -> Paper:
    first = factories.paper(status="final")
    return build(Paper, period=first.period, version=first.version)


def lead_twice(model: type[models.Model], parent: str) -> Breaker:
    return twice(model, parent, "person", "kind")


def by_without_at(model: type[models.Model], verb: str, **fields: Any) -> Breaker:
    """Somebody is named as who did it, and no time is given."""

    def breaker() -> models.Model:
        given = {f"{verb}_at": None, f"{verb}_by": factories.user()}
        return build(model, **(fields | given))

    return breaker


PARENTLESS: dict[str, Any] = {"objective": None, "ambition": None}

# For each constraint, the rows that break it and no other.
BREAKERS: dict[str, list[Breaker]] = {
    "user_email_unique": [in_other_letters(User, "email")],
    "trust_two_factor_from_known": [wrong(Trust, two_factor_from="owner")],
    "trust_code_not_blank": [wrong(Trust, code="")],
    "membership_unique": [twice(Membership, "user", "trust")],
    "former_name_once": [twice(FormerName, "person", "name")],
    "former_name_not_blank": [wrong(FormerName, name="")],
    "invitation_open_once": [twice(Invitation, "trust", "email")],
    "invitation_person_open_once": [person_invited_twice],
    "invitation_role_known": [wrong(Invitation, role="owner")],
    "invitation_state_known": [wrong(Invitation, state="lost")],
    "audit_event_kind_known": [wrong(AuditEvent, kind="looked")],
    "audit_event_says_which_file": [wrong(AuditEvent, about="")],
    "membership_role_known": [wrong(Membership, role="owner")],
    "person_name_unique_in_trust": [
        twice(Person, "trust", "name"),
        in_other_letters(Person, "name", "trust"),
    ],
    "person_user_once_in_trust": [two_people_with_one_login],
    "person_name_not_blank": [wrong(Person, name="")],
    "delegation_ends_after_start": [
        wrong(Delegation, starts_on=date(2024, 4, 2), ends_on=date(2024, 4, 1))
    ],
    "delegation_unique": [
        twice(
            Delegation,
            "person",
            "delegate",
            starts_on=date(2024, 4, 1),
            ends_on=date(2024, 4, 2),
        )
    ],
    "delegation_to_another": [for_themselves(Delegation, "delegate")],
    "hand_over_once": [twice(HandOver, "person")],
    "hand_over_to_another": [for_themselves(HandOver, "to")],
    "post_unique": [twice(Post, "person", "job_title", started_on=date(2024, 4, 1))],
    "post_unique_undated": [twice(Post, "person", "job_title")],
    "post_ends_after_start": [wrong(Post, started_on=date(2024, 4, 2), ended_on=date(2024, 4, 1))],
    "post_job_title_not_blank": [wrong(Post, job_title="")],
    "strategy_title_unique_in_trust": [twice(Strategy, "trust", "title")],
    "strategy_ends_after_start": [
        wrong(Strategy, starts_on=date(2024, 4, 1), ends_on=date(2024, 4, 1))
    ],
    "strategy_title_not_blank": [wrong(Strategy, title="")],
    "objective_title_unique_in_strategy": [twice(StrategicObjective, "strategy", "title")],
    "objective_reference_unique_in_strategy": [twice(StrategicObjective, "strategy", "reference")],
    "objective_title_not_blank": [wrong(StrategicObjective, title="")],
    "objective_lead_unique": [lead_twice(ObjectiveLead, "objective")],
    "period_one_open_per_strategy": [second_open_period],
    "period_label_unique_in_strategy": [period_with_the_same("label")],
    "period_start_unique_in_strategy": [period_with_the_same("starts_on")],
    "period_ends_after_start": [
        wrong(Period, starts_on=date(2024, 4, 1), ends_on=date(2024, 4, 1)),
        wrong(Period, starts_on=date(2024, 4, 1), ends_on=date(2024, 3, 31)),
    ],
    "period_status_known": [wrong(Period, status="ajar")],
    "period_kind_known": [wrong(Period, kind="week")],
    "period_closed_at_iff_closed": [
        wrong(Period, status="closed", closed_at=None),
        wrong(Period, status="open", closed_at=NOON),
        by_without_at(Period, "closed"),
    ],
    "period_opened_by_needs_at": [by_without_at(Period, "opened")],
    "rating_scale_name_unique_in_trust": [twice(RatingScale, "trust", "name")],
    "rating_code_unique_in_scale": [twice(Rating, "scale", "code")],
    "rating_label_unique_in_scale": [twice(Rating, "scale", "label")],
    "rating_tone_known": [wrong(Rating, tone="purple")],
    "rating_has_letter_label": [wrong(Rating, letter=""), wrong(Rating, label="")],
    "dimension_code_unique": [twice(Dimension, "strategy", "level", "code")],
    "dimension_scale_iff_rated": [
        wrong(Dimension, scale=None),
        lambda: build(Dimension, kind="percent", scale=factories.scale()),
        wrong(Dimension, kind="guess"),
    ],
    "dimension_level_known": [wrong(Dimension, level="dream")],
    "heading_code_unique": [twice(Heading, "strategy", "level", "code")],
    "heading_one_explanation_and_mitigation": [second_explanation],
    "heading_level_known": [wrong(Heading, level="dream")],
    "heading_on_rating_is_asked_always": [
        wrong(Heading, purpose="mitigation", asked_when="year_end")
    ],
    **{
        f"{name}_{broken}": [wrong(model, **fields)]
        for name, model in (("heading", Heading), ("dimension", Dimension))
        for broken, fields in (
            ("when_known", {"asked_when": "some day"}),
            ("of_some_kind", dict.fromkeys(OF_KINDS, False)),
            ("kinds_are_of_actions", {"level": "objective", "of_must_do": False}),
        )
    },
    "custom_field_heading_unique_in_strategy": [
        twice(CustomField, "strategy", "heading"),
        in_other_letters(CustomField, "heading", "strategy"),
    ],
    "custom_field_heading_unique_in_trust": [
        twice(CustomField, "trust", "heading", record_kind="risk")
    ],
    "custom_field_heading_not_blank": [wrong(CustomField, heading="")],
    "custom_field_record_kind_known": [wrong(CustomField, record_kind="dream")],
    "custom_field_value_kind_known": [wrong(CustomField, value_kind="song")],
    "custom_field_of_strategy_unless_risk": [
        lambda: build(CustomField, strategy=None, trust=factories.trust()),
        lambda: build(CustomField, record_kind="risk", strategy=factories.strategy()),
    ],
    "passage_place_unique": [
        twice(Passage, "strategy", "document", "label", "position"),
        passage_in_the_same_place,
    ],
    "passage_not_blank": [wrong(Passage, label="", text="")],
    "passage_document_not_blank": [wrong(Passage, document="")],
    "passage_kind_known": [wrong(Passage, kind="poem")],
    "objective_ended_is_archived": [
        wrong(StrategicObjective, end_reason="Overtaken by events."),
        lambda: build(StrategicObjective, is_archived=False, **superseded(StrategicObjective)),
    ],
    "objective_supersedes_another": [superseding_itself(StrategicObjective)],
    "ambition_ended_is_archived": [
        wrong(Ambition, end_reason="Overtaken by events."),
        lambda: build(Ambition, is_archived=False, **superseded(Ambition)),
    ],
    "ambition_supersedes_another": [superseding_itself(Ambition)],
    "action_ended_is_archived": [
        wrong(KeyAction, end_reason="Overtaken by events."),
        lambda: build(KeyAction, is_archived=False, **superseded(KeyAction)),
    ],
    "action_supersedes_another": [superseding_itself(KeyAction)],
    "ambition_title_unique_in_strategy": [twice(Ambition, "strategy", "title")],
    "ambition_title_not_blank": [wrong(Ambition, title="")],
    "ambition_lead_unique": [lead_twice(AmbitionLead, "ambition")],
    "condition_position_unique_in_ambition": [condition_in_the_same_place],
    "condition_text_not_blank": [wrong(Condition, text="")],
    "action_has_one_parent": [
        wrong(KeyAction, **PARENTLESS),
        lambda: build(
            KeyAction,
            ambition=(ambition := factories.ambition()),
            objective=factories.objective(strategy=ambition.strategy),
        ),
    ],
    "action_title_not_blank": [wrong(KeyAction, title="")],
    "action_kind_known": [wrong(KeyAction, kind="could_do")],
    "action_lead_unique": [lead_twice(ActionLead, "action")],
    "baseline_change_has_reason": [wrong(BaselineChange, reason="")],
    "baseline_change_of_one_record": [
        lambda: build(
            BaselineChange,
            action=(action := factories.action()),
            ambition=factories.ambition(strategy=action.strategy),
        ),
    ],
    "measure_name_not_blank": [wrong(Measure, name="")],
    "measure_grades_are_of_grades": [graded_percent],
    "measure_one_parent_at_most": [
        lambda: build(
            Measure,
            ambition=(ambition := factories.ambition()),
            objective=factories.objective(strategy=ambition.strategy),
        )
    ],
    "measure_lead_unique": [lead_twice(MeasureLead, "measure")],
    "reading_unique": [
        twice(Reading, "measure", "financial_year", "part", "kind", "series"),
    ],
    "reading_part_known": [wrong(Reading, part="Q5"), wrong(Reading, part="M13")],
    "reading_year_sensible": [
        wrong(Reading, financial_year=1989),
        wrong(Reading, financial_year=2101),
    ],
    "update_of_exactly_one_item": [
        update_of(),
        update_of("objective", "ambition"),
        update_of("ambition", "action"),
        update_of("objective", "action"),
        update_of("objective", "ambition", "action"),
    ],
    "update_one_per_period_and_objective": [second_update(factories.objective)],
    "update_one_per_period_and_ambition": [second_update(factories.ambition)],
    "update_one_per_period_and_action": [second_update(factories.action)],
    "update_state_known": [wrong(Update, state="lost")],
    "update_approved_at_iff_approved": [
        wrong(Update, state="approved", approved_at=None),
        wrong(Update, state="submitted", approved_at=NOON),
        by_without_at(Update, "approved", state="submitted"),
    ],
    "update_submitted_by_needs_at": [by_without_at(Update, "submitted")],
    "update_submitted_at_when_submitted": [
        wrong(Update, state="submitted", submitted_at=None),
        wrong(Update, state="approved", submitted_at=None),
    ],
    "update_saved_by_needs_at": [by_without_at(Update, "saved")],
    "one_rating_per_update_and_dimension": [
        twice(UpdateRating, "update", "dimension"),
    ],
    "update_rating_is_rating_or_number": [
        wrong(UpdateRating, rating=None, number=None),
        rating_with_a_percentage,
    ],
    "update_rating_percent_0_to_100": [percentage(-1), percentage(101)],
    "one_narrative_per_update_and_heading": [twice(UpdateNarrative, "update", "heading")],
    "challenge_has_text": [wrong(Challenge, text="")],
    "challenge_answered_by_needs_at": [by_without_at(Challenge, "answered")],
    "notification_quotes_what_was_asked": [
        wrong(Notification, kind=kind) for kind in ("returned", "reopened", "told")
    ],
    "correction_one_open_per_update": [twice(Correction, "update")],
    "correction_has_reason": [wrong(Correction, reason="")],
    "correction_closed_by_needs_at": [by_without_at(Correction, "closed")],
    "risk_reference_unique_in_trust": [twice(Risk, "trust", "reference")],
    "risk_has_reference_or_title": [wrong(Risk, reference="", title="")],
    "risk_tolerance_at_most_100": [wrong(Risk, tolerance=101)],
    "risk_lead_unique": [lead_twice(RiskLead, "risk")],
    "risk_score_unique_in_period": [second_score_in_period],
    "risk_score_one_standing": [twice(RiskScore, "risk", "kind")],
    "risk_score_at_most_100": [wrong(RiskScore, score=101)],
    "risk_likelihood_at_most_10": [wrong(RiskScore, likelihood=11, score=12)],
    "risk_consequence_at_most_10": [wrong(RiskScore, consequence=11, score=12)],
    "sign_up_request_decided_by_needs_at": [by_without_at(SignUpRequest, "decided")],
    "sign_up_request_state_known": [wrong(SignUpRequest, state="lost")],
    "sign_up_request_mail_known": [wrong(SignUpRequest, mail="song")],
    "risk_category_name_unique_in_trust": [
        twice(RiskCategory, "trust", "name"),
        in_other_letters(RiskCategory, "name", "trust"),
    ],
    "risk_category_name_not_blank": [wrong(RiskCategory, name="")],
    "risk_category_tolerance_at_most_100": [wrong(RiskCategory, tolerance=101)],
    "risk_matrix_one_per_trust": [twice(RiskMatrix, "trust")],
    "risk_level_value_unique": [twice(RiskLevel, "matrix", "axis", "value")],
    "risk_level_value_at_most_10": [wrong(RiskLevel, value=11)],
    "risk_cell_unique": [twice(RiskCell, "matrix", "likelihood", "consequence")],
    "risk_cell_score_at_most_100": [wrong(RiskCell, score=101)],
    "risk_band_lowest_unique": [twice(RiskBand, "matrix", "lowest")],
    "risk_band_lowest_first": [wrong(RiskBand, lowest=5, highest=4)],
    "risk_band_at_most_100": [wrong(RiskBand, lowest=1, highest=101)],
    "assurance_line_1_to_3": [wrong(Assurance, line=0), wrong(Assurance, line=4)],
    "risk_link_to_exactly_one_item": [
        link_to(),
        link_to("objective", "ambition"),
        link_to("ambition", "action"),
        link_to("objective", "action"),
        link_to("objective", "ambition", "action"),
    ],
    "risk_link_unique_objective": [second_link("objective")],
    "risk_link_unique_ambition": [second_link("ambition")],
    "risk_link_unique_action": [second_link("action")],
    "objective_uuid_unique": [twice(StrategicObjective, "uuid")],
    "ambition_uuid_unique": [twice(Ambition, "uuid")],
    "action_uuid_unique": [twice(KeyAction, "uuid")],
    "measure_uuid_unique": [twice(Measure, "uuid")],
    "risk_uuid_unique": [twice(Risk, "uuid")],
    "import_applied_at_iff_applied": [
        wrong(ImportRun, status="applied", applied_at=None),
        wrong(ImportRun, status="previewed", applied_at=NOON),
        by_without_at(ImportRun, "applied"),
    ],
    "import_undone_at_iff_undone": [
        wrong(ImportRun, status="undone", undone_at=None),
        wrong(ImportRun, status="applied", undone_at=NOON),
        by_without_at(ImportRun, "undone"),
    ],
    "import_profile_name_unique_in_trust": [
        twice(ImportProfile, "trust", "name"),
        in_other_letters(ImportProfile, "name", "trust"),
    ],
    "import_profile_name_not_blank": [wrong(ImportProfile, name="")],
    "paper_version_unique": [same_version],
    "paper_one_draft_per_layout": [second_draft],
    "paper_frozen_iff_final": [
        wrong(Paper, status="final", frozen_at=None),
        wrong(Paper, status="final", content=None),
        wrong(Paper, status="final", content_sha256=""),
        wrong(Paper, status="draft", content={"schema": "strategy-tracker/paper/1"}),
        wrong(Paper, status="draft", content_sha256="0" * 64),
        wrong(Paper, status="draft", frozen_at=NOON),
        by_without_at(Paper, "frozen"),
    ],
    "paper_change_only_after_first": [wrong(Paper, what_changed="A word.")],
    "paper_reason_only_when_final": [wrong(Paper, status="draft", reason="The board asked.")],
    "paper_text_unique": [twice(PaperText, "paper", "part", "name")],
    "paper_file_unique": [twice(PaperFile, "paper", "format")],
    "paper_file_format_known": [wrong(PaperFile, format="odd")],
    "layout_key_unique_in_trust": [twice(Layout, "trust", "key")],
    "layout_name_unique_in_trust": [twice(Layout, "trust", "name")],
    "layout_name_not_blank": [wrong(Layout, name="")],
    "paper_look_leads_known": [wrong(PaperLook, leads_as="initials")],
    "paper_look_size_known": [wrong(PaperLook, paper_size="A5")],
    "paper_look_logo_described": [wrong(PaperLook, logo="data:image/png;base64,")],
    "layout_part_key_unique": [twice(LayoutPart, "layout", "key")],
    "layout_part_orientation_known": [wrong(LayoutPart, orientation="odd")],
    "layout_part_audience_known": [wrong(LayoutPart, audience="odd")],
}

# Fields that are unique by themselves.
UNIQUE_FIELDS: dict[tuple[type[models.Model], str], Breaker] = {
    (User, "email"): twice(User, "email"),
    (Trust, "code"): twice(Trust, "code"),
    (PaperLook, "trust"): twice(PaperLook, "trust"),
}


def our_constraints() -> dict[str, tuple[type[models.Model], models.BaseConstraint]]:
    return {
        constraint.name: (model, constraint)
        for model in our_models()
        for constraint in model._meta.constraints
    }


def each_breaker() -> list[Any]:
    return [
        pytest.param(name, breaker, id=f"{name}-{number}")
        for name, breakers in BREAKERS.items()
        for number, breaker in enumerate(breakers)
    ]


def texts_of_refusal(model: type[models.Model], constraint: models.BaseConstraint) -> set[str]:
    """What the database's message holds when it is this constraint that refused the row."""
    if connection.vendor == "sqlite" and isinstance(constraint, models.UniqueConstraint):
        table = model._meta.db_table
        columns = [f"{table}.{model._meta.get_field(name).column}" for name in constraint.fields]
        return {", ".join(columns) if columns else f"index '{constraint.name}'"}
    return {constraint.name}


def write_unchecked(row: models.Model) -> None:
    """Write the row as it is, past full_clean() and past history."""
    with transaction.atomic():
        if row._state.adding:
            type(row)._base_manager.bulk_create([row])
        else:
            row.save_base(raw=True)


def sentences(row: models.Model) -> list[str]:
    with pytest.raises(ValidationError) as caught:
        row.full_clean()
    return caught.value.messages


def test_every_constraint_has_a_row_that_breaks_it() -> None:
    assert set(BREAKERS) == set(our_constraints())
    assert all(BREAKERS.values())


def test_every_unique_field_has_a_row_that_breaks_it() -> None:
    assert set(UNIQUE_FIELDS) == {
        (model, field.name)
        for model in our_models()
        for field in model._meta.concrete_fields
        if field.unique and not field.primary_key
    }


@pytest.mark.parametrize(("name", "breaker"), each_breaker())
def test_the_database_refuses_the_row(name: str, breaker: Breaker) -> None:
    model, constraint = our_constraints()[name]
    row = breaker()
    with pytest.raises(IntegrityError) as caught:
        write_unchecked(row)
    message = str(caught.value)
    assert any(text in message for text in texts_of_refusal(model, constraint)), message


@pytest.mark.parametrize(("name", "breaker"), each_breaker())
def test_a_person_is_told_in_a_sentence(name: str, breaker: Breaker) -> None:
    for sentence in sentences(breaker()):
        assert name not in sentence
        assert "Constraint" not in sentence
        assert sentence[0].isupper() or sentence[0] in "“'"
        assert sentence.endswith(".")


@pytest.mark.parametrize("key", UNIQUE_FIELDS, ids=str)
def test_a_unique_field_is_refused_by_the_database_and_in_words(
    key: tuple[type[models.Model], str],
) -> None:
    row = UNIQUE_FIELDS[key]()
    assert all(sentence.endswith(".") for sentence in sentences(row))
    with pytest.raises(IntegrityError):
        write_unchecked(row)


@pytest.mark.parametrize(
    "make",
    [
        lambda: factories.post(
            person=factories.post(job_title="Chief nurse", started_on=date(2020, 1, 1)).person,
            job_title="Chief nurse",
            started_on=date(2024, 1, 1),
        ),
        lambda: factories.period(
            factories.period(status="closed").strategy, status="planned", label="Later"
        ),
        lambda: factories.risk(factories.risk(reference="").trust, reference=""),
        lambda: factories.objective(
            strategy=factories.objective(reference="").strategy, reference=""
        ),
        lambda: factories.heading(
            strategy=factories.heading(purpose="mitigation", is_archived=True).strategy,
            purpose="mitigation",
        ),
        lambda: factories.risk_score(likelihood=None, consequence=4, score=13),
        lambda: factories.risk_score(score=25),
        lambda: factories.risk_score(score=1),
        lambda: factories.update(state="approved", approved_by=factories.user()),
        lambda: factories.reading(part="M12", financial_year=1990),
        lambda: factories.paper(period=factories.paper(status="final").period, version=2),
    ],
)
def test_what_a_constraint_allows_is_allowed(make: Callable[[], models.Model]) -> None:
    assert make().pk
