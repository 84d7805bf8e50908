"""Addresses under /t/<trust_code>/setup/."""

from django.urls import path

from strategy_tracker.setup import strategy_views, views

urlpatterns = [
    path("", views.setup, name="setup"),
    path("what-applies/", views.setup_read, name="setup_read"),
    path("strategies/", strategy_views.setup_strategies, name="setup_strategies"),
    path("strategies/add/", strategy_views.setup_strategy_add, name="setup_strategy_add"),
    path("strategies/<int:pk>/", strategy_views.setup_strategy, name="setup_strategy"),
    path(
        "strategies/<int:pk>/archive/",
        strategy_views.setup_strategy_archive,
        name="setup_strategy_archive",
    ),
]
