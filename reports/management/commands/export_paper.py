"""manage.py export_paper: a board paper as PDF, HTML or JSON."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from reports import html, pdf
from reports.layouts import LAYOUTS
from reports.lookup import NotFound, find_period, find_strategy, find_trust
from reports.models import Paper
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
        parser.add_argument("--layout", required=True, choices=list(LAYOUTS))
        parser.add_argument("--format", choices=["pdf", "html", "json"], default="pdf")
        parser.add_argument("--output", required=True, type=Path, metavar="FILE")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            strategy = find_strategy(find_trust(options["trust"]), options["strategy"])
            period = find_period(strategy, options["period"])
        except NotFound as error:
            raise CommandError(str(error)) from None
        papers = Paper.objects.filter(period=period, layout=options["layout"])
        final = papers.filter(status=Paper.Status.FINAL).order_by("-version").first()
        content = content_of(final) if final else draft_content(period, options["layout"])
        write(options["output"], rendered(content, options["format"]))
        state = f"published, version {final.version}" if final else "draft"
        self.stdout.write(f"Wrote {options['output']}: {content['title']} ({state}).")


def rendered(content: dict[str, Any], how: str) -> bytes:
    """The content as the bytes of a PDF, an HTML page or JSON."""
    if how == "pdf":
        return pdf.render(html.page(content, with_style=False))
    if how == "html":
        return html.page(content).encode()
    return json.dumps(content, ensure_ascii=False, indent=1).encode()


def write(path: Path, data: bytes) -> None:
    """Write a file, making its folder. Raises CommandError when that cannot be done."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    except OSError as error:
        raise CommandError(f"{path} could not be written: {error.strerror}.") from None
