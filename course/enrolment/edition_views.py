"""The page on which learners read what newer editions change, and move to the newest."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from course.corrections.edition_texts import PlaceKey
from course.corrections.readers import open_texts
from course.enrolment.forms import AcknowledgementForm
from course.models import Acknowledgement, Correction, Edition, Enrolment
from course.publishing import UnitChange, move_learner, unit_changes
from course.reading.readers import course_facts, edition_at_hand, own_enrolment


@dataclass
class ChangedPage:
    """Hold a lesson, quiz, term or page of the guide that newer editions change.

    place: where it is, as ``Correction`` calls it.
    kind: "added", "removed", "revised" or "changed", of a unit; "" where no unit differs.
    consequence: what it means for what the learner has done, in words; "" if nothing.
    corrections: what each of the newer editions changed there.
    """

    title: str
    place: str = Correction.Place.UNIT
    kind: str = ""
    consequence: str = ""
    corrections: list[Correction] = field(default_factory=list)


@require_http_methods(["GET", "HEAD", "POST"])
def edition_change(request: HttpRequest, slug: str) -> HttpResponse:
    """Show what newer editions change for this learner, and move those who choose to.

    Whoever was moved by staff acknowledges here what the new edition discloses. Whoever has
    finished only reads.
    """
    enrolment = own_enrolment(request, slug)
    old, new = _editions_to_compare(enrolment)
    if old == new:
        return redirect("course:mine", slug)

    may_act = not enrolment.completed_at
    form = AcknowledgementForm(request.POST if request.method == "POST" else None)
    if may_act and form.is_valid():
        _move(enrolment, new)
        messages.success(request, _("You are on edition %d now.") % new.number)
        return redirect("course:mine", slug)

    context = course_facts(enrolment.course, new, enrolment) | {
        "enrolment": enrolment,
        "form": form if may_act else None,
        "old": old,
        "new": new,
        **_pages_context(enrolment, old, new),
    }
    return render(request, "course/edition_change.html", context)


def _pages_context(
    enrolment: Enrolment, old: Edition, new: Edition
) -> dict[str, list[ChangedPage]]:
    """Return the changed pages: units that differ, and all others."""
    pages = changed_pages(enrolment, old, new)
    return {
        "units": [page for page in pages if page.kind],
        "other_pages": [page for page in pages if not page.kind],
    }


def _editions_to_compare(enrolment: Enrolment) -> tuple[Edition, Edition]:
    """Return the edition that the learner knows, and the one to be shown beside it.

    They are the same if there is nothing to show.
    """
    known = enrolment.acknowledged_edition_id
    if known is not None and enrolment.was_moved:
        return edition_at_hand(known), enrolment.edition
    return enrolment.edition, edition_at_hand(enrolment.newest_edition_id)


def _move(enrolment: Enrolment, edition: Edition) -> None:
    """Move a learner who has acknowledged the disclosures of ``edition`` just now."""
    with transaction.atomic():
        move_learner(enrolment, edition)
        Acknowledgement.objects.get_or_create(enrolment=enrolment, edition=edition)


def changed_pages(enrolment: Enrolment, old: Edition, new: Edition) -> list[ChangedPage]:
    """Return what differs between two editions, page by page, units first."""
    pages: dict[PlaceKey, ChangedPage] = {}
    for unit_key, page in _changed_units(enrolment, old, new):
        pages[Correction.Place.UNIT, unit_key] = page

    corrections = list(Correction.objects.newer_than(old).up_to(new))
    open_texts(corrections, enrolment, new)
    for correction in corrections:
        place_key = correction.place, correction.key
        page = pages.setdefault(place_key, ChangedPage(correction.title, correction.place))
        page.corrections.append(correction)
    return list(pages.values())


def _changed_units(
    enrolment: Enrolment, old: Edition, new: Edition
) -> Iterator[tuple[str, ChangedPage]]:
    """Yield the key of each unit that differs, and what that means for the learner."""
    done = set(enrolment.completions.values_list("unit_key", "revision"))
    for change in unit_changes(old, new):
        # Nothing follows for whoever has finished.
        consequence = "" if enrolment.completed_at else _consequence(change, done)
        page = ChangedPage(str(change.unit), kind=change.kind, consequence=consequence)
        yield change.unit.key, page


def _consequence(change: UnitChange, done: set[tuple[str, int]]) -> str:
    """Return what a change means for what the learner has done.

    done: keys and revisions of the completed units.
    """
    unit = change.unit
    if change.kind == "removed":
        return _("No longer part of the course.")
    if change.kind == "added":
        if unit.required:
            return _("You will have to do it before your certificate.")
        return _("Optional.")
    if (unit.key, unit.revision) in done:
        return _("You have done it, and that still counts.")
    if any(key == unit.key for key, _revision in done):
        return _(
            "You have done it. The change matters: it no longer counts, "
            "and you will have to do it again."
        )
    return _("You have not done it yet.")
