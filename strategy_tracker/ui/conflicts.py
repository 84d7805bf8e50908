"""Two people, or two tabs, on one record: what each changed, side by side, nothing lost.

A form that changes a record carries what its fields held when it was opened (`VersionedForm`).
Where they hold something else when it is sent, `conflict_page` shows field by field what was
there, what is saved, and what was typed, and a person chooses. Updates, whose text is saved
while it is typed, know their base by a version and its history; the page is the same.
"""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django import forms
from django.db import models
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.html import escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from strategy_tracker.ui.dates import day_and_time, long_date, machine_time
from strategy_tracker.ui.differences import changes

# Somebody else's save, a closed period: the request was right, the time was not.
CONFLICT = 409

SEEN = "seen"  # what the fields held when the page was opened
BASE = "base_seen"  # the same, when the page was opened that led to the page of both
_SENTENCE = re.compile(r"\n+|(?<=[.!?])[ \t]+")
_Values = list[str]


@dataclass(frozen=True)
class Difference:
    """One field on which mine and what is saved differ.

    `changed_by` is "both", "mine" or "theirs"; `choice` is what is chosen beforehand, ""
    where a person has to choose. The HTML marks the words that the other one lacks.
    `mine` and `theirs` are what is sent when they are chosen, a text for each value.
    """

    name: str
    label: str
    is_text: bool
    mine: Sequence[str]
    theirs: Sequence[str]
    mine_html: SafeString
    theirs_html: SafeString
    was_html: SafeString
    changed_by: str
    choice: str
    merged: str

    @property
    def may_merge(self) -> bool:
        """Whether there are two texts to put together."""
        return self.is_text and self.changed_by == "both"


@dataclass(frozen=True)
class Field:
    """What a field held for both, what is saved, and what was typed, each as it is sent.

    `show` makes HTML of other values than texts. A field whose `was` is None was not there.
    """

    name: str
    label: str
    was: Sequence[str]
    saved: Sequence[str]
    given: Sequence[str]
    is_text: bool = False
    show: Any = None

    def differs(self) -> bool:
        return list(self.given) != list(self.saved)


def difference_of(field: Field, chosen: Mapping[str, str]) -> Difference:
    """The field for the page. `chosen` is what was picked on a page shown before."""
    mine, theirs, was = list(field.given), list(field.saved), list(field.was)
    changed_by = "mine" if theirs == was else "theirs" if mine == was else "both"
    own, other, base = ("\n".join(values) for values in (mine, theirs, was))
    if field.is_text:
        shown = marked(own, other), marked(other, own), marked(base, base)
    else:
        show = field.show or _plainly
        shown = show(mine), show(theirs), show(was)
    return Difference(
        name=field.name,
        label=field.label,
        is_text=field.is_text,
        mine=mine,
        theirs=theirs,
        mine_html=shown[0],
        theirs_html=shown[1],
        was_html=shown[2],
        changed_by=changed_by,
        choice=chosen.get(f"choice_{field.name}", "" if changed_by == "both" else changed_by),
        merged=chosen.get(f"merged_{field.name}") or merged(base, own, other),
    )


def _plainly(values: Sequence[str]) -> SafeString:
    said = ", ".join(value for value in values if value)
    return escape(said) if said else NOTHING


NOTHING = mark_safe('<span class="st-quiet">Nothing</span>')


def marked(text: str, other: str) -> SafeString:
    """`text` as typed, with <mark> round the words that `other` does not have there."""
    if not text.strip():
        return NOTHING
    own, theirs = re.split(r"(\s+)", text), re.split(r"(\s+)", other)
    pieces = []
    for kind, start, end, _, _ in changes(own, theirs):
        words = "".join(own[start:end])
        same = kind == "equal" or not words.strip()
        pieces.append(format_html("{}", words) if same else format_html("<mark>{}</mark>", words))
    return format_html_join("", "{}", ((piece,) for piece in pieces))


def merged(base: str, mine: str, theirs: str) -> str:
    """Both texts in one, sentence by sentence, with what either took out of `base` taken out.

    Where both changed the same place, or nothing is known of a base, both stand: mine, then
    theirs, and what is in both once. No sentence that either of them added is lost.
    """
    was, own, other = (_sentences(text) for text in (base, mine, theirs))
    own_at, other_at = _kept(was, own), _kept(was, other)
    found: list[str] = []
    at = own_from = other_from = 0
    for place in [place for place in range(len(was)) if place in own_at and place in other_at]:
        own_to, other_to = own_at[place], other_at[place]
        found += _either(was[at:place], own[own_from:own_to], other[other_from:other_to])
        # Where a text ends here, the other has the space that follows.
        found.append(max(own[own_to], other[other_to], key=len))
        at, own_from, other_from = place + 1, own_to + 1, other_to + 1
    found += _either(was[at:], own[own_from:], other[other_from:])
    return _joined(found)


