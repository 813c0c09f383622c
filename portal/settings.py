"""Settings from the environment. In production a missing secret stops the start."""

import re
from pathlib import Path

from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from environs import Env, validate

from portal.languages import CODES, SOURCE
from portal.languages import LANGUAGES as LANGUAGE_TABLE

BASE_DIR = Path(__file__).resolve().parent.parent
env = Env()


def strict_bool(name: str, default: str) -> bool:
    """Read a boolean that accepts only `True` and `False`, so that a typing mistake never means "off"."""
    return env.str(name, default, validate=validate.OneOf(["True", "False"])) == "True"


ENVIRONMENT = env.str("ANLAUF_ENV", "production", validate=validate.OneOf(["production", "development", "test"]))
PRODUCTION = ENVIRONMENT == "production"
DEBUG = strict_bool("DEBUG", "False")
SECRET_KEY = env.str("SECRET_KEY", validate=validate.Length(min=50) if PRODUCTION else None)
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS") if PRODUCTION else ["localhost", "127.0.0.1", "[::1]", "testserver"]
SITE_URL = env.str("SITE_URL") if PRODUCTION else env.str("SITE_URL", "http://localhost:8000")
# How many reverse proxies of ours stand in front: so many entries at the end of X-Forwarded-For are trusted.
TRUSTED_PROXIES = env.int("TRUSTED_PROXIES", 1 if PRODUCTION else 0)

# Who runs this installation, for the imprint and the privacy page.
OPERATOR_NAME = env.str("OPERATOR_NAME", "")
OPERATOR_ADDRESS = env.str("OPERATOR_ADDRESS", "")
OPERATOR_EMAIL = env.str("OPERATOR_EMAIL", "")
OPERATOR_PHONE = env.str("OPERATOR_PHONE", "")

INSTALLED_APPS = [
    "modeltranslation",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.sitemaps",
    "django.contrib.postgres",
    "django_filters",
    "django_htmx",
    "csp",
    "pgtrigger",
    "pghistory",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "import_export",
    "portal",
    "accounts",
    "translations",
    "networks",
    "offers",
    "events",
    "exchange",
    "stories",
    "atlas",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "portal.middleware.HealthMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "portal.middleware.CleanInputMiddleware",
    "portal.middleware.UnavailableMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "pghistory.middleware.HistoryMiddleware",
    "accounts.middleware.SecondFactorMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]

ROOT_URLCONF = "portal.urls"
WSGI_APPLICATION = "portal.wsgi.application"
AUTH_USER_MODEL = "accounts.User"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]

if ENVIRONMENT == "test":
    # Slow on purpose everywhere else.
    PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]

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
                "portal.context.page",
                "portal.desk.navigation",
            ],
            "builtins": [
                "django.templatetags.i18n",
                "django.templatetags.static",
                "portal.templatetags.portal",
            ],
        },
    }
]

# No health check before each request: the first question of a public page notices a dead connection itself (portal/content.py).
DATABASES = {"default": env.dj_db_url("DATABASE_URL", conn_max_age=60)}
DATABASES["default"].setdefault("OPTIONS", {})
DATABASES["default"]["OPTIONS"]["connect_timeout"] = 3

REDIS_URL = env.str("REDIS_URL")
CACHES = {"default": {"BACKEND": "portal.cache.PatientRedisCache", "LOCATION": REDIS_URL, "KEY_PREFIX": "anlauf"}}

# --- Languages -----------------------------------------------------------------------------------------------------
LANGUAGE_CODE = SOURCE
LANGUAGES = [(language.code, language.name) for language in LANGUAGE_TABLE]
MODELTRANSLATION_DEFAULT_LANGUAGE = SOURCE
MODELTRANSLATION_LANGUAGES = CODES
MODELTRANSLATION_FALLBACK_LANGUAGES = (SOURCE,)
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = "Europe/Berlin"
USE_TZ = True

# --- Static files and pages ----------------------------------------------------------------------------------------
STATIC_URL = "/static/"
STATIC_ROOT = BASE_DIR / "staticfiles"
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if PRODUCTION
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = not PRODUCTION
WHITENOISE_AUTOREFRESH = not PRODUCTION
# Uploaded pictures, re-encoded and under names of ours; served by portal.pictures.
MEDIA_ROOT = Path(env.str("MEDIA_ROOT")) if PRODUCTION else Path(env.str("MEDIA_ROOT", str(BASE_DIR / ".data" / "media")))
MEDIA_URL = "/media/"
# Link tables have no model of their own in migrations, so their history triggers are installed after them.
PGTRIGGER_INSTALL_ON_MIGRATE = True
PAGE_CACHE_SECONDS = env.int("PAGE_CACHE_SECONDS", 3600)

