"""Staff pages on which one person asks to mark a question again, and another decides."""

from collections.abc import Callable, Mapping
from contextlib import suppress

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.approvals import ActRefusedError
from accounts.approvals.alone import Step, next_step
from accounts.models import User
from accounts.security.second_factor import asks_again
from accounts.staff import ROWS_A_PAGE, StaffRequest, staff_page
from quizzes.marking.markings import orders_in_force
from quizzes.models import AttemptItem, QuestionVersion, RegradeOrder
from quizzes.regrading.batches import is_in_force
from quizzes.regrading.dry_runs import grades_not_following
from quizzes.regrading.forms import ApproveForm, AskForm, RefuseForm
from quizzes.regrading.offers import suggested_order
from quizzes.regrading.order_page import ShownVersion, change_rows, key_in_words, newest_stem
from quizzes.regrading.orders import approve, ask, refuse, was_marked_since, work_out_again
from quizzes.regrading.outcomes import Impact

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
    may_search = query and request.user.has_perm(ORDER_PERMISSION)
    versions = _find_versions(query) if may_search else QuestionVersion.objects.none()
    context = {"page": page, "query": query, "versions": versions, "tab": "regrades"}
    return render(request, "quizzes/regrading/staff_regrades.html", context)


def _find_versions(query: str) -> QuerySet[QuestionVersion]:
    """Return the versions of questions with ``query`` in their id, newest first."""
    versions = QuestionVersion.objects.filter(question__ref__icontains=query)
    counted: QuerySet[QuestionVersion] = versions.annotate(attempts=_attempts_handed_in())
    newest_first = counted.order_by("question__ref", "-number")
    return newest_first.select_related("question__course")[:ROWS_A_PAGE]


@staff_page(VIEW_PERMISSION, ORDER_PERMISSION)
@require_http_methods(["GET", "HEAD", "POST"])
def regrade_ask(request: StaffRequest, slug: str, ref: str, version: int) -> HttpResponse:
    """Ask to mark a question version differently; then show the order's page.

    With "?edition=2" the form suggests a marking by the key that edition 2 changed.
    """
    related = QuestionVersion.objects.select_related("question__course")
    asked = get_object_or_404(
        related, question__course__slug=slug, question__ref=ref, number=version
    )
    form = AskForm(
        asked,
        request.POST if request.method == "POST" else None,
        suggested_order(asked, request.GET.get("edition", "")),
    )
    order = _asked_order(form, asked, request.user)
    if order is None:
        return _ask_page(request, asked, form)

    text = _("Asked for. Nothing is marked again before somebody else approves it.")
    messages.success(request, text)
    return redirect("quizzes:staff_regrade", order.pk)


def _asked_order(form: AskForm, version: QuestionVersion, by: User) -> RegradeOrder | None:
    """Ask for the order of a valid form; return None, and the form says why, if that fails."""
    if not form.is_valid():
        return None
    try:
        return ask(version, by=by, **form.cleaned_data)
    except ActRefusedError as refused:
        form.add_error(None, str(refused))
        return None


