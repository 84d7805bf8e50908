"""Administration of trusts, of who may sign in, and of the people a plan names."""

from typing import Any

from allauth.usersessions.admin import UserSessionAdmin
from allauth.usersessions.models import UserSession
from django import forms
from django.contrib import admin
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.contrib.auth.forms import AdminUserCreationForm, UserChangeForm
from django.contrib.auth.models import Group
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest

from strategy_tracker.accounts.administration import (
    OwnTrustsFilter,
    ReadHere,
    TrustAdmin,
    TrustInline,
    trusts_run_by,
)
from strategy_tracker.accounts.models import (
    Delegation,
    FormerName,
    HandOver,
    Invitation,
    Membership,
    Person,
    Post,
    Trust,
    User,
)
from strategy_tracker.accounts.resources import PersonResource, PostResource
from strategy_tracker.accounts.services import change_address, rename_person
from strategy_tracker.accounts.sheets import SheetAdmin

# What somebody may do is in their memberships; groups would promise what they don't do.
admin.site.unregister(Group)
# allauth's own searches by a user name, which nobody has here.
admin.site.unregister(UserSession)


@admin.register(UserSession)
class SessionAdmin(UserSessionAdmin):
    search_fields = ("user__email", "user__name", "ip")


@admin.register(Trust)
class TrustsAdmin(TrustAdmin):
    list_display = ["code", "name"]
    search_fields = ["code", "name"]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """The code is part of every address, so it stays."""
        fields = list(super().get_readonly_fields(request, obj))
        if obj is not None:
            fields.append("code")
        return fields

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.may(request) and trusts_run_by(request) is None

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Never: what a trust reported stays, also when the trust has ended."""
        return False


class EmailInLowerCase:
    """Keeps an e-mail address as create_user() does."""

    cleaned_data: dict[str, Any]

    def clean_email(self) -> str:
        return str(self.cleaned_data["email"]).strip().lower()


class NewUserForm(EmailInLowerCase, AdminUserCreationForm):
    class Meta:
        model = User
        fields = ("email", "name")


class UserForm(EmailInLowerCase, UserChangeForm):
    class Meta:
        model = User
        fields = "__all__"


class FirstMembershipFormSet(forms.BaseInlineFormSet):
    """A new user belongs to a trust, or whoever made them could not find them again."""

    def clean(self) -> None:
        super().clean()
        kept = [form for form in self.forms if form.has_changed() and not self._goes(form)]
        if self.instance._state.adding and not kept and not self.instance.is_superuser:
            raise forms.ValidationError("Give the new user a role at a trust.")

    def _goes(self, form: Any) -> bool:
        return bool(self.can_delete and self._should_delete_form(form))  # type: ignore[attr-defined]


class MembershipInline(TrustInline):
    model = Membership
    formset = FirstMembershipFormSet
    show_change_link = False

    def get_extra(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> int:
        return 1 if obj is None else 0


@admin.register(User)
class UsersAdmin(TrustAdmin, DjangoUserAdmin):  # type: ignore[misc]  # both shape the form
    form = UserForm
    add_form = NewUserForm
    list_display = ["name", "email", "is_active", "is_staff", "is_superuser", "last_login"]
    list_filter = [
        "is_active",
        "is_staff",
        "is_superuser",
        ("memberships__trust", OwnTrustsFilter),
        "memberships__role",
    ]
    search_fields = ["name", "email"]
    ordering = ["name", "email"]
    filter_horizontal = ()
    date_hierarchy = "date_joined"
    readonly_fields = ["last_login", "date_joined"]
    inlines = [MembershipInline]
    fieldsets = [
        (None, {"fields": ["email", "name", "password"]}),
        ("What they may do here", {"fields": ["is_active", "is_staff", "is_superuser"]}),
        ("Dates", {"fields": ["last_login", "date_joined"]}),
    ]
    add_fieldsets = [
        (None, {"fields": ["email", "name", "usable_password", "password1", "password2"]})
    ]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """Only a superuser makes staff, and gives an address or a password to anybody.

        Whoever does can come in as that user, at another trust too once that invites them.
        """
        fields = list(self.readonly_fields)
        if not request.user.is_superuser:
            fields += ["email", "password", "is_active", "is_staff", "is_superuser"]
        return fields

    def get_exclude(self, request: HttpRequest, obj: Any = None) -> Any:
        return () if request.user.is_superuser else ("password",)

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """Without the password, of which no one but a superuser has anything to do here."""
        fieldsets = super().get_fieldsets(request, obj)
        if request.user.is_superuser:
            return fieldsets
        return [
            (name, {**shown, "fields": [field for field in shown["fields"] if field != "password"]})
            for name, shown in fieldsets
        ]

    def user_change_password(self, request: HttpRequest, id: str, form_url: str = "") -> Any:
        if not request.user.is_superuser:
            raise PermissionDenied("Only a superuser sets the password of somebody else.")
        return super().user_change_password(request, id, form_url)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """An address that was typed here is nobody's until they confirm it."""
        super().save_model(request, obj, form, change)
        if change and "email" in form.changed_data:
            by: Any = request.user
            change_address(user=obj, email=obj.email, by=by)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Others invite people, under People."""
        return self.may(request) and trusts_run_by(request) is None

    def may(self, request: HttpRequest, row: Any = None) -> bool:
        """Of users: those at one's own trusts."""
        if not isinstance(row, User) or trusts_run_by(request) is None:
            return super().may(request, row)
        return bool(super().may(request)) and self.get_queryset(request).filter(pk=row.pk).exists()

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Not of staff, and not of a member of a trust that one does not look after.

        Whoever sets a password can sign in with it, elsewhere too.
        """
        if not self.may(request, obj):
            return False
        trusts = trusts_run_by(request)
        if obj is None or trusts is None:
            return True
        elsewhere = obj.memberships.exclude(trust__in=trusts).exists()
        return not (obj.is_staff or obj.is_superuser or elsewhere)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """To take somebody's way in, end their membership: history goes on naming them."""
        return self.may(request) and trusts_run_by(request) is None


