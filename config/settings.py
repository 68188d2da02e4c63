"""All settings, read from the environment in one typed place; the defaults run the product on one machine.

Production sets at least SECRET_KEY, FIELD_KEYS, LOOKUP_KEY, DATABASE_URL, ALLOWED_HOSTS, BASE_URL and SECURE=1
(`.env.example` lists them all). The embedded default writes its keys once into DATA_DIR and reuses them.
"""

import sys
from pathlib import Path

import environ
from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from config.databases import database
from config.keys import Keyring

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()

DATA_DIR = Path(env.str("DATA_DIR", default=str(BASE_DIR / "var")))
DEBUG = env.bool("DEBUG", default=False)
SECURE = env.bool("SECURE", default=False)

# Keys: from the environment, or (embedded only) made once and kept in DATA_DIR with mode 0600.
_keyring = Keyring(DATA_DIR / "keys", may_create=not SECURE)
SECRET_KEY = env.str("SECRET_KEY", default="") or _keyring.read("secret")
FIELD_KEYS = env.list("FIELD_KEYS", default=[]) or [f"k1:{_keyring.read('field')}"]
LOOKUP_KEY = env.str("LOOKUP_KEY", default="") or _keyring.read("lookup")

# Keys that sign certificates: a folder of PKCS#12 files under one passphrase. An embedded installation makes its own
# when none is valid; in production a missing or expired key refuses issuing (docs/signing.md).
SIGNING_KEY_FOLDER = Path(env.str("SIGNING_KEY_FOLDER", default=str(DATA_DIR / "keys" / "signing")))
SIGNING_PASSPHRASE = env.str("SIGNING_PASSPHRASE", default="") or (
    "" if SECURE else _keyring.read("signing.pass")
)
SIGNING_OWN_KEYS = env.bool("SIGNING_OWN_KEYS", default=not SECURE)
# Or a token or security module (PKCS#11) for the key that signs papers: the library of its maker, its label, its PIN,
# and the labels of the keys; the newest valid one signs, all are published.
SIGNING_PKCS11_LIBRARY = env.str("SIGNING_PKCS11_LIBRARY", default="")
SIGNING_PKCS11_TOKEN = env.str("SIGNING_PKCS11_TOKEN", default="")
SIGNING_PKCS11_PIN = env.str("SIGNING_PKCS11_PIN", default="")
SIGNING_PKCS11_KEYS = env.list("SIGNING_PKCS11_KEYS", default=[])
# A service of time stamps (RFC 3161), and a PEM file with the roots of its certificates: papers are then PAdES B-LT.
SIGNING_TSA_URL = env.str("SIGNING_TSA_URL", default="")
SIGNING_TSA_ROOTS = env.str("SIGNING_TSA_ROOTS", default="")
# The function from the facts of a certificate to the XML inside its PDF.
CERTIFICATE_XML = env.str("CERTIFICATE_XML", default="certificates.credential.xml.as_xml")

ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]", "testserver"])
BASE_URL = env.str("BASE_URL", default="http://localhost:8000")

INSTALLED_APPS = [
    "core",
    "agencies",
    "training",
    "enrollment",
    "scheduling",
    "certificates",
    "outreach",
    "program",
    "demo",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "django_filters",
    "django_htmx",
    "django_tasks",
    "django_tasks_db",
    "rest_framework",
    "drf_spectacular",
    "csp",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "core.middleware.PermissionsPolicy",
    "core.middleware.NumbersTooLong",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "agencies.hats.Hats",
    "agencies.first_password.FirstPassword",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "core.middleware.PrivatePages",
    "core.middleware.RefusalsInWords",
    "enrollment.middleware.NoteSightings",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "builtins": ["core.templatetags.ui"],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "django.template.context_processors.i18n",
                "config.navigation.page",
            ],
        },
    }
]

