"""All that a person leads passes to another on a day to come.

Beside leaving, which hands over at once; the worker does it on the day.
"""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from risks.leavers import led_rows
from strategy_tracker.accounts.access import TrustRequest, trust_view
from strategy_tracker.accounts.editing import edits, last_saved, locked
from strategy_tracker.accounts.forms import colleague_field, people_here
from strategy_tracker.accounts.models import HandOver, Person
from strategy_tracker.accounts.permissions import Permission
from strategy_tracker.accounts.services import cancel_hand_over, plan_hand_over
from strategy_tracker.ui.conflicts import VersionedForm, conflict_page
from strategy_tracker.ui.dates import long_date
from strategy_tracker.ui.forms import ServiceErrors, date_field, posted


class HandOverForm(VersionedForm, ServiceErrors):
    """Who takes over, and on which day."""

    to = colleague_field("Hand all of it over to", "Choose who takes over.")
    on = date_field(
        "On",
        error="Give the day, such as 31 March 2025.",
        hint="A day to come. Until then nothing changes.",
    )

    def __init__(self, data: Any = None, *, person: Person, planned: HandOver | None) -> None:
        super().__init__(data, initial={"to": planned.to_id, "on": planned.on} if planned else {})
        to: Any = self.fields["to"]
        to.queryset = people_here(person)


@require_http_methods(["GET", "POST"])
@trust_view(Permission.MANAGE_PEOPLE)
@edits
def person_hand_over(request: TrustRequest, pk: int) -> HttpResponse:
    """Say to whom all that the person leads passes, and on which day."""
    people = Person.objects.for_trust(request.trust).select_related("user")
    person = get_object_or_404(locked(request, people), pk=pk)
    planned = person.hand_overs.select_related("to").first()
    form = HandOverForm(posted(request), person=person, planned=planned)
    if request.method == "POST" and form.is_valid():
        if conflict := form.conflict(request.POST):
            return conflict_page(
                request,
                conflict,
                what=person.name,
                url=reverse("person_detail", args=[request.trust.code, person.pk]),
                saved=last_saved(HandOver.history.filter(person=person.pk)),
            )
        try:
            planned = plan_hand_over(person=person, by=request.user, **form.cleaned_data)
        except ValidationError as error:
            form.add_service_error(error)
        else:
            messages.success(
                request,
                f"What {person} leads passes to {planned.to} on {long_date(planned.on)}.",
            )
            return redirect("person_detail", request.trust.code, person.pk)
    context = {
        "nav_current": "setup",
        "person": person,
        "planned": planned,
        "is_overdue": planned is not None and planned.on < timezone.localdate(),
        "form": form,
        "led": led_rows(request, person),
    }
    status = 400 if form.errors else 200
    return render(request, "risks/person_hand_over.html", context, status=status)


@require_POST
@trust_view(Permission.MANAGE_PEOPLE)
def hand_over_cancel(request: TrustRequest, pk: int) -> HttpResponse:
    """Hand over on no day. A second click finds nothing, and says the same."""
    person = get_object_or_404(Person.objects.for_trust(request.trust), pk=pk)
    cancel_hand_over(person=person, by=request.user)
    messages.success(request, f"What {person} leads stays with them.")
    return redirect("person_detail", request.trust.code, person.pk)
