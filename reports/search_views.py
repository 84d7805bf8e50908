"""The page that searches a strategy: its plan, answers, measures and risks."""

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from objectives.current import current_strategy
from reports.search import MOST_SHOWN, Search, Words
from strategy_tracker.accounts.access import TrustRequest, trust_view


class SearchForm(forms.Form):
    q = forms.CharField(label="Words", max_length=200, required=False)


@require_safe
@trust_view()
def search(request: TrustRequest) -> HttpResponse:
    """What is found of the words in the address, each with where it stands."""
    strategy = current_strategy(request)
    form = SearchForm(request.GET)
    words = Words(form.cleaned_data["q"] if form.is_valid() else "")
    found = Search(strategy, request.membership, words).found() if strategy else []
    context = {
        "nav_current": "search",
        "strategy": strategy,
        "form": form,
        "words": words,
        "found": found,
        "count": sum(kind.count for kind in found),
        "most_shown": MOST_SHOWN,
    }
    status = 200 if form.is_valid() else 400
    return render(request, "reports/search.html", context, status=status)
