"""Pages that the footer links to, and robots.txt."""

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.templatetags.static import static

from course.models import Edition

PAGES = {"accessibility", "corrections", "privacy", "report"}


@login_not_required
def page(request: HttpRequest, name: str) -> HttpResponse:
    """One of the pages that the footer of every page links to; 404 for any other name."""
    if name not in PAGES:
        raise Http404
    # Asked for only by the page of corrections: a queryset is lazy.
    corrections = Edition.objects.safety_corrections().order_by("-published_at")
    return render(request, f"pages/{name}.html", {"safety_corrections": corrections})


@login_not_required
def favicon(request: HttpRequest) -> HttpResponse:
    """For browsers that ask without being told; pages name the file themselves."""
    return redirect(static("img/favicon.svg"))


@login_not_required
def robots(request: HttpRequest) -> HttpResponse:
    """Search engines may read the public pages; certificates are for whoever holds the number."""
    lines = ["User-agent: *", "Disallow: /verify/", "Disallow: /account", "Disallow: /staff/", "Disallow: /admin/", ""]
    return HttpResponse("\n".join(lines), content_type="text/plain")
