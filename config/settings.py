"""Every setting, in one file, from the environment; one that is missing or wrong stops the start.

State is kept in one folder, ``var/`` (or ``WAYMARK_VAR``): database, media, collected static files,
fonts, and ``.env``, which ``make setup`` writes with a generated secret. docs/operating.md lists
the variables.
"""

from pathlib import Path

from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from accounts.email_addresses import plain_address
from config.addresses import read_base_url, read_mail_server
from config.databases import read_database, read_limits_cache
from config.env_file import read_env_file
from config.logs import LEVELS, logging_config
from config.single_sign_on import read_providers
from config.variables import Variables
from config.ways_in import read_second_factor_keys, read_sign_up

BASE_DIR = Path(__file__).resolve().parent.parent
env = Variables()
VAR = Path(env.str("WAYMARK_VAR", default=str(BASE_DIR / "var")))
read_env_file(VAR / ".env")

DEBUG = env.bool("DEBUG", default=False)
SECRET_KEY = env.str("SECRET_KEY", default="")
if not SECRET_KEY:
    raise ImproperlyConfigured(
        "SECRET_KEY is not set. Run `make setup`, which writes one into var/.env."
    )
BASE_URL = read_base_url(env)
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]"])
HTTPS = BASE_URL.startswith("https://")
# How a command begins in the lines that checks and pages give to be copied.
MANAGE_COMMAND = env.str("MANAGE_COMMAND", default=".venv/bin/python manage.py")

