"""The page on which staff read the questions of any edition, as learners first saw them."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from accounts.staff import StaffRequest, staff_page
from course.staff.edition_reading import edition_of
from quizzes.models import BankItem, Quiz
from quizzes.sitting.drawing import option_order
from quizzes.sitting.question_page import FIELD, ShownQuestion

# Each attempt has an order of its own; this page always shows the same one.
SEED = b"staff"


@staff_page("course.view_editions")
@require_safe
def edition_quiz(request: StaffRequest, slug: str, number: int, key: str) -> HttpResponse:
    """Show every question of a quiz, without keys and without anybody's answers."""
    edition = edition_of(slug, number)
    quizzes = Quiz.objects.select_related("unit__module").defer("source")
    quiz = get_object_or_404(quizzes, unit__edition=edition, unit__key=key)
    bank = quiz.bank.select_related("version__question").defer("source", "remediation_text")
    context = {
        "edition": edition,
        "quiz": quiz,
        "unit": quiz.unit,
        "questions": [_shown(item) for item in bank],
        "tab": "editions",
    }
    return render(request, "quizzes/sitting/staff_edition_quiz.html", context)


def _shown(item: BankItem) -> ShownQuestion:
    """Return a question as it is before anybody has answered."""
    question, html = item.version.data, item.html
    name = f"{FIELD}-{item.position}"
    return ShownQuestion(
        kind=item.version.kind,
        template=question.template,
        vignette=html.of("vignette"),
        stem=html.of("stem"),
        how=question.how(),
        field=question.widget(html, None, option_order(item, SEED), name),
        is_scored=question.is_scored,
        all_shown=question.is_all_shown(None),
        must_pass=item.must_pass,
        flagged=False,
        sureness=None,
    )
