"""The administration: every model, for a superuser and for a trust's own administrator."""

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib import admin
from django.contrib.auth.models import Group
from django.db import connection, models
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from simple_history.admin import SimpleHistoryAdmin
from zeal import zeal_ignore

from ambitions.models import (
    Ambition,
    BaselineChange,
    Challenge,
    Correction,
    KeyAction,
    Measure,
    Notification,
    Reading,
    Reminder,
    Update,
    UpdateNarrative,
    UpdateRating,
)
from objectives.models import Dimension, Period, StrategicObjective, Strategy
from objectives.services import closed_period_message
from reports.models import Paper, PaperFile
from risks.models import (
    Risk,
    RiskBand,
    RiskCell,
    RiskLead,
    RiskLevel,
    RiskMatrix,
    RiskScore,
)
from strategy_tracker.accounts.administration import TrustAdmin, trust_of
from strategy_tracker.accounts.models import (
    AuditEvent,
    HandOver,
    Invitation,
    Membership,
    Person,
    Trust,
    User,
)
from strategy_tracker.accounts.saving import save
from strategy_tracker.imports.models import ImportProfile, ImportRun
from strategy_tracker.sign_up.models import SignUpRequest
from tests import factories
from tests.factories import NOON
from tests.test_meta import each_model, our_models

pytestmark = pytest.mark.django_db

READ_HERE = {
    Challenge,
    Correction,
    ImportProfile,
    ImportRun,
    PaperFile,
    HandOver,
    Invitation,
    Notification,
    Reminder,
    RiskBand,
    RiskCell,
    RiskLevel,
    RiskMatrix,
    BaselineChange,
    UpdateNarrative,
    UpdateRating,
}


# What is on no page at all, not even to be read.
NOT_HERE = {AuditEvent}
# Of no trust, and the operator's alone: tests/test_sign_up.py.
OPERATORS_OWN = {SignUpRequest}


def each_administered() -> list[Any]:
    return [param for param in each_model() if param.values[0] not in NOT_HERE | OPERATORS_OWN]


@pytest.fixture
def superuser() -> User:
    return factories.user(is_staff=True, is_superuser=True)


@pytest.fixture
def client_of_superuser(client: Client, superuser: User) -> Client:
    client.force_login(superuser)
    return client


@pytest.fixture
def trust_admin() -> Membership:
    """Staff who look after one trust."""
    return factories.member(role="administrator", user=factories.user(is_staff=True))


@pytest.fixture
def client_of_trust(client: Client, trust_admin: Membership) -> Client:
    client.force_login(trust_admin.user)
    return client


def page(model: type[models.Model], kind: str, *arguments: Any) -> str:
    name = f"admin:{model._meta.app_label}_{model._meta.model_name}_{kind}"
    return reverse(name, args=arguments)


def page_of(row: models.Model, kind: str = "change") -> str:
    return page(type(row), kind, row.pk)


def form_data(client: Client, address: str) -> dict[str, Any]:
    """What a browser would send back from the form at `address` if nothing were typed."""
    context = client.get(address).context
    data: dict[str, Any] = {}
    forms = [context["adminform"].form]
    for wrapped in context["inline_admin_formsets"]:
        formset = wrapped.formset
        forms += [formset.management_form, *formset.forms]
    for form in forms:
        for bound in form:
            value = bound.value()
            if hasattr(bound.field.widget, "decompress") or value is None or value is False:
                continue
            data[bound.html_name] = value
    return data


def words_of(response: Any) -> str:
    return response.content.decode()


# Every model


def test_every_model_has_a_page_with_history_search_and_filters() -> None:
    assert not any(admin.site.is_registered(model) for model in NOT_HERE)
    for model in set(our_models()) - NOT_HERE - OPERATORS_OWN:
        found = admin.site.get_model_admin(model)
        assert isinstance(found, SimpleHistoryAdmin), model
        assert isinstance(found, TrustAdmin), model
        assert found.search_fields, model
        assert len(found.list_display) > 1, model
        assert found.list_filter or model is Trust, model


