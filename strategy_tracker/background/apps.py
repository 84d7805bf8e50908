from django.apps import AppConfig


class BackgroundConfig(AppConfig):
    name = "strategy_tracker.background"
    label = "background"
    verbose_name = "Background work"
