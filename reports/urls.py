"""Addresses under /t/<trust_code>/."""

from django.urls import path

from reports import (
    editor_views,
    layout_views,
    look_views,
    picture_views,
    search_views,
    views,
)

urlpatterns = [
    path("search/", search_views.search, name="search"),
    path("papers/", views.paper_list, name="paper_list"),
    path("papers/items/<int:period_id>/<slug:key>/", views.paper_item, name="paper_item"),
    path("papers/look/", look_views.paper_look, name="paper_look"),
    path("papers/layouts/", layout_views.layout_list, name="layout_list"),
    path("papers/layouts/import/", layout_views.layout_import, name="layout_import"),
    path("papers/layouts/<slug:layout>/copy/", layout_views.layout_copy, name="layout_copy"),
    path("papers/layouts/<slug:layout>/change/", layout_views.layout_change, name="layout_change"),
    path("papers/layouts/<slug:layout>/file/", layout_views.layout_file, name="layout_file"),
    path("papers/<int:period_id>/<slug:layout>/edit/", editor_views.paper_edit, name="paper_edit"),
    path("papers/<int:period_id>/<slug:layout>/edit/add/", editor_views.part_add, name="part_add"),
    path(
        "papers/<int:period_id>/<slug:layout>/edit/<slug:key>/",
        editor_views.part_change,
        name="part_change",
    ),
    path(
        "papers/<int:period_id>/<slug:layout>/edit/<slug:key>/save/",
        editor_views.part_autosave,
        name="part_autosave",
    ),
    path(
        "papers/<int:period_id>/<slug:layout>/edit/<slug:key>/move/",
        editor_views.part_move,
        name="part_move",
    ),
    path(
        "papers/<int:period_id>/<slug:layout>/edit/<slug:key>/leave-out/",
        editor_views.part_leave_out,
        name="part_leave_out",
    ),
    path(
        "papers/<int:period_id>/<slug:layout>/edit/<slug:key>/words/",
        editor_views.part_write,
        name="part_write",
    ),
    path(
        "papers/<int:period_id>/<slug:layout>/edit/<slug:key>/picture/",
        picture_views.part_picture,
        name="part_picture",
    ),
    path(
        "papers/<int:period_id>/<slug:layout>/edit/<slug:key>/words/save/",
        editor_views.part_write_autosave,
        name="part_write_autosave",
    ),
    path("papers/<int:period_id>/<slug:layout>/", views.paper_page, name="paper_page"),
    path("papers/<int:period_id>/<slug:layout>/pdf/", views.paper_pdf, name="paper_pdf"),
    path(
        "papers/<int:period_id>/<slug:layout>/pdf/progress/",
        views.paper_progress,
        name="paper_progress",
    ),
    path("papers/<int:period_id>/<slug:layout>/html/", views.paper_html, name="paper_html"),
    path("papers/<int:period_id>/<slug:layout>/json/", views.paper_json, name="paper_json"),
    path(
        "papers/<int:period_id>/<slug:layout>/details/", views.paper_details, name="paper_details"
    ),
    path("papers/<int:period_id>/<slug:layout>/begin/", views.paper_begin, name="paper_begin"),
    path(
        "papers/<int:period_id>/<slug:layout>/publish/", views.paper_publish, name="paper_publish"
    ),
]
