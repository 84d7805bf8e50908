from django.apps import AppConfig


class AmbitionsConfig(AppConfig):
    name = "ambitions"
    verbose_name = "Ambitions, actions and answers"

    def ready(self) -> None:
        from ambitions.updates.notifications import send_when_tidying
        from strategy_tracker.background.worker import tidying

        tidying.connect(send_when_tidying)
