"""Which of a trust's profiles a file fits, and what they say of it."""

from typing import Any

from strategy_tracker.accounts.models import Trust
from strategy_tracker.imports import profiles
from strategy_tracker.imports.choices import Choices
from strategy_tracker.imports.models import ImportProfile


def fitting_profiles(trust: Trust, sheets: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The trust's profiles that a file with these sheets fits, the best first."""
    fits = [
        (profiles.fit(profile.shape, sheets), profile)
        for profile in ImportProfile.objects.for_trust(trust)
    ]
    return [
        {"pk": profile.pk, "name": profile.name, "fit": fit}
        for fit, profile in sorted(fits, key=lambda pair: (-pair[0], pair[1].name))
        if fit >= profiles.FITS
    ]


def said_by_profile(profile: ImportProfile, sheets: list[dict[str, Any]]) -> Choices:
    """What the profile says of a file with these sheets."""
    return profiles.translate(profile.shape, Choices.from_data(profile.choices), sheets)