# --- Security ------------------------------------------------------------------------------------------------------
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        # Films and subtitles of stories, from here only.
        "media-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "object-src": [NONE],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
# Gone with the browser window.
CSRF_COOKIE_AGE = None
CSRF_FAILURE_VIEW = "portal.errors.csrf_failure"
DATA_UPLOAD_MAX_MEMORY_SIZE = 1_000_000
# Addresses typed without a scheme mean https; the default of Django 6.
FORMS_URLFIELD_ASSUME_HTTPS = True
if PRODUCTION:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_SSL_REDIRECT = strict_bool("SECURE_SSL_REDIRECT", "True")
    SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^healthz/mail$", r"^readyz$"]
    SECURE_HSTS_SECONDS = 31_536_000
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_HSTS_PRELOAD = True
    SESSION_COOKIE_SECURE = True
    CSRF_COOKIE_SECURE = True
    CSRF_TRUSTED_ORIGINS = [SITE_URL]

# Triggers on tables of many-to-many links are in no migration: the framework writes none for tables it makes by itself.
PGTRIGGER_INSTALL_ON_MIGRATE = True

# Public forms: how many messages one sender may leave in so many seconds.
FORM_LIMIT = env.int("FORM_LIMIT", 5)
FORM_LIMIT_SECONDS = env.int("FORM_LIMIT_SECONDS", 600)
# An address left with an error report is deleted so many days after it was sent.
REPORT_EMAIL_DAYS = env.int("REPORT_EMAIL_DAYS", 30)

# --- Signing in (django-allauth): a code by e-mail, and who wants it a passkey or a password ------------------------
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "accounts:me"
LOGOUT_REDIRECT_URL = "atlas:home"
ALLAUTH_TRUSTED_PROXY_COUNT = TRUSTED_PROXIES
# Digits can be typed on every keyboard.
ALLAUTH_USER_CODE_FORMAT = {"numeric": True, "length": 8, "dashed": True}
ACCOUNT_ADAPTER = "accounts.adapter.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*"]
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_RESEND = True
ACCOUNT_LOGIN_BY_CODE_SUPPORTS_RESEND = True
# Seconds. Mail may be slow, and people look for it in another window.
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = ACCOUNT_EMAIL_VERIFICATION_BY_CODE_TIMEOUT = ACCOUNT_REAUTHENTICATION_TIMEOUT = 900
ACCOUNT_FORMS = {
    "login": "accounts.forms.LoginForm",
    "signup": "accounts.forms.SignupForm",
    "confirm_login_code": "accounts.forms.ConfirmLoginCodeForm",
    "confirm_email_verification_code": "accounts.forms.ConfirmEmailCodeForm",
    "add_email": "accounts.forms.ChangeEmailForm",
    "reauthenticate": "accounts.forms.ReauthenticateForm",
}
MFA_ADAPTER = "accounts.adapter.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
# Browsers allow passkeys without https on localhost only.
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not PRODUCTION
MFA_TOTP_ISSUER = "Anlauf"
MFA_TOTP_TOLERANCE = 1
MFA_FORMS = {
    "authenticate": "accounts.forms.SecondFactorForm",
    "reauthenticate": "accounts.forms.SecondFactorAgainForm",
    "activate_totp": "accounts.forms.ActivateAppForm",
    "add_webauthn": "accounts.forms.AddKeyForm",
    "edit_webauthn": "accounts.forms.RenameKeyForm",
}
# So many tries of one sender in FORM_LIMIT_SECONDS, counted in PostgreSQL: it holds while Redis, where allauth counts, is away.
SIGN_IN_LIMIT = env.int("SIGN_IN_LIMIT", 40)
# So many codes to one address in that time.
CODE_LIMIT = env.int("CODE_LIMIT", 6)

# --- Periods, in days (see docs/specs/0002-networks.md) --------------------------------------------------------------
INVITATION_DAYS = env.int("INVITATION_DAYS", 14)
CLAIM_CODE_MINUTES = env.int("CLAIM_CODE_MINUTES", 30)
CONTACT_REQUEST_DAYS = env.int("CONTACT_REQUEST_DAYS", 30)
INBOX_DAYS = env.int("INBOX_DAYS", 7)
ACCOUNT_IDLE_DAYS = env.int("ACCOUNT_IDLE_DAYS", 365)
ACCOUNT_GRACE_DAYS = env.int("ACCOUNT_GRACE_DAYS", 30)
ROLE_LOG_DAYS = env.int("ROLE_LOG_DAYS", 365)
# Before an offer's check runs out its owner is asked; after the yellow label the coordination; then it is archived.
ASK_OWNER_DAYS = env.int("ASK_OWNER_DAYS", 14)
ASK_COORDINATOR_DAYS = env.int("ASK_COORDINATOR_DAYS", 14)
ARCHIVE_DAYS = env.int("ARCHIVE_DAYS", 60)
# Whether a worker asks the addresses of offers and organisations weekly. Off in development: nobody's website is asked by a trial.
CHECK_LINKS = strict_bool("CHECK_LINKS", "True" if PRODUCTION else "False")

