"""Models of enrolments: the way of one learner through one course."""

import uuid
from collections.abc import Iterable
from datetime import date, datetime
from typing import Self

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import models, transaction
from django.db.models import Count, Exists, F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.db.models.lookups import IsNull
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.compiled_queries import CompiledQuery
from accounts.middleware import zone_of
from accounts.models import User
from accounts.people.words import index_person
from course.models.completion import Completion
from course.models.edition import Course, Edition, Unit
from course.roles import KnownRole
from course.signals import requirements_met

# Neither completed nor ended. Said of two columns, SQLite would look at everybody in progress
# for the few who are quiet; the index of those in progress says the same words.
IN_PROGRESS = Q(IsNull(Coalesce("completed_at", "ended_at"), True))


_completed_units = CompiledQuery(
    lambda enrolment: (
        Completion.objects.filter(enrolment=enrolment)
        .order_by()
        .values_list("unit_key", "revision")
    )
)
_role_keys = CompiledQuery(
    lambda enrolment: (
        Enrolment.objects.filter(pk=enrolment, roles__isnull=False)
        .order_by()
        .values_list("roles__key", flat=True)
    )
)


class EnrolmentQuerySet(models.QuerySet["Enrolment"]):
    def of(self, user: User | AnonymousUser) -> Self:
        """Return this user's enrolments; none for somebody who is not signed in."""
        return self.filter(user_id=user.pk) if user.is_authenticated else self.none()

    def in_progress(self) -> Self:
        """Return those that are neither completed nor ended."""
        return self.filter(IN_PROGRESS)

    def active(self) -> Self:
        """Return those not ended by renewal or by leaving; a finished enrolment stays active."""
        return self.filter(ended_at=None)

    def with_newest_edition(self) -> Self:
        """Return them with ``newest_edition_id``, of the newest edition of their course."""
        editions = Edition.objects.filter(course=OuterRef("course")).order_by("-number")
        return self.annotate(newest_edition_id=Subquery(editions.values("pk")[:1]))

    def with_editions(self) -> Self:
        """Return a row for each pair of an edition and an acknowledgement, the latest first.

        So ``first()`` has ``newest_edition_id`` and ``acknowledged_edition_id``, the latest that
        the learner saw.
        """
        # Joins: every page of a learner asks this, and two subqueries take twice the time.
        return self.annotate(
            newest_edition_id=F("course__editions"),
            acknowledged_edition_id=F("acknowledgements__edition"),
        ).order_by("-course__editions__number", "-acknowledgements__pk")

    def with_progress(self) -> Self:
        """Return them with ``required_count`` and ``done_count``, both of required units."""
        required = Unit.objects.filter(edition=OuterRef("edition"), required=True).order_by()
        completions = Completion.objects.filter(
            enrolment=OuterRef(OuterRef("pk")),
            unit_key=OuterRef("key"),
            revision=OuterRef("revision"),
        )
        done = required.filter(Exists(completions))
        return self.annotate(required_count=_count(required), done_count=_count(done))