def _sentences(text: str) -> list[str]:
    """Each with the white space that follows it."""
    ends = [found.end() for found in _SENTENCE.finditer(text)]
    places = zip([0, *ends], [*ends, len(text)], strict=True)
    return [text[start:end] for start, end in places if text[start:end].strip()]


def _words(sentences: Sequence[str]) -> list[str]:
    """By what sentences are compared: not by the space after them."""
    return [sentence.strip() for sentence in sentences]


def _kept(was: Sequence[str], now: Sequence[str]) -> dict[int, int]:
    """Where each sentence of `was` that still stands is in `now`."""
    return {
        run.old_from + offset: run.new_from + offset
        for run in changes(_words(was), _words(now))
        if run.kind == "equal"
        for offset in range(run.old_to - run.old_from)
    }


def _either(was: Sequence[str], own: Sequence[str], other: Sequence[str]) -> Iterator[str]:
    """What stands between two sentences that neither changed."""
    if _words(own) == _words(was):
        yield from other
    elif _words(other) == _words(was):
        yield from own
    else:
        for run in changes(_words(own), _words(other)):
            yield from own[run.old_from : run.old_to]
            if run.kind != "equal":
                yield from other[run.new_from : run.new_to]


def _joined(sentences: Sequence[str]) -> str:
    """The sentences as one text, with space between where a text ended."""
    return "".join(
        sentence if sentence[-1].isspace() else sentence + "\n\n" for sentence in sentences
    ).strip()


def resolve(data: QueryDict) -> tuple[QueryDict, list[str]]:
    """What the page of both sent, as data for the form, and the names not chosen yet.

    For each name in `differs` there is `choice_`, `mine_`, `theirs_` and `merged_` + name; a
    name not chosen keeps mine, so that showing the page again loses nothing.
    """
    settled, open_names = data.copy(), []
    for name in data.getlist("differs"):
        choice = data.get(f"choice_{name}", "")
        if choice not in ("mine", "theirs", "merged"):
            open_names.append(name)
            choice = "mine"
        if values := data.getlist(f"{choice}_{name}"):
            settled.setlist(name, values)
        else:
            settled.pop(name, None)
    return settled, open_names


# Forms that change a record


class VersionedForm(forms.BaseForm):
    """A form of a record that says, when it is sent, what its fields held when it was opened.

    Print `{{ form.seen }}` in its page. Read the record under a lock (`edits`, `locked`), so
    that the initial values are those that are saved: then `conflict` tells whether they were so
    when the page was opened. A request that does not say what it saw saves over anything.
    """

    @property
    def seen(self) -> SafeString:
        """The hidden field, as it was sent where the form was sent."""
        return seen_field(self)

    def conflict(self, sent: QueryDict) -> "Conflict | None":
        """What somebody else saved since the form was opened, that it would save over.

        `sent` is the POST, of the form's own page or of the page of both.
        """
        return conflict_of([self], sent)


@dataclass(frozen=True)
class Conflict:
    """Fields that differ, for the page of both; `hidden` is what is sent with them as it is."""

    differences: list[Difference]
    undecided: list[Difference]
    hidden: list[tuple[str, str]]


def seen_field(form: forms.BaseForm) -> SafeString:
    """What the form saw, hidden in its page."""
    name = form.add_prefix(SEEN)
    sent = str(form.data.get(name, "")) if form.is_bound else ""
    text = sent or json.dumps(saved_of(form))
    return format_html('<input type="hidden" name="{}" value="{}">', name, text)


def saved_of(form: forms.BaseForm) -> dict[str, _Values]:
    """Each field as it is sent where nothing is changed; files are sent when they are chosen.

    Fields of several boxes (a day and a time) are the software's own, and no person edits them.
    """
    return {
        name: as_sent(field, form.get_initial_for_field(field, name))
        for name, field in form.fields.items()
        if not isinstance(field, forms.FileField | forms.MultiValueField)
    }


def conflict_of(edited: Sequence[forms.BaseForm], sent: QueryDict) -> Conflict | None:
    """What somebody else saved meanwhile in the records of these bound forms."""
    undecided = resolve(sent)[1] if "resolve" in sent else []
    seen, base = ({form: _read(form, name, sent) for form in edited} for name in (SEEN, BASE))
    saved = {form: saved_of(form) for form in edited}
    has_moved = any(
        (seen[form].get(name) or [""]) != (values or [""])
        for form in edited
        if seen[form]
        for name, values in saved[form].items()
    )
    if not has_moved and not undecided:
        return None
    # What was picked is about what was saved then. Where that has moved on, it is asked anew.
    chosen = {} if has_moved else {name: str(value) for name, value in sent.items()}
    was = seen if has_moved else base
    found = [
        Field(
            name=form.add_prefix(name),
            label=str(form[name].label),
            was=was[form].get(name, []),
            saved=values,
            given=_given(form, name),
            is_text=isinstance(form.fields[name].widget, forms.Textarea),
            show=_shown_by(form.fields[name]),
        )
        for form in edited
        for name, values in saved[form].items()
        if not form.fields[name].disabled
    ]
    differences = [difference_of(field, chosen) for field in found if field.differs()]
    if not differences:
        return None
    told = [(form.add_prefix(SEEN), json.dumps(saved[form])) for form in edited]
    told += [(form.add_prefix(BASE), json.dumps(was[form])) for form in edited]
    return Conflict(
        differences,
        [difference for difference in differences if difference.name in undecided],
        told + _sent_with(sent, differences, {name for name, _ in told}),
    )


