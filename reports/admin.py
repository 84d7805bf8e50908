"""Administration of board papers. A published one is read only, for good."""

from typing import Any

from django.contrib import admin
from django.db import models
from django.http import HttpRequest

from reports.models import Layout, LayoutPart, Paper, PaperFile, PaperLook, PaperText
from reports.services import already_published
from strategy_tracker.accounts.administration import (
    OwnTrustsFilter,
    ReadHere,
    TrustAdmin,
    TrustInline,
)


class PaperTextInline(TrustInline):
    model = PaperText


def published_message(paper: Paper | None) -> str:
    """Why a final paper stays as it is, in a sentence; "" for a draft."""
    found = Paper.objects.filter(pk=paper.pk, status=Paper.Status.FINAL).first() if paper else None
    return already_published(found) if found else ""


@admin.register(Paper)
class PaperAdmin(TrustAdmin):
    """Publishing is done on the site, where what is published is seen first."""

    list_display = ["__str__", "layout", "period", "status", "version", "meeting_date"]
    list_select_related = ["period__strategy__trust"]
    list_filter = [
        "status",
        "layout",
        ("period__strategy__trust", OwnTrustsFilter),
        ("period", OwnTrustsFilter),
    ]
    search_fields = ["title", "meeting", "period__label", "content_sha256"]
    date_hierarchy = "meeting_date"
    readonly_fields = [
        "status",
        "version",
        "content",
        "content_sha256",
        "frozen_at",
        "frozen_by",
        "reason",
        "accepted",
    ]
    inlines = [PaperTextInline]

    def refusal(self, row: Any) -> str:
        return published_message(row)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """A new draft is the version after the last."""
        if not change:
            same = Paper.objects.filter(period=obj.period, layout=obj.layout)
            last = same.aggregate(last=models.Max("version"))["last"]
            obj.version = (last or 0) + 1
        super().save_model(request, obj, form, change)


@admin.register(PaperText)
class PaperTextAdmin(TrustAdmin):
    list_display = ["__str__", "paper", "trust_code"]
    list_select_related = ["paper__period__strategy__trust"]
    list_filter = [("paper__period__strategy__trust", OwnTrustsFilter)]
    search_fields = ["part", "name", "text", "paper__title"]

    def refusal(self, row: Any) -> str:
        return published_message(getattr(row, "paper", None))


@admin.register(PaperFile)
class PaperFileAdmin(ReadHere, TrustAdmin):
    """What is kept of a published paper is made from it, and never changed by hand."""

    list_display = ["__str__", "format", "paper", "trust_code", "size"]
    list_select_related = ["paper__period__strategy__trust"]
    list_filter = ["format", ("paper__period__strategy__trust", OwnTrustsFilter)]
    search_fields = ["name", "sha256", "paper__title"]


class LayoutPartInline(TrustInline):
    model = LayoutPart


@admin.register(Layout)
class LayoutAdmin(TrustAdmin):
    list_display = ["name", "key", "trust", "is_archived"]
    list_select_related = ["trust"]
    list_filter = ["is_archived", ("trust", OwnTrustsFilter)]
    search_fields = ["name", "key"]
    inlines = [LayoutPartInline]


@admin.register(LayoutPart)
class LayoutPartAdmin(TrustAdmin):
    list_display = ["__str__", "kind", "layout", "trust_code", "is_shown", "position"]
    list_select_related = ["layout__trust"]
    list_filter = ["kind", "is_shown", ("layout__trust", OwnTrustsFilter)]
    search_fields = ["heading", "kind", "layout__name"]


@admin.register(PaperLook)
class PaperLookAdmin(TrustAdmin):
    """The logo is set on the site, where the picture is checked."""

    list_display = ["trust", "paper_size", "font", "logo_description"]
    list_select_related = ["trust"]
    list_filter = ["paper_size", ("trust", OwnTrustsFilter)]
    search_fields = ["trust__name", "logo_description"]
