"""manage.py export_paper: a board paper as PDF, HTML or JSON."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from reports.files import published_pdf
from reports.layouts.trust import layouts_of
from reports.lookup import NotFound, find_period, find_strategy, find_trust
from reports.models import Paper
from reports.render import rendered
from reports.services import content_of, draft_content


class Command(BaseCommand):
    help = (
        "Write the board paper on one period to a file: what was published, or a draft of the "
        "data as they are now where nothing was."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--trust", required=True, metavar="CODE")
        parser.add_argument("--strategy", metavar="TITLE", help="only where there are several")
        parser.add_argument(
            "--period", required=True, metavar="LABEL", help='or "open", or "latest-closed"'
        )
        parser.add_argument("--layout", required=True, metavar="KEY")
        parser.add_argument("--format", choices=["pdf", "html", "json"], default="pdf")
        parser.add_argument("--output", required=True, type=Path, metavar="FILE")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            strategy = find_strategy(find_trust(options["trust"]), options["strategy"])
            period = find_period(strategy, options["period"])
        except NotFound as error:
            raise CommandError(str(error)) from None
        known = layouts_of(strategy.trust_id, with_archived=True)
        if options["layout"] not in known:
            raise CommandError(
                f"There is no layout “{options['layout']}”. There are: {', '.join(known)}."
            )
        papers = Paper.objects.filter(period=period, layout=options["layout"])
        final = papers.filter(status=Paper.Status.FINAL).order_by("-version").first()
        content = content_of(final) if final else draft_content(period, options["layout"])
        if final and options["format"] == "pdf":
            data = published_pdf(final)
        else:
            data = rendered(content, options["format"])
        write(options["output"], data)
        state = f"published, version {final.version}" if final else "draft"
        self.stdout.write(f"Wrote {options['output']}: {content['title']} ({state}).")


def write(path: Path, data: bytes) -> None:
    """Write a file, making its folder. Raises CommandError when that cannot be done."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    except OSError as error:
        raise CommandError(f"{path} could not be written: {error.strerror}.") from None
