"""WSGI entry point for gunicorn."""

import gc
import os

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "strategy_tracker.settings")
application = get_wsgi_application()

# What is loaded now stays for as long as the process: the garbage collector need not walk it
# again in the middle of a page. With the URLs every view is loaded, and what the views import.
_ = get_resolver().url_patterns
gc.collect()
gc.freeze()
