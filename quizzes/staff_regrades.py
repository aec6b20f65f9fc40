"""Pages of staff on which a question is marked again for everybody: asked for by one, decided on by another."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.paginator import Page, Paginator
from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.staff import ROWS_A_PAGE, StaffRequest, staff_page
from course.models import Enrolment, Unit
from quizzes.dry_runs import Change, DryRun, dry_run, unmarked
from quizzes.kinds import Html
from quizzes.marking import orders_in_force
from quizzes.models import Attempt, AttemptItem, BankItem, QuestionVersion, RegradeOrder
from quizzes.regrade_forms import ApproveForm, AskForm, RefuseForm
from quizzes.regrading import RegradeRefusedError, approve, ask, refuse

VIEW, ORDER, APPROVE = "quizzes.view_regradeorder", "quizzes.order_regrade", "quizzes.approve_regrade"


@staff_page(VIEW)
@require_safe
def regrades(request: StaffRequest) -> HttpResponse:
    """Every order, newest first; and, for those who may order, questions to ask for by a part of their id."""
    orders = _orders().defer("dry_run")
    page = Paginator(orders, ROWS_A_PAGE).get_page(request.GET.get("page"))
    query = request.GET.get("q", "").strip()
    versions: Any = QuestionVersion.objects.none()
    if query and request.user.has_perm(ORDER):
        versions = QuestionVersion.objects.filter(question__ref__icontains=query).select_related("question__course")
        versions = versions.annotate(attempts=_handed_in()).order_by("question__ref", "-number")[:ROWS_A_PAGE]
    context = {"page": page, "query": query, "versions": versions, "tab": "regrades"}
    return render(request, "quizzes/staff_regrades.html", context)


@dataclass(frozen=True)
class ShownVersion:
    """A version of a question with its key in words, and in how many attempts that were handed in it was asked."""

    version: Any
    key: str


@staff_page(VIEW, ORDER)
@require_http_methods(["GET", "HEAD", "POST"])
def regrade_ask(request: StaffRequest, slug: str, ref: str, version: int) -> HttpResponse:
    """Ask for a question version to be marked differently. The answer is the order's page, with its dry run."""
    related = QuestionVersion.objects.select_related("question__course")
    found = get_object_or_404(related, question__course__slug=slug, question__ref=ref, number=version)
    form = AskForm(found, request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            order = ask(found, by=request.user, **form.cleaned_data)
        except RegradeRefusedError as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("Asked for. Nothing is marked again before somebody else approves it."))
            return redirect("quizzes:staff_regrade", order.pk)
    versions = found.question.versions.annotate(attempts=_handed_in()).order_by("number")
    context = {
        "version": found,
        "stem": _stem(found),
        "versions": [ShownVersion(each, key_in_words(each)) for each in versions],
        "in_force": orders_in_force([found.pk]).get(found.pk),
        "form": form,
        "tab": "regrades",
    }
    return render(request, "quizzes/staff_regrade_ask.html", context)


@staff_page(VIEW)
@require_safe
def regrade(request: StaffRequest, order: int) -> HttpResponse:
    """One order: what it changes (today, as long as it waits; then as it was decided), and the decision."""
    return _order_page(request, get_object_or_404(_orders(), pk=order))


@staff_page(VIEW, APPROVE)
@require_POST
def regrade_approve(request: StaffRequest, order: int) -> HttpResponse:
    """Let it hold. A second click changes nothing."""
    found = get_object_or_404(_orders(), pk=order)
    if found.approved_at or found.refused_at:
        return _decided_already(request, found)
    today = dry_run(found)
    form = ApproveForm(len(today.changes), request.POST, auto_id="approve-%s")
    if form.is_valid():
        try:
            approve(found, request.user, form.cleaned_data["because"])
        except RegradeRefusedError as refused:
            form.add_error(None, str(refused))
        else:
            text = ngettext(
                "Approved: %d attempt is marked again.", "Approved: %d attempts are marked again.", today.attempts
            )
            messages.success(request, text % today.attempts)
            return redirect("quizzes:staff_regrade", found.pk)
    return _order_page(request, found, approve_form=form)


