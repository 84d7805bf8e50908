"""Addresses of imports, under /t/<trust_code>/imports/."""

urlpatterns: list = []