def _sent_with(
    sent: QueryDict, differences: Sequence[Difference], told: set[str]
) -> list[tuple[str, str]]:
    """Everything else that was sent, to be sent again."""
    names = {difference.name for difference in differences}
    leave_out = {"csrfmiddlewaretoken", "resolve", "differs", *told, *names}
    of_page = ("choice_", "mine_", "theirs_", "merged_")
    settled = resolve(sent)[0]
    return [
        (name, value)
        for name, values in settled.lists()
        if name not in leave_out and not name.startswith(of_page)
        for value in values
    ]


def _read(form: forms.BaseForm, hidden: str, sent: QueryDict) -> dict[str, _Values]:
    """What a page said it saw; nothing where that is not what such a page says."""
    try:
        # A lone surrogate can be said in JSON, and written nowhere.
        text = sent.get(form.add_prefix(hidden), "")
        told = json.loads(text)
        json.dumps(told, ensure_ascii=False).encode()
    except (ValueError, RecursionError):
        return {}
    if not isinstance(told, dict):
        return {}
    return {
        name: values
        for name, values in told.items()
        if isinstance(values, list) and all(isinstance(value, str) for value in values)
    }


def _given(form: forms.BaseForm, name: str) -> _Values:
    cleaned: Mapping[str, Any] = getattr(form, "cleaned_data", {})
    if name in cleaned:
        return as_sent(form.fields[name], cleaned[name])
    return as_sent(form.fields[name], form[name].data)


def as_sent(field: forms.Field, value: Any) -> _Values:
    """A value of a field as texts, written one way whoever wrote it."""
    value = field.prepare_value(value)
    if isinstance(value, list | tuple | set | models.QuerySet):
        return sorted(_as_text(field, one) for one in value)
    if isinstance(field, forms.BooleanField):
        return ["on"] if value in (True, "True", "on") else []
    return [_as_text(field, value)]


def _as_text(field: forms.Field, value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, models.Model):
        return str(value.pk)
    if isinstance(value, datetime):
        return machine_time(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return f"{value.normalize():f}" if value.is_finite() else str(value)
    text = str(value).replace("\r\n", "\n").replace("\r", "\n")
    return text.strip() if getattr(field, "strip", False) else text


def _shown_by(field: forms.Field) -> Any:
    """How values of the field are told: by their labels, as days, as they are."""
    if isinstance(field, forms.BooleanField):
        return lambda values: escape("Yes" if values else "No")
    if isinstance(field, forms.ModelChoiceField):
        return lambda values: _plainly(_labels(field, values))
    if isinstance(field, forms.ChoiceField):
        choices: Any = field.choices
        labels = {str(value): str(label) for value, label in choices}
        return lambda values: _plainly([labels.get(value, value) for value in values if value])
    if isinstance(field, forms.DateField):
        return lambda values: _plainly([_day(value) for value in values])
    return None


def _labels(field: forms.ModelChoiceField, values: Sequence[str]) -> list[str]:
    """The labels of the records, those that can be chosen no more among them."""
    keys = [value for value in values if value.isdecimal() and len(value) < 19]
    rows = field.queryset.model._base_manager.filter(pk__in=keys)  # type: ignore[union-attr]
    return sorted(field.label_from_instance(row) for row in rows)


def _day(value: str) -> str:
    try:
        return long_date(date.fromisoformat(value))
    except ValueError:
        return value


def conflict_page(
    request: HttpRequest,
    conflict: Conflict,
    *,
    what: str,
    url: str,
    saved: tuple[Any, datetime | None] = (None, None),
) -> HttpResponse:
    """The page of both. `what` is edited, at `url` read; `saved` says by whom and when last."""
    by, at = saved
    context = {
        "differences": conflict.differences,
        "undecided": conflict.undecided,
        "hidden": conflict.hidden,
        "is_shown_again": "resolve" in request.POST and not conflict.undecided,
        "address": request.get_full_path(),
        "what": what,
        "url": url,
        "who": who_saved(by, request.user),
        "saved_by": by or "",
        "when": day_and_time(at),
    }
    return render(request, "conflict.html", context, status=CONFLICT)


def who_saved(by: Any, me: Any) -> str:
    """Who saved last: a name, or that it was the same person in another tab."""
    if by is not None and by == me:
        return "You, in another tab,"
    return str(by or "Somebody else")
