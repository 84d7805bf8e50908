"""Addresses under /t/<trust_code>/."""

from django.urls import path

from ambitions.measures import edit_views as measure_edits
from ambitions.measures import entry_views as entries
from ambitions.measures import grid_views as measure_grids
from ambitions.measures import views as measures
from ambitions.people import views as people
from ambitions.plan import compare_views as compare
from ambitions.plan import edit_views as edit
from ambitions.plan import grid_views as grid
from ambitions.plan import item_views as items
from ambitions.plan import passage_views as passages
from ambitions.plan import place_views as place
from ambitions.plan import renumber_views as renumber
from ambitions.plan import views as plan
from ambitions.rounds import correction_views as corrections
from ambitions.rounds import period_views as periods
from ambitions.rounds import reminder_views as chase
from ambitions.rounds import views as round
from ambitions.updates import bulk_view as answer_all
from ambitions.updates import list_view as my_updates
from ambitions.updates import views as updates

urlpatterns = [
    path("updates/", my_updates.my_updates, name="my_updates"),
    path("updates/all/", answer_all.answer_all, name="answer_all"),
    path("updates/all/check/", answer_all.answer_all_check, name="answer_all_check"),
    path("updates/preview/", updates.update_preview, name="update_preview"),
    path("updates/<slug:level>/<int:pk>/", updates.update_form, name="update_form"),
    path("updates/<slug:level>/<int:pk>/save/", updates.update_autosave, name="update_autosave"),
    path("updates/<slug:level>/<int:pk>/check/", updates.update_check, name="update_check"),
    path("updates/<slug:level>/<int:pk>/submit/", updates.update_submit, name="update_submit"),
    path("round/", round.this_round, name="this_round"),
    path("round/approve/", round.round_approve, name="round_approve"),
    path("round/chase/", chase.round_chase, name="round_chase"),
    path("round/updates/<int:pk>/", round.update_review, name="update_review"),
    path("round/updates/<int:pk>/approve/", round.update_approve, name="update_approve"),
    path("round/updates/<int:pk>/return/", round.update_return, name="update_return"),
    path("round/updates/<int:pk>/reopen/", corrections.update_reopen, name="update_reopen"),
    path("periods/", periods.period_list, name="period_list"),
    path("periods/add/", periods.period_add, name="period_add"),
    path("periods/<int:pk>/", corrections.period_detail, name="period_detail"),
    path("periods/<int:pk>/open/", periods.period_open, name="period_open"),
    path("periods/<int:pk>/close/", periods.period_close, name="period_close"),
    path("plan/", plan.plan, name="plan"),
    path("plan/spreadsheet/", plan.plan_spreadsheet, name="plan_spreadsheet"),
    path("plan/compare/", compare.plan_compare, name="plan_compare"),
    path(
        "plan/compare/spreadsheet/",
        compare.plan_compare_spreadsheet,
        name="plan_compare_spreadsheet",
    ),
    path("plan/about/", passages.strategy_about, name="strategy_about"),
    path("plan/actions/<int:pk>/", items.action_detail, name="action_detail"),
    path("plan/actions/<int:pk>/date/", items.action_move_date, name="action_move_date"),
    path("plan/renumber/<slug:level>/", renumber.plan_renumber, name="plan_renumber"),
    path("plan/grid/", grid.plan_grid, name="plan_grid"),
    path("plan/add/<slug:level>/", edit.item_add, name="item_add"),
    path("plan/edit/<slug:level>/<int:pk>/", edit.item_edit, name="item_edit"),
    path("plan/edit/<slug:level>/<int:pk>/move/", place.item_move, name="item_move"),
    path("plan/edit/<slug:level>/<int:pk>/place/", place.item_place, name="item_place"),
    path("plan/edit/<slug:level>/<int:pk>/renumber/", place.item_renumber, name="item_renumber"),
    path("plan/edit/<slug:level>/<int:pk>/end/", place.item_end, name="item_end"),
    path("plan/edit/<slug:level>/<int:pk>/back/", place.item_bring_back, name="item_bring_back"),
    path("plan/edit/<slug:level>/<int:pk>/delete/", place.item_delete, name="item_delete"),
    path("plan/ambitions/<int:pk>/", items.ambition_detail, name="ambition_detail"),
    path("plan/objectives/<int:pk>/", items.objective_detail, name="objective_detail"),
    path("people/<int:pk>/", people.person_detail, name="person_detail"),
    path("measures/", measures.measure_list, name="measure_list"),
    path("measures/mine/", entries.my_readings, name="my_readings"),
    path("measures/spreadsheet/", measures.measure_spreadsheet, name="measure_spreadsheet"),
    path("measures/grid/", measure_grids.measure_grid, name="measure_grid"),
    path("measures/add/", measure_edits.measure_add, name="measure_add"),
    path("measures/<int:pk>/edit/", measure_edits.measure_edit, name="measure_edit"),
    path("measures/<int:pk>/archive/", measure_edits.measure_archive, name="measure_archive"),
    path("measures/<int:pk>/", measures.measure_detail, name="measure_detail"),
]
