"""A person who is called otherwise is found by the name of before."""

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from ambitions.models import KeyAction
from objectives.services import create_default_scales
from strategy_tracker.accounts import services
from strategy_tracker.accounts.models import FormerName, Person, Role, Trust
from strategy_tracker.imports import services as imports
from tests import factories
from tests.governing import address, signed_in, text_of
from tests.workbooks.samples import ACTIONS, OBJECTIVES, workbook

pytestmark = pytest.mark.django_db


@pytest.fixture
def trust() -> Trust:
    return factories.trust()


def rename(person: Person, name: str) -> Person:
    return services.rename_person(person=person, name=name, by=None)


def test_a_renamed_person_is_found_by_either_name(trust: Trust) -> None:
    person = factories.person(trust, name="Ada Quill")
    rename(person, "Ada Reed")
    for name in ("Ada Quill", "ada quill", "Ada Reed"):
        assert Person.objects.called(name, trust) == person
        assert services.ensure_person(trust=trust, name=name, by=None) == person
    assert Person.objects.for_trust(trust).count() == 1


def test_whoever_has_a_name_now_goes_before_who_had_it(trust: Trust) -> None:
    rename(factories.person(trust, name="Ada Quill"), "Ada Reed")
    now = factories.person(trust, name="Ada Quill")
    assert Person.objects.called("Ada Quill", trust) == now


def test_a_name_that_two_had_leads_to_neither(trust: Trust) -> None:
    rename(factories.person(trust, name="Ada Quill"), "Ada Reed")
    rename(factories.person(trust, name="Ada Quill"), "Ada Stone")
    assert Person.objects.called("Ada Quill", trust) is None


def test_one_trust_finds_nobody_of_another(trust: Trust) -> None:
    rename(factories.person(factories.trust(), name="Ada Quill"), "Ada Reed")
    assert Person.objects.called("Ada Quill", trust) is None


def test_a_name_that_is_had_again_is_no_former_name(trust: Trust) -> None:
    person = rename(factories.person(trust, name="Ada Quill"), "Ada Reed")
    rename(person, "Ada Quill")
    assert list(person.former_names.values_list("name", flat=True)) == ["Ada Reed"]
    rename(person, "ADA QUILL")
    assert FormerName.objects.count() == 1


def test_nobody_takes_the_name_of_somebody_else(trust: Trust) -> None:
    person = factories.person(trust, name="Ada Quill")
    factories.person(trust, name="Ada Reed")
    with pytest.raises(ValidationError):
        rename(person, "Ada Reed")
    assert not FormerName.objects.exists()


def test_an_import_finds_them_by_the_name_of_before(trust: Trust) -> None:
    create_default_scales(trust=trust, by=None)
    officer = factories.member(trust, Role.GOVERNANCE).user
    given: dict[str, Any] = {
        "trust": trust,
        "strategy_title": "Kinder",
        "period_label": "Q1 2024/25",
        "by": officer,
    }
    data = workbook({"Plan": ACTIONS, "Goals": OBJECTIVES})
    run = imports.upload_run(data=data, file_name="plan.xlsx", **given)
    imports.apply_run(run=run, by=officer)
    lead = KeyAction.objects.for_trust(trust).first().lead_rows.first().person
    former = lead.name
    rename(lead, "Somebody Renamed")
    people = Person.objects.for_trust(trust).count()
    again = imports.upload_run(data=data, file_name="plan.xlsx", **given)
    preview = address("import_preview", trust, again.pk, show="notes")
    page = text_of(signed_in(trust).get(preview))
    assert f"“{former}” is called “Somebody Renamed” now" in page
    imports.apply_run(run=again, by=officer)
    assert Person.objects.for_trust(trust).count() == people
    lead.refresh_from_db()
    assert lead.name == "Somebody Renamed"
    assert KeyAction.objects.for_trust(trust).first().lead_rows.first().person == lead


def test_governance_renames_and_forgets_on_a_screen(trust: Trust) -> None:
    person = factories.person(trust, name="Ada Quill")
    client = signed_in(trust)
    url = address("person_names", trust, person.pk)
    assert url in client.get(address("person_detail", trust, person.pk)).content.decode()
    page = client.post(url, {"name": "Ada Reed"}, follow=True)
    assert "They are called Ada Reed now" in text_of(page) and "Ada Quill" in text_of(page)
    row = FormerName.objects.get()
    client.post(url, {"forget": row.pk})
    assert not FormerName.objects.exists()
    factories.person(trust, name="Taken")
    taken = client.post(url, {"name": "Taken"})
    assert taken.status_code == 400 and "already has a person of this name" in text_of(taken)
    theirs = factories.former_name()
    assert client.post(url, {"forget": theirs.pk}).status_code == 404
    assert signed_in(trust, Role.LEAD).get(url).status_code == 403


def test_the_administration_keeps_the_name_of_before(trust: Trust) -> None:
    person = factories.person(trust, name="Ada Quill")
    client = signed_in(trust, Role.ADMINISTRATOR)
    member = trust.memberships.get(role=Role.ADMINISTRATOR).user
    member.is_staff = True
    member.save()
    sent = {
        "name": "Ada Reed",
        "user": "",
        "left_on": "",
        "posts-TOTAL_FORMS": 0,
        "posts-INITIAL_FORMS": 0,
        "former_names-TOTAL_FORMS": 0,
        "former_names-INITIAL_FORMS": 0,
    }
    url = reverse("admin:accounts_person_change", args=[person.pk])
    assert client.post(url, sent).status_code == 302
    assert Person.objects.called("Ada Quill", trust) == person
