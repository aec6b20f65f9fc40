"""Staff pages on which one person asks to mark a question again for everybody, and another decides."""

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
from quizzes.kinds import Html
from quizzes.marking.markings import orders_in_force
from quizzes.models import AttemptItem, BankItem, QuestionVersion, RegradeOrder
from quizzes.regrading.dry_runs import AttemptChange, DryRun, dry_run, grades_not_following
from quizzes.regrading.forms import ApproveForm, AskForm, RefuseForm
from quizzes.regrading.orders import RegradeRefusedError, approve, ask, refuse

VIEW_PERMISSION = "quizzes.view_regradeorder"
ORDER_PERMISSION = "quizzes.order_regrade"
APPROVE_PERMISSION = "quizzes.approve_regrade"


@staff_page(VIEW_PERMISSION)
@require_safe
def regrades(request: StaffRequest) -> HttpResponse:
    """List every order, newest first.

    Staff who may order also find questions here, by a part of their id.
    """
    orders = _orders().defer("dry_run")
    page = Paginator(orders, ROWS_A_PAGE).get_page(request.GET.get("page"))
    query = request.GET.get("q", "").strip()
    versions: Any = QuestionVersion.objects.none()
    if query and request.user.has_perm(ORDER_PERMISSION):
        versions = QuestionVersion.objects.filter(question__ref__icontains=query).select_related(
            "question__course"
        )
        versions = versions.annotate(attempts=_attempts_handed_in()).order_by(
            "question__ref", "-number"
        )[:ROWS_A_PAGE]
    context = {"page": page, "query": query, "versions": versions, "tab": "regrades"}
    return render(request, "quizzes/regrading/staff_regrades.html", context)


@dataclass(frozen=True)
class ShownVersion:
    """Hold a question version, with its ``attempts`` handed in, and its key in words."""

    version: Any
    key: str


@staff_page(VIEW_PERMISSION, ORDER_PERMISSION)
@require_http_methods(["GET", "HEAD", "POST"])
def regrade_ask(request: StaffRequest, slug: str, ref: str, version: int) -> HttpResponse:
    """Ask to mark a question version differently; then show the order's page."""
    related = QuestionVersion.objects.select_related("question__course")
    asked = get_object_or_404(
        related, question__course__slug=slug, question__ref=ref, number=version
    )
    form = AskForm(asked, request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            order = ask(asked, by=request.user, **form.cleaned_data)
        except RegradeRefusedError as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(
                request, _("Asked for. Nothing is marked again before somebody else approves it.")
            )
            return redirect("quizzes:staff_regrade", order.pk)
    versions = asked.question.versions.annotate(attempts=_attempts_handed_in()).order_by("number")
    context = {
        "version": asked,
        "stem": _newest_stem(asked),
        "versions": [ShownVersion(shown, key_in_words(shown)) for shown in versions],
        "in_force": orders_in_force([asked.pk]).get(asked.pk),
        "form": form,
        "tab": "regrades",
    }
    return render(request, "quizzes/regrading/staff_regrade_ask.html", context)


@staff_page(VIEW_PERMISSION)
@require_safe
def regrade(request: StaffRequest, order: int) -> HttpResponse:
    """Show one order, what it changes, and the decision.

    While it waits: what it would change today. Afterwards: what was shown when it was decided.
    """
    return _order_page(request, get_object_or_404(_orders(), pk=order))


@staff_page(VIEW_PERMISSION, APPROVE_PERMISSION)
@require_POST
def regrade_approve(request: StaffRequest, order: int) -> HttpResponse:
    """Let an order hold. A second click changes nothing."""
    waiting = get_object_or_404(_orders(), pk=order)
    if waiting.approved_at or waiting.refused_at:
        return _say_decided_already(request, waiting)
    today = dry_run(waiting)
    form = ApproveForm(len(today.changes), request.POST, auto_id="approve-%s")
    if form.is_valid():
        try:
            approve(waiting, request.user, form.cleaned_data["because"])
        except RegradeRefusedError as refused:
            form.add_error(None, str(refused))
        else:
            text = ngettext(
                "Approved: %d attempt is marked again.",
                "Approved: %d attempts are marked again.",
                today.attempts,
            )
            messages.success(request, text % today.attempts)
            return redirect("quizzes:staff_regrade", waiting.pk)
    return _order_page(request, waiting, approve_form=form)


@staff_page(VIEW_PERMISSION)
@require_POST
def regrade_refuse(request: StaffRequest, order: int) -> HttpResponse:
    """Refuse an order, or take back one's own."""
    waiting = get_object_or_404(_orders(), pk=order)
    if not (request.user.has_perm(APPROVE_PERMISSION) or waiting.requested_by == request.user):
        raise Http404
    if waiting.approved_at or waiting.refused_at:
        return _say_decided_already(request, waiting)
    form = RefuseForm(request.POST, auto_id="refuse-%s")
    if form.is_valid():
        try:
            refuse(waiting, request.user, form.cleaned_data["because"])
        except RegradeRefusedError as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("Refused. Nothing was marked again."))
            return redirect("quizzes:staff_regrade", waiting.pk)
    return _order_page(request, waiting, refuse_form=form)


