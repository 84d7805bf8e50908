"""No door leaves a trust without an administrator."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from strategy_tracker.accounts import services
from strategy_tracker.accounts.models import Membership, Role
from strategy_tracker.accounts.saving import delete, save
from tests import factories

pytestmark = pytest.mark.django_db

SENTENCE = "is the only administrator of"


@pytest.fixture
def chief() -> Membership:
    return factories.member(factories.trust(), Role.ADMINISTRATOR)


@pytest.fixture
def superuser() -> Client:
    client = Client()
    client.force_login(factories.user(is_staff=True, is_superuser=True))
    return client


def _closed(chief: Membership) -> None:
    chief.user.is_active = False
    save(chief.user, by=None)


def _deleted_user(chief: Membership) -> None:
    delete(chief.user, by=None)


def _deleted(chief: Membership) -> None:
    delete(chief, by=None)


def _ends(days: int) -> Callable[[Membership], None]:
    def end(chief: Membership) -> None:
        on = timezone.localdate() + timedelta(days=days)
        services.end_membership(membership=chief, on=on, by=None)

    return end


def _lowered(chief: Membership) -> None:
    services.set_membership(user=chief.user, trust=chief.trust, role=Role.READER, by=None)


def _changed(chief: Membership) -> None:
    services.change_member(membership=chief, role=Role.READER, person=None, by=None)


DOORS = [_closed, _deleted_user, _deleted, _ends(0), _ends(1), _ends(-1), _lowered, _changed]


@pytest.mark.parametrize("door", DOORS)
def test_no_service_takes_the_last_one(chief: Membership, door: Any) -> None:
    ending = timezone.localdate() + timedelta(days=3)
    factories.member(chief.trust, Role.ADMINISTRATOR, ended_on=ending)  # goes soon
    with pytest.raises(ValidationError, match=SENTENCE):
        door(chief)
    chief = Membership.objects.select_related("user").get(pk=chief.pk)
    assert chief.role == Role.ADMINISTRATOR and chief.ended_on is None and chief.user.is_active


@pytest.mark.parametrize("door", DOORS)
def test_with_another_each_does(chief: Membership, door: Any) -> None:
    factories.member(chief.trust, Role.ADMINISTRATOR)
    door(chief)
    assert Membership.objects.lasting_administrators().count() == 1


def _page(name: str, *keys: Any) -> str:
    return reverse(f"admin:accounts_{name}", args=keys)


@pytest.mark.parametrize(
    "door",
    [
        "close",
        "delete user",
        "delete users",
        "role",
        "end",
        "delete",
        "delete all",
        "inline role",
        "inline delete",
    ],
)
def test_no_page_of_the_administration_takes_the_last_one(
    chief: Membership, superuser: Client, door: str
) -> None:
    user = chief.user
    tomorrow = timezone.localdate() + timedelta(days=1)
    inline = {
        "email": user.email,
        "name": user.name,
        "is_active": "on",
        "memberships-TOTAL_FORMS": 1,
        "memberships-INITIAL_FORMS": 1,
        "memberships-0-id": chief.pk,
        "memberships-0-user": user.pk,
        "memberships-0-trust": chief.trust.pk,
        "memberships-0-role": "administrator",
    }
    member = {"user": user.pk, "role": "administrator", "ended_on": ""}
    url, sent = {
        "close": (
            _page("user_change", user.pk),
            {key: value for key, value in inline.items() if key != "is_active"},
        ),
        "delete user": (_page("user_delete", user.pk), {"post": "yes"}),
        "delete users": (
            _page("user_changelist"),
            {"action": "delete_selected", "_selected_action": user.pk, "post": "yes"},
        ),
        "role": (_page("membership_change", chief.pk), member | {"role": "reader"}),
        "end": (_page("membership_change", chief.pk), member | {"ended_on": tomorrow.isoformat()}),
        "delete": (_page("membership_delete", chief.pk), {"post": "yes"}),
        "delete all": (
            _page("membership_changelist"),
            {"action": "delete_selected", "_selected_action": chief.pk, "post": "yes"},
        ),
        "inline role": (_page("user_change", user.pk), inline | {"memberships-0-role": "reader"}),
        "inline delete": (_page("user_change", user.pk), inline | {"memberships-0-DELETE": "on"}),
    }[door]
    page = superuser.post(url, sent, follow=True)
    assert SENTENCE in page.content.decode()
    chief = Membership.objects.select_related("user").get(pk=chief.pk)
    assert chief.role == Role.ADMINISTRATOR and chief.ended_on is None and chief.user.is_active


def test_two_who_are_deleted_at_once_are_the_last(chief: Membership, superuser: Client) -> None:
    other = factories.member(chief.trust, Role.ADMINISTRATOR)
    sent = {"action": "delete_selected", "_selected_action": [chief.pk, other.pk], "post": "yes"}
    page = superuser.post(_page("membership_changelist"), sent, follow=True)
    assert SENTENCE in page.content.decode()
    assert Membership.objects.lasting_administrators().count() == 2
