"""Configuration, all of it from environment variables; the README's table documents each one."""

from pathlib import Path

from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from easyflex.environment import Environment
from easyflex.secrets_file import secret

BASE_DIR = Path(__file__).resolve().parent.parent
env = Environment()

DATA_DIR = env.folder("EASYFLEX_DATA", default=str(BASE_DIR / "var"))  # payslips are nobody else's business

DEBUG = env.bool("DEBUG", default=False)
SECRET_KEY = env.str("SECRET_KEY", default="") or secret(DATA_DIR, "secret_key", random_bytes=48)
# Empty means: the key generated into the data folder. `mailservers.encryption` makes it, which it refuses to do while
# there are values that another key has encrypted.
FIELD_ENCRYPTION_KEYS = env.list("FIELD_ENCRYPTION_KEYS", default=[])
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]"])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])
BEHIND_HTTPS = env.bool("EASYFLEX_HTTPS", default=False)

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "axes",
    "csp",
    "django_htmx",
    "demo",
    "documents",
    "employees",
    "mailservers",
]

MIDDLEWARE = [
    "easyflex.answers.NoBodyForHead",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "easyflex.answers.PrivateWhenSignedIn",
    "employees.language.EmployeeLanguageMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "easyflex.urls"
WSGI_APPLICATION = "easyflex.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "easyflex.navigation.navigation",
                "easyflex.theme.current_theme",
                "employees.context_processors.current_location",
            ],
            "libraries": {"frame": "easyflex.template_tags"},
        },
    },
]

DATABASES = {"default": env.database("DATABASE_URL", default=f"sqlite:///{DATA_DIR / 'easyflex.sqlite3'}")}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    # WAL lets pages be read while a worker writes; FULL because an accepted document must survive a power cut.
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;",
    }
else:
    DATABASES["default"]["CONN_MAX_AGE"] = env.int("EASYFLEX_DB_CONN_MAX_AGE_S", default=60)
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True

DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "employees.Employee"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "login"
LOGIN_REDIRECT_URL = "start"
LOGOUT_REDIRECT_URL = "login"

AXES_VERBOSE = False  # its name and version at every start of every command
AXES_FAILURE_LIMIT = env.int("EASYFLEX_LOGIN_TRIES", default=10)
AXES_COOLOFF_TIME = 0.25  # hours
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
AXES_LOCKOUT_TEMPLATE = "employees/locked_out.html"

LANGUAGE_CODE = "nl"
LANGUAGE_COOKIE_AGE = 365 * 24 * 3600
LANGUAGES = [("nl", _("Dutch")), ("en", _("English"))]
TIME_ZONE = env.time_zone("EASYFLEX_TIME_ZONE", default="Europe/Amsterdam")
USE_I18N = True
USE_TZ = True
LOCALE_PATHS = [BASE_DIR / "easyflex" / "locale"]

STATIC_URL = "static/"
STATIC_ROOT = DATA_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "easyflex" / "static"]
WHITENOISE_USE_FINDERS = True
MEDIA_ROOT = DATA_DIR / "files"
DATA_UPLOAD_MAX_MEMORY_SIZE = 8_000_000  # typed text that is too long reaches the form, which says so
FILE_UPLOAD_HANDLERS = [
    "documents.uploads.BoundedUploads",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]

CSRF_FAILURE_VIEW = "easyflex.expired.csrf_failure"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = BEHIND_HTTPS
SESSION_COOKIE_AGE = env.int("EASYFLEX_SESSION_S", default=12 * 3600)
SECURE_SSL_REDIRECT = BEHIND_HTTPS
SECURE_REDIRECT_EXEMPT = [r"^health/", r"^metrics$"]  # asked by machines, past the proxy that ends TLS
SECURE_HSTS_SECONDS = 3600 if BEHIND_HTTPS else 0  # an hour of it undoes no mistake for long; a proxy may say more
SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W021"]  # HSTS for other hosts of the domain is not ours to decide
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if BEHIND_HTTPS else None
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
    },
}

# Networks (CIDR, comma-separated) where no mail server may be, and exceptions: see mailservers/policy.py.
NETWORK_ALLOW = env.list("EASYFLEX_NETWORK_ALLOW", default=[])
NETWORK_DENY = env.list("EASYFLEX_NETWORK_DENY", default=[])
TESTS_PER_MINUTE = env.int("EASYFLEX_TESTS_PER_MINUTE", default=60)  # by one person
TESTS_AT_ONCE = env.int("EASYFLEX_TESTS_AT_ONCE", default=8)  # in one web process
LOG_RETENTION_DAYS = env.int("EASYFLEX_LOG_RETENTION_DAYS", default=90)

TEST_DEADLINE_S = env.float("EASYFLEX_TEST_DEADLINE_S", default=30.0)
EHLO_NAME = env.str("EASYFLEX_EHLO_NAME", default="")
LEASE_S = env.int("EASYFLEX_LEASE_S", default=60)

# The outbox. The wait after a temporary failure begins with RETRY_FIRST_S and doubles up to RETRY_LONGEST_S.
DOCUMENT_MAX_MB = env.int("EASYFLEX_DOCUMENT_MAX_MB", default=25)  # attachments of one document, before encoding
RETRY_FIRST_S = env.int("EASYFLEX_RETRY_FIRST_S", default=60)
RETRY_LONGEST_S = env.int("EASYFLEX_RETRY_LONGEST_S", default=4 * 3600)
RETRY_DAYS = env.float("EASYFLEX_RETRY_DAYS", default=3)
DELIVER_CONNECTIONS = env.int("EASYFLEX_DELIVER_CONNECTIONS", default=20)  # of one worker, over all servers
DELIVER_DEADLINE_S = env.float("EASYFLEX_DELIVER_DEADLINE_S", default=600.0)  # of one message; RFC 5321 4.5.3.2.6
DELIVER_POLL_S = env.float("EASYFLEX_DELIVER_POLL_S", default=0.5)  # how often a worker looks when nobody wakes it
METRICS_TOKEN = env.str("EASYFLEX_METRICS_TOKEN", default="")

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "loggers": {"axes": {"level": "WARNING"}},  # failed logins; not each step of a good one
    "root": {"handlers": ["console"], "level": env.log_level("EASYFLEX_LOG_LEVEL", default="INFO")},
}
