"""manage.py run_worker: applies large imports outside of requests, until it is stopped."""

from argparse import ArgumentParser
from typing import Any

from django_tasks_db.management.commands import db_worker

from strategy_tracker.imports import background, services


class Command(db_worker.Command):
    help = (
        "Apply large imports outside of requests, until stopped. Run it beside the web server; "
        "without it they are applied in the request. Ctrl-C lets it finish what it is at."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        # With DEBUG it would work in a child, which goes on when this process is killed.
        parser.set_defaults(reload=False)

    def handle(self, **options: Any) -> None:
        services.give_back_all_lost()
        with background.being_a_worker(services.give_back_all_lost):
            super().handle(**options)
