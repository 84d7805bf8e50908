"""Administration of imports: what came in and how it was read, read only."""

from django.contrib import admin

from strategy_tracker.accounts.administration import OwnTrustsFilter, ReadHere, TrustAdmin
from strategy_tracker.imports.models import ImportProfile, ImportRun


@admin.register(ImportRun)
class ImportRunAdmin(ReadHere, TrustAdmin):
    list_display = ["file_name", "trust", "status", "uploaded_by", "uploaded_at", "applied_at"]
    list_select_related = ["trust", "uploaded_by"]
    list_filter = ["status", ("trust", OwnTrustsFilter)]
    search_fields = ["file_name", "file_sha256", "strategy_title", "period_label"]
    date_hierarchy = "uploaded_at"
    exclude = ["file", "reading"]


@admin.register(ImportProfile)
class ImportProfileAdmin(ReadHere, TrustAdmin):
    list_display = ["name", "trust", "created_by", "created_at"]
    list_select_related = ["trust", "created_by"]
    list_filter = [("trust", OwnTrustsFilter)]
    search_fields = ["name"]
