"""Who may see and do what: one decorator on every view that belongs to a trust.

A stranger to the trust gets 404, so that nothing tells them the trust or record
exists; a member whose role does not reach gets 403; someone signed out is sent
to sign in and comes back.
"""

import logging
from collections.abc import Callable
from functools import partial, wraps
from typing import Any, TypeVar

import structlog
from allauth.account.internal.flows.login import get_authentication_records
from allauth.account.internal.flows.reauthentication import raise_if_reauthentication_required
from allauth.mfa.utils import is_mfa_enabled
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect

from strategy_tracker.accounts.events import record_download
from strategy_tracker.accounts.models import Membership, Trust, User
from strategy_tracker.accounts.permissions import Permission
from strategy_tracker.logs import audit
from strategy_tracker.retrying import retried

View = TypeVar("View", bound=Callable[..., HttpResponseBase])


class TrustRequest(HttpRequest):
    """A request inside a trust: `trust` and `membership` are set by `trust_view`."""

    user: User
    trust: Trust
    membership: Membership


def _log_refusal(request: HttpRequest, trust_code: str, reason: str) -> None:
    audit(
        "refused",
        level=logging.WARNING,
        user=request.user.pk,
        of_trust=trust_code,
        reason=reason,
    )


def trust_view(
    permission: Permission = Permission.VIEW_PLAN, *, asks_second_factor: bool = True
) -> Callable[[Any], Any]:
    """Decorate a view under /t/<trust_code>/; it gets `request.trust`, `request.membership`.

    The view itself is called without `trust_code`. Raises Http404 for a non-member
    and PermissionDenied for a member whose role lacks `permission`. Who lacks the second
    factor that the trust asks for is led to set it up; not where `asks_second_factor` says so.
    """

    def decorate(view: Any) -> Any:
        @wraps(view)
        @login_required
        def inner(request: Any, trust_code: str, *args: Any, **kwargs: Any) -> HttpResponseBase:
            membership = (
                Membership.objects.current()
                .filter(user=request.user, trust__code=trust_code)
                .select_related("trust")
                .first()
            )
            if membership is None:
                _log_refusal(request, trust_code, "not a member")
                raise Http404("There is no such trust, or you are not a member of it.")
            structlog.contextvars.bind_contextvars(trust=membership.trust.code)
            if asks_second_factor and lacks_second_factor(request, membership):
                return redirect("second_factor_needed", membership.trust.code)
            if not membership.may(permission):
                _log_refusal(request, trust_code, f"{membership.role} lacks {permission.name}")
                raise PermissionDenied(
                    f"Your role at {membership.trust} is {membership.get_role_display()}, "
                    "which does not allow this. Ask your governance team."
                )
            request.trust = membership.trust
            request.membership = membership
            membership.user = request.user
            answer = partial(view, request, *args, **kwargs)
            # Each write is one transaction, so that nothing of what gave way was saved. What was
            # uploaded can be read only once.
            response = answer() if request.FILES else retried(answer, after_waiting=False)
            record_download(response, by=request.user, trusts=[request.trust])
            return response

        walled: Any = inner
        # By this a test sees that no address of a trust is left without the wall.
        walled.trust_permission = permission
        return walled

    return decorate


def lacks_second_factor(request: HttpRequest, membership: Membership) -> bool:
    """Whether the member's trust asks for a second factor that they have not set up.

    Whoever came in by the trust's own sign-in has whatever that asks for.
    """
    user: Any = request.user
    if membership.role not in membership.trust.roles_with_two_factor() or is_mfa_enabled(user):
        return False
    records = get_authentication_records(request, user)
    return all(record["method"] != "socialaccount" for record in records)


def require_recent_password(request: HttpRequest) -> None:
    """Have whoever is signed in give their password or code, unless they did just now.

    Before what a session that was left open must not do. Raises ReauthenticationRequired, which
    asks them and goes on with what they were about to do.
    """
    raise_if_reauthentication_required(request, app="allauth.account")
