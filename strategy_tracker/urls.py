"""Every address. Those of a trust live under /t/<trust_code>/."""

from allauth.account.views import confirm_email
from django.contrib import admin
from django.contrib.auth.decorators import login_required
from django.urls import include, path

from risks.leading import count_led_by_person
from strategy_tracker import home
from strategy_tracker.accounts.invitation_views import invitation, own_invitations
from strategy_tracker.accounts.personal_data_views import own_data
from strategy_tracker.accounts.sign_in_views import change_email, single_sign_on
from strategy_tracker.accounts.views import people_list
from strategy_tracker.security_txt import security_txt
from strategy_tracker.sign_up.views import sign_up, sign_up_confirm, sign_up_sent

handler500 = "strategy_tracker.ui.outages.page_of_error"

urlpatterns = [
    path("", home.home, name="home"),
    path(".well-known/security.txt", security_txt, name="security_txt"),
    path("admin/", admin.site.urls),
    # Before allauth's own: a new address is for whoever has confirmed the present one, and
    # confirmed by them, signed in.
    path("accounts/email/", change_email, name="account_email"),
    path(
        "accounts/confirm-email/<str:key>/",
        login_required(confirm_email),
        name="account_confirm_email",
    ),
    path("accounts/oidc/<str:provider_id>/login/", single_sign_on, name="openid_connect_login"),
    path("accounts/data/", own_data, name="own_data"),
    path("accounts/", include("allauth.urls")),
    path("invitations/", own_invitations, name="own_invitations"),
    path("invitations/<str:token>/", invitation, name="invitation"),
    path("sign-up/", sign_up, name="sign_up"),
    path("sign-up/sent/", sign_up_sent, name="sign_up_sent"),
    path("sign-up/<str:token>/", sign_up_confirm, name="sign_up_confirm"),
    path("t/<slug:trust_code>/", home.trust_home, name="trust_home"),
    path("t/<slug:trust_code>/choose/", home.choose, name="choose"),
    path(
        "t/<slug:trust_code>/people/",
        people_list,
        # The app of the people is below the plan, and cannot count what they lead itself.
        {"count_led": count_led_by_person},
        name="people_list",
    ),
    path("t/<slug:trust_code>/setup/", include("strategy_tracker.setup.urls")),
    path("t/<slug:trust_code>/setup/history/", include("strategy_tracker.audit.urls")),
    path("t/<slug:trust_code>/", include("strategy_tracker.accounts.urls")),
    path("t/<slug:trust_code>/", include("ambitions.urls")),
    path("t/<slug:trust_code>/", include("risks.urls")),
    path("t/<slug:trust_code>/", include("reports.urls")),
    path("t/<slug:trust_code>/imports/", include("strategy_tracker.imports.urls")),
]
