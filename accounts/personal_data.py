"""The registry of what is kept about a person: each app says how to export and how to erase its part."""

from typing import Any, Protocol

from django.db import transaction

from accounts.models import User


class PersonalData(Protocol):
    """One app's part: ``export`` answers plain values for JSON; ``erase`` removes what no rule obliges us to keep."""

    name: str

    def export(self, user: User) -> Any: ...

    def erase(self, user: User) -> None: ...


_PARTS: dict[str, PersonalData] = {}


def register(part: PersonalData) -> None:
    """Add an app's part; called from ``AppConfig.ready()``."""
    _PARTS[part.name] = part


def export(user: User) -> dict[str, Any]:
    """Everything kept about ``user``, by part."""
    return {name: part.export(user) for name, part in sorted(_PARTS.items())}


def has_records(user: User) -> bool:
    """Return whether any part keeps something about ``user`` beside the account itself."""
    return any(part.export(user) for name, part in _PARTS.items() if name != AccountData.name)


def erase(user: User) -> None:
    """Erase what was registered last first: an app's part goes before the parts that it stands on."""
    with transaction.atomic():
        for part in reversed(_PARTS.values()):
            part.erase(user)


class AccountData:
    """The account itself."""

    name = "account"

    def export(self, user: User) -> dict[str, Any]:
        return {
            "email": user.email,
            "name": user.name,
            "time_zone": user.time_zone,
            "language": user.language,
            "joined_at": user.joined_at.isoformat(),
            "roles": sorted(user.roles.values_list("name", flat=True)),
            "changes": list(user.changes.values("old_email", "at", "undone_at")),
        }

    def erase(self, user: User) -> None:
        user.delete()
