"""Addresses under /t/<trust_code>/."""

from django.urls import path

from ambitions.views import my_updates, updates

urlpatterns = [
    path("updates/", my_updates.my_updates, name="my_updates"),
    path("updates/preview/", updates.update_preview, name="update_preview"),
    path("updates/<slug:level>/<int:pk>/", updates.update_form, name="update_form"),
    path("updates/<slug:level>/<int:pk>/save/", updates.update_autosave, name="update_autosave"),
    path("updates/<slug:level>/<int:pk>/check/", updates.update_check, name="update_check"),
    path("updates/<slug:level>/<int:pk>/submit/", updates.update_submit, name="update_submit"),
]
