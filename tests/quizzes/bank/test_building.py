"""What a published quiz leaves in the database."""

import pytest

from course.publishing import publish
from course.source import SourceError, read_course
from quizzes.models import Question, QuestionVersion, Quiz, Rule
from tests.quizzes.quiz_folder import QUIZ, SINGLE, changed, write_quiz


@pytest.fixture
def published(db, tmp_path):
    """Publishes the tiny course with its quiz.

    ``changes`` are files of the quiz, as in ``write_quiz``.
    """

    def publish_with(name, **changes):
        edition = publish(read_course(write_quiz(tmp_path / name, **changes)))
        assert edition is not None
        return Quiz.objects.get(unit__edition=edition)

    return publish_with


def test_a_published_quiz_has_its_rules_questions_and_links(published):
    quiz = published("one")
    assert (quiz.pass_mark, quiz.attempts_allowed, quiz.cooldown_minutes, quiz.review) == (
        80,
        3,
        30,
        "after_pass",
    )
    rules = list(quiz.bank.select_related("version__question"))
    assert [rule.item_id for rule in quiz.rules.all()] == [item.pk for item in rules]
    lesson = "/courses/tiny-course/units/welcome/"
    assert [
        (
            rule.position,
            rule.version.question.ref,
            rule.version.number,
            rule.version.kind,
            rule.points,
        )
        for rule in rules
    ] == [
        (1, "what-is-so", 1, "single", 1),
        (2, "which-are-so", 1, "multi", 2),
        (3, "how-much", 1, "numeric", 1),
    ]
    assert [rule.remediation_url for rule in rules] == [
        f"{lesson}#danger",
        "/courses/tiny-course/units/second/#key-points",
        f"{lesson}#numbers",
    ]
    assert [[each.key for each in rule.objectives.order_by("key")] for rule in rules] == [
        ["say-it"],
        ["know-one-thing", "say-it"],
        ["say-it"],
    ]
    shown = rules[0].rendered
    assert (shown["vignette"], shown["stem"]) == ("A person asks.", "What is so?")
    assert (shown["option.a"], shown["option.b"]) == ("Another thing", "One thing")
    assert 'href="/courses/tiny-course/references/' in shown["option.b.why"]
    assert rules[2].rendered["slip.5"] == "That is ten times too little."


def test_a_question_keeps_its_version_until_it_is_changed(published):
    revisions = [changed(QUIZ, ("revision: 1", f"revision: {number}")) for number in (1, 2, 3)]
    first = published("one")
    edited = changed(SINGLE, ("Another thing", "Any thing"))
    second = published("two", **{"quiz.yaml": revisions[1], "010-single.md": edited})
    third = published("three", **{"quiz.yaml": revisions[2]})
    versions = [
        list(each.bank.values_list("version", flat=True)) for each in (first, second, third)
    ]
    assert versions[0][1:] == versions[1][1:] == versions[2][1:]
    assert versions[0][0] == versions[2][0] != versions[1][0]
    assert Question.objects.count() == 3
    numbers = QuestionVersion.objects.filter(question__ref="what-is-so").order_by("number")
    assert list(numbers.values_list("number", flat=True)) == [1, 2]
    assert Rule.objects.count() == 9


@pytest.mark.parametrize(
    ("passage", "quote"),
    [
        ("danger", "A dangerous thing."),
        ("a-section", "Nothing is claimed here; see the table."),
        ("numbers", ""),
        ("key-points", ""),
    ],
    ids=["a paragraph", "a section", "a table", "a box"],
)
def test_what_is_quoted_of_a_passage_to_read_again_is_a_sentence(published, passage, quote):
    single = changed(SINGLE, ("welcome#danger", f"welcome#{passage}"))
    quiz = published("one", **{"010-single.md": single})
    assert quiz.bank.first().remediation_text == quote


def test_a_broken_quiz_publishes_nothing(db, tmp_path):
    folder = write_quiz(tmp_path, **{"010-single.md": changed(SINGLE, ("- [x]", "- [ ]"))})
    with pytest.raises(SourceError):
        publish(read_course(folder))
    assert (Quiz.objects.count(), Question.objects.count()) == (0, 0)
