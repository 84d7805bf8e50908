"""Whether the site is well, for load balancers and for whoever watches it.

* /health/live/   this process answers; it asks nothing else, or a database that is away would
                  have all processes started again for nothing.
* /health/ready/  it can serve: database, migrations, cache of limits, storage of files.
* /health/full/   and beside it: the worker, and the mail server, without which pages still work.

A middleware answers, and no view: a probe comes by IP address and plain HTTP, has no session,
and neither ALLOWED_HOSTS nor the redirect to HTTPS may refuse it. Strangers learn `ok` or
`not ok`; those of MONITORING_NETWORKS, or with MONITORING_TOKEN as a bearer, learn which part.
"""

import dataclasses
import datetime
import secrets
import time
from collections.abc import Callable

from asgiref.sync import async_to_sync, sync_to_async
from django.conf import settings
from django.db import Error, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from health_check.base import HealthCheck, HealthCheckResult
from health_check.checks import Cache, Database, Mail, Storage
from health_check.exceptions import ServiceUnavailable

from strategy_tracker.background import worker
from strategy_tracker.proxies import is_in


@dataclasses.dataclass
class Migrations(HealthCheck):
    """Whether the tables are those of this release."""

    async def run(self) -> None:
        await sync_to_async(self._look)()

    def _look(self) -> None:
        try:
            executor = MigrationExecutor(connection)
            pending = executor.migration_plan(executor.loader.graph.leaf_nodes())
        except Error as error:
            raise ServiceUnavailable("The database is away") from error
        if pending:
            raise ServiceUnavailable(f"{len(pending)} to apply: run manage.py migrate")


@dataclasses.dataclass
class Worker(HealthCheck):
    """Whether a worker has been heard of in the last seconds."""

    async def run(self) -> None:
        if not await sync_to_async(worker.has_worker)():
            raise ServiceUnavailable("No sign of life: run manage.py run_worker")


# The check, and for how many seconds one process believes its last answer: a probe comes every
# few seconds, from several places, and must not be what wears the site out.
_READY: dict[str, tuple[HealthCheck, float]] = {
    "database": (Database(), 0),
    "migrations": (Migrations(), 60),
    "cache": (Cache(), 2),
    "storage": (Storage(), 30),
}
_BESIDE: dict[str, tuple[HealthCheck, float]] = {
    "worker": (Worker(), 0),
    "mail": (Mail(timeout=datetime.timedelta(seconds=5)), 60),
}
_CHECKS = {
    "/health/live/": {},
    "/health/ready/": _READY,
    "/health/full/": {**_READY, **_BESIDE},
}


class HealthMiddleware:
    """Answers probes before anything else looks at them."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response
        self.kept: dict[str, tuple[float, str]] = {}

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        checks = _CHECKS.get(request.path_info)
        if checks is None:
            return self.get_response(request)
        if request.method not in ("GET", "HEAD"):
            return HttpResponse(status=405, headers={"Allow": "GET, HEAD"})
        found = {name: self._look(name, *check) for name, check in checks.items()}
        is_well = not any(found.values())
        said: dict[str, object] = {"status": "ok" if is_well else "not ok"}
        if _may_know(request):
            said["checks"] = {name: error or "ok" for name, error in found.items()}
        return JsonResponse(
            said, status=200 if is_well else 503, headers={"Cache-Control": "no-store"}
        )

    def _look(self, name: str, check: HealthCheck, keep: float) -> str:
        """What is wrong, or ""."""
        at, kept = self.kept.get(name, (0.0, ""))
        if keep and time.monotonic() - at < keep and not kept:
            return kept
        result: HealthCheckResult = async_to_sync(check.get_result)()
        error = "" if result.error is None else str(result.error.message or "not ok")
        self.kept[name] = (time.monotonic(), error)
        return error


def _may_know(request: HttpRequest) -> bool:
    token = settings.MONITORING_TOKEN
    given = request.headers.get("Authorization", "").removeprefix("Bearer ")
    if token and secrets.compare_digest(given.encode(), token.encode()):
        return True
    return is_in(request.META.get("REMOTE_ADDR", ""), settings.MONITORING_NETWORKS)
