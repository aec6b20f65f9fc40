"""Give every page the look that its reader chose."""

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from accounts.looks import look_of


def look(request: HttpRequest) -> dict[str, object]:
    """Return ``look``, an accounts.looks.Look, for the templates of every page."""
    # Lazy, as a page without a frame of ours asks for no user.
    return {"look": SimpleLazyObject(lambda: look_of(request))}
