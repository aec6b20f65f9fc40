"""The list of people with rights: which roles until when, and with which second factor."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from allauth.mfa.models import Authenticator
from django.db.models import Prefetch, QuerySet
from django.utils import timezone

from accounts.models import GroupManager, RoleGrant, User

Type = Authenticator.Type


@dataclass(frozen=True)
class HeldRole:
    """Hold a role that somebody has; without a grant if it was given by hand on the server."""

    name: str
    grant: RoleGrant | None

    @property
    def last_day(self) -> date | None:
        return self.grant.last_day if self.grant else None


@dataclass(frozen=True)
class PersonWithRights:
    """Hold a person with rights. passkeys: how many they have."""

    user: User
    roles: list[HeldRole] = field(default_factory=list)
    has_app: bool = False
    passkeys: int = 0

    @property
    def has_factor(self) -> bool:
        return self.has_app or self.passkeys > 0


def staff() -> QuerySet[User]:
    """Return the active people who have rights or reach the pages of staff, by name."""
    people = User.objects.filter(is_active=True, is_staff=True)
    shown = people.only("public_id", "name", "email", "is_superuser", "last_login")
    return shown.order_by("name", "email")


def with_rights(people: QuerySet[User]) -> QuerySet[User]:
    """Let each person be read with groups and current grants. Two queries more."""
    grants = RoleGrant.objects.current()
    return people.prefetch_related("groups", Prefetch("role_grants", grants, "current_grants"))


def rows_of(people: Iterable[User]) -> list[PersonWithRights]:
    """Return a row for each person of ``with_rights``. One query."""
    people = list(people)
    factors = Authenticator.objects.filter(
        user__in=people, type__in=(Type.TOTP, Type.WEBAUTHN)
    ).values_list("user", "type")
    counted = Counter(factors)
    return [
        PersonWithRights(
            user=person,
            roles=_roles_of(person),
            has_app=counted[person.pk, Type.TOTP] > 0,
            passkeys=counted[person.pk, Type.WEBAUTHN],
        )
        for person in people
    ]


def _roles_of(person: User) -> list[HeldRole]:
    """Return the roles by the groups of Django, since these give the rights."""
    grants = {grant.role: grant for grant in person.current_grants}  # type: ignore[attr-defined]
    names = sorted(group.name for group in person.groups.all())
    return [HeldRole(name, grants.get(name)) for name in names]


def managers_count() -> int:
    """Return how many people are managers of a group now."""
    current = GroupManager.objects.in_force(timezone.now())
    return current.filter(group__closed_at=None).values("user").distinct().count()
