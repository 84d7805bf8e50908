"""Where a person lands: what they owe differs, so the first page does."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET

from objectives.current import current_strategy, periods, remembered_strategy, strategies
from strategy_tracker.accounts.access import TrustRequest, trust_view
from strategy_tracker.accounts.invitation_views import invitations_for
from strategy_tracker.accounts.models import Membership, User
from strategy_tracker.accounts.permissions import Permission

# The first of these that a member may open is where they land.
LANDING = (
    ("this_round", Permission.REVIEW_UPDATES),
    ("my_updates", Permission.ANSWER_UPDATES),
    ("paper_list", Permission.VIEW_PLAN),
)


def memberships_of(user: User) -> list[Membership]:
    return list(
        Membership.objects.current()
        .filter(user=user)
        .select_related("trust")
        .order_by("trust__name")
    )


@require_GET
@login_required
def home(request: HttpRequest) -> HttpResponse:
    """To what they are invited to, the trust used last or the first of their trusts."""
    own = memberships_of(request.user)  # type: ignore[arg-type]
    if not request.GET.get("later") and invitations_for(request.user):  # type: ignore[arg-type]
        return redirect("own_invitations")
    last = request.session.get("trust")
    chosen = next(
        (membership for membership in own if membership.trust.code == last), own[0] if own else None
    )
    if chosen is None:
        return render(request, "no_trust.html", status=403)
    return redirect("trust_home", chosen.trust.code)


@require_GET
@trust_view()
def trust_home(request: TrustRequest) -> HttpResponse:
    """To the page this member needs first; of a new trust, for who sets it up, where it begins."""
    request.session["trust"] = request.trust.code
    strategy = current_strategy(request)
    is_new = strategy is None or not periods(request, strategy)
    if is_new and request.membership.may(Permission.SET_UP):
        return redirect("setup_start", request.trust.code)
    name = next(name for name, needed in LANDING if request.membership.may(needed))
    return redirect(name, request.trust.code)


@require_GET
@trust_view()
def choose(request: TrustRequest) -> HttpResponse:
    """Switch trust, strategy or period: at once where one is given, else by a page of links."""
    back = request.GET.get("next", "")
    if not url_has_allowed_host_and_scheme(back, allowed_hosts=None):
        back = ""
    back = back.split("?")[0]
    memberships = memberships_of(request.user)
    trust = request.GET.get("trust", request.trust.code)
    if trust != request.trust.code and any(own.trust.code == trust for own in memberships):
        return redirect("trust_home", trust)
    before = remembered_strategy(request)
    strategy = current_strategy(request)
    own = periods(request, strategy) if strategy else []
    if strategy and strategy != before:
        return redirect("plan", request.trust.code)
    period = request.GET.get("period", "")
    if any(str(other.pk) == period for other in own):
        plan = reverse("plan", args=[request.trust.code])
        return redirect(f"{back or plan}?period={period}")
    return render(
        request,
        "choose.html",
        {
            "memberships": memberships,
            "strategies": strategies(request),
            "periods": own,
            "back": back,
        },
    )
