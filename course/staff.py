"""The pages of staff: learners, editions, the provider. Each act has its own permission."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.db.models import Count, F, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.audit import record
from accounts.models import User
from accounts.staff import ROWS_A_PAGE, StaffRequest, staff_page
from course import provider_checks, timeline
from course.corrections.staff import counts_of_readers
from course.models import Course, Edition, Enrolment, Fact, Module, ModuleReview, Provider
from course.models.edition import REVIEWERS_NEEDED
from course.outline import Outline, outline_of
from course.publishing import Comparison, PublicationRefusedError, compare, publish
from course.source import CourseSource, SourceError, overdue_facts, read_course
from course.staff_forms import LearnerSearchForm, ProviderForm, WaiverForm


@staff_page()
@require_safe
def home(request: StaffRequest) -> HttpResponse:
    """Show what this member of staff may do."""
    return render(request, "staff/home.html", {"tab": "home"})


@dataclass(frozen=True)
class LearnerRow:
    """Hold a person with one of their enrolments; None for somebody who never enrolled."""

    user: User
    enrolment: Any


@staff_page("course.find_learner")
@require_safe
def learners(request: StaffRequest) -> HttpResponse:
    """Find a learner by a part of the name or of the e-mail address."""
    form = LearnerSearchForm(request.GET if request.GET.get("q") else None)
    context: dict[str, Any] = {"form": form, "tab": "learners"}
    if form.is_valid():
        text = form.cleaned_data["q"]
        matching = Q(name__icontains=text) | Q(email__icontains=text) | Q(enrolments__holder_name__icontains=text)
        people: Any = User.objects.filter(matching).annotate(enrolment_id=F("enrolments__id"))
        page = Paginator(people.order_by("name", "email", "enrolment_id"), ROWS_A_PAGE).get_page(
            request.GET.get("page")
        )
        keys = [person.enrolment_id for person in page if person.enrolment_id]
        enrolments = Enrolment.objects.select_related("edition").with_progress().in_bulk(keys)
        context |= {
            "page": page,
            "query": text,
            "rows": [LearnerRow(person, enrolments.get(person.enrolment_id)) for person in page],
        }
    return render(request, "staff/learners.html", context)


@staff_page("course.view_timeline")
@require_safe
def learner(request: StaffRequest, public_id: str) -> HttpResponse:
    """Show one enrolment: its facts, its timeline, what is done; never what was answered."""
    return _learner_page(request, _enrolment(public_id))


@staff_page("course.view_timeline", "course.waive_unit")
@require_POST
def waive(request: StaffRequest, public_id: str) -> HttpResponse:
    """Let a learner finish without a unit, for a reason. A second click changes nothing."""
    enrolment = _enrolment(public_id)
    if enrolment.ended_at or not enrolment.user:
        raise Http404
    form = WaiverForm(enrolment, _outline(enrolment).remaining, request.POST)
    if not form.is_valid():
        return _learner_page(request, enrolment, form)
    unit, reason = form.cleaned_data["unit"], form.cleaned_data["reason"]
    with transaction.atomic():
        locked = Enrolment.objects.select_for_update().get(pk=enrolment.pk)
        is_open = locked.ended_at is None and locked.remaining().filter(pk=unit.pk).exists()
        if is_open:
            locked.waive(unit, by=request.user, because=reason)
            record(request.user, "unit.waived", locked, f"{unit.key}: {reason}")
    if is_open:
        messages.success(request, _("Waived: %s. The certificate will say so.") % unit)
    else:
        messages.info(request, _("Nothing was changed: %s is not open any more.") % unit)
    return redirect("staff:learner", enrolment.public_id)


def _enrolment(public_id: str) -> Enrolment:
    return get_object_or_404(Enrolment.objects.select_related("user", "course", "edition"), public_id=public_id)


def _outline(enrolment: Enrolment) -> Outline:
    return outline_of(enrolment.edition, enrolment)


def _learner_page(request: StaffRequest, enrolment: Enrolment, form: WaiverForm | None = None) -> HttpResponse:
    outline = _outline(enrolment)
    completions = {(row.unit_key, row.revision): row for row in enrolment.completions.all()}
    for unit in outline.units:
        unit.completion = completions.get((unit.key, unit.revision))
    others = Enrolment.objects.filter(user=enrolment.user_id).exclude(pk=enrolment.pk).select_related("edition")
    may_waive = request.user.has_perm("course.waive_unit") and enrolment.user and not enrolment.ended_at
    context = {
        "enrolment": enrolment,
        "edition": enrolment.edition,
        "roles": enrolment.user.roles.all() if enrolment.user else [],
        "outline": outline,
        "done_count": len(outline.required) - len(outline.remaining),
        "entries": timeline.entries(enrolment),
        "others": others.order_by("-started_at") if enrolment.user else [],
        "form": form or (WaiverForm(enrolment, outline.remaining) if may_waive and outline.remaining else None),
        "tab": "learners",
    }
    return render(request, "staff/learner.html", context)


@dataclass(frozen=True)
class CourseRow:
    """Hold a course by its slug, with its editions, newest first.

    has_folder: there is a folder to publish from.
    """

    slug: str
    editions: list[Any]
    has_folder: bool


@staff_page("course.view_editions")
@require_safe
def editions(request: StaffRequest) -> HttpResponse:
    """List every edition of every course, with how many learners are on it."""
    active, finished = Q(enrolments__ended_at=None), Q(enrolments__completed_at__isnull=False)
    rows = list(
        Edition.objects.select_related("course", "published_by")
        .annotate(
            in_progress=Count("enrolments", filter=active & ~finished), finished=Count("enrolments", filter=finished)
        )
        .order_by("-number")
    )
    reviewed, overdue, readers = _reviewed_editions(), _overdue_facts(), counts_of_readers()
    for edition in rows:
        edition.overdue = overdue.get(edition.pk, [])
        edition.reviewed = edition.pk in reviewed
        edition.readers = readers.get(edition.pk)
    folders = {path.parent.name for path in Path(settings.CONTENT_ROOT).glob("*/course.yaml")}
    slugs = folders | set(Course.objects.values_list("slug", flat=True))
    courses = [
        CourseRow(slug, [row for row in rows if row.course.slug == slug], slug in folders) for slug in sorted(slugs)
    ]
    return render(
        request, "staff/editions.html", {"courses": courses, "today": timezone.localdate(), "tab": "editions"}
    )


def _overdue_facts() -> dict[int, list[Fact]]:
    """Return the facts of each newest edition that are due to be checked again."""
    newest = dict(Edition.objects.order_by("number").values_list("course_id", "pk"))
    facts: dict[int, list[Fact]] = {}
    for fact in Fact.objects.filter(edition__in=newest.values()).overdue():
        facts.setdefault(fact.edition_id, []).append(fact)
    return facts


def _reviewed_editions() -> set[int]:
    """Return the keys of the editions that ``is_reviewed`` is true for, in two queries."""
    reviews = ModuleReview.objects.values_list("course_id", "module_key", "digest")
    people = reviews.annotate(people=Count("pk")).filter(people__gte=REVIEWERS_NEEDED)
    signed = {(course, key, digest) for course, key, digest, _people in people}
    modules = Module.objects.order_by().values_list("edition_id", "edition__course_id", "key", "digest")
    complete: dict[int, bool] = {}
    for edition, *module in modules:
        complete[edition] = complete.get(edition, True) and tuple(module) in signed
    return {edition for edition, is_complete in complete.items() if is_complete}


@staff_page("course.view_editions")
@require_http_methods(["GET", "HEAD", "POST"])
def next_edition(request: StaffRequest, slug: str) -> HttpResponse:
    """Show what the content folder would change, and for whom. Nothing is published here.

    GET reads the folder. POST publishes it and undoes that again, which takes the database's write
    lock for a moment.
    """
    folder = Path(settings.CONTENT_ROOT) / slug
    course = Course.objects.filter(slug=slug).first()
    if not (folder / "course.yaml").is_file():
        raise Http404
    current = course.current_edition if course else None
    context: dict[str, Any] = {"slug": slug, "current": current, "command": _publish_command(folder), "tab": "editions"}
    try:
        source = read_course(folder)
        context |= {
            "standing": Edition.objects.filter(course__slug=slug, digest=source.digest).first(),
            "overdue": overdue_facts(source, timezone.localdate()),
            "safety_correction": source.safety_correction,
        }
        if request.method == "POST" and not context["standing"]:
            context |= _impact(_try_publishing(source, current))
    except SourceError as error:
        context["mistakes"] = error.mistakes
    except PublicationRefusedError as error:
        context["refused"] = str(error)
    return render(request, "staff/next_edition.html", context)


def _publish_command(folder: Path) -> str:
    """Return the command that publishes the folder, to be copied."""
    base = Path(settings.BASE_DIR)
    shown = folder.relative_to(base) if folder.is_relative_to(base) else Path(folder.name)
    return f".venv/bin/python manage.py publish_course {shown}"


def _try_publishing(source: CourseSource, old: Edition | None) -> Comparison | None:
    """Publish ``source``, compare, and undo it; return what publishing would change."""
    with transaction.atomic():
        edition = publish(source)
        comparison = compare(old, edition) if edition else None
        transaction.set_rollback(True)
    return comparison


def _impact(comparison: Comparison | None) -> dict[str, Any]:
    if comparison is None:
        return {}
    affected = {learner.pk for change in comparison.changes for learner in change.losing}
    return {"comparison": comparison, "affected_count": len(affected)}


@staff_page("course.change_provider")
@require_http_methods(["GET", "HEAD", "POST"])
def provider(request: StaffRequest) -> HttpResponse:
    """Show and change the provider, for a reason that goes into the audit log."""
    if request.method != "POST":
        return _provider_page(request, ProviderForm(instance=Provider.get()))
    checked = ProviderForm(request.POST, instance=Provider.get())
    if not checked.is_valid() or not checked.check_words():
        return _provider_page(request, checked)
    with transaction.atomic():
        stored = Provider.objects.select_for_update().filter(pk=1).first() or Provider.get()
        form = ProviderForm(request.POST, instance=stored)
        if not form.is_valid():
            return _provider_page(request, form)
        changed = form.changed_columns
        if changed or stored._state.adding:
            saved = form.save()
            record(request.user, "provider.changed", saved, f"{form.cleaned_data['reason']} ({', '.join(changed)})")
            for callback in provider_checks.after_change:
                transaction.on_commit(callback, robust=True)
            messages.success(request, _("The provider is saved. Certificates that were issued keep what they say."))
        else:
            messages.info(request, _("Nothing was changed."))
    return redirect("staff:provider")


def _provider_page(request: HttpRequest, form: ProviderForm) -> HttpResponse:
    return render(request, "staff/provider.html", {"form": form, "tab": "provider"})
