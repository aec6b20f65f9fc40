"""Demo accounts with a published password; a site without DEBUG refuses to start with them."""

import logging

from allauth.account.models import EmailAddress
from django.conf import settings
from django.core import checks
from django.core.exceptions import ImproperlyConfigured
from django.db import Error, connection
from django.db.models import QuerySet

from accounts.models import User
from config.site_checks import SITE

logger = logging.getLogger(__name__)
PASSWORD = "waymark demo only"  # noqa: S105  printed, and made only under DEBUG
DOMAIN = "@demo.example"


def demo_user(name_before_at: str, name: str, **rights: bool) -> User:
    """Return a demo user who can sign in, made if missing, with a confirmed address."""
    email = name_before_at + DOMAIN
    user, is_new = User.objects.get_or_create(email=email, defaults={"name": name})
    if is_new or not user.is_active:
        user.set_password(PASSWORD)
        for field, value in {"is_active": True, **rights}.items():
            setattr(user, field, value)
        user.save()
    confirmed = {"verified": True, "primary": True}
    EmailAddress.objects.get_or_create(user=user, email=email, defaults=confirmed)
    return user


def open_demo_accounts() -> "QuerySet[User]":
    """Return the demo accounts that can sign in."""
    return User.objects.filter(email__endswith=DOMAIN, is_active=True)


def close_demo_accounts() -> int:
    """Close every demo account (no password, rights or sign-in); return how many there were."""
    # The rows stay, because training records refer to them.
    users = list(open_demo_accounts())
    for user in users:
        user.is_active = user.is_staff = user.is_superuser = False
        user.set_unusable_password()
        user.save()
        logger.info("demo account closed id=%s", user.pk)
    return len(users)


@checks.register(checks.Tags.security, SITE, deploy=True)
def check_no_demo_account(**_: object) -> list[checks.CheckMessage]:
    """Return an error if a demo account can sign in while DEBUG is off."""
    if settings.DEBUG:
        return []
    try:
        count = open_demo_accounts().count()
    except Error:  # no database, or no tables yet: /readyz says so
        return []
    if not count:
        return []
    return [
        checks.Error(
            f"Demo accounts with a published password can sign in: {count}.",
            hint=f"Run: {settings.MANAGE_COMMAND} demo_cast --remove",
            id="config.E001",
        )
    ]


def refuse_demo_accounts() -> None:
    """Raise ImproperlyConfigured if a demo account can sign in while DEBUG is off."""
    errors = check_no_demo_account()
    connection.close()  # the thread that starts the site makes no more queries
    for error in errors:
        raise ImproperlyConfigured(f"{error.msg} {error.hint}")
