"""Findings on a page: each with links to where it is mended, for who may mend it."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from ambitions.plan.cells import Links
from reports.access import Shown
from reports.models import Paper
from reports.readiness import Finding, Place, findings
from reports.reading import Plan
from strategy_tracker.accounts.access import TrustRequest
from strategy_tracker.accounts.permissions import Permission

_IN_SIGHT = 3  # more than so many things are folded away
# What a member must be allowed who is sent to a page; to the others, all may go.
_NEEDED = {
    "review": Permission.REVIEW_UPDATES,
    "answer": Permission.ACT_FOR_LEADS,
    "part": Permission.PUBLISH_PAPERS,
    "heading": Permission.PUBLISH_PAPERS,
    "periods": Permission.MANAGE_PERIODS,
}


@dataclass(frozen=True)
class Told:
    """A finding ready to print: what it is about, each (name, address or "", note)."""

    text: str
    url: str
    must_settle: bool
    about: Sequence[tuple[str, str, str]]

    @property
    def is_folded(self) -> bool:
        return len(self.about) > _IN_SIGHT


def findings_of(
    shown: Shown, plan: Plan | None = None, content: dict[str, Any] | None = None
) -> list[Finding]:
    """What the draft that is shown still lacks, or one that nobody has begun."""
    paper = shown.paper or Paper(period=shown.period, layout=shown.layout)
    return findings(paper, plan, content)


def found_in_parts(found: Sequence[Finding]) -> dict[str, int]:
    """How many of the things found are mended in each part of the paper, by its key."""
    places = [
        place for one in found for place in (one.place, *(about.place for about in one.items))
    ]
    return Counter(str(place.args[0]) for place in places if place and place.page == "part")


def told(request: TrustRequest, shown: Shown, findings: Sequence[Finding]) -> list[Told]:
    """`findings` of a paper with the addresses that the member may go to."""
    links = Links(request.trust.code)

    def url(place: Place | None) -> str:
        needed = _NEEDED.get(place.page) if place else None
        if place is None or (needed and not request.membership.may(needed)):
            return ""
        return _address(request.trust.code, links, shown, place)

    return [
        Told(
            finding.text,
            url(finding.place),
            finding.must_settle,
            [(about.name, url(about.place), about.note) for about in finding.items],
        )
        for finding in findings
    ]


def _address(trust: str, links: Links, shown: Shown, place: Place) -> str:
    args: tuple[Any, ...] = place.args
    if place.page == "item":
        return links.item(*args)
    if place.page == "answer":
        return reverse("update_form", args=[trust, *args])
    if place.page == "periods":
        return reverse("period_list", args=[trust])
    if place.page in ("part", "heading"):
        name = "paper_edit" if place.page == "part" else "paper_page"
        page = reverse(name, args=[trust, shown.period.pk, shown.layout])
        return f"{page}?part={args[0]}" if place.page == "part" else f"{page}#heading-form"
    names = {"review": "update_review", "person": "person_detail", "measure": "measure_detail"}
    return links.to(names[place.page], args[0])
