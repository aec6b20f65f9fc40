"""The rule that one administrator stays."""

from django.contrib.auth.models import Group
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.approvals.refused import ActRefusedError
from accounts.models import RoleGrant, User

ADMINISTRATOR = "Administrator"
LAST_ADMINISTRATOR = _("This is the only administrator. Make somebody else an administrator first.")


def is_last_administrator(person: User) -> bool:
    """Return whether the person is an administrator, and nobody else is; call in a transaction."""
    # Whoever else asks waits, so that two cannot end each other's rights.
    list(Group.objects.select_for_update().filter(name=ADMINISTRATOR))
    over = RoleGrant.objects.lapsed(timezone.now()).filter(role=ADMINISTRATOR)
    found = User.objects.administrators()
    others = found.exclude(pk=person.pk).exclude(is_superuser=False, role_grants__in=over)
    return found.filter(pk=person.pk).exists() and not others.exists()


def check_others_stay(person: User) -> None:
    """Raise ActRefusedError if nobody would be an administrator without this person."""
    if is_last_administrator(person):
        raise ActRefusedError(str(LAST_ADMINISTRATOR))
