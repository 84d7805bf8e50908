"""Addresses under /t/<trust_code>/setup/."""

from django.urls import path

from strategy_tracker.setup import (
    appetite_views,
    custom_field_views,
    passage_views,
    period_views,
    question_views,
    scale_views,
    start_views,
    strategy_views,
    views,
)

urlpatterns = [
    path("", views.setup, name="setup"),
    path("start/", start_views.setup_start, name="setup_start"),
    path("start/ready-set/", start_views.setup_ready_set, name="setup_ready_set"),
    path("what-applies/", views.setup_read, name="setup_read"),
    path("strategies/", strategy_views.setup_strategies, name="setup_strategies"),
    path("strategies/add/", strategy_views.setup_strategy_add, name="setup_strategy_add"),
    path("strategies/<int:pk>/", strategy_views.setup_strategy, name="setup_strategy"),
    path(
        "strategies/<int:pk>/archive/",
        strategy_views.setup_strategy_archive,
        name="setup_strategy_archive",
    ),
    path("scales/", scale_views.setup_scales, name="setup_scales"),
    path("scales/add/", scale_views.setup_scale_add, name="setup_scale_add"),
    path("scales/<int:pk>/", scale_views.setup_scale, name="setup_scale"),
    path("scales/<int:pk>/remove/", scale_views.setup_scale_delete, name="setup_scale_delete"),
    path("questions/", question_views.setup_questions, name="setup_questions"),
    path(
        "questions/<slug:level>/words/add/",
        question_views.setup_heading_add,
        name="setup_heading_add",
    ),
    path(
        "questions/<slug:level>/ratings/add/",
        question_views.setup_dimension_add,
        name="setup_dimension_add",
    ),
    path("questions/words/<int:pk>/", question_views.setup_heading, name="setup_heading"),
    path(
        "questions/words/<int:pk>/move/",
        question_views.setup_heading_move,
        name="setup_heading_move",
    ),
    path("questions/ratings/<int:pk>/", question_views.setup_dimension, name="setup_dimension"),
    path(
        "questions/ratings/<int:pk>/move/",
        question_views.setup_dimension_move,
        name="setup_dimension_move",
    ),
    path("texts/", passage_views.setup_passages, name="setup_passages"),
    path("texts/add/", passage_views.setup_passage_add, name="setup_passage_add"),
    path("texts/<int:pk>/", passage_views.setup_passage, name="setup_passage"),
    path("texts/<int:pk>/move/", passage_views.setup_passage_move, name="setup_passage_move"),
    path(
        "texts/<int:pk>/remove/",
        passage_views.setup_passage_remove,
        name="setup_passage_remove",
    ),
    path("columns/", custom_field_views.setup_columns, name="setup_columns"),
    path("columns/<slug:kind>/add/", custom_field_views.setup_column_add, name="setup_column_add"),
    path("columns/<int:pk>/", custom_field_views.setup_column, name="setup_column"),
    path("columns/<int:pk>/move/", custom_field_views.setup_column_move, name="setup_column_move"),
    path("risk-appetite/", appetite_views.risk_appetite, name="risk_appetite"),
    path("risk-appetite/edit/", appetite_views.risk_appetite_edit, name="risk_appetite_edit"),
    path("periods/", period_views.setup_periods, name="setup_periods"),
    path("periods/add/", period_views.setup_periods_add, name="setup_periods_add"),
    path("periods/<int:pk>/", period_views.setup_period, name="setup_period"),
]
