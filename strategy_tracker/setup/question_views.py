"""What is asked at each level: listed in the order it is asked, added, changed, moved."""

from collections.abc import Callable, Iterable
from copy import copy
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.text import get_text_list
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from ambitions.models import UpdateNarrative, UpdateRating
from objectives.asking import asked_words, is_asked, is_asked_in
from objectives.current import current_period, current_strategy
from objectives.editing import Question, edit_question, move_question
from objectives.models import Dimension, Heading, Period, Rating, RatingScale, Strategy
from objectives.models.asked import OF_KINDS
from objectives.services import add_dimension, add_heading
from strategy_tracker.accounts.access import TrustRequest, trust_view
from strategy_tracker.accounts.editing import edits, locked
from strategy_tracker.accounts.permissions import Permission
from strategy_tracker.setup.impact import Touch, answers_in_periods, question_url, touched
from strategy_tracker.setup.question_forms import NEVER, DimensionForm, HeadingForm
from strategy_tracker.setup.question_preview import as_asked, as_the_board_reads, as_the_lead_sees
from strategy_tracker.setup.telling import save_setting, saves, shown
from strategy_tracker.ui.display import inside
from strategy_tracker.ui.forms import posted


@require_GET
@trust_view(Permission.SET_UP)
def setup_questions(request: TrustRequest) -> HttpResponse:
    """What the current strategy asks, level by level, in the order of the form; three queries."""
    strategy = current_strategy(request)
    levels = []
    if strategy:
        headings = list(Heading.objects.filter(strategy=strategy))
        dimensions = list(Dimension.objects.filter(strategy=strategy).select_related("scale"))
        for level in strategy.levels:
            for row in (*headings, *dimensions):
                row.strategy = strategy
            asked = [row for row in headings if row.level == level and not row.is_archived]
            rated = [row for row in dimensions if row.level == level and not row.is_archived]
            groups = [
                [row for row in asked if not row.is_asked_on_rating],
                rated,
                [row for row in asked if row.is_asked_on_rating],
            ]
            old: list[Question] = [
                *(row for row in headings if row.level == level),
                *(row for row in dimensions if row.level == level),
            ]
            levels.append(
                {
                    "level": level,
                    "word": inside(strategy.word(level)),
                    "rows": [row for group in groups for row in _rows(request, group)],
                    "old": [
                        {"label": row.label, "url": question_url(request.trust, row)}
                        for row in old
                        if row.is_archived
                    ],
                }
            )
    context = {"nav_current": "setup", "strategy": strategy, "levels": levels}
    return render(request, "setup/questions.html", context)


def _rows(request: TrustRequest, group: Any) -> list[dict[str, Any]]:
    """The questions of one group, which move among each other."""
    found = []
    for place, row in enumerate(group):
        is_heading = isinstance(row, Heading)
        name = "setup_heading" if is_heading else "setup_dimension"
        found.append(
            {
                "key": f"{'h' if is_heading else 'd'}{row.pk}",
                "label": row.label,
                "url": question_url(request.trust, row),
                "printed": row.short_label,
                "asked": asked_words(row),
                "answered": _answered_with(row),
                "move": reverse(f"{name}_move", args=[request.trust.code, row.pk]),
                "is_first": place == 0,
                "is_last": place == len(group) - 1,
            }
        )
    return found


def _answered_with(row: Question) -> str:
    if isinstance(row, Heading):
        return f"Words, aim for {row.word_limit}" if row.word_limit else "Words"
    return row.scale.name if row.scale else "A percentage"


def _strategy(request: TrustRequest, level: str) -> Strategy:
    strategy = current_strategy(request)
    if strategy is None or level not in strategy.levels:
        raise Http404("The trust has no strategy with such a level.")
    return strategy


# Adding


@require_http_methods(["GET", "POST"])
@trust_view(Permission.SET_UP)
def setup_heading_add(request: TrustRequest, level: str) -> HttpResponse:
    """Ask something more of a level, answered in words."""
    heading = Heading(strategy=_strategy(request, level), level=level, position=_LAST)
    return _add(request, heading, _heading_form(request, heading), add_heading)


@require_http_methods(["GET", "POST"])
@trust_view(Permission.SET_UP)
def setup_dimension_add(request: TrustRequest, level: str) -> HttpResponse:
    """Ask something more of a level, answered with a rating."""
    dimension = Dimension(strategy=_strategy(request, level), level=level, position=_LAST)
    return _add(request, dimension, _dimension_form(request, dimension), add_dimension)


