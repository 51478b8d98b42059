"""Django's settings, made from the one typed configuration (``liem.toml`` and the environment)."""

from __future__ import annotations

import os
from datetime import timedelta
from pathlib import Path
from typing import Any

from csp.constants import NONE, SELF

from liem.site.config import load
from liem.site.duties import duties_named
from liem.site.logs import keep_secrets_out
from liem.site.own_law import read_own_law

LIEM = load()
read_own_law(LIEM.data_dir)  # before anything asks the law; a fault in it stops the start
LIEM_DEMO = (LIEM.data_dir / "demo").exists()  # the demonstration says on every page that it is one
PACKAGE = Path(__file__).resolve().parent.parent

SECRET_KEY = LIEM.secret_key
DEBUG = LIEM.debug
ALLOWED_HOSTS = list(LIEM.allowed_hosts)
ROOT_URLCONF = "liem.site.urls"
WSGI_APPLICATION = "liem.site.wsgi.application"
APPEND_SLASH = True

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "liem.ui",  # before allauth: our templates dress its pages
    "liem.desks.office",
    "liem.desks.oversight",
    "liem.desks.public",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "axes",
    "csp",
    "liem.spine.units",
    "liem.spine.people",
    "liem.spine.ledger",
    "liem.spine.vault",
    "liem.spine.outbox",
    "liem.spine.backup",
    "liem.spine.maintenance",
    "liem.spine.draws",
    "liem.spine.log",
    "liem.spine.roster",
    "liem.spine.sealed",
    "liem.spine.identity",
    "liem.spine.escrow",
    "liem.spine.bundles",
    "liem.spine.custody",
    "liem.spine.cases",
    "liem.spine.tasks",
    "liem.spine.questions",
    "liem.spine.notices",
    "liem.domains.directives",
    "liem.domains.programmes",
    "liem.domains.inspections",
    "liem.domains.discipline",
    "liem.domains.reminders",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "liem.desks.office.door.DoorMiddleware",
    "liem.site.sessions.IdleMiddleware",
    "axes.middleware.AxesMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "liem.ui.context.shell",
                "liem.desks.office.door.shell",
            ],
        },
    },
]

# -- records


def _database() -> dict[str, Any]:
    address = LIEM.postgres
    if address is not None:
        return {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": address.name,
            "USER": address.user,
            "PASSWORD": address.password,
            "HOST": address.host,
            "PORT": address.port,
            "CONN_MAX_AGE": 600,
            "CONN_HEALTH_CHECKS": True,
            "OPTIONS": dict(address.options),
        }
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": LIEM.sqlite_path,
        "CONN_MAX_AGE": 600,
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            # FULL, not NORMAL: a power cut must not lose a receipt that was already given
            "init_command": (
                "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA cache_size=-20000;"
                "PRAGMA mmap_size=134217728; PRAGMA temp_store=MEMORY; PRAGMA journal_size_limit=67108864;"
            ),
        },
    }


DATABASES = {"default": _database()}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

_STATIC = "whitenoise.storage.CompressedManifestStaticFilesStorage"
STORAGES: dict[str, dict[str, Any]] = {
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": LIEM.data_dir / "files"},
    },
    "staticfiles": {"BACKEND": "liem.site.static.StampedStorage"},
    "vault": {
        "BACKEND": "liem.spine.vault.storage.DurableStorage",
        "OPTIONS": {"location": LIEM.data_dir / "vault"},
    },
}
if LIEM.s3 is not None:
    STORAGES["vault"] = {
        "BACKEND": "storages.backends.s3.S3Storage",
        "OPTIONS": {
            "bucket_name": LIEM.s3.bucket,
            "endpoint_url": LIEM.s3.endpoint,
            "region_name": LIEM.s3.region,
            "access_key": LIEM.s3.access_key,
            "secret_key": LIEM.s3.secret_key,
            "location": "vault",
            "file_overwrite": False,
        },
    }
DATA_UPLOAD_MAX_MEMORY_SIZE = 8 << 20
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 << 20

# Counts of wrong codes, and codes already used: shared by all processes where there are several.
CACHES: dict[str, dict[str, Any]] = {
    "default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
    if LIEM.postgres is None
    else {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "liem_cache"}
}

# -- mail

if LIEM.email is None:
    EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    EMAIL_FILE_PATH = str(LIEM.data_dir / "mail")
else:
    EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    EMAIL_HOST, EMAIL_PORT = LIEM.email.host, LIEM.email.port
    EMAIL_HOST_USER = LIEM.email.user or ""
    EMAIL_HOST_PASSWORD = LIEM.email.password()
    EMAIL_USE_TLS = LIEM.email.security == "starttls"
    EMAIL_USE_SSL = LIEM.email.security == "tls"
    EMAIL_TIMEOUT = 20  # seconds: a job may wait, not for ever
    DEFAULT_FROM_EMAIL = LIEM.email.sender or ""

# -- languages and time

LANGUAGE_CODE = LIEM.language
LANGUAGES = [("vi", "Tiếng Việt"), ("en", "English")]
LOCALE_PATHS = [PACKAGE / "locale"]
LANGUAGE_COOKIE_NAME = "liem_language"
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Ho_Chi_Minh"

# -- sign-in

AUTH_USER_MODEL = "people.Account"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "liem.site.passwords.StrongPassword"},
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("username", "email")},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "account_login"

