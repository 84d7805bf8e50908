"""Addresses under /t/<trust_code>/."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
