"""Let in somebody who lost every second factor: two administrators, or a command, remove all."""

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from accounts import approvals, audit, mail
from accounts.models import AccountEvent, LettingIn, User
from accounts.security.events import record
from accounts.security.sessions import end_all_sessions


def ask(person: User, by: User, reason: str) -> LettingIn:
    """Ask a second administrator to let a person in; the person is told.

    Raises ActRefusedError for oneself, and while another request for the person waits.
    """
    with transaction.atomic():
        person = User.objects.select_for_update().get(pk=person.pk)
        act = LettingIn(person=person)
        approvals.ask(act, by, reason, among=LettingIn.objects.filter(person=person))
        _mail_asked(act, person)
    return act


def approve(act: LettingIn, by: User, because: str) -> LettingIn:
    """Approve a request, and let the person in; safe to repeat. Raises ActRefusedError."""
    with transaction.atomic():
        approved, is_new = approvals.approve(act, by, because)
        if is_new and approved.person:
            remove_all_factors(approved.person)
    return approved


def refuse(act: LettingIn, by: User, because: str) -> LettingIn:
    """Refuse a request, or take back one's own; raises ActRefusedError."""
    refused, _is_new = approvals.refuse(act, by, because)
    return refused


def let_in_by_command(person: User) -> None:
    """Let a person in without a second one, as whoever runs the server may."""
    with transaction.atomic():
        remove_all_factors(person)
        audit.record(None, "letting-in.by-command", person, "By a command on the server.")


def remove_all_factors(person: User) -> None:
    """Remove passkeys, app and recovery codes, end every session, and mail the person."""
    Authenticator.objects.filter(user=person).delete()
    end_all_sessions(person)
    record(person, AccountEvent.Kind.LET_IN)
    with translation.override(person.language):
        subject = _("You can sign in again")
        text = _(
            "Passkeys, authenticator app and recovery codes were removed from your account, "
            "because you lost them. Everybody was signed out. Sign in with a mailed code or your "
            "password. If you are staff, you are then asked to add a passkey or an app.\n\n"
            "If you did not ask for this, write to us at once:\n%s\n"
        )
        text %= _help_url()
        mail.queue(f"let-in:{person.pk}:{timezone.now():%Y%m%d%H%M%S%f}", person, subject, text)


def _mail_asked(act: LettingIn, person: User) -> None:
    """Tell the person that somebody asked to let them in."""
    with translation.override(person.language):
        subject = _("Somebody asked to let you in again")
        text = _(
            "An administrator says that you lost your passkeys and codes, and asked a second "
            "administrator to remove them from your account. Your password and your records "
            "stay.\n\nIf you did not ask for this, write to us at once:\n%s\n"
        )
        mail.queue(f"let-in-asked:{act.pk}", person, subject, text % _help_url())


def _help_url() -> str:
    return f"{settings.BASE_URL}{reverse('inbox:help')}"
