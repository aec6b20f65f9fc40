"""Give many people a later last day of a course: first who would get it, then the act."""

from collections import defaultdict
from collections.abc import Set
from dataclasses import dataclass
from datetime import date

from django import forms
from django.db import transaction
from django.db.models import OuterRef, Subquery
from django.http import HttpResponse
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods

from accounts.fields import DayField
from accounts.groups.staff import MAY_MANAGE, PAGE_METHODS
from accounts.models import GroupMember, User
from accounts.staff import StaffRequest, staff_page
from course.assignments import acts
from course.assignments.forms import CourseField
from course.models import Course, DueDateExtension, Edition, Enrolment, GroupCourse
from course.staff.people.acts_on_many import ActOnMany, Answers, plan_and_act
from course.staff.people.plans import Plan, plan_of

NOT_ASKED = gettext_lazy("are in no group that asks for this course")
COMPLETED = gettext_lazy("have completed the course")
LATER = gettext_lazy("have this last day, a later one or none")


class UntilForm(forms.Form):
    """Ask for which course people get a later last day."""

    of = CourseField(
        Course.objects.none(),
        label=gettext_lazy("Course"),
        to_field_name="slug",
        empty_label=gettext_lazy("Choose a course"),
        error_messages={"required": gettext_lazy("Choose a course.")},
    )
    until = DayField(
        label=gettext_lazy("New last day"),
        help_text=gettext_lazy("It ends at midnight in the time zone of each person’s group."),
    )

    def __init__(self, data: object) -> None:
        super().__init__(data)  # type: ignore[arg-type]
        field = self.fields["of"]
        assert isinstance(field, CourseField)
        asked = GroupCourse.objects.current().values("course")
        titles = Edition.objects.filter(course=OuterRef("pk")).order_by("-number")
        courses = Course.objects.filter(pk__in=asked)
        titled = courses.annotate(title=Subquery(titles.values("title")[:1]))
        field.queryset = titled.order_by("title")


@dataclass(frozen=True)
class Late:
    """Hold a person, and the courses of their groups whose last day the new one is after."""

    person: User
    asked: list[GroupCourse]
    why_not: Promise | None


@staff_page("course.find_learner", MAY_MANAGE)
@require_http_methods(PAGE_METHODS)
def extend(request: StaffRequest) -> HttpResponse:
    """Show who would get a later last day; by POST give it. A second click changes nothing."""
    return plan_and_act(request, ACT)


def _plan(people: list[User], asked: Answers) -> Plan[Late]:
    """Return who gets the new last day: who was asked, has not finished, and has an earlier one."""
    course, until = asked["of"], asked["until"]
    completed = Enrolment.objects.active().filter(course=course, user__in=people)
    finished = set(completed.exclude(completed_on=None).values_list("user", flat=True))
    days = _last_days(people, course)
    late = [_late(person, days.get(person.pk, {}), until, finished) for person in people]
    return plan_of(late, lambda row: row.why_not)


def _last_days(people: list[User], course: Course) -> dict[int, dict[GroupCourse, date | None]]:
    """Return the last day of each person by what their groups ask. Three queries."""
    asked = {row.group_id: row for row in GroupCourse.objects.current().filter(course=course)}
    given = DueDateExtension.objects.filter(user__in=people, group_course__in=asked.values())
    extended = {
        (user, group_course): day
        for user, group_course, day in given.values_list("user", "group_course", "due_on")
    }
    members = GroupMember.objects.current().filter(user__in=people, group__in=asked)
    days: dict[int, dict[GroupCourse, date | None]] = defaultdict(dict)
    for user, group in members.values_list("user", "group"):
        row = asked[group]
        days[user][row] = extended.get((user, row.pk), row.due_on)
    return days


def _late(
    person: User, days: dict[GroupCourse, date | None], until: date, finished: Set[int | None]
) -> Late:
    earlier = [row for row, day in days.items() if day and day < until]
    why_not = None
    if not days:
        why_not = NOT_ASKED
    elif person.pk in finished:
        why_not = COMPLETED
    elif not earlier:
        why_not = LATER
    return Late(person, earlier, why_not)


def _in_words(plan: Plan[Late], asked: Answers) -> str:
    count = len(plan.to_do)
    text = ngettext(
        "%(n)d person has time until %(day)s.", "%(n)d people have time until %(day)s.", count
    )
    return text % {"n": count, "day": date_format(asked["until"])}


def _carry_out(plan: Plan[Late], asked: Answers, by: User, reason: str) -> str:
    """Give each person the last day as it is given to one, and return what was done in words."""
    with transaction.atomic():
        for row in plan.to_do:
            for group_course in row.asked:
                acts.extend(group_course, row.person, asked["until"], by, reason)
    return _in_words(plan, asked)


ACT = ActOnMany(
    title=gettext_lazy("Give a later last day"),
    asks=UntilForm,
    plan=_plan,
    line=lambda row: (row.person.pk, [asked.pk for asked in row.asked]),
    in_words=_in_words,
    carry_out=_carry_out,
)