@admin.register(Membership)
class MembershipAdmin(TrustAdmin):
    list_display = ["user", "trust", "role", "ended_on"]
    list_select_related = ["user", "trust"]
    list_filter = ["role", ("trust", OwnTrustsFilter), ("ended_on", admin.EmptyFieldListFilter)]
    search_fields = ["user__name", "user__email", "trust__code", "trust__name"]


@admin.register(Invitation)
class InvitationAdmin(ReadHere, TrustAdmin):
    """Invitations are made, withdrawn and answered under People."""

    list_display = ["email", "name", "trust", "role", "state", "expires_on"]
    list_select_related = ["trust"]
    list_filter = ["state", "role", ("trust", OwnTrustsFilter)]
    search_fields = ["email", "name", "trust__code", "trust__name"]


class PostInline(TrustInline):
    model = Post


class FormerNameInline(TrustInline):
    model = FormerName


@admin.register(FormerName)
class FormerNameAdmin(TrustAdmin):
    list_display = ["name", "person", "trust_code"]
    list_filter = [("person__trust", OwnTrustsFilter)]
    list_select_related = ["person__trust"]
    search_fields = ["name", "person__name"]


@admin.register(Delegation)
class DelegationAdmin(TrustAdmin):
    list_display = ["person", "delegate", "starts_on", "ends_on", "trust_code"]
    list_filter = [("person__trust", OwnTrustsFilter)]
    list_select_related = ["person__trust", "delegate"]
    search_fields = ["person__name", "delegate__name"]


@admin.register(HandOver)
class HandOverAdmin(ReadHere, TrustAdmin):
    """Hand-overs are planned and cancelled under People."""

    list_display = ["person", "to", "on", "trust_code"]
    list_filter = [("person__trust", OwnTrustsFilter)]
    list_select_related = ["person__trust", "to"]
    search_fields = ["person__name", "to__name"]


@admin.register(Person)
class PersonAdmin(SheetAdmin):
    resource_classes = [PersonResource]
    list_display = ["name", "trust", "user", "left_on"]
    list_select_related = ["trust", "user"]
    list_filter = [
        ("trust", OwnTrustsFilter),
        ("user", admin.EmptyFieldListFilter),
        ("left_on", admin.EmptyFieldListFilter),
    ]
    search_fields = ["name", "former_names__name", "posts__job_title", "user__email"]
    inlines = [PostInline, FormerNameInline]

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """A name that is changed is kept, to find them by."""
        if change and "name" in form.changed_data:
            by: Any = request.user
            rename_person(person=obj, name=obj.name, by=by)
        super().save_model(request, obj, form, change)


@admin.register(Post)
class PostAdmin(SheetAdmin):
    resource_classes = [PostResource]
    list_display = ["job_title", "person", "trust_code", "started_on", "ended_on"]
    list_filter = [("person__trust", OwnTrustsFilter), ("ended_on", admin.EmptyFieldListFilter)]
    list_select_related = ["person__trust"]
    search_fields = ["job_title", "person__name"]
    date_hierarchy = "started_on"
