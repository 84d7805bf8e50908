"""How much each person leads, for the list of people, whose app knows nothing of the plan.

`led_counts` reads for everybody at once: use it once on a page.
"""

from collections import Counter

from django import template
from django.db.models import Count

from ambitions.people.handover import count_led
from risks.models import RiskLead
from strategy_tracker.accounts.models import Person, Trust

register = template.Library()


@register.simple_tag
def led_counts(trust: Trust) -> Counter[int]:
    """Items of the plan, measures and risks in use that each person leads, by their key."""
    counts = count_led(trust)
    owners = RiskLead.objects.for_trust(trust).filter(risk__is_closed=False).order_by()
    for row in owners.values("person").annotate(number=Count("risk", distinct=True)):
        counts[row["person"]] += row["number"]
    return counts


@register.filter
def led_by(counts: Counter[int], person: Person) -> int:
    """The number of `person` in what `led_counts` gave."""
    return counts[person.pk]
