"""Somebody leaves: what they lead goes to another person, and their way in ends, in one step.

Here because risks are the last of what a person can lead: apps above hold no leads, and the
apps below do not know of risks.
"""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from ambitions.people.handover import led_by
from ambitions.plan.cells import Links
from risks.models import Risk
from risks.services import leave, match_person
from strategy_tracker.accounts.access import (
    TrustRequest,
    trust_view,
)
from strategy_tracker.accounts.editing import edits, last_saved, locked
from strategy_tracker.accounts.forms import colleague_field, people_here
from strategy_tracker.accounts.models import Membership, Person
from strategy_tracker.accounts.permissions import Permission, roles_granted_by
from strategy_tracker.accounts.services import record_return
from strategy_tracker.ui.conflicts import VersionedForm, conflict_page
from strategy_tracker.ui.forms import date_field, posted


class LeavingForm(VersionedForm, forms.Form):
    """When somebody left, and who takes over."""

    left_on = date_field(
        "Last day at the trust",
        error="Give their last day, such as 31 March 2025.",
        hint="Today or earlier: what they lead is handed over at once.",
    )
    to = colleague_field("Hand all of it over to")
    ends_access = forms.BooleanField(
        label="End their access",
        required=False,
        widget=forms.CheckboxInput(attrs={"class": "nhsuk-checkboxes__input"}),
    )

    def __init__(self, data: Any = None, *, person: Person, may_end: bool) -> None:
        initial = {"left_on": person.left_on or timezone.localdate(), "ends_access": True}
        super().__init__(data, initial=initial)
        to: Any = self.fields["to"]
        to.queryset = people_here(person)
        to.empty_label = f"Nobody yet: it stays in the name of {person.name}"
        if not may_end:
            del self.fields["ends_access"]

    def clean_left_on(self) -> Any:
        day = self.cleaned_data["left_on"]
        if day > timezone.localdate():
            raise ValidationError("That day is still to come. Record it on the day they leave.")
        return day

    def add_service_error(self, error: ValidationError) -> None:
        """Show what a service refused above the form, without the names of its fields."""
        self.add_error(None, ValidationError(error.messages))


class MatchForm(forms.Form):
    """Which person somebody is whom the plan names otherwise."""

    to = colleague_field("Who is it?", "Choose the person.")

    def __init__(self, data: Any = None, *, person: Person) -> None:
        super().__init__(data)
        to: Any = self.fields["to"]
        to.queryset = people_here(person)


def _people(request: TrustRequest) -> QuerySet[Person]:
    return Person.objects.for_trust(request.trust).select_related("user")


def _person(request: TrustRequest, pk: int) -> Person:
    return get_object_or_404(_people(request), pk=pk)


def led_rows(request: TrustRequest, person: Person) -> list[dict[str, str]]:
    """What the person leads, ready to print: the plan, then measures, then risks."""
    links = Links(request.trust.code)
    rows = [
        {
            "word": "Measure" if level == "measure" else item.strategy.word(level),
            "title": str(item),
            "url": links.to("measure_detail", item.pk)
            if level == "measure"
            else links.item(level, item.pk),
        }
        for level, item in led_by(person)
    ]
    owned = Risk.objects.for_trust(request.trust).filter(lead_rows__person=person, is_closed=False)
    return rows + [
        {"word": "Risk", "title": str(risk), "url": links.to("risk_detail", risk.pk)}
        for risk in owned.order_by("position", "pk").distinct()
    ]


@require_http_methods(["GET", "POST"])
@trust_view(Permission.MANAGE_PEOPLE)
@edits
def person_leaving(request: TrustRequest, pk: int) -> HttpResponse:
    """Say that somebody left, and who takes over what they lead."""
    person = get_object_or_404(locked(request, _people(request)), pk=pk)
    membership = (
        Membership.objects.for_trust(request.trust).current().filter(user=person.user_id).first()
    )
    granted = roles_granted_by(request.membership.role)
    may_end = membership is not None and membership.role in granted
    form = LeavingForm(posted(request), person=person, may_end=may_end)
    if request.method == "POST" and form.is_valid():
        if conflict := form.conflict(request.POST):
            return conflict_page(
                request,
                conflict,
                what=person.name,
                url=reverse("person_detail", args=[request.trust.code, person.pk]),
                saved=last_saved(person.history),
            )
        try:
            number = _leave(request, person, membership, form.cleaned_data)
        except ValidationError as error:
            form.add_service_error(error)
        else:
            messages.success(request, _said(person, form.cleaned_data["to"], number))
            return redirect("people_list", request.trust.code)
    context = {
        "nav_current": "setup",
        "person": person,
        "form": form,
        "led": led_rows(request, person),
        "stays_member": membership is not None and not may_end,
    }
    status = 400 if form.errors else 200
    return render(request, "risks/person_leaving.html", context, status=status)


def _leave(
    request: TrustRequest, person: Person, membership: Membership | None, given: dict[str, Any]
) -> int:
    return leave(
        person=person,
        left_on=given["left_on"],
        to=given["to"],
        membership=membership if given.get("ends_access") else None,
        by=request.user,
    )


def _said(person: Person, to: Person | None, number: int) -> str:
    if to is None or not number:
        return f"{person} is recorded as having left."
    items = "1 item" if number == 1 else f"{number} items"
    login = "" if to.user_id else f" {to} has no login yet: give them one."
    return f"{person} is recorded as having left; {to} leads {items} of theirs now.{login}"


@require_POST
@trust_view(Permission.MANAGE_PEOPLE)
def person_return(request: TrustRequest, pk: int) -> HttpResponse:
    """They are here after all, or again. What was handed over stays where it is."""
    person = record_return(person=_person(request, pk), by=request.user)
    messages.success(request, f"{person} is no longer recorded as having left.")
    return redirect("people_list", request.trust.code)


@require_http_methods(["GET", "POST"])
@trust_view(Permission.MANAGE_PEOPLE)
def person_match(request: TrustRequest, pk: int) -> HttpResponse:
    """Say which person a name of the plan is, such as "COO"; all that it leads is theirs then."""
    person = _person(request, pk)
    form = MatchForm(posted(request), person=person)
    if request.method == "POST" and form.is_valid():
        to, name = form.cleaned_data["to"], person.name
        try:
            number = match_person(person=person, to=to, by=request.user)
        except ValidationError as error:
            form.add_error("to", ValidationError(error.messages))
        else:
            items = "1 item" if number == 1 else f"{number} items"
            messages.success(request, f"{name} is {to} now, who leads {items} of it.")
            return redirect("person_detail", request.trust.code, to.pk)
    context = {
        "nav_current": "setup",
        "person": person,
        "form": form,
        "led": led_rows(request, person),
    }
    status = 400 if form.errors else 200
    return render(request, "risks/person_match.html", context, status=status)
