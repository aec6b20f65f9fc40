"""Models of editions: what is taught, published once and never changed."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from functools import cached_property
from itertools import groupby
from operator import attrgetter
from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Count, Exists, F, Min, OuterRef, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language_info
from django.utils.translation import gettext_lazy as _

from course.hours import quarter_hours
from course.models.published import Published, PublishedQuerySet
from course.roles import KnownRole, roles_in_lines

MINUTES_AN_HOUR = 60
REVIEWERS_NEEDED = 2  # of every module, before an edition counts as reviewed


class CourseQuerySet(models.QuerySet["Course"]):
    def published(self) -> Self:
        """Return the courses that have an edition."""
        return self.filter(Exists(Edition.objects.filter(course=OuterRef("pk"))))


class Course(models.Model):
    """A course through all its editions."""

    slug = models.SlugField(unique=True)
    created_at = models.DateTimeField(default=timezone.now)

    objects = CourseQuerySet.as_manager()

    class Meta:
        permissions = [
            ("view_editions", _("See editions and what the next would change")),
            ("publish_edition", _("Publish an edition")),
        ]

    def __str__(self) -> str:
        return self.slug

    def get_absolute_url(self) -> str:
        return reverse("course:course", args=[self.slug])

    @property
    def current_edition(self) -> "Edition | None":
        """Return the newest edition, which new learners start on; None if there is none."""
        return self.editions.order_by("-number").first()


class EditionQuerySet(PublishedQuerySet["Edition"]):
    def newest(self) -> Self:
        """Return the editions that are the newest of their course."""
        later = Edition.objects.filter(course=OuterRef("course"), number__gt=OuterRef("number"))
        return self.filter(~Exists(later))

    def safety_corrections(self) -> Self:
        """Return the editions that correct something that can hurt somebody."""
        return self.exclude(safety_correction="")

    def reviewed(self) -> Self:
        """Return the editions of which every module, as it stands, has its sign-offs."""
        modules = Module.objects.filter(edition=OuterRef("pk"))
        return self.filter(Exists(modules), ~Exists(modules.lacking_reviewers()))


class Edition(Published):
    """Hold the whole course as published on one day.

    digest: the SHA-256 over the path and the bytes of every file of the course.
    audience, limits, wont, standing, crisis: one line each.
    crisis: what to do in an emergency. roles: as ``course.roles`` writes them.
    kind_of_course, objectives_frame, certificate_says, guide_caution: "" for the usual words.
    accreditation: the edition's own statement of credit, or "".
    minutes: the estimated time of all units.
    open_roles: roles in its making that nobody holds, one line each.
    needs: what practice lacks, as [{"text", "references": [tag, …]}, …].
    pilot: the time that learners took, as {"people", "minutes"}; null if nobody measured it.
    safety_correction: what was wrong and is right now; "" for an ordinary edition.
    """

    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="editions")
    number = models.PositiveIntegerField()
    digest = models.CharField(max_length=64)
    title = models.CharField(max_length=200)
    short_title = models.CharField(max_length=80)
    language = models.CharField(max_length=16)
    promise = models.TextField()
    audience = models.TextField()
    method = models.TextField()
    limits = models.TextField()
    wont = models.TextField()
    disclosures = models.TextField()
    funding = models.TextField()
    accreditation = models.TextField(blank=True)
    pass_mark = models.PositiveSmallIntegerField()
    minutes = models.PositiveIntegerField()
    released_on = models.DateField()
    reviewed_on = models.DateField(null=True)
    expires_on = models.DateField()
    published_at = models.DateTimeField(default=timezone.now)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    safety_correction = models.TextField(blank=True)
    kind_of_course = models.CharField(max_length=200, blank=True)
    standing = models.TextField(blank=True)
    objectives_frame = models.CharField(max_length=80, blank=True)
    certificate_says = models.TextField(blank=True)
    guide_caution = models.CharField(max_length=200, blank=True)
    crisis = models.TextField(blank=True)
    roles = models.TextField(blank=True)
    plain = models.BooleanField(default=False)
    origin = models.TextField(blank=True)
    hardware = models.TextField(blank=True)
    open_roles = models.TextField(blank=True)
    needs = models.JSONField(default=list, blank=True)
    pilot = models.JSONField(null=True, blank=True)

    objects: ClassVar = EditionQuerySet.as_manager()
    at_hand_with = ("course",)

    class Meta:
        ordering = ["course", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["course", "number"], name="course_edition_number"),
            models.UniqueConstraint(fields=["course", "digest"], name="course_edition_digest"),
            models.CheckConstraint(
                condition=Q(pass_mark__lte=100), name="course_edition_pass_mark"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title}, edition {self.number}"

    @property
    def important_corrections(self) -> Sequence[models.Model]:
        """Return the corrections that learners are told of first; all where none goes first."""
        corrections = list(self.corrections.all())
        return [each for each in corrections if each.is_important] or corrections

    @property
    def other_corrections(self) -> Sequence[models.Model]:
        """Return the corrections that are not among the important ones."""
        important = self.important_corrections
        return [correction for correction in self.corrections.all() if correction not in important]

    @cached_property
    def units_by_module(self) -> tuple[tuple["Module", tuple["Unit", ...]], ...]:
        """Return the modules in order, each with its units; read once for this object.

        The units of an edition at hand are shared by all requests, as the edition is.
        """
        return _by_module(self.units.select_related("module"))

    @cached_property
    def search_groups(self) -> tuple[Any, ...]:
        """Return how its entries of the search are grouped: rows as ``course.search.groups`` says.

        Read once for this object.
        """
        entries = self.search_entries.order_by().values("place", "unit", "is_public")
        counted = entries.annotate(first=Min("number"), size=Count("pk")).order_by("first")
        names = ("place", "is_public", "unit__key", "unit__number", "unit__title")
        return tuple(counted.values_list("first", "size", *names, named=True))

    @classmethod
    def with_units_at_hand(cls, keys: Iterable[int]) -> dict[int, Self]:
        """Return editions at hand by primary key, their units read too. At most two queries."""
        editions = cls.at_hand(keys)
        unread = [
            edition for edition in editions.values() if "units_by_module" not in vars(edition)
        ]
        if not unread:
            return editions

        units = _units_by_edition(unread)
        for edition in unread:
            edition.units_by_module = _by_module(units[edition.pk])
        return editions

    @property
    def release_day(self) -> date:
        """Return the day of release, at the latest the reader's day of its publication here."""
        # The date that the author wrote may be tomorrow where the reader lives.
        return min(self.released_on, timezone.localdate(self.published_at))

    def has_expired(self, on: date | None = None) -> bool:
        """Return whether nobody can enrol any more; those who started may finish.

        on: a date; today if None.
        """
        return (on or timezone.localdate()) >= self.expires_on

    @property
    def is_reviewed(self) -> bool:
        """Return whether every module, as it stands, has its sign-offs. One query."""
        return bool(Edition.objects.filter(pk=self.pk).reviewed().exists())

    @property
    def reviewers(self) -> Iterable[Mapping[str, object]]:
        """Return who signed modules off as they stand.

        Rows of reviewer_name, reviewer_profession, disclosure and last_signed_on.
        """
        signed = self.course.reviews.filter(digest__in=self.modules.values("digest"))
        words = ("reviewer_name", "reviewer_profession", "disclosure")
        people = signed.values(*words).annotate(last_signed_on=models.Max("signed_on"))
        by_name: Iterable[Mapping[str, object]] = people.order_by(*words)
        return by_name

    @property
    def audience_lines(self) -> list[str]:
        return self.audience.splitlines()

    @property
    def standing_lines(self) -> list[str]:
        return self.standing.splitlines()

    @property
    def crisis_lines(self) -> list[str]:
        return self.crisis.splitlines()

    @property
    def known_roles(self) -> list[KnownRole]:
        """Return the roles that learners may say they have, in the order of the course."""
        return roles_in_lines(self.roles)

    @property
    def limits_lines(self) -> list[str]:
        return self.limits.splitlines()

    @property
    def wont_lines(self) -> list[str]:
        return self.wont.splitlines()

    @property
    def open_role_lines(self) -> list[str]:
        return self.open_roles.splitlines()

    @property
    def pilot_hours(self) -> str:
        """Return the hours that learners took in a pilot, rounded down; "" without a pilot."""
        return quarter_hours(self.pilot["minutes"]) if self.pilot else ""

    @property
    def is_short(self) -> bool:
        """Return whether its time is said in minutes."""
        return self.minutes < MINUTES_AN_HOUR

    @property
    def quarter_hours(self) -> str:
        """Return the estimated time in hours, rounded down to a quarter: "1.25"."""
        return quarter_hours(self.minutes)

    @property
    def language_name(self) -> str:
        """Return its language in words of the page's; the code of one that Django does not know."""
        try:
            return str(get_language_info(self.language)["name_translated"])
        except KeyError:
            return self.language


