"""What every page shows of the deployment."""

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from course.models import Course, Provider


def provider(request: HttpRequest) -> dict[str, object]:
    """``provider`` for the footer, and ``course`` for the links of a page that belongs to none; asked for only where
    they are shown."""
    return {"provider": SimpleLazyObject(Provider.get), "course": SimpleLazyObject(_first_course)}


def _first_course() -> Course | None:
    return Course.objects.filter(editions__isnull=False).order_by("pk").first()
