"""What a form says, in words."""

from quizzes.question.contract import QuestionKind
from quizzes.question.forms import Posted
from quizzes.question.parts import PartedQuestion
from quizzes.question.scoring import BadResponse
from quizzes.question.texts import Html


def words_of_form(question: QuestionKind, html: Html, posted: Posted, name: str) -> str:
    """Return in words what a form says, saved or not; "" if it is unreadable."""
    if not isinstance(question, PartedQuestion):
        try:
            return question.as_read(html, question.response_from(posted, name))
        except BadResponse:
            return ""

    words = []
    for part, label, part_html, _answer in question.answered_parts(html, None):
        field = part.field_in(name)
        answer = words_of_form(part.question, part_html, posted, field)
        if answer:
            words.append(f"{label}: {answer}")
    return "; ".join(words)
