"""The page that tells what was done in a trust."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.apps import apps
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.views.decorators.http import require_http_methods, require_safe

from strategy_tracker.accounts.access import TrustRequest, trust_view
from strategy_tracker.accounts.models import Trust, User
from strategy_tracker.accounts.permissions import Permission
from strategy_tracker.audit.reader import Change, Entry, described, entries
from strategy_tracker.audit.services import EDITED_WITH, may_take_back, take_back
from strategy_tracker.audit.sources import KINDS, Filters, is_of, sources
from strategy_tracker.ui.dates import clock, day_and_time, long_date
from strategy_tracker.ui.forms import DateField, DateInput, whole_number
from strategy_tracker.ui.tables import Column, Table, wants_spreadsheet

ON_A_PAGE = 50
IN_A_SPREADSHEET = 2_000
_ITEMS = {
    "objective": "objectives.StrategicObjective",
    "ambition": "ambitions.Ambition",
    "action": "ambitions.KeyAction",
    "measure": "ambitions.Measure",
    "risk": "risks.Risk",
    "person": "accounts.Person",
}
"""What the history can be narrowed to, by its word in the address, as in "action-12"."""
_SHOWN_LINES = 4
_AROUND = 60  # letters on each side of where two texts differ


_SELECT = {"class": "nhsuk-select"}


def _day(label: str) -> DateField:
    return DateField(
        label=label,
        required=False,
        widget=DateInput(),
        error_messages={"invalid": f"{label}: give a date, such as 31 March 2025."},
    )


class FiltersForm(forms.Form):
    q = forms.CharField(
        label="Words",
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={"class": "nhsuk-input"}),
    )
    who = forms.TypedChoiceField(
        label="Who",
        required=False,
        coerce=int,
        empty_value=None,
        widget=forms.Select(attrs=_SELECT),
    )
    kind = forms.ChoiceField(
        label="What",
        choices=[("", "Everything"), *KINDS.items()],
        required=False,
        widget=forms.Select(attrs=_SELECT),
    )
    since = _day("From")
    until = _day("Until")

    def __init__(self, data: Any, *, trust: Trust) -> None:
        super().__init__(data)
        members = User.objects.filter(memberships__trust=trust)
        who: Any = self.fields["who"]
        who.choices = [("", "Anybody"), *((user.pk, str(user)) for user in members)]

    def filters(self, item: tuple[Any, int] | None) -> Filters:
        given = self.cleaned_data if self.is_valid() else {}
        until = given.get("until")
        return Filters(
            words=tuple((given.get("q") or "").split()[:8]),
            user=given.get("who"),
            kind=given.get("kind") or "",
            since=_midnight(given.get("since")),
            before=_midnight(until + timedelta(days=1)) if until else None,
            item=item,
        )


def _midnight(day: date | None) -> datetime | None:
    return timezone.make_aware(datetime.combine(day, time.min)) if day else None


@require_safe
@trust_view(Permission.VIEW_AUDIT)
def audit(request: TrustRequest) -> HttpResponse:
    """Who did what in the trust, the latest first."""
    item = _item(request)
    form = FiltersForm(request.GET, trust=request.trust)
    filters = form.filters((type(item), item.pk) if item else None)
    is_sheet = wants_spreadsheet(request)
    size = IN_A_SPREADSHEET if is_sheet else ON_A_PAGE
    page = 1 if is_sheet else max(1, min(whole_number(request.GET.get("page", ""), 1), 100_000))
    # One more tells whether there are more.
    found = entries(request.trust, filters, first=(page - 1) * size, most=size + 1)
    table = Table(
        _columns(request),
        found[:size],
        caption="History of changes",
        query=request.GET,
        css="st-audit",
        is_long=False,
    )
    if is_sheet:
        return table.spreadsheet("History", f"{request.trust.code} history")
    context = {
        "nav_current": "setup",
        "form": form,
        "item": item,
        "table": table,
        "first": (page - 1) * size + 1,
        "last": (page - 1) * size + len(table.rows),
        "is_narrowed": bool(item or any(request.GET.get(name) for name in form.fields)),
        "newer_url": _page_url(request, page - 1) if page > 1 else "",
        "older_url": _page_url(request, page + 1) if len(found) > size else "",
        "most_in_spreadsheet": f"{IN_A_SPREADSHEET:,}",
    }
    status = 200 if form.is_valid() else 400
    return render(request, "audit/audit.html", context, status=status)


def _item(request: TrustRequest) -> Any:
    """The item that the address narrows the history to; None for none."""
    asked = request.GET.get("item", "")
    if not asked:
        return None
    word, _, key = asked.partition("-")
    if word not in _ITEMS or not whole_number(key):
        raise Http404
    model: Any = apps.get_model(_ITEMS[word])
    item = model.objects.for_trust(request.trust).filter(pk=whole_number(key)).first()
    if item is None:
        raise Http404
    return item


def _page_url(request: TrustRequest, page: int) -> str:
    query = request.GET.copy()
    query["page"] = str(page)
    return f"?{query.urlencode()}"


def _columns(request: TrustRequest) -> Sequence[Column[Entry]]:
    return [
        Column(key="when", label="When and who", value=lambda entry: entry.at, html=_when,
               in_spreadsheet=False),
        Column(key="moment", label="When", value=lambda entry: day_and_time(entry.at),
               on_screen=False),
        Column(key="who", label="Who", value=lambda entry: entry.who, on_screen=False),
        Column(key="kind", label="Kind", value=lambda entry: entry.kind, on_screen=False),
        Column(key="verb", label="Did", value=lambda entry: entry.verb, on_screen=False),
        Column(key="what", label="What", value=lambda entry: entry.what, html=_what,
               is_row_header=True),
        Column(key="part", label="Part", value=lambda entry: entry.part, on_screen=False),
        Column(key="before", label="From", value=lambda entry: entry.before,
               html=lambda entry: _side(entry, is_after=False)),
        Column(key="after", label="To", value=lambda entry: entry.after,
               html=lambda entry: _side(entry, is_after=True)),
        Column(key="to_do", label="What to do", value=lambda entry: "",
               html=lambda entry: _to_do(request, entry), is_label_hidden=True,
               in_spreadsheet=False, phone="bare"),
        Column(key="why", label="In", value=lambda entry: entry.why, on_screen=False),
    ]  # fmt: skip


def _when(entry: Entry) -> SafeString:
    return format_html(
        '<time datetime="{}">{} <span class="st-quiet">{}</span></time>'
        '<span class="st-audit__who">{}</span>',
        entry.at.isoformat(), long_date(entry.at), clock(entry.at), entry.who,
    )  # fmt: skip


def _what(entry: Entry) -> SafeString:
    what = format_html('<a href="{}">{}</a>', entry.url, entry.what) if entry.url else entry.what
    part = f" {entry.part}" if entry.part else ""
    why = f", by {entry.why}" if entry.why else ""
    return format_html('{}<span class="st-note">{}{}{}</span>', what, entry.verb, part, why)


def _side(entry: Entry, *, is_after: bool) -> SafeString:
    """One side of what changed, in lines."""
    shown = [
        (change.label, shortened(change, is_after=is_after))
        for change in entry.changes
        if (change.after if is_after else change.before)
    ]
    lines = format_html_join(
        "",
        '<span class="st-audit__line"><span class="st-quiet">{}</span> {}</span>',
        shown[:_SHOWN_LINES],
    )
    more = len(shown) - _SHOWN_LINES
    if more > 0:
        lines = format_html("{}{}", lines, _more(more))
    return lines


def _to_do(request: TrustRequest, entry: Entry) -> SafeString:
    model = entry.source.model
    if not entry.can_go_back or not may_take_back(request.membership, model):
        return mark_safe("")
    url = reverse("audit_take_back", args=[request.trust.code, model._meta.model_name, entry.key])
    return format_html(
        '<a href="{}">Take back<span class="nhsuk-u-visually-hidden"> the change of {}</span></a>',
        url, entry.what,
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
@trust_view(Permission.VIEW_AUDIT)
def audit_take_back(request: TrustRequest, model: str, pk: int) -> HttpResponse:
    """Show the last change of something once more, and take it back."""
    source = next((found for found in sources() if found.model._meta.model_name == model), None)
    if source is None or source.model not in EDITED_WITH or not is_of(request.trust, source, pk):
        raise Http404
    if not may_take_back(request.membership, source.model):
        raise PermissionDenied("Your role does not change this. Ask your governance team.")
    (entry,) = described(request.trust, [(source, pk)])
    refusal = ""
    if request.method == "POST":
        version = source.kept._base_manager.get(pk=pk)
        try:
            take_back(version=version, by=request.user)
        except ValidationError as error:
            refusal = " ".join(error.messages)
        else:
            messages.success(request, f"Taken back: {entry.what} is as it was before.")
            return redirect("audit", request.trust.code)
    context = {
        "nav_current": "setup",
        "entry": entry,
        "did": f"{entry.verb} {entry.part}",
        "before": _side(entry, is_after=False),
        "after": _side(entry, is_after=True),
        "refusal": refusal,
    }
    status = 400 if refusal else 200
    return render(request, "audit/take_back.html", context, status=status)


def _more(number: int) -> SafeString:
    return format_html('<span class="st-quiet">and {} more</span>', number)


def shortened(change: Change, *, is_after: bool) -> SafeString:
    """A text where it differs from the other, with the words around."""
    text, other = (change.after, change.before) if is_after else (change.before, change.after)
    start = 0
    while start < min(len(text), len(other)) and text[start] == other[start]:
        start += 1
    first = text.rfind(" ", 0, max(0, start - _AROUND)) + 1
    last = len(text)
    if len(text) - first > 4 * _AROUND:
        last = text.find(" ", first + 4 * _AROUND)
        last = len(text) if last < 0 else last
    before, after = "… " if first else "", " …" if last < len(text) else ""
    return format_html("{}{}{}", mark_safe(before), text[first:last], mark_safe(after))  # noqa: S308
