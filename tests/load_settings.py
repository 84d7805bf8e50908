"""Settings of `make load`: production's, with one address more that answers nothing."""

from strategy_tracker.settings import *  # noqa: F403

ROOT_URLCONF = "tests.load_urls"
