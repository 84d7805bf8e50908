"""What is logged, and what never is.

One line an event, as JSON in production: when, how grave, its name, and what it is about, with
the id of the request, the user's number and the trust's code. Never logged are passwords, links
that let somebody in, session keys, addresses' queries and any words that people wrote. So an
address outside of a trust is logged as its pattern, and an error by its type and place: the
message of most errors quotes the value they stumbled over.
"""

import logging
import re
import sys
import traceback
from functools import partial
from typing import TYPE_CHECKING, Any

import structlog
from django.core.exceptions import ImproperlyConfigured
from django.db import transaction
from django.db.utils import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django_structlog.middlewares import RequestMiddleware as StructlogRequestMiddleware

if TYPE_CHECKING:
    from collections.abc import Callable

EventDict = dict[str, Any]

# Their messages name types, files and servers, and nothing that a person wrote.
_TELLING = (
    OSError, ImportError, AttributeError, TypeError, NameError, ImproperlyConfigured,
    OperationalError, InterfaceError,
)  # fmt: skip
# The second line of defence, over whatever a library logs: queries, and all that follows the
# first name under /accounts/ and /invitations/, where links that let somebody in have their keys.
_QUERY = re.compile(r"(?<=[\w/])\?[^\s\"'<>]+")
_LINKS = re.compile(r"(?<!/admin)(/accounts/[a-z0-9-]+/|/invitations/)[^\s\"'<>]+")
_PLAIN_ROOTS = ("/t/", "/admin/", "/static/", "/health/")


def logged_address(request: HttpRequest) -> str:
    """The address of a request without what may let somebody in."""
    path = request.path_info
    match = request.resolver_match
    secret = match is not None and any(
        name in {"key", "token", "code", "uidb36", "uidb64"} for name in match.kwargs
    )
    if path == "/" or (path.startswith(_PLAIN_ROOTS) and not secret):
        return path
    if match is not None:
        return f"/{match.route}"
    return f"/{path.split('/')[1]}/"


def without_secrets(text: str) -> str:
    """`text` without queries and keys of links."""
    return _LINKS.sub(r"\1-", _QUERY.sub("", text))


def _hide_secrets(_logger: Any, _method: str, event: EventDict) -> EventDict:
    for name, value in event.items():
        if isinstance(value, str):
            event[name] = without_secrets(value)
    return event


def describe(error: BaseException) -> str:
    """Where an error came from, without what it says where that may quote people's words."""
    lines = []
    seen: set[int] = set()
    current: BaseException | None = error
    while current is not None and id(current) not in seen:
        seen.add(id(current))
        said = ""
        if isinstance(current, _TELLING):
            # PostgreSQL's second line is the row it would not take.
            said = ": " + (str(current).splitlines() or [""])[0][:300]
        frames = traceback.extract_tb(current.__traceback__)
        lines += [f"{frame.filename}:{frame.lineno} in {frame.name}" for frame in frames]
        lines.append(f"{type(current).__module__}.{type(current).__qualname__}{said}")
        current = current.__cause__ or (
            None if current.__suppress_context__ else current.__context__
        )
    return "\n".join(lines)


def _describe_exception(_logger: Any, _method: str, event: EventDict) -> EventDict:
    given = event.pop("exc_info", None)
    event.pop("exc_text", None)
    if given is True:
        given = sys.exc_info()
    error = given[1] if isinstance(given, tuple) else given
    if isinstance(error, BaseException):
        event["exception"] = describe(error)
    return event


def configuration(*, as_json: bool, level: str) -> dict[str, Any]:
    """LOGGING for Django; sets structlog up as well, so that both say the same in the same way."""
    before: list[Callable[..., Any]] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *before,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=False,
    )
    render = (
        structlog.processors.JSONRenderer()
        if as_json
        else structlog.dev.ConsoleRenderer(colors=False, pad_event_to=0)
    )
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "line": {
                "()": structlog.stdlib.ProcessorFormatter,
                "foreign_pre_chain": before,
                "processors": [
                    structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                    _describe_exception,
                    _hide_secrets,
                    render,
                ],
            }
        },
        "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
        "root": {"handlers": ["console"], "level": "WARNING"},
        "loggers": {
            "strategy_tracker": {"level": level},
            "reports": {"level": level},
            "django_structlog": {"level": level},
            # Each request is told of once, by the middleware below; these would quote the
            # address as it came.
            "django.request": {"level": "CRITICAL"},
        },
    }


