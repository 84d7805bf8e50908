"""Settings, all read from the environment (or a `.env` file beside manage.py).

With DEBUG unset this is production: a missing SECRET_KEY, DATABASE_URL or
ALLOWED_HOSTS stops the process at once with the name of what is missing.
"""

import logging
from pathlib import Path
from typing import Any

from csp.constants import NONCE, NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from environs import Env

from strategy_tracker import logs
from strategy_tracker.proxies import parse_networks
from strategy_tracker.storage import media_storage

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = BASE_DIR / "var"

env = Env()
env.read_env(str(BASE_DIR / ".env"), recurse=False)

DEBUG = env.bool("DEBUG", False)


def _required_in_production(name: str, development_default: str) -> str:
    """The variable `name`; in development `development_default` stands in.

    Raises ImproperlyConfigured, naming the variable, when production lacks it.
    """
    value = env.str(name, "")
    if value:
        return value
    if DEBUG:
        return development_default
    raise ImproperlyConfigured(
        f"{name} is not set. Set it in the environment (see README, Production), "
        "or set DEBUG=true for a local trial."
    )


SECRET_KEY = _required_in_production("SECRET_KEY", "development-only-not-a-secret")
# Keys of before, by which what was signed then is read still; nothing new is signed by them.
SECRET_KEY_FALLBACKS: list[str] = env.list("SECRET_KEY_FALLBACKS", [])
# Where a stranger reports a fault of security, as mailto:... or https://...
SECURITY_CONTACT = env.str("SECURITY_CONTACT", "")
DATABASE_URL = _required_in_production("DATABASE_URL", f"sqlite:///{BASE_DIR / 'db.sqlite3'}")
ALLOWED_HOSTS = [
    host.strip()
    for host in _required_in_production("ALLOWED_HOSTS", "localhost,127.0.0.1,[::1]").split(",")
]
# What stands before a link in a mail that no page sent.
_SCHEME, _PORT = ("http", ":8000") if DEBUG else ("https", "")
SITE_URL = env.str("SITE_URL", f"{_SCHEME}://{ALLOWED_HOSTS[0].lstrip('.')}{_PORT}").rstrip("/")
CSRF_TRUSTED_ORIGINS: list[str] = env.list("CSRF_TRUSTED_ORIGINS", [])
CSRF_FAILURE_VIEW = "strategy_tracker.ui.sending.not_from_here"


def _networks(name: str, default: list[str]) -> list[str]:
    """Addresses and networks with commas between, such as `10.1.2.3, 10.9.0.0/16`."""
    values: list[str] = env.list(name, default)
    try:
        parse_networks(values)
    except ValueError as error:
        raise ImproperlyConfigured(f"{name} names addresses or networks: {error}.") from error
    return values


_THIS_MACHINE = ["127.0.0.1", "::1"]
# Whose X-Forwarded-For, X-Forwarded-Proto and X-Request-ID are believed.
TRUSTED_PROXIES = _networks("TRUSTED_PROXIES", _THIS_MACHINE)
# Who is told by /health/ which part is not well, and not only that one is not.
MONITORING_NETWORKS = _networks("MONITORING_NETWORKS", _THIS_MACHINE)
MONITORING_TOKEN = env.str("MONITORING_TOKEN", "")

INSTALLED_APPS = [
    "strategy_tracker.accounts",
    "strategy_tracker.background",
    "objectives",
    "ambitions",
    "risks",
    "strategy_tracker.imports",
    "reports",
    "strategy_tracker.demo",
    "strategy_tracker.sign_up",
    "strategy_tracker.ui",
    "strategy_tracker.apps.AdministrationConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.usersessions",
    "csp",
    "django_structlog",
    "django_tasks",
    "django_tasks_db",
    "import_export",
    "simple_history",
]

MIDDLEWARE = [
    # First who is asking, then probes, which come by address and not by name.
    "strategy_tracker.proxies.ProxyMiddleware",
    "strategy_tracker.health.HealthMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "strategy_tracker.logs.RequestMiddleware",
    "strategy_tracker.headers.HeadersMiddleware",
    # A plan of 200 rows is 312 kB, and 18 kB like this. Django pads each answer at random, so
    # that its length tells nothing of the token that is in it.
    "strategy_tracker.compression.CompressionMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "strategy_tracker.accounts.sign_in_limits.KnownBrowserMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "strategy_tracker.ui.sending.SendingMiddleware",
    "strategy_tracker.accounts.idle.IdleMiddleware",
    "simple_history.middleware.HistoryRequestMiddleware",
]

