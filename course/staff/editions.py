"""Pages of staff: the editions of each course, and publishing the next one."""

import shlex
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.contrib import messages
from django.db.models import Count, Q
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from accounts import audit
from accounts.models import User
from accounts.security.second_factor import asks_again
from accounts.staff import StaffRequest, staff_page
from course.corrections.staff import counts_of_readers
from course.corrections.to_explain import skeleton
from course.models import Course, Edition, Enrolment, Fact
from course.publishing import PublicationRefusedError, facts_to_review, prepare, rehearse
from course.publishing.kept_sources import NotKeptError, zip_of
from course.source import CourseSource, Mistake, SourceError, read_course
from course.source.content_root import course_folders
from course.source.files import printable
from course.staff.edition_changes import shown_to_staff
from course.staff.facts import current_facts

NOBODY = {"in_progress": 0, "finished": 0}
# Of an edition, its course and who published it, in the list: an edition also holds long texts.
SHOWN_FIELDS = (
    "number",
    "title",
    "safety_correction",
    "published_at",
    "expires_on",
    "course__slug",
    "source__sha256",
    "published_by__name",
    "published_by__email",
)


@dataclass(frozen=True)
class EditionRow:
    """Hold an edition, and how many learners are in progress on it or have finished it.

    overdue: its facts that are due to be checked again, if it is the newest.
    readers: who was told of it and has read it, if it is a safety correction.
    """

    edition: Edition
    in_progress: int
    finished: int
    overdue: list[Fact]
    is_reviewed: bool
    readers: Mapping[str, int] | None


@dataclass(frozen=True)
class CourseRow:
    """Hold a course by its slug, with its editions, newest first.

    has_folder: there is a folder to publish from.
    """

    slug: str
    rows: list[EditionRow]
    has_folder: bool


@staff_page("course.view_editions")
@require_safe
def editions(request: StaffRequest) -> HttpResponse:
    """List every edition of every course, with how many learners are on it."""
    context = {
        "courses": _course_rows(),
        "today": timezone.localdate(),
        "manage": settings.MANAGE_COMMAND,
        "tab": "editions",
    }
    return render(request, "staff/editions.html", context)


def _course_rows() -> list[CourseRow]:
    """Return every course that is published or has a folder, by slug."""
    folders = course_folders(settings.CONTENT_ROOT)
    slugs = folders.keys() | set(Course.objects.values_list("slug", flat=True))
    rows_by_slug: dict[str, list[EditionRow]] = {slug: [] for slug in sorted(slugs)}
    for row in _edition_rows():
        rows_by_slug[row.edition.course.slug].append(row)

    courses = []
    for slug, rows in rows_by_slug.items():
        course = CourseRow(slug, rows, has_folder=slug in folders)
        courses.append(course)
    return courses


def _edition_rows() -> list[EditionRow]:
    """Return all editions, newest first in their course."""
    related = Edition.objects.select_related("course", "published_by", "source")
    editions = list(related.only(*SHOWN_FIELDS).order_by("-number"))
    reviewed = set(Edition.objects.reviewed().values_list("pk", flat=True))
    learners = _counts_of_learners()
    overdue = _overdue_facts()
    readers = _readers_of_corrections(editions)
    return [
        EditionRow(
            edition,
            **learners.get(edition.pk, NOBODY),
            overdue=overdue.get(edition.pk, []),
            is_reviewed=edition.pk in reviewed,
            readers=readers.get(edition.pk),
        )
        for edition in editions
    ]


def _readers_of_corrections(editions: Iterable[Edition]) -> Mapping[int, Mapping[str, int]]:
    """Return who has read each safety correction, by edition; no query where there is none."""
    if any(edition.safety_correction for edition in editions):
        return counts_of_readers()
    return {}


def _counts_of_learners() -> dict[int, dict[str, int]]:
    """Return by edition how many are ``in_progress`` on it or have ``finished`` it."""
    active, finished = Q(ended_at=None), Q(completed_at__isnull=False)
    # From the enrolments alone: joined to editions, each row would carry the edition's texts.
    counts = (
        Enrolment.objects.order_by()
        .values("edition")
        .annotate(
            in_progress=Count("pk", filter=active & ~finished),
            finished=Count("pk", filter=finished),
        )
    )
    return {
        row["edition"]: {"in_progress": row["in_progress"], "finished": row["finished"]}
        for row in counts
    }


