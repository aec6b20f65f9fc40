"""Export and erase all that is kept about a person; each app registers its part."""

from typing import Protocol

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db import transaction

from accounts.erasing.traces import sweep, traces_of
from accounts.looks import look_of_user
from accounts.models import NamedPerson, User
from accounts.single_sign_on import identities


class PersonalData(Protocol):
    """What one app keeps about a person."""

    name: str

    def export(self, user: User) -> object:
        """Return plain values for JSON."""

    def erase(self, user: User) -> None:
        """Delete all that no rule obliges us to keep."""


_PARTS: dict[str, PersonalData] = {}


def register(part: PersonalData) -> None:
    """Add an app's part; call it in ``AppConfig.ready()``."""
    _PARTS[part.name] = part


def export(user: User) -> dict[str, object]:
    """Return all that is kept about ``user``, by the name of the part."""
    return {name: part.export(user) for name, part in sorted(_PARTS.items())}


def has_records(user: User) -> bool:
    """Return whether any part but the account itself keeps something about ``user``."""
    return any(part.export(user) for name, part in _PARTS.items() if name != AccountData.name)


def erase(user: User) -> None:
    """Erase every part, the one registered last first, then typed words that name the person."""
    # Apps register in order of their imports: what refers to rows of a lower app goes first.
    with transaction.atomic():
        traces = traces_of(user)
        for part in reversed(_PARTS.values()):
            part.erase(user)
        sweep(traces)


class AccountData:
    """Export and erase the account itself."""

    name = "account"

    def export(self, user: User) -> dict[str, object]:
        return {
            "email": user.email,
            "name": user.name,
            "time_zone": user.time_zone,
            "language": user.language,
            "look": look_of_user(user)._asdict(),
            "joined_at": user.joined_at.isoformat(),
            "named_for_acts": list(
                NamedPerson.objects.filter(person=user).values(
                    "permission", "record_key", "reason", "named_at", "used_at"
                )
            ),
            "organizations": identities.export(user),
            "changes": list(user.changes.values("old_email", "at", "undone_at")),
            "ways_to_sign_in": list(
                Authenticator.objects.filter(user=user).values("type", "created_at", "last_used_at")
            ),
            "account_events": list(user.account_events.values("kind", "device", "at")),
            "sessions": list(
                UserSession.objects.filter(user=user).values("created_at", "ip", "user_agent")
            ),
        }

    def erase(self, user: User) -> None:
        # Django's own admin writes the address beside each act on the account.
        LogEntry.objects.filter(
            content_type=ContentType.objects.get_for_model(User), object_id=str(user.pk)
        ).delete()
        user.delete()
