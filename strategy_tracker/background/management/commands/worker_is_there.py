"""manage.py worker_is_there: for probes; 0 where a worker has been heard of, 1 where none has."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from strategy_tracker.background.worker import has_worker


class Command(BaseCommand):
    help = "Say whether a worker is there: exits 0 when one has been heard of, 1 when none has."
    requires_system_checks: list[str] = []

    def handle(self, **options: Any) -> None:
        if not has_worker():
            raise CommandError("No sign of life from a worker: run manage.py run_worker.")
        self.stdout.write("A worker is there.")