def _ask_page(request: StaffRequest, asked: QuestionVersion, form: AskForm) -> HttpResponse:
    """Show the form beside the versions of the question and what is right by each."""
    versions = asked.question.versions.annotate(attempts=_attempts_handed_in()).order_by("number")
    context = {
        "version": asked,
        "stem": newest_stem(asked),
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

    What it changes is read as it was worked out last: when it was asked for or decided, or since.
    """
    return _order_page(request, get_object_or_404(_orders(), pk=order))


@staff_page(VIEW_PERMISSION)
@require_POST
def regrade_again(request: StaffRequest, order: int) -> HttpResponse:
    """Work out again what a waiting order would change, with all that was handed in since."""
    waiting = get_object_or_404(_orders(), pk=order)
    if not waiting.is_waiting:
        return _say_decided_already(request, waiting)
    try:
        work_out_again(waiting)
    except ActRefusedError as refused:
        messages.error(request, str(refused))
    return redirect("quizzes:staff_regrade", waiting.pk)


@staff_page(VIEW_PERMISSION)
@asks_again
@require_POST
def regrade_approve(request: StaffRequest, order: int) -> HttpResponse:
    """Let an order hold, also one's own a day after a notice. A second click changes nothing."""
    waiting = get_object_or_404(_orders(), pk=order)
    if not (request.user.has_perm(APPROVE_PERMISSION) or waiting.requested_by == request.user):
        raise Http404
    if not waiting.is_waiting:
        return _say_decided_already(request, waiting)

    today = _impact_today(waiting)
    form = ApproveForm(today.changes, request.POST, auto_id="approve-%s")
    if not _is_decided_by(form, approve, waiting, request.user):
        return _order_page(request, waiting, {"approve_form": form})
    text = ngettext(
        "Approved: %d attempt is marked again.",
        "Approved: %d attempts are marked again.",
        today.attempts,
    )
    messages.success(request, text % today.attempts)
    return redirect("quizzes:staff_regrade", waiting.pk)


def _impact_today(order: RegradeOrder) -> Impact:
    """Return what the order would change today, and keep it for the page that is shown next."""
    # If it is refused, ``approve`` refuses it too, and its reason is shown.
    with suppress(ActRefusedError):
        order.dry_run = work_out_again(order).dry_run
    return Impact.from_json(order.dry_run)


@staff_page(VIEW_PERMISSION)
@require_POST
def regrade_refuse(request: StaffRequest, order: int) -> HttpResponse:
    """Refuse an order, or take back one's own."""
    waiting = get_object_or_404(_orders(), pk=order)
    if not (request.user.has_perm(APPROVE_PERMISSION) or waiting.requested_by == request.user):
        raise Http404
    if not waiting.is_waiting:
        return _say_decided_already(request, waiting)

    form = RefuseForm(request.POST, auto_id="refuse-%s")
    if not _is_decided_by(form, refuse, waiting, request.user):
        return _order_page(request, waiting, {"refuse_form": form})
    messages.success(request, _("Refused. Nothing was marked again."))
    return redirect("quizzes:staff_regrade", waiting.pk)


def _is_decided_by(
    form: RefuseForm,
    decide: Callable[[RegradeOrder, User, str], RegradeOrder],
    order: RegradeOrder,
    by: User,
) -> bool:
    """Decide on the order if the form is valid; return False, and the form says why, if not."""
    if not form.is_valid():
        return False
    try:
        decide(order, by, form.cleaned_data["because"])
    except ActRefusedError as refused:
        form.add_error(None, str(refused))
        return False
    return True


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
    counts = items.values("version").annotate(count=Count("pk")).values("count")
    return Coalesce(Subquery(counts), 0)


def _order_page(
    request: StaffRequest, order: RegradeOrder, sent: Mapping[str, RefuseForm] | None = None
) -> HttpResponse:
    """Show an order, with the forms of a decision to those who may decide.

    sent: a form that was not accepted, by its name in the template; it says why.
    """
    impact = Impact.from_json(order.dry_run)
    context = {
        **_order_facts(order),
        **_impact_rows(order, impact, request.GET.get("page")),
        **_decision_forms(order, request.user, impact),
        **(sent or {}),
        "is_mine": order.requested_by == request.user,
        "is_older": order.is_waiting and was_marked_since(order, impact.at),
        "tab": "regrades",
    }
    return render(request, "quizzes/regrading/staff_regrade.html", context)


def _decision_forms(order: RegradeOrder, by: User, impact: Impact) -> dict[str, RefuseForm]:
    """Return the forms of the decisions that this person may make, by name."""
    if not order.is_waiting:
        return {}
    step = next_step(order, by, timezone.now())
    forms: dict[str, RefuseForm] = {}
    if step in {Step.DECIDE, Step.ALONE}:
        forms["approve_form"] = ApproveForm(impact.changes, auto_id="approve-%s")
    if step != Step.NOTHING:
        forms["refuse_form"] = RefuseForm(auto_id="refuse-%s")
    return forms


def _impact_rows(order: RegradeOrder, impact: Impact, number: str | None) -> dict[str, object]:
    """Return what one page shows of the scores that change."""
    page = Paginator(order.changes.all(), ROWS_A_PAGE).get_page(number)
    rows = change_rows(order, page)
    return {
        "impact": impact,
        "page": page,
        "rows": rows,
        "people": [row.change.enrolment for row in rows],
    }


def _order_facts(order: RegradeOrder) -> dict[str, object]:
    """Return what the page shows of an order to everybody.

    left: how many answers the order has not reached yet.
    """
    holds = bool(order.approved_at) and is_in_force(order)
    return {
        "order": order,
        "is_open": order.is_waiting,
        "in_force": holds,
        "left": grades_not_following(order).count() if holds else 0,
        "stem": newest_stem(order.version),
        "old_key": key_in_words(order.version),
        "new_key": key_in_words(order.to_version) if order.to_version else "",
    }
