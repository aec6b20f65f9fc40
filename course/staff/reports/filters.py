"""Say whom a report counts: by course, by when they enrolled, and after how much time."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from course.models import Edition, Enrolment

# A report is counted up to a time that comes round this often, and kept until the next.
COUNTED_EVERY = timedelta(minutes=10)
EARLIEST, LATEST = date(2000, 1, 1), date(2100, 1, 1)


class By(models.TextChoices):
    """What the rows of the report on completion are."""

    GROUP = "group", _("Group")
    COURSE = "course", _("Course")
    MONTH = "month", _("Month of enrollment")


@dataclass(frozen=True)
class Asked:
    """Hold whom a report counts; equal values are counted alike.

    course_id: None for all. starts_at, ends_at: who enrolled from one to before the other.
    after_days: each has so many days to complete; 0 for all the time until ``at``.
    at: what happened later is not counted.
    """

    by: By
    course_id: int | None
    starts_at: datetime | None
    ends_at: datetime
    after_days: int
    at: datetime

    @property
    def enrolments(self) -> QuerySet[Enrolment]:
        """Return who is counted: all of them had the same time, unless it is counted so far."""
        found = Enrolment.objects.filter(started_at__lt=self.ends_at)
        if self.starts_at:
            found = found.filter(started_at__gte=self.starts_at)
        return found.filter(course=self.course_id) if self.course_id else found

    @property
    def last_moment(self) -> datetime:
        """Return the last moment of enrollment that is counted."""
        return self.ends_at - timedelta(seconds=1)

    @property
    def stamp(self) -> int:
        """Return ``at`` for an address, which then shows the same numbers later."""
        return int(self.at.timestamp())


DAY_FIELD: dict[str, Any] = {
    "required": False,
    "validators": [MinValueValidator(EARLIEST), MaxValueValidator(LATEST)],
    "widget": forms.DateInput(attrs={"type": "date"}),
}
AFTER = {
    "30": _("After 30 days"),
    "60": _("After 60 days"),
    "90": _("After 90 days"),
    "180": _("After 180 days"),
    "365": _("After 365 days"),
    "0": _("So far"),
}


class PeriodFilter(forms.Form):
    """Ask for a course and when people enrolled; without anything, for all."""

    course = forms.ChoiceField(label=_("Course"), required=False)
    started_from = forms.DateField(label=_("Enrolled from"), **DAY_FIELD)
    started_until = forms.DateField(label=_("to"), **DAY_FIELD)
    at = forms.IntegerField(required=False, min_value=0, widget=forms.HiddenInput)

    usual: Mapping[str, str] = {}
    # The period in the first line of a file.
    between = _("Enrolled from %(first)s to %(last)s.")
    until = _("Enrolled until %(last)s.")

    def __init__(self, sent: Mapping[str, str]) -> None:
        super().__init__({**self.usual, **dict(sent.items())}, auto_id="report_%s")
        self.titles = self._titles()
        field = self.fields["course"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = list(self.titles.items())

    @property
    def has_choice(self) -> bool:
        """Return whether there is more than one course to choose."""
        return len([key for key in self.titles if key]) > 1

    def _titles(self) -> dict[str, str]:
        """Return the titles of what may be chosen, by its key in the address."""
        courses = Edition.objects.newest().order_by("short_title", "course")
        titles = courses.values_list("course_id", "short_title")
        return {"": gettext("Every course")} | {str(key): title for key, title in titles}

    def clean(self) -> None:
        first, last = (self.cleaned_data.get(f"started_{end}") for end in ("from", "until"))
        if first and last and first > last:
            self.add_error("started_until", _("The last day comes before the first one."))

    @property
    def asked(self) -> Asked:
        """Return whom a form without mistakes asks for."""
        asked = self.cleaned_data
        at = self._counted_at()
        days = int(asked.get("after") or 0)
        ends_at = at - timedelta(days=days)
        if last := asked["started_until"]:
            ends_at = min(ends_at, midnight_of(last + timedelta(days=1)))
        return Asked(
            by=By(asked.get("by") or By.GROUP),
            course_id=self._course_id(),
            starts_at=midnight_of(asked["started_from"]) if asked["started_from"] else None,
            ends_at=ends_at,
            after_days=days,
            at=at,
        )

    def _course_id(self) -> int | None:
        chosen = self.cleaned_data["course"]
        return int(chosen) if chosen else None

    def _counted_at(self) -> datetime:
        """Return the time of the last count, or the earlier one that the address names."""
        every = int(COUNTED_EVERY.total_seconds())
        latest = int(timezone.now().timestamp()) // every * every
        named = self.cleaned_data["at"]
        return datetime.fromtimestamp(latest if named is None else min(named, latest), UTC)

    def in_words(self) -> list[str]:
        """Return what is asked for, a sentence each, for the first line of a file."""
        course = gettext("Course: %s.") % self.titles[self.cleaned_data["course"]]
        return [course, *self._times_in_words()]

    def _times_in_words(self) -> list[str]:
        asked = self.asked
        times = {"last": _day_in_words(asked.last_moment), "at": f"{asked.at:%Y-%m-%d %H:%M}"}
        if asked.starts_at:
            times["first"] = _day_in_words(asked.starts_at)
            period = self.between
        else:
            period = self.until
        counted = gettext("Counted at %(at)s UTC.")
        return [period % times, counted % times]


class CompletionFilter(PeriodFilter):
    """Ask for completion by something, after the same time for everybody."""

    by = forms.ChoiceField(label=_("By"), choices=By.choices)
    after = forms.ChoiceField(label=_("Counted"), choices=list(AFTER.items()))

    usual = {"by": By.GROUP, "after": "90"}

    def in_words(self) -> list[str]:
        """Return what is asked for, a sentence each, for the first line of a file."""
        after = AFTER[self.cleaned_data["after"]]
        title = gettext("Completion by: %s.") % self.asked.by.label
        return [title, *super().in_words(), gettext("Completed: %s.") % after]


class ActivityFilter(PeriodFilter):
    """Ask for one edition and a period; without anything, for the newest one."""

    course = forms.ChoiceField(label=_("Course and edition"), required=False)
    started_from = forms.DateField(label=_("From"), **DAY_FIELD)

    # Who started and who completed in it: two periods of the same days.
    between = _("From %(first)s to %(last)s.")
    until = _("Until %(last)s.")

    def _titles(self) -> dict[str, str]:
        """Return the titles of all editions by their keys, the newest first."""
        editions = Edition.objects.order_by("-published_at", "-pk")
        shown = editions.values_list("pk", "short_title", "number")
        in_words = gettext("%(course)s, edition %(number)d")
        return {
            str(pk): in_words % {"course": title, "number": number} for pk, title, number in shown
        }

    @property
    def edition(self) -> Edition | None:
        """Return the edition that is asked for; None where nothing is published."""
        key = self.cleaned_data["course"] or next(iter(self.titles), None)
        return Edition.objects.select_related("course").get(pk=key) if key else None

    def _course_id(self) -> int | None:
        return None

    def in_words(self) -> list[str]:
        """Return what is asked for, a sentence each, for the first line of a file."""
        edition = self.edition
        course = gettext("Activity report: %s.") % (edition or "")
        return [course, *self._times_in_words()]


def midnight_of(day: date) -> datetime:
    """Return when a day begins, in the time zone of the page."""
    return timezone.make_aware(datetime.combine(day, time.min))


def _day_in_words(at: datetime) -> str:
    return timezone.localdate(at).isoformat()
