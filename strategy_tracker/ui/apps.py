from django.apps import AppConfig


class UiConfig(AppConfig):
    name = "strategy_tracker.ui"
