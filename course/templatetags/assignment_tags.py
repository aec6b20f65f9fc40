"""Tags for what groups ask of a learner, and for how far their people are."""

from collections.abc import Sequence
from datetime import date
from functools import lru_cache

from django import template
from django.contrib.auth.models import AnonymousUser
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.safestring import SafeString

from accounts.models import GroupMember, User
from course.assignments.asked import AskedCourse, asked_of
from course.models import Course

register = template.Library()


@register.simple_tag
def courses_asked(
    user: User | AnonymousUser, course: Course | None = None
) -> Sequence[AskedCourse]:
    """Return what the groups of somebody ask and is not completed, perhaps of one course."""
    asked = [each for each in asked_of(user) if not each.is_completed]
    return [each for each in asked if course is None or each.course == course]


@register.simple_tag
def standing_tag(member: GroupMember) -> SafeString:
    """Return how far one person of a group is, as a tag. member: of ``people_of``."""
    language = translation.get_language()
    return _standing_tag(member.standing, member.completed_on, language)


@lru_cache(maxsize=200)
def _standing_tag(standing: int, completed_on: date | None, language: str) -> SafeString:
    """Return the same tag for everybody who is as far. language: of its words."""
    context = {"standing": standing, "completed_on": completed_on}
    return render_to_string("course/groups/state.html", context)
