"""Give every page what it shows of the deployment."""

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from course.reading.shown import shown_only_course, shown_provider


def provider(request: HttpRequest) -> dict[str, object]:
    """Return ``provider`` for the footer, and ``only_course`` if the site has published just one.

    ``course``, which pages of a course set themselves, is the only course on all other pages.
    """
    # Lazy, so that a page that shows none of them asks the database nothing.
    only_course = SimpleLazyObject(shown_only_course)
    return {
        "provider": SimpleLazyObject(shown_provider),
        "only_course": only_course,
        "course": only_course,
    }
