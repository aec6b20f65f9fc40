"""Charts of the desk: how many people started and finished in each of the last weeks."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from math import ceil
from statistics import median

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.keyset_lists import lengths_of
from course.models import Enrolment
from course.staff.reports.filters import midnight_of

WEEKS = 13  # the last one is not over
WIDTH, HEIGHT = 520, 130
GAP = 4


@dataclass(frozen=True)
class Bar:
    """Hold a bar of a chart: its place in the drawing, and the week and the number it shows."""

    x: int
    y: int
    width: int
    height: int
    week: date
    count: int
    is_unfinished: bool


@dataclass(frozen=True)
class WeekChart:
    """Hold a chart of one number by week, and the same numbers for its table.

    column: the head of the numbers in the table.
    """

    key: str
    title: Promise
    weeks: Sequence[date]
    counts: Sequence[int]
    column: Promise = gettext_lazy("People")

    @property
    def total(self) -> int:
        return sum(self.counts)

    @property
    def unit(self) -> str:
        """Return what the total counts."""
        return ngettext("person", "people", self.total)

    @property
    def finding(self) -> str:
        """Return what the chart shows, in a sentence: the last whole week and the one before."""
        before, last = self.counts[-3], self.counts[-2]
        numbers = {"last": last, "before": before}
        if not last and not before:
            return _("Nobody last week, nor the week before.")
        if last == before:
            return _("%(last)d last week, as many as the week before.") % numbers
        if last > before:
            return _("%(last)d last week, up from %(before)d the week before.") % numbers
        return _("%(last)d last week, down from %(before)d the week before.") % numbers

    @property
    def bars(self) -> list[Bar]:
        """Return the bars; the highest is as high as the drawing."""
        highest = max(*self.counts, 1)
        step = WIDTH // len(self.counts)
        bars = []
        for place, (week, count) in enumerate(zip(self.weeks, self.counts, strict=True)):
            height = round(HEIGHT * count / highest)
            bars.append(
                Bar(
                    x=place * step,
                    y=HEIGHT - height,
                    width=step - GAP,
                    height=height,
                    week=week,
                    count=count,
                    is_unfinished=place == len(self.counts) - 1,
                )
            )
        return bars


@dataclass(frozen=True)
class TimeChart(WeekChart):
    """Hold in how many days half of those who finished in a week did; 0 where nobody did.

    middle: the same of all these weeks.
    """

    middle: int = 0

    @property
    def total(self) -> int:
        return self.middle

    @property
    def unit(self) -> str:
        return ngettext("day, middle time", "days, middle time", self.total)

    @property
    def finding(self) -> str:
        """Return what the chart shows, in a sentence, of the last whole week."""
        if not self.counts[-2]:
            return _("Nobody finished last week.")
        text = ngettext(
            "Half of those who finished last week took %d day or less.",
            "Half of those who finished last week took %d days or less.",
            self.counts[-2],
        )
        return text % self.counts[-2]


def charts() -> list[WeekChart]:
    """Return the charts of the desk. Two queries, which read two indexes."""
    this_monday = timezone.localdate() - timedelta(days=timezone.localdate().weekday())
    weeks = [this_monday - timedelta(weeks=back) for back in reversed(range(WEEKS))]
    asked = [_in_week(field, week) for field in ("started_at", "completed_at") for week in weeks]
    counts = lengths_of(asked)
    return [
        WeekChart("started", gettext_lazy("Started"), weeks, counts[:WEEKS]),
        WeekChart("finished", gettext_lazy("Finished"), weeks, counts[WEEKS:]),
        _time_chart(weeks),
    ]


def _time_chart(weeks: Sequence[date]) -> TimeChart:
    """Return the chart of the days from the start to the end. One query."""
    finished = Enrolment.objects.filter(completed_at__gte=midnight_of(weeks[0])).order_by()
    by_week: dict[date, list[float]] = {week: [] for week in weeks}
    for started_at, completed_at in finished.values_list("started_at", "completed_at"):
        assert completed_at  # by the filter above
        day = timezone.localdate(completed_at)
        monday = day - timedelta(days=day.weekday())
        if monday in by_week:  # else the clock was set back
            by_week[monday].append((completed_at - started_at) / timedelta(days=1))
    everybody = [days for of_week in by_week.values() for days in of_week]
    return TimeChart(
        key="time",
        title=gettext_lazy("Time to finish"),
        weeks=weeks,
        counts=[_middle(by_week[week]) for week in weeks],
        column=gettext_lazy("Days, middle time"),
        middle=_middle(everybody),
    )


def _middle(days: Sequence[float]) -> int:
    """Return in how many days, rounded up, half of them did; 0 of nobody."""
    return max(1, ceil(median(days))) if days else 0


def _in_week(field: str, monday: date) -> QuerySet[Enrolment]:
    """Return the enrolments whose time is in the week from this Monday, in the reader's zone."""
    first, end = midnight_of(monday), midnight_of(monday + timedelta(weeks=1))
    return Enrolment.objects.filter(**{f"{field}__gte": first, f"{field}__lt": end})
