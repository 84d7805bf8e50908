"""Every field of what a trust owns is on a form of one of its screens, or says here why not."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import models

from ambitions.measures.fields import MEASURE_FIELDS
from ambitions.measures.forms import MeasureForm
from ambitions.models import Ambition, KeyAction, Measure
from ambitions.plan.fields import ITEM_FIELDS
from ambitions.plan.forms import LEAD_FIELDS, NewItemForm
from objectives.models import (
    CustomField,
    Dimension,
    Heading,
    Passage,
    Period,
    Rating,
    RatingScale,
    StrategicObjective,
    Strategy,
)
from reports.look_views import LookForm
from reports.models import PaperLook
from risks.edit_form import RiskForm
from risks.fields import RISK_FIELDS
from risks.held import Holding
from risks.matrix import NPSA
from risks.matrix_form import MatrixForm
from risks.models import (
    Assurance,
    Control,
    Gap,
    Risk,
    RiskBand,
    RiskCategory,
    RiskCell,
    RiskLevel,
    RiskMatrix,
)
from strategy_tracker.accounts.base import Lead, TrustRecord
from strategy_tracker.accounts.forms import (
    MemberForm,
    MembershipForm,
    PersonForm,
    SecondFactorForm,
)
from strategy_tracker.accounts.models import Invitation, Membership, Person, Post, Role, Trust
from strategy_tracker.setup.appetite_form import AppetiteForm
from strategy_tracker.setup.custom_field_forms import CustomFieldForm
from strategy_tracker.setup.forms import StrategyForm
from strategy_tracker.setup.passage_forms import PassageForm
from strategy_tracker.setup.period_forms import PeriodEditForm
from strategy_tracker.setup.question_forms import DimensionForm, HeadingForm
from strategy_tracker.setup.scale_form import ScaleForm
from tests import factories
from tests.test_meta import our_models

pytestmark = pytest.mark.django_db

# Why a field of any model is on no form.
ALWAYS = {
    "id": "the database's own",
    "uuid": "the record's identity, by which papers name it",
    "source": "says from which workbook it came; only an import writes it",
    "position": "the order: moved by buttons, or that in which rows stand on the form",
    "custom_values": "a box for each column of the trust's own: tests/test_custom_fields.py",
}
DONE_BY = "set by what somebody does: moved, closed, approved, published"
OWNER = "what it is part of: the page that it is on"
STORED = "made by the software from what is typed elsewhere"
ANSWERED = "answered in a round: the update form, the review, its corrections"
PEOPLE = "kept under People and on one's own account"

# The plan, kept by hand: fields that are on no form of an item, a measure or a risk.
NOT_ON_A_FORM: dict[str, dict[str, str]] = {
    "StrategicObjective": {"strategy": "the strategy that is chosen in the frame"},
    "Ambition": {"strategy": "the strategy that is chosen in the frame"},
    "KeyAction": {"strategy": "the strategy that is chosen in the frame"},
    "Measure": {"strategy": "the strategy that is chosen in the frame"},
    "Risk": {"trust": OWNER},
    # The set-up.
    "Trust": {"code": "in every address: only the operator changes it"},
    "Strategy": {"trust": OWNER},
    "Period": {
        "strategy": OWNER,
        "status": DONE_BY,
        "opened_at": DONE_BY,
        "opened_by": DONE_BY,
        "closed_at": DONE_BY,
        "closed_by": DONE_BY,
    },
    "RatingScale": {"trust": OWNER},
    "Rating": {"scale": OWNER, "code": "by what it was made as; imports and papers know it by it"},
    "Dimension": {
        "strategy": OWNER,
        "level": "the page on which it is added",
        "code": "by what it was made as; imports and papers know it by it",
    },
    "Heading": {
        "strategy": OWNER,
        "level": "the page on which it is added",
        "code": "by what it was made as; imports and papers know it by it",
    },
    "Passage": {"strategy": OWNER},
    "CustomField": {
        "trust": OWNER,
        "strategy": OWNER,
        "record_kind": "the list in which it is added",
    },
    "RiskCategory": {"trust": OWNER},
    "RiskMatrix": {"trust": OWNER},
    "RiskLevel": {"matrix": OWNER, "axis": "the table that the row stands in"},
    "RiskCell": {"matrix": OWNER},
    "RiskBand": {"matrix": OWNER},
    # People.
    "Membership": {"trust": OWNER, "user": "whoever accepted the invitation"},
    "Invitation": {"trust": OWNER, "state": DONE_BY, "expires_on": STORED},
    "Person": {"trust": OWNER, "user": "chosen on the page of the member, as their place"},
    "FormerName": {"person": OWNER, "name": STORED},
    "Post": {"person": OWNER},
    "Reading": {
        "measure": OWNER,
        "financial_year": "the box that it is typed in says of when it is",
        "part": "the box that it is typed in says of when it is",
        "kind": "the box that it is typed in says whether it is an aim",
        "number": "read from what is typed",
        "empty": "read from what is typed",
        "series": "several actuals come with a workbook; one is typed here",
        "printed_year": "how a workbook heads the year",
    },
    "Control": {"risk": OWNER},
    "Assurance": {"risk": OWNER},
    "Gap": {"risk": OWNER},
    "Condition": {"ambition": OWNER},
    "RiskLink": {"risk": OWNER},
    "RiskScore": {
        "risk": OWNER,
        "kind": "the box that it is typed in says which score it is",
        "period": "the period that is open, or none",
        "score": "worked out by the matrix from likelihood and consequence, or typed in one box",
        "printed": "typed in the box of the score, where that is in words",
        "direction": "worked out from the score before; another comes with a workbook",
    },
    "Delegation": {"person": OWNER},
    "HandOver": {"person": OWNER, "planned_at": DONE_BY, "planned_by": DONE_BY},
    "BaselineChange": {
        "strategy": OWNER,
        "objective": OWNER,
        "ambition": OWNER,
        "action": OWNER,
        "measure": OWNER,
        "field": STORED,
        "what": STORED,
        "old_date": STORED,
        "old_text": STORED,
        "new_text": "what the field itself is given",
        "changed_at": DONE_BY,
        "changed_by": DONE_BY,
    },
}
# Fields by which something leaves the plan: on the page that ends it, or a button's.
BY_A_PAGE_OF_ITS_OWN = {
    "StrategicObjective": {"is_archived", "end_reason", "superseded_by"},
    "Ambition": {"is_archived", "end_reason", "superseded_by"},
    "KeyAction": {"is_archived", "end_reason", "superseded_by"},
    "Measure": {"is_archived"},
    "Risk": {"is_closed"},
    # The figure, its note and its embargo: My readings, and the page of the measure.
    "Reading": {"raw", "note", "is_withheld"},
    # The score of a period, and why: the page that scores a risk.
    "RiskScore": {"likelihood", "consequence", "note"},
    "RiskLink": {"objective", "ambition", "action"},
    "Condition": {"letter", "text"},
    "Strategy": {"is_archived"},
    "Period": {"close_reason"},
    "Membership": {"ended_on"},
    # The pages of a person.
    "Person": {"left_on"},
    "Delegation": {"delegate", "starts_on", "ends_on"},
    "HandOver": {"to", "on"},
    "BaselineChange": {"new_date", "reason", "minute_reference"},
}

# Models whose every field is told apart elsewhere, with where.
ELSEWHERE = {
    "User": PEOPLE,
    **dict.fromkeys(
        ("Update", "UpdateRating", "UpdateNarrative", "Challenge", "Correction"), ANSWERED
    ),
    **dict.fromkeys(("Reminder", "Notification"), "written by the page that sends it"),
    "SignUpRequest": "the public sign-up's form; decided on in the administration",
    "AuditEvent": "what somebody did, written as it is done and never changed",
}

# What a box of a set-up form is called that holds fields of other names.
HELD_BY: dict[str, set[str]] = {
    "asked": {"is_archived", "purpose", "asked_when"},
    "answered_with": {"kind", "scale"},
    "place": {"kind", "code"},
    "least_role": {"two_factor_from"},
    "cell": {"likelihood", "consequence", "score"},
    "title": {"title", "job_title"},
    "from": {"started_on"},
    "until": {"ended_on"},
}


def boxes(form: Any, start: str = "") -> set[str]:
    """The fields that the boxes of a form hold; of those of one row, where `start` is given."""
    names = {name.removeprefix(start) for name in form.fields if name.startswith(start)}
    return names.union(*(HELD_BY.get(name, set()) for name in names))


def numbered(form: Any) -> set[str]:
    """The same of boxes that are called "title_1": by what stands before the number."""
    names = {name.rpartition("_")[0] for name in form.fields if name[-1].isdigit()}
    return names.union(*(HELD_BY.get(name, set()) for name in names))


def scale_rows() -> set[str]:
    rating = factories.rating()
    form = ScaleForm(None, scale=rating.scale, given=(), others=())
    return boxes(form, f"r{rating.pk}-")


def category_rows() -> set[str]:
    category = factories.risk_category()
    form = AppetiteForm(None, categories=[category], bands=NPSA.bands)
    names = boxes(form, f"r{category.pk}-")
    return names | {"name"} if "label" in names else names


def matrix_rows(part: str) -> set[str]:
    form = MatrixForm(None, matrix=NPSA)
    if part == "cell":
        cells = {name for name in form.fields if name.startswith("cell-")}
        return HELD_BY["cell"] if cells else set()
    return boxes(form, f"{part}-0-")


def passage_boxes() -> set[str]:
    passage = factories.passage(strategy=factories.strategy(uses_objectives=True))
    return boxes(PassageForm(None, passage=passage, periods=Period.objects.none()))


def member_boxes() -> set[str]:
    return boxes(MemberForm(trust=factories.trust(), granted=Role.values))


# The forms of the set-up and of people: for each model the boxes of the form that its page has.
SETUP_FORMS: dict[type[models.Model], Callable[[], set[str]]] = {
    Trust: lambda: boxes(LookForm(look=PaperLook())) | boxes(SecondFactorForm()),
    Strategy: lambda: boxes(
        StrategyForm(None, strategy=factories.strategy(), in_use={}, others=set())
    ),
    Period: lambda: boxes(PeriodEditForm(None, period=factories.period())),
    RatingScale: lambda: boxes(ScaleForm(None, scale=factories.scale(), given=(), others=())),
    Rating: scale_rows,
    Dimension: lambda: boxes(
        DimensionForm(None, dimension=factories.dimension(), others=set(), scales=[], answers=0)
    ),
    Heading: lambda: boxes(
        HeadingForm(None, heading=factories.heading(), others=set(), asked_for={})
    ),
    Passage: passage_boxes,
    CustomField: lambda: boxes(CustomFieldForm(None, field=factories.custom_field(), others=set())),
    RiskCategory: category_rows,
    RiskMatrix: lambda: boxes(MatrixForm(None, matrix=NPSA)),
    RiskLevel: lambda: matrix_rows("likelihood") & matrix_rows("consequence"),
    RiskCell: lambda: matrix_rows("cell"),
    RiskBand: lambda: matrix_rows("band"),
    Membership: lambda: boxes(MembershipForm(membership=factories.member(), granted=Role.values)),
    Invitation: member_boxes,
    Person: lambda: boxes(PersonForm(person=factories.person())),
    Post: lambda: numbered(PersonForm(person=factories.post().person)),
}


def form_fields_of(model: type[models.Model]) -> set[str]:
    """The names of the fields that the form of the model has."""
    if model in SETUP_FORMS:
        return SETUP_FORMS[model]()
    given: Any = {"people": Person.objects.none()}
    if model in (StrategicObjective, Ambition, KeyAction):
        strategy = factories.strategy()
        form: Any = NewItemForm(item=model(strategy=strategy), places=[], **given)
        declared = {field.name for field in ITEM_FIELDS[model(strategy=strategy).level]}
        return declared & set(form.fields) | ({"objective", "ambition"} & _under(form))
    if model is Measure:
        measure = Measure(strategy=factories.strategy())
        form = MeasureForm(
            measure=measure, places=[], actions=KeyAction.objects.none(), parts=[], aims={},
            scales=[], **given,
        )  # fmt: skip
        declared = {field.name for field in MEASURE_FIELDS} | {"grade_scale"}
        return declared & set(form.fields) | {"actions"} | _under(form)
    form = RiskForm(
        risk=Risk(trust=factories.trust()), strategies=[],
        categories=[factories.risk_category()], items=[], linked=[], matrix=NPSA,
        scores={}, holding=Holding(), **given,
    )  # fmt: skip
    if model is Risk:
        return {field.name for field in RISK_FIELDS} & set(form.fields) | {"strategy", "category"}
    start = f"{model.__name__.lower()}_0_"
    return {name.removeprefix(start) for name in form.fields if name.startswith(start)}


def _under(form: Any) -> set[str]:
    """What an item stands under is one box for both."""
    return {"objective", "ambition"} if "under" in form.fields else set()


BY_A_FORM = (StrategicObjective, Ambition, KeyAction, Measure, Risk, Control, Assurance, Gap)


def own_fields(model: type[models.Model]) -> set[str]:
    named = {field.name for field in model._meta.concrete_fields}
    return named | {field.name for field in model._meta.many_to_many}


def leads() -> list[Any]:
    return [model for model in our_models() if issubclass(model, Lead)]


def app_of_papers(model: type[models.Model]) -> bool:
    return model._meta.app_label in ("reports", "imports")


@pytest.mark.parametrize(
    "model",
    [
        pytest.param(model, id=model.__name__)
        for model in our_models()
        if not app_of_papers(model) and not issubclass(model, Lead)
    ],
)
def test_every_field_is_on_a_form_or_says_why_not(model: type[models.Model]) -> None:
    name = model.__name__
    if name in ELSEWHERE:
        assert name not in NOT_ON_A_FORM
        return
    assert issubclass(model, TrustRecord | Trust)
    on_a_form = form_fields_of(model) if model in (*BY_A_FORM, *SETUP_FORMS) else set()
    on_a_form |= BY_A_PAGE_OF_ITS_OWN.get(name, set())
    told = set(ALWAYS) | set(NOT_ON_A_FORM.get(name, {}))
    assert own_fields(model) - on_a_form - told == set()
    # Nothing is told of what is not there, nor of what is on a form.
    assert set(NOT_ON_A_FORM.get(name, {})) <= own_fields(model) - on_a_form


@pytest.mark.once
def test_every_kind_of_lead_is_on_the_form() -> None:
    assert set(LEAD_FIELDS) == set(Lead.Kind.values)
    for model in leads():
        owner = {"objective", "ambition", "action", "measure", "risk"} & own_fields(model)
        assert own_fields(model) - owner - set(ALWAYS) == {"person", "kind"}
