"""Addresses under /t/<trust_code>/setup/history/."""

from django.urls import path

from strategy_tracker.audit import views

urlpatterns = [
    path("", views.audit, name="audit"),
    path("<slug:model>/<int:pk>/take-back/", views.audit_take_back, name="audit_take_back"),
]
