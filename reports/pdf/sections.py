"""Sections of a paper laid out: kept by what they are made of, and in several processes at once.

A section that was laid out before, in any paper, is not laid out again.
"""

import atexit
import hashlib
import multiprocessing
import os
import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from functools import lru_cache
from multiprocessing.connection import wait
from typing import Any

from django.conf import settings
from django.core.cache import caches

from reports.frame import stylesheet
from reports.pdf import layout

# What stands in the margins of each page is stamped when sections are joined, but for the name
# of what goes on from the page before.
_NO_HEADS = (
    "@page {@top-left {content: none} @top-right {content: none}"
    " @bottom-left {content: none} @bottom-right {content: none}}"
)
_HEADS_ALONE = "@page {@bottom-right {content: none} @top-left-corner {content: none}}"
# So few sections are laid out here, sooner than other processes would start.
_FEW = 3
# Bytes of HTML that take about as long as starting them.
_SHORT = 40_000


@dataclass(frozen=True)
class Job:
    """A whole HTML document to lay out; `prefix` begins the ids of its header cells."""

    prefix: str
    html: str
    font: str

    @property
    def key(self) -> str:
        """The SHA-256 of all that its PDF depends on."""
        made_of = "\0".join((_made_with(), self.font, self.prefix, self.html))
        return f"section-{hashlib.sha256(made_of.encode()).hexdigest()}"


@lru_cache
def _made_with() -> str:
    return "\0".join((layout.versions(), _section_css()))


@lru_cache
def _section_css() -> str:
    return stylesheet("board-paper.css") + _NO_HEADS


def lay_out_heads(html: str, font: str) -> bytes:
    """The running heads on pages of their own."""
    key = f"heads-{hashlib.sha256(f'{_made_with()}{font}{html}'.encode()).hexdigest()}"
    cache = caches["papers"]
    kept: bytes | None = cache.get(key)
    if kept is None:
        css = stylesheet("board-paper.css") + _HEADS_ALONE
        kept = layout.lay_out_plain(html, css, font)
        cache.set(key, kept)
    return kept


def lay_out_all(jobs: Sequence[Job]) -> Iterator[tuple[int, bytes]]:
    """The PDF of each job with its place in `jobs`, in the order in which they are there.

    Those that are not kept are laid out, the longest first.
    """
    cache = caches["papers"]
    keys = [job.key for job in jobs]
    kept = cache.get_many(set(keys))
    missing = []
    for place, (job, key) in enumerate(zip(jobs, keys, strict=True)):
        if key in kept:
            yield place, kept[key]
        else:
            missing.append((place, job))
    missing.sort(key=lambda item: -len(item[1].html))
    for place, made in _made(missing):
        cache.set(keys[place], made)
        yield place, made


def _made(jobs: list[tuple[int, Job]]) -> Iterator[tuple[int, bytes]]:
    css = _section_css()
    is_short = sum(len(job.html) for _, job in jobs) < _SHORT
    if settings.PAPER_PROCESSES < 2 or len(jobs) < _FEW or is_short:
        for place, job in jobs:
            yield place, layout.lay_out_section(job.html, css, job.prefix, job.font)
        return
    left = dict(jobs)
    for is_last_try in (False, True):
        waiting: dict[Future[bytes], int] = {}
        try:
            pool = _pool()
            for place, job in left.items():
                waiting[
                    pool.submit(layout.lay_out_section, job.html, css, job.prefix, job.font)
                ] = place
            for future in as_completed(waiting):
                yield waiting[future], future.result()
                del left[waiting[future]]
            return
        except BrokenProcessPool:
            # One of its processes was killed. What it had not finished is begun again, once.
            _close_pool()
            if is_last_try:
                raise


_pools: dict[str, ProcessPoolExecutor] = {}
_lock = threading.Lock()


def _pool() -> ProcessPoolExecutor:
    """The processes that lay out; they live on, with style sheet and fonts read."""
    with _lock:
        if "pool" not in _pools:
            _pools["pool"] = ProcessPoolExecutor(
                settings.PAPER_PROCESSES,
                # Started anew: a copy of a process that has threads may hang.
                mp_context=multiprocessing.get_context("spawn"),
                initializer=_begin,
            )
            atexit.register(_close_pool)
        return _pools["pool"]


def _close_pool() -> None:
    with _lock:
        pool = _pools.pop("pool", None)
    if pool is not None:
        pool.shutdown(wait=False, cancel_futures=True)


def _begin() -> None:
    """Let whoever reads go first, and end when the process that started this one is gone."""
    os.nice(10)
    parent: Any = multiprocessing.parent_process()

    def watch() -> None:
        wait([parent.sentinel])
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()
