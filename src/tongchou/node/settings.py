"""The settings of one node, all from its environment."""

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path
from secrets import token_urlsafe

from django.core.exceptions import ImproperlyConfigured

from tongchou.events.chain import HASHES, SHA256
from tongchou.node.certificates.peering import days_left, faults, peering_of
from tongchou.node.databases import app_url, django_database, owner_url
from tongchou.node.logs import logging_for
from tongchou.node.roles import role_of

NODE_CODE = os.environ.get("TONGCHOU_NODE", "34")
ROLE = role_of(NODE_CODE)
CHAIN = os.environ.get("TONGCHOU_CHAIN") or SHA256
if CHAIN not in HASHES:
    raise ImproperlyConfigured(f"TONGCHOU_CHAIN is {CHAIN}, and none of {', '.join(HASHES)}")
# The CPU on which this process answers; without one the system chooses, anew each time.
CPU = int(os.environ["TONGCHOU_CPU"]) if os.environ.get("TONGCHOU_CPU", "").isdecimal() else None
if CPU is not None and CPU not in os.sched_getaffinity(0):
    raise ImproperlyConfigured(f"TONGCHOU_CPU is {CPU}, which this process may not use")
PROCESSES = max(1, int(os.environ.get("TONGCHOU_PROCESSES") or 1))
# How often one token may ask the machine interface of this node.
REQUESTS_A_MINUTE = max(1, int(os.environ.get("TONGCHOU_REQUESTS_A_MINUTE") or 12_000))
HOME = Path(os.environ.get("TONGCHOU_HOME") or ".tongchou").absolute()

# The demo stands its clock on another day; every channel asks NOW and passes the time down.
CLOCK_ON = os.environ.get("TONGCHOU_CLOCK", "")
_SHIFT = (
    datetime.fromisoformat(CLOCK_ON).date() - datetime.now(UTC).date() if CLOCK_ON else timedelta()
)


def now() -> datetime:
    """Return the node's time: the wall clock, or the demo's."""
    return datetime.now(UTC) + _SHIFT


NOW = now

# `tongchou node prepare` makes a secret that lasts; a command that serves nobody needs none.
_SECRET = HOME / "nodes" / NODE_CODE / "secret"
SECRET_KEY = _SECRET.read_text(encoding="utf-8") if _SECRET.exists() else token_urlsafe(48)
DEBUG = False
ALLOWED_HOSTS = os.environ.get("TONGCHOU_HOSTS", "127.0.0.1,localhost,[::1]").split(",")

INSTALLED_APPS = list(ROLE.apps)
API_ROUTERS = ROLE.routers
PAGES = ROLE.pages
WIRING = "tongchou.node.wiring.handlers"
LINK = "tongchou.node.tasks.link_to_the_ministry"
ROOT_URLCONF = "tongchou.node.urls"
WSGI_APPLICATION = "tongchou.node.wsgi.application"
AUTH_USER_MODEL = "agency.Clerk"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
LOGIN_URL = f"{ROLE.home}sign-in"

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "tongchou.node.middleware.certified",
    "tongchou.node.middleware.content_policy",
    "tongchou.node.middleware.keepable",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "tongchou.node.middleware.machines",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "tongchou.node.sessions.sliding",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "tongchou.node.middleware.language",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "DIRS": [
            Path(__file__).parents[1] / "channels" / face / "templates"
            for face in ("administration", "clerk", "employer", "law", "public", "supervisor")
        ],
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "tongchou.node.middleware.node_context",
            ],
            "builtins": [
                "tongchou.channels.look.templatetags.lists",
                "tongchou.channels.look.templatetags.look",
                "tongchou.channels.look.templatetags.parts",
            ],
        },
    }
]

AS_OWNER = os.environ.get("TONGCHOU_AS_OWNER") == "1"
DATABASES = {
    "default": django_database(owner_url(NODE_CODE) if AS_OWNER else app_url(NODE_CODE, HOME))
}

PASSWORD_HASHERS = ["django.contrib.auth.hashers.ScryptPasswordHasher"]
SESSION_COOKIE_NAME = f"session_{NODE_CODE}"
SESSION_COOKIE_AGE = 24 * 60 * 60  # so long a form of an ended session is still known as whose
# Whether everybody who works here must show a code beside the password; else who has set one up.
SECOND_FACTOR = os.environ.get("TONGCHOU_SECOND_FACTOR") == "1"
IDLE_MINUTES = int(os.environ.get("TONGCHOU_IDLE_MINUTES") or "30")
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_NAME = f"csrf_{NODE_CODE}"
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "tongchou.node.pages.csrf_failed"
BEHIND_HTTPS = os.environ.get("TONGCHOU_HTTPS") == "1"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = BEHIND_HTTPS
SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60 if BEHIND_HTTPS else 0
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
DATA_UPLOAD_MAX_MEMORY_SIZE = 8_000_000  # JSON, and what is typed beside a file
FILE_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024  # a larger file lies on disk while it is read
FILE_UPLOAD_HANDLERS = [
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "tongchou.node.uploads.NamelessUpload",
]

# TLS of the pages, where no proxy does it: certificate and key (PKCS#8). Towards peers a node has
# certificates of its own; see node/certificates.
_TLS_CERT = os.environ.get("TONGCHOU_TLS_CERT")
_TLS_KEY = os.environ.get("TONGCHOU_TLS_KEY")
TLS_CERT = Path(_TLS_CERT) if _TLS_CERT else None
TLS_KEY = Path(_TLS_KEY) if _TLS_KEY else None
PEERING = peering_of(NODE_CODE, HOME)
MINISTRY_URL = PEERING.ministry_url


def certificate_faults() -> list[dict[str, str]]:
    """Return what is wrong with this node's certificate; TLS knows the wall clock only."""
    return faults(PEERING, datetime.now(UTC))


def certificate_days_left() -> int | None:
    """Return for how many days this node's certificate is valid; None without one."""
    return days_left(PEERING, datetime.now(UTC))


CERTIFICATE_FAULTS = certificate_faults
CERTIFICATE_DAYS_LEFT = certificate_days_left

# For how long an answer of the ministry's about a person counts. It holds what provinces wrote up
# to a few seconds before; a matter is mostly carried on within a working day, and what another
# province begins to pay or to move in a day is still stopped when the matter is completed.
ANSWERS_COUNT_FOR = timedelta(hours=int(os.environ.get("TONGCHOU_ANSWER_HOURS") or 24))

# How many texts a sign-in may look for within an hour. A counter sees some thirty people an hour,
# each looked for two or three times; whoever looks for one every half a minute is fishing.
SEARCHES_AN_HOUR = int(os.environ.get("TONGCHOU_SEARCHES") or 120)

LANGUAGE_CODE = "zh-hans"
USE_I18N = False
USE_TZ = True
TIME_ZONE = "Asia/Shanghai"

STATIC_URL = "/static/"
WHITENOISE_USE_FINDERS = True
WHITENOISE_MAX_AGE = 3600

LOGGING = logging_for(
    node=NODE_CODE,
    file=os.environ.get("TONGCHOU_LOG_FILE", ""),
    form=os.environ.get("TONGCHOU_LOG_FORMAT", ""),
    level=os.environ.get("TONGCHOU_LOG", ""),
)
