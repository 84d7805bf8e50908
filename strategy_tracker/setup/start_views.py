"""Where a new trust begins: what is done, and three ways to fill it."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from objectives.calendar import year_name
from objectives.current import current_strategy
from objectives.models.strategy import financial_year_of
from objectives.ready_sets import copy_ready_set, ready_sets, takes_a_ready_set
from objectives.services import NewRating
from strategy_tracker.accounts.access import TrustRequest, trust_view
from strategy_tracker.accounts.permissions import Permission
from strategy_tracker.setup.forms import text_box
from strategy_tracker.setup.steps import steps_of
from strategy_tracker.ui.display import inside
from strategy_tracker.ui.forms import posted


@require_GET
@trust_view(Permission.SET_UP)
def setup_start(request: TrustRequest) -> HttpResponse:
    """The steps to a first paper, ticked from the data, and three ways to begin."""
    strategy = current_strategy(request)
    steps = steps_of(request)
    context = {
        "nav_current": "setup_start",
        "steps": steps,
        "done": sum(step.is_done for step in steps),
        "strategy": strategy,
        "ready_sets": ready_sets().values() if _takes(request) else [],
        "first_word": strategy.word(strategy.levels[0]) if strategy else "",
        "sample_word": strategy.word("action") if strategy else "Key action",
        "sample": {
            "green": NewRating("On track", "G", "green"),
            "amber": NewRating("Behind", "A", "amber"),
        },
    }
    return render(request, "setup/start.html", context)


def _takes(request: TrustRequest) -> bool:
    strategy = current_strategy(request)
    return strategy is None or takes_a_ready_set(strategy)


class ReadySetForm(forms.Form):
    """What a set cannot know: the title of the strategy, and the year of the first periods."""

    title = text_box(
        "Title of the strategy",
        300,
        error="Give the strategy its title, as the board papers print it.",
    )
    year = forms.TypedChoiceField(
        label="Periods of which year",
        coerce=int,
        widget=forms.RadioSelect(attrs={"class": "nhsuk-radios__input"}),
        error_messages={"required": "Choose the year."},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        this_year = financial_year_of(timezone.localdate())
        years = [(year, f"April to March {year_name(year)}") for year in (this_year, this_year + 1)]
        self.fields["year"].choices = years  # type: ignore[attr-defined]
        self.initial.setdefault("year", this_year)


@require_http_methods(["GET", "POST"])
@trust_view(Permission.SET_UP)
def setup_ready_set(request: TrustRequest) -> HttpResponse:
    """What is in the set `?set=`; a POST copies it."""
    ready = ready_sets().get(request.GET.get("set", ""))
    if ready is None:
        raise Http404("There is no such ready set.")
    strategy = current_strategy(request)
    form = ReadySetForm(posted(request), initial={"title": strategy.title if strategy else ""})
    if request.method == "POST" and form.is_valid():
        try:
            copied = copy_ready_set(
                ready=ready,
                trust=request.trust,
                strategy=strategy,
                title=form.cleaned_data["title"],
                year=form.cleaned_data["year"],
                by=request.user,
            )
        except ValidationError as error:
            form.add_error(None, ValidationError(error.messages))
        else:
            asked = len(ready.dimensions) + len(ready.headings)
            messages.success(
                request,
                f"{copied.title} has its words, {len(ready.scales)} rating scales, {asked} "
                f"questions and {len(ready.periods_of(2000))} periods. Next: the plan.",
            )
            return redirect("setup_start", request.trust.code)
    levels = [
        {"word": ready.word(level), "asked": ready.asked(level)}
        for level in ready.levels
        if ready.asked(level)
    ]
    context = {
        "nav_current": "setup_start",
        "ready": ready,
        "form": form,
        "levels": levels,
        "words": [inside(ready.word(level)) for level in ready.levels],
        "periods": ready.periods_of(financial_year_of(timezone.localdate())),
        "takes": _takes(request),
    }
    return render(request, "setup/ready_set.html", context, status=422 if form.errors else 200)