def _overdue_facts() -> dict[int, list[Fact]]:
    """Return the facts of each newest edition that are due to be checked again."""
    facts: dict[int, list[Fact]] = {}
    for fact in current_facts().due_by(timezone.localdate()):
        facts.setdefault(fact.edition_id, []).append(fact)
    return facts


@staff_page("course.view_editions")
@asks_again
@require_http_methods(["GET", "HEAD", "POST"])
def next_edition(request: StaffRequest, slug: str) -> HttpResponse:
    """Show what the content folder would change, and for whom. Nothing is written.

    GET reads the folder. POST also prepares the next edition, which takes seconds.
    """
    folders = course_folders(settings.CONTENT_ROOT).get(slug)
    if not folders:
        raise Http404
    context: dict[str, object] = {
        "slug": slug,
        "current": _current_edition(slug),
        "command": _publish_command(folders[0]),
        "tab": "editions",
    }
    try:
        source = _read_only(folders)
    except SourceError as error:
        context["mistakes"] = error.mistakes
    else:
        compared_by = request.user if request.method == "POST" else None
        context |= _next_edition_context(slug, source, compared_by)
    return render(request, "staff/next_edition.html", context)


def _current_edition(slug: str) -> Edition | None:
    """Return the newest edition of a course; None if it was never published."""
    course = Course.objects.filter(slug=slug).first()
    return course.current_edition if course else None


def _read_only(folders: Sequence[Path]) -> CourseSource:
    """Return the course in the only folder that says its slug. Raises SourceError."""
    first, *others = folders
    if others:
        names = ", ".join(printable(folder.name) for folder in others)
        text = f'the slug of this course is that of {names} too; give one of them another "slug"'
        raise SourceError([Mistake(f"{printable(first.name)}/course.yaml", 1, text)])
    return read_course(first)


def _next_edition_context(
    slug: str, source: CourseSource, compared_by: User | None
) -> dict[str, object]:
    """Return what the folder holds, and what publishing it would change.

    compared_by: who asked for the comparison, which takes seconds; None if nobody did.
    """
    same_content = Edition.objects.filter(course__slug=slug, digest=source.digest)
    published = same_content.first()
    context: dict[str, object] = {
        "standing": published,
        "overdue": facts_to_review(source, timezone.localdate()),
        "safety_correction": source.safety_text,
    }
    if compared_by and not published:
        context |= _impact(source, compared_by)
    return context


def _publish_command(folder: Path) -> str:
    """Return the command that publishes the folder, to be copied."""
    base = Path(settings.BASE_DIR)
    shown = folder.relative_to(base) if folder.is_relative_to(base) else folder
    return f"{settings.MANAGE_COMMAND} publish_course {shlex.quote(printable(str(shown)))}"


def _impact(source: CourseSource, by: User) -> dict[str, object]:
    """Return what publishing would change and for how many, or why it is refused."""
    try:
        prepared = prepare(source)
    except PublicationRefusedError as error:
        return {"refused": str(error)}
    if prepared is None:
        return {}

    comparison = rehearse(prepared)
    return {
        "comparison": comparison,
        "safety_correction": prepared.edition.safety_correction,
        "unexplained": prepared.mistakes,
        "entries": skeleton(prepared.corrections),
        "corrections": shown_to_staff(prepared.corrections, by),
    }


# It holds the answers to all questions: only those who write them may have it.
@staff_page("course.view_editions", "course.publish_edition")
@require_safe
def edition_source(request: StaffRequest, slug: str, number: int) -> HttpResponse:
    """Return the folder of an edition as a zip; who took it is on record."""
    editions = Edition.objects.filter(source__isnull=False).select_related("course")
    edition = get_object_or_404(editions, course__slug=slug, number=number)
    try:
        data = zip_of(edition)
    except NotKeptError as error:
        messages.error(request, str(error))
        return redirect("staff:editions")
    if request.method == "GET":
        audit.record(request.user, "edition.downloaded", edition)
    response = HttpResponse(data, content_type="application/zip")
    response["Content-Disposition"] = f'attachment; filename="{slug}-edition-{number}.zip"'
    response["Cache-Control"] = "private, no-store"
    return response