def test_groups_have_no_page() -> None:
    assert not admin.site.is_registered(Group)


@pytest.mark.parametrize("model", each_administered())
def test_every_page_of_every_model_opens(
    client_of_superuser: Client, model: type[models.Model]
) -> None:
    row = factories.FACTORIES[model]()
    pages = [page(model, "changelist"), page_of(row), page_of(row, "history")]
    if model not in READ_HERE:
        pages.append(page(model, "add"))
        if model is not Trust:
            pages.append(page_of(row, "delete"))
    for address in pages:
        assert client_of_superuser.get(address).status_code == 200, address
    version = row.history.first()
    assert client_of_superuser.get(page(model, "simple_history", row.pk, version.pk)).status_code


@pytest.mark.parametrize("model", each_administered())
def test_every_model_is_searched_and_filtered(
    client_of_superuser: Client, model: type[models.Model]
) -> None:
    factories.FACTORIES[model]()
    address = page(model, "changelist")
    assert client_of_superuser.get(address, {"q": "a b"}).status_code == 200
    changes = client_of_superuser.get(address).context["cl"]
    for spec in changes.filter_specs:
        for choice in spec.choices(changes):
            query = choice.get("query_string", "?")
            assert client_of_superuser.get(address + query).status_code == 200, query


@pytest.mark.once
@pytest.mark.parametrize("model", each_administered())
def test_a_list_asks_as_much_for_six_rows_as_for_one(
    client_of_superuser: Client, model: type[models.Model]
) -> None:
    make, address = factories.FACTORIES[model], page(model, "changelist")
    counts = []
    for rows in (1, 5):
        for _ in range(rows):
            make()
        client_of_superuser.get(address)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            client_of_superuser.get(address)
        counts.append(len(queries))
    assert counts[0] == counts[1]


@pytest.mark.parametrize("model", each_administered())
def test_saving_a_form_as_it_is_saves_it(
    client_of_superuser: Client, superuser: User, model: type[models.Model]
) -> None:
    if model in READ_HERE or model is User:
        return
    row = factories.FACTORIES[model]()
    data = form_data(client_of_superuser, page_of(row))
    response = client_of_superuser.post(page_of(row), data)
    assert response.status_code == 302, response.context["errors"]
    assert response["Location"] == page(model, "changelist")
    latest = row.history.first()
    assert latest.history_user == superuser


# Whose rows


@pytest.mark.parametrize("model", each_administered())
def test_a_trusts_administrator_sees_its_rows_and_no_other(
    client_of_trust: Client, trust_admin: Membership, model: type[models.Model]
) -> None:
    theirs = factories.FACTORIES[model]()
    shown = client_of_trust.get(page(model, "changelist")).context["cl"].result_list
    assert theirs not in list(shown)
    for kind in ("change", "history", "delete"):
        assert client_of_trust.get(page_of(theirs, kind)).status_code in (403, 404), kind
        assert client_of_trust.post(page_of(theirs, kind), {"post": "yes"}).status_code in (
            403,
            404,
        ), kind
    version = theirs.history.first()
    address = page(model, "simple_history", theirs.pk, version.pk)
    assert client_of_trust.get(address).status_code == 404
    assert type(theirs)._default_manager.filter(pk=theirs.pk).exists()


def test_a_trusts_administrator_looks_after_its_rows(
    client_of_trust: Client, trust_admin: Membership
) -> None:
    objective = factories.objective(strategy=factories.strategy(trust_admin.trust))
    shown = client_of_trust.get(page(StrategicObjective, "changelist")).context["cl"].result_list
    assert list(shown) == [objective]
    data = form_data(client_of_trust, page_of(objective)) | {"title": "Safe care"}
    assert client_of_trust.post(page_of(objective), data).status_code == 302
    objective.refresh_from_db()
    assert objective.title == "Safe care"
    assert objective.history.first().history_user == trust_admin.user