class Enrolment(models.Model):
    """One person's way through a course, on the edition they started or moved to.

    last_active_at: when the learner last enrolled, read on, finished something or sat a quiz.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="enrolments"
    )
    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="enrolments")
    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="enrolments")
    holder_name = models.CharField(_("name on the certificate"), max_length=200)
    name_confirmed_at = models.DateTimeField()
    started_at = models.DateTimeField(default=timezone.now)
    completed_at = models.DateTimeField(null=True, blank=True)
    completed_on = models.DateField(null=True, blank=True)
    completed_zone = models.CharField(max_length=64, blank=True)
    # What the learner confirmed before the certificate, in the words that they read.
    statement = models.TextField(blank=True)
    stated_at = models.DateTimeField(null=True, blank=True)
    last_active_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_because = models.CharField(max_length=200, blank=True)

    waiting_waiver_id: int | None  # annotated by course.staff.people.person
    newest_edition_id: int  # annotated by with_newest_edition and with_editions
    acknowledged_edition_id: int | None  # annotated by with_editions
    # Annotated by course.enrolment.my_courses:
    last_unit_key: str | None
    last_passage_key: str | None
    unconfirmed_notice_id: int | None

    objects = EnrolmentQuerySet.as_manager()

    class Meta:
        permissions = [
            ("find_learner", _("Find a learner")),
            ("view_timeline", _("See a learner's timeline")),
            ("waive_unit", _("Waive a unit for a learner")),
            ("view_reports", _("See reports of how many people completed")),
        ]
        indexes = [
            # What the staff's list of editions counts.
            models.Index(
                fields=["edition", "completed_at", "ended_at"], name="course_enrolment_of_edition"
            ),
            # The lists of learners, and what staff count by week.
            models.Index(fields=["last_active_at", "id"], name="course_enrolment_by_activity"),
            models.Index(
                fields=["last_active_at", "id"],
                condition=IN_PROGRESS,
                name="course_enrolment_in_progress",
            ),
            models.Index(fields=["completed_at", "id"], name="course_enrolment_by_completion"),
            models.Index(fields=["started_at"], name="course_enrolment_by_start"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "course"],
                condition=Q(ended_at=None),
                name="course_enrolment_one_active",
            ),
            models.CheckConstraint(
                condition=Q(completed_at=None, completed_on=None)
                | Q(completed_at__isnull=False, completed_on__isnull=False),
                name="course_enrolment_completed_with_date",
            ),
            models.CheckConstraint(
                condition=Q(stated_at=None, statement="")
                | (Q(stated_at__isnull=False) & ~Q(statement="")),
                name="course_enrolment_stated_with_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.course} {self.public_id}"

    @property
    def was_moved(self) -> bool:
        """Return whether staff moved the learner, who has still to read why.

        Needs ``with_editions``.
        """
        return self.acknowledged_edition_id not in {None, self.edition_id}

    def correct_name(self, name: str) -> bool:
        """Change the name for the certificate; return False if completed or ended."""
        unfinished = Enrolment.objects.filter(pk=self.pk, completed_at=None, ended_at=None)
        changed = unfinished.update(holder_name=name, name_confirmed_at=timezone.now())
        self.refresh_from_db(fields=["holder_name", "name_confirmed_at", "completed_at"])
        if changed and self.user:
            index_person(self.user)
        return bool(changed)

    def note_activity(self, at: datetime) -> None:
        """Keep when the learner was last active. Safe to repeat."""
        if at <= self.last_active_at:  # it only ever grows
            return
        earlier = Enrolment.objects.filter(pk=self.pk, last_active_at__lt=at)
        earlier.update(last_active_at=at)
        self.last_active_at = at

    def confirm_statement(self, statement: str) -> bool:
        """Keep what the learner confirmed, in the words shown; the first time counts.

        Returns False if that was kept before.
        """
        unstated = Enrolment.objects.filter(pk=self.pk, stated_at=None)
        changed = unstated.update(statement=statement, stated_at=timezone.now())
        self.refresh_from_db(fields=["statement", "stated_at"])
        return bool(changed)

    def end(self, because: str, at: datetime | None = None) -> bool:
        """End a completed enrolment, so that its course can be taken again.

        Returns False if it is not completed, or has ended already.
        """
        finished = Enrolment.objects.active().filter(pk=self.pk, completed_at__isnull=False)
        changed = finished.update(ended_at=at or timezone.now(), ended_because=because)
        self.refresh_from_db(fields=["ended_at", "ended_because"])
        return bool(changed)

    def roles_in_edition(self) -> list[KnownRole]:
        """Return the roles that this learner has, of those that their edition knows. One query."""
        if not self.edition.roles:
            return []
        keys = set(_role_keys.rows(self.pk))
        return [role for role in self.edition.known_roles if role.key in keys]

    def choose_roles(self, keys: Iterable[str]) -> None:
        """Give the learner these roles and no others. Safe to repeat."""
        with transaction.atomic():
            Enrolment.objects.select_for_update().get(pk=self.pk)
            self.roles.exclude(key__in=keys).delete()
            for key in keys:
                self.roles.get_or_create(key=key)

    def outline(self) -> models.QuerySet[Unit]:
        """Return the units of this learner's edition in order, each with ``done``.

        A unit is done by a completion of the same key and revision, in any edition.
        """
        completions = self.completions.filter(
            unit_key=OuterRef("key"), revision=OuterRef("revision")
        )
        units: models.QuerySet[Unit] = Unit.objects.outline_of(self.edition_id)
        # The type checker takes the declared attribute and the annotation for two.
        return units.annotate(done=Exists(completions))  # type: ignore[no-redef]

    def done_keys(self, units: Iterable[Unit]) -> frozenset[str]:
        """Return the keys of those units that are done, by the rule of ``outline``. One query."""
        completed = set(_completed_units.rows(self.pk))
        return frozenset(unit.key for unit in units if (unit.key, unit.revision) in completed)

    def remaining(self) -> models.QuerySet[Unit]:
        """Return the required units that are not done yet."""
        return self.outline().filter(Q(("done", False)), required=True)

    def before_final(self) -> models.QuerySet[Unit]:
        """Return the required units to do before final units open."""
        return self.remaining().filter(is_final=False)

    def complete(
        self,
        unit: Unit,
        *,
        earned: object = None,
        possible: object = None,
        at: datetime | None = None,
    ) -> Completion:
        """Record that ``unit`` was finished, and finish the course if nothing required remains.

        The first time counts; safe to repeat. Raises ValueError for a unit of another edition.
        earned, possible: the points of a quiz (exact numbers, kept as text).
        """
        completion = self._record_completion(
            unit, at, earned=_as_text(earned), possible=_as_text(possible)
        )
        if unit.kind == Unit.Kind.LESSON:
            # Nobody goes on reading there: no page leads to a place in a completed lesson.
            self.positions.filter(unit_key=unit.key).delete()
        return completion

    def waive(
        self, unit: Unit, *, by: User, because: str, at: datetime | None = None
    ) -> Completion:
        """Let this learner finish without ``unit``; the certificate will say so.

        Raises ValueError without a reason, or for a unit of another edition.
        """
        if not because.strip():
            raise ValueError("A unit is waived only with a reason.")
        return self._record_completion(unit, at, waived_by=by, waived_because=because.strip())

    def _record_completion(self, unit: Unit, at: datetime | None, **fields: object) -> Completion:
        if unit.edition_id != self.edition_id:
            raise ValueError(f"unit {unit.key} is not in the edition of enrolment {self.public_id}")

        at = at or timezone.now()
        with transaction.atomic():
            # Two tabs may finish the last two units at once. The lock makes the second wait, so
            # that it sees that nothing remains.
            people = Enrolment.objects.select_related("user").select_for_update(of=("self",))
            locked = people.get(pk=self.pk)
            completion = locked._get_or_add_completion(unit, at, fields)
            if not completion.was_waived:
                locked.note_activity(at)
            locked.finish_if_done(at)

        for name in ("completed_at", "completed_on", "completed_zone"):
            setattr(self, name, getattr(locked, name))
        return completion

    def _get_or_add_completion(
        self, unit: Unit, at: datetime, fields: dict[str, object]
    ) -> Completion:
        first_time = {"unit": unit, "completed_at": at, "completed_on": self.local_date(at)}
        completion, _made = Completion.objects.get_or_create(
            enrolment=self,
            unit_key=unit.key,
            revision=unit.revision,
            defaults=first_time | fields,
        )
        return completion

    def finish_if_done(self, at: datetime) -> None:
        """Finish the course if no required unit remains, and announce that after the commit.

        at: when the unit was finished that was written down last.
        ``completed_on`` is the date in the learner's time zone now, and never changes.
        """
        if self.completed_at:
            return
        required = [unit for unit in self.outline() if unit.required]
        if not required or not all(unit.done for unit in required):
            return

        self.completed_at = self._last_finished_at(required, at)
        self.completed_on = self.local_date(self.completed_at)
        self.completed_zone = self.zone
        self.save(update_fields=["completed_at", "completed_on", "completed_zone"])
        transaction.on_commit(
            lambda: requirements_met.send_robust(
                Enrolment, enrolment=self, award_key=self.course.slug
            ),
            robust=True,
        )

    def _last_finished_at(self, required: Iterable[Unit], at: datetime) -> datetime:
        """Return when the last of the required units was finished; at least ``at``."""
        if at >= self.last_active_at:
            return at
        # A quiz counts from when it was handed in, also if it is marked, or marked again, after
        # a later unit was finished.
        keys = {(unit.key, unit.revision) for unit in required}
        rows = self.completions.values_list("unit_key", "revision", "completed_at")
        return max([at, *(when for key, revision, when in rows if (key, revision) in keys)])

    @property
    def zone(self) -> str:
        return self.user.time_zone if self.user else "UTC"

    def local_date(self, at: datetime) -> date:
        """Return the date of ``at`` in the learner's time zone."""
        return at.astimezone(zone_of(self.zone)).date()


def _as_text(number: object) -> str:
    return "" if number is None else str(number)


def _count(units: models.QuerySet[Unit]) -> Coalesce:
    return Coalesce(
        Subquery(units.values("edition").annotate(count=Count("pk")).values("count")), 0
    )