# --- Events (see docs/specs/0003-events.md) ----------------------------------------------------------------------------
# So long an unconfirmed registration keeps its place or its turn, and an offered place waits (never until the start).
REGISTRATION_PENDING_MINUTES = env.int("REGISTRATION_PENDING_MINUTES", 60)
PLACE_OFFER_HOURS = env.int("PLACE_OFFER_HOURS", 48)
PLACE_OFFER_ENDS_HOURS_BEFORE = 2
EVENT_HELD_AFTER_HOURS = 2
EVENT_CLOSE_DAYS = env.int("EVENT_CLOSE_DAYS", 60)
# Personal data of participants (DOMAIN §8): needs so many days after the event; names so many days after the minutes, which count as
# written EVENT_MINUTES_DAYS after the end at the latest.
EVENT_NEEDS_DAYS = env.int("EVENT_NEEDS_DAYS", 7)
EVENT_PEOPLE_DAYS = env.int("EVENT_PEOPLE_DAYS", 30)
EVENT_MINUTES_DAYS = env.int("EVENT_MINUTES_DAYS", 14)
# So far ahead the dates of a series are made.
SERIES_AHEAD_DAYS = env.int("SERIES_AHEAD_DAYS", 365)
# Texts of a story whose consent has ended, and award applications after the end of the call, are deleted after so many days.
STORY_KEEP_DAYS = env.int("STORY_KEEP_DAYS", 30)
AWARD_KEEP_DAYS = env.int("AWARD_KEEP_DAYS", 180)
# So many days before a consent ends, the person and the region are told.
CONSENT_ANNOUNCE_DAYS = env.int("CONSENT_ANNOUNCE_DAYS", 30)

# --- Translations (docs/specs/0004-translations.md) --------------------------------------------------------------------
# A translator keeps a text for so long; a file that came back waits so long for a yes.
TRANSLATION_LOCK_MINUTES = env.int("TRANSLATION_LOCK_MINUTES", 30)
TRANSLATION_IMPORT_HOURS = env.int("TRANSLATION_IMPORT_HOURS", 24)
# Machine translation is off unless an installation names a provider. Without a budget nothing is sent.
MACHINE_TRANSLATION = env.str("MACHINE_TRANSLATION", "off", validate=validate.OneOf(["off", "deepl", "libretranslate"]))
MACHINE_MONTHLY_CHARACTERS = env.int("MACHINE_MONTHLY_CHARACTERS", 0)
DEEPL_AUTH_KEY = env.str("DEEPL_AUTH_KEY", "")
# Empty: DeepL's own address, found by the kind of key.
DEEPL_SERVER_URL = env.str("DEEPL_SERVER_URL", "")
LIBRETRANSLATE_URL = env.str("LIBRETRANSLATE_URL", "")
LIBRETRANSLATE_API_KEY = env.str("LIBRETRANSLATE_API_KEY", "")
# How long the service may take for one answer.
MACHINE_SECONDS = env.int("MACHINE_SECONDS", 60)

# --- Mail: how it travels is written in portal/delivery.py -----------------------------------------------------------
SMTP_HOST = env.str("SMTP_HOST") if PRODUCTION else env.str("SMTP_HOST", "127.0.0.1")
SMTP_PORT = env.int("SMTP_PORT", 587)
SMTP_SECURITY = env.str("SMTP_SECURITY", "starttls" if PRODUCTION else "none", validate=validate.OneOf(["starttls", "tls", "none"]))
SMTP_USER = env.str("SMTP_USER", "")
SMTP_PASSWORD = env.str("SMTP_PASSWORD", "")
MAIL_FROM = env.str("MAIL_FROM") if PRODUCTION else env.str("MAIL_FROM", "Anlauf <anlauf@example.org>")
if not re.fullmatch(r"([^<>@,;:\"\\]+ <)?[^\s<>@]+@[^\s<>@]+>?", MAIL_FROM) or ("<" in MAIL_FROM) != MAIL_FROM.endswith(">"):
    raise ImproperlyConfigured("MAIL_FROM must look like `Anlauf <mail@anlauf.example.org>`.")
