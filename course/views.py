"""The pages of the course for readers and learners."""

import logging
import mimetypes
from datetime import date
from typing import Any, cast

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.core.files.storage import default_storage
from django.db import IntegrityError, transaction
from django.db.models import Prefetch
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.models import Role, User
from course.credit import credit_on
from course.forms import AcknowledgementForm, EnrolmentForm, HolderNameForm
from course.limits import limits_of
from course.models import (
    Acknowledgement,
    Asset,
    Correction,
    CorrectionNotice,
    Course,
    Edition,
    Enrolment,
    Fact,
    Passage,
    Provider,
    ReadingPosition,
    Unit,
)
from course.outline import outline_of
from course.publishing import compare, move_learner

logger = logging.getLogger(__name__)


@login_not_required
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Show a learner their course; everybody else the course page, or a list of several."""
    enrolment = (
        Enrolment.objects.of(request.user)
        .active()
        .order_by("-started_at")
        .select_related("course")
        .first()
    )
    if enrolment:
        return redirect("course:mine", enrolment.course.slug)
    courses = list(Course.objects.filter(editions__isnull=False).distinct().order_by("slug"))
    if len(courses) == 1:
        return redirect(courses[0])
    return render(request, "course/courses.html", {"courses": courses})


@login_not_required
@require_safe
def course(request: HttpRequest, slug: str) -> HttpResponse:
    """Show what the course promises, what it discloses, and what it is made of."""
    shown_course, edition = _current_edition(slug)
    enrolment = Enrolment.objects.of(request.user).active().filter(course=shown_course).first()
    outline = outline_of(edition, None)
    context = _course_facts(shown_course, edition) | {
        "outline": outline.modules,
        "counts": outline.counts,
        "enrolment": enrolment,
        "objectives": edition.objectives.filter(module=None),
        "sample_unit": next((unit for unit in outline.units if unit.sample), None),
    }
    return render(request, "course/course.html", context)


@login_not_required
@require_safe
def references(request: HttpRequest, slug: str) -> HttpResponse:
    """List every reference of the edition that the reader is on."""
    shown_course, edition = _readers_edition(request, slug)
    rows = sorted(
        edition.references.all(),
        key=lambda row: (
            row.tag.rstrip("0123456789"),
            int(row.tag.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")),
        ),
    )
    context = {"course": shown_course, "edition": edition, "references": rows}
    return render(request, "course/references.html", context)


@login_not_required
@require_safe
def glossary(request: HttpRequest, slug: str) -> HttpResponse:
    """List every term of the edition that the reader is on."""
    shown_course, edition = _readers_edition(request, slug)
    terms = list(edition.glossary.all())
    corrections = Correction.objects.newer_than(edition).filter(place=Correction.Place.GLOSSARY)
    latest = {row.key: row.edition for row in corrections}
    for term in terms:
        term.corrected_in = latest.get(term.key)
    context = {"course": shown_course, "edition": edition, "terms": terms}
    return render(request, "course/glossary.html", context)


@require_http_methods(["GET", "POST"])
def enrol(request: HttpRequest, slug: str) -> HttpResponse:
    """Start the course for a learner who acknowledges the disclosures and confirms a name.

    Learners who are enrolled already are led to their course.
    """
    chosen_course, edition = _current_edition(slug)
    user = cast(User, request.user)  # the middleware lets nobody else in
    if Enrolment.objects.of(user).active().filter(course=chosen_course).exists():
        return redirect("course:mine", slug)
    if edition.has_expired():
        messages.error(
            request,
            _("This edition has expired. New learners can start when the next one is published."),
        )
        return redirect(chosen_course)
    form = EnrolmentForm(
        request.POST if request.method == "POST" else None, initial={"holder_name": user.name}
    )
    if request.method == "POST" and form.is_valid():
        now = timezone.now()
        try:
            with transaction.atomic():
                enrolment = Enrolment.objects.create(
                    user=user,
                    course=chosen_course,
                    edition=edition,
                    holder_name=form.cleaned_data["holder_name"],
                    name_confirmed_at=now,
                    started_at=now,
                )
                Acknowledgement.objects.create(
                    enrolment=enrolment, edition=edition, acknowledged_at=now
                )
        except IntegrityError:
            pass  # another click made the enrolment first; both lead to it
        return redirect("course:mine", slug)
    context = _course_facts(chosen_course, edition) | {"form": form}
    return render(request, "course/enrol.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def holder_name(request: HttpRequest, slug: str) -> HttpResponse:
    """Change the name for the certificate; once the course is completed, say who can."""
    enrolment = _enrolment(request, slug)
    posted = request.POST if request.method == "POST" else None
    form = HolderNameForm(posted, initial={"holder_name": enrolment.holder_name})
    if request.method == "POST" and form.is_valid():
        if enrolment.correct_name(form.cleaned_data["holder_name"]):
            logger.info("holder name corrected enrolment=%s", enrolment.public_id)
            messages.success(
                request,
                _("Saved. Your certificate will be issued for “%s”.") % enrolment.holder_name,
            )
            return redirect("course:mine", slug)
        messages.error(request, _("Nothing was changed: you have completed the course meanwhile."))
        return redirect("course:holder_name", slug)
    context = {
        "course": enrolment.course,
        "edition": enrolment.edition,
        "enrolment": enrolment,
        "form": form,
    }
    return render(request, "course/holder_name.html", context)


@require_safe
def mine(request: HttpRequest, slug: str) -> HttpResponse:
    """Show a learner where to go on, and what is done and left."""
    enrolment = _enrolment(request, slug)
    outline = outline_of(enrolment.edition, enrolment)
    newest = enrolment.course.current_edition
    last = enrolment.positions.order_by("-at").first()
    unfinished = [unit for unit in outline.units if not unit.done]
    next_unit = next((unit for unit in unfinished if last and unit.key == last.unit_key), None)
    context = {
        "course": enrolment.course,
        "edition": enrolment.edition,
        "enrolment": enrolment,
        "outline": outline.modules,
        "counts": outline.counts,
        "remaining": outline.remaining,
        "required_count": len(outline.required),
        "done_count": len(outline.required) - len(outline.remaining),
        "next_unit": next_unit or next(iter(outline.remaining or unfinished), None),
        "resume": last.passage_key if next_unit and last else "",
        # Of all courses: a learner has no other page that would show them.
        "correction_notices": CorrectionNotice.objects.of(cast(User, request.user))
        .unconfirmed()
        .prefetch_related("edition__corrections"),
        "newer_edition": newest
        if newest and newest != enrolment.edition and not enrolment.completed_at
        else None,
        "has_expired": enrolment.edition.has_expired(),
    }
    return render(request, "course/mine.html", context)


@login_not_required
@require_safe
def unit(request: HttpRequest, slug: str, key: str) -> HttpResponse:
    """Show one unit to learners, and a sample lesson to everybody."""
    enrolment = (
        Enrolment.objects.of(request.user)
        .active()
        .filter(course__slug=slug)
        .select_related("edition__course")
        .first()
    )
    if enrolment is None:
        _course, edition = _current_edition(slug)
        outline = outline_of(edition, None)
        if not any(unit.key == key and unit.sample for unit in outline.units):
            if request.user.is_authenticated or not any(unit.key == key for unit in outline.units):
                raise Http404
            return redirect_to_login(request.get_full_path())
    else:
        edition = enrolment.edition
        outline = outline_of(edition, enrolment)
    try:
        current, previous_unit, next_unit = outline.neighbours(key)
    except StopIteration as error:
        raise Http404 from error
    context = {
        "course": edition.course,
        "edition": edition,
        "unit": current,
        "module": current.module,
        "enrolment": enrolment,
        "outline": outline.modules,
        "previous_unit": previous_unit,
        "next_unit": next_unit,
        "done": current.done,
        "objectives": current.objectives.all(),
        "corrections": list(
            Correction.objects.newer_than(edition).filter(
                place=Correction.Place.UNIT, key=current.key
            )
        ),
    }
    if current.kind == Unit.Kind.QUIZ:
        return render(request, "course/quiz.html", context)
    lesson = _lesson_context(request, current, enrolment, context["corrections"])
    return render(request, "course/lesson.html", context | lesson)


def _lesson_context(
    request: HttpRequest,
    unit: Any,
    enrolment: Enrolment | None,
    corrections: list[Correction],
) -> dict[str, Any]:
    position = enrolment.positions.filter(unit_key=unit.key).first() if enrolment else None
    passages = Prefetch("passages", Passage.objects.filter(unit=unit.pk), to_attr="passages_here")
    overdue = list(Fact.objects.filter(units=unit.pk).overdue().prefetch_related(passages))
    body = Unit.objects.values_list("html", flat=True).get(pk=unit.pk)
    body = _add_overdue_notes(body, overdue)
    return {
        "body": _add_correction_notes(body, unit, corrections),
        "unit_references": unit.unit_references.select_related("reference"),
        "role_names": list(
            Role.objects.filter(user=request.user.pk).values_list("name", flat=True)
        ),
        "position": position.passage_key if position else "",
        "overdue_facts": overdue,
    }


def _add_overdue_notes(body: str, overdue: list[Any]) -> str:
    """Return the lesson with a note behind each passage that rests on an overdue fact."""
    due: dict[str, date] = {}
    for fact in overdue:
        for passage in fact.passages_here:
            due.setdefault(passage.html, fact.review_by)
    for html, review_by in due.items():
        body = body.replace(
            html, html + render_to_string("course/overdue_passage.html", {"due": review_by}), 1
        )
    return body


def _add_correction_notes(body: str, unit: Any, corrections: list[Correction]) -> str:
    """Return the lesson with a note behind each passage that a later edition corrects."""
    latest = {row.old_passage: row.edition for row in corrections if row.old_passage}
    if not latest:
        return body
    passages = Passage.objects.filter(unit=unit.pk, key__in=latest)
    for key, html in passages.values_list("key", "html"):
        context = {"edition": latest[key], "course": unit.edition.course}
        note = render_to_string("course/corrections/corrected_passage.html", context)
        body = body.replace(html, html + note, 1)
    return body


@require_POST
def complete(request: HttpRequest, slug: str, key: str) -> HttpResponse:
    """Complete a lesson and go on. Quizzes are completed by passing them."""
    enrolment = _enrolment(request, slug)
    lesson = get_object_or_404(Unit, edition=enrolment.edition, key=key, kind=Unit.Kind.LESSON)
    enrolment.complete(lesson)
    _unit, _before, after = outline_of(enrolment.edition, enrolment).neighbours(key)
    return (
        redirect(after) if after and not enrolment.completed_at else redirect("course:mine", slug)
    )


@require_POST
def position(request: HttpRequest, slug: str, key: str) -> HttpResponse:
    """Remember the passage that a learner has in view. Nothing else depends on it."""
    enrolment = _enrolment(request, slug)
    passage = get_object_or_404(
        Passage, unit__edition=enrolment.edition, unit__key=key, key=request.POST.get("passage", "")
    )
    ReadingPosition.objects.update_or_create(
        enrolment=enrolment,
        unit_key=key,
        defaults={"passage_key": passage.key, "at": timezone.now()},
    )
    return HttpResponse(status=204)


@require_http_methods(["GET", "POST"])
def edition_change(request: HttpRequest, slug: str) -> HttpResponse:
    """Show what the newest edition changes for this learner, and move them to it."""
    enrolment = _enrolment(request, slug)
    newest = enrolment.course.current_edition
    if newest is None or newest == enrolment.edition or enrolment.completed_at:
        return redirect("course:mine", slug)
    form = AcknowledgementForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        with transaction.atomic():
            move_learner(enrolment, newest)
            Acknowledgement.objects.get_or_create(enrolment=enrolment, edition=newest)
        messages.success(request, _("You are on edition %d now.") % newest.number)
        return redirect("course:mine", slug)
    done = set(enrolment.completions.values_list("unit_key", "revision"))
    changes = [
        {
            "unit": change.unit,
            "kind": change.kind,
            "done_before": any(key == change.unit.key for key, _revision in done),
            "counts_still": (change.unit.key, change.unit.revision) in done,
        }
        for change in compare(enrolment.edition, newest).changes
    ]
    context = _course_facts(enrolment.course, newest) | {
        "form": form,
        "old": enrolment.edition,
        "new": newest,
        "changes": changes,
    }
    return render(request, "course/edition_change.html", context)


@login_not_required
@require_safe
def asset(request: HttpRequest, slug: str, name: str) -> FileResponse:
    """Send a picture of the course, named by the SHA-256 of its bytes."""
    sha256, dot, suffix = name.partition(".")
    pictures = Asset.objects.filter(
        edition__course__slug=slug, sha256=sha256, suffix=f"{dot}{suffix}"
    )
    picture = pictures.first()
    if picture is None or not default_storage.exists(picture.storage_name):
        raise Http404
    kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
    response = FileResponse(default_storage.open(picture.storage_name), content_type=kind)
    response["Content-Security-Policy"] = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
    # The address names the bytes, so that a cache may keep them for ever.
    patch_cache_control(response, public=True, max_age=31_536_000, immutable=True)
    return response


def _current_edition(slug: str) -> tuple[Course, Edition]:
    """Return a course and its newest edition; 404 if there is none."""
    known_course = get_object_or_404(Course, slug=slug)
    edition = known_course.current_edition
    if edition is None:
        raise Http404
    return known_course, edition


def _readers_edition(request: HttpRequest, slug: str) -> tuple[Course, Edition]:
    """Return a course and the learner's edition of it, or the newest for others."""
    enrolment = (
        Enrolment.objects.of(request.user)
        .active()
        .filter(course__slug=slug)
        .select_related("edition", "course")
        .first()
    )
    return (enrolment.course, enrolment.edition) if enrolment else _current_edition(slug)


def _enrolment(request: HttpRequest, slug: str) -> Enrolment:
    mine = (
        Enrolment.objects.of(request.user)
        .active()
        .select_related("edition__course", "course", "user")
    )
    return get_object_or_404(mine, course__slug=slug)


def _course_facts(course: Course, edition: Edition) -> dict[str, Any]:
    """Return what must be shown before somebody starts: authors, disclosures, credit, limits."""
    credit = credit_on(edition, Provider.get(), timezone.localdate())
    return {
        "course": course,
        "edition": edition,
        "contributors": edition.contributors.all(),
        "credit_statement": credit,
        "limits": limits_of(edition, credit=credit, is_reviewed=edition.is_reviewed),
    }
