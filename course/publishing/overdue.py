"""Say which facts of a course folder are to be checked before the folder is published."""

from datetime import date

from course.models import FactReview
from course.source import CourseSource, overdue_facts
from course.source.parts import FactSource


def facts_to_review(source: CourseSource, today: date) -> tuple[FactSource, ...]:
    """Return the cited facts whose date has come, but for those that were reviewed since.

    One query. A review counts for the same text with the same references.
    """
    overdue = overdue_facts(source, today)
    reviews = FactReview.objects.in_force().filter(
        course__slug=source.slug,
        tag__in=[fact.tag for fact in overdue],
        next_review_on__gt=today,
    )
    reviewed = set(reviews.values_list("tag", "digest"))
    return tuple(
        fact for fact in overdue if (fact.tag, source.fact_digest(fact.tag)) not in reviewed
    )