_LAST = 10_000  # where a new question is shown until it is saved


def _add(
    request: TrustRequest, question: Question, form: Any, add: Callable[..., Question]
) -> HttpResponse:
    if saves(request) and form.is_valid():
        values = form.values
        before = _asked_on_ratings(question)
        try:
            add(strategy=question.strategy, level=question.level, by=request.user, **values)
        except ValidationError as error:
            form.add_error(None, ValidationError(error.messages))
        else:
            told = f"“{values['label']}” is asked from now on."
            messages.success(request, f"{told}{_asked_with_it(question, before)}")
            return redirect("setup_questions", request.trust.code)
    context = {"nav_current": "setup", "form": form, "question": None}
    return _page(request, question, form, context)


def _asked_on_ratings(question: Question) -> list[str]:
    """What is asked at the level when a rating asks why."""
    asked = Heading.objects.filter(
        strategy=question.strategy, level=question.level, is_archived=False
    )
    return [row.label for row in asked if row.is_asked_on_rating]


def _asked_with_it(question: Question, before: list[str]) -> str:
    """What came along with a rating that asks why, which nobody typed."""
    new = [f"“{label}”" for label in _asked_on_ratings(question) if label not in before]
    if isinstance(question, Heading) or not new:
        return ""
    return f" Some of its ratings ask why, so {get_text_list(new, 'and')} came with it."


# Changing


@require_http_methods(["GET", "POST"])
@trust_view(Permission.SET_UP)
@edits
def setup_heading(request: TrustRequest, pk: int) -> HttpResponse:
    """Change a question answered in words, or ask it no longer, or again."""
    rows = Heading.objects.for_trust(request.trust).select_related("strategy")
    heading = get_object_or_404(locked(request, rows), pk=pk)
    return _change(request, heading, _heading_form(request, heading))


@require_http_methods(["GET", "POST"])
@trust_view(Permission.SET_UP)
@edits
def setup_dimension(request: TrustRequest, pk: int) -> HttpResponse:
    """Change a question that is rated, or ask it no longer, or again."""
    rows = Dimension.objects.for_trust(request.trust).select_related("strategy")
    dimension = get_object_or_404(locked(request, rows), pk=pk)
    return _change(request, dimension, _dimension_form(request, dimension))


def _change(request: TrustRequest, question: Question, form: Any) -> HttpResponse:
    touches: list[Touch] = []
    if saves(request) and form.is_valid():
        touches = _touches(request, question, form)
        answer = save_setting(
            request,
            form,
            what=question.label,
            url=question_url(request.trust, question),
            histories=[question.history],
            touches=touches,
            save=lambda: edit_question(question=question, by=request.user, **form.values),
            done=lambda: _saved(request),
        )
        if answer is not None:
            return answer
    return _page(request, question, form, {**shown(form, touches), "question": question})


def _saved(request: TrustRequest) -> HttpResponse:
    messages.success(request, "Saved.")
    return redirect("setup_questions", request.trust.code)


def _page(
    request: TrustRequest, question: Question, form: Any, context: dict[str, Any]
) -> HttpResponse:
    """The form, with the question as it would be seen."""
    looks = as_asked(question, _values_shown(form))
    period = current_period(request, question.strategy) if _is_current(request, question) else None
    context |= {
        "word": inside(question.strategy.word(question.level)),
        "is_heading": isinstance(question, Heading),
        "asking": Rating.objects.filter(
            needs_mitigation=True,
            scale__dimensions__in=Dimension.objects.filter(
                strategy=question.strategy_id, level=question.level, is_archived=False
            ),
        ).distinct(),
        "sheet": as_the_lead_sees(looks),
        "board": as_the_board_reads(looks, period),
        "is_archived": looks.is_archived,
    }
    return render(request, "setup/question.html", context, status=400 if form.errors else 200)


def _is_current(request: TrustRequest, question: Question) -> bool:
    strategy = current_strategy(request)
    return strategy is not None and strategy.pk == question.strategy_id


def _values_shown(form: Any) -> dict[str, Any]:
    """What the form says where it can be read; nothing where something in it is wrong."""
    if not form.is_bound:
        return {}
    read = copy(form)
    read.full_clean()
    return {} if read.errors else read.values


def _heading_form(request: TrustRequest, heading: Heading) -> HeadingForm:
    own = Heading.objects.filter(strategy=heading.strategy, level=heading.level)
    rows = [row for row in own if row.pk != heading.pk]
    asked = [row for row in rows if not row.is_archived]
    form = HeadingForm(
        posted(request),
        heading=heading,
        others={row.label.casefold() for row in asked},
        asked_for={row.purpose: row.label for row in asked if row.is_asked_on_rating},
    )
    return _as_sent(request, form)


