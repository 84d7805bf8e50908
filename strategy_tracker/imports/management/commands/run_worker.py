"""manage.py run_worker: applies large imports outside of requests, until it is stopped."""

from typing import Any

from django_tasks_db.management.commands import db_worker

from strategy_tracker.imports import background, services


class Command(db_worker.Command):
    help = (
        "Apply large imports outside of requests, until stopped. Run it beside the web server; "
        "without it they are applied in the request. Ctrl-C lets it finish what it is at."
    )

    def handle(self, **options: Any) -> None:
        services.give_back_all_lost()
        with background.being_a_worker(services.give_back_all_lost):
            super().handle(**options)
