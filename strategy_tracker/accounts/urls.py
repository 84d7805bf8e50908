"""Addresses under /t/<trust_code>/. The list of people is routed with
what it counts, in `strategy_tracker.urls`; the page of one is among those of the plan.
"""

from django.urls import path

from strategy_tracker.accounts import personal_data_views, sign_in_views, stand_in_views, views

urlpatterns = [
    path("people/second-factor/", sign_in_views.second_factor, name="second_factor"),
    path("second-factor/", sign_in_views.second_factor_needed, name="second_factor_needed"),
    path("people/add/", views.member_add, name="member_add"),
    path("people/retention/", personal_data_views.retention, name="retention"),
    path("people/<int:pk>/data/", personal_data_views.person_data, name="person_data"),
    path("people/members/<int:pk>/data/", personal_data_views.member_data, name="member_data"),
    path("people/add-to-plan/", views.person_add, name="person_add"),
    path("people/<int:pk>/names/", views.person_names, name="person_names"),
    path("people/<int:pk>/stand-ins/", stand_in_views.person_stand_ins, name="person_stand_ins"),
    path(
        "people/<int:pk>/stand-ins/<int:delegation>/",
        stand_in_views.stand_in_edit,
        name="stand_in_edit",
    ),
    path(
        "people/<int:pk>/stand-ins/<int:delegation>/remove/",
        stand_in_views.stand_in_remove,
        name="stand_in_remove",
    ),
    path("people/invitations/<int:pk>/", views.invitation_detail, name="invitation_detail"),
    path("people/invitations/<int:pk>/again/", views.invitation_again, name="invitation_again"),
    path(
        "people/invitations/<int:pk>/withdraw/",
        views.invitation_withdraw,
        name="invitation_withdraw",
    ),
    path("people/members/<int:pk>/", views.member_detail, name="member_detail"),
    path("people/members/<int:pk>/mail/", views.member_mail, name="member_mail"),
    path("people/members/<int:pk>/end/", views.member_end, name="member_end"),
    path("people/members/<int:pk>/start/", views.member_start, name="member_start"),
]
