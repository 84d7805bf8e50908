"""People: everybody of the trust, who may sign in and as what. For governance.

Governance brings in readers and leads; administrators bring in and change anybody. What
each may do to whom is checked again by the services.
"""

from collections import Counter
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from strategy_tracker.accounts import services
from strategy_tracker.accounts.access import (
    TrustRequest,
    trust_view,
)
from strategy_tracker.accounts.editing import edits, last_saved, locked
from strategy_tracker.accounts.forms import MemberForm, MembershipForm, people_without_login
from strategy_tracker.accounts.invitations import (
    days_link_works,
    mail_is_printed,
    may_be_shown_link,
    needs_password,
    send_welcome,
    set_password_path,
)
from strategy_tracker.accounts.models import Membership, Person, Role, Trust
from strategy_tracker.accounts.people import STATES, people_of, people_table
from strategy_tracker.accounts.permissions import Permission, roles_granted_by
from strategy_tracker.ui.conflicts import conflict_page
from strategy_tracker.ui.forms import posted, whole_number
from strategy_tracker.ui.tables import LONG, wants_spreadsheet


def _query(**values: str) -> str:
    return "?" + "&".join(f"{name}={value}" for name, value in values.items() if value)


@require_GET
@trust_view(Permission.MANAGE_PEOPLE)
def people_list(request: TrustRequest, count_led: Callable[[Trust], Counter[int]]) -> HttpResponse:
    """Everybody, narrowed by `?show=` and sorted by `?sort=`.

    `count_led` counts what each person leads, by their key, which this app does not know.
    """
    rows = people_of(request.trust)
    show, sort = request.GET.get("show", ""), request.GET.get("sort", "")
    counts = {state: sum(row.state == state for row in rows) for state in STATES}
    shown = [row for row in rows if show not in STATES or row.state == show]
    named = sum(row.person is not None for row in rows)
    table = people_table(
        shown, trust=request.trust, me=request.user, led=count_led(request.trust), query=request.GET
    )
    if wants_spreadsheet(request):
        return table.spreadsheet("People", f"{request.trust.code} people")
    context = {
        "nav_current": "people_list",
        "table": table,
        "total": len(rows),
        "named": named,
        "waiting": counts["none"],
        "chips": _chips(show, sort, counts, len(rows)) if len(rows) > LONG else [],
        "state_label": STATES.get(show, "").lower(),
    }
    return render(request, "accounts/people_list.html", context)


def _chips(show: str, sort: str, counts: dict[str, int], total: int) -> list[dict[str, Any]]:
    everybody = {"label": "All", "count": total, "url": _query(sort=sort), "is_on": not show}
    return [everybody] + [
        {
            "label": label,
            "count": counts[state],
            "url": _query(show=state, sort=sort),
            "is_on": show == state,
        }
        for state, label in STATES.items()
        if counts[state] or show == state
    ]


@require_http_methods(["GET", "POST"])
@trust_view(Permission.MANAGE_PEOPLE)
def member_add(request: TrustRequest) -> HttpResponse:
    """Give somebody a login; `?person=` says who of the plan they are."""
    form = MemberForm(
        request.POST if request.method == "POST" else None,
        trust=request.trust,
        granted=roles_granted_by(request.membership.role),
        initial=_initial(request),
    )
    if request.method == "POST" and form.is_valid():
        try:
            membership, is_new = services.add_member(
                trust=request.trust, by=request.user, **form.cleaned_data
            )
        except ValidationError as error:
            form.add_service_error(error)
        else:
            return _welcomed(request, membership, is_new)
    context = {"nav_current": "people_list", "form": form, "days": days_link_works()}
    status = 400 if form.errors else 200
    return render(request, "accounts/member_add.html", context, status=status)


def _initial(request: TrustRequest) -> dict[str, Any]:
    """What is known of the person asked for. Raises Http404 for one who has a login."""
    key = request.GET.get("person", "")
    if not key:
        return {}
    people = people_without_login(request.trust)
    person = get_object_or_404(people, pk=whole_number(key))
    return {"name": person.name, "person": person, "role": Role.LEAD}


def _welcomed(request: TrustRequest, membership: Membership, is_new: bool) -> HttpResponse:
    """To the link where there is no mail, else to everybody. A second click mails nobody."""
    user = membership.user
    if not is_new:
        messages.info(request, f"{user} is a member already.")
        return redirect("people_list", request.trust.code)
    is_sent = send_welcome(request, membership)
    if mail_is_printed():
        messages.success(request, f"{user} is a member now.")
        return redirect("member_detail", request.trust.code, membership.pk)
    if is_sent:
        messages.success(request, f"{user} is a member now. A mail is on its way to {user.email}.")
        return redirect("people_list", request.trust.code)
    messages.warning(
        request, f"{user} is a member now, but the mail could not be sent. Send it again later."
    )
    return redirect("member_detail", request.trust.code, membership.pk)