@staff_page(VIEW)
@require_POST
def regrade_refuse(request: StaffRequest, order: int) -> HttpResponse:
    """Refuse it, or take back what one asked for oneself."""
    found = get_object_or_404(_orders(), pk=order)
    if not (request.user.has_perm(APPROVE) or found.requested_by == request.user):
        raise Http404
    if found.approved_at or found.refused_at:
        return _decided_already(request, found)
    form = RefuseForm(request.POST, auto_id="refuse-%s")
    if form.is_valid():
        try:
            refuse(found, request.user, form.cleaned_data["because"])
        except RegradeRefusedError as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("Refused. Nothing was marked again."))
            return redirect("quizzes:staff_regrade", found.pk)
    return _order_page(request, found, refuse_form=form)


def _decided_already(request: StaffRequest, order: RegradeOrder) -> HttpResponse:
    messages.info(request, _("It was decided on already; nothing was changed."))
    return redirect("quizzes:staff_regrade", order.pk)


def _orders() -> QuerySet[RegradeOrder]:
    return RegradeOrder.objects.select_related(
        "version__question__course", "to_version__question", "requested_by", "approved_by", "refused_by"
    )


def _handed_in() -> Coalesce:
    """In how many attempts that were handed in a version was asked."""
    items = AttemptItem.objects.filter(version=OuterRef("pk"), attempt__state=Attempt.SUBMITTED).order_by()
    return Coalesce(Subquery(items.values("version").annotate(count=Count("pk")).values("count")), 0)


def _stem(version: QuestionVersion) -> SafeString:
    """The question as its newest edition shows it."""
    item = BankItem.objects.filter(version=version).order_by("pk").only("rendered").last()
    return item.html.of("stem") if item else SafeString("")


def key_in_words(version: QuestionVersion) -> str:
    """A response that is worth everything, as a person would say it."""
    data = version.data
    texts = Html({text.name: text.markdown for text in type(data).texts(version.body)})
    return data.in_words(texts, data.best_response()) if data.is_scored else ""


@dataclass(frozen=True)
class Row:
    """A change with whose it is; ``unit`` is the title of the quiz."""

    change: Change
    enrolment: Enrolment | None
    unit: str


def _rows(order: RegradeOrder, page: Page[Change]) -> list[Row]:
    """The changes of a page, with their learners and quizzes. Two queries."""
    people = Enrolment.objects.filter(public_id__in=[change.enrolment for change in page]).select_related("user")
    enrolments = {str(enrolment.public_id): enrolment for enrolment in people}
    units = Unit.objects.filter(key__in={change.unit for change in page}, edition__course=order.version.question.course)
    titles = {unit.key: str(unit) for unit in units.order_by("edition__number").defer("html")}
    return [Row(change, enrolments.get(change.enrolment), titles.get(change.unit, change.unit)) for change in page]


def _order_page(
    request: StaffRequest,
    order: RegradeOrder,
    *,
    approve_form: ApproveForm | None = None,
    refuse_form: RefuseForm | None = None,
) -> HttpResponse:
    is_open = not (order.approved_at or order.refused_at)
    found = dry_run(order) if is_open else DryRun.from_json(order.dry_run)
    page = Paginator(found.changes, ROWS_A_PAGE).get_page(request.GET.get("page"))
    is_mine, may_approve = order.requested_by == request.user, request.user.has_perm(APPROVE)
    if is_open and may_approve and not is_mine:
        approve_form = approve_form or ApproveForm(len(found.changes), auto_id="approve-%s")
    if is_open and (may_approve or is_mine):
        refuse_form = refuse_form or RefuseForm(auto_id="refuse-%s")
    in_force = bool(order.approved_at) and orders_in_force([order.version_id])[order.version_id] == order
    context = {
        "order": order,
        "found": found,
        "page": page,
        "rows": _rows(order, page),
        "people": [change.enrolment for change in page],
        "left": unmarked(order).count() if in_force else 0,
        "in_force": in_force,
        "is_open": is_open,
        "is_mine": is_mine,
        "approve_form": approve_form,
        "refuse_form": refuse_form,
        "stem": _stem(order.version),
        "old_key": key_in_words(order.version),
        "new_key": key_in_words(order.to_version) if order.to_version else "",
        "tab": "regrades",
    }
    return render(request, "quizzes/staff_regrade.html", context)
