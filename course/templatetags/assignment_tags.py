"""Tags for what groups ask of a learner."""

from collections.abc import Sequence

from django import template
from django.contrib.auth.models import AnonymousUser

from accounts.models import User
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