ROOT_URLCONF = "strategy_tracker.urls"
WSGI_APPLICATION = "strategy_tracker.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "csp.context_processors.nonce",
                "strategy_tracker.context.page",
            ],
        },
    },
]

DATABASES = {"default": env.dj_db_url("DATABASE_URL", DATABASE_URL)}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # IMMEDIATE takes the write lock at BEGIN, so two writers queue instead of
    # failing half-way with "database is locked"; WAL lets readers go on.
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
    }
else:
    # A connection serves many requests, and one that the server has closed is opened again.
    DATABASES["default"]["CONN_MAX_AGE"] = env.int("CONN_MAX_AGE", 60)
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True

# Redis, such as redis://host:6379/1, which all caches use that web and worker share. Without
# it the limits of sign-in are counted in the database, by a table that `migrate` makes, and
# what web and worker tell each other is in files beside it.
CACHE_URL = env.str("CACHE_URL", "")


def _cache(name: str, prefix: str, files: str) -> dict[str, Any]:
    """The cache at the address that `name` has, or at CACHE_URL, or in `files`."""
    default = CACHE_URL or f"file://{VAR_DIR / files}"
    return {**env.dj_cache_url(name, default), "KEY_PREFIX": prefix}


_LIMITS = {
    "BACKEND": "django.core.cache.backends.db.DatabaseCache",
    "LOCATION": "shared_cache",
    # A flood of addresses must not push out the counts that it is stopped by.
    "OPTIONS": {"MAX_ENTRIES": 100_000},
}
CACHES = {
    # Counts of wrong passwords: every process and every machine must see the same.
    "default": env.dj_cache_url("CACHE_URL", CACHE_URL) if CACHE_URL else _LIMITS,
    # How far a long import is must be readable while its one transaction lasts, so it is not
    # in the database.
    "progress": _cache("PROGRESS_CACHE_URL", "progress", "progress"),
    # Sections of papers as they were laid out, and PDFs of drafts: all can be made again.
    "papers": {
        **_cache("PAPERS_CACHE_URL", "papers", "papers"),
        "TIMEOUT": 30 * 24 * 60 * 60,
        "OPTIONS": {} if CACHE_URL else {"MAX_ENTRIES": 20_000},
    },
    # Parts of a workbook that this process has read. Another process reads them itself.
    "sheets": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "sheets"},
}
# How many processes lay out a long paper at once; with 1 it is laid out where it is made.
PAPER_PROCESSES = env.int("PAPER_PROCESSES", 2)
# Long imports are applied, and papers laid out, by `manage.py run_worker`. Where none runs, one
# is started when a paper is asked for, unless this says no: then the request itself does it.
START_WORKER_WHEN_NEEDED = env.bool("START_WORKER_WHEN_NEEDED", True)
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_REDIRECT_URL = "home"
LOGIN_URL = "account_login"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
# Nobody signs up, so nobody is held up at signing in; what an address that is not confirmed
# keeps out of reach is said in ADR 0027.
ACCOUNT_EMAIL_VERIFICATION = "none"
# One address, changed for another only after the new one was confirmed. Whether somebody else
# has it is not told before that.
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_PREVENT_ENUMERATION = "strict"
ACCOUNT_REAUTHENTICATION_REQUIRED = True
# Seconds for which somebody who gave their password is not asked again before changing how
# they sign in, giving the role of administrator or taking personal data out.
ACCOUNT_REAUTHENTICATION_TIMEOUT = 10 * 60
# Whoever changes how somebody signs in, that person is told.
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_PASSWORD_RESET_TOKEN_GENERATOR = "strategy_tracker.accounts.tokens.PasswordLinkTokens"  # noqa: S105  a class, not a secret
ACCOUNT_FORMS = {
    "reset_password": "strategy_tracker.accounts.sign_in_forms.ResetPasswordForm",
    "reset_password_from_key": "strategy_tracker.accounts.sign_in_forms.ResetPasswordKeyForm",
}
ACCOUNT_ADAPTER = "strategy_tracker.accounts.adapter.ClosedSignupAdapter"
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
# How many, in how long, by what (accounts/sign_in_limits.py says how these keep guessers out
# and nobody else).
ACCOUNT_RATE_LIMITS = {
    # allauth's own: every post, right or wrong, while a whole trust may come from one address;
    # and codes by account, whoever sends them. Those below stand in for both.
    "login": None,
    "login_failed": None,
    "known_browser_failed": "10/15m/key",
    "all_failed": "100/10m/ip",
    "address_failed": "5/15m/key",
    "account_failed": "100/h/key",
    "code_failed": "30/h/key",
    # A link that was mailed works for days, so more of them would only fill somebody's inbox.
    "reset_password": "20/m/ip,5/h/key",
    # Who asks for a trust: from one place, and of one address, whoever gives it.
    "sign_up": "10/h/ip",
    "sign_up_address": "3/d/key",
}
MFA_FORMS = {
    "authenticate": "strategy_tracker.accounts.sign_in_limits.AuthenticateForm",
    "reauthenticate": "strategy_tracker.accounts.sign_in_limits.ReauthenticateForm",
}
# /admin/ reaches over all trusts, so its users sign in with a second factor.
ADMIN_NEEDS_SECOND_FACTOR = env.bool("ADMIN_NEEDS_SECOND_FACTOR", not DEBUG)
MFA_ADAPTER = "strategy_tracker.accounts.second_factors.SecondFactorAdapter"
MFA_TOTP_ISSUER = "Strategy Tracker"
# How many days an invitation to a trust can be accepted.
INVITATION_DAYS = env.int("INVITATION_DAYS", 14)
# Whether somebody may ask for their trust to be set up, and after how many days a request that
# nobody confirmed or decided on, or that was decided on, is deleted (ADR 58).
SIGN_UP = env.bool("SIGN_UP", False)
SIGN_UP_DAYS = env.int("SIGN_UP_DAYS", 14)
# Single sign-on with the trust's own identity provider (OpenID Connect), when set.
SOCIALACCOUNT_ONLY = False
SOCIALACCOUNT_ADAPTER = "strategy_tracker.accounts.adapter.TrustSignInAdapter"
SOCIALACCOUNT_EMAIL_AUTHENTICATION_AUTO_CONNECT = True
# A form that led away from the site would be stopped by `form-action` of the policy below.
SOCIALACCOUNT_LOGIN_ON_GET = True
# The domains whose addresses are the provider's own; with none named, any that it verified.
OIDC_EMAIL_DOMAINS: list[str] = env.list("OIDC_EMAIL_DOMAINS", [])
SOCIALACCOUNT_PROVIDERS = {}
if env.str("OIDC_SERVER_URL", ""):
    SOCIALACCOUNT_PROVIDERS["openid_connect"] = {
        "APPS": [
            {
                "provider_id": "trust",
                "name": env.str("OIDC_NAME", "your trust account"),
                "client_id": env.str("OIDC_CLIENT_ID"),
                "secret": env.str("OIDC_CLIENT_SECRET"),
                "settings": {"server_url": env.str("OIDC_SERVER_URL")},
            }
        ]
    }

