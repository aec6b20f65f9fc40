"""What every page shows of the deployment."""

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from course.models import Provider


def provider(request: HttpRequest) -> dict[str, object]:
    """``provider`` for the footer; asked for only by a page that shows it."""
    return {"provider": SimpleLazyObject(Provider.get)}
