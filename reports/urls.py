"""Addresses under /t/<trust_code>/."""

from django.urls import path

from reports import views

urlpatterns = [
    path("papers/", views.paper_list, name="paper_list"),
    path("papers/<int:period_id>/<slug:layout>/", views.paper_page, name="paper_page"),
    path("papers/<int:period_id>/<slug:layout>/pdf/", views.paper_pdf, name="paper_pdf"),
    path("papers/<int:period_id>/<slug:layout>/json/", views.paper_json, name="paper_json"),
    path(
        "papers/<int:period_id>/<slug:layout>/details/", views.paper_details, name="paper_details"
    ),
    path("papers/<int:period_id>/<slug:layout>/begin/", views.paper_begin, name="paper_begin"),
    path(
        "papers/<int:period_id>/<slug:layout>/publish/", views.paper_publish, name="paper_publish"
    ),
]
