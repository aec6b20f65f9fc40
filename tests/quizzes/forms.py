"""The forms that a learner would send to give a response."""

from quizzes.kinds import Html, QuestionKind, Response
from quizzes.kinds.case import Case
from quizzes.models import Attempt


def form_of(question: QuestionKind, response: Response, name: str = "answer") -> dict:
    """The fields of the form in which the response stands."""
    return question.widget(Html(), response, question.options.ids, name).fields()


def forms_of(question: QuestionKind, response: Response, name: str = "answer") -> list[dict]:
    """The forms that give the response when they are sent one after the other."""
    if not isinstance(question, Case):
        return [form_of(question, response, name)]
    *committed, last = question.parts
    forms = []
    for part in committed:
        answer = response.get(part.id)
        button = {
            f"{name}--commit": [part.id],
            f"{name}--skip": ["on"] if answer is None else [],
        }
        forms.append(form_of(part.question, answer, f"{name}-{part.id}") | button)
    return [*forms, form_of(last.question, response.get(last.id), f"{name}-{last.id}")]


def code_of(attempt: Attempt, option: str) -> str:
    """The code that stands for an option in the form of the attempt's first question."""
    return attempt.items.first().version.data.codes[option]
