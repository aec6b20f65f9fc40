"""The courses of a group, as the pages of staff and of managers show them."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import QuerySet
from django.http import HttpRequest

from accounts.compiled_queries import CompiledQuery
from accounts.models import GroupMember, LearnerGroup
from course.assignments.standing import (
    bar_of,
    counts_of,
    people_of,
    today_of,
    who_needs_a_word_first,
)
from course.models import Edition, GroupCourse


@dataclass(frozen=True)
class ShownCourse:
    """Hold a course of a group with the newest edition, which gives its title."""

    assigned: GroupCourse
    edition: Edition


_assigned = CompiledQuery(
    lambda group: GroupCourse.objects.filter(group=group, ended_at=None).select_related("course")
)
_newest_titles = CompiledQuery(
    lambda courses: Edition.objects.newest().filter(course__in=courses).only("title", "course_id")
)


def courses_of(group: LearnerGroup) -> list[ShownCourse]:
    """Return the courses that a group is asked to take, the oldest first. Two queries."""
    assigned = _assigned.rows(group.pk)
    for each in assigned:
        each.group = group
    newest = _newest_titles.rows([each.course_id for each in assigned])
    editions = {edition.course_id: edition for edition in newest}
    return [ShownCourse(each, editions[each.course_id]) for each in assigned]


def chosen_course(request: HttpRequest, courses: Iterable[ShownCourse]) -> ShownCourse | None:
    """Return the course that the address names, else the first one."""
    by_slug = {each.assigned.course.slug: each for each in courses}
    first = next(iter(by_slug.values()), None)
    return by_slug.get(request.GET.get("course", ""), first)


def people_of_group(group: LearnerGroup, chosen: ShownCourse | None) -> QuerySet[GroupMember]:
    """Return the people of a group, who needs a word first; by name without a course."""
    if chosen:
        return who_needs_a_word_first(people_of(chosen.assigned, today_of(group)))
    members = group.members.current().select_related("user")
    return members.order_by("user__name", "user__email", "pk")


def standing_of(people: QuerySet[GroupMember]) -> dict[str, object]:
    """Return how many people are how far, and how many to remind. Needs a course. One query."""
    counts = counts_of(people)
    return {
        "bar": bar_of(counts.people),
        "total": sum(counts.people.values()),
        "waiting_count": counts.to_remind,
    }
