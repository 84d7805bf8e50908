"""Views that change a record which somebody else may be changing too.

    @trust_view(Permission.EDIT_PLAN)
    @edits
    def item_edit(request, pk):
        item = get_object_or_404(locked(request, Item.objects.for_trust(request.trust)), pk=pk)
        form = ItemForm(posted(request), initial=...)          # a VersionedForm
        if request.method == "POST" and form.is_valid():
            if conflict := form.conflict(request.POST):
                return conflict_page(request, conflict, ...)

Reading, comparing and saving are one transaction: no save comes between.
"""

from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import Any, TypeVar

from django.db import models, transaction
from django.http import HttpRequest

Rows = TypeVar("Rows", bound=models.QuerySet)
View = Callable[..., Any]


def edits(view: View) -> View:
    """Decorate a view whose POST changes a record that was there, by a versioned form.

    What it answers with an error is not saved, in no part.
    """

    @wraps(view)
    def inner(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if request.method != "POST":
            return view(request, *args, **kwargs)
        with transaction.atomic():
            response = view(request, *args, **kwargs)
            if response.status_code >= 400:
                transaction.set_rollback(True)
        return response

    # By this a test sees which views have a versioned form.
    inner.edits = True  # type: ignore[attr-defined]
    return inner


def locked(request: HttpRequest, rows: Rows) -> Rows:
    """The rows, each locked once it is read where the request is to change it."""
    return rows.select_for_update(of=("self",)) if request.method == "POST" else rows


def lock(request: HttpRequest, rows: models.QuerySet) -> None:
    """Lock what owns the record, where the record may not be there yet."""
    list(locked(request, rows).values_list("pk"))


def last_saved(*histories: Any) -> tuple[Any, datetime | None]:
    """By whom and when one of the records was saved last, by their histories."""
    latest = [
        row
        for history in histories
        if (row := history.select_related("history_user").order_by("history_date").last())
    ]
    if not latest:
        return None, None
    last = max(latest, key=lambda row: row.history_date)
    return last.history_user, last.history_date