# How long each answer of the mail server may take, in seconds, and the last one (RFC 5321 wants ten minutes).
MAIL_CONNECT_SECONDS = env.int("MAIL_CONNECT_SECONDS", 30)
MAIL_DATA_SECONDS = env.int("MAIL_DATA_SECONDS", 600)
# A message that a crashed worker had taken up is free again after so many seconds.
MAIL_LEASE_SECONDS = env.int("MAIL_LEASE_SECONDS", 300)
# A server in trouble is left alone for so long; a message that failed waits longer each time, give or take a fifth.
MAIL_PAUSE_SECONDS = 60
MAIL_RETRY_SECONDS = (60, 300, 900, 3_600, 10_800)
# After so many days the address is removed from a message that has left or never will.
MAIL_ADDRESS_DAYS = env.int("MAIL_ADDRESS_DAYS", 90)
# Where `make run` keeps what its mail server received.
DEV_MAILBOX = BASE_DIR / ".data" / "mail"
# Organisations and advisors are asked once a year whether their profile is right; without an answer it says so.
CONFIRM_PROFILE_DAYS = env.int("CONFIRM_PROFILE_DAYS", 365)
CONFIRM_PROFILE_GRACE_DAYS = env.int("CONFIRM_PROFILE_GRACE_DAYS", 60)
# The file of an import is deleted so many days after its end; its report stays.
IMPORT_FILE_DAYS = env.int("IMPORT_FILE_DAYS", 30)

# Cells that a spreadsheet program would calculate go out as text (and portal/formulas.py does the same for what this one misses).
IMPORT_EXPORT_ESCAPE_FORMULAE_ON_EXPORT = True

# --- Celery: beat in UTC with intervals; results are not kept; PostgreSQL is the truth -------------------------------
CELERY_BROKER_URL = REDIS_URL
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_MAX_RETRIES = None
CELERY_BROKER_TRANSPORT_OPTIONS = {"visibility_timeout": 900}
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_MAX_TASKS_PER_CHILD = 500
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TIMEZONE = "UTC"
CELERY_ENABLE_UTC = True
CELERY_BEAT_SCHEDULE = {
    "mail-tick": {"task": "portal.tasks.mail_tick", "schedule": 30.0},
    "compact-content-log": {"task": "portal.tasks.compact_content_log", "schedule": 600.0},
    "forget-old-rows": {"task": "portal.tasks.forget_old_rows", "schedule": 3600.0},
    "care-for-accounts": {"task": "accounts.tasks.care_for_accounts", "schedule": 3600.0},
    "forget-invitations": {"task": "networks.tasks.forget_invitations", "schedule": 3600.0},
    "escalate-overdue": {"task": "networks.tasks.escalate_overdue", "schedule": 3600.0},
    "collect-misses": {"task": "networks.tasks.collect_misses", "schedule": 3600.0},
    "withdraw-abandoned-claims": {"task": "networks.tasks.withdraw_abandoned_claims", "schedule": 3600.0},
    "forget-contact-requests": {"task": "networks.tasks.forget_contact_requests", "schedule": 3600.0},
    "ask-to-confirm-profiles": {"task": "networks.tasks.ask_to_confirm_profiles", "schedule": 21600.0},
    "sweep-registrations": {"task": "events.tasks.sweep_registrations", "schedule": 60.0},
    "sweep-imports": {"task": "exchange.tasks.sweep_imports", "schedule": 60.0},
    "forget-import-files": {"task": "exchange.tasks.forget_import_files", "schedule": 3600.0},
    "forget-report-addresses": {"task": "offers.tasks.forget_report_addresses", "schedule": 3600.0},
    "keep-fresh": {"task": "offers.tasks.keep_fresh", "schedule": 3600.0},
    "tick-moments": {"task": "events.tasks.tick_moments", "schedule": 60.0},
    "hold-events": {"task": "events.tasks.hold_events", "schedule": 300.0},
    "close-events": {"task": "events.tasks.close_events", "schedule": 3600.0},
    "erase-people": {"task": "events.tasks.erase_people", "schedule": 3600.0},
    "check-links": {"task": "offers.tasks.check_links", "schedule": 1800.0},
    "forget-award-applications": {"task": "stories.tasks.forget_award_applications", "schedule": 3600.0},
    "make-occurrences": {"task": "events.tasks.make_occurrences", "schedule": 21600.0},
    "sweep-machine-jobs": {"task": "translations.tasks.sweep_machine_jobs", "schedule": 60.0},
    "forget-translation-files": {"task": "translations.tasks.forget_translation_files", "schedule": 3600.0},
    "end-consents": {"task": "stories.tasks.end_consents", "schedule": 3600.0},
    "care-for-texts": {"task": "translations.tasks.care_for_texts", "schedule": 86400.0},
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["console"], "level": env.str("LOG_LEVEL", "WARNING")},
}
