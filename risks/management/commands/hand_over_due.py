"""manage.py hand_over_due: hand over what was planned to pass to others by today."""

import logging
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from risks.services import hand_over_due

logger = logging.getLogger(__name__)


class Command(BaseCommand):
    help = "Hand over what people lead where its day has come. The worker does so by itself."

    def handle(self, *args: Any, **options: Any) -> None:
        done, left = hand_over_due(timezone.localdate())
        for planned in left:
            # Logs quote nobody (ADR 32).
            logger.warning("Hand-over %s waits: who takes over has left.", planned.pk)
        self.stdout.write(f"Done: {len(done)} hand-overs. Waiting: {len(left)}.")
