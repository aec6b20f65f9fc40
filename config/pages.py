"""The pages that the footer links to, and what browsers and search engines ask for."""

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from course.corrections.summaries import edition_summaries

PAPER = "#FBFBF8"  # as in static/css/tokens.css
PAGES = {"accessibility", "corrections", "privacy"}


@login_not_required
@require_safe
def page(request: HttpRequest, name: str) -> HttpResponse:
    """Show one of the pages that the footer links to; 404 for any other name."""
    if name not in PAGES:
        raise Http404
    # Only the page of corrections calls the summaries.
    return render(request, f"pages/{name}.html", {"editions": edition_summaries})


@login_not_required
@require_safe
def favicon(request: HttpRequest) -> HttpResponse:
    """Redirect browsers that ask for this address, which no page names, to the icon."""
    return redirect(static("img/favicon.svg"))


@login_not_required
@require_safe
def manifest(request: HttpRequest) -> JsonResponse:
    """Tell devices how to show the site among their programs."""
    icons = [
        {
            "src": static(f"img/icon-{size}.png"),
            "sizes": f"{size}x{size}",
            "type": "image/png",
            "purpose": purpose,
        }
        for size in (192, 512)
        for purpose in ("any", "maskable")
    ]
    description = {
        "name": "Waymark",
        "short_name": "Waymark",
        "lang": get_language(),
        "start_url": reverse("course:home"),
        "display": "minimal-ui",
        "background_color": PAPER,
        "theme_color": PAPER,
        "icons": icons,
    }
    return JsonResponse(description, content_type="application/manifest+json")


@login_not_required
@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """Tell search engines which addresses to leave out."""
    # Pages of the public check say noindex themselves, which a program must come in to read.
    lines = [
        "User-agent: *",
        "Disallow: /courses/*/search/",
        "Disallow: /account",
        "Disallow: /staff/",
        "Disallow: /admin/",
        "",
    ]
    return HttpResponse("\n".join(lines), content_type="text/plain")