def test_no_form_offers_another_trusts_rows(
    client_of_trust: Client, trust_admin: Membership
) -> None:
    for make in factories.FACTORIES.values():
        make()
    offered = 0
    for model in set(our_models()) - READ_HERE - NOT_HERE - OPERATORS_OWN - {Trust, User}:
        form = client_of_trust.get(page(model, "add")).context["adminform"].form
        for name, field in form.fields.items():
            for row in getattr(field, "queryset", None) or []:
                offered += 1
                own = trust_of(row) == trust_admin.trust or row == trust_admin.user
                assert own, f"{model.__name__}.{name}"
    assert offered


def test_a_forged_key_of_another_trust_is_refused(
    client_of_trust: Client, trust_admin: Membership
) -> None:
    own, theirs = factories.strategy(trust_admin.trust), factories.strategy()
    data = form_data(client_of_trust, page(StrategicObjective, "add"))
    address = page(StrategicObjective, "add")
    assert client_of_trust.post(address, data | {"title": "A", "strategy": theirs.pk}).context
    assert not StrategicObjective.objects.exists()
    response = client_of_trust.post(address, data | {"title": "A", "strategy": own.pk})
    assert response.status_code == 302


@pytest.mark.parametrize("model", each_administered())
def test_no_filter_offers_another_trusts_rows(
    client_of_trust: Client, model: type[models.Model]
) -> None:
    factories.trust(name="Elsewhere Trust", code="ELSEWHERE")
    strategy = factories.strategy(Trust.objects.get(code="ELSEWHERE"), title="Elsewhere strategy")
    factories.period(strategy, label="Elsewhere Q1")
    factories.objective(strategy=strategy, title="Elsewhere objective")
    factories.scale(strategy.trust, name="Elsewhere scale")
    assert "Elsewhere" not in words_of(client_of_trust.get(page(model, "changelist")))


def autocomplete(client: Client, model: type[models.Model], field: str) -> list[str]:
    options = model._meta
    response = client.get(
        reverse("admin:autocomplete"),
        {"app_label": options.app_label, "model_name": options.model_name, "field_name": field},
    )
    return [result["text"] for result in response.json()["results"]]


def test_suggestions_are_of_the_trust_and_say_whose_they_are(
    client_of_trust: Client, trust_admin: Membership
) -> None:
    own = factories.strategy(trust_admin.trust)
    factories.strategy()
    assert autocomplete(client_of_trust, StrategicObjective, "strategy") == [
        f"{own.title} ({trust_admin.trust.code})"
    ]
    assert autocomplete(client_of_trust, Membership, "user") == [str(trust_admin.user)]


def test_staff_without_a_trust_see_nothing(client: Client) -> None:
    client.force_login(factories.member(role="governance", user=factories.user(is_staff=True)).user)
    assert client.get(reverse("admin:index")).context["app_list"] == []
    assert client.get(page(Strategy, "changelist")).status_code == 403


def test_an_administrator_who_is_not_staff_stays_outside(client: Client) -> None:
    client.force_login(factories.member(role="administrator").user)
    assert client.get(reverse("admin:index"), follow=True).status_code == 403


def test_the_administration_signs_in_by_the_one_sign_in_page(client: Client) -> None:
    response = client.get(reverse("admin:index"), follow=True)
    assert response.redirect_chain[-1][0].startswith("/accounts/login/")


def test_an_administrator_of_the_past_sees_nothing(
    client_of_trust: Client, trust_admin: Membership
) -> None:
    trust_admin.ended_on = factories.NOON.date()
    trust_admin.save()
    assert client_of_trust.get(page(Strategy, "changelist")).status_code == 403


