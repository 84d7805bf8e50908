"""Rating scales: listed, added, changed, and taken away where nothing was ever rated on them."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from ambitions.measures.grades import NOT_A_GRADE
from ambitions.models import Measure, Reading, UpdateRating
from objectives.editing import delete_scale, edit_scale
from objectives.models import Dimension, Rating, RatingScale
from objectives.services import create_scale
from strategy_tracker.accounts.access import TrustRequest, trust_view
from strategy_tracker.accounts.editing import edits, locked
from strategy_tracker.accounts.permissions import Permission
from strategy_tracker.setup.impact import Touch, answers_in_periods, touched
from strategy_tracker.setup.pages import counted
from strategy_tracker.setup.rows import rearranged
from strategy_tracker.setup.scale_form import MOST_RATINGS, ScaleForm
from strategy_tracker.setup.telling import save_setting, saves, shown
from strategy_tracker.ui.display import inside
from strategy_tracker.ui.forms import posted


@require_GET
@trust_view(Permission.SET_UP)
def setup_scales(request: TrustRequest) -> HttpResponse:
    """The trust's scales with their ratings, and what is rated on each; three queries."""
    scales = RatingScale.objects.for_trust(request.trust).prefetch_related("ratings")
    used = _uses(
        Dimension.objects.for_trust(request.trust).filter(is_archived=False),
        Measure.objects.for_trust(request.trust).filter(is_archived=False),
    )
    rows = [{"scale": scale, "used": used.get(scale.pk, "")} for scale in scales]
    return render(request, "setup/scales.html", {"nav_current": "setup", "scales": rows})


