"""The pages on which learners start a course, and see how far they are."""

import logging
from collections.abc import Iterable
from datetime import date
from functools import partial
from typing import cast

from django.contrib import messages
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.compiled_queries import CompiledQuery
from accounts.models import DEFAULT_ZONE, User
from course.corrections.readers import unconfirmed_notices
from course.credit import credit_ended_on
from course.enrolment.forms import EnrolmentForm, HolderNameForm
from course.enrolment.steps import steps_of
from course.enrolment.trail import trail_of
from course.models import (
    Acknowledgement,
    Course,
    Edition,
    Enrolment,
    Note,
    ReadingPosition,
    Unit,
)
from course.outline import Outline, learners_outline, unit_to_go_on_with
from course.reading.contents import stopping_place
from course.reading.readers import course_facts, current_edition, edition_at_hand, own_enrolment
from course.reading.shown import shown_provider, shown_review

logger = logging.getLogger(__name__)


def _posted(request: HttpRequest) -> QueryDict | None:
    """Return the posted form; None where a page is only shown, whose form is never valid."""
    return request.POST if request.method == "POST" else None


@require_http_methods(["GET", "POST"])
def enrol(request: HttpRequest, slug: str) -> HttpResponse:
    """Start the course for a learner who acknowledges the disclosures and confirms a name.

    Learners who are enrolled already are led to their course.
    """
    course, edition = current_edition(slug)
    user = cast(User, request.user)  # the middleware lets nobody else in
    if Enrolment.objects.of(user).active().filter(course=course).exists():
        return redirect("course:mine", slug)
    if edition.has_expired():
        return _refuse_expired(request, course)

    form = EnrolmentForm(user, edition, _posted(request), suggests_zone=_has_no_zone(user))
    if form.is_valid():
        _start(user, edition, **form.cleaned_data)
        return redirect("course:mine", slug)
    context = course_facts(course, edition) | {"form": form}
    return render(request, "course/enrol.html", context)


def _refuse_expired(request: HttpRequest, course: Course) -> HttpResponse:
    """Lead back to the page of the course, and say that its edition has expired."""
    text = _("This edition has expired. New learners can start when the next one is published.")
    messages.error(request, text)
    return redirect(course)


def _has_no_zone(user: User) -> bool:
    """Return whether the user has the zone of a new account and was never asked for another."""
    return user.time_zone == DEFAULT_ZONE and not Enrolment.objects.of(user).exists()


def _start(
    user: User,
    edition: Edition,
    *,
    holder_name: str,
    time_zone: str,
    roles: Iterable[str] = (),
    disclosures_read: bool,
) -> None:
    """Enrol the user, who has acknowledged the disclosures just now. Safe to repeat."""
    assert disclosures_read
    now = timezone.now()
    try:
        with transaction.atomic():
            enrolment = Enrolment.objects.create(
                user=user,
                course=edition.course,
                edition=edition,
                holder_name=holder_name,
                name_confirmed_at=now,
                started_at=now,
            )
            Acknowledgement.objects.create(
                enrolment=enrolment, edition=edition, acknowledged_at=now
            )
            enrolment.choose_roles(roles)
            user.time_zone = time_zone
            user.save(update_fields=["time_zone"])
            # Of an earlier way through the course.
            Note.objects.of(user, edition.course).follow_to(edition)
    except IntegrityError:
        pass  # another click made the enrolment first; both lead to it


@require_http_methods(["GET", "HEAD", "POST"])
def holder_name(request: HttpRequest, slug: str) -> HttpResponse:
    """Change the name for the certificate; once the course is completed, say who can."""
    enrolment = own_enrolment(request, slug)
    form = HolderNameForm(_posted(request), initial={"holder_name": enrolment.holder_name})
    if form.is_valid():
        return _save_holder_name(request, enrolment, form.cleaned_data["holder_name"])
    context = {
        "course": enrolment.course,
        "edition": enrolment.edition,
        "enrolment": enrolment,
        "form": form,
    }
    return render(request, "course/holder_name.html", context)


def _save_holder_name(request: HttpRequest, enrolment: Enrolment, name: str) -> HttpResponse:
    """Save the name if the course is not completed yet, say so, and go on."""
    slug = enrolment.course.slug
    if not enrolment.correct_name(name):
        messages.error(request, _("Nothing was changed: you have completed the course meanwhile."))
        return redirect("course:holder_name", slug)

    logger.info("holder name corrected enrolment=%s", enrolment.public_id)
    text = _("Saved. Your certificate will be issued for “%s”.") % enrolment.holder_name
    messages.success(request, text)
    return redirect("course:mine", slug)


@require_safe
def mine(request: HttpRequest, slug: str) -> HttpResponse:
    """Show a learner where to go on, and what is done and left."""
    enrolment = own_enrolment(request, slug)
    user = cast(User, request.user)
    context = _progress(enrolment) | {
        "course": enrolment.course,
        "edition": enrolment.edition,
        "enrolment": enrolment,
        # Of all courses: who reads about one course must not miss what can hurt in another.
        "correction_notices": unconfirmed_notices(user),
        "newer_edition": _newer_edition(enrolment),
        "has_expired": enrolment.edition.has_expired(),
        "credit_ended_on": _credit_ended_on(enrolment),
        "review": shown_review(enrolment.edition),
    }
    return render(request, "course/mine.html", context)


def _credit_ended_on(enrolment: Enrolment) -> date | None:
    """Return when credit ended for somebody still on their way; None if it did not."""
    if enrolment.completed_on:
        return None
    return credit_ended_on(enrolment.edition, shown_provider(), timezone.localdate())


def _progress(enrolment: Enrolment) -> dict[str, object]:
    """Return what is done and left, and the unit and passage to go on with."""
    outline = learners_outline(enrolment)
    unit, passage = _where_to_go_on(enrolment, outline)
    modules = outline.marking(unit).modules
    return {
        "outline": modules,
        "trail": trail_of(modules) if outline.required else None,
        "steps": steps_of(outline),
        "remaining": outline.remaining,
        "required_count": len(outline.required),
        "done_count": len(outline.required) - len(outline.remaining),
        "next_unit": unit,
        "resume": passage,
        # The template asks for it only if it has no rendered piece.
        "stopped_at": partial(stopping_place, unit, passage),
    }


_last_position = CompiledQuery(
    lambda enrolment: (
        ReadingPosition.objects.filter(enrolment=enrolment)
        .order_by("-at")
        .values_list("unit_key", "passage_key")[:1]
    )
)


def _where_to_go_on(enrolment: Enrolment, outline: Outline) -> tuple[Unit | None, str]:
    """Return the unit to go on with and the passage there, "" for its beginning."""
    unit_key, passage_key = _last_position.first(enrolment.pk) or ("", "")
    done_keys = {unit.key for unit in outline.rows if outline.is_done(unit)}
    unit = unit_to_go_on_with(outline.rows, done_keys, unit_key)
    if unit and unit.key == unit_key:
        return unit, passage_key
    return unit, ""


def _newer_edition(enrolment: Enrolment) -> Edition | None:
    """Return the newest edition if the learner is on an older one, or None."""
    if enrolment.newest_edition_id == enrolment.edition_id:
        return None
    return edition_at_hand(enrolment.newest_edition_id)