DATABASES = {
    "default": database(env.str("DATABASE_URL", default=""), DATA_DIR, worker=sys.argv[1:2] == ["worker"])
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
# Who sits in which runs is kept above those who ask (`training.seats`).
SEATS = "enrollment.queries.seats.seats_beside"
# Run by the worker every few minutes.
CHORES = [
    "enrollment.services.lapse_offers",
    "enrollment.services.settle_rounds",
    "training.services.open_announced_runs",
    "enrollment.services.clear_imports",
    "enrollment.services.keep_schedule",
    "core.seals.seal_trail",
    "core.submissions.forget_submissions",
    "core.limits.forget_tallies",
    "enrollment.services.expire_referrals",
    "enrollment.services.drop_old_prints",
    "enrollment.services.drop_unread_files",
    "core.files.drop_loose_files",
    "enrollment.services.drop_sheet_pictures",
    "enrollment.services.apply_leaves",
    "enrollment.services.compare_newcomers",
    "enrollment.services.follow_merges",
    "enrollment.services.forget_health",
    "enrollment.services.forget_sick_notes",
]
# Numbers of people whom an account may not see that it may meet: in an hour by typing them, in 24 hours by files.
NUMBERS_MET_AN_HOUR = env.int("NUMBERS_MET_AN_HOUR", default=10)
NUMBERS_MET_BY_FILES_A_DAY = env.int("NUMBERS_MET_BY_FILES_A_DAY", default=200)
# Calendar days; the day of sending is not counted.
REFERRAL_ANSWER_DAYS = env.int("REFERRAL_ANSWER_DAYS", default=14)

# Trainees under 18 in a firm (Labour Protection Act 47-49): how long a day, and which kinds of work count as hazardous.
YOUNG_WORK_MINUTES_A_DAY = env.int("YOUNG_WORK_MINUTES_A_DAY", default=480)
YOUNG_WORK_HAZARDS = env.list(
    "YOUNG_WORK_HAZARDS",
    default=[
        "metal", "heat_noise", "chemicals", "germs", "explosives", "lifting_gear", "power_saw", "underground",
        "radiation", "moving_machines", "heights",
    ],
)  # fmt: skip
# Working days after the last day of sick leave by which a medical certificate is handed in. The regulation
# (clause 32) asks for the paper and names no day.
SICK_NOTE_DUE_DAYS = env.int("SICK_NOTE_DUE_DAYS", default=3)

# Presence by the code on the trainer's screen: how often it changes (seconds), for how many changes an old one is still
# good; from how many minutes before a session's start (the list too) to how many after it counts; up to how many
# minutes nobody is late; how long signing in may take after the scan; how often an account may try.
PRESENCE_CODE_SECONDS = env.int("PRESENCE_CODE_SECONDS", default=30)
PRESENCE_CODE_GRACE = env.int("PRESENCE_CODE_GRACE", default=1)
PRESENCE_OPENS_MINUTES = env.int("PRESENCE_OPENS_MINUTES", default=30)
PRESENCE_CLOSES_MINUTES = env.int("PRESENCE_CLOSES_MINUTES", default=60)
PRESENCE_TOLERANCE_MINUTES = env.int("PRESENCE_TOLERANCE_MINUTES", default=10)
PRESENCE_SIGN_IN_MINUTES = env.int("PRESENCE_SIGN_IN_MINUTES", default=10)
PRESENCE_LIMIT = env.str("PRESENCE_LIMIT", default="20/5m/user")
PRESENCE_OPEN_LIMIT = env.str("PRESENCE_OPEN_LIMIT", default="300/5m/ip")  # of those not signed in

# How long a person's data is kept after the last thing that happened, in years, by how far they came. No law names
# the figures: each body that answers for data sets its own (docs/privacy.md).
RETENTION_YEARS = {
    "no_training": env.int("RETENTION_YEARS_NO_TRAINING", default=2),
    "left": env.int("RETENTION_YEARS_LEFT", default=3),
    "completed": env.int("RETENTION_YEARS_COMPLETED", default=5),
}
RETENTION_NOTICE_DAYS = env.int("RETENTION_NOTICE_DAYS", default=30)
RETENTION_MOST_A_RUN = env.int("RETENTION_MOST_A_RUN", default=200)  # people of one run of the chore
RETENTION_SIGHTINGS_YEARS = env.int("RETENTION_SIGHTINGS_YEARS", default=3)
RETENTION_IMPORT_DAYS = env.int("RETENTION_IMPORT_DAYS", default=30)  # of files that nobody confirmed
RETENTION_ENTERED_IMPORT_DAYS = env.int(
    "RETENTION_ENTERED_IMPORT_DAYS", default=90
)  # until then it is undone
HEALTH_KEPT_DAYS = env.int("HEALTH_KEPT_DAYS", default=90)  # after the end of a seat: answers about health
COPY_DAYS = env.int("COPY_DAYS", default=7)  # for which a copy of all data can be fetched
# To answer a request: section 30 of the Personal Data Protection Act.
RIGHTS_DAYS = env.int("RIGHTS_DAYS", default=30)
# What must survive the loss of the database, or a backup that is put back: copy both files elsewhere.
ERASED_LIST = Path(env.str("ERASED_LIST", default=str(DATA_DIR / "erased.list")))
AUDIT_HEADS_FILE = Path(env.str("AUDIT_HEADS_FILE", default=str(DATA_DIR / "audit.heads")))

# Consent: whom to ask (telephone, address) as printed on notices; kinds ("training", "data") that a minor of 10 and
# more may give alone; how long a link to answer online is open; how long a file of printed forms is kept.
CONSENT_CONTACT = env.str("CONSENT_CONTACT", default="")
MINORS_CONSENT_ALONE_TO = env.list("MINORS_CONSENT_ALONE_TO", default=[])
CONSENT_LINK_DAYS = env.int("CONSENT_LINK_DAYS", default=7)
CONSENT_SLIP_LIMIT = env.str("CONSENT_SLIP_LIMIT", default="60/m/ip")  # of pages opened by a link or receipt
CONSENT_PRINT_DAYS = env.int("CONSENT_PRINT_DAYS", default=7)

# Answering an offer without an account: for how long a link or code opens, counted from the last offer made to its
# owner; codes tried and pages opened from one address (a school's one address serves a class).
OFFER_SLIP_DAYS = env.int("OFFER_SLIP_DAYS", default=30)
OFFER_CODE_TRIES = env.str("OFFER_CODE_TRIES", default="100/h")
OFFER_PAGES = env.str("OFFER_PAGES", default="120/m")

# By when schools report the ม.3 class of the academic year that ended on 15 May: month-day, or a day of its own for a
# year (B.E.): SCHOOL_REPORTS_DUE_IN=2568=2026-06-30,2569=2027-06-15
SCHOOL_REPORTS_DUE = env.str("SCHOOL_REPORTS_DUE", default="06-15")
SCHOOL_REPORTS_DUE_IN = env.dict("SCHOOL_REPORTS_DUE_IN", default={})

# Checking certificates: codes that are none and files, from one address; files of everybody together. Getting a paper
# by its code and a birth date: wrong answers from one address, and for one paper; links by e-mail a paper.
CHECK_MISSES = env.str("CHECK_MISSES", default="30/10m")
CHECK_FILES = env.str("CHECK_FILES", default="20/10m")
CHECK_FILES_OF_ALL = env.str("CHECK_FILES_OF_ALL", default="120/m")
PAPER_TRIES = env.str("PAPER_TRIES", default="20/h")
PAPER_TRIES_FOR_ONE = env.str("PAPER_TRIES_FOR_ONE", default="5/d")
PAPER_MAILS_FOR_ONE = env.str("PAPER_MAILS_FOR_ONE", default="5/d")
PAPER_LINK_HOURS = env.int("PAPER_LINK_HOURS", default=72)  # for which a link in an e-mail opens the paper

AUTH_USER_MODEL = "agencies.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
ACCOUNT_ADAPTER = "agencies.sign_in.ClosedAccounts"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_FORMS = {"change_password": "agencies.forms.passwords.OwnPasswordForm"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_RATE_LIMITS = {
    "login_failed": env.str("LOGIN_FAILED_LIMIT", default="10/m/ip,5/5m/key"),
    # People who ask without an account: a school's one address serves a class, one telephone a few siblings.
    "ask": env.str("ASK_LIMIT", default="40/h/ip,5/d/key"),
}
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
# Rate limits must hold across worker processes, so the cache is shared: rows of the same database.
# Django throws a third of the rows away beyond 300 of them, by default: so few visitors would undo each other's limits.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "shared_cache",
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    }
}

