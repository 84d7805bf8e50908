"""How much each person leads, for the list of people, whose app knows nothing of the plan."""

from collections import Counter

from django.db.models import Count

from ambitions.people.handover import count_led
from risks.models import RiskLead
from strategy_tracker.accounts.models import Trust


def count_led_by_person(trust: Trust) -> Counter[int]:
    """Items of the plan, measures and risks in use that each person leads, by their key."""
    counts = count_led(trust)
    owners = RiskLead.objects.for_trust(trust).filter(risk__is_closed=False).order_by()
    for row in owners.values("person").annotate(number=Count("risk", distinct=True)):
        counts[row["person"]] += row["number"]
    return counts
