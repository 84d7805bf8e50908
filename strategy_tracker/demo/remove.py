"""Taking the demo's trusts away, with their history and the people who belong nowhere else."""

from typing import Any

from django.apps import apps
from django.db import models, transaction

from strategy_tracker.accounts.models import Membership, Trust, User
from strategy_tracker.demo.fixtures import read_trust, trust_folders

BATCH = 500  # ids in one query; SQLite allows fewer than a thousand on old machines


@transaction.atomic
def remove_all() -> list[str]:
    """Remove every trust of the demo and all it owns; returns the names of those removed.

    Other trusts are not touched, and a user who is a member of one of them stays.
    """
    removed = []
    for data in map(read_trust, trust_folders()):
        trust = Trust.objects.filter(code=data["trust"]["code"]).first()
        if trust is None:
            continue
        for model in _children_first():
            if hasattr(model, "history"):
                # With what was deleted before, whose rows can no longer be asked for.
                _forget(model.history.model.objects.filter(**{model.TRUST_PATH: trust}))
            _delete(model, model.objects.for_trust(trust))
        _delete(Trust, Trust.objects.filter(pk=trust.pk))
        emails = [person["email"] for person in data["people"] if "email" in person]
        members = Membership.objects.values("user")
        _delete(User, User.objects.filter(email__in=emails).exclude(pk__in=members))
        removed.append(trust.name)
    return removed


def _children_first() -> list[type[Any]]:
    """Every model whose rows belong to a trust, each before those it points at."""
    waiting = [model for model in apps.get_models() if getattr(model, "TRUST_PATH", "pk") != "pk"]
    order: list[type[Any]] = []
    while waiting:
        pointed_at = {
            field.related_model
            for model in waiting
            for field in model._meta.get_fields()
            if isinstance(field, models.ForeignKey) and field.related_model is not model
        }
        free = [model for model in waiting if model not in pointed_at]
        order += free
        waiting = [model for model in waiting if model in pointed_at]
    return order


def _delete(model: type[Any], rows: models.QuerySet[Any]) -> None:
    """Delete the rows, and then their history, the record of this deletion included."""
    pks = list(rows.values_list("pk", flat=True))
    rows.delete()
    if not hasattr(model, "history"):
        return
    key = model._meta.pk.attname
    for start in range(0, len(pks), BATCH):
        some = pks[start : start + BATCH]
        _forget(model.history.model.objects.filter(**{f"{key}__in": some}))


def _forget(told: models.QuerySet[Any]) -> None:
    """Delete history rows, and first what hangs from them: what a many-to-many then held."""
    for relation in told.model._meta.related_objects:
        relation.related_model.objects.filter(**{f"{relation.field.name}__in": told}).delete()
    told.delete()