INSTALLED_APPS = [
    "accounts",
    "course",
    "quizzes",
    "certificates",
    "config",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "csp",
    "django_tasks",
    "django_tasks_db",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
]
MIDDLEWARE = [
    "config.middleware.RequestIdMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "config.compression.LightGZipMiddleware",
    "config.middleware.ResponseHeadersMiddleware",
    "csp.middleware.CSPMiddleware",
    "config.health.HealthMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "config.middleware.RefuseControlCharactersMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "config.busy.BusyMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "accounts.middleware.PreferencesMiddleware",
    "accounts.signed_out.SignInMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "accounts.security.stays.StayMiddleware",
    "accounts.security.second_factor.SecondFactorMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "accounts.single_sign_on.middleware.SingleSignOnOnlyMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "config.errors.WrongMethodMiddleware",
]
ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "OPTIONS": {
            "loaders": [
                (
                    "django.template.loaders.cached.Loader",
                    [
                        "config.light_templates.LightLoader",
                        "django.template.loaders.app_directories.Loader",
                    ],
                )
            ],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "accounts.context_processors.look",
                "course.context_processors.provider",
            ],
        },
    }
]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- Data -----------------------------------------------------------------------------------------
DATABASES = {"default": read_database(env, VAR)}
CACHES = {
    # Counters of the rate limits, and reports that timed work has counted, must be shared by all
    # processes of all machines.
    "default": read_limits_cache(env),
    # Rendered parts of pages, in the memory of each process (docs/operating.md).
    "pieces": {
        "BACKEND": "config.pieces.PiecesCache",
        "LOCATION": "pieces",
        "OPTIONS": {"MAX_ENTRIES": 4000},
    },
}
STORAGES = {
    "default": {
        "BACKEND": env.str("STORAGE_BACKEND", default="config.whole_files.WholeFileStorage"),
        "OPTIONS": env.options("STORAGE_OPTIONS", {}),
    },
    # A second place for the files of certificates (certificates/records/files.py).
    "copies": {
        "BACKEND": env.str("COPIES_BACKEND", default="config.whole_files.WholeFileStorage"),
        "OPTIONS": env.options("COPIES_OPTIONS", {"location": str(VAR / "copies")}),
    },
    "staticfiles": {
        "BACKEND": "config.static_files.BundledStaticFilesStorage"
        if env.bool("STATIC_MANIFEST", default=not DEBUG)
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
MEDIA_ROOT = VAR / "media"
# A check refuses less than six (certificates/retention_period.py).
CERTIFICATE_RETENTION_YEARS = env.number("CERTIFICATE_RETENTION_YEARS", 7, least=0, most=100)
STATIC_ROOT = VAR / "static"
STATIC_URL = "/static/"
FONTS_ROOT = VAR / "fonts"
STATICFILES_DIRS = [BASE_DIR / "static", ("fonts", FONTS_ROOT)]
# The folders of courses, each with its course.yaml.
CONTENT_ROOT = BASE_DIR / env.str("CONTENT_ROOT", default="course/content")
# Larger than any form may be used: a note of 1 MB, whose letters take up to three bytes each on the
# way, has to come in, so that it can be refused with its text still in the field.
DATA_UPLOAD_MAX_MEMORY_SIZE = 4 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 200
DATA_UPLOAD_MAX_NUMBER_FILES = 1
FILE_UPLOAD_HANDLERS = [
    "config.upload_limit.UploadLimit",
    "certificates.checking.receiving.KeepOffDisk",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]

# A warning is shown if the last backup is older; 0: never, as the site is backed up in another way.
BACKUP_MAX_AGE_DAYS = env.number("BACKUP_MAX_AGE_DAYS", 2, least=0)

# --- Tasks after the response ---------------------------------------------------------------------
TASKS = {
    "default": {
        "BACKEND": env.str(
            "TASKS_BACKEND",
            default="django_tasks.backends.immediate.ImmediateBackend"
            if DEBUG
            else "django_tasks_db.DatabaseBackend",
        )
    }
}

# --- Who somebody is ------------------------------------------------------------------------------
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["accounts.backend.AccountBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ["email", "name"]},
    },
    {"NAME": "accounts.forms.PasswordLengthValidator"},
    {"NAME": "accounts.security.site_words.SiteWordsValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "course:home"
SIGN_UP, SIGN_UP_DOMAINS = read_sign_up(env)
ACCOUNT_ADAPTER = "accounts.adapter.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_FORMS = {
    "signup": "accounts.forms.SignupForm",
    "confirm_email_verification_code": "accounts.forms.ConfirmAddressForm",
    "change_password": "accounts.forms.ChangePasswordForm",
    "login": "accounts.security.forms.LoginForm",
    "request_login_code": "accounts.security.forms.RequestCodeForm",
    "reset_password": "accounts.security.forms.ResetPasswordForm",
}
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_SESSION_REMEMBER = None
ACCOUNT_LOGOUT_REDIRECT_URL = "course:home"
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
# The code is still valid when its mail is a few minutes late.
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 10 * 60
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_TIMEOUT = 15 * 60
# While a code is valid, only this button on the page that waits for it sends a new one.
ACCOUNT_LOGIN_BY_CODE_SUPPORTS_RESEND = True
ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_RESEND = True
ACCOUNT_EMAIL_NOTIFICATIONS = True
# Only owners of closed accounts get this mail (accounts/adapter.py).
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = True
ACCOUNT_RATE_LIMITS = {
    # Codes for one address. At one in ten seconds, signing in right after signing up was refused.
    "confirm_email": "3/10s/key",
    # A class behind one address signs up and in within a minute. What strangers can do to one
    # account or mailbox is limited in accounts.backend and accounts.security.mail_limits.
    "signup": "200/m/ip",
    "login": "300/m/ip",
    "request_login_code": "200/m/ip",
    "reset_password": "200/m/ip",
    # Passwords are limited in accounts.backend. allauth counts second factors under this name.
    "login_failed": "10/300s/key",
}
# Encrypt the secrets of authenticator apps and recovery codes. The first key encrypts, all decrypt.
SECOND_FACTOR_KEYS = read_second_factor_keys(env, SECRET_KEY if DEBUG else "")
# The demo accounts, which exist only under DEBUG, have no second factor.
STAFF_SECOND_FACTOR = not DEBUG
MFA_ADAPTER = "accounts.security.factors.FactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes", "webauthn"]
MFA_PASSKEY_LOGIN_ENABLED = MFA_PASSKEY_SIGNUP_ENABLED = True
MFA_WEBAUTHN_USER_VERIFICATION = "required"
# Over http, browsers make passkeys for http://localhost alone.
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = DEBUG
# Clocks of phones may be half a minute off.
MFA_TOTP_TOLERANCE = 1
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_RATE_LIMITS = {"webauthn_login": "300/m/ip"}
MFA_FORMS = {
    "login_webauthn": "accounts.security.forms.LoginPasskeyForm",
    "authenticate_webauthn": "accounts.security.forms.SecondPasskeyForm",
    "reauthenticate_webauthn": "accounts.security.forms.ConfirmByPasskeyForm",
    "add_webauthn": "accounts.security.forms.AddPasskeyForm",
    "signup_webauthn": "accounts.security.forms.SignupPasskeyForm",
    "edit_webauthn": "accounts.security.forms.RenamePasskeyForm",
}
ALLAUTH_TRUSTED_PROXY_COUNT = env.number("TRUSTED_PROXY_COUNT", 0, least=0, most=100)
BEHIND_PROXY = env.bool("BEHIND_PROXY", default=False)
if BEHIND_PROXY and ALLAUTH_TRUSTED_PROXY_COUNT < 1:
    raise ImproperlyConfigured(
        "BEHIND_PROXY is on, but TRUSTED_PROXY_COUNT is not set. All visitors would share the "
        "address of the proxy, and the limits on signing in. Set TRUSTED_PROXY_COUNT to the "
        "number of proxies in front of Waymark, mostly 1."
    )

# Hospitals and universities whose people sign in through them (docs/single-sign-on.md).
SOCIALACCOUNT_ADAPTER = "accounts.single_sign_on.adapter.SingleSignOnAdapter"
SOCIALACCOUNT_FORMS = {"disconnect": "accounts.single_sign_on.forms.DisconnectForm"}
SOCIALACCOUNT_REQUESTS_TIMEOUT = 5
SOCIALACCOUNT_PROVIDERS = {
    "openid_connect": {
        "provider_class": "accounts.single_sign_on.provider.Provider",
        "APPS": read_providers(env),
        "OAUTH_PKCE_ENABLED": True,
    }
}
SINGLE_SIGN_ON_ONLY = env.bool("SINGLE_SIGN_ON_ONLY", default=False)
# The one administrator who may still sign in with a password or a code when it is on.
EMERGENCY_ADMINISTRATOR = plain_address(env.str("EMERGENCY_ADMINISTRATOR", default=""))
if SINGLE_SIGN_ON_ONLY and not env.list("OIDC_PROVIDERS", default=[]):
    raise ImproperlyConfigured(
        "SINGLE_SIGN_ON_ONLY is on, but OIDC_PROVIDERS names no provider. Nobody could sign in."
    )
if SINGLE_SIGN_ON_ONLY and not EMERGENCY_ADMINISTRATOR:
    raise ImproperlyConfigured(
        "SINGLE_SIGN_ON_ONLY is on, but EMERGENCY_ADMINISTRATOR is not set. When the provider is "
        "down, nobody could sign in. Set it to the email address of one administrator."
    )

# --- Mail -----------------------------------------------------------------------------------------
vars().update(read_mail_server(env, is_debug=DEBUG))
EMAIL_TIMEOUT = env.number("EMAIL_TIMEOUT", 10, least=1)
DEFAULT_FROM_EMAIL = SERVER_EMAIL = env.str(
    "DEFAULT_FROM_EMAIL", default="Waymark <waymark@localhost>"
)

# Subjects and addresses in mails name no course, because others may see a mail. With "on" they do.
MAILS_NAME_COURSES = env.bool("MAILS_NAME_COURSES", default=False)

# --- Language and time ----------------------------------------------------------------------------
LANGUAGE_CODE = "en-us"
LANGUAGES = [("en-us", _("English"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
FORMAT_MODULE_PATH = ["config.formats"]
TIME_ZONE = "UTC"
USE_TZ = True

# --- Security -------------------------------------------------------------------------------------
# For config/security_txt.py.
SECURITY_CONTACT = env.str("SECURITY_CONTACT", default="")
SECURITY_POLICY_URL = env.str("SECURITY_POLICY_URL", default="")
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "font-src": ["'self'"],
        "connect-src": ["'self'"],
        "form-action": ["'self'"],
        "manifest-src": ["'self'"],
        "frame-ancestors": ["'none'"],
        "base-uri": ["'none'"],
        "object-src": ["'none'"],
    }
}
MESSAGE_STORAGE = "config.message_cookies.MessageStorage"
CSRF_FAILURE_VIEW = "config.errors.csrf_failure"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SECURE_REDIRECT_EXEMPT = [r"^(healthz|readyz)$", r"^verify/[^/]+\.json$"]
SESSION_ENGINE = "accounts.sessions"
SESSION_COOKIE_AGE = 60 * 60 * 24 * 14
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
if HTTPS:
    SECURE_SSL_REDIRECT = True
    SECURE_HSTS_SECONDS = 60 * 60 * 24 * 365
    SECURE_HSTS_INCLUDE_SUBDOMAINS = env.bool("HSTS_SUBDOMAINS", default=False)
    SECURE_HSTS_PRELOAD = env.bool("HSTS_PRELOAD", default=False)
    if SECURE_HSTS_PRELOAD and not SECURE_HSTS_INCLUDE_SUBDOMAINS:
        raise ImproperlyConfigured("HSTS_PRELOAD needs HSTS_SUBDOMAINS. Set both, or neither.")
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
    SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "__Host-sessionid", "__Host-csrftoken"
    if BEHIND_PROXY:
        SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
CSRF_TRUSTED_ORIGINS = [BASE_URL]
# These checks want HSTS for all sub-domains and for the preload list: the operator decides on both.
SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W021"]

# --- Logs: events in the past tense with ids, and the request they belong to ----------------------
LOGGING = logging_config(env.choice("LOG_LEVEL", LEVELS), is_plain=DEBUG)
