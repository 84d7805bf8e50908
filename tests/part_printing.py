"""Parts of papers for tests: a part built by the register and printed as HTML and as words."""

import html
import re
from typing import Any

from objectives.models import Period
from reports.parts import KINDS, Data, Part, Source
from reports.reading import read_plan
from reports.values import words_of
from reports.write.html import html_of


def build_part(kind: str, period: Period, **options: Any) -> Data | None:
    """The data of a part of the plan of `period` with those options."""
    period = Period.objects.select_related("strategy__trust").get(pk=period.pk)
    source = Source(read_plan(period.strategy, period))
    part = Part(key=kind, kind=kind, options=options)
    return KINDS[kind].build(source, part)


def part_html(kind: str, period: Period, orientation: str = "tall", **options: Any) -> str:
    """What the part prints, as HTML; "" where it has nothing to say."""
    data = build_part(kind, period, **options)
    if data is None:
        return ""
    period = Period.objects.select_related("strategy__trust").get(pk=period.pk)
    plan = read_plan(period.strategy, period)
    content = {"words": words_of(plan), "period": {"label": period.label}}
    return str(html_of(KINDS[kind].blocks(data, content), orientation, "part-"))


def words_in(markup: str) -> str:
    """The words of HTML, one space between them."""
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", markup)).split())


def part_words(kind: str, period: Period, **options: Any) -> str:
    return words_in(part_html(kind, period, **options))
