"""Loading the demo: each trust of it in one transaction, whole or not at all."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from django.db import transaction

from strategy_tracker.accounts.models import Trust
from strategy_tracker.accounts.saving import constraints_left_to_the_database, happening_at
from strategy_tracker.demo.fixtures import read_sign_ins, read_trust, trust_folders
from strategy_tracker.demo.plan import beginning, make_trust
from strategy_tracker.demo.rounds import make_rounds
from strategy_tracker.demo.story import tell_story


@dataclass(frozen=True)
class Loaded:
    """One trust of the demo, the layout of its papers, and whether it was there before."""

    trust: Trust
    layout: str
    was_there: bool


def load_all(today: date) -> list[Loaded]:
    """Make each trust of the demo that is not there yet; those that are stay as they are."""
    return [_load(folder, today) for folder in trust_folders()]


def _load(folder: Path, today: date) -> Loaded:
    data = read_trust(folder)
    there = Trust.objects.filter(code=data["trust"]["code"]).first()
    layout = data["papers"][0]["layout"]
    if there:
        return Loaded(there, layout, was_there=True)
    periods = data["periods"]
    rounds = make_rounds(periods["label"], periods["due_from_today"], today)
    with transaction.atomic(), constraints_left_to_the_database():
        with happening_at(beginning(rounds)):
            made = make_trust(data, rounds, read_sign_ins())
        tell_story(made)
    return Loaded(made.trust, layout, was_there=False)
