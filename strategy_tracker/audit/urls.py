"""Addresses under /t/<trust_code>/setup/history/."""

from django.urls import path

from strategy_tracker.audit import views

urlpatterns = [path("", views.audit, name="audit")]