def test_an_export_holds_ones_own_rows_only(
    client_of_trust: Client, trust_admin: Membership
) -> None:
    factories.person(trust_admin.trust, name="Ann Field")
    factories.person(name="Bob Elsewhere")
    data = {"resource": "0", "format": "1"} | {
        f"personresource_{name}": "on" for name in ("trust", "name", "user", "left_on")
    }
    text = client_of_trust.post(page(Person, "export"), data).content.decode("utf-8-sig")
    assert text.splitlines() == [
        "trust,name,user,left_on",
        f"{trust_admin.trust.code},Ann Field,,",
    ]


# Users


def new_user(trust: Trust, **fields: str) -> dict[str, str]:
    return {
        "email": "Ann.Field@Example.org",
        "name": "Ann Field",
        "usable_password": "true",
        "password1": "twelve wards live",
        "password2": "twelve wards live",
        "memberships-TOTAL_FORMS": "1",
        "memberships-INITIAL_FORMS": "0",
        "memberships-0-trust": str(trust.pk),
        "memberships-0-role": "lead",
    } | fields


def test_a_user_is_made_by_email_with_a_role(
    client_of_superuser: Client, trust_admin: Membership
) -> None:
    response = client_of_superuser.post(page(User, "add"), new_user(trust_admin.trust))
    assert response.status_code == 302, response.context["errors"]
    made = User.objects.get(email="ann.field@example.org")
    assert made.check_password("twelve wards live")
    assert (made.is_staff, made.is_superuser) == (False, False)
    assert made.memberships.get().role == "lead"
    assert made.history.first().history_user.is_superuser


def test_a_new_user_needs_a_role(client_of_superuser: Client) -> None:
    data = new_user(factories.trust()) | {"memberships-TOTAL_FORMS": "0"}
    response = client_of_superuser.post(page(User, "add"), data)
    assert "Give the new user a role at a trust." in words_of(response)


def test_only_a_superuser_makes_a_user_here(
    client_of_trust: Client, trust_admin: Membership
) -> None:
    """Others invite people, who say themselves which sign-in is theirs."""
    response = client_of_trust.post(page(User, "add"), new_user(trust_admin.trust))
    assert response.status_code == 403
    assert not User.objects.filter(name="Ann Field").exists()


def test_an_address_in_other_letters_is_the_same_address(
    client_of_superuser: Client,
) -> None:
    factories.user(email="ann.field@example.org")
    response = client_of_superuser.post(page(User, "add"), new_user(factories.trust()))
    assert "Somebody already signs in with this e-mail address." in words_of(response)


def test_a_superuser_changes_a_user(client_of_superuser: Client) -> None:
    user = factories.member().user
    data = form_data(client_of_superuser, page_of(user)) | {"name": "New Name", "is_staff": "on"}
    assert client_of_superuser.post(page_of(user), data).status_code == 302
    user.refresh_from_db()
    assert (user.name, user.is_staff) == ("New Name", True)


def test_a_trusts_administrator_makes_nobody_staff(
    client_of_trust: Client, trust_admin: Membership
) -> None:
    user = factories.member(trust_admin.trust).user
    data = form_data(client_of_trust, page_of(user))
    data |= {"name": "New Name", "is_staff": "on", "is_superuser": "on"}
    assert client_of_trust.post(page_of(user), data).status_code == 302
    user.refresh_from_db()
    assert (user.name, user.is_staff, user.is_superuser) == ("New Name", False, False)


def somebody_also_elsewhere(trust: Trust) -> User:
    user = factories.member(trust).user
    factories.member(user=user)
    return user