def _say_decided_already(request: StaffRequest, order: RegradeOrder) -> HttpResponse:
    messages.info(request, _("It was decided on already; nothing was changed."))
    return redirect("quizzes:staff_regrade", order.pk)


def _orders() -> QuerySet[RegradeOrder]:
    return RegradeOrder.objects.select_related(
        "version__question__course",
        "to_version__question",
        "requested_by",
        "approved_by",
        "refused_by",
    )


def _attempts_handed_in() -> Coalesce:
    """Count the attempts handed in that asked a version, as an expression of a query."""
    items = AttemptItem.objects.handed_in().filter(version=OuterRef("pk")).order_by()
    return Coalesce(
        Subquery(items.values("version").annotate(count=Count("pk")).values("count")), 0
    )


def _newest_stem(version: QuestionVersion) -> SafeString:
    """Return the stem as the newest edition with this version shows it."""
    item = BankItem.objects.filter(version=version).order_by("pk").only("rendered").last()
    return item.html.of("stem") if item else SafeString("")


def key_in_words(version: QuestionVersion) -> str:
    """Return a response that earns all points, in words; "" without a score."""
    data = version.data
    texts = Html({text.name: text.markdown for text in type(data).texts(version.body)})
    return data.in_words(texts, data.best_response()) if data.is_scored else ""


@dataclass(frozen=True)
class ChangeRow:
    """Hold a change with its learner.

    enrolment: None if it was deleted. unit: the title of the quiz.
    """

    change: AttemptChange
    enrolment: Enrolment | None
    unit: str


def _change_rows(order: RegradeOrder, page: Page[AttemptChange]) -> list[ChangeRow]:
    """Return the changes of a page, with their learners and quizzes, in two queries."""
    people = Enrolment.objects.filter(
        public_id__in=[change.enrolment for change in page]
    ).select_related("user")
    enrolments = {str(enrolment.public_id): enrolment for enrolment in people}
    units = Unit.objects.filter(
        key__in={change.unit for change in page}, edition__course=order.version.question.course
    )
    titles = {unit.key: str(unit) for unit in units.order_by("edition__number").defer("html")}
    return [
        ChangeRow(change, enrolments.get(change.enrolment), titles.get(change.unit, change.unit))
        for change in page
    ]


def _order_page(
    request: StaffRequest,
    order: RegradeOrder,
    *,
    approve_form: ApproveForm | None = None,
    refuse_form: RefuseForm | None = None,
) -> HttpResponse:
    is_open = not (order.approved_at or order.refused_at)
    impact = dry_run(order) if is_open else DryRun.from_json(order.dry_run)
    page = Paginator(impact.changes, ROWS_A_PAGE).get_page(request.GET.get("page"))
    is_mine = order.requested_by == request.user
    may_approve = request.user.has_perm(APPROVE_PERMISSION)
    if is_open and may_approve and not is_mine:
        approve_form = approve_form or ApproveForm(len(impact.changes), auto_id="approve-%s")
    if is_open and (may_approve or is_mine):
        refuse_form = refuse_form or RefuseForm(auto_id="refuse-%s")
    in_force = (
        bool(order.approved_at) and orders_in_force([order.version_id])[order.version_id] == order
    )
    context = {
        "order": order,
        "impact": impact,
        "page": page,
        "rows": _change_rows(order, page),
        "people": [change.enrolment for change in page],
        "left": grades_not_following(order).count() if in_force else 0,
        "in_force": in_force,
        "is_open": is_open,
        "is_mine": is_mine,
        "approve_form": approve_form,
        "refuse_form": refuse_form,
        "stem": _newest_stem(order.version),
        "old_key": key_in_words(order.version),
        "new_key": key_in_words(order.to_version) if order.to_version else "",
        "tab": "regrades",
    }
    return render(request, "quizzes/regrading/staff_regrade.html", context)
