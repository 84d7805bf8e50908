"""People: everybody of the trust, who may sign in and as what. For governance.

Governance brings in readers and leads; administrators bring in and change anybody. What
each may do to whom is checked again by the services.
"""

from collections import Counter
from collections.abc import Callable
from typing import Any

from django.conf import settings
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
    require_recent_password,
    trust_view,
)
from strategy_tracker.accounts.editing import edits, last_saved, locked
from strategy_tracker.accounts.forms import (
    MemberForm,
    MembershipForm,
    PersonForm,
    people_without_login,
)
from strategy_tracker.accounts.invitations import (
    invitation_path,
    mail_is_printed,
    send_invitation,
)
from strategy_tracker.accounts.models import (
    Invitation,
    Membership,
    Person,
    Post,
    Role,
    Trust,
)
from strategy_tracker.accounts.people import STATES, people_of, people_table
from strategy_tracker.accounts.permissions import Permission, role_has, roles_granted_by
from strategy_tracker.ui.conflicts import conflict_page
from strategy_tracker.ui.dates import long_date
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
        "nav_current": "setup",
        "table": table,
        "total": len(rows),
        "named": named,
        "waiting": counts["none"],
        "invited": counts["invited"],
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
        _check_may_give(request, form.cleaned_data["role"])
        try:
            invitation, is_new = services.invite(
                trust=request.trust, by=request.user, **form.cleaned_data
            )
        except ValidationError as error:
            form.add_service_error(error)
        else:
            return _invited(request, invitation, is_new)
    context = {"nav_current": "setup", "form": form, "days": settings.INVITATION_DAYS}
    status = 400 if form.errors else 200
    return render(request, "accounts/member_add.html", context, status=status)


def _check_may_give(request: TrustRequest, role: str) -> None:
    """Have the password given again before somebody becomes an administrator."""
    if role_has(role, Permission.ADMINISTER):
        require_recent_password(request)


def _initial(request: TrustRequest) -> dict[str, Any]:
    """What is known of the person asked for. Raises Http404 for one who has a login."""
    key = request.GET.get("person", "")
    if not key:
        return {}
    people = people_without_login(request.trust)
    person = get_object_or_404(people, pk=whole_number(key))
    return {"name": person.name, "person": person, "role": Role.LEAD}


def _invited(request: TrustRequest, invitation: Invitation, is_new: bool) -> HttpResponse:
    """To the link where there is no mail, else to everybody. A second click mails nobody."""
    there = redirect("invitation_detail", request.trust.code, invitation.pk)
    if not is_new:
        messages.info(request, f"{invitation.name} was invited already.")
        return there
    if mail_is_printed():
        messages.success(request, f"{invitation.name} is invited.")
        return there
    if send_invitation(request, invitation):
        messages.success(
            request, f"{invitation.name} is invited. A mail is on its way to {invitation.email}."
        )
        return redirect("people_list", request.trust.code)
    messages.warning(
        request,
        f"{invitation.name} is invited, but the mail could not be sent. Send it again later.",
    )
    return there


def _invitation(request: TrustRequest, pk: int) -> Invitation:
    invitations = Invitation.objects.for_trust(request.trust).select_related("trust", "person")
    return get_object_or_404(invitations, pk=pk)


@require_GET
@trust_view(Permission.MANAGE_PEOPLE)
def invitation_detail(request: TrustRequest, pk: int) -> HttpResponse:
    """One invitation: to which address, and the link where no mail goes out."""
    invitation = _invitation(request, pk)
    may_manage = invitation.role in roles_granted_by(request.membership.role)
    context = {
        "nav_current": "setup",
        "invitation": invitation,
        "may_manage": may_manage,
        "is_printed": mail_is_printed(),
    }
    if context["is_printed"] and may_manage and invitation.is_valid:
        path = invitation_path(invitation, confirms_address=False)
        context["link"] = request.build_absolute_uri(path)
    return render(request, "accounts/invitation_detail.html", context)


@require_POST
@trust_view(Permission.MANAGE_PEOPLE)
def invitation_again(request: TrustRequest, pk: int) -> HttpResponse:
    """Let an invitation run from today, and mail it again where mail goes out."""
    try:
        invitation = services.renew_invitation(invitation=_invitation(request, pk), by=request.user)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        _tell_again(request, invitation)
    return redirect("invitation_detail", request.trust.code, pk)


def _tell_again(request: TrustRequest, invitation: Invitation) -> None:
    if mail_is_printed():
        until = long_date(invitation.expires_on)
        messages.success(request, f"The invitation can be accepted until {until}.")
    elif send_invitation(request, invitation):
        messages.success(request, f"A mail is on its way to {invitation.email}.")
    else:
        messages.error(request, "The mail could not be sent. Try again later.")


