"""One person: their posts, what they lead, and what they have still to answer."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from ambitions.models import Measure
from ambitions.plan.cells import Dates, Links, Pills, Strip, status_tag
from ambitions.plan.filters import is_done
from ambitions.plan.reader import Outline, read_outlines
from ambitions.updates.assigned import TO_ANSWER
from ambitions.visibility import is_reader
from objectives.calendar import periods_until
from objectives.current import (
    current_period,
    periods,
    read_all_periods,
    strategies,
    usual_period,
)
from objectives.models import Period, Strategy
from strategy_tracker.accounts.access import TrustRequest, trust_view
from strategy_tracker.accounts.models import Membership, Person
from strategy_tracker.accounts.permissions import Permission

PERIODS_SHOWN = 8


@dataclass
class LedItems:
    """The items that a person leads in one strategy, ready to print."""

    strategy: Strategy
    period: Period | None
    strip: Strip
    rows: list[dict[str, Any]]
    to_answer: int
    forecast: str


@require_GET
@trust_view()
def person_detail(request: TrustRequest, pk: int) -> HttpResponse:
    """One person of the trust."""
    people = Person.objects.for_trust(request.trust).select_related("user").with_posts()
    person: Person = get_object_or_404(people, pk=pk)
    led = _led(request, person)
    measures = Measure.objects.for_trust(request.trust).filter(
        lead_rows__person=person, is_archived=False
    )
    links = Links(request.trust.code)
    context = {
        "nav_current": "plan",
        "person": person,
        "job_title": person.job_title(),
        "posts": sorted(
            person.posts.all(), key=lambda post: (str(post.started_on or ""), post.pk), reverse=True
        ),
        "delegations": person.delegations.not_over().select_related("delegate"),
        "stands_in": person.stands_in.not_over().select_related("person"),
        "hand_over": person.hand_overs.select_related("to").first(),
        "sign_in": _sign_in(request, person),
        "led": led,
        "to_answer": sum(led_items.to_answer for led_items in led),
        "measures": [
            {"url": links.to("measure_detail", measure.pk), "title": str(measure)}
            for measure in measures.distinct()
        ],
        "period": current_period(request),
    }
    return render(request, "ambitions/person_detail.html", context)


def _sign_in(request: TrustRequest, person: Person) -> str:
    """For governance: how the person signs in, for somebody who cannot answer needs chasing."""
    if not request.membership.may(Permission.MANAGE_PEOPLE):
        return ""
    if person.user is None:
        return "Has no sign-in, so governance answers for them"
    member = Membership.objects.for_trust(request.trust).current().filter(user=person.user)
    if not member.exists():
        return f"{person.user.email} can no longer sign in here"
    return f"Signs in as {person.user.email}"


def _led(request: TrustRequest, person: Person) -> list[LedItems]:
    """What `person` leads now, by strategy, in as many queries for ten strategies as for one."""
    read_all_periods(request)
    plans = [(strategy, _shown(periods(request, strategy))) for strategy in strategies(request)]
    outlines = read_outlines(plans, for_reader=is_reader(request.membership))
    led = (_led_in(request, outline, person) for outline in outlines)
    return [led_items for led_items in led if led_items.rows]


def _shown(own: Sequence[Period]) -> list[Period]:
    """The open period, or else the latest, and some before it; the oldest first."""
    latest = usual_period(own)
    return periods_until(own, latest)[:PERIODS_SHOWN][::-1] if latest else []


def _led_in(request: TrustRequest, outline: Outline, person: Person) -> LedItems:
    strategy, period = outline.strategy, outline.period
    # The plan lists the same in the same order.
    links = Links(request.trust.code, of_list=f"lead={person.pk}")
    strip, pills = Strip(outline), Pills(outline)
    dates = Dates()
    is_open = bool(period and period.is_open and not is_reader(request.membership))
    rows = []
    to_answer = 0
    for node in outline.nodes():
        if all(lead.pk != person.pk for lead in node.leads):
            continue
        status = outline.status(node) if is_open else None
        to_answer += status in TO_ANSWER
        item = node.item
        rows.append(
            {
                "word": strategy.word(node.level),
                "reference": item.reference,
                "title": item.title,
                "url": links.item(node.level, item.pk),
                "strip": strip.row(node, node.main),
                "forecast": pills.with_arrow(node, node.forecast),
                "due": dates.of(item, is_done=is_done(outline, node)),
                "tag": status_tag(status) if status else "",
            }
        )
    return LedItems(strategy, period, strip, rows, to_answer, outline.forecast_label)
