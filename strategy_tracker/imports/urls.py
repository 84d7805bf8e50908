"""Addresses of imports, under /t/<trust_code>/imports/."""

from django.urls import path

from strategy_tracker.imports import views

urlpatterns = [
    path("", views.import_list, name="import_list"),
    path("new/", views.import_upload, name="import_upload"),
    path("<int:pk>/", views.import_preview, name="import_preview"),
    path("<int:pk>/change/", views.import_change, name="import_change"),
    path("<int:pk>/columns/", views.import_columns, name="import_columns"),
    path("<int:pk>/apply/", views.import_apply, name="import_apply"),
    path("<int:pk>/discard/", views.import_discard, name="import_discard"),
    path("<int:pk>/report/", views.import_report, name="import_report"),
]