def _dimension_form(request: TrustRequest, dimension: Dimension) -> DimensionForm:
    own = Dimension.objects.filter(
        strategy=dimension.strategy, level=dimension.level, is_archived=False
    )
    answers = UpdateRating.objects.filter(dimension=dimension.pk or 0)
    form = DimensionForm(
        posted(request),
        dimension=dimension,
        others={row.label.casefold() for row in own if row.pk != dimension.pk},
        scales=list(RatingScale.objects.for_trust(request.trust).prefetch_related("ratings")),
        answers=answers.count(),
    )
    return _as_sent(request, form)


def _as_sent(request: TrustRequest, form: Any) -> Any:
    if form.is_bound and not saves(request):
        form.ask_nothing()
    return form


def _touches(request: TrustRequest, question: Question, form: Any) -> list[Touch]:
    """What another wording, rule or order of asking touches."""
    values = form.values
    changed = {name for name, value in values.items() if getattr(question, name) != value}
    if not changed:
        return []
    rows: Any = (
        UpdateNarrative.objects.filter(heading=question.pk).exclude(text="")
        if isinstance(question, Heading)
        else UpdateRating.objects.filter(dimension=question.pk)
    )
    ends = "is_archived" in changed and form.cleaned_data["asked"] == NEVER
    if ends:
        now = "stay and are printed; nobody is asked any more"
    elif {"label", "short_label", "period_note"} & changed:
        now = "will stand under the new words"
    else:
        now = "stay as they are, and the question is asked as it is set here"
    found = touched(
        trust=request.trust,
        strategies=[question.strategy_id],
        answers=answers_in_periods(rows),
        now=now,
        kept="the question they answered",
    )
    if found and "is_required" in changed and values["is_required"]:
        found.append(Touch("What is handed in without an answer to it is not taken from then on."))
    if changed & {"is_archived", "asked_when"}:
        found += _asked_in_the_open_period(question, values)
    if found and not ends and changed & {"asked_when", *OF_KINDS}:
        found += _asked_no_more(question, values, rows)
    return found


def _asked_in_the_open_period(question: Question, values: dict[str, Any]) -> Iterable[Touch]:
    """Whether it stops being asked in a period that is open, or begins to be; one query."""
    opened = Period.objects.filter(strategy=question.strategy_id).open().first()
    if opened is None:
        return
    before, after = (is_asked_in(one, opened) for one in (question, as_asked(question, values)))
    if before and not after:
        yield Touch(f"It is no longer asked in {opened.label}, which is open.")
    elif after and not before:
        yield Touch(f"It is asked in {opened.label}, which is open, as soon as this is saved.")


def _asked_no_more(question: Question, values: dict[str, Any], rows: Any) -> Iterable[Touch]:
    """Which of its answers will no longer be asked for; one query."""
    new = as_asked(question, values)
    answers = rows.exclude(update__period__status=Period.Status.CLOSED).select_related(
        "update__period", "update__objective", "update__ambition", "update__action"
    )
    about = [(row.update.item, row.update.period) for row in answers]
    number = sum(not is_asked(new, item, period) for item, period in about)
    if number == 1:
        yield Touch("1 of these answers is no longer asked for. It stays, and is printed.")
    elif number:
        told = f"{number} of these answers are no longer asked for."
        yield Touch(f"{told} They stay, and are printed.")


# Moving


@require_POST
@trust_view(Permission.SET_UP)
def setup_heading_move(request: TrustRequest, pk: int) -> HttpResponse:
    return _move(request, get_object_or_404(Heading.objects.for_trust(request.trust), pk=pk), "h")


@require_POST
@trust_view(Permission.SET_UP)
def setup_dimension_move(request: TrustRequest, pk: int) -> HttpResponse:
    rows = Dimension.objects.for_trust(request.trust)
    return _move(request, get_object_or_404(rows, pk=pk), "d")


def _move(request: TrustRequest, question: Question, letter: str) -> HttpResponse:
    """One place up or down, and back to the button that was pressed."""
    step = -1 if request.POST.get("step") == "up" else 1
    move_question(question=question, step=step, by=request.user)
    address = reverse("setup_questions", args=[request.trust.code])
    way = "up" if step < 0 else "down"
    return redirect(f"{address}?strategy={question.strategy_id}#{way}-{letter}{question.pk}")
