"""Make the quizzes of an edition before the transaction that publishes it, and write them in it."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Self

from django.urls import reverse

from course.models import Course, Edition, Unit
from course.publishing.prepared import PreparedEdition, PublicationRefusedError
from course.publishing.quotes import quotes_of
from course.publishing.rendering import render_fragment
from course.publishing.rows import Rows
from course.source import CourseSource
from course.text.blocks import ParsedText
from quizzes.bank.compared import ComparedQuestion, compared
from quizzes.bank.contents import item_content, quiz_content
from quizzes.bank.question_source import QuestionSource
from quizzes.bank.reading import QuizSource, RuleSource
from quizzes.models import BankItem, Question, QuestionVersion, Quiz, Rule
from quizzes.models.bank import body_digest

Render = Callable[[ParsedText], str]


def prepare_quizzes(prepared: PreparedEdition) -> "PreparedQuizzes":
    """Make the rows of every quiz, with every text rendered. Raises PublicationRefusedError."""
    maker = _RowMaker.of(prepared)
    quizzes = [
        maker.make_quiz(unit.key, unit.body)
        for unit in prepared.source.units()
        if isinstance(unit.body, QuizSource)
    ]
    return PreparedQuizzes(prepared.edition, quizzes, maker.rows)


@dataclass(frozen=True)
class _PreparedQuiz:
    """Hold the rows of one quiz; ``items`` come with the keys of their objectives."""

    quiz: Quiz
    items: list[tuple[BankItem, set[str]]]
    rules: list[Rule]

    def content(self) -> dict[str, object]:
        items = [item_content(item, objectives) for item, objectives in self.items]
        return quiz_content(self.quiz, items, self.rules)


@dataclass(frozen=True)
class PreparedQuizzes:
    """Hold the quizzes of an edition. Each question has a version that is not written yet."""

    edition: Edition
    quizzes: list[_PreparedQuiz]
    rows: Rows

    def unit_contents(self) -> Mapping[str, object]:
        """Return settings, questions and rules of each quiz, by the key of its unit."""
        return {prepared.quiz.unit.key: prepared.content() for prepared in self.quizzes}

    def asked_questions(self) -> Iterator[ComparedQuestion]:
        """Yield the questions as they are compared with those of another edition."""
        for prepared in self.quizzes:
            unit = prepared.quiz.unit.key
            for item, objectives in prepared.items:
                yield compared(item, unit, objectives)

    def write(self) -> None:
        """Write the quizzes. A question with an unchanged body keeps its version."""
        items = [item for prepared in self.quizzes for item, _objectives in prepared.items]
        _write_versions(self.edition.course, items)
        self.rows.write()


@dataclass(frozen=True)
class _RowMaker:
    """Make the rows of quizzes.

    titles: of units by key. quotes: of a lesson's passages by their keys, by the lesson's key.
    unit_url: gives a unit's address by its key. render: gives the HTML of a text.
    """

    prepared: PreparedEdition
    titles: Mapping[str, str]
    quotes: Mapping[str, Mapping[str, str]]
    unit_url: Callable[[str], str]
    render: Render
    rows: Rows = field(default_factory=Rows)

    @classmethod
    def of(cls, prepared: PreparedEdition) -> Self:
        quotes = {key: quotes_of(lesson.passages) for key, lesson in prepared.lessons.items()}
        unit_url, render = _addresses_and_rendering(prepared.source)
        return cls(
            prepared=prepared,
            titles={key: str(unit) for key, unit in prepared.units.items()},
            quotes=quotes,
            unit_url=unit_url,
            render=render,
        )

    def make_quiz(self, unit_key: str, source: QuizSource) -> _PreparedQuiz:
        """Make a quiz with its questions and rules. Raises PublicationRefusedError."""
        if not source.questions:
            raise PublicationRefusedError(
                f"The quiz {unit_key} has no question, so nobody could pass it. Write one."
            )
        unit, pass_mark = self.prepared.units[unit_key], self.prepared.source.pass_mark
        quiz = self.rows.add(_quiz(unit, source, pass_mark))
        bank = {
            question.ref: self.make_item(quiz, position, question)
            for position, question in enumerate(source.questions, 1)
        }
        rules = [
            self.make_rule(quiz, position, rule, bank)
            for position, rule in enumerate(source.rules, 1)
        ]
        items = [(bank[question.ref], set(question.objectives)) for question in source.questions]
        return _PreparedQuiz(quiz, items, rules)

    def make_item(self, quiz: Quiz, position: int, source: QuestionSource) -> BankItem:
        unit_key, _hash, passage = source.remediation.partition("#")
        item = BankItem(
            quiz=quiz,
            position=position,
            version=_new_version(source),
            points=source.points,
            group=source.group,
            must_pass=source.must_pass,
            twin_of=source.twin_of,
            rendered={name: self.render(text) for name, text in source.texts.items()},
            remediation_url=f"{self.unit_url(unit_key)}#{passage}",
            remediation_title=self.titles[unit_key],
            remediation_text=self.quotes.get(unit_key, {}).get(passage, ""),
            file=source.file,
            source=source.source,
        )
        self.rows.add(item)
        self.join_to_objectives(item, source.objectives)
        return item

    def join_to_objectives(self, item: BankItem, keys: Iterable[str]) -> None:
        for key in dict.fromkeys(keys):
            objective = self.prepared.objectives[key]
            self.rows.add(BankItem.objectives.through(bankitem=item, objective=objective))

    def make_rule(
        self, quiz: Quiz, position: int, source: RuleSource, bank: Mapping[str, BankItem]
    ) -> Rule:
        rule = Rule(
            quiz=quiz,
            position=position,
            item=bank.get(source.question),
            group=source.group,
            objective=self.prepared.objectives.get(source.objective),
            draw=source.draw,
        )
        return self.rows.add(rule)


def _quiz(unit: Unit, source: QuizSource, pass_mark: int) -> Quiz:
    return Quiz(
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


def _new_version(source: QuestionSource) -> QuestionVersion:
    """Return the question as an unwritten version without a number."""
    return QuestionVersion(
        question=Question(ref=source.ref),
        kind=source.kind,
        body=source.body,
        sha256=body_digest(source.kind, source.body),
    )


def _write_versions(course: Course, items: Iterable[BankItem]) -> None:
    """Give each item the stored version with its body; write the versions that are new."""
    version_ids = _stored_version_ids(course)
    new_versions = []
    for item in items:
        version = item.version
        if version_id := version_ids.get((version.question.ref, version.sha256)):
            item.version_id = version_id
        else:
            new_versions.append(version)

    version_counts = Counter(ref for ref, _sha256 in version_ids)
    _put_numbers(new_versions, course, version_counts)
    QuestionVersion.objects.bulk_create(new_versions)


def _stored_version_ids(course: Course) -> dict[tuple[str, str], int]:
    """Return the stored versions by the reference of their question and the digest of the body."""
    stored = QuestionVersion.objects.filter(question__course=course)
    rows = stored.values_list("question__ref", "sha256", "pk")
    return {(ref, sha256): pk for ref, sha256, pk in rows}


def _put_numbers(
    versions: Sequence[QuestionVersion], course: Course, version_counts: Mapping[str, int]
) -> None:
    """Give new versions their stored question, and the number after its last version.

    version_counts: how many versions of a question are stored, by its ref.
    """
    questions = _get_or_create_questions(course, [version.question for version in versions])
    for version in versions:
        ref = version.question.ref
        version.question = questions[ref]
        version.number = version_counts[ref] + 1


def _get_or_create_questions(course: Course, questions: Iterable[Question]) -> dict[str, Question]:
    """Return the stored questions of the course by their id, after writing those that are new."""
    stored = {question.ref: question for question in Question.objects.filter(course=course)}
    new = {question.ref: question for question in questions if question.ref not in stored}
    for question in new.values():
        question.course = course
    Question.objects.bulk_create(new.values())
    return stored | new
