from django.apps import AppConfig


class ReportsConfig(AppConfig):
    name = "reports"
    verbose_name = "Board papers"

    def ready(self) -> None:
        from reports.files import begin_lost_again
        from strategy_tracker.background.worker import tidying

        tidying.connect(begin_lost_again)
