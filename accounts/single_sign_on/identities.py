"""As whom providers know a person: what is kept of it, shown to staff, and exported."""

from datetime import datetime
from typing import NamedTuple

from allauth.socialaccount.models import SocialAccount

from accounts.models import User
from accounts.single_sign_on.configured import configured_apps


class Identity(NamedTuple):
    """What is kept of one person at one provider.

    provider: its name, or what it was called in the environment if it is no longer there.
    """

    key: int
    provider: str
    subject: str
    employee_number: str
    groups: list[str]
    connected_at: datetime
    last_used_at: datetime


def identities_of(user: User) -> list[Identity]:
    """Return the identities of a person, the oldest first."""
    names = {app["provider_id"]: app["name"] for app in configured_apps()}
    return [
        Identity(
            key=account.pk,
            provider=names.get(account.provider, account.provider),
            subject=account.uid,
            employee_number=account.extra_data.get("employee_number", ""),
            groups=account.extra_data.get("groups", []),
            connected_at=account.date_joined,
            last_used_at=account.last_login,
        )
        for account in SocialAccount.objects.filter(user=user).order_by("pk")
    ]


def export(user: User) -> list[dict[str, object]]:
    """Return the identities of a person as plain values."""
    return [
        {
            "provider": identity.provider,
            "subject": identity.subject,
            "employee_number": identity.employee_number,
            "groups": identity.groups,
            "connected_at": identity.connected_at.isoformat(),
            "last_used_at": identity.last_used_at.isoformat(),
        }
        for identity in identities_of(user)
    ]
