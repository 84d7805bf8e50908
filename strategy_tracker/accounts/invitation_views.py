"""Where somebody accepts or declines what trusts invite them to. None of it is inside a trust."""

from allauth.account.utils import perform_login
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from strategy_tracker.accounts import services
from strategy_tracker.accounts.forms import FirstPasswordForm
from strategy_tracker.accounts.invitations import InvitationLink, read_link
from strategy_tracker.accounts.models import Invitation, Membership, User
from strategy_tracker.ui.forms import whole_number

_DECLINED = "You have declined. Nothing of yours was changed."


def invitations_for(user: User) -> list[Invitation]:
    """What can be accepted by `user`; nothing while their address is not confirmed.

    Somebody else may have brought the address in, and would learn who invites its owner.
    """
    found = Invitation.objects.valid().filter(email=user.email.lower()).select_related("trust")
    invitations = list(found.order_by("trust__name"))
    return invitations if invitations and user.has_confirmed_email else []


@never_cache
@require_http_methods(["GET", "POST"])
@login_required
def own_invitations(request: HttpRequest) -> HttpResponse:
    """What somebody who is signed in is invited to."""
    user: User = request.user  # type: ignore[assignment]
    refused = ""
    if request.method == "POST":
        key = request.POST.get("invitation", "")
        own = {invitation.pk: invitation for invitation in invitations_for(user)}
        invitation = own.get(whole_number(key))
        if invitation is None:
            refused = "This invitation cannot be used any more. Ask for another."
        elif "decline" in request.POST:
            services.decline_invitation(invitation=invitation, by=user)
            messages.info(request, _DECLINED)
            return redirect("home")
        else:
            try:
                membership = services.accept_invitation(invitation=invitation, by=user)
            except ValidationError as error:
                refused = " ".join(error.messages)
            else:
                return _inside(request, membership)
    context = {"invitations": invitations_for(user), "refused": refused}
    status = 400 if refused else 200
    return render(request, "accounts/own_invitations.html", context, status=status)


def _inside(request: HttpRequest, membership: Membership) -> HttpResponse:
    messages.success(request, f"You are a member of {membership.trust} now.")
    return redirect("trust_home", membership.trust.code)


@never_cache
@sensitive_post_parameters("password1", "password2")
@require_http_methods(["GET", "POST"])
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """The page of the link: choose a password, or sign in, and accept; or decline."""
    link = read_link(token)
    if link is None:
        return render(request, "accounts/invitation_over.html", status=404)
    if request.method == "POST" and "decline" in request.POST:
        by = request.user if request.user.is_authenticated else None
        services.decline_invitation(invitation=link.invitation, by=by)
        return render(request, "accounts/invitation_declined.html")
    if request.user.is_authenticated:
        return _answer_signed_in(request, link)
    return _answer_signed_out(request, link)


def _answer_signed_in(request: HttpRequest, link: InvitationLink) -> HttpResponse:
    """For who is signed in: accept, unless it is for another address or a password is due."""
    user: User = request.user  # type: ignore[assignment]
    is_theirs = user.email.lower() == link.invitation.email
    if is_theirs and link.confirms_address and not user.has_confirmed_email:
        return _answer_signed_out(request, link)
    refused = ""
    if request.method == "POST" and is_theirs:
        try:
            membership = services.accept_invitation(invitation=link.invitation, by=user)
        except ValidationError as error:
            refused = " ".join(error.messages)
        else:
            return _inside(request, membership)
    may_join = is_theirs and user.may_join(link.invitation.trust)
    context = {"invitation": link.invitation, "is_theirs": is_theirs, "may_join": may_join}
    context["refused"] = refused
    status = 400 if refused else 200
    return render(request, "accounts/invitation_answer.html", context, status=status)


def _answer_signed_out(request: HttpRequest, link: InvitationLink) -> HttpResponse:
    """For who is not: sign in, where the address is confirmed, or else choose a password.

    Whoever invites sees a link that is shown, so its page is the same whether anybody signs in
    with the address or not; whoever a mail has reached is told what to do.
    """
    user = User.objects.with_email(link.invitation.email)
    signs_in = link.confirms_address and user is not None and user.has_confirmed_email
    form = None
    if not signs_in:
        form = FirstPasswordForm(
            request.POST if request.method == "POST" else None,
            user=User(email=link.invitation.email, name=link.invitation.name),
            initial={"name": link.invitation.name},
        )
        if request.method == "POST" and form.is_valid():
            try:
                membership = services.join(
                    invitation=link.invitation,
                    name=form.cleaned_data["name"],
                    password=form.cleaned_data["password1"],
                    is_confirmed=link.confirms_address,
                    by=None,
                )
            except ValidationError as error:
                form.add_error(None, ValidationError(error.messages))
            else:
                return _first_sign_in(request, membership)
    context = {
        "invitation": link.invitation,
        "form": form,
        "is_mailed": link.confirms_address,
        "sign_in_url": f"{reverse('account_login')}?next={request.path}",
    }
    status = 400 if form and form.errors else 200
    return render(request, "accounts/invitation.html", context, status=status)


def _first_sign_in(request: HttpRequest, membership: Membership) -> HttpResponse:
    """Sign in whoever has just chosen the password, past a second factor if they have one."""
    messages.success(request, f"You are a member of {membership.trust} now.")
    user = User.objects.get(pk=membership.user_id)
    inside = reverse("trust_home", args=[membership.trust.code])
    answer: HttpResponse = perform_login(request, user, redirect_url=inside, email=user.email)
    return answer
