"""A form of a setting: two people on it, what it touches told first, then saved. Said once."""

from collections.abc import Callable, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpResponse

from strategy_tracker.accounts.access import TrustRequest
from strategy_tracker.accounts.editing import last_saved
from strategy_tracker.setup.impact import Touch, digest, has_been_told
from strategy_tracker.ui.conflicts import conflict_page


def saves(request: TrustRequest) -> bool:
    """Whether the form was sent to be saved, and not to be shown again with another row."""
    return request.method == "POST" and request.POST.get("do", "save") == "save"


def save_setting(
    request: TrustRequest,
    form: Any,
    *,
    what: str,
    url: str,
    histories: Sequence[Any],
    touches: Sequence[Touch],
    save: Callable[[], Any],
    done: Callable[[], HttpResponse],
) -> HttpResponse | None:
    """Save a valid form and go on, or say what stands in the way.

    None where the page is to be shown again: with what it touches, which nobody has seen yet,
    or with what the service found wrong.
    """
    if conflict := form.conflict(request.POST):
        saved = last_saved(*histories)
        return conflict_page(request, conflict, what=what, url=url, saved=saved)
    if not has_been_told(request, touches):
        return None
    try:
        save()
    except ValidationError as error:
        form.add_error(None, ValidationError(error.messages))
        return None
    return done()


def shown(form: Any, touches: Sequence[Touch]) -> dict[str, Any]:
    """What the page of such a form prints beside its fields."""
    is_told = bool(touches) and form.is_bound and not form.errors
    return {
        "form": form,
        "nav_current": "setup",
        "touches": touches if is_told else [],
        "told": digest(touches) if is_told else "",
    }
