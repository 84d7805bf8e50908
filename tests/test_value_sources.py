"""Every imported value says from which cell it came, until somebody types another."""

from decimal import Decimal
from typing import Any

import pytest

from ambitions.measures.services import enter_actual
from ambitions.models import Update, UpdateNarrative, UpdateRating
from ambitions.updates.services import Answers, save_draft
from risks.services import score_risk
from strategy_tracker.accounts.models import Role
from strategy_tracker.imports.apply.answers import write_answers
from strategy_tracker.imports.apply.target import Target
from strategy_tracker.imports.changeset import CHANGED, NEW, Change, ChangeSet, Where
from strategy_tracker.imports.extract.model import Rated
from strategy_tracker.ui.display import came_from, came_from_each
from tests import factories
from tests.answering import Plan
from tests.governing import address, signed_in, text_of

pytestmark = pytest.mark.django_db


def cell(name: str) -> dict[str, str]:
    return {"file": "tracker.xlsx", "sheet": "Q2 progress", "cell": name}


def imported(plan: Plan, state: str = "draft") -> Update:
    """An answer of which every value came from a cell."""
    update = factories.update(plan.action(), plan.period, state=state)
    factories.update_rating(
        update=update, dimension=plan.dimension, rating=plan.rating("green"), source=cell("I7")
    )
    factories.update_narrative(
        update=update, heading=plan.progress, text="Half done", source=cell("H7")
    )
    return update


# In words


@pytest.mark.parametrize(
    ("source", "words"),
    [
        (None, ""),
        ({}, ""),
        ({"file": "tracker.xlsx", "sheet": "Plan"}, ""),
        (cell("C5"), "From tracker.xlsx, Q2 progress!C5"),
    ],
)
def test_a_place_in_words(source: Any, words: str) -> None:
    assert came_from(source) == words


def test_values_of_one_sheet_name_it_once() -> None:
    other = cell("A1") | {"sheet": "BAF"}
    assert came_from_each(
        [("aim", cell("C5")), ("actual", cell("C6")), ("", None), ("target", other)]
    ) == (
        "From tracker.xlsx, Q2 progress!C5 (aim), C6 (actual); From tracker.xlsx, BAF!A1 (target)"
    )


# Import


def answered(plan: Plan, item: Any, update: Update | None) -> ChangeSet:
    """What an import makes of a row: a rating in I7 and words in H8."""
    change = Change(
        kind="update",
        key="update:1",
        title="",
        state=CHANGED if update else NEW,
        where=Where("Q2 progress", "E7"),
        pk=update.pk if update else None,
        parents={
            "action": f"existing:action:{item.pk}",
            "period": f"existing:period:{plan.period.pk}",
        },
        values={
            "ratings": {plan.dimension.code: Rated("Amber", where=Where("Q2 progress", "I7"))},
            "narratives": {plan.progress.code: ("New words", "", Where("Q2 progress", "H8"))},
        },
    )
    return ChangeSet("tracker.xlsx", changes=[change])


@pytest.mark.parametrize("is_there", [False, True])
def test_an_import_keeps_the_cell_of_every_answer(is_there: bool) -> None:
    plan = Plan()
    action = plan.action()
    update = plan.answer(action, "red", "Old words") if is_there else None
    target = Target(plan.trust, plan.strategy, None, "tracker.xlsx")
    if update:
        target.pks["update:1"] = update.pk
    write_answers(answered(plan, action, update), target)
    rating, narrative = UpdateRating.objects.get(), UpdateNarrative.objects.get()
    assert (str(rating.rating), rating.source) == ("Amber", cell("I7"))
    assert (narrative.text, narrative.source) == ("New words", cell("H8"))
    assert Update.objects.get().source == cell("E7")
    assert narrative.history.first().source == cell("H8")


# Typed since


def test_an_answer_that_is_typed_comes_from_nowhere() -> None:
    plan = Plan()
    update = imported(plan)

    def save(code: str, text: str) -> None:
        save_draft(
            item=update.item,
            period=plan.period,
            answers=Answers(
                ratings={plan.dimension: (plan.rating(code), "")},
                narratives={plan.progress: text},
            ),
            version=None,
            by=plan.lead.user,
        )

    save("green", "Half done")
    assert UpdateRating.objects.get().source == cell("I7")
    assert UpdateNarrative.objects.get().source == cell("H7")
    save("red", "Half done")
    assert UpdateRating.objects.get().source is None
    assert UpdateNarrative.objects.get().source == cell("H7")
    save("red", "All done")
    assert UpdateNarrative.objects.get().source is None


