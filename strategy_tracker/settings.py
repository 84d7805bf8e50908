"""Settings, all read from the environment (or a `.env` file beside manage.py).

With DEBUG unset this is production: a missing SECRET_KEY, DATABASE_URL or
ALLOWED_HOSTS stops the process at once with the name of what is missing.
"""

from pathlib import Path

from csp.constants import NONCE, NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from environs import Env

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
DATABASE_URL = _required_in_production("DATABASE_URL", f"sqlite:///{BASE_DIR / 'db.sqlite3'}")
ALLOWED_HOSTS = [
    host.strip()
    for host in _required_in_production("ALLOWED_HOSTS", "localhost,127.0.0.1,[::1]").split(",")
]
CSRF_TRUSTED_ORIGINS: list[str] = env.list("CSRF_TRUSTED_ORIGINS", [])

INSTALLED_APPS = [
    "strategy_tracker.accounts",
    "strategy_tracker.background",
    "objectives",
    "ambitions",
    "risks",
    "strategy_tracker.imports",
    "reports",
    "strategy_tracker.demo",
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
    "django_tasks",
    "django_tasks_db",
    "import_export",
    "simple_history",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    # A plan of 200 rows is 312 kB, and 18 kB like this. Django pads each answer at random, so
    # that its length tells nothing of the token that is in it.
    "strategy_tracker.compression.CompressionMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
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

# How far a long import is must be readable while its one transaction lasts, so it is kept
# beside the database. Where web and worker are on several machines, name a cache they share.
CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"},
    "progress": env.dj_cache_url("PROGRESS_CACHE_URL", f"file://{VAR_DIR / 'progress'}"),
}
# Sections of papers as they were laid out, and PDFs of drafts: all can be made again.
CACHES["papers"] = {
    **env.dj_cache_url("PAPERS_CACHE_URL", f"file://{VAR_DIR / 'papers'}"),
    "TIMEOUT": 30 * 24 * 60 * 60,
    "OPTIONS": {"MAX_ENTRIES": 20_000},
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
MFA_TOTP_ISSUER = "Strategy Tracker"
# How many days an invitation to a trust can be accepted.
INVITATION_DAYS = env.int("INVITATION_DAYS", 14)
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
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": (
            "django.contrib.staticfiles.storage.StaticFilesStorage"
            if DEBUG
            else "strategy_tracker.storage.StaticFilesStorage"
        )
    },
}

# EMAIL_URL such as smtp+tls://user:password@host:587; without it, mail is printed.
vars().update(env.dj_email_url("EMAIL_URL", "console:"))
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", "strategy-tracker@localhost")

# A pasted narrative may be long, a whole workbook may be 25 MB; anything over is refused early.
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000
IMPORT_MAX_BYTES = 25 * 1024 * 1024
IMPORT_MAX_UNZIPPED_BYTES = 300 * 1024 * 1024

IMPORT_EXPORT_ESCAPE_FORMULAE_ON_EXPORT = True
IMPORT_EXPORT_USE_TRANSACTIONS = True
SIMPLE_HISTORY_REVERT_DISABLED = True

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
    CSRF_COOKIE_SECURE = True

CONTENT_SECURITY_POLICY = {
    "EXCLUDE_URL_PREFIXES": ["/admin/"],
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

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
}
