"""Give every page what it shows of the deployment."""

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from course.reading.shown import shown_first_course, shown_provider


def provider(request: HttpRequest) -> dict[str, object]:
    """Return ``provider`` for the footer, and ``course`` for pages that belong to no course."""
    # Lazy, so that a page that shows neither asks the database nothing.
    return {
        "provider": SimpleLazyObject(shown_provider),
        "course": SimpleLazyObject(shown_first_course),
    }