# Where e-mail goes out: smtp+tls://USER:PASSWORD@HOST:587. Without it no e-mail is offered nor sent.
EMAIL_URL = env.str("EMAIL_URL", default="")
if EMAIL_URL:
    vars().update(env.email_url_config(EMAIL_URL))
EMAIL_TIMEOUT = 10  # seconds
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="no-reply@localhost")

LANGUAGE_CODE = "th"
LANGUAGES = [("th", _("Thai")), ("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = "Asia/Bangkok"
USE_TZ = True

STATIC_URL = "static/"
STATIC_ROOT = Path(env.str("STATIC_ROOT", default=str(DATA_DIR / "static")))
STATIC_ROOT.mkdir(parents=True, exist_ok=True)  # whitenoise warns of a missing folder
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if SECURE
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = not SECURE
WHITENOISE_AUTOREFRESH = DEBUG

DATA_UPLOAD_MAX_MEMORY_SIZE = 25 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 25 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5_000

SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 12 * 3600
SESSION_COOKIE_SECURE = SECURE
CSRF_COOKIE_SECURE = SECURE
CSRF_TRUSTED_ORIGINS = [BASE_URL] if SECURE else []
SECURE_SSL_REDIRECT = SECURE
SECURE_HSTS_SECONDS = 31_536_000 if SECURE else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE
SECURE_HSTS_PRELOAD = SECURE
BEHIND_PROXY = env.bool("BEHIND_PROXY", SECURE)
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if BEHIND_PROXY else None
# Without it everybody would share the proxy's limit of failed sign-ins.
ALLAUTH_TRUSTED_PROXY_COUNT = int(BEHIND_PROXY)
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}

REST_FRAMEWORK = {
    "DEFAULT_PERMISSION_CLASSES": ["core.api.permissions.DeniedUnlessStated"],
    "DEFAULT_AUTHENTICATION_CLASSES": ["rest_framework.authentication.SessionAuthentication"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_FILTER_BACKENDS": ["django_filters.rest_framework.DjangoFilterBackend"],
    "DEFAULT_PAGINATION_CLASS": "core.api.pagination.KeysetPagination",
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "PAGE_SIZE": 50,
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Thai vocational training",
    "VERSION": "1",
    "SERVE_INCLUDE_SCHEMA": False,
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"no_personal_numbers": {"()": "core.logs.NoPersonalNumbers"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "filters": ["no_personal_numbers"]}},
    "root": {"handlers": ["console"], "level": env.str("LOG_LEVEL", default="WARNING")},
    "loggers": {"django.server": {"handlers": ["console"], "level": "INFO", "propagate": False}},
}
