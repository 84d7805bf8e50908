"""Addresses under /t/<trust_code>/."""

from django.urls import path

from risks import leaving, views

urlpatterns = [
    path("risks/", views.risk_list, name="risk_list"),
    path("risks/matrix/", views.risk_list, name="risk_matrix"),
    path("risks/<int:pk>/", views.risk_detail, name="risk_detail"),
    path("risks/<int:pk>/score/", views.risk_score, name="risk_score"),
    path("people/<int:pk>/leaving/", leaving.person_leaving, name="person_leaving"),
    path("people/<int:pk>/return/", leaving.person_return, name="person_return"),
]