# How long personal data are kept, by `manage.py apply_retention`. 0 years keeps the names of
# people who left until somebody takes them away.
RETAIN_INVITATIONS_DAYS = env.int("RETAIN_INVITATIONS_DAYS", 90)
RETAIN_SIGN_INS_DAYS = env.int("RETAIN_SIGN_INS_DAYS", 90)
RETAIN_LEAVERS_YEARS = env.int("RETAIN_LEAVERS_YEARS", 0)

LANGUAGE_CODE = "en-gb"
TIME_ZONE = "Europe/London"
USE_I18N = True
USE_TZ = True

STATIC_URL = "static/"
STATIC_ROOT = VAR_DIR / "static"
# var/assets holds the cleaned NHS stylesheet that set-up makes (strategy_tracker/assets.py).
STATICFILES_DIRS = [BASE_DIR / "static", VAR_DIR / "assets"]
# What users upload, and published papers as files.
MEDIA_ROOT = env.path("MEDIA_ROOT", VAR_DIR / "media")
# Where web and worker are on several machines, published papers are in a bucket: such as
# s3://bucket/folder?endpoint_url=https://s3.example&region_name=eu-west-2, with the keys in
# AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or those of the machine.
MEDIA_STORAGE_URL = env.str("MEDIA_STORAGE_URL", "")
STORAGES = {
    "default": media_storage(MEDIA_STORAGE_URL),
    "staticfiles": {
        "BACKEND": (
            "django.contrib.staticfiles.storage.StaticFilesStorage"
            if DEBUG
            else "strategy_tracker.storage.StaticFilesStorage"
        )
    },
}

