"""The pages on which reviewers sign modules off."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.contrib import messages
from django.db import IntegrityError, transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.audit import record
from accounts.models import User
from accounts.staff import StaffRequest, staff_page
from course.models import Course, Edition, Module, ModuleReview
from course.models.edition import REVIEWERS_NEEDED
from course.staff.forms import SignOffForm


@dataclass(frozen=True)
class ReviewRow:
    """Hold a module of a current edition with its sign-offs.

    is_mine: the reader signed it off.
    """

    module: Module
    signed: tuple[ModuleReview, ...]
    is_mine: bool

    @property
    def missing(self) -> int:
        return max(REVIEWERS_NEEDED - len(self.signed), 0)


@staff_page("course.sign_module")
@require_safe
def reviews(request: StaffRequest) -> HttpResponse:
    """List every module of the current editions with its sign-offs. Four queries."""
    oldest_first = Edition.objects.order_by("course", "number").only("pk", "course_id")
    current = {edition.course_id: edition.pk for edition in oldest_first}
    modules = Module.objects.filter(edition__in=current.values()).select_related("edition__course")
    modules = modules.order_by("edition__title", "edition", "position")
    rows = _review_rows(modules, _reviews_by_module(current), request.user)
    context = {"rows": rows, "needed": REVIEWERS_NEEDED, "tab": "reviews"}
    return render(request, "staff/reviews.html", context)


def _review_rows(
    modules: Iterable[Module],
    reviews_by_module: Mapping[tuple[str, str], list[ModuleReview]],
    reader: User,
) -> list[ReviewRow]:
    rows = []
    for module in modules:
        signed = reviews_by_module.get((module.key, module.digest), [])
        rows.append(ReviewRow(module, tuple(signed), _has_signed(reader, signed)))
    return rows


def _reviews_by_module(courses: Iterable[int]) -> dict[tuple[str, str], list[ModuleReview]]:
    """Return the sign-offs by key and digest of the module, oldest first."""
    reviews: dict[tuple[str, str], list[ModuleReview]] = {}
    for review in ModuleReview.objects.filter(course__in=courses).order_by("signed_at"):
        reviews.setdefault((review.module_key, review.digest), []).append(review)
    return reviews


def _has_signed(user: User, reviews: Iterable[ModuleReview]) -> bool:
    return any(review.reviewer_id == user.pk for review in reviews)


@staff_page("course.sign_module")
@require_http_methods(["GET", "HEAD", "POST"])
def sign(request: StaffRequest, slug: str, module_key: str) -> HttpResponse:
    """Show one module as it stands, and sign it off. Signing twice counts once."""
    module = _current_module(slug, module_key)
    if request.method != "POST":
        form = SignOffForm(module, request.user, initial={"reviewer_name": request.user.name})
        return _page(request, module, form)
    if ModuleReview.objects.of(module).filter(reviewer=request.user).exists():
        return redirect("staff:reviews")

    form = _checked_form(request, module)
    if form.is_valid():
        return _save_sign_off(request, module, form)
    return _page(request, module, form)


def _current_module(slug: str, key: str) -> Module:
    """Return the module of the newest edition of a course; 404 if there is none."""
    edition = get_object_or_404(Course, slug=slug).current_edition
    modules = Module.objects.select_related("edition__course")
    return get_object_or_404(modules, edition=edition, key=key)


def _checked_form(request: StaffRequest, module: Module) -> SignOffForm:
    """Return the posted form; it is refused if the module changed while it was open."""
    form = SignOffForm(module, request.user, request.POST)
    # The module was not read as it stands.
    if request.POST.get("digest") != module.digest:
        text = _(
            "This module has changed since you opened the page. Read it again before you sign."
        )
        form.add_error(None, text)
    return form


def _save_sign_off(request: StaffRequest, module: Module, form: SignOffForm) -> HttpResponse:
    try:
        with transaction.atomic():
            review = form.save(commit=False)
            review.signed_on = review.signed_at.date()
            review.save()
            reason = f"{module.key} {module.digest[:12]}: {review.disclosure}"
            record(request.user, "module.signed", review, reason)
    except IntegrityError:
        pass  # another click of the same reviewer was saved first
    text = _("Signed off: %s. It stands until the module changes.") % module.title
    messages.success(request, text)
    return redirect("staff:reviews")


def _page(request: StaffRequest, module: Module, form: SignOffForm) -> HttpResponse:
    signed = list(ModuleReview.objects.of(module))
    context = {
        "module": module,
        "units": module.units.all(),
        "signed": signed,
        "is_mine": _has_signed(request.user, signed),
        "form": form,
        "tab": "reviews",
    }
    return render(request, "staff/sign.html", context)
