"""Who stands in for a person, from which day until which. For governance."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from strategy_tracker.accounts import services
from strategy_tracker.accounts.access import TrustRequest, trust_view
from strategy_tracker.accounts.editing import edits, last_saved, locked
from strategy_tracker.accounts.forms import StandInDaysForm, StandInForm
from strategy_tracker.accounts.models import Delegation, Person
from strategy_tracker.accounts.permissions import Permission
from strategy_tracker.ui.conflicts import conflict_page
from strategy_tracker.ui.dates import long_date
from strategy_tracker.ui.forms import posted


@require_http_methods(["GET", "POST"])
@trust_view(Permission.MANAGE_PEOPLE)
def person_stand_ins(request: TrustRequest, pk: int) -> HttpResponse:
    """Who stands in for the person and whom they stand in for, and a form for one more."""
    person = get_object_or_404(Person.objects.for_trust(request.trust), pk=pk)
    form = StandInForm(posted(request), person=person)
    if request.method == "POST" and form.is_valid():
        try:
            added = services.add_delegation(person=person, by=request.user, **form.cleaned_data)
        except ValidationError as error:
            form.add_service_error(error)
        else:
            login = "" if added.delegate.user_id else " They have no login yet: give them one."
            messages.success(request, f"{_told(added)}.{login}")
            return redirect("person_stand_ins", request.trust.code, person.pk)
    context = {
        "nav_current": "setup",
        "person": person,
        "form": form,
        "delegations": person.delegations.not_over().select_related("delegate"),
        "stands_in": person.stands_in.not_over().select_related("person"),
    }
    status = 400 if form.errors else 200
    return render(request, "accounts/person_stand_ins.html", context, status=status)


@require_http_methods(["GET", "POST"])
@trust_view(Permission.MANAGE_PEOPLE)
@edits
def stand_in_edit(request: TrustRequest, pk: int, delegation: int) -> HttpResponse:
    """Other days on which somebody stands in. One that is over is history."""
    person = get_object_or_404(Person.objects.for_trust(request.trust), pk=pk)
    rows = person.delegations.not_over().select_related("delegate", "person__trust")
    row: Delegation = get_object_or_404(locked(request, rows), pk=delegation)
    url = reverse("person_stand_ins", args=[request.trust.code, person.pk])
    initial = {"starts_on": row.starts_on, "ends_on": row.ends_on}
    form = StandInDaysForm(posted(request), initial=initial)
    if request.method == "POST" and form.is_valid():
        if conflict := form.conflict(request.POST):
            what = f"{row.delegate} for {person}"
            saved = last_saved(Delegation.history.filter(id=row.pk))
            return conflict_page(request, conflict, what=what, url=url, saved=saved)
        try:
            row = services.edit_delegation(delegation=row, by=request.user, **form.cleaned_data)
        except ValidationError as error:
            form.add_service_error(error)
        else:
            messages.success(request, f"{_told(row)}.")
            return redirect(url)
    context = {"nav_current": "setup", "person": person, "delegation": row, "form": form}
    status = 400 if form.errors else 200
    return render(request, "accounts/stand_in_edit.html", context, status=status)


def _told(row: Delegation) -> str:
    days = f"from {long_date(row.starts_on)} to {long_date(row.ends_on)}"
    return f"{row.delegate} stands in for {row.person} {days}"


@require_POST
@trust_view(Permission.MANAGE_PEOPLE)
def stand_in_remove(request: TrustRequest, pk: int, delegation: int) -> HttpResponse:
    """Have somebody stand in no more. A second click finds nothing, and says the same."""
    person = get_object_or_404(Person.objects.for_trust(request.trust), pk=pk)
    rows = Delegation.objects.for_trust(request.trust).filter(person=person, pk=delegation)
    for row in rows.select_related("person__trust", "delegate"):
        services.remove_delegation(delegation=row, by=request.user)
        messages.success(request, f"{row.delegate} stands in for {person} no more.")
    return redirect("person_stand_ins", request.trust.code, person.pk)
