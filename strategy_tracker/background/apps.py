from django.apps import AppConfig


class BackgroundConfig(AppConfig):
    name = "strategy_tracker.background"
    label = "background"
    verbose_name = "Background work"

    def ready(self) -> None:
        from strategy_tracker.background.housekeeping import keep_house
        from strategy_tracker.background.worker import tidying

        tidying.connect(keep_house)