ACCOUNT_ADAPTER = "liem.site.sign_in.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = [
    "username*",
    "password1*",
]  # nobody signs up; allauth reads here that there is no mail
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_NOTIFICATIONS = False
ACCOUNT_PRESERVE_USERNAME_CASING = False
ACCOUNT_USER_DISPLAY = "liem.site.sign_in.shown_name"
ACCOUNT_SESSION_REMEMBER = False  # the session ends with the browser: computers are shared
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = (
    False  # this session stays; the others end, they carry the old password's digest
)
ACCOUNT_REAUTHENTICATION_TIMEOUT = 300
ACCOUNT_FORMS = {
    "login": "liem.site.sign_in_forms.SignInForm",
    "change_password": "liem.site.sign_in_forms.NewPasswordForm",
    "reauthenticate": "liem.site.sign_in_forms.PasswordAgainForm",
}
# Guessing passwords is braked in liem.site.lock_out, never by user name alone. What is left here counts only
# after a right password: codes of the second step, the password asked for again.
ACCOUNT_RATE_LIMITS = {
    "login": None,
    "login_failed": "10/15m/key",
    "reauthenticate": "10/15m/user",
    "change_password": "10/15m/user",
}

MFA_ADAPTER = "liem.site.sign_in.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_PASSKEY_SIGNUP_ENABLED = False
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = LIEM.insecure_cookies
MFA_TOTP_ISSUER = "Liêm"
MFA_TOTP_TOLERANCE = 1  # clocks of telephones and offices differ by some seconds
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_FORMS = {
    "authenticate": "liem.site.sign_in_forms.CodeForm",
    "reauthenticate": "liem.site.sign_in_forms.CodeConfirmForm",
    "activate_totp": "liem.site.sign_in_forms.ConnectAppForm",
    "add_webauthn": "liem.site.sign_in_forms.AddKeyForm",
    "edit_webauthn": "liem.site.sign_in_forms.RenameKeyForm",
}
# The invented persons of the demonstration are there to be tried at once.
LIEM_MFA_DUTIES = () if LIEM_DEMO else duties_named(LIEM.mfa_duties)
USERSESSIONS_TRACK_ACTIVITY = False  # liem.site.sessions does it once a minute instead of on each page

AXES_HANDLER = "liem.site.lock_out.Brake"
AXES_USERNAME_CALLABLE = "liem.site.lock_out.named"
AXES_CLIENT_IP_CALLABLE = "liem.site.lock_out.visitor_address"
AXES_LOCKOUT_CALLABLE = "liem.site.lock_out.locked_page"
AXES_FAILURE_LIMIT = 5  # liem.site.lock_out.PAIR_LIMIT; a test compares them
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_RESET_ON_SUCCESS = True
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False  # trying on does not make it longer
AXES_DISABLE_ACCESS_LOG = True
AXES_VERBOSE = False
AXES_SENSITIVE_PARAMETERS = ["username", "login", "code", "credential", "csrfmiddlewaretoken"]

SESSION_COOKIE_AGE = 12 * 3600
SESSION_COOKIE_NAME = "liem_session"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_ENGINE = "django.contrib.sessions.backends.db"
CSRF_COOKIE_NAME = "liem_csrf"
CSRF_USE_SESSIONS = False
CSRF_FAILURE_VIEW = "liem.site.account_views.stale_page"

# -- defence

SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = not LIEM.insecure_cookies
SECURE_HSTS_SECONDS = 0 if LIEM.insecure_cookies else 31_536_000
CSRF_TRUSTED_ORIGINS = [] if LIEM.insecure_cookies else [LIEM.public_url]
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:", "blob:"],
        "base-uri": [NONE],
        "object-src": [NONE],
        "frame-ancestors": [NONE],
        "form-action": [SELF],
    },
}

LIEM_BACKUP = str(LIEM.backup_dir or LIEM.backup_bucket or "")

# -- the transparency log

LIEM_LOG = {
    "origin": LIEM.ledger_origin,
    "key": LIEM.data_dir / "keys" / "log.key",
    "directory": LIEM.ledger_dir,
}

# The secrets of dossiers: never in the database, so that one can be destroyed by law.
LIEM_KEYRING = {"file": LIEM.keyring_file}

# -- wiring: the ports domains name, and who answers

LIEM_PORTS = {
    "read_document": "liem.adapters.documents.open_document_isolated",
    "render_page": "liem.adapters.documents.render_page_isolated",
    "bind_dossier": "liem.adapters.dossier.bind",
}

STATIC_URL = "/static/"
STATIC_ROOT = None  # served from the package itself, compressed twins beside the files
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = DEBUG
WHITENOISE_MAX_AGE = 86_400  # addresses carry a stamp of the content, so an upgrade is seen at once

# the reader of documents runs in a child of its own and asks the environment
os.environ["LIEM_READING_OCR_LANGUAGE"] = LIEM.ocr_language
if LIEM.tesseract is not None:
    os.environ["LIEM_READING_TESSERACT"] = str(LIEM.tesseract)

keep_secrets_out()
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "text": {
            "()": "liem.site.logs.PlainLines",
            "fmt": "{asctime} {levelname} {name}: {message}",
            "style": "{",
        },
        "json": {"()": "liem.site.logs.JsonLines"},
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": LIEM.log_format}},
    "root": {"handlers": ["console"], "level": LIEM.log_level.upper()},
    "loggers": {"axes": {"level": "WARNING"}, "fontTools": {"level": "WARNING"}},
}