class ModuleQuerySet(PublishedQuerySet["Module"]):
    def lacking_reviewers(self) -> Self:
        """Return the modules that too few reviewers signed off as they stand."""
        reviews = "edition__course__reviews"
        as_it_stands = Q((f"{reviews}__module_key", F("key")), (f"{reviews}__digest", F("digest")))
        counted = self.annotate(reviewer_count=Count(reviews, filter=as_it_stands))
        return counted.filter(reviewer_count__lt=REVIEWERS_NEEDED)


class Module(Published):
    """A group of units with a title of its own.

    digest: the SHA-256 over its folder, which a sign-off names.
    """

    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="modules")
    key = models.SlugField(max_length=80)
    position = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=200)
    summary = models.TextField(blank=True)
    digest = models.CharField(max_length=64)

    objects: ClassVar = ModuleQuerySet.as_manager()

    class Meta:
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["edition", "key"], name="course_module_key")]

    def __str__(self) -> str:
        return self.title


class Objective(Published):
    """What a learner can do afterwards.

    module: None for an objective of the course.
    """

    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="objectives")
    module = models.ForeignKey(
        Module, null=True, on_delete=models.PROTECT, related_name="objectives"
    )
    key = models.SlugField(max_length=80)
    text = models.TextField()
    bloom = models.CharField(max_length=12)
    position = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["edition", "key"], name="course_objective_key")
        ]

    def __str__(self) -> str:
        return self.text


