from django.apps import AppConfig


class ImportsConfig(AppConfig):
    name = "strategy_tracker.imports"
    label = "imports"
    verbose_name = "Imports"

    def ready(self) -> None:
        from strategy_tracker.background.worker import tidying
        from strategy_tracker.imports.services import remove_old_uploads
        from strategy_tracker.imports.tasks import give_back_all_lost

        tidying.connect(give_back_all_lost)
        tidying.connect(remove_old_uploads)
