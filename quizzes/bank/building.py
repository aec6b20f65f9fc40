"""Build the quizzes of an edition in the transaction that builds the edition."""

from collections.abc import Callable
from typing import Any

from django.urls import reverse

from course.models import Edition, Objective, Passage, Unit
from course.publishing import PublicationRefusedError
from course.publishing.rendering import render_fragment
from course.source import CourseSource
from course.text.blocks import ParsedText
from quizzes.bank.question_source import QuestionSource
from quizzes.bank.reading import QuizSource, RuleSource
from quizzes.models import BankItem, Question, QuestionVersion, Quiz, Rule
from quizzes.models.bank import body_digest

Render = Callable[[ParsedText], str]


def build_quizzes(sender: type, edition: Edition, source: CourseSource, **_: Any) -> None:
    """Write the quizzes of ``source``. A question with an unchanged body keeps its version.

    Raises PublicationRefusedError, which undoes the whole publication.
    """
    objectives = {objective.key: objective for objective in edition.objectives.all()}
    titles = {unit.key: str(unit) for unit in edition.units.all()}
    passages = {
        (key, passage): text
        for key, passage, text in Passage.objects.filter(unit__edition=edition).values_list(
            "unit__key", "key", "text"
        )
    }

    unit_url, render = _addresses_and_rendering(source)
    for unit in source.units():
        if not isinstance(unit.body, QuizSource):
            continue
        if not unit.body.questions:
            raise PublicationRefusedError(
                f"The quiz {unit.key} has no question, so nobody could pass it. Write one."
            )
        quiz = _create_quiz(edition.units.get(key=unit.key), unit.body, source.pass_mark)
        bank = {}
        for position, question in enumerate(unit.body.questions, 1):
            key, _hash, passage = question.remediation.partition("#")
            bank[question.ref] = item = BankItem.objects.create(
                quiz=quiz,
                position=position,
                version=_get_or_create_version(edition, question),
                points=question.points,
                group=question.group,
                must_pass=question.must_pass,
                rendered=_render_texts(question, render),
                remediation_url=f"{unit_url(key)}#{passage}",
                remediation_title=titles[key],
                remediation_text=passages.get((key, passage), ""),
                file=question.file,
                source=question.source,
            )
            item.objectives.set(objectives[key] for key in question.objectives)
        for position, rule in enumerate(unit.body.rules, 1):
            _create_rule(quiz, position, rule, bank, objectives)


def _addresses_and_rendering(source: CourseSource) -> tuple[Callable[[str], str], Render]:
    """Return two functions: one gives a unit's address by its key, one renders a text."""

    def unit_url(key: str) -> str:
        return reverse("course:unit", args=[source.slug, key])

    references = reverse("course:references", args=[source.slug])
    glossary = reverse("course:glossary", args=[source.slug])

    def render(text: ParsedText) -> str:
        return render_fragment(
            text, source, unit_url=unit_url, references_url=references, glossary_url=glossary
        )

    return unit_url, render


def _create_quiz(unit: Unit, source: QuizSource, pass_mark: int) -> Quiz:
    return Quiz.objects.create(
        unit=unit,
        pass_mark=pass_mark,
        attempts_allowed=source.attempts,
        cooldown_minutes=source.cooldown_minutes,
        review=source.review,
        purpose=source.purpose,
        time_limit_minutes=source.time_limit_minutes,
        keep=source.keep,
        shuffle=source.shuffle,
        file=source.file,
        source=source.source,
    )


def _create_rule(
    quiz: Quiz,
    position: int,
    source: RuleSource,
    bank: dict[str, BankItem],
    objectives: dict[str, Objective],
) -> Rule:
    return Rule.objects.create(
        quiz=quiz,
        position=position,
        item=bank.get(source.question),
        group=source.group,
        objective=objectives.get(source.objective),
        draw=source.draw,
    )


def _get_or_create_version(edition: Edition, source: QuestionSource) -> QuestionVersion:
    """Return the version of the question with this body; create it if there is none."""
    sha256 = body_digest(source.kind, source.body)
    question, _made = Question.objects.get_or_create(course=edition.course, ref=source.ref)
    version = question.versions.filter(sha256=sha256).first()
    return version or QuestionVersion.objects.create(
        question=question,
        number=question.versions.count() + 1,
        kind=source.kind,
        body=source.body,
        sha256=sha256,
    )


def _render_texts(question: QuestionSource, render: Render) -> dict[str, str]:
    """Return the texts of a question as HTML, by name."""
    return {name: render(text) for name, text in question.texts.items()}
