"""Which version of a paper a member may see, for the views of papers."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import Http404
from django.shortcuts import get_object_or_404

from ambitions.visibility import is_reader
from objectives.models import Period
from reports.layouts.ready import LayoutRecipe
from reports.layouts.trust import find_layout
from reports.models import Paper
from strategy_tracker.accounts.access import TrustRequest


@dataclass(frozen=True)
class Shown:
    """A period's paper in one layout, and the version of it that is asked for.

    `paper` is the final or the draft to show, or None for a draft that nobody has begun:
    the live data without a meeting. `recipe` is None for a layout that is gone. `finals` are all
    published versions, latest first.
    """

    period: Period
    layout: str
    recipe: LayoutRecipe | None
    paper: Paper | None
    finals: Sequence[Paper]
    draft: Paper | None

    @property
    def is_final(self) -> bool:
        return self.paper is not None and self.paper.is_final

    @property
    def layout_label(self) -> str:
        return self.recipe.name if self.recipe else self.layout

    @property
    def version(self) -> int:
        """The version shown; of a draft, the one it will be."""
        if self.paper:
            return self.paper.version
        return self.finals[0].version + 1 if self.finals else 1


def asked_for(request: TrustRequest, period_id: int, layout: str) -> Shown:
    """What the address and `?version=` ask for.

    Raises Http404 for a period of another trust, an unknown layout or version, and for
    anything but a published paper where the member is a reader.
    """
    periods = Period.objects.for_trust(request.trust).select_related("strategy__trust")
    period = get_object_or_404(periods, pk=period_id)
    own = Paper.objects.filter(period=period, layout=layout)
    # What was frozen is long, and read only where it is needed.
    papers = list(own.defer("content").order_by("-version"))
    recipe = find_layout(request.trust, layout)
    if recipe is None and not papers:
        raise Http404("There is no such paper.")
    for paper in papers:
        paper.period = period
    finals = [paper for paper in papers if paper.is_final]
    draft = next((paper for paper in papers if not paper.is_final), None)
    chosen = _chosen(request, finals, draft)
    return Shown(period, layout, recipe, chosen, finals, draft)


def _chosen(request: TrustRequest, finals: Sequence[Paper], draft: Paper | None) -> Paper | None:
    asked = request.GET.get("version", "")
    may_see_drafts = not is_reader(request.membership)
    if asked:
        found = next((paper for paper in finals if str(paper.version) == asked), None)
        if found is None and not (may_see_drafts and draft and str(draft.version) == asked):
            raise Http404("There is no such version of this paper.")
        return found or draft
    if may_see_drafts:
        return draft or (finals[0] if finals else None)
    if not finals:
        raise Http404("This paper is not published yet.")
    return finals[0]
