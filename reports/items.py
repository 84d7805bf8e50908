"""What a paper tells of, found again by the identity that its content keeps."""

import re
from uuid import UUID

from django.db.models import Model

from ambitions.models import ITEM_MODELS, Item, Measure
from risks.models import Risk
from strategy_tracker.accounts.models import Trust

_MODELS: dict[str, type[Model]] = {**ITEM_MODELS, "measure": Measure, "risk": Risk}
# Papers that were published before rows had an identity of their own name level and number.
_BY_NUMBER = re.compile(rf"({'|'.join(_MODELS)})-(\d{{1,18}})")


def find_item(trust: Trust, key: str) -> Item | Measure | Risk | None:
    """The item, measure or risk of the trust with that identity; None where there is none."""
    by_number = _BY_NUMBER.fullmatch(key)
    if by_number:
        own = _MODELS[by_number[1]].objects.for_trust(trust)  # type: ignore[attr-defined]
        return own.filter(pk=int(by_number[2])).first()
    try:
        uuid = UUID(key)
    except ValueError:
        return None
    for model in _MODELS.values():
        found = model.objects.for_trust(trust).filter(uuid=uuid).first()  # type: ignore[attr-defined]
        if found:
            return found
    return None
