"""Addresses of imports, under /t/<trust_code>/imports/."""

from django.urls import path

from strategy_tracker.imports.wizard.views import changes, matching, profiles, runs, undo

urlpatterns = [
    path("", runs.import_list, name="import_list"),
    path("new/", runs.import_upload, name="import_upload"),
    path("<int:pk>/", changes.import_preview, name="import_preview"),
    path("<int:pk>/sheets/", matching.import_sheets, name="import_sheets"),
    path("<int:pk>/match/", matching.import_match, name="import_match"),
    path("<int:pk>/match/profile/", matching.import_use_profile, name="import_use_profile"),
    path("<int:pk>/apply/", changes.import_apply, name="import_apply"),
    path("<int:pk>/progress/", changes.import_progress, name="import_progress"),
    path("<int:pk>/discard/", runs.import_discard, name="import_discard"),
    path("<int:pk>/report/", changes.import_report, name="import_report"),
    path("<int:pk>/undo/", undo.import_undo, name="import_undo"),
    path("profiles/", profiles.import_profiles, name="import_profiles"),
    path("profiles/<int:pk>/export/", profiles.import_profile_export, name="import_profile_export"),
    path("profiles/<int:pk>/delete/", profiles.import_profile_delete, name="import_profile_delete"),
]
