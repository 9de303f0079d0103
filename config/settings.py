"""Settings of the whole product; every value that differs between places comes from the environment."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import dj_database_url
from csp.constants import NONCE, NONE, SELF

from config import env, mail
from config.embedded.secret import own_secret_key

BASE_DIR = Path(__file__).resolve().parent.parent
DATA_DIR = Path(env.text("DATA_DIR", str(BASE_DIR / ".data")))
TESTING = "pytest" in sys.modules

DEBUG = env.flag("DEBUG", default=False)
SECRET_KEY = env.text("SECRET_KEY", own_secret_key(DATA_DIR))
ALLOWED_HOSTS = env.items("ALLOWED_HOSTS", "127.0.0.1,localhost,[::1]")
CSRF_TRUSTED_ORIGINS = env.items("CSRF_TRUSTED_ORIGINS")
# Where people reach the site: links in emails and text messages begin with it.
SITE_URL = env.text("SITE_URL", "http://127.0.0.1:8000").rstrip("/")

INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "rest_framework",
    "django_filters",
    "django_htmx",
    "drf_spectacular",
    "csp",
    "axes",
    "pgtrigger",
    "pghistory",
    "hubs",
    "referrals",
    "outcomes",
    "careplans",
    "vcse",
    "reporting",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django_permissions_policy.PermissionsPolicyMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "hubs.middleware.TenantMiddleware",
    "axes.middleware.AxesMiddleware",
]

# The bench adds the bare page that it compares with: reporting/benchmarks/urls.py.
ROOT_URLCONF = env.text("ROOT_URLCONF", "config.urls")
WSGI_APPLICATION = "config.wsgi.application"

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": False,
        "OPTIONS": {
            "environment": "config.jinja.environment",
            "context_processors": [
                "django.contrib.messages.context_processors.messages",
                "hubs.views.context.page",
            ],
        },
    },
    {
        # The admin and the pages of other packages come as Django templates.
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    },
]


def _database(url: str) -> dict[str, Any]:
    # Server-side cursors outlive no transaction here, and a pooler in transaction mode cannot keep them.
    return {
        **dj_database_url.parse(url, conn_max_age=60, conn_health_checks=True),
        "DISABLE_SERVER_SIDE_CURSORS": True,
        "ATOMIC_REQUESTS": False,
    }


_login = "DATABASE_OWNER_URL" if env.text("DATABASE_LOGIN", "app") == "owner" else "DATABASE_URL"
DATABASES = {
    "default": _database(env.text(_login)),
    # The few jobs that look across tenants, on the tables that name them. See docs/adr/0002.
    "system": _database(env.text("DATABASE_SYSTEM_URL", env.text("DATABASE_URL"))),
}
DATABASES["system"]["TEST"] = {"MIRROR": "default"}
DATABASE_ROUTERS = ["config.routers.SystemRouter"]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

REDIS_URL = env.text("REDIS_URL", "redis://127.0.0.1:6379/0")
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": REDIS_URL.rsplit("/", 1)[0] + "/1",
        "KEY_PREFIX": "test" if TESTING else "hub",
    }
}

vars().update(mail.settings_of(env.text("EMAIL_URL", "console:" if DEBUG else "")))
# The reader sees the sender's name on a locked screen.
DEFAULT_FROM_EMAIL = SERVER_EMAIL = env.text("EMAIL_FROM", "") or "no-reply@localhost"
EMAIL_TIMEOUT = 20

# Text messages: "console" writes them down and sends none, "notify" is GOV.UK Notify; empty means that there are none.
SMS_PROVIDER = env.one_of("SMS_PROVIDER", ("", "console", "notify"), "console" if DEBUG else "")
NOTIFY_URL = env.text("NOTIFY_URL", "https://api.notifications.service.gov.uk")
NOTIFY_API_KEY = env.text("NOTIFY_API_KEY", "")
NOTIFY_TEMPLATE_ID = env.text("NOTIFY_TEMPLATE_ID", "")

CELERY_BROKER_URL = REDIS_URL
CELERY_RESULT_BACKEND = REDIS_URL
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TASK_DEFAULT_QUEUE = "hub"
# A night may take an hour; an unfinished task is given to another worker after two.
CELERY_BROKER_TRANSPORT_OPTIONS = {"visibility_timeout": 7200}
CELERY_TIMEZONE = "Europe/London"
CELERY_BEAT_SCHEDULE_FILENAME = str(DATA_DIR / "celerybeat-schedule")

AUTH_USER_MODEL = "hubs.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
if TESTING:
    PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
# As authenticate() names it. The model's own "email", the default, would count failures and never lock.
AXES_USERNAME_FORM_FIELD = "username"
AXES_HANDLER = "axes.handlers.cache.AxesCacheHandler"
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 0.25
AXES_LOCKOUT_CALLABLE = "hubs.views.sign_in.locked_out"
AXES_VERBOSE = False
# How many proxies of ours pass requests on, each of which adds the address it saw to X-Forwarded-For.
TRUSTED_PROXIES = env.integer("TRUSTED_PROXIES", 1) if env.flag("BEHIND_PROXY", default=False) else 0
# Forms that anybody may send, by address and by browser. A whole hospital may sit behind one address.
PUBLIC_FORM_LIMITS: dict[str, dict[str, str]] = {
    "find": {"address": "300/h", "browser": "60/h"},
    "start": {"address": "300/h", "browser": "60/h"},
    "save": {"address": "3000/h", "browser": "300/h"},
    "resume": {"address": "300/h", "browser": "30/h"},
    "send": {"address": "120/h", "browser": "20/h"},
    "answer": {"address": "300/h", "browser": "60/h"},
    # Each area is a page that is shown and sent, and a hub's visitors share an address.
    "rate": {"address": "3000/h", "browser": "300/h"},
    "mine": {"address": "3000/h", "browser": "600/h"},
    "mine-code": {"address": "120/h", "browser": "20/h"},
}
LOGIN_URL = "sign-in"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "sign-in"
# A shared computer in a GP practice must not stay signed in over lunch.
SESSION_COOKIE_AGE = env.integer("SESSION_MINUTES", 30) * 60
# The session is renewed by hubs.middleware when a third of it has passed, not by a write a request.
SESSION_ENGINE = "config.sessions"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = env.flag("SECURE_COOKIES", default=False)
SECURE_SSL_REDIRECT = env.flag("SECURE_SSL_REDIRECT", default=False)
SECURE_PROXY_SSL_HEADER = (
    ("HTTP_X_FORWARDED_PROTO", "https") if env.flag("BEHIND_PROXY", default=False) else None
)
SECURE_HSTS_SECONDS = env.integer("HSTS_SECONDS", 0)
X_FRAME_OPTIONS = "DENY"
CSRF_FAILURE_VIEW = "hubs.views.errors.csrf_failure"

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF, NONCE],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "object-src": [NONE],
        "base-uri": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}
PERMISSIONS_POLICY: dict[str, list[str]] = {
    name: [] for name in ("camera", "geolocation", "microphone", "payment", "usb")
}

LANGUAGE_CODE = "en-gb"
TIME_ZONE = "Europe/London"
USE_I18N = True
USE_TZ = True

STATIC_URL = "static/"
_collected = env.flag("STATIC_MANIFEST", default=False)
# Without collected files they are found where they stand, and a folder for them would only be missed.
STATIC_ROOT = Path(env.text("STATIC_ROOT", str(DATA_DIR / "static"))) if _collected else None
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if _collected
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = not _collected
WHITENOISE_KEEP_ONLY_HASHED_FILES = True
MEDIA_ROOT = DATA_DIR / "uploads"
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
# More than any form takes, so that the form can say what is wrong.
DATA_UPLOAD_MAX_NUMBER_FILES = 300

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["rest_framework.authentication.SessionAuthentication"],
    "DEFAULT_PERMISSION_CLASSES": ["hubs.api.permissions.SignedInStaff"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PAGINATION_CLASS": "rest_framework.pagination.PageNumberPagination",
    "PAGE_SIZE": 50,
    "EXCEPTION_HANDLER": "hubs.api.problems.handler",
    "DEFAULT_THROTTLE_RATES": {"api_client": "120/min"},
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Community Hub API",
    "DESCRIPTION": "For the systems of partners: ask for help for somebody, see who holds them, and read agreed plans.",
    "VERSION": "1.0.0",
    "OAS_VERSION": "3.1.1",
    "SERVE_INCLUDE_SCHEMA": False,
    "PREPROCESSING_HOOKS": ["careplans.api.answers.operations"],
}

PGHISTORY_ADMIN_ALL_EVENTS = False

LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["console"], "level": env.text("LOG_LEVEL", "WARNING" if TESTING else "INFO")},
    "loggers": {
        "axes": {"level": "WARNING"},
        "weasyprint": {"level": "ERROR"},
        "fontTools": {"level": "ERROR"},
        "pikepdf": {"level": "WARNING"},
    },
}
SILENCED_SYSTEM_CHECKS = ["axes.W006"]
