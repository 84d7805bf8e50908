"""Who stands in for somebody, and handing over on a day to come."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from ambitions.models import KeyAction
from ambitions.plan.leads import answered_by, nearest_leads, users_leading
from objectives.models import Level
from risks.services import hand_over_due
from strategy_tracker.accounts import services
from strategy_tracker.accounts.models import Delegation, HandOver, Person, Role
from tests import factories
from tests.governing import address

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


class Led:
    """An action that one person leads, and a colleague who signs in too."""

    def __init__(self) -> None:
        self.trust = factories.trust()
        strategy = factories.strategy(self.trust)
        objective = factories.objective(strategy=strategy)
        self.action = factories.action(strategy=strategy, objective=objective)
        self.lead = factories.leading_member(self.trust)
        self.colleague = factories.leading_member(self.trust)
        factories.lead(self.action, self.lead)

    def may_answer(self, person: Person) -> bool:
        assert person.user is not None
        return KeyAction.objects.filter(answered_by(person.user, Level.ACTION)).exists()

    def stand_in(self, first: int, last: int) -> Delegation:
        today = timezone.localdate()
        given = {"starts_on": today + first * DAY, "ends_on": today + last * DAY}
        return factories.delegation(person=self.lead, delegate=self.colleague, **given)


@pytest.mark.parametrize(
    ("first", "last", "counts"), [(0, 0, True), (-2, 1, True), (1, 2, False), (-2, -1, False)]
)
def test_a_stand_in_answers_from_the_first_day_to_the_last(
    first: int, last: int, counts: bool
) -> None:
    led = Led()
    led.stand_in(first, last)
    assert led.may_answer(led.colleague) is counts
    assert led.may_answer(led.lead)
    [told] = users_leading([led.action])
    assert told == [led.lead.user, *([led.colleague.user] if counts else [])]
    assert nearest_leads(led.action) == [led.lead]


def test_governance_adds_a_stand_in_and_removes_them(client: Client) -> None:
    led = Led()
    client.force_login(factories.member(led.trust, Role.GOVERNANCE).user)
    today = timezone.localdate()
    url = address("person_stand_ins", led.trust, led.lead.pk)
    sent = {"delegate": led.colleague.pk, "starts_on": today, "ends_on": today + 3 * DAY}
    assert client.post(url, sent).status_code == 302
    assert led.colleague.name in client.get(url).content.decode()
    assert client.post(url, sent).status_code == 400
    assert client.post(url, sent | {"ends_on": today - 9 * DAY}).status_code == 400
    row = Delegation.objects.get()
    client.post(address("stand_in_remove", led.trust, led.lead.pk, row.pk))
    assert not led.may_answer(led.colleague)
    assert Delegation.history.filter(id=row.pk, history_type="-").exists()


def test_governance_gives_a_stand_in_other_days(client: Client) -> None:
    led = Led()
    row = led.stand_in(0, 2)
    client.force_login(factories.member(led.trust, Role.GOVERNANCE).user)
    url = address("stand_in_edit", led.trust, led.lead.pk, row.pk)
    today = timezone.localdate()
    seen = str(client.get(url).context["form"].seen)
    token = seen.split('value="')[1].split('"')[0].replace("&quot;", '"')
    sent = {"seen": token, "starts_on": today, "ends_on": today + 9 * DAY}
    assert client.post(url, sent | {"ends_on": today - DAY}).status_code == 400
    assert client.post(url, sent).status_code == 302
    row.refresh_from_db()
    assert row.ends_on == today + 9 * DAY


def test_days_on_which_somebody_stands_in_already_are_refused() -> None:
    led = Led()
    led.stand_in(0, 2)
    later = led.stand_in(5, 6)
    today = timezone.localdate()
    with pytest.raises(ValidationError, match="stands in for"):
        services.edit_delegation(
            delegation=later, starts_on=today + 2 * DAY, ends_on=today + 6 * DAY, by=None
        )


def test_what_is_over_is_not_edited(client: Client) -> None:
    led = Led()
    row = led.stand_in(-5, -1)
    client.force_login(factories.member(led.trust, Role.GOVERNANCE).user)
    url = address("stand_in_edit", led.trust, led.lead.pk, row.pk)
    assert client.get(url).status_code == 404


def test_who_leaves_stands_in_no_more() -> None:
    led = Led()
    led.stand_in(-3, 9)
    yesterday = timezone.localdate() - DAY
    services.record_leaving(person=led.colleague, left_on=yesterday, by=None)
    assert Delegation.objects.get().ends_on == yesterday


def test_what_somebody_leads_passes_on_the_day(client: Client) -> None:
    led = Led()
    officer = factories.member(led.trust, Role.GOVERNANCE).user
    client.force_login(officer)
    today = timezone.localdate()
    url = address("person_hand_over", led.trust, led.lead.pk)
    assert client.post(url, {"to": led.colleague.pk, "on": today}).status_code == 400
    assert client.post(url, {"to": led.colleague.pk, "on": today + DAY}).status_code == 302
    call_command("hand_over_due", verbosity=0)
    assert nearest_leads(led.action) == [led.lead]
    assert len(hand_over_due(today + DAY)[0]) == 1
    assert nearest_leads(led.action) == [led.colleague]
    assert not HandOver.objects.exists()
    assert led.action.lead_rows.get().history.latest().history_user == officer


def test_a_hand_over_to_who_has_left_waits() -> None:
    led = Led()
    today = timezone.localdate()
    services.plan_hand_over(person=led.lead, to=led.colleague, on=today + DAY, by=None)
    services.record_leaving(person=led.colleague, left_on=today, by=None)
    done, left = hand_over_due(today + DAY)
    assert not done
    assert [row.to for row in left] == [led.colleague]
    assert nearest_leads(led.action) == [led.lead]


def test_somebody_of_another_trust_neither_stands_in_nor_takes_over() -> None:
    led, other = Led(), factories.person()
    day = timezone.localdate() + DAY
    with pytest.raises(ValidationError):
        services.add_delegation(
            person=led.lead, delegate=other, starts_on=day, ends_on=day, by=None
        )
    with pytest.raises(ValidationError):
        services.plan_hand_over(person=led.lead, to=other, on=day, by=None)
