"""Tell authors what is wrong with the twin of a question, and with the note of a cautious option.

A twin shows the case of a must-pass question changed so that stopping or calling is not right.
"""

from collections.abc import Iterator, Mapping

from quizzes.bank.question_source import QuestionSource
from quizzes.bank.reading import QuizSource
from quizzes.bank.written import WrittenQuestion

Problem = tuple[str, str]  # the name of a field, what to write


def twin_problems(question: QuestionSource, quiz: QuizSource) -> Iterator[Problem]:
    """Yield each mistake in ``twin_of`` and ``cautious`` of a question of the quiz."""
    if question.cautious:
        yield from _cautious_problems(question)
    if question.twin_of:
        by_ref = {other.ref: other for other in quiz.questions}
        yield from _first_questions_problems(question, by_ref)
        yield from _own_problems(question, quiz)


def _cautious_problems(question: QuestionSource) -> Iterator[Problem]:
    written = WrittenQuestion.of(question.kind, question.body)
    ids = [option.id for option in written.options]
    if question.kind != "single":
        text = "only a single best answer names its cautious option; take cautious away"
        yield "cautious", text
    elif question.cautious not in ids:
        text = f'there is no option "{question.cautious}"; write one of {", ".join(ids)}'
        yield "cautious", text


def _first_questions_problems(
    question: QuestionSource, by_ref: Mapping[str, QuestionSource]
) -> Iterator[Problem]:
    """Yield what is wrong with the question that ``twin_of`` names."""
    first = by_ref.get(question.twin_of)
    if first is None:
        text = f'there is no question "{question.twin_of}" in this quiz; write the id of one'
        yield "twin_of", text
    elif not first.must_pass:
        text = f'"{first.ref}" is not must_pass, so it needs no twin; take twin_of away'
        yield "twin_of", text


def _own_problems(question: QuestionSource, quiz: QuizSource) -> Iterator[Problem]:
    if question.must_pass:
        text = (
            "a twin is not must_pass, for it teaches when not to stop, "
            "and nobody has signed its module yet; take must_pass away"
        )
        yield "must_pass", text
    elif question.group in _must_pass_groups(quiz):
        text = (
            f'the group "{question.group}" is must_pass, and a twin is not; '
            "take group away, or give the twins a group of their own"
        )
        yield "group", text

    written = WrittenQuestion.of(question.kind, question.body)
    if question.kind != "single":
        return
    if not question.cautious:
        text = (
            "a twin names the option that stops, waits or calls; "
            'write "cautious: c", with the letter of that option'
        )
        yield "twin_of", text
    elif question.cautious in written.key:
        text = "in a twin the cautious option is wrong; correct the key, or take twin_of away"
        yield "cautious", text


def _must_pass_groups(quiz: QuizSource) -> set[str]:
    groups = {question.group for question in quiz.questions if question.must_pass}
    return groups - {""}
