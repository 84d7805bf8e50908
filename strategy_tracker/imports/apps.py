from django.apps import AppConfig


class ImportsConfig(AppConfig):
    name = "strategy_tracker.imports"
    label = "imports"
    verbose_name = "Imports"
