"""The questions that a learner has answered, for the search."""

from collections.abc import Iterator

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.compiled_queries import CompiledQuery
from course.models import Enrolment
from course.search.html import words_of_html
from course.search.own_texts import OwnText
from quizzes.models import Attempt, AttemptItem, with_quizzes
from quizzes.results.result_page import shows_items

_handed_in = CompiledQuery(lambda enrolment: Attempt.objects.of(enrolment).handed_in())


class AnsweredQuestions:
    """Find questions of quizzes that were handed in, where the result shows the questions.

    Their texts are the vignette and the question: no key, so that nothing depends on what the
    result shows of it.
    """

    place = "questions"
    title: str | Promise = _("Questions you have answered")

    def texts(self, enrolment: Enrolment) -> Iterator[OwnText]:
        """Yield each question once, as in the newest attempt; two statements."""
        attempts = {
            attempt.pk: attempt
            for attempt in with_quizzes(_handed_in.rows(enrolment.pk))
            if shows_items(attempt)
        }
        if not attempts:
            return
        asked = AttemptItem.objects.filter(attempt__in=attempts).order_by("-attempt", "position")
        seen: set[int] = set()
        for item in asked.defer("draft", "response").with_questions():
            if item.question_id in seen:
                continue
            seen.add(item.question_id)
            attempt = attempts[item.attempt_id]
            attempt.enrolment = enrolment
            yield _own_text(attempt, item)


def _own_text(attempt: Attempt, item: AttemptItem) -> OwnText:
    html = item.bank_item.html
    texts = [words_of_html(html[name]) for name in ("vignette", "stem") if name in html]
    title = _("%(quiz)s, question %(number)d")
    return OwnText(
        title=title % {"quiz": attempt.quiz.unit.title, "number": item.position},
        text=" ".join(texts),
        address=f"{attempt.get_absolute_url()}#q{item.position}",
    )
