"""The page on which readers search a course."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from course.reading.readers import current_edition, readers_enrolment
from course.search.query import read_query
from course.search.results import Results


@login_not_required
@require_safe
def search(request: HttpRequest, slug: str) -> HttpResponse:
    """Show what the reader may read that has the words: in every place, or in one."""
    enrolment = readers_enrolment(request, slug)
    edition = enrolment.edition if enrolment else current_edition(slug)[1]
    query = read_query(request.GET.get("q", ""), edition.language)
    results = Results(query, edition, enrolment)
    context: dict[str, object] = {
        "course": edition.course,
        "edition": edition,
        "enrolment": enrolment,
        "query": query,
        "results": results,
        "chosen": "",
    }
    if query.words:
        wanted = request.GET.get("in", "")
        chosen = [place for place in results.places if place.name == wanted]
        for place in chosen:
            context["chosen"] = wanted
            context["sections"] = [results.of(place, request.GET.get("page"))]
        if not chosen:
            context["sections"] = results.first_of_each()
    return render(request, "course/search.html", context)
