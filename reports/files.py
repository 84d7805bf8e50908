"""The PDFs of papers: made outside of requests, kept, and given out.

A published paper is laid out once; its bytes are kept in the default storage. The PDF of a draft
is kept for a while in the cache, by the fingerprint of the content that it was made of.
"""

import hashlib
import logging
from dataclasses import dataclass, replace
from functools import lru_cache
from io import BytesIO
from typing import Any, BinaryIO

from django.conf import settings
from django.core.cache import caches
from django.core.files import File
from django.core.files.storage import default_storage
from django.db.models import prefetch_related_objects
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django_tasks_db.models import DBTaskResult

from objectives.models import Period
from reports import render
from reports.changes import Changes
from reports.compose import fingerprint
from reports.frame import print_rules, style
from reports.models import Paper, PaperFile
from reports.redact import PUBLIC, changes_between, has_internal, public
from reports.services import content_of, draft_content, keep_file
from strategy_tracker.accounts.models import User
from strategy_tracker.background import progress, worker

logger = logging.getLogger(__name__)

_DRAFTS_KEPT = 24 * 60 * 60


@dataclass(frozen=True)
class Asked:
    """The paper on a period in a layout whose PDF is asked for, and the key of its content.

    `paper` is None for a draft that nobody has begun; `audience` is that of `reports.redact`.
    """

    period: Period
    layout: str
    paper: Paper | None
    key: str
    audience: str = ""

    @property
    def is_final(self) -> bool:
        return self.paper is not None and self.paper.is_final

    @property
    def cache_key(self) -> str:
        return f"draft-{self._name}"

    @property
    def progress_key(self) -> str:
        return f"pdf-{self._name}"

    @property
    def _name(self) -> str:
        return f"{self.period.pk}-{self.layout}-{self.key}-{self.audience}"

    @property
    def format(self) -> str:
        """What kind of file it is kept as."""
        return PaperFile.Format.PUBLIC_PDF if self.audience else PaperFile.Format.PDF

    @property
    def content(self) -> dict[str, Any]:
        """What its PDF is made of, as it is now."""
        if self.paper is not None:
            content = content_of(self.paper)
        else:
            content = draft_content(self.period, self.layout)
        return public(content) if self.audience == PUBLIC else content


@dataclass(frozen=True)
class Pdf:
    """A PDF as it is given out. `sha256` is of its bytes."""

    sha256: str
    file: BinaryIO | File


def ask(period: Period, layout: str, paper: Paper | None, audience: str = "") -> Asked:
    """What is asked for, as it is now."""
    if paper is not None and paper.is_final:
        return Asked(period, layout, paper, paper.content_sha256, audience)
    if paper is not None:
        # Its words are read once for this and for laying it out, where the request does both.
        prefetch_related_objects([paper], "texts")
    asked = Asked(period, layout, paper, "", audience)
    return replace(asked, key=fingerprint(asked.content))


def find(asked: Asked) -> Pdf | None:
    """The PDF where it is made already."""
    if asked.is_final:
        row = PaperFile.objects.filter(paper=asked.paper, format=asked.format).first()
        if row is None or not default_storage.exists(row.name):
            return None
        return Pdf(row.sha256, default_storage.open(row.name))
    data = caches["papers"].get(asked.cache_key)
    return Pdf(hashlib.sha256(data).hexdigest(), BytesIO(data)) if data else None


def published_pdf(paper: Paper) -> bytes:
    """The PDF of a published paper: what is kept, or made here and kept."""
    asked = ask(paper.period, paper.layout, paper)
    pdf = find(asked)
    if pdf is None:
        make(asked, by=None)
        pdf = find(asked)
    assert pdf is not None  # noqa: S101 - it was kept just now
    with pdf.file:
        return bytes(pdf.file.read())


# Made from wheels by strategy_tracker/assets.py.
FONTS = "fonts/paper-fonts.css"


@dataclass(frozen=True)
class Page:
    """A paper as the page of the site shows it: HTML, and what stands around it.

    `style` is of the element around it, `print_rules` of the sheets that a browser prints.
    """

    title: str
    body: SafeString
    style: str
    is_a3: bool
    stylesheets: list[str]
    print_rules: SafeString
    has_internal: bool
    is_public: bool


def page_of(content: dict[str, Any], period: Period, audience: str = "") -> Page:
    """The page of `content`: of the public paper where `audience` is "public"."""
    is_mixed, is_public = has_internal(content), audience == PUBLIC
    if is_public:
        content = public(content)
    return Page(
        has_internal=is_mixed,
        is_public=is_public,
        title=content["title"],
        body=render.body(content, embedded=True, pages=_pages_at(period)),
        style=style(content),
        is_a3=content["trust"].get("paper_size") == "A3",
        stylesheets=[FONTS, *(f"css/{name}" for name in render.stylesheets(content))],
        print_rules=mark_safe(print_rules(content)),  # noqa: S308 - all of it escaped there
    )


