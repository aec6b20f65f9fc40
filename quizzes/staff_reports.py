"""The inbox of staff: what learners report about questions. Without their names and without what they answered: a
report is about a question, and its answer reaches them on their result page."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.db.models import F, Max
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import mail
from accounts.audit import record
from accounts.staff import ROWS_A_PAGE, StaffRequest, staff_page
from quizzes.forms import AnswerForm, ReportFilterForm
from quizzes.models import ItemReport


@staff_page("quizzes.answer_report")
@require_safe
def reports(request: StaffRequest) -> HttpResponse:
    """What is reported, the oldest open one first; or what was answered, the latest answer first."""
    form = ReportFilterForm(ReportFilterForm.DEFAULT | request.GET.dict())
    if not form.is_valid():  # nobody can choose that: it shows what is shown where nothing is chosen
        form = ReportFilterForm(ReportFilterForm.DEFAULT)
        form.full_clean()
    state, kind = form.cleaned_data["state"], form.cleaned_data["kind"]
    answered, is_narrowed = state == ReportFilterForm.ANSWERED, kind != ReportFilterForm.EVERY_KIND
    related = "item__bank_item__quiz__unit__edition", "item__question", "owner"
    found = ItemReport.objects.filter(answered_at__isnull=not answered).select_related(*related)
    if is_narrowed:
        found = found.filter(kind=kind)
    if answered:
        found = found.order_by("-answered_at", "-pk")
    page = Paginator(found, ROWS_A_PAGE).get_page(request.GET.get("page"))
    for each in page:
        each.stem = each.item.bank_item.html.plain("stem")  # type: ignore[attr-defined]
    context = {"page": page, "form": form, "answered": answered, "is_narrowed": is_narrowed, "tab": "reports"}
    return render(request, "quizzes/staff_reports.html", context)


@staff_page("quizzes.answer_report")
@require_http_methods(["GET", "HEAD", "POST"])
def report(request: StaffRequest, report_id: int) -> HttpResponse:
    """One report with its question, the key and the reasons; by POST, its answer. A second click changes nothing."""
    found = _report(report_id)
    if request.method != "POST":
        return _report_page(request, found, AnswerForm())
    form = AnswerForm(request.POST)
    if not form.is_valid():
        return _report_page(request, found, form)
    text = form.cleaned_data["answer"]
    with transaction.atomic():
        answered = found.give_answer(text, by=request.user, at=timezone.now())
        if answered:
            record(request.user, "report.answered", found, text)
            _tell(found, text)
    if answered:
        messages.success(request, _("Answered. The learner finds it below the question."))
    else:
        messages.info(request, _("Somebody had answered this already. Nothing was changed."))
    return redirect(found)


@staff_page("quizzes.answer_report")
@require_POST
def take(request: StaffRequest, report_id: int) -> HttpResponse:
    """Look after a report from now on, also in the place of somebody else."""
    found = _report(report_id)
    with transaction.atomic():
        taken = found.take(request.user)
        if taken:
            record(request.user, "report.taken", found, str(found.item.question))
    if taken:
        messages.success(request, _("Yours. Everybody who opens it sees that you look at it."))
    return redirect(found)


def _report(report_id: int) -> ItemReport:
    related = (
        "item__bank_item__quiz__unit__edition__course",
        "item__version__question",
        "item__question",
        "item__attempt__enrolment__user",
        "item__attempt__enrolment__course",
        "owner",
        "answered_by",
    )
    return get_object_or_404(ItemReport.objects.select_related(*related), pk=report_id)


def _report_page(request: StaffRequest, found: ItemReport, form: AnswerForm) -> HttpResponse:
    item = found.item
    data, html = item.version.data, item.bank_item.html
    others = ItemReport.objects.filter(item__question=item.question).exclude(pk=found.pk)
    context: dict[str, Any] = {
        "report": found,
        "item": item,
        "quiz": item.bank_item.quiz,
        "edition": item.bank_item.quiz.unit.edition,
        "newest": item.question.versions.aggregate(number=Max("number"))["number"],
        "vignette": html.of("vignette"),
        "stem": html.of("stem"),
        "kind_of_question": data.label,
        # In the order in which the learner saw the options: a report may speak of "(b)".
        "result": data.result(html, None, item.option_order, True),
        "result_template": data.result_template,
        "others": others.order_by(F("answered_at").desc(nulls_first=True), "-reported_at")[:20],
        "form": None if found.answered_at else form,
        "tab": "reports",
    }
    return render(request, "quizzes/staff_report.html", context)


def _tell(found: ItemReport, answer: str) -> None:
    """Queue the mail to whoever reported it, if they still have an account and may open the page it leads to."""
    attempt = found.item.attempt
    enrolment = attempt.enrolment
    if enrolment.user is None or enrolment.ended_at:
        return
    with translation.override(enrolment.user.language):
        body = _(
            "You reported question %(position)d of %(quiz)s.\n\n%(answer)s\n\nThe question and this answer:\n%(link)s\n"
        ) % {
            "position": found.item.position,
            "quiz": found.item.bank_item.quiz.unit.title,
            "answer": answer,
            "link": f"{settings.BASE_URL}{attempt.get_absolute_url()}#report-{found.item.position}",
        }
        mail.queue(f"report:{found.pk}", enrolment.user, _("Your report about a question was answered"), body)