@require_POST
@trust_view(Permission.MANAGE_PEOPLE)
def invitation_withdraw(request: TrustRequest, pk: int) -> HttpResponse:
    """Take an invitation back."""
    invitation = services.withdraw_invitation(invitation=_invitation(request, pk), by=request.user)
    if invitation.state == Invitation.State.WITHDRAWN:
        messages.success(request, f"The invitation of {invitation.name} is withdrawn.")
        return redirect("people_list", request.trust.code)
    words = invitation.get_state_display().lower()
    messages.error(request, f"{invitation.name} has {words} the invitation already.")
    return redirect("invitation_detail", request.trust.code, pk)


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
        role = form.cleaned_data.get("role", membership.role)
        if role != membership.role:
            _check_may_give(request, role)
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
                role=role,
                person=form.cleaned_data["person"],
                by=request.user,
            )
        except ValidationError as error:
            form.add_service_error(error)
        else:
            messages.success(request, f"{membership.user} is saved.")
            return _back(request)
    context = {
        "nav_current": "setup",
        "member": membership,
        "person": form.initial["person"],
        "form": form,
        "may_manage": _may_manage(request, membership),
        "is_self": membership.user_id == request.user.pk,
        # Brought in before there were invitations, and has never been in.
        "needs_invitation": membership.is_current
        and _may_manage(request, membership)
        and membership.user.needs_password,
    }
    status = 400 if form.errors else 200
    return render(request, "accounts/member_detail.html", context, status=status)


def _back(request: TrustRequest) -> HttpResponse:
    """To everybody; home for whoever has just given up seeing them."""
    own = Membership.objects.for_trust(request.trust).current().filter(user=request.user).first()
    if own is None or not own.may(Permission.MANAGE_PEOPLE):
        return redirect("home")
    return redirect("people_list", request.trust.code)


@require_POST
@trust_view(Permission.MANAGE_PEOPLE)
def member_mail(request: TrustRequest, pk: int) -> HttpResponse:
    """Invite somebody who is a member and has never been in."""
    membership = _managed(request, pk)
    user = membership.user
    if not (membership.is_current and user.needs_password):
        messages.info(request, f"{user} has a way in already, or none to be given.")
        return redirect("member_detail", request.trust.code, membership.pk)
    person = Person.objects.for_trust(request.trust).filter(user=user).first()
    invitation, _ = services.invite(
        trust=request.trust,
        email=user.email,
        name=str(user),
        role=membership.role,
        person=person,
        by=request.user,
    )
    return _invited(request, invitation, True)


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
        "nav_current": "setup",
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


@require_http_methods(["GET", "POST"])
@trust_view(Permission.MANAGE_PEOPLE)
def person_add(request: TrustRequest) -> HttpResponse:
    """Add somebody whom the plan is to name. A login can be given to them later."""
    form = PersonForm(posted(request), person=Person(trust=request.trust))
    if request.method == "POST" and form.is_valid():
        try:
            person = services.add_person(
                trust=request.trust,
                name=form.cleaned_data["name"],
                posts=form.held,
                by=request.user,
            )
        except ValidationError as error:
            form.add_service_error(error)
        else:
            messages.success(request, f"{person} is added. The plan can name them as a lead.")
            again = "another" in request.POST
            return redirect("person_add" if again else "people_list", request.trust.code)
    context = {"nav_current": "setup", "form": form}
    return render(request, "accounts/person_add.html", context, status=400 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@trust_view(Permission.MANAGE_PEOPLE)
@edits
def person_names(request: TrustRequest, pk: int) -> HttpResponse:
    """What a person is called, which job titles they hold, and by which names they are found."""
    person = get_object_or_404(locked(request, Person.objects.for_trust(request.trust)), pk=pk)
    if "forget" in request.POST:
        former_name = get_object_or_404(
            person.former_names, pk=whole_number(request.POST["forget"])
        )
        services.forget_former_name(former_name=former_name, by=request.user)
        messages.success(request, f"{person} is no longer found as {former_name.name}.")
        return redirect("person_names", request.trust.code, pk)
    form = PersonForm(posted(request), person=person)
    if request.method == "POST" and form.is_valid():
        if conflict := form.conflict(request.POST):
            return conflict_page(
                request,
                conflict,
                what=str(person),
                url=reverse("person_detail", args=[request.trust.code, person.pk]),
                saved=last_saved(person.history, Post.history.filter(person=person.pk)),
            )
        name = form.cleaned_data["name"]
        try:
            renamed = services.rename_person(person=person, name=name, by=request.user)
            services.set_posts(person=renamed, posts=form.held, by=request.user)
        except ValidationError as error:
            form.add_service_error(error)
        else:
            is_new = renamed.name != person.name
            messages.success(
                request, f"They are called {name} now." if is_new else f"{name} is saved."
            )
            return redirect("person_names", request.trust.code, pk)
    context = {
        "nav_current": "setup",
        "person": person,
        "former_names": person.former_names.all(),
        "form": form,
    }
    status = 400 if form.errors else 200
    return render(request, "accounts/person_names.html", context, status=status)
