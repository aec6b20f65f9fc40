"""How pages look to one reader: kept with the account, or without one in a cookie."""

from datetime import timedelta
from typing import NamedTuple
from urllib.parse import parse_qs, urlencode

from django.http import HttpRequest, HttpResponse

from accounts.host_cookies import read_host_cookie, set_host_cookie
from accounts.models import User

COOKIE = "look"
COOKIE_AGE = timedelta(days=365)


class Look(NamedTuple):
    """Hold how a reader wants pages to look; the fields are those of an account."""

    theme: str = ""
    text_size: str = ""
    spacing: str = ""
    uses_shortcuts: bool = True

    @property
    def state(self) -> str:
        """Return the look as text, for a cookie and for the names of rendered pieces."""
        return urlencode(self._asdict())


def look_of(request: HttpRequest) -> Look:
    """Return the look of a reader's pages. No query."""
    # The page of a fault may be asked for before anybody looked who the reader is.
    if hasattr(request, "user") and request.user.is_authenticated:
        return look_of_user(request.user)
    return _look_from_text(read_host_cookie(request, COOKIE))


def look_of_user(user: User) -> Look:
    return Look(user.theme, user.text_size, user.spacing, user.uses_shortcuts)


def keep(look: Look, request: HttpRequest, response: HttpResponse) -> None:
    """Store the look with the account, or without one in a cookie of the response."""
    if request.user.is_authenticated:
        # Only these columns: the settings may be changed in another tab meanwhile.
        User.objects.filter(pk=request.user.pk).update(**look._asdict())
        return
    set_host_cookie(response, COOKIE, look.state, COOKIE_AGE)


def _look_from_text(text: str) -> Look:
    """Return the look that a cookie names; what no page offers becomes the usual."""
    values = {name: given[-1] for name, given in parse_qs(text).items()}
    theme, text_size = values.get("theme", ""), values.get("text_size", "")
    spacing = values.get("spacing", "")
    return Look(
        theme=theme if theme in User.Theme.values else "",
        text_size=text_size if text_size in User.TextSize.values else "",
        spacing=spacing if spacing in User.Spacing.values else "",
        uses_shortcuts=values.get("uses_shortcuts") != "False",
    )
