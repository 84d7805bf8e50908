"""The risk matrix of a trust: its words on every page, paper and export, and its screen."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from reports.data import export
from reports.services import content_of
from risks.matrix import NPSA, Band, Bands, Level, Matrix, Method
from risks.models import RiskBand, RiskMatrix, RiskScore
from risks.models.matrix import bands_of, matrix_of
from risks.services import ensure_risk_matrix, save_risk_matrix, score_risk
from strategy_tracker.accounts.models import Role, Trust
from strategy_tracker.accounts.saving import happening_at
from tests import factories
from tests.answering import Plan
from tests.governing import address, signed_in, text_of

pytestmark = pytest.mark.django_db

OURS = Matrix(
    name="Our matrix",
    method=Method.ADDED,
    likelihoods=(Level(0, "Never"), Level(1, "Seldom"), Level(2, "Often")),
    consequences=(Level(0, "Bearable"), Level(1, "Grievous"), Level(2, "Dire"), Level(3, "Fatal")),
    bands=Bands((Band("Intolerable", "red", 3, 5), Band("Watch", "blue", 0, 2))),
)
IN_WORDS = Matrix(
    name="In words",
    method=Method.SCORE_ALONE,
    likelihoods=(),
    consequences=(),
    bands=Bands((Band("Serious", "red", 6, 10), Band("Mild", "green", 0, 5))),
)


def ours(trust: Trust, matrix: Matrix = OURS) -> RiskMatrix:
    return save_risk_matrix(trust=trust, matrix=matrix, by=None)


def scored(plan: Plan, **score: Any) -> RiskScore:
    risk = factories.risk(plan.trust, strategy=plan.strategy, title="Roofs", reference="BAF 1")
    return score_risk(risk=risk, kind="current", period=plan.period, by=None, **score)


def page(plan: Plan, name: str, *args: Any) -> str:
    return text_of(signed_in(plan.trust).get(address(name, plan.trust, *args)))


def test_a_trust_without_a_matrix_has_the_npsas_and_its_first_score_makes_it_its_own() -> None:
    plan = Plan()
    assert matrix_of(plan.trust.pk) == NPSA
    scored(plan, likelihood=5, consequence=5)
    assert RiskMatrix.objects.get().trust == plan.trust
    assert matrix_of(plan.trust.pk) == NPSA
    assert ensure_risk_matrix(trust=plan.trust, by=None) == RiskMatrix.objects.get()


def test_consequence_5_is_catastrophic_where_a_risk_is_scored() -> None:
    plan = Plan()
    text = page(plan, "risk_score", scored(plan, likelihood=5, consequence=5).risk.pk)
    assert "5 Catastrophic" in text and "Severe" not in text


def test_another_matrix_is_seen_on_pages_map_paper_and_export() -> None:
    plan = Plan()
    ours(plan.trust)
    score = scored(plan, likelihood=2, consequence=3)
    assert score.score == 5
    risk_page = page(plan, "risk_detail", score.risk.pk)
    assert "Intolerable" in risk_page and "Extreme" not in risk_page
    response = signed_in(plan.trust).get(address("risk_list", plan.trust))
    html = response.content.decode()
    assert ">Often<" in html and ">Fatal<" in html and "Catastrophic" not in html
    assert "3 to 5 intolerable" in text_of(response)
    form = page(plan, "risk_score", score.risk.pk)
    assert "2 Often" in form and "3 Fatal" in form
    assert "The score is likelihood plus consequence" in form
    paper = content_of(factories.paper(period=plan.period))
    table = next(part["data"] for part in paper["parts"] if part["kind"] == "risk-table")
    current = table["groups"][0]["rows"][0]["current"]
    assert (current["score"], current["band"], current["tone"]) == ("5", "intolerable", "red")
    assert export(plan.strategy, plan.period)["risks"][0]["current_words"] == "Intolerable"


def test_a_score_in_words_is_printed_as_it_was_given() -> None:
    plan = Plan()
    ours(plan.trust, IN_WORDS)
    risk = factories.risk(plan.trust, strategy=plan.strategy)
    client = signed_in(plan.trust)
    url = address("risk_score", plan.trust, risk.pk)
    refused = client.post(url, {"score": "11"})
    assert refused.status_code == 400
    assert "Give a score from 0 to 10, or the name of a band." in text_of(refused)
    client.post(url, {"score": "Serious"})
    score = RiskScore.objects.get()
    assert (score.score, score.printed) == (6, "Serious")
    assert "Current Serious Serious" in page(plan, "risk_detail", risk.pk)
    assert export(plan.strategy, plan.period)["risks"][0]["current_words"] == "Serious"


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"score": 26}, "A risk scores from 1 to 25."),
        ({"score": 0}, "A risk scores from 1 to 25."),
        ({"score": 6, "likelihood": 6, "consequence": 1}, "Likelihood is from 1 to 5."),
        (
            {"score": 13, "likelihood": 3, "consequence": 4},
            "The score must be likelihood times consequence.",
        ),
    ],
)
def test_a_score_keeps_to_the_matrix_of_its_trust(fields: dict[str, int], sentence: str) -> None:
    with pytest.raises(ValidationError) as caught:
        RiskScore(risk=factories.risk(), kind="current", **fields).full_clean()
    assert caught.value.messages == [sentence]


def test_a_closed_period_keeps_the_bands_that_it_closed_with() -> None:
    trust = factories.trust()
    before = timezone.now() - timedelta(days=9)
    with happening_at(before):
        ours(trust, NPSA)
    ours(trust)
    assert bands_of(trust.pk, before + timedelta(days=1)) == NPSA.bands
    assert matrix_of(trust.pk, before + timedelta(days=1)) == NPSA
    assert matrix_of(trust.pk) == OURS


def test_saving_the_same_again_writes_nothing_and_a_label_is_changed_in_place() -> None:
    trust = factories.trust()
    ours(trust)
    band = RiskBand.objects.get(label="Watch")
    ours(trust)
    assert band.history.count() == 1
    renamed = Bands((OURS.bands.rows[0], Band("Keep an eye on", "blue", 0, 2)))
    ours(trust, replace(OURS, bands=renamed))
    band.refresh_from_db()
    assert band.label == "Keep an eye on" and band.history.count() == 2


def test_a_matrix_that_is_not_whole_is_refused() -> None:
    trust = factories.trust()
    broken = Bands((Band("Intolerable", "red", 4, 5), Band("Watch", "blue", 0, 2)))
    with pytest.raises(ValidationError, match="No band takes in 3"):
        ours(trust, replace(OURS, bands=broken))
    assert not RiskMatrix.objects.exists()


# The screen


def boxes(plan: Plan) -> dict[str, Any]:
    """What the form holds, as a browser would send it."""
    form = signed_in(plan.trust).get(address("risk_matrix_edit", plan.trust)).context["form"]
    return {name: value for name in form.fields if (value := form[name].value()) is not None}


def sent(plan: Plan, do: str = "save", **changed: Any) -> Any:
    data = boxes(plan) | {name.replace("_", "-"): value for name, value in changed.items()}
    url = address("risk_matrix_edit", plan.trust)
    return signed_in(plan.trust).post(url, data | {"do": do}, follow=True)


def test_governance_changes_a_label_and_adds_a_meaning() -> None:
    plan = Plan()
    response = sent(plan, consequence_4_label="Dire", consequence_4_meaning="Many deaths")
    assert "Saved. Every risk stays in its band." in text_of(response)
    level = matrix_of(plan.trust.pk).consequences[-1]
    assert (level.label, level.meaning) == ("Dire", "Many deaths")
    assert "5 Dire Many deaths" in page(plan, "risk_matrix")


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"band_0_lowest": "16"}, "No band takes in 15, between High and Extreme."),
        ({"band_0_lowest": "14"}, "High and Extreme overlap: both take in 14."),
        ({"band_0_lowest": "x"}, "Band row 1: from: give a whole number from 0 to 100."),
        ({"band_1_label": ""}, "Band row 2: name: fill this in, or clear the row."),
        ({"likelihood_5_label": "Sure"}, "Likelihood row 6: number: fill this in"),
        ({"name": ""}, "Give the matrix a name"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_saved(changed: dict[str, str], sentence: str) -> None:
    plan = Plan()
    response = sent(plan, **changed)
    assert response.status_code == 400
    assert sentence in text_of(response)
    assert not RiskMatrix.objects.exists()


def test_a_preview_saves_nothing_and_a_risk_that_moves_is_told_before_it_is_saved() -> None:
    plan = Plan()
    score = scored(plan, likelihood=3, consequence=5)
    wider = {"band_0_lowest": "16", "band_1_highest": "15"}
    for do in ("preview", "save"):
        text = text_of(sent(plan, do=do, **wider))
        assert "1 risk would be in another band." in text
        assert f"{score.risk}: 15, Extreme becomes High" in text
        assert matrix_of(plan.trust.pk) == NPSA
    assert "Saved. 1 risk is now in another band." in text_of(sent(plan, told="1", **wider))
    assert "Current 15 High" in page(plan, "risk_detail", score.risk.pk)


def test_a_look_up_is_typed_cell_by_cell() -> None:
    plan = Plan()
    response = sent(plan, method="looked_up", cell_1_1="25")
    assert response.status_code == 200
    matrix = matrix_of(plan.trust.pk)
    assert (matrix.score_of(1, 1), matrix.score_of(5, 5)) == (25, 25)
    missing = sent(plan, method="looked_up", cell_1_1="")
    assert "Give the score for likelihood 1 and consequence 1." in text_of(missing)


def test_members_read_the_matrix_and_governance_alone_changes_it() -> None:
    plan = Plan()
    for role in Role.values:
        client = signed_in(plan.trust, role)
        response = client.get(address("risk_matrix", plan.trust))
        assert response.status_code == 200 and "5 Catastrophic" in text_of(response)
        may = role in (Role.GOVERNANCE, Role.ADMINISTRATOR)
        assert ("Change the matrix" in text_of(response)) is may
        edit = client.get(address("risk_matrix_edit", plan.trust))
        assert edit.status_code == (200 if may else 403)
    stranger = signed_in(Plan().trust)
    for name in ("risk_matrix", "risk_matrix_edit"):
        assert stranger.get(address(name, plan.trust)).status_code == 404