# EMAIL_URL such as smtp+tls://user:password@host:587. Without it a trial prints its mail, and
# production drops it and says so on its pages: printed, a link to set a password would be in a
# log.
vars().update(env.dj_email_url("EMAIL_URL", "console:" if DEBUG else "dummy:"))
# In seconds; nobody waits for a mail server for longer.
EMAIL_TIMEOUT = vars().get("EMAIL_TIMEOUT") or 20
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", "strategy-tracker@localhost")

# A pasted narrative may be long, a whole workbook may be 25 MB; anything over is refused early.
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000
IMPORT_MAX_BYTES = 25 * 1024 * 1024
IMPORT_MAX_UNZIPPED_BYTES = 300 * 1024 * 1024
# A workbook is read in a process of its own, which may use so much memory and time; what was
# read is recognised within as much time again. Beyond them it is refused with a sentence.
IMPORT_MEMORY_MB = env.int("IMPORT_MEMORY_MB", 1024)
IMPORT_SECONDS = env.int("IMPORT_SECONDS", 120)
IMPORT_MAX_CELLS = env.int("IMPORT_MAX_CELLS", 500_000)
# A request reads for so many seconds before a worker goes on with it.
IMPORT_SECONDS_IN_REQUEST = env.int("IMPORT_SECONDS_IN_REQUEST", 5)
# An upload that nobody applied is removed after so many days; its line in the list stays.
IMPORT_UPLOADS_KEPT_DAYS = env.int("IMPORT_UPLOADS_KEPT_DAYS", 60)

IMPORT_EXPORT_ESCAPE_FORMULAE_ON_EXPORT = True
IMPORT_EXPORT_USE_TRANSACTIONS = True
SIMPLE_HISTORY_REVERT_DISABLED = True

SESSION_ENGINE = "strategy_tracker.sessions"
SESSION_COOKIE_AGE = 60 * 60 * 12
# After this long without a page, whoever is signed in shows again that it is them. 0 for never.
IDLE_MINUTES = env.int("IDLE_MINUTES", 30)
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
X_FRAME_OPTIONS = "SAMEORIGIN"
# Django would have DENY; a paper is shown inside our own pages, and in nobody else's.
SILENCED_SYSTEM_CHECKS = ["security.W019"]
SECURE_REFERRER_POLICY = "same-origin"
if not DEBUG:
    SECURE_SSL_REDIRECT = env.bool("SECURE_SSL_REDIRECT", True)
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_HSTS_SECONDS = env.int("SECURE_HSTS_SECONDS", 60 * 60 * 24 * 365)
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_HSTS_PRELOAD = True
    SESSION_COOKIE_SECURE = True
    # With this prefix browsers take the cookie from this very host alone, and over TLS.
    SESSION_COOKIE_NAME = "__Host-sessionid"
    CSRF_COOKIE_SECURE = True

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF, NONCE],
        # Charts carry their geometry in style attributes.
        "style-src": [SELF, "'unsafe-inline'"],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [SELF],
    },
}

# The demo's sign-ins are printed on the sign-in page only where this is set.
SHOW_DEMO_SIGN_INS = env.bool("SHOW_DEMO_SIGN_INS", False)
if DEBUG and SHOW_DEMO_SIGN_INS:
    MIDDLEWARE.append("strategy_tracker.demo.error_pages.DemoErrorPages")

# JSON, a line an event, for whatever gathers logs; plain in a trial.
LOG_LEVEL = env.str("LOG_LEVEL", "WARNING" if DEBUG else "INFO")
LOGGING = logs.configuration(as_json=env.bool("LOG_JSON", not DEBUG), level=LOG_LEVEL)
DJANGO_STRUCTLOG_STATUS_START_LOG_LEVEL = logging.DEBUG
DJANGO_STRUCTLOG_STATUS_4XX_LOG_LEVEL = logging.INFO
# From a trusted proxy only: ProxyMiddleware has taken away anybody else's.
DJANGO_STRUCTLOG_TRUST_UPSTREAM_REQUEST_ID = True
SENTRY_DSN = env.str("SENTRY_DSN", "")
if SENTRY_DSN:
    logs.start_sentry(SENTRY_DSN)