def published_page(paper: Paper, audience: str = "") -> Page:
    """The page of a published paper. It is written once by each release of this software."""
    about = hashlib.sha256(_pages_at(paper.period).encode()).hexdigest()[:16]
    key = f"page-{paper.content_sha256}-{about}-{audience}-{_writers()}"
    kept: Page | None = caches["papers"].get(key)
    if kept is None:
        kept = page_of(content_of(paper), paper.period, audience)
        caches["papers"].set(key, kept)
    return kept


def _pages_at(period: Period) -> str:
    """What the addresses begin with at which the items of a paper have their pages."""
    return reverse("paper_item", args=[period.strategy.trust.code, period.pk, "x"]).removesuffix(
        "x/"
    )


def published_changes(before: Paper, after: Paper, audience: str = "") -> Changes | None:
    """What a published version says that one before it did not; None where nobody can tell."""
    key = f"changes-{before.content_sha256}-{after.content_sha256}-{audience}-{_writers()}"
    kept: tuple[Changes | None] | None = caches["papers"].get(key)
    if kept is None:
        contents = Paper.objects.in_bulk([before.pk, after.pk])
        was, now = ((contents[paper.pk].content or {}) for paper in (before, after))
        kept = (changes_between(was, now, audience),)
        caches["papers"].set(key, kept)
    return kept[0]


@lru_cache
def _writers() -> str:
    """The SHA-256 of all code that a paper's page is written by."""
    digest = hashlib.sha256()
    for folder in ("reports", "strategy_tracker", "templates/reports"):
        for file in sorted((settings.BASE_DIR / folder).rglob("*")):
            if file.suffix in (".py", ".html"):
                digest.update(file.read_bytes())
    return digest.hexdigest()


@dataclass(frozen=True)
class Making:
    """How far a PDF is that is being made: `percent` of it; or that it could not be made."""

    percent: int = 0
    is_failed: bool = False


def making(asked: Asked) -> Making | None:
    """How far the PDF is; None when nobody is at it, or whoever was has died."""
    value = progress.read(asked.progress_key)
    if value is None:
        return None
    if value["is_failed"]:
        return Making(is_failed=True)
    if progress.is_lost(asked.progress_key) and not worker.is_waiting(value["task"]):
        return None
    return Making(100 * value["done"] // value["total"] if value["total"] else 0)


def begin(asked: Asked, by: User | None) -> Making | None:
    """Have the PDF made by a worker. Gives None where there is none, and it was made at once."""
    # Imported here, for the task itself makes PDFs.
    from reports.tasks import make_pdf

    if not worker.start_if_none():
        make(asked, by=by)
        return None
    _report(asked, task=None)
    task = make_pdf.enqueue(
        period=asked.period.pk,
        layout=asked.layout,
        paper=asked.paper.pk if asked.paper else None,
        key=asked.key,
        audience=asked.audience,
        by=by.pk if by else None,
    )
    # Unless a worker has taken it up since.
    if (now := progress.read(asked.progress_key)) and not now["total"]:
        _report(asked, task=str(task.id))
    return Making()


def forget(asked: Asked) -> None:
    """Forget that it could not be made, so that it is tried again."""
    progress.forget(asked.progress_key)


def make(asked: Asked, *, by: User | None) -> None:
    """Lay the paper out and keep its PDF, saying how far it is."""
    first = _value()
    with progress.reporting(asked.progress_key, first):
        try:
            data = render.pdf_of(
                asked.content, lambda done, total: progress.report(_value(done=done, total=total))
            )
            if asked.paper is not None and asked.is_final:
                keep_file(paper=asked.paper, format=asked.format, data=data, by=by)
            else:
                caches["papers"].set(asked.cache_key, data, _DRAFTS_KEPT)
        except Exception:
            progress.report(_value(is_failed=True))
            logger.exception("The PDF of the paper %s could not be made.", asked.key)
            raise
    progress.forget(asked.progress_key)


def begin_lost_again(**of_signal: Any) -> None:
    """Begin again what a worker was at when it was killed. A worker that tidies up calls it."""
    running = DBTaskResult.objects.filter(task_path="reports.tasks.make_pdf", status="RUNNING")
    for row in running:
        kwargs = row.args_kwargs["kwargs"]
        asked = asked_by(**{name: kwargs[name] for name in kwargs.keys() - {"by"}})
        if asked is not None and making(asked) is None:
            worker.close_task(str(row.pk))
            if find(asked) is None:
                begin(asked, by=User.objects.filter(pk=kwargs["by"]).first())


def asked_by(
    *, period: int, layout: str, paper: int | None, key: str, audience: str
) -> Asked | None:
    """What a task was asked for, by the keys of its rows; None where they are gone."""
    row = Period.objects.select_related("strategy__trust").filter(pk=period).first()
    papers = Paper.objects.select_related("period__strategy__trust")
    own = papers.filter(pk=paper).first() if paper is not None else None
    if row is None or (paper is not None and own is None):
        return None
    return Asked(row, layout, own, key, audience)


def _value(
    task: str | None = None, done: int = 0, total: int = 0, *, is_failed: bool = False
) -> progress.Value:
    return {"task": task, "done": done, "total": total, "is_failed": is_failed}


def _report(asked: Asked, task: str | None) -> None:
    progress.keep(asked.progress_key, _value(task))