class RequestMiddleware(StructlogRequestMiddleware):
    """One line a request, with its id, which the answer carries too."""

    @staticmethod
    def format_request(request: HttpRequest) -> str:
        return f"{request.method} {logged_address(request)}"

    @staticmethod
    def bind_user_id(request: HttpRequest) -> None:
        """Who was signed in, where the request had to know: nothing is read for the log alone."""
        user = getattr(request, "_cached_user", None)
        structlog.contextvars.bind_contextvars(user=user.pk if user else None)

    @classmethod
    def bind_ip(cls, request: HttpRequest) -> None:
        structlog.contextvars.bind_contextvars(address=request.META.get("REMOTE_ADDR"))

    def handle_response(self, request: HttpRequest, response: HttpResponse) -> None:
        request_id = structlog.contextvars.get_contextvars().get("request_id")
        if request_id:
            response.headers["X-Request-ID"] = str(request_id)
        if response.headers.get("Content-Disposition", "").startswith("attachment"):
            self.bind_user_id(request)
            match = request.resolver_match
            structlog.get_logger("strategy_tracker.audit").info(
                "downloaded",
                what=match.view_name if match else None,
                type=response.headers.get("Content-Type", "").split(";")[0],
            )
        super().handle_response(request, response)


def audit(event: str, *, level: int = logging.INFO, **about: Any) -> None:
    """Log that something happened which somebody may have to look into one day."""
    structlog.get_logger("strategy_tracker.audit").log(level, event, **about)


def audit_when_kept(event: str, **about: Any) -> None:
    """The same once the transaction is kept: what was rolled back did not happen."""
    transaction.on_commit(partial(audit, event, **about))


# Sentry


def scrub(event: Any, _hint: Any) -> Any:
    """An event for Sentry without what people wrote and without what lets somebody in."""
    event.pop("breadcrumbs", None)
    event.pop("extra", None)
    event.pop("server_name", None)
    user = event.pop("user", None) or {}
    if "id" in user:
        event["user"] = {"id": user["id"]}
    request = event.pop("request", None)
    if request:
        event["request"] = {"method": request.get("method")}
    for value in (event.get("exception") or {}).get("values") or []:
        telling = {error.__name__ for error in _TELLING}
        if value.get("type") in telling:
            said = str(value.get("value") or "").splitlines() or [""]
            value["value"] = without_secrets(said[0][:300])
        else:
            value["value"] = ""
        for frame in (value.get("stacktrace") or {}).get("frames") or []:
            frame.pop("vars", None)
    if "logentry" in event:
        event["logentry"] = {"message": without_secrets(str(event["logentry"].get("message", "")))}
    if "transaction" in event:
        event["transaction"] = without_secrets(str(event["transaction"]))
    return event


def start_sentry(dsn: str, **options: Any) -> None:
    """Send errors, and nothing but errors, to Sentry."""
    import sentry_sdk
    from sentry_sdk.integrations.django import DjangoIntegration
    from sentry_sdk.integrations.logging import ignore_logger

    # The error itself is sent; this line of the log about it would be a second one.
    ignore_logger("django_structlog.middlewares.request")
    sentry_sdk.init(
        dsn=dsn,
        # Nothing of people: this is what send_default_pii=False was, and more.
        data_collection={  # type: ignore[arg-type]  # its own types leave a mode alone out
            "user_info": False,
            "cookies": {"mode": "off"},
            "http_headers": {"request": {"mode": "off"}, "response": {"mode": "off"}},
            "http_bodies": [],
            "url_query_params": {"mode": "off"},
            "database_query_data": False,
            "stack_frame_variables": False,
        },
        max_request_body_size="never",
        max_breadcrumbs=0,
        traces_sample_rate=0.0,
        auto_session_tracking=False,
        before_send=scrub,
        integrations=[DjangoIntegration(transaction_style="url")],
        **options,
    )