def _uses(dimensions: Any, measures: Any) -> dict[int, str]:
    """Per scale what is rated on it: "Delivery of key actions; the grades of 2 measures"."""
    found: dict[int, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for dimension in dimensions.exclude(scale=None).select_related("strategy"):
        word = inside(dimension.strategy.word_plural(dimension.level))
        found[dimension.scale_id][word].append(dimension.label)
    told = {
        scale: [f"{_listed(labels)} of {word}" for word, labels in of_levels.items()]
        for scale, of_levels in found.items()
    }
    graded = Counter(measures.exclude(grade_scale=None).values_list("grade_scale", flat=True))
    for scale, number in graded.items():
        told.setdefault(scale, []).append(f"the grades of {counted(number, 'measure')}")
    return {scale: "; ".join(words) for scale, words in told.items()}


def _listed(words: Iterable[str]) -> str:
    *first, last = dict.fromkeys(words)
    return f"{', '.join(first)} and {last}" if first else last


@require_http_methods(["GET", "POST"])
@trust_view(Permission.SET_UP)
def setup_scale_add(request: TrustRequest) -> HttpResponse:
    """A new scale with its ratings."""
    scale = RatingScale(trust=request.trust)
    form = _form(request, scale)
    if saves(request) and form.is_valid():
        ratings = [new for _, new in form.ratings]
        name = form.cleaned_data["name"]
        try:
            scale = create_scale(trust=request.trust, name=name, ratings=ratings, by=request.user)
        except ValidationError as error:
            form.add_error(None, ValidationError(error.messages))
        else:
            messages.success(request, f"{scale.name} is set up. A question can be rated on it.")
            return redirect("setup_scales", request.trust.code)
    context = {"nav_current": "setup", "form": form, "scale": None}
    return render(request, "setup/scale.html", context, status=400 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@trust_view(Permission.SET_UP)
@edits
def setup_scale(request: TrustRequest, pk: int) -> HttpResponse:
    """Change a scale: its name, and its ratings with their order."""
    scale = get_object_or_404(locked(request, RatingScale.objects.for_trust(request.trust)), pk=pk)
    form = _form(request, scale)
    touches: list[Touch] = []
    if saves(request) and form.is_valid():
        touches = _touches(request, scale, form)
        url = reverse("setup_scale", args=[request.trust.code, pk])
        answer = save_setting(
            request,
            form,
            what=scale.name,
            url=url,
            histories=[scale.history, Rating.history.filter(scale=scale.pk)],
            touches=touches,
            save=lambda: edit_scale(
                scale=scale, name=form.cleaned_data["name"], ratings=form.ratings, by=request.user
            ),
            done=lambda: _saved(request, url),
        )
        if answer is not None:
            return answer
    own = Dimension.objects.for_trust(request.trust).filter(scale=scale)
    graded = Measure.objects.for_trust(request.trust).filter(grade_scale=scale)
    context = {
        **shown(form, touches),
        "scale": scale,
        "used": _uses(own.filter(is_archived=False), graded.filter(is_archived=False)).get(
            scale.pk, ""
        ),
        "may_go": not own.exists() and not graded.exists(),
    }
    return render(request, "setup/scale.html", context, status=400 if form.errors else 200)


def _saved(request: TrustRequest, url: str) -> HttpResponse:
    messages.success(request, "Saved.")
    return redirect(url)


@require_POST
@trust_view(Permission.SET_UP)
def setup_scale_delete(request: TrustRequest, pk: int) -> HttpResponse:
    """Take away a scale on which nothing is or was rated."""
    scale = get_object_or_404(RatingScale.objects.for_trust(request.trust), pk=pk)
    try:
        delete_scale(scale=scale, by=request.user)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect("setup_scale", request.trust.code, pk)
    messages.success(request, f"{scale.name} is gone.")
    return redirect("setup_scales", request.trust.code)


def _form(request: TrustRequest, scale: RatingScale) -> ScaleForm:
    data = posted(request)
    if data is not None:
        data = rearranged(data, MOST_RATINGS)
    others = RatingScale.objects.for_trust(request.trust).exclude(pk=scale.pk or 0)
    form = ScaleForm(
        data,
        scale=scale,
        given=_given(scale),
        others={name.casefold() for name in others.values_list("name", flat=True)},
    )
    if data is not None and not saves(request):
        form.ask_nothing()
    return form


def _given(scale: RatingScale) -> set[int]:
    """The ratings that an answer has, or had before it was changed; one query."""
    if not scale.pk:
        return set()
    return set(
        UpdateRating.history.filter(rating__scale=scale.pk)
        .order_by()
        .values_list("rating_id", flat=True)
        .distinct()
    )


def _touches(request: TrustRequest, scale: RatingScale, form: ScaleForm) -> list[Touch]:
    """What other words, tones and rules of its ratings touch."""
    changed = form.changed_ratings
    if not changed and not form.is_reordered:
        return []
    dimensions = list(Dimension.objects.filter(scale=scale))
    ratings = [rating for rating, _ in changed] if changed else list(form.saved.values())
    now = f"will be shown as {'it is' if len(ratings) == 1 else 'they are'} set here"
    kept = "the ratings they had"
    renamed = [(rating.label, new.label) for rating, new in changed if rating.label != new.label]
    if len(changed) == 1 and renamed:
        ((old, label),) = renamed
        now, kept = f"will read “{label}”", f"“{old}”"
    found = touched(
        trust=request.trust,
        strategies={dimension.strategy_id for dimension in dimensions},
        answers=answers_in_periods(UpdateRating.objects.filter(rating__in=ratings)),
        now=now,
        kept=kept,
        was=[old for old, _ in renamed],
    )
    found += _grades_touched(scale, form)
    return [*found, *_rules(form)] if found else []


def _grades_touched(scale: RatingScale, form: ScaleForm) -> Iterable[Touch]:
    """What measures that are graded on the scale go on saying; two queries at most."""
    number = Measure.objects.filter(grade_scale=scale, is_archived=False).count()
    if not number:
        return
    yield Touch(f"{counted(number, 'measure')} {'has' if number == 1 else 'have'} its grades here.")
    kept = {rating.pk: new.label.casefold() for rating, new in form.ratings if rating}
    gone = {
        rating.label.casefold()
        for rating in form.saved.values()
        if kept.get(rating.pk) != rating.label.casefold()
    }
    readings = Reading.objects.filter(measure__grade_scale=scale).exclude(raw="")
    said = Counter(raw.casefold() for raw in readings.values_list("raw", flat=True) if gone)
    for rating in form.saved.values():
        old = rating.label.casefold()
        if old in gone and said[old]:
            readings_say = "reading says" if said[old] == 1 else "readings say"
            yield Touch(
                f"{said[old]} {readings_say} “{rating.label}”, and will be printed so, but as "
                f"{NOT_A_GRADE}."
            )


def _rules(form: ScaleForm) -> Iterable[Touch]:
    """What follows from other rules and from another order."""
    for rating, new in form.changed_ratings:
        if new.needs_mitigation and not rating.needs_mitigation:
            yield Touch(f"Whoever gives “{new.label}” is asked why before they hand it in.")
        if rating.needs_mitigation and not new.needs_mitigation:
            yield Touch(f"Whoever gives “{new.label}” is no longer asked why.")
        if new.ends_work and not rating.ends_work:
            yield Touch(f"What is given “{new.label}” counts as done, and is asked no more.")
        if rating.ends_work and not new.ends_work:
            yield Touch(f"What is given “{new.label}” no longer counts as done.")
    if form.is_reordered:
        yield Touch("Better and worse follow the new order.")
