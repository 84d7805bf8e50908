"""Puts our administration site where Django's own would be."""

from django.contrib.admin.apps import AdminConfig


class AdministrationConfig(AdminConfig):
    default_site = "strategy_tracker.admin_site.AdministrationSite"
