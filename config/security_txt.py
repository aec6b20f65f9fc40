"""Tell finders of a weakness whom to write to: /.well-known/security.txt (RFC 9116)."""

from datetime import UTC, datetime, time, timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core import checks
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from course.reading.shown import shown_provider

# The file is written anew at each request: it is the copies of others that grow old.
GOOD_FOR = timedelta(days=90)
SCHEMES = {"https", "mailto", "tel"}


@login_not_required
@require_safe
def security_txt(request: HttpRequest) -> HttpResponse:
    """Return whom to tell of a weakness; 404 as long as the site names nobody."""
    contact = settings.SECURITY_CONTACT or shown_provider().contact
    if not contact:
        raise Http404("no contact is set")
    last_day = (timezone.now() + GOOD_FOR).date()
    expires = datetime.combine(last_day, time(), UTC)
    fields = {
        "Contact": uri_of(contact),
        "Expires": expires.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "Preferred-Languages": ", ".join(code.split("-")[0] for code, _ in settings.LANGUAGES),
        "Canonical": f"{settings.BASE_URL}{reverse('security_txt')}",
        "Policy": settings.SECURITY_POLICY_URL,
    }
    lines = [f"{name}: {value}\n" for name, value in fields.items() if value]
    return HttpResponse("".join(lines), content_type="text/plain; charset=utf-8")


def uri_of(contact: str) -> str:
    """Return a contact as a URI; a plain email address becomes one of ``mailto:``."""
    is_address = "@" in contact and ":" not in contact
    return f"mailto:{contact}" if is_address else contact


@checks.register(checks.Tags.security)
def check_contact(**_: object) -> list[checks.CheckMessage]:
    """Return an error for each of the two settings that security.txt could not show."""
    errors: list[checks.CheckMessage] = []
    if not _is_shown(uri_of(settings.SECURITY_CONTACT), SCHEMES):
        errors.append(
            checks.Error(
                "SECURITY_CONTACT is neither an email address nor an address of https: or tel:.",
                hint="Write for example security@example.org.",
                id="config.E011",
            )
        )
    if not _is_shown(settings.SECURITY_POLICY_URL, {"https"}):
        errors.append(
            checks.Error(
                "SECURITY_POLICY_URL is no address that begins with https://.",
                hint="Write the address of a page that says how to report a weakness to you.",
                id="config.E012",
            )
        )
    return errors


def _is_shown(value: str, schemes: set[str]) -> bool:
    """Return whether a value is empty, or one word with one of these schemes."""
    try:
        scheme = urlsplit(value).scheme
    except ValueError:
        return False
    return not value or (scheme in schemes and len(value.split()) == 1)
