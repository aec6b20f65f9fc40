"""The pages that the footer links to, favicon and robots.txt."""

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.templatetags.static import static

from course.corrections.summaries import edition_summaries
from course.countries import COUNTRIES

PAGES = {"accessibility", "corrections", "privacy", "report"}


@login_not_required
def page(request: HttpRequest, name: str) -> HttpResponse:
    """Show one of the pages that the footer links to; 404 for any other name."""
    if name not in PAGES:
        raise Http404
    # Only the page of corrections calls the summaries.
    context = {"editions": edition_summaries, "countries": COUNTRIES.values()}
    return render(request, f"pages/{name}.html", context)


@login_not_required
def favicon(request: HttpRequest) -> HttpResponse:
    """Redirect browsers that ask for this address, which no page names, to the icon."""
    return redirect(static("img/favicon.svg"))


@login_not_required
def robots(request: HttpRequest) -> HttpResponse:
    """Tell search engines which addresses to leave out."""
    # Certificates are for people who have the number.
    lines = [
        "User-agent: *",
        "Disallow: /verify/",
        "Disallow: /courses/*/search/",
        "Disallow: /account",
        "Disallow: /staff/",
        "Disallow: /admin/",
        "",
    ]
    return HttpResponse("\n".join(lines), content_type="text/plain")
