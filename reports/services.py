"""Every write to papers. A draft reads live data; publishing freezes what it then says."""

import hashlib
from collections.abc import Sequence
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction

from objectives.models import Period
from reports.compose import compose, fingerprint
from reports.layouts.trust import find_layout, with_words
from reports.models import Paper, PaperFile, PaperText
from reports.reading import Plan
from strategy_tracker.accounts.models import User
from strategy_tracker.accounts.saving import now, save
from strategy_tracker.logs import audit_when_kept
from strategy_tracker.ui.dates import long_date


@transaction.atomic
def draft_paper(
    *, period: Period, layout: str, by: User | None, like: Paper | None = None, **details: Any
) -> Paper:
    """The draft on `period` in `layout`, made when missing, with `details` set on it.

    Details are title, meeting, meeting_date and agenda_item. A new draft after a published
    paper is the next version and starts with that one's details and words; a first one with those
    of `like`, a paper of the layout that this one was copied from. Raises ValidationError for a
    layout that does not exist.
    """
    if find_layout(period.strategy.trust_id, layout) is None:
        raise ValidationError(no_such_layout(layout))
    # One at a time: two people who start a draft get the same one.
    Period.objects.select_for_update().get(pk=period.pk)
    own = Paper.objects.filter(period=period, layout=layout)
    paper = own.filter(status=Paper.Status.DRAFT).first()
    last = None
    if paper is None:
        last = own.order_by("-version").first()
        paper = Paper(period=period, layout=layout)
        if last:
            paper.version = last.version + 1
        last = last or like
        if last:
            for name in (*DETAILS, "left_out"):
                setattr(paper, name, getattr(last, name))
    elif not details:
        return paper
    for name, value in details.items():
        if name not in DETAILS:
            raise TypeError(f"A paper has no detail called {name}.")
        setattr(paper, name, value)
    save(paper, by=by)
    for text in last.texts.all() if last else ():
        again = PaperText(paper=paper, part=text.part, name=text.name, text=text.text)
        save(again, by=by)
    return paper


NO_CHANGE = "Say what changed since the version before."
NO_REASON = "Say why it is to be published all the same."
DETAILS = ("title", "meeting", "meeting_date", "agenda_item")


@transaction.atomic
def publish_paper(
    *,
    paper: Paper,
    by: User | None,
    on: date | None = None,
    reason: str = "",
    accepted: Sequence[str] = (),
    what_changed: str = "",
) -> Paper:
    """Freeze the draft: store exactly what it says now, and the fingerprint of that.

    `on` is the day printed as the day of publication, today unless told. `accepted` is what
    was missing and accepted for a `reason`, which are kept and not printed. `what_changed` since
    the version before is printed, and asked of every version but the first. Who calls this looks
    for what is missing (`reports.readiness`): a program may publish without. Raises
    ValidationError when the paper is published already, or something is accepted for no reason.
    """
    if accepted and not reason.strip():
        raise ValidationError(NO_REASON)
    held = Paper.objects.select_for_update(of=("self",)).select_related("period__strategy__trust")
    paper = held.get(pk=paper.pk)
    if paper.is_final:
        raise ValidationError(already_published(paper))
    if paper.version > 1:
        paper.what_changed = what_changed.strip() or paper.what_changed
        if not paper.what_changed:
            raise ValidationError(NO_CHANGE)
    made = _composed(paper.period, paper.layout, paper, as_at=on)
    made["status"]["draft"] = False
    paper.content = made
    paper.content_sha256 = fingerprint(made)
    paper.status = Paper.Status.FINAL
    paper.frozen_at, paper.frozen_by = now(), by
    if accepted:
        paper.reason, paper.accepted = reason.strip(), list(accepted)
    audit_when_kept(
        "paper_published",
        of_trust=paper.period.strategy.trust.code,
        paper=paper.pk,
        sha256=paper.content_sha256,
        by=by.pk if by else None,
    )
    return save(paper, by=by)


@transaction.atomic
def keep_file(*, paper: Paper, format: str, data: bytes, by: User | None) -> PaperFile:
    """Keep a published paper as a file. Where one of the format is kept already, that stays.

    The file is written whole before the row that names it: what a killed process left behind
    is written again. Raises ValidationError for a draft, which has no file of its own.
    """
    Paper.objects.select_for_update(of=("self",)).get(pk=paper.pk)
    if not paper.is_final:
        raise ValidationError("Only a published paper is kept as a file.")
    kept = PaperFile.objects.filter(paper=paper, format=format).first()
    if kept and default_storage.exists(kept.name):
        return kept
    digest = hashlib.sha256(data).hexdigest()
    file = kept or PaperFile(paper=paper, format=format)
    file.name = _store(f"papers/{digest[:2]}/{digest}.pdf", data)
    file.sha256, file.size = digest, len(data)
    return save(file, by=by)


def _store(name: str, data: bytes) -> str:
    """Write a file into the default storage. Gives the name that it has there."""
    if default_storage.exists(name):
        with default_storage.open(name) as file:
            if file.read() == data:
                return name
        default_storage.delete(name)
    return default_storage.save(name, ContentFile(data))


def already_published(paper: Paper) -> str:
    return (
        f"Version {paper.version} of this paper was published on {long_date(paper.frozen_at)} "
        "and cannot change. Make a new version instead."
    )


def content_of(paper: Paper, plan: Plan | None = None) -> dict[str, Any]:
    """What the paper says: live for a draft; for a published one what was frozen, and only
    that, with the first digits of its fingerprint to print.

    A draft is made of `plan` where the plan was read already. Raises ValueError when what is
    stored is not what was frozen.
    """
    if not paper.is_final:
        return _composed(paper.period, paper.layout, paper, plan=plan)
    frozen: dict[str, Any] = paper.content or {}
    if fingerprint(frozen) != paper.content_sha256:
        raise ValueError(
            f"The content stored for “{paper}” is not what was published: its fingerprint differs."
        )
    return {**frozen, "status": {**frozen["status"], "hash": paper.content_sha256[:8]}}


def draft_content(period: Period, layout: str, plan: Plan | None = None) -> dict[str, Any]:
    """The live content on `period`: of its draft where somebody has begun one."""
    own = Paper.objects.filter(period=period, layout=layout)
    paper = own.filter(status=Paper.Status.DRAFT).first()
    return _composed(period, layout, paper, plan=plan)


def _composed(
    period: Period,
    layout: str,
    paper: Paper | None,
    *,
    as_at: date | None = None,
    plan: Plan | None = None,
) -> dict[str, Any]:
    recipe = find_layout(period.strategy.trust_id, layout)
    if recipe is None:
        raise ValidationError(no_such_layout(layout))
    return compose(period, with_words(recipe, paper), paper, as_at=as_at, plan=plan)


def no_such_layout(layout: str) -> str:
    return f"The trust has no layout “{layout}”."
