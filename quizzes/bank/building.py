"""Build the quizzes of an edition in the transaction that builds the edition."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Self

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


@dataclass(frozen=True)
class EditionParts:
    """Hold what the questions of an edition refer to.

    titles: of units by key. passages: texts by unit key and passage key.
    unit_url: gives a unit's address by its key. render: gives the HTML of a text.
    """

    edition: Edition
    objectives: Mapping[str, Objective]
    titles: Mapping[str, str]
    passages: Mapping[tuple[str, str], str]
    unit_url: Callable[[str], str]
    render: Render

    @classmethod
    def of(cls, edition: Edition, source: CourseSource) -> Self:
        """Return the parts of ``edition``, which was built from ``source``."""
        passages = Passage.objects.filter(unit__edition=edition)
        rows = passages.values_list("unit__key", "key", "text")
        unit_url, render = _addresses_and_rendering(source)
        return cls(
            edition=edition,
            objectives={objective.key: objective for objective in edition.objectives.all()},
            titles={unit.key: str(unit) for unit in edition.units.all()},
            passages={(unit_key, key): text for unit_key, key, text in rows},
            unit_url=unit_url,
            render=render,
        )


def build_quizzes(sender: type, edition: Edition, source: CourseSource, **_: object) -> None:
    """Write the quizzes of ``source``. A question with an unchanged body keeps its version.

    Raises PublicationRefusedError, which undoes the whole publication.
    """
    parts = EditionParts.of(edition, source)
    for unit in source.units():
        if isinstance(unit.body, QuizSource):
            _build_quiz(unit.key, unit.body, source.pass_mark, parts)


def _build_quiz(unit_key: str, source: QuizSource, pass_mark: int, parts: EditionParts) -> None:
    if not source.questions:
        raise PublicationRefusedError(
            f"The quiz {unit_key} has no question, so nobody could pass it. Write one."
        )
    quiz = _create_quiz(parts.edition.units.get(key=unit_key), source, pass_mark)
    bank = {}
    for position, question in enumerate(source.questions, 1):
        bank[question.ref] = _create_item(quiz, position, question, parts)
    for position, rule in enumerate(source.rules, 1):
        _create_rule(quiz, position, rule, bank, parts.objectives)


def _create_item(
    quiz: Quiz, position: int, source: QuestionSource, parts: EditionParts
) -> BankItem:
    unit_key, _hash, passage = source.remediation.partition("#")
    item = BankItem.objects.create(
        quiz=quiz,
        position=position,
        version=_get_or_create_version(parts.edition, source),
        points=source.points,
        group=source.group,
        must_pass=source.must_pass,
        rendered=_render_texts(source, parts.render),
        remediation_url=f"{parts.unit_url(unit_key)}#{passage}",
        remediation_title=parts.titles[unit_key],
        remediation_text=parts.passages.get((unit_key, passage), ""),
        file=source.file,
        source=source.source,
    )
    item.objectives.set(parts.objectives[key] for key in source.objectives)
    return item


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
    bank: Mapping[str, BankItem],
    objectives: Mapping[str, Objective],
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