@pytest.mark.parametrize(
    "make",
    [
        somebody_also_elsewhere,
        lambda trust: factories.member(trust, user=factories.user(is_staff=True)).user,
        lambda trust: factories.member(trust, user=factories.user(is_superuser=True)).user,
    ],
)
def test_a_trusts_administrator_takes_over_nobody_elses_account(
    client_of_trust: Client, trust_admin: Membership, make: Callable[[Trust], User]
) -> None:
    user = make(trust_admin.trust)
    assert client_of_trust.get(page_of(user)).status_code == 200
    assert client_of_trust.post(page_of(user), {"name": "Mine"}).status_code == 403
    password = reverse("admin:auth_user_password_change", args=[user.pk])
    data = {"usable_password": "true", "password1": "mine now 12", "password2": "mine now 12"}
    assert client_of_trust.post(password, data).status_code == 403
    user.refresh_from_db()
    assert user.name != "Mine"
    assert not user.has_usable_password()


def test_a_user_with_roles_elsewhere_shows_only_the_role_here(
    client_of_trust: Client, trust_admin: Membership
) -> None:
    user = somebody_also_elsewhere(trust_admin.trust)
    (roles,) = client_of_trust.get(page_of(user)).context["inline_admin_formsets"]
    assert [form.instance.trust for form in roles.formset.initial_forms] == [trust_admin.trust]


def test_only_a_superuser_deletes_a_user(client_of_trust: Client, trust_admin: Membership) -> None:
    user = factories.member(trust_admin.trust).user
    assert client_of_trust.post(page_of(user, "delete"), {"post": "yes"}).status_code == 403
    assert User.objects.filter(pk=user.pk).exists()


# What is frozen


def closed_period() -> Period:
    return factories.period(status="closed")


def frozen_rows() -> dict[str, Callable[[], models.Model]]:
    return {
        "period": closed_period,
        "update": lambda: factories.update(period=closed_period()),
        "score": lambda: factories.risk_score(
            risk=factories.risk((period := closed_period()).strategy.trust), period=period
        ),
        "actual": lambda: factories.reading(
            measure=factories.measure(strategy=closed_period().strategy)
        ),
        "approved update": lambda: factories.update(state="approved"),
        "final paper": lambda: factories.paper(status="final"),
        "text of a final paper": lambda: factories.paper_text(
            paper=factories.paper(status="final")
        ),
    }


@pytest.mark.parametrize("name", frozen_rows())
def test_what_is_frozen_is_shown_and_refuses_change_and_deletion(
    client_of_superuser: Client, name: str
) -> None:
    row: Any = frozen_rows()[name]()
    sentence = admin.site.get_model_admin(type(row)).refusal(row)  # type: ignore[attr-defined]
    assert sentence.endswith(".")
    shown = client_of_superuser.get(page_of(row))
    assert sentence in words_of(shown).replace("&#x27;", "'")
    assert not shown.context["has_change_permission"]
    changed = client_of_superuser.post(page_of(row), {"label": "Mine"}, follow=True)
    assert sentence in words_of(changed)
    deleting = client_of_superuser.post(page_of(row, "delete"), {"post": "yes"})
    assert sentence in words_of(deleting)
    chosen = {"action": "delete_selected", "_selected_action": [row.pk], "post": "yes"}
    listed = client_of_superuser.post(page(type(row), "changelist"), chosen)
    assert sentence in words_of(listed)
    assert type(row).objects.filter(pk=row.pk).exists()
    assert row.history.count() == 1


@pytest.mark.parametrize("model", [Update, RiskScore])
def test_nothing_is_added_to_a_closed_period(
    client_of_superuser: Client, model: type[models.Model]
) -> None:
    period = closed_period()
    data: dict[str, Any] = form_data(client_of_superuser, page(model, "add"))
    data |= {"period": period.pk, "action": factories.action(strategy=period.strategy).pk}
    data |= {"risk": factories.risk(period.strategy.trust).pk, "kind": "current", "score": "12"}
    response = client_of_superuser.post(page(model, "add"), data)
    assert closed_period_message(period) in words_of(response)
    assert not model._default_manager.exists()