def test_a_reading_and_a_score_that_are_typed_come_from_nowhere() -> None:
    plan = Plan()
    measure = factories.measure(strategy=plan.strategy)
    reading = factories.reading(measure=measure, part="Q2", raw="50%", source=cell("C5"))
    for raw, source in (("50%", cell("C5")), ("60%", None)):
        enter_actual(measure=measure, period=plan.period, raw=raw, by=None)
        reading.refresh_from_db()
        assert reading.source == source
    score = factories.risk_score(score=12, likelihood=3, consequence=4, source=cell("D5"))
    for number, source in ((12, cell("D5")), (16, None)):
        score_risk(risk=score.risk, kind="current", score=number, by=None)
        score.refresh_from_db()
        assert score.source == source


def test_an_answer_corrected_in_the_administration_comes_from_nowhere() -> None:
    plan = Plan()
    update = imported(plan)
    client = signed_in(plan.trust)
    client.force_login(factories.user(is_staff=True, is_superuser=True))
    url = f"/admin/ambitions/update/{update.pk}/change/"
    form = fields_of(client.get(url))
    name = next(key for key, value in form.items() if value == "Half done")
    assert client.post(url, form | {name: "Put right"}).status_code == 302
    assert (UpdateNarrative.objects.get().text, UpdateNarrative.objects.get().source) == (
        "Put right",
        None,
    )
    assert UpdateRating.objects.get().source == cell("I7")


def fields_of(response: Any) -> dict[str, Any]:
    """What a page of the administration would send back as it stands."""
    context = response.context
    forms = [context["adminform"].form]
    for inline in context["inline_admin_formsets"]:
        forms += [inline.formset.management_form, *inline.formset.initial_forms]
    return {
        bound.html_name: bound.value() if bound.value() is not None else ""
        for form in forms
        for bound in form
    }


# Pages

IN_CELLS = ("From tracker.xlsx, Q2 progress!H7", "From tracker.xlsx, Q2 progress!I7")


def test_the_form_names_the_cell_of_each_imported_answer() -> None:
    plan = Plan()
    update = imported(plan)
    page = plan.client().get(plan.url("update_form", update.item)).content.decode()
    for words in IN_CELLS:
        assert f'<p class="st-from" data-from>{words}</p>' in page
    UpdateRating.objects.update(source=None)
    assert "Q2 progress!I7" not in text_of(plan.client().get(plan.url("update_form", update.item)))


def test_a_percentage_names_its_cell_too() -> None:
    plan = Plan()
    percent = factories.dimension(strategy=plan.strategy, kind="percent")
    update = imported(plan)
    factories.update_rating(update=update, dimension=percent, number=Decimal(60), source=cell("J7"))
    assert "Q2 progress!J7" in text_of(plan.client().get(plan.url("update_form", update.item)))


def test_a_submitted_answer_names_its_cells_for_reading() -> None:
    plan = Plan()
    update = imported(plan, "submitted")
    page = text_of(plan.client().get(plan.url("update_form", update.item)))
    assert all(words in page for words in IN_CELLS)


def test_the_review_names_the_cells() -> None:
    plan = Plan()
    update = imported(plan, "submitted")
    page = text_of(signed_in(plan.trust).get(address("update_review", plan.trust, update.pk)))
    assert f"Half done {IN_CELLS[0]}" in page
    assert f"Ratings: {IN_CELLS[1]} ({plan.dimension.label})" in page


def test_the_items_history_names_the_cells_to_a_reader() -> None:
    plan = Plan()
    update = imported(plan, "approved")
    url = address("action_detail", plan.trust, update.item.pk)
    page = text_of(signed_in(plan.trust, Role.READER).get(url))
    assert f"Half done {IN_CELLS[0]}" in page
    assert f"{IN_CELLS[1]} ({plan.dimension.label})" in page


def test_a_measures_readings_name_their_cells() -> None:
    plan = Plan()
    measure = factories.measure(strategy=plan.strategy)
    for kind, name in (("aim", "C5"), ("actual", "C6")):
        factories.reading(measure=measure, kind=kind, source=cell(name))
    factories.reading(measure=measure, kind="actual", series="2", part="Q2")
    page = text_of(
        signed_in(plan.trust, Role.READER).get(address("measure_detail", plan.trust, measure.pk))
    )
    assert page.count("From tracker") == 1
    assert "From tracker.xlsx, Q2 progress!C6 (actual), C5 (aim)" in page


def test_a_risks_scores_name_their_cells() -> None:
    plan = Plan()
    risk = factories.risk(strategy=plan.strategy)
    factories.risk_score(risk=risk, source=cell("D5"))
    factories.risk_score(risk=risk, kind="target", source=cell("E5"))
    url = address("risk_detail", plan.trust, risk.pk)
    page = text_of(signed_in(plan.trust, Role.READER).get(url))
    assert "From tracker.xlsx, Q2 progress!D5 (current), E5 (target)" in page
