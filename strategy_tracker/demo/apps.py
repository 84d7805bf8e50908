from django.apps import AppConfig


class DemoConfig(AppConfig):
    name = "strategy_tracker.demo"
