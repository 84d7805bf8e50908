"""One part of a paper, composed from the database and written, for the tests of its kind."""

import re
from dataclasses import replace
from html import unescape
from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext

from objectives.models import Period
from reports.blocks import Block
from reports.compose import compose
from reports.layouts.ready import LayoutRecipe
from reports.parts import KINDS, Part, Source
from reports.reading import read_plan
from reports.write.document import body, part_blocks


def part(kind: str, words: dict[str, str] | None = None, **options: Any) -> Part:
    return Part(key="part", kind=kind, options=options, words=words or {})


def data_of(period: Period, one: Part) -> Any:
    return KINDS[one.kind].build(Source(read_plan(period.strategy, period)), one)


def content_of(period: Period, one: Part) -> dict[str, Any]:
    return compose(period, LayoutRecipe("test", "Test", "", (one,)))


def blocks_of(period: Period, one: Part) -> list[Block]:
    content = content_of(period, one)
    return part_blocks(content, content["parts"][0])


def html_of(period: Period, one: Part) -> str:
    return str(body(content_of(period, one)))


def words_of(html: str) -> str:
    """What a reader sees, white space collapsed."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


def queries_of(period: Period, one: Part) -> int:
    fresh = replace(one)
    with CaptureQueriesContext(
        connection,
    ) as captured:
        content_of(Period.objects.select_related("strategy__trust").get(pk=period.pk), fresh)
    return len(captured)
