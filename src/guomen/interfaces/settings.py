"""Django's settings. Everything that differs between installations comes from the environment, read strictly.

Policy (thresholds, shares, deadlines, classes) is never here: it is dated data in reference/.
"""

import os
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import dj_database_url
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from guomen.interfaces.runtime import postgres

PACKAGE = Path(__file__).resolve().parent.parent
HOME = Path(os.environ.get("GUOMEN_HOME", "var")).resolve()

# Rooms in the order of their floors; each is a Django app of its own name.
ROOMS = [
    room
    for room in (
        "kernel",
        "catalogue",
        "parties",
        "consignments",
        "laboratory",
        "targeting",
        "inspection",
        "decisions",
        "surveillance",
        "supervision",
        "simulator",
        "interfaces",
    )
    if find_spec(f"guomen.{room}")
]


def _flag(name: str, default: bool) -> bool:
    text = os.environ.get(name, "")
    if text not in ("", "0", "1"):
        raise ImproperlyConfigured(f"{name} must be 0 or 1, not {text!r}")
    return default if text == "" else text == "1"


def _database() -> dict[str, Any]:
    url = os.environ.get("DATABASE_URL") or postgres.url(HOME)
    settings: dict[str, Any] = dict(dj_database_url.parse(url, conn_max_age=600, conn_health_checks=True))
    if settings.get("ENGINE") != "django.db.backends.postgresql":
        raise ImproperlyConfigured("DATABASE_URL must begin with postgresql://: PostgreSQL is the only database")
    if _flag("GUOMEN_PREPARE", True):
        # What is asked twice on a connection is planned once, for whatever values (kernel.statements).
        named = settings.setdefault("OPTIONS", {})
        named.setdefault("prepare_threshold", 1)
        named["options"] = f"{named.get('options', '')} -c plan_cache_mode=force_generic_plan".strip()
    return settings


def _mail() -> dict[str, Any]:
    """How letters leave: GUOMEN_MAIL is smtp://user:password@host:587 (STARTTLS), smtps://… or smtp+plain://…;
    without it they are written into files.
    """
    parts = urlsplit(os.environ.get("GUOMEN_MAIL", ""))
    if not parts.scheme:
        return {"EMAIL_BACKEND": "django.core.mail.backends.filebased.EmailBackend", "EMAIL_FILE_PATH": HOME / "mail"}
    if parts.scheme not in ("smtp", "smtps", "smtp+plain") or not parts.hostname:
        raise ImproperlyConfigured("GUOMEN_MAIL must be smtp://user:password@host:port, smtps:// or smtp+plain://")
    secure = parts.scheme == "smtps"
    return {
        "EMAIL_HOST": parts.hostname,
        "EMAIL_PORT": parts.port or (465 if secure else 587),
        "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_USE_SSL": secure,
        "EMAIL_USE_TLS": parts.scheme == "smtp",
    }


def _secret_key() -> str:
    file = HOME / "secrets" / "django.key"
    return file.read_text().strip() if file.exists() else ""


# Beside the sources in a checkout, inside the package where a wheel was installed.
_SHIPPED = next((f for f in (PACKAGE.parent.parent / "reference", PACKAGE / "_reference") if f.is_dir()), HOME)
REFERENCE = Path(os.environ.get("GUOMEN_REFERENCE", _SHIPPED)).resolve()
DEBUG = _flag("GUOMEN_DEBUG", False)
# Made by the program at first start (interfaces.runtime); a random one serves commands that sign nothing.
SECRET_KEY = _secret_key() or os.urandom(32).hex()
ALLOWED_HOSTS = os.environ.get("GUOMEN_HOSTS", "localhost,127.0.0.1,[::1]").split(",")
# The address that strangers use to check a certificate; printed into QR codes.
PUBLIC_ADDRESS = os.environ.get("GUOMEN_PUBLIC_ADDRESS", "http://localhost:8000")

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.contrib.humanize",
    "django.forms",
    "django_htmx",
    "django_filters",
    "django_tables2",
    "procrastinate.contrib.django",
    *(f"guomen.{room}" for room in ROOMS),
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "guomen.interfaces.web.failures.RefusalMiddleware",
]
ROOT_URLCONF = "guomen.interfaces.urls"
WSGI_APPLICATION = "guomen.interfaces.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [PACKAGE / room / "web" / "templates" for room in ROOMS],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.template.context_processors.i18n",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    }
]
DATABASES = {"default": _database()}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "kernel.Actor"
LOGIN_URL = "sign-in"
LOGIN_REDIRECT_URL = "workbench"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.PBKDF2PasswordHasher"]

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "中文"), ("en", "English")]
LOCALE_PATHS = [PACKAGE / room / "locale" for room in ROOMS]
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True

globals().update(_mail())
DEFAULT_FROM_EMAIL = os.environ.get("GUOMEN_MAIL_FROM", "guomen@localhost")

STATIC_URL = "/static/"
STATIC_ROOT = HOME / "static"
STATICFILES_DIRS = [directory for room in ROOMS if (directory := PACKAGE / room / "web" / "static").is_dir()]
WHITENOISE_USE_FINDERS = True
MEDIA_ROOT = HOME / "files"

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "form-action": [SELF],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
CSRF_FAILURE_VIEW = "guomen.interfaces.web.failures.stale_form"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = PUBLIC_ADDRESS.startswith("https://")
DATA_UPLOAD_MAX_MEMORY_SIZE = 32 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024

FORM_RENDERER = "guomen.kernel.web.forms.Renderer"
FORMAT_MODULE_PATH = "guomen.interfaces.formats"
# The worker finds a room's tasks.py by itself; those of alcoves it is told of.
PROCRASTINATE_IMPORT_PATHS = [f"guomen.{f.parts[-3]}.{f.parts[-2]}.tasks" for f in PACKAGE.glob("*/*/tasks.py")]

DJANGO_TABLES2_TEMPLATE = "components/table.html"
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": os.environ.get("GUOMEN_LOG", "WARNING")},
}
