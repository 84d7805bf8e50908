"""How gunicorn serves the site, wherever it runs. WEB_CONCURRENCY says how many processes."""

import multiprocessing
import os

wsgi_app = "strategy_tracker.wsgi"
bind = os.environ.get("WEB_BIND", "127.0.0.1:8000")
workers = int(os.environ.get("WEB_CONCURRENCY", 2 * multiprocessing.cpu_count()))
worker_class = "sync"
# Loaded once and shared: a process that takes another's place answers at once.
preload_app = True
# Without a worker a large import is applied in the request.
timeout = 120
graceful_timeout = 120
# Memory that a process gathered in a thousand requests is given back, and not by all at once.
max_requests = 1000
max_requests_jitter = 200
# Signs of life are kept in memory: on a slow disk a process would seem to be dead.
worker_tmp_dir = "/dev/shm" if os.path.isdir("/dev/shm") else None  # noqa: PTH112, S108
# The application logs each request itself, with its id, user and trust. A line here would hold
# the address, which may be a link to set a password; where it is wanted, it is without that.
accesslog = None
access_log_format = "%(t)s %(m)s %(s)s %(B)s %(M)sms %({x-request-id}o)s"
errorlog = "-"
# It would want a place to write to, and nothing here asks it.
control_socket_disable = True