def _members(request: TrustRequest) -> QuerySet[Membership]:
    return Membership.objects.for_trust(request.trust).select_related("user", "trust")


def _member(request: TrustRequest, pk: int) -> Membership:
    return get_object_or_404(_members(request), pk=pk)


def _managed(request: TrustRequest, pk: int) -> Membership:
    """The membership, if the user may give and take its role; else PermissionDenied."""
    membership = _member(request, pk)
    if not _may_manage(request, membership):
        raise PermissionDenied("Only an administrator changes governance and administrators.")
    return membership


def _may_manage(request: TrustRequest, membership: Membership) -> bool:
    return membership.role in roles_granted_by(request.membership.role)


@require_http_methods(["GET", "POST"])
@trust_view(Permission.MANAGE_PEOPLE)
@edits
def member_detail(request: TrustRequest, pk: int) -> HttpResponse:
    """One member: how they sign in, their role, and who they are in the plan."""
    membership = get_object_or_404(locked(request, _members(request)), pk=pk)
    form = MembershipForm(
        posted(request),
        membership=membership,
        granted=roles_granted_by(request.membership.role),
    )
    if request.method == "POST" and form.is_valid():
        if conflict := form.conflict(request.POST):
            people = Person.history.filter(user=membership.user, trust=request.trust)
            return conflict_page(
                request,
                conflict,
                what=str(membership.user),
                url=reverse("member_detail", args=[request.trust.code, membership.pk]),
                saved=last_saved(membership.history, people),
            )
        try:
            services.change_member(
                membership=membership,
                role=form.cleaned_data.get("role", membership.role),
                person=form.cleaned_data["person"],
                by=request.user,
            )
        except ValidationError as error:
            form.add_service_error(error)
        else:
            messages.success(request, f"{membership.user} is saved.")
            return _back(request)
    context = {
        "nav_current": "people_list",
        "member": membership,
        "person": form.initial["person"],
        "form": form,
        "may_manage": _may_manage(request, membership),
        "is_self": membership.user_id == request.user.pk,
        **_way_in(request, membership),
    }
    status = 400 if form.errors else 200
    return render(request, "accounts/member_detail.html", context, status=status)


def _way_in(request: TrustRequest, membership: Membership) -> dict[str, Any]:
    """For somebody who has not been in yet: the link where no mail goes out, or the mail."""
    user = membership.user
    if not (membership.is_current and _may_manage(request, membership) and needs_password(user)):
        return {}
    way: dict[str, Any] = {"needs_password": True, "is_printed": mail_is_printed()}
    if way["is_printed"] and may_be_shown_link(user, request.trust):
        way["link"] = request.build_absolute_uri(set_password_path(user))
        way["days"] = days_link_works()
    return way


def _back(request: TrustRequest) -> HttpResponse:
    """To everybody; home for whoever has just given up seeing them."""
    own = Membership.objects.for_trust(request.trust).current().filter(user=request.user).first()
    if own is None or not own.may(Permission.MANAGE_PEOPLE):
        return redirect("home")
    return redirect("people_list", request.trust.code)


@require_POST
@trust_view(Permission.MANAGE_PEOPLE)
def member_mail(request: TrustRequest, pk: int) -> HttpResponse:
    """Send the first mail again, to somebody who has not been in yet."""
    membership = _managed(request, pk)
    if not (membership.is_current and needs_password(membership.user)):
        messages.info(request, f"{membership.user} has a way in already, or none to be given.")
    elif send_welcome(request, membership):
        messages.success(request, f"A mail is on its way to {membership.user.email}.")
    else:
        messages.error(request, "The mail could not be sent. Try again later.")
    return redirect("member_detail", request.trust.code, membership.pk)


@require_http_methods(["GET", "POST"])
@trust_view(Permission.MANAGE_PEOPLE)
def member_end(request: TrustRequest, pk: int) -> HttpResponse:
    """Say once more who is let in no more, and do it."""
    membership = _managed(request, pk)
    refusal = ""
    if request.method == "POST":
        try:
            services.end_membership(membership=membership, on=timezone.localdate(), by=request.user)
        except ValidationError as error:
            refusal = " ".join(error.messages)
        else:
            messages.success(request, f"{membership.user} has no access any more.")
            return _back(request)
    person = Person.objects.for_trust(request.trust).filter(user=membership.user).first()
    context = {
        "nav_current": "people_list",
        "member": membership,
        "person": person,
        "refusal": refusal,
        "is_self": membership.user_id == request.user.pk,
    }
    status = 400 if refusal else 200
    return render(request, "accounts/member_end.html", context, status=status)


@require_POST
@trust_view(Permission.MANAGE_PEOPLE)
def member_start(request: TrustRequest, pk: int) -> HttpResponse:
    """Let a former member in again."""
    membership = _managed(request, pk)
    services.start_membership(membership=membership, by=request.user)
    messages.success(request, f"{membership.user} has access again.")
    return redirect("member_detail", request.trust.code, membership.pk)