def test_an_aim_and_the_actual_of_an_open_period_are_not_frozen() -> None:
    measure = factories.measure(strategy=closed_period().strategy)
    refusal = admin.site.get_model_admin(Reading).refusal  # type: ignore[attr-defined]
    assert refusal(factories.reading(measure=measure))
    assert refusal(factories.reading(measure=measure, kind="aim")) == ""
    assert refusal(factories.reading(measure=measure, part="Q2")) == ""
    assert refusal(factories.reading(measure=measure, financial_year=2023)) == ""


def test_a_score_does_not_move_into_a_closed_period(client_of_superuser: Client) -> None:
    score = factories.risk_score()
    period = factories.period(factories.strategy(score.risk.trust), status="closed")
    data = form_data(client_of_superuser, page_of(score)) | {"period": period.pk}
    response = client_of_superuser.post(page_of(score), data)
    assert closed_period_message(period) in words_of(response)
    score.refresh_from_db()
    assert score.period is None


def test_deleting_a_risk_does_not_take_closed_scores_along(client_of_superuser: Client) -> None:
    period = closed_period()
    risk = factories.risk(period.strategy.trust)
    factories.risk_score(risk=risk, period=period)
    response = client_of_superuser.post(page_of(risk, "delete"), {"post": "yes"})
    assert closed_period_message(period) in words_of(response)
    assert Risk.objects.exists()


def test_what_goes_with_a_deleted_action_is_no_obstacle(
    client_of_superuser: Client, superuser: User
) -> None:
    action = factories.baseline_change().action
    response = client_of_superuser.post(page_of(action, "delete"), {"post": "yes"})
    assert response.status_code == 302
    assert KeyAction.history.get(id=action.pk, history_type="-").history_user == superuser


def test_periods_are_opened_and_closed_from_the_list(
    client_of_superuser: Client, superuser: User
) -> None:
    first = factories.period(status="planned")
    second = factories.period(first.strategy, status="planned")

    # Each period is opened by itself, under its own lock.
    @zeal_ignore()
    def act(action: str) -> str:
        data = {"action": action, "_selected_action": [first.pk, second.pk]}
        return words_of(client_of_superuser.post(page(Period, "changelist"), data, follow=True))

    text = act("open_periods")
    opened = Period.objects.open().get()
    assert f"{opened.label} is open. Close it before you open" in text
    assert opened.opened_by == superuser
    assert "has not been opened, so it cannot be closed" in act("close_periods")
    assert Period.objects.get(status="closed") == opened


def test_a_trust_is_never_deleted_and_keeps_its_code(client_of_superuser: Client) -> None:
    trust = factories.trust()
    assert client_of_superuser.post(page_of(trust, "delete"), {"post": "yes"}).status_code == 403
    data = form_data(client_of_superuser, page_of(trust)) | {"code": "OTHER"}
    client_of_superuser.post(page_of(trust), data)
    assert Trust.objects.filter(code=trust.code).exists()


# History


def test_history_reads_like_the_pages(client_of_superuser: Client, superuser: User) -> None:
    update = factories.update()
    update.state, update.submitted_at, update.submitted_by = "submitted", NOON, superuser
    update.save()
    text = " ".join(words_of(client_of_superuser.get(page_of(update, "history"))).split())
    assert "Draft" in text and "Submitted" in text
    assert "1 July 2024 at 13:00" in text
    assert "Deleted user" not in text


def test_our_own_apps_come_first(client_of_superuser: Client) -> None:
    listed = client_of_superuser.get(reverse("admin:index")).context["app_list"]
    assert [app["app_label"] for app in listed][:6] == [
        "accounts",
        "objectives",
        "ambitions",
        "risks",
        "imports",
        "reports",
    ]


# Rules in forms


def test_a_correction_raises_the_version_and_sees_what_is_empty(
    client_of_superuser: Client, superuser: User
) -> None:
    narrative = factories.update_narrative(text="Twelve wards are live.")
    update = narrative.update
    data = form_data(client_of_superuser, page_of(update)) | {"narratives-0-text": "N/A"}
    assert client_of_superuser.post(page_of(update), data).status_code == 302
    update.refresh_from_db()
    narrative.refresh_from_db()
    assert (update.version, update.saved_by) == (2, superuser)
    assert (narrative.text, narrative.empty) == ("N/A", "na")
    assert narrative.history.first().history_user == superuser


