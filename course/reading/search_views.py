"""The page on which readers search a course."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.views.decorators.http import require_safe

from course.reading.readers import readers_edition
from course.search.query import read_query
from course.search.results import Results


@login_not_required
@require_safe
def search(request: HttpRequest, slug: str) -> HttpResponse:
    """Show what the reader may read that has the words: in every place, or in one."""
    edition, enrolment = readers_edition(request, slug)
    typed = request.GET.get("q", "")
    query = read_query(typed, edition.language)
    results = Results(query, edition, enrolment)
    context: dict[str, object] = {
        "course": edition.course,
        "edition": edition,
        "enrolment": enrolment,
        "query": query,
        "results": results,
    }
    if query.words:
        context |= _shown(results, request.GET)
    return render(request, "course/search.html", context)


def _shown(results: Results, asked: QueryDict) -> dict[str, object]:
    """Return the sections to show, and the place that is shown alone, "" for all places."""
    wanted = asked.get("in", "")
    for place in results.places:
        if place.name == wanted:
            section = results.of(place, asked.get("page"))
            return {"chosen": wanted, "sections": [section]}
    return {"chosen": "", "sections": results.first_of_each()}
