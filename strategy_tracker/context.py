"""What the frame of every page shows: trust, open period, and the way to the other pages."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.functional import SimpleLazyObject

from objectives.current import (
    current_period,
    current_strategy,
    periods,
    strategies,
    usual_period,
)
from objectives.models import Period
from strategy_tracker.accounts.access import TrustRequest, lacks_second_factor
from strategy_tracker.accounts.invitations import mail_is_printed
from strategy_tracker.accounts.permissions import Permission, by_name
from strategy_tracker.home import memberships_of
from strategy_tracker.setup.pages import side_list

NAVIGATION = (
    ("this_round", "This round", Permission.REVIEW_UPDATES),
    ("my_updates", "My updates", Permission.ANSWER_UPDATES),
    ("plan", "The plan", Permission.VIEW_PLAN),
    ("risk_list", "Risks", Permission.VIEW_PLAN),
    ("measure_list", "Measures", Permission.VIEW_PLAN),
    ("paper_list", "Papers", Permission.VIEW_PLAN),
    ("import_list", "Imports", Permission.IMPORT),
    ("setup", "Set-up", Permission.SET_UP),
)

# One's own account, in the menu under one's name and beside each of these pages.
OWN_PAGES = (
    ("account_email", "Your e-mail address"),
    ("account_change_password", "Your password"),
    ("mfa_index", "Second factor"),
    ("usersessions_list", "Where you are signed in"),
    ("own_data", "What is held on you"),
)


@dataclass(frozen=True)
class NavigationItem:
    name: str
    label: str
    url: str


def page(request: HttpRequest) -> dict[str, Any]:
    """The frame's variables; outside a trust only how the site is set up."""
    frame: dict[str, Any] = {
        "show_demo_sign_ins": settings.SHOW_DEMO_SIGN_INS,
        "mail_is_printed": mail_is_printed(),
        "own_pages": OWN_PAGES,
        "may_sign_up": settings.SIGN_UP,
    }
    if not hasattr(request, "membership"):
        return frame
    inside: TrustRequest = request  # type: ignore[assignment]
    if lacks_second_factor(inside, inside.membership):
        # Nothing of the trust but its name, on the page that says so.
        return frame | {"membership": inside.membership, "named_trust": inside.trust}
    usual = None
    own: list[Period] = []
    try:
        strategy = current_strategy(inside)
        period = current_period(inside, strategy)
        own = periods(inside, strategy) if strategy else []
        usual = usual_period(own)
    except Http404:
        # The view has answered 404 to this address already, and its page has a frame too.
        strategy = period = None
    frame |= {
        "trust": inside.trust,
        "membership": inside.membership,
        "permissions": by_name(inside.membership.role),
        "context_strategy": strategy,
        "context_period": period,
        "usual_period": usual,
        "own_periods": own,
        "own_strategies": strategies(inside),
        "own_trusts": [held.trust for held in memberships_of(inside.user)],
        "nav": navigation(inside),
        # Read only where a page shows it: those that say that they are of the set-up.
        "setup_pages": SimpleLazyObject(lambda: side_list(inside)),
    }
    return frame


def navigation(request: TrustRequest) -> list[NavigationItem]:
    """The pages the member may open, in order."""
    return [
        NavigationItem(name, label, _address(name, request.trust.code))
        for name, label, permission in NAVIGATION
        if request.membership.may(permission)
    ]


def _address(name: str, code: str) -> str:
    try:
        return reverse(name, args=[code])
    except NoReverseMatch:
        return "#"
