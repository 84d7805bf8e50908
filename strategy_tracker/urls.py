"""Every address. Those of a trust live under /t/<trust_code>/."""

from django.contrib import admin
from django.urls import include, path

from risks.leading import count_led_by_person
from strategy_tracker import home
from strategy_tracker.accounts.views import people_list

handler500 = "strategy_tracker.ui.outages.page_of_error"

urlpatterns = [
    path("", home.home, name="home"),
    path("admin/", admin.site.urls),
    path("accounts/", include("allauth.urls")),
    path("t/<slug:trust_code>/", home.trust_home, name="trust_home"),
    path("t/<slug:trust_code>/choose/", home.choose, name="choose"),
    path(
        "t/<slug:trust_code>/people/",
        people_list,
        # The app of the people is below the plan, and cannot count what they lead itself.
        {"count_led": count_led_by_person},
        name="people_list",
    ),
    path("t/<slug:trust_code>/", include("strategy_tracker.accounts.urls")),
    path("t/<slug:trust_code>/", include("ambitions.urls")),
    path("t/<slug:trust_code>/", include("risks.urls")),
    path("t/<slug:trust_code>/", include("reports.urls")),
    path("t/<slug:trust_code>/imports/", include("strategy_tracker.imports.urls")),
]
