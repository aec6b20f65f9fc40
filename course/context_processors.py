"""Give every page what it shows of the deployment."""

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from course.models import Course
from course.reading.shown import shown_provider


def provider(request: HttpRequest) -> dict[str, object]:
    """Return ``provider`` for the footer, and ``course`` for pages that belong to no course."""
    # Lazy, so that a page that shows neither asks the database nothing.
    return {
        "provider": SimpleLazyObject(shown_provider),
        "course": SimpleLazyObject(_first_course),
    }


def _first_course() -> Course | None:
    return Course.objects.filter(editions__isnull=False).order_by("pk").first()
