"""What a person has done in courses, for pages about an account."""

from django import template

from accounts.models import User
from course.models import Enrolment
from course.outline import Progress, progress_of

register = template.Library()


@register.simple_tag
def enrolments_of(person: User) -> list[tuple[Enrolment, Progress]]:
    """Return the enrolments of a person with their progress, the newest first."""
    enrolments = Enrolment.objects.filter(user=person).select_related("edition")
    newest_first = list(enrolments.order_by("-started_at"))
    progress = progress_of(newest_first)
    return [(enrolment, progress[enrolment.pk]) for enrolment in newest_first]
