"""The pages of a course that everybody may read: its facts, references, glossary and pictures."""

from functools import partial

from django.contrib.auth.decorators import login_not_required
from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_safe

from course.enrolment.my_courses import my_courses
from course.enrolment.steps import steps_of
from course.models import Asset, Edition, Enrolment, Reference
from course.outline import Outline, outline_of
from course.reading.excerpts import Excerpts
from course.reading.glossary_list import glossary_by_letters
from course.reading.numbered_references import numbered_references
from course.reading.pictures import as_picture
from course.reading.readers import (
    course_facts,
    current_edition,
    readers_edition,
    readers_enrolment,
)
from course.reading.reference_list import ReferenceFilter, reference_list
from course.reading.shown import shown_only_course, shown_overdue_facts

A_YEAR = 31_536_000  # seconds


@login_not_required
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Show a learner their courses, and lead everybody else to those there are.

    A site with one course leads to that.
    """
    only_course = shown_only_course()
    if only_course:
        enrolments = Enrolment.objects.of(request.user).active()
        if enrolments.filter(course=only_course).exists():
            return redirect("course:mine", only_course.slug)
        return redirect(only_course)

    if not request.user.is_authenticated:
        return redirect("course:catalogue")
    mine = my_courses(request.user)
    if not mine.courses and not mine.notices:
        return redirect("course:catalogue")
    context = {
        "courses": mine.courses,
        "correction_notices": mine.notices,
        "enrolments": [shown.enrolment for shown in mine.courses],
    }
    return render(request, "course/my_courses.html", context)


@login_not_required
@require_safe
def catalogue(request: HttpRequest) -> HttpResponse:
    """List the newest edition of every course, and say who may start it."""
    editions = Edition.objects.newest().select_related("course").order_by("title")
    enrolments = Enrolment.objects.of(request.user).active()
    context = {
        "editions": editions,
        "own_courses": set(enrolments.values_list("course", flat=True)),
    }
    return render(request, "course/courses.html", context)


@login_not_required
@require_safe
def course(request: HttpRequest, slug: str) -> HttpResponse:
    """Show what the course promises, what it discloses, and what it is made of."""
    shown_course, edition = current_edition(slug)
    enrolments = Enrolment.objects.of(request.user).active()
    outline = outline_of(edition)
    samples = (unit for unit in outline.rows if unit.sample)
    enrolment = enrolments.filter(course=shown_course).first()
    context = course_facts(shown_course, edition, enrolment) | {
        "outline": outline.modules,
        "counts": outline.counts,
        "enrolment": enrolment,
        "sample_unit": next(samples, None),
    }
    context |= _parts_without_reader(edition, outline)
    return render(request, "course/course.html", context)


def _parts_without_reader(edition: Edition, outline: Outline) -> dict[str, object]:
    """Return what a course page shows every reader alike.

    The template asks for it only if it has no rendered piece: until then nothing is read.
    """
    return {
        "objectives": partial(list, edition.objectives.filter(module=None)),
        "excerpts": Excerpts(edition),
        "steps": partial(steps_of, outline),
        "source_kinds": partial(_source_kinds, edition),
        "needs": partial(_needs_with_sources, edition),
    }


def _needs_with_sources(edition: Edition) -> list[tuple[str, list[Reference]]]:
    """Return what practice lacks, each with the references that show it, in order."""
    references = numbered_references(edition)
    needs = []
    for need in edition.needs:
        tags = set(need["references"])
        sources = [reference for tag, reference in references.items() if tag in tags]
        needs.append((need["text"], sources))
    return needs


def _source_kinds(edition: Edition) -> set[str]:
    """Return the kinds of the sources of an edition."""
    return set(edition.references.values_list("kind", flat=True))


@login_not_required
@require_safe
def references(request: HttpRequest, slug: str) -> HttpResponse:
    """List the references of the edition that the reader is on: all, or those asked for."""
    edition, enrolment = readers_edition(request, slug)
    overdue = shown_overdue_facts(edition.pk)
    wanted = ReferenceFilter.asked_for(request.GET)
    context = {
        "course": edition.course,
        "edition": edition,
        "enrolment": enrolment,
        "overdue": overdue,
        "filter": wanted,
        # The template asks for them only if it has no rendered piece.
        "list": partial(reference_list, edition, overdue, wanted),
    }
    return render(request, "course/references.html", context)


@login_not_required
@require_safe
def glossary(request: HttpRequest, slug: str) -> HttpResponse:
    """List every term of the edition that the reader is on."""
    enrolment = readers_enrolment(request, slug)
    edition = enrolment.edition if enrolment else current_edition(slug)[1]
    context = {
        "course": edition.course,
        "edition": edition,
        "enrolment": enrolment,
        "newest_edition_id": enrolment.newest_edition_id if enrolment else edition.pk,
        # The template asks for them only if it has no rendered piece.
        "letters": partial(glossary_by_letters, edition),
    }
    return render(request, "course/glossary.html", context)


@login_not_required
@require_safe
def asset(request: HttpRequest, slug: str, name: str) -> FileResponse:
    """Send a picture of the course, named by the SHA-256 of its bytes."""
    sha256, dot, suffix = name.partition(".")
    pictures = Asset.objects.filter(
        edition__course__slug=slug, sha256=sha256, suffix=f"{dot}{suffix}"
    )
    picture = pictures.first()
    if picture is None:
        raise Http404
    try:
        file = default_storage.open(picture.storage_name)
    except FileNotFoundError as error:
        raise Http404 from error

    response = as_picture(FileResponse(file), name)
    # The address names the bytes, so that a cache may keep them for ever.
    patch_cache_control(response, public=True, max_age=A_YEAR, immutable=True)
    return response
