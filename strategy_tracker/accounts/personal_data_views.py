"""What is held on somebody: a download for administrators and for oneself, and anonymising."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from strategy_tracker.accounts.access import TrustRequest, require_recent_password, trust_view
from strategy_tracker.accounts.events import record_download
from strategy_tracker.accounts.models import Membership, Person, User
from strategy_tracker.accounts.permissions import Permission
from strategy_tracker.accounts.personal_data import (
    DataSubject,
    anonymise,
    apply_retention,
    due_for_removal,
    export_of,
    export_of_user,
    subject_of_member,
    subject_of_person,
    why_not,
)


def _download(held: dict[str, Any], name: str) -> HttpResponse:
    answer = JsonResponse(held, json_dumps_params={"indent": 1, "ensure_ascii": False})
    answer["Content-Disposition"] = f'attachment; filename="{name}.json"'
    return answer


@never_cache
@require_http_methods(["GET", "POST"])
@login_required
def own_data(request: HttpRequest) -> HttpResponse:
    """Whoever is signed in takes out what is held on them."""
    if request.method == "POST":
        require_recent_password(request)
        user: User = request.user  # type: ignore[assignment]
        answer = _download(export_of_user(user), "what-is-held-on-me")
        record_download(answer, by=user)
        return answer
    return render(request, "account/own_data.html")


@never_cache
@require_http_methods(["GET", "POST"])
@trust_view(Permission.ADMINISTER)
def person_data(request: TrustRequest, pk: int) -> HttpResponse:
    """What is held on a person of the plan."""
    people = Person.objects.for_trust(request.trust).select_related("trust", "user")
    return _subject_page(request, subject_of_person(get_object_or_404(people, pk=pk)))


@never_cache
@require_http_methods(["GET", "POST"])
@trust_view(Permission.ADMINISTER)
def member_data(request: TrustRequest, pk: int) -> HttpResponse:
    """What is held on a member, whom the plan may name or not."""
    members = Membership.objects.for_trust(request.trust).select_related("trust", "user")
    return _subject_page(request, subject_of_member(get_object_or_404(members, pk=pk)))


def _subject_page(request: TrustRequest, subject: DataSubject) -> HttpResponse:
    refused = ""
    if request.method == "POST":
        require_recent_password(request)
        if "anonymise" not in request.POST:
            return _download(export_of(subject), "personal-data")
        try:
            name = anonymise(subject=subject, by=request.user)
        except ValidationError as error:
            refused = " ".join(error.messages)
        else:
            messages.success(request, f"They are called {name} from now on.")
            return redirect("people_list", request.trust.code)
    context = {
        "nav_current": "setup",
        "subject": subject,
        "why_not": why_not(subject),
        "refused": refused,
    }
    status = 400 if refused else 200
    return render(request, "accounts/personal_data.html", context, status=status)


@require_http_methods(["GET", "POST"])
@trust_view(Permission.ADMINISTER)
def retention(request: TrustRequest) -> HttpResponse:
    """How long personal data are kept here, and what is due."""
    if request.method == "POST":
        require_recent_password(request)
        done = apply_retention(trust=request.trust, by=request.user)
        messages.success(
            request,
            f"Removed {len(done.invitations)} invitations and took the names of "
            f"{len(done.leavers)} who left away.",
        )
        return redirect("retention", request.trust.code)
    context = {
        "nav_current": "setup",
        "due": due_for_removal(request.trust),
        "invitations_days": settings.RETAIN_INVITATIONS_DAYS,
        "sign_ins_days": settings.RETAIN_SIGN_INS_DAYS,
        "leavers_years": settings.RETAIN_LEAVERS_YEARS,
    }
    return render(request, "accounts/retention.html", context)