def test_a_rating_of_another_strategy_is_refused_in_words(client_of_superuser: Client) -> None:
    update = factories.update_rating().update
    data = form_data(client_of_superuser, page_of(update))
    data["ratings-0-dimension"] = factories.dimension().pk
    text = words_of(client_of_superuser.post(page_of(update), data))
    assert "is not on the scale of" in text


def test_a_list_of_texts_is_typed_one_to_a_line(client_of_superuser: Client) -> None:
    objective = factories.objective(aims=["One", "Two"])
    data = form_data(client_of_superuser, page_of(objective))
    assert data["aims"] == "One\nTwo"
    data["aims"] = "One\r\n\r\n  Three  "
    client_of_superuser.post(page_of(objective), data)
    objective.refresh_from_db()
    assert objective.aims == ["One", "Three"]


def test_a_measure_takes_no_action_of_another_strategy(client_of_superuser: Client) -> None:
    measure, action = factories.measure(), factories.action()
    data = form_data(client_of_superuser, page_of(measure)) | {"actions": [action.pk]}
    text = words_of(client_of_superuser.post(page_of(measure), data))
    assert f"{action} belongs to another strategy." in text
    assert not Measure.objects.get().actions.exists()


def test_a_reading_says_itself_what_kind_of_empty_it_is(client_of_superuser: Client) -> None:
    reading = factories.reading()
    data = form_data(client_of_superuser, page_of(reading)) | {"raw": "TBC", "number": ""}
    assert client_of_superuser.post(page_of(reading), data).status_code == 302
    assert Reading.objects.get().empty == "tbc"


def test_a_new_paper_is_the_version_after_the_last(client_of_superuser: Client) -> None:
    final = factories.paper(status="final")
    data = form_data(client_of_superuser, page(Paper, "add"))
    data |= {"period": final.period.pk, "layout": final.layout}
    assert client_of_superuser.post(page(Paper, "add"), data).status_code == 302
    assert Paper.objects.get(status="draft").version == 2


def test_what_a_check_refuses_late_is_said_and_nothing_is_kept(
    client_of_superuser: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Such as a row that somebody else added between the form's check and the write."""
    trust = factories.trust()

    def save_second(record: Strategy, *, by: Any) -> Strategy:
        factories.strategy(record.trust, title=record.title)
        return save(record, by=by)

    monkeypatch.setattr("strategy_tracker.accounts.administration.save", save_second)
    data = form_data(client_of_superuser, page(Strategy, "add"))
    data |= {"trust": trust.pk, "title": "Better together"}
    response = client_of_superuser.post(page(Strategy, "add"), data, follow=True)
    assert "already has a strategy with this title." in words_of(response)
    assert not Strategy.objects.exists()


def test_deleting_several_rows_says_who_did(client_of_superuser: Client, superuser: User) -> None:
    leads = [factories.risk_lead() for _ in range(2)]
    chosen = {
        "action": "delete_selected",
        "_selected_action": [lead.pk for lead in leads],
        "post": "yes",
    }
    client_of_superuser.post(page(RiskLead, "changelist"), chosen)
    assert not RiskLead.objects.exists()
    gone = RiskLead.history.filter(history_type="-")
    assert [row.history_user for row in gone] == [superuser, superuser]


def test_what_is_in_use_is_not_deleted(client_of_superuser: Client) -> None:
    dimension = factories.update_rating().dimension
    ambition = factories.action().ambition
    for row in (dimension, ambition):
        response = client_of_superuser.post(page_of(row, "delete"), {"post": "yes"})
        assert response.status_code == 200
    assert Dimension.objects.exists()
    assert Ambition.objects.exists()
