"""The pages on which staff check facts at their sources, and sign that they stand."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.db.models import Prefetch, QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.audit import record
from accounts.models import User
from accounts.staff import ROWS_A_PAGE, StaffRequest, staff_page
from course.models import Course, Edition, Fact, FactReview, FactReviewWithdrawal, Reference, Unit
from course.models.fact_review import FactReviewQuerySet
from course.models.sources import FactQuerySet
from course.staff.fact_forms import FactReviewForm, WithdrawalForm

SOON, LATER = 14, 60  # days


@dataclass(frozen=True)
class FactRow:
    """Hold a fact that is due, with its last review as it stands.

    days: until it is due; 0 or less if it is overdue.
    """

    fact: Fact
    days: int
    last_review: FactReview | None

    @property
    def is_overdue(self) -> bool:
        return self.days <= 0

    @property
    def is_soon(self) -> bool:
        return 0 < self.days <= SOON


@dataclass(frozen=True)
class CourseCounts:
    """Hold how many facts of a course are overdue, or due within 14 or 60 days."""

    edition: Edition
    overdue: int
    soon: int
    later: int


@staff_page("course.review_fact")
@require_safe
def facts(request: StaffRequest) -> HttpResponse:
    """List what is overdue or falls due within 60 days, by course. Seven queries."""
    editions = Edition.objects.newest().select_related("course").order_by("course__slug")
    due = _due_facts()
    page = Paginator(_with_places(due), ROWS_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "counts": _counts(editions, due),
        "page": page,
        "rows": _fact_rows(page),
        "tab": "facts",
    }
    return render(request, "staff/facts.html", context)


def _due_facts() -> FactQuerySet:
    """Return the facts of the newest editions that are due within 60 days, by course and date."""
    last_day = timezone.localdate() + timedelta(days=LATER)
    return current_facts().due_by(last_day)


def current_facts() -> FactQuerySet:
    """Return the facts of the newest editions, also those that only the guide cites."""
    # An overdue fact of the guide stops a publication as well.
    facts: FactQuerySet = Fact.objects.filter(edition__in=Edition.objects.newest())
    return facts


def _with_places(facts: FactQuerySet) -> FactQuerySet:
    """Read the facts with their references and with the units that cite them."""
    units: QuerySet[Unit] = Unit.objects.select_related("edition__course").order_by("position")
    references: QuerySet[Reference] = Reference.objects.order_by("pk")
    related = facts.select_related("edition__course")
    return related.prefetch_related(Prefetch("references", references), Prefetch("units", units))


def _counts(editions: Iterable[Edition], due: FactQuerySet) -> list[CourseCounts]:
    """Count the facts that are due, a row for each edition."""
    today = timezone.localdate()
    days: dict[int, list[int]] = {}
    for fact in due.only("edition"):
        days.setdefault(fact.edition_id, []).append((fact.due_on - today).days)
    return [_course_counts(edition, days.get(edition.pk, [])) for edition in editions]


def _course_counts(edition: Edition, days: list[int]) -> CourseCounts:
    """Count the facts of a course by the days until each is due."""
    overdue = sum(left <= 0 for left in days)
    soon = sum(0 < left <= SOON for left in days)
    return CourseCounts(edition, overdue, soon, len(days) - overdue)


def _fact_rows(facts: Iterable[Fact]) -> list[FactRow]:
    facts = list(facts)
    last_reviews = _last_reviews(facts)
    today = timezone.localdate()
    rows = []
    for fact in facts:
        days = (fact.due_on - today).days
        key = (fact.edition.course_id, fact.tag, fact.digest)
        rows.append(FactRow(fact, days, last_reviews.get(key)))
    return rows


def _last_reviews(facts: Iterable[Fact]) -> dict[tuple[int, str, str], FactReview]:
    """Return the last review in force by course, tag and digest, at least of these facts."""
    digests = [fact.digest for fact in facts]
    reviews = FactReview.objects.in_force().filter(digest__in=digests)
    last: dict[tuple[int, str, str], FactReview] = {}
    for review in reviews.latest_first():
        last.setdefault((review.course_id, review.tag, review.digest), review)
    return last


@staff_page("course.review_fact")
@require_http_methods(["GET", "HEAD", "POST"])
def fact(request: StaffRequest, slug: str, tag: str) -> HttpResponse:
    """Show one fact with its sources and reviews, and sign that it was checked and stands."""
    if request.method != "POST":
        shown = _current_fact(slug, tag)
        return _page(request, shown, FactReviewForm(shown, _last_review(shown)))

    with transaction.atomic():
        refused_page = _sign_by_form(request, slug, tag)
    if refused_page:
        return refused_page
    messages.success(request, _("%s is signed. Readers see it within half a minute.") % tag)
    return redirect("staff:facts")


def _sign_by_form(request: StaffRequest, slug: str, tag: str) -> HttpResponse | None:
    """Sign the fact, once; return its page if the form has mistakes, else None."""
    # What is decided rests on the reviews so far: reviews of a course wait for each other.
    get_object_or_404(Course.objects.select_for_update(), slug=slug)
    checked = _current_fact(slug, tag)
    last = _last_review(checked)
    if _was_signed_meanwhile(request, last):
        return None
    form = _checked_form(request, checked, last)
    if not form.is_valid():
        return _page(request, checked, form)
    _sign(request.user, checked, form)
    return None


def _current_fact(slug: str, tag: str) -> Fact:
    """Return a fact of the newest edition of a course, with its due date; 404 if there is none."""
    facts = _with_places(current_facts().with_due_date())
    return get_object_or_404(facts, edition__course__slug=slug, tag=tag)


def _last_review(fact: Fact) -> FactReview | None:
    """Return the last review in force of the fact as it stands."""
    return _reviews_of(fact).in_force().filter(digest=fact.digest).latest_first().first()


def _reviews_of(fact: Fact) -> FactReviewQuerySet:
    """Return all reviews of a fact, also of what it said before."""
    return FactReview.objects.filter(course=fact.edition.course_id, tag=fact.tag)


def _was_signed_meanwhile(request: StaffRequest, last: FactReview | None) -> bool:
    """Tell whether the reader signed the fact since the form was opened: a second click."""
    is_mine = last is not None and last.reviewer_id == request.user.pk
    return is_mine and request.POST.get("last_review") != _shown_key(last)


def _shown_key(review: FactReview | None) -> str:
    return str(review.pk) if review else ""


def _checked_form(request: StaffRequest, fact: Fact, last: FactReview | None) -> FactReviewForm:
    """Return the posted form; it is refused if its page was out of date."""
    form = FactReviewForm(fact, last, request.POST)
    shown = (request.POST.get("digest"), request.POST.get("last_review"))
    if shown != (fact.digest, _shown_key(last)):
        text = _(
            "This statement was changed or reviewed since you opened the page."
            " Look at it again before you sign."
        )
        form.add_error(None, text)
    return form


def _sign(by: User, fact: Fact, form: FactReviewForm) -> None:
    """Write the review and record it, in a transaction of the caller."""
    values = form.cleaned_data
    review = FactReview.objects.create(
        course_id=fact.edition.course_id,
        tag=fact.tag,
        digest=fact.digest,
        checked_on=values["checked_on"],
        what_was_read=values["what_was_read"],
        next_review_on=values["next_review_on"],
        reviewer=by,
        reviewer_name=by.display_name,
    )
    days = f"checked on {review.checked_on}, again by {review.next_review_on}"
    record(by, "fact.reviewed", review, f"{fact.edition.course.slug} {fact.tag}: {days}")


def _page(request: StaffRequest, fact: Fact, form: FactReviewForm) -> HttpResponse:
    reviews = _reviews_of(fact).select_related("withdrawal").latest_first()
    context = {
        "fact": fact,
        "row": _fact_rows([fact])[0],
        "reviews": reviews,
        "last_review": _shown_key(form.last_review),
        "form": form,
        "tab": "facts",
    }
    return render(request, "staff/fact.html", context)


@staff_page("course.review_fact")
@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: StaffRequest, review_id: int) -> HttpResponse:
    """Withdraw a review that was wrong, for a reason. Withdrawing twice counts once."""
    reviews = FactReview.objects.select_related("course", "withdrawal")
    review = get_object_or_404(reviews, pk=review_id)
    if review.is_withdrawn:
        return redirect("staff:facts")
    form = WithdrawalForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        context = {"review": review, "form": form, "tab": "facts"}
        return render(request, "staff/fact_withdraw.html", context)

    _withdraw(review, request.user, form.cleaned_data["because"])
    messages.success(request, _("The review is withdrawn. Both stay on record."))
    return redirect("staff:facts")


def _withdraw(review: FactReview, by: User, because: str) -> None:
    """Write the withdrawal and record it, unless an earlier click did."""
    with transaction.atomic():
        # A new review rests on the reviews in force, and waits for this.
        Course.objects.select_for_update().get(pk=review.course_id)
        _withdrawal, is_new = FactReviewWithdrawal.objects.get_or_create(
            review=review,
            defaults={
                "because": because,
                "withdrawn_by": by,
                "withdrawn_by_name": by.display_name,
            },
        )
        if is_new:
            text = f"{review.course.slug} {review.tag}, {review.checked_on}: {because}"
            record(by, "fact.review_withdrawn", review, text)
