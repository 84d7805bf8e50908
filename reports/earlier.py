"""What earlier periods were rated, in two queries whatever their number and that of the items."""

from collections import defaultdict
from dataclasses import dataclass, field
from decimal import Decimal

from ambitions.models import UpdateRating
from ambitions.plan.reader import Key, key_of_columns
from ambitions.updates.corrections import answers_before
from ambitions.visibility import handed_in
from objectives.models import Period, Rating
from reports.reading import Plan

Given = dict[Key, dict[int, Rating | Decimal]]


@dataclass
class EarlierPeriod:
    """A period with what was handed in for it: by (level, id), then by dimension."""

    period: Period
    given: Given = field(default_factory=lambda: defaultdict(dict))


def read_earlier(plan: Plan, most: int) -> list[EarlierPeriod]:
    """The `most` periods before the plan's, the latest first.

    Ratings are those of the plan, by id, so that all periods compare on one scale.
    """
    periods = list(Period.objects.before(plan.period)[:most]) if most > 0 else []
    found = {period.pk: EarlierPeriod(period) for period in periods}
    if not found:
        return []
    ratings = {rating.pk: rating for rating in plan.ratings}
    rows = UpdateRating.objects.filter(handed_in("update__"), update__period__in=list(found))
    columns = ("objective_id", "ambition_id", "action_id")
    values = rows.order_by().values_list(
        *(f"update__{name}" for name in columns),
        "update__period_id",
        "dimension_id",
        "rating_id",
        "number",
    )
    for *items, period_id, dimension_id, rating_id, number in values:
        value = ratings.get(rating_id) if rating_id else number
        if value is not None:
            found[period_id].given[key_of_columns(*items)][dimension_id] = value
    for then in answers_before(periods):
        given = found[then.update.period_id].given[key_of_columns(*then.item_ids)]
        for row in then.ratings:
            value = ratings.get(row.rating_id) if row.rating_id else row.number
            if value is not None:
                given[row.dimension_id] = value
    return list(found.values())
