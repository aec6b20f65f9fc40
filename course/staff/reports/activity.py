"""Count one edition's activity in a period, for an accreditor, without names."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet
from django.utils.translation import gettext

from accounts.canonical import digest_of
from course.models import Completion, Edition, Enrolment, LearnerRole
from course.staff.reports.counting import READ_AT_ONCE, kept
from course.staff.reports.filters import Asked
from course.staff.reports.small_rows import rows_to_show

SEVERAL, NO_ROLE = "several", ""

# What apps above this one count of an edition from a time (None: ever) to before another, by name.
FurtherCount = Callable[[Edition, datetime | None, datetime], Mapping[str, int]]
further_counts: list[FurtherCount] = []


@dataclass(frozen=True)
class RoleRow:
    """Hold how many of a role started and completed. key: "" for no role, "several" for more."""

    key: str
    name: str
    started: int
    completed: int


@dataclass(frozen=True)
class Activity:
    """Hold what was counted of an edition.

    waived: completions for which staff waived a unit.
    further: what apps above this one counted, by name.
    """

    roles: Sequence[RoleRow]
    all: RoleRow
    waived: int
    further: Mapping[str, int]
    leaves_roles_out: bool

    def digest(self, edition: Edition, asked: Asked) -> str:
        """Return the SHA-256 of the numbers, and of what they are about."""
        rows = [*self.roles, self.all]
        return digest_of(
            {
                "course": edition.course.slug,
                "edition": edition.number,
                "edition_digest": edition.digest,
                "from": asked.starts_at.isoformat() if asked.starts_at else None,
                "until": asked.ends_at.isoformat(),
                "counted_at": asked.at.isoformat(),
                "roles": [[row.key, row.started, row.completed] for row in rows],
                "waived": self.waived,
                "further": dict(self.further),
            }
        )


def activity(edition: Edition, asked: Asked, *, for_all: bool = False) -> Activity:
    """Return the counts of an edition; counted once for all who ask for the same."""
    name = f"activity-{edition.pk}"
    return kept(name, asked, lambda asked: _count(edition, asked), for_all=for_all)


def _count(edition: Edition, asked: Asked) -> Activity:
    """Count who started in the period, and who completed in it whenever they had started."""
    on_edition = Enrolment.objects.filter(edition=edition)
    completed = _in_period(on_edition, "completed_at", asked)
    roles = _roles_by_enrolment(edition)
    started_by, completed_by = (
        _people_by_role(enrolments, roles)
        for enrolments in (_in_period(on_edition, "started_at", asked), completed)
    )
    people = {key: started_by[key] | completed_by[key] for key in started_by | completed_by}
    shown = rows_to_show(people)
    rows = [
        RoleRow(key, name, len(started_by[key]), len(completed_by[key]))
        for key, name in _names_of_roles(edition).items()
        if key in shown
    ]
    waived = Completion.objects.exclude(waived_because="").filter(enrolment__in=completed)
    further: dict[str, int] = {}
    for count in further_counts:
        further |= count(edition, asked.starts_at, asked.ends_at)
    return Activity(
        roles=rows,
        all=RoleRow("all", "", _sum(started_by), _sum(completed_by)),
        waived=waived.order_by().values("enrolment").distinct().count(),
        further=further,
        leaves_roles_out=len(shown) < len(people),
    )


def _names_of_roles(edition: Edition) -> dict[str, str]:
    """Return the names of the rows by their keys, in order."""
    names = {role.key: role.name for role in edition.known_roles}
    return names | {SEVERAL: gettext("Two or more roles"), NO_ROLE: gettext("No role given")}


def _in_period(enrolments: QuerySet[Enrolment], field: str, asked: Asked) -> QuerySet[Enrolment]:
    period = Q((f"{field}__lt", asked.ends_at))
    if asked.starts_at:
        period &= Q((f"{field}__gte", asked.starts_at))
    return enrolments.filter(period)


def _roles_by_enrolment(edition: Edition) -> Mapping[int, str]:
    """Return the role of each enrolment that has one, or that it has several. One query."""
    known = [role.key for role in edition.known_roles]
    roles = LearnerRole.objects.filter(enrolment__edition=edition, key__in=known).order_by()
    role_by_enrolment: dict[int, str] = {}
    for enrolment, key in roles.values_list("enrolment", "key").iterator(READ_AT_ONCE):
        role_by_enrolment[enrolment] = SEVERAL if enrolment in role_by_enrolment else key
    return role_by_enrolment


def _people_by_role(
    enrolments: QuerySet[Enrolment], roles: Mapping[int, str]
) -> "defaultdict[str, set[int]]":
    """Return the enrolments of each role. One query."""
    by_role: defaultdict[str, set[int]] = defaultdict(set)
    for pk in enrolments.order_by().values_list("pk", flat=True).iterator(READ_AT_ONCE):
        by_role[roles.get(pk, NO_ROLE)].add(pk)
    return by_role


def _sum(people_by_role: Mapping[str, set[int]]) -> int:
    return sum(map(len, people_by_role.values()))
