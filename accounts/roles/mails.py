"""Mails to people about their roles of staff."""

from datetime import timedelta

from django.conf import settings
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts import mail
from accounts.roles.models import RoleGrant

TOLD_BEFORE = timedelta(days=7)


def queue_given(grant: RoleGrant) -> None:
    """Tell a person which role they were given, and what they need to use it."""
    assert grant.person is not None
    with translation.override(grant.person.language):
        subject = _("You were given a role on this site")
        text = _(
            "Your role: %(role)s\nUntil: %(until)s\n\n"
            "Staff sign in with a passkey or an authenticator app. If you have none yet, the site"
            " asks you to add one first.\n\n%(link)s\n"
        )
        until = _("no last day is set")
        if grant.last_day:
            until = date_format(grant.last_day)
        words = {
            "role": grant.get_role_display(),
            "until": until,
            "link": settings.BASE_URL + reverse("staff:home"),
        }
        mail.queue(f"role-given:{grant.pk}", grant.person, subject, text % words)


def tell_before_the_end() -> None:
    """Tell people, once, that a role of theirs ends within a week."""
    now = timezone.now()
    soon = RoleGrant.objects.current().filter(ends_at__gt=now, ends_at__lte=now + TOLD_BEFORE)
    for grant in soon.filter(person__is_active=True).select_related("person"):
        _queue_ends(grant)


def _queue_ends(grant: RoleGrant) -> None:
    assert grant.person is not None
    assert grant.last_day is not None
    with translation.override(grant.person.language):
        subject = _("Your role on this site ends soon")
        text = _(
            "Your role: %(role)s\nIts last day: %(day)s\n\n"
            "If you need it for longer, ask an administrator before that day.\n"
        )
        words = {"role": grant.get_role_display(), "day": date_format(grant.last_day)}
        mail.queue(f"role-ends:{grant.pk}", grant.person, subject, text % words)
