"""manage.py run_worker: does outside of requests what takes long, until it is stopped."""

import os
from argparse import ArgumentParser
from typing import Any

from django_tasks_db.management.commands import db_worker

from strategy_tracker.background.worker import being_a_worker, tidying

_BEHIND_PAGES = 5


class Command(db_worker.Command):
    help = (
        "Apply large imports and make the PDFs of papers outside of requests, until stopped. Run "
        "it beside the web server. Ctrl-C lets it finish what it is at."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        # With DEBUG it would work in a child, which goes on when this process is killed.
        parser.set_defaults(reload=False)

    def handle(self, **options: Any) -> None:
        # On a machine that serves pages too, whoever waits for a page goes first.
        os.nice(_BEHIND_PAGES)
        with being_a_worker():
            # Once others can tell that it is there: what was lost may be handed over to it.
            tidying.send(sender=None)
            super().handle(**options)