class UnitQuerySet(PublishedQuerySet["Unit"]):
    def outline_of(self, edition: int) -> Self:
        """Return the units of an edition (its primary key) in order, with their modules."""
        return self.filter(edition=edition).select_related("module", "edition__course")


class Unit(Published):
    """One page of the outline: a lesson or a quiz.

    key: the same in all editions.
    digest: of its content; course.unit_changes compares it with that of other editions.
    number: "module.lesson" of a lesson, "" of a quiz.
    is_final: it opens when everything else required is done.
    sample: everybody may read it.
    """

    class Kind(models.TextChoices):
        LESSON = "lesson", _("Lesson")
        QUIZ = "quiz", _("Quiz")

    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="units")
    module = models.ForeignKey(Module, on_delete=models.PROTECT, related_name="units")
    key = models.SlugField(max_length=80)
    revision = models.PositiveIntegerField()
    kind = models.CharField(max_length=12, choices=Kind)
    position = models.PositiveSmallIntegerField()
    number = models.CharField(max_length=12)
    title = models.CharField(max_length=200)
    required = models.BooleanField()
    is_final = models.BooleanField(default=False)
    sample = models.BooleanField()
    minutes = models.PositiveSmallIntegerField()
    digest = models.CharField(max_length=80)
    objectives = models.ManyToManyField(Objective, related_name="units")

    done: bool  # annotated by Enrolment.outline, set by course.outline
    completion: models.Model | None  # set by the page of staff about a learner

    objects: ClassVar = UnitQuerySet.as_manager()

    class Meta:
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["edition", "key"], name="course_unit_key")]

    def __str__(self) -> str:
        return f"{self.number} {self.title}".strip()

    def get_absolute_url(self) -> str:
        return reverse("course:unit", args=[self.edition.course.slug, self.key])


def _units_by_edition(editions: Iterable[Edition]) -> dict[int, list[Unit]]:
    """Return the units of each edition in order, by its primary key. One query."""
    by_key = {edition.pk: edition for edition in editions}
    units_of: dict[int, list[Unit]] = defaultdict(list)
    units = Unit.objects.filter(edition__in=by_key).select_related("module")
    for unit in units.order_by("edition", "position"):
        unit.edition = by_key[unit.edition_id]
        units_of[unit.edition_id].append(unit)
    return units_of


def _by_module(units: Iterable[Unit]) -> tuple[tuple[Module, tuple[Unit, ...]], ...]:
    """Return units that stand in order by their modules."""
    groups = groupby(units, key=attrgetter("module"))
    return tuple((module, tuple(units_of_module)) for module, units_of_module in groups)
