"""Every address. Those of a trust live under /t/<trust_code>/."""

from django.contrib import admin
from django.urls import path

urlpatterns = [path("admin/", admin.site.urls)]
