"""Addresses under /t/<trust_code>/."""

from django.urls import path

from risks import edit_views, grid_views, hand_over_views, leavers, matrix_views, views

urlpatterns = [
    path("risks/", views.risk_list, name="risk_list"),
    path("risks/matrix/", matrix_views.risk_matrix, name="risk_matrix"),
    path("risks/matrix/edit/", matrix_views.risk_matrix_edit, name="risk_matrix_edit"),
    path("risks/grid/", grid_views.risk_grid, name="risk_grid"),
    path("risks/add/", edit_views.risk_add, name="risk_add"),
    path("risks/<int:pk>/edit/", edit_views.risk_edit, name="risk_edit"),
    path("risks/<int:pk>/close/", edit_views.risk_close, name="risk_close"),
    path("risks/<int:pk>/", views.risk_detail, name="risk_detail"),
    path("risks/<int:pk>/score/", views.risk_score, name="risk_score"),
    path("people/<int:pk>/leaving/", leavers.person_leaving, name="person_leaving"),
    path("people/<int:pk>/hand-over/", hand_over_views.person_hand_over, name="person_hand_over"),
    path(
        "people/<int:pk>/hand-over/cancel/",
        hand_over_views.hand_over_cancel,
        name="hand_over_cancel",
    ),
    path("people/<int:pk>/match/", leavers.person_match, name="person_match"),
    path("people/<int:pk>/return/", leavers.person_return, name="person_return"),
]
