"""The administration site: for staff, who sign in as everybody does."""

from functools import wraps
from typing import Any

from allauth.account.decorators import secure_admin_login
from allauth.mfa.utils import is_mfa_enabled
from django.apps import apps
from django.conf import settings
from django.contrib import messages
from django.contrib.admin import AdminSite
from django.contrib.admin.views.autocomplete import AutocompleteJsonView
from django.db import models
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect

from strategy_tracker.accounts.administration import trust_of


class TrustAutocomplete(AutocompleteJsonView):
    """Says whose each suggestion is, for two trusts may both have a "Q1 2024/25"."""

    def serialize_result(self, obj: models.Model, to_field_name: str) -> dict[str, str]:
        result: dict[str, str] = super().serialize_result(obj, to_field_name)
        trust = trust_of(obj)
        if trust is not None and trust != obj:
            result["text"] += f" ({trust.code})"
        return result


def _lacks_second_factor(request: HttpRequest) -> bool:
    return settings.ADMIN_NEEDS_SECOND_FACTOR and not is_mfa_enabled(request.user)


class AdministrationSite(AdminSite):
    site_header = "Strategy Tracker administration"
    site_title = "Strategy Tracker administration"
    index_title = "What would you like to look after?"

    def login(self, request: HttpRequest, extra_context: Any = None) -> Any:
        """The one sign-in page of the site, so that a second factor is asked for here too."""
        answer: HttpResponseBase = secure_admin_login(super().login)(request, extra_context)
        return answer

    def has_permission(self, request: HttpRequest) -> bool:
        """Staff alone, and who reaches over all trusts has a second factor to sign in with."""
        return super().has_permission(request) and not _lacks_second_factor(request)

    def admin_view(self, view: Any, cacheable: bool = False) -> Any:
        """Who lacks nothing but the second factor is sent to set one up, and comes back."""
        inner = super().admin_view(view, cacheable)

        @wraps(inner)
        def asked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if super(AdministrationSite, self).has_permission(request) and _lacks_second_factor(
                request
            ):
                messages.info(
                    request,
                    "The administration pages need a second factor: set one up here, then open "
                    "them again.",
                )
                return redirect("mfa_index")
            answer: HttpResponseBase = inner(request, *args, **kwargs)
            return answer

        return asked

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> Any:
        """Our own apps first, from the people up to the papers."""
        order = [config.label for config in apps.get_app_configs()]
        found = super().get_app_list(request, app_label)
        return sorted(found, key=lambda app: order.index(app["app_label"]))

    def autocomplete_view(self, request: HttpRequest) -> Any:
        answer: HttpResponseBase = TrustAutocomplete.as_view(admin_site=self)(request)
        return answer
