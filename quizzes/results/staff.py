"""Staff pages that list and answer what learners report about questions.

They show neither the learner's name nor what they answered: a report is about a question. The
learner reads the answer on their result page.
"""

from dataclasses import dataclass

from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.db.models import F, Max, QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import mail, mail_links
from accounts.audit import record
from accounts.staff import ROWS_A_PAGE, StaffRequest, staff_page
from quizzes.models import AttemptItem, ItemReport
from quizzes.results.forms import AnswerForm, ReportFilterForm

MAX_OTHER_REPORTS = 20  # of the same question, beside one report


@staff_page("quizzes.answer_report")
@require_safe
def reports(request: StaffRequest) -> HttpResponse:
    """List open reports, the oldest first; or answered ones, the latest answer first."""
    form = _report_filter(request)
    answered = form.cleaned_data["state"] == ReportFilterForm.ANSWERED
    kind = form.cleaned_data["kind"]
    is_narrowed = kind != ReportFilterForm.EVERY_KIND
    listed = _reports(answered=answered)
    if is_narrowed:
        listed = listed.filter(kind=kind)
    page = Paginator(listed, ROWS_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "rows": [_with_stem(listed_report) for listed_report in page],
        "form": form,
        "answered": answered,
        "is_narrowed": is_narrowed,
        "tab": "reports",
    }
    return render(request, "quizzes/results/staff_reports.html", context)


def _report_filter(request: StaffRequest) -> ReportFilterForm:
    """Return what the address asks for; the default if the form cannot ask for that."""
    form = ReportFilterForm(ReportFilterForm.DEFAULT | request.GET.dict())
    if not form.is_valid():
        form = ReportFilterForm(ReportFilterForm.DEFAULT)
        form.full_clean()
    return form


def _reports(*, answered: bool) -> QuerySet[ItemReport]:
    """Return the answered reports or the open ones, in the order of the list."""
    related = "item__bank_item__quiz__unit__edition", "item__question", "owner"
    reports = ItemReport.objects.select_related(*related)
    return reports.answered().order_by("-answered_at", "-pk") if answered else reports.open()


@dataclass(frozen=True)
class ListedReport:
    """Hold a report with its question's stem as plain text."""

    report: ItemReport
    stem: str


def _with_stem(report: ItemReport) -> ListedReport:
    return ListedReport(report, report.item.bank_item.html.plain("stem"))


@staff_page("quizzes.answer_report")
@require_http_methods(["GET", "HEAD", "POST"])
def report(request: StaffRequest, report_id: int) -> HttpResponse:
    """Show one report with its question and key; by POST, save its answer.

    A second click changes nothing.
    """
    shown = _get_report(report_id)
    if request.method != "POST":
        return _report_page(request, shown, AnswerForm())
    form = AnswerForm(request.POST)
    if not form.is_valid():
        return _report_page(request, shown, form)
    if _save_answer(request, shown, form.cleaned_data["answer"]):
        messages.success(request, _("Answered. The learner finds it below the question."))
    else:
        messages.info(request, _("Somebody had answered this already. Nothing was changed."))
    return redirect(shown)


def _save_answer(request: StaffRequest, report: ItemReport, text: str) -> bool:
    """Save the answer and queue its mail; return False if somebody had answered before."""
    with transaction.atomic():
        is_saved = report.give_answer(text, by=request.user, at=timezone.now())
        if is_saved:
            record(request.user, "report.answered", report, text)
            _queue_mail(report, text)
    return is_saved


@staff_page("quizzes.answer_report")
@require_POST
def take(request: StaffRequest, report_id: int) -> HttpResponse:
    """Make the member of staff the report's owner, also in the place of somebody else."""
    taken_over = _get_report(report_id)
    with transaction.atomic():
        taken = taken_over.take(request.user)
        if taken:
            record(request.user, "report.taken", taken_over, str(taken_over.item.question))
    if taken:
        messages.success(request, _("Yours. Everybody who opens it sees that you look at it."))
    return redirect(taken_over)


def _get_report(report_id: int) -> ItemReport:
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


def _report_page(request: StaffRequest, shown: ItemReport, form: AnswerForm) -> HttpResponse:
    item = shown.item
    quiz = item.bank_item.quiz
    others = ItemReport.objects.filter(item__question=item.question).exclude(pk=shown.pk)
    open_first = F("answered_at").desc(nulls_first=True)
    context = {
        "report": shown,
        "item": item,
        "quiz": quiz,
        "edition": quiz.unit.edition,
        "newest": item.question.versions.aggregate(number=Max("number"))["number"],
        **_question_with_key(item),
        "others": others.order_by(open_first, "-reported_at")[:MAX_OTHER_REPORTS],
        "form": None if shown.answered_at else form,
        "tab": "reports",
    }
    return render(request, "quizzes/results/staff_report.html", context)


def _question_with_key(item: AttemptItem) -> dict[str, object]:
    """Return the question as the learner was asked it, with its key."""
    html = item.bank_item.html
    question = item.version.data
    return {
        "vignette": html.of("vignette"),
        "stem": html.of("stem"),
        "kind_of_question": question.label,
        # In the order in which the learner saw the options: a report may speak of "(b)".
        "result": question.result(html, None, item.option_order, True),
        "result_template": question.result_template,
    }


def _queue_mail(answered: ItemReport, answer: str) -> None:
    """Queue the mail that tells the learner who reported the question what the answer is."""
    attempt = answered.item.attempt
    enrolment = attempt.enrolment
    if enrolment.user is None or enrolment.ended_at:
        return  # no account, or none that may open the page that the mail leads to
    with translation.override(enrolment.user.language):
        place = f"{attempt.get_absolute_url()}#report-{answered.item.position}"
        body = _(
            "You reported question %(position)d of %(quiz)s.\n\n"
            "%(answer)s\n\n"
            "The question and this answer:\n%(link)s\n"
        ) % {
            "position": answered.item.position,
            "quiz": answered.item.bank_item.quiz.unit.title,
            "answer": answer,
            "link": mail_links.absolute(place),
        }
        mail.queue(
            f"report:{answered.pk}",
            enrolment.user,
            _("Your report about a question was answered"),
            body,
        )
