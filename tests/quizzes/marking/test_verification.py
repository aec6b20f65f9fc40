"""Recomputing everything: nothing differs after the product wrote it, and each tampering shows."""

from io import StringIO
from types import SimpleNamespace

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts import triggers
from course.models import Completion
from quizzes.models import Attempt, AttemptItem, GradeRun, ItemGrade, QuestionVersion
from quizzes.regrading.orders import approve, ask
from tests.factories import enrol, make_edition
from tests.quizzes.cohort import crowd
from tests.quizzes.factories import add_item, make_quiz, multi, single
from tests.quizzes.regrading.test_regrading import BECAUSE, WHY, first_version, hand_in, new_version

pytestmark = pytest.mark.django_db


def verify() -> tuple[str, str]:
    """What the command prints, and how it ends: "" where it ends well."""
    out = StringIO()
    try:
        call_command("verify_grades", stdout=out)
    except CommandError as error:
        return out.getvalue(), str(error)
    return out.getvalue(), ""


@pytest.fixture
def regraded(ada, eve, grace, ida):
    """Ada passed, and fell when the key was changed; Eve rose. A third attempt is open."""
    quiz = make_quiz(single(shuffle=False), multi(policy="plus_minus"), points=3)
    passed = hand_in(ada, quiz, "b", ["a", "c", "d"])
    hand_in(eve, quiz, "c", ["a", "c"])
    version = first_version(quiz)
    approve(ask(version, "rescore", new_version(version, *single("c")), WHY, grace), ida, BECAUSE)
    return passed


@pytest.fixture
def unprotected(regraded):
    """As if somebody had found a way past the triggers."""
    triggers.drop_triggers(SimpleNamespace(connection=connection), "")
    return regraded


def test_nothing_differs_after_the_product_wrote_it(regraded, ada):
    assert verify() == ("2 attempts, 4 markings, 4 versions, no difference.\n", "")


def test_an_empty_site_has_no_difference(db):
    assert verify() == ("0 attempts, 0 markings, 0 versions, no difference.\n", "")


@pytest.mark.parametrize(
    ("tamper", "said"),
    [
        (
            lambda: ItemGrade.objects.filter(run__run=1).update(numerator=1, denominator=1),
            "is stored, and the answer",
        ),
        (lambda: ItemGrade.objects.update(status="partial"), "(partial) is stored"),
        (lambda: AttemptItem.objects.update(response=None), "and the answer is worth 0 (omitted)"),
        (
            lambda: GradeRun.objects.filter(run=1).update(earned="1"),
            "earned is 1, and its grades make",
        ),
        (
            lambda: GradeRun.objects.filter(run=2).update(passed=True),
            "passed is True, and its grades make False",
        ),
        (
            lambda: GradeRun.objects.filter(run=2).delete(),
            "what is in force says version 2, counted",
        ),
        (lambda: GradeRun.objects.filter(run=1).delete(), "should be numbered from 1, and are [2]"),
        (lambda: GradeRun.objects.all().delete(), "should be numbered from 1, and are []"),
        (
            lambda: ItemGrade.objects.filter(item__position=1).delete(),
            "does not grade every question once",
        ),
        (
            lambda: Completion.objects.filter(enrolment__user__name="Eve Stranger").delete(),
            "not written down",
        ),
        (lambda: Completion.objects.update(earned="5.5"), "no marking passed with that"),
        (
            lambda: Attempt.objects.update(state="open", submitted_at=None, submit_reason=""),
            "is open, and was marked",
        ),
    ],
)
def test_each_tampering_shows_and_ends_with_an_error(unprotected, tamper, said):
    tamper()
    printed, ended = verify()
    assert said in printed
    assert ended.endswith(f"{printed.count(chr(10))} differences.")


@pytest.mark.parametrize("kind", ["multi", "numeric", "unheard-of"])
def test_a_changed_text_of_a_question_shows(unprotected, kind):
    version = QuestionVersion.objects.order_by("pk").first()
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE quizzes_questionversion SET kind = %s WHERE id = %s", [kind, version.pk]
        )
    assert f"question {version} was altered" in verify()[0]


def test_no_line_names_a_person_or_an_answer(unprotected, ada):
    AttemptItem.objects.update(response=["a", "b"])
    printed, _ended = verify()
    assert ada.name not in printed
    assert "['a', 'b']" not in printed


def test_a_completion_without_any_attempt_shows_and_a_waived_one_does_not(ada, eve, grace):
    quiz = make_quiz(single())
    enrol(ada, quiz.unit.edition).complete(quiz.unit, earned=1, possible=1)
    enrol(eve, quiz.unit.edition).waive(quiz.unit, by=grace, because="Did it elsewhere.")
    printed, _ended = verify()
    assert printed.count("\n") == 1
    assert "completed with 1, and no marking passed with that" in printed


def test_practice_needs_no_pass(ada):
    hand_in(ada, make_quiz(single(), purpose="practice"), "a")
    assert verify()[1] == ""


def test_a_pass_by_a_sibling_is_a_pass(ada):
    quiz = make_quiz(single(), single(), pass_mark=60)
    for ref in ("must", "sibling"):
        add_item(quiz, *single(), ref=ref, group="safe", must_pass=True)
    quiz.rules.create(position=9, group="safe")
    attempt = hand_in(ada, quiz, "b", "b", "a")
    hand_in(ada, quiz, "b", enrolment=attempt.enrolment, puts_right=attempt.items.last())
    assert Completion.objects.exists()
    assert verify()[1] == ""


def test_many_learners_need_few_queries(db):
    used = []
    for count in (1, 20):
        quiz = make_quiz(single(), edition=make_edition(lessons=0), key=f"many-{count}")
        crowd(quiz, count, "a")
        with CaptureQueriesContext(connection) as captured:
            assert verify()[1] == ""
        used.append(len(captured))
    assert used[0] == used[1]
