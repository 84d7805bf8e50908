"""Where the operator of the installation decides: superusers alone, for it is of no trust."""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest

from strategy_tracker.sign_up.models import SignUpRequest
from strategy_tracker.sign_up.services import approve, refuse


@admin.register(SignUpRequest)
class SignUpRequestAdmin(admin.ModelAdmin):
    """Read, and approved or refused by the two actions; never typed or deleted here."""

    list_display = ["trust_name", "code", "name", "email", "state", "expires_on", "decided_by"]
    list_select_related = ["decided_by"]
    list_filter = ["state"]
    search_fields = ["trust_name", "code", "name", "email"]
    actions = ["approve_requests", "refuse_requests"]
    exclude = ["mail", "send_after", "tries"]

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        # Until the address is confirmed it may be anybody's.
        unconfirmed = SignUpRequest.State.UNCONFIRMED
        return super().get_queryset(request).exclude(state=unconfirmed)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return bool(request.user.is_active and request.user.is_superuser)

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    @admin.action(description="Approve: set the trust up and invite who asked")
    def approve_requests(self, request: HttpRequest, queryset: QuerySet) -> None:
        self._decide(request, queryset, approve, "is set up, and who asked is invited.")

    @admin.action(description="Refuse")
    def refuse_requests(self, request: HttpRequest, queryset: QuerySet) -> None:
        self._decide(request, queryset, refuse, "is refused.")

    def _decide(self, request: HttpRequest, queryset: QuerySet, decide: Any, done: str) -> None:
        for asked in queryset:
            try:
                decide(request=asked, by=request.user)
            except ValidationError as error:
                messages.error(request, f"{asked}: {' '.join(error.messages)}")
            else:
                messages.success(request, f"{asked} {done}")
