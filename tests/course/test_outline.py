"""The outline: what is done, what is left, where to go on; and days and minutes at the border."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.urls import reverse

from course.models import Course, Enrolment, Unit
from course.outline import learners_outline, outline_of, progress_of
from tests.factories import enrol, finish, make_edition, make_unit, make_user, sign_off

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)


@pytest.fixture
def outline_edition():
    """Two lessons, one of them optional; then a module of a quiz and its final; then an empty one.

    The final is made before the quiz.
    """
    edition = make_edition(lessons=0, modules=3)
    first, second, third = edition.modules.all()
    quiz = {"kind": Unit.Kind.QUIZ}
    make_unit(second, "final", position=4, is_final=True, minutes=20, **quiz)
    make_unit(first, "read", position=1, number="1.1", minutes=5, sample=True)
    make_unit(first, "extra", position=2, number="1.2", required=False, minutes=7)
    make_unit(second, "check", position=3, minutes=10, **quiz)
    make_unit(third, "reading-list", position=5, required=False, minutes=1)
    return edition


def described(outline) -> list[tuple]:
    return [
        (
            module.module.key,
            [unit.key for unit in module.units],
            (module.minutes, module.lessons, module.quizzes),
            [unit.key for unit in module.required],
            (module.done_count, module.done),
        )
        for module in outline.modules
    ]


# What is done -> (done of module 1, of 2; where "read" leads on; what remains; what remains
# before the final).
PROGRESS = {
    (): ((0, False), (0, False), "extra", ["read", "check", "final"], ["read", "check"]),
    ("extra",): ((0, False), (0, False), "check", ["read", "check", "final"], ["read", "check"]),
    ("read",): ((1, True), (0, False), "extra", ["check", "final"], ["check"]),
    ("check",): ((0, False), (1, False), "extra", ["read", "final"], ["read"]),
    ("read", "check"): ((1, True), (1, False), "extra", ["final"], []),
    ("read", "extra", "check"): ((1, True), (1, False), "final", ["final"], []),
    ("final",): ((0, False), (1, False), "extra", ["read", "check"], ["read", "check"]),
    ("read", "check", "final"): ((1, True), (2, True), "extra", [], []),
}


@pytest.mark.parametrize("done", PROGRESS, ids="+".join)
def test_the_outline_says_what_is_done_and_what_comes_next(ada, outline_edition, done):
    first, second, next_key, remaining, before_final = PROGRESS[done]
    enrolment = enrol(ada, outline_edition)
    for key in done:
        enrolment.complete(outline_edition.units.get(key=key))
    outline = learners_outline(enrolment)
    assert described(outline) == [
        ("module-1", ["read", "extra"], (12, 2, 0), ["read"], first),
        (
            "module-2",
            ["check", "final"],
            (30, 0, 2),
            ["check", "final"],
            second,
        ),
        ("module-3", ["reading-list"], (1, 1, 0), [], (0, False)),
    ]
    assert [unit.key for unit in outline.units if unit.done] == [
        key for key in ("read", "extra", "check", "final") if key in done
    ]
    assert outline.next_to_do("read").key == next_key
    assert [unit.key for unit in outline.required] == ["read", "check", "final"]
    assert [unit.key for unit in outline.remaining] == remaining
    assert [unit.key for unit in enrolment.remaining()] == remaining
    assert [unit.key for unit in enrolment.before_final()] == before_final
    assert outline.counts == {"modules": 3, "lessons": 3, "quizzes": 2}
    progress = Enrolment.objects.with_progress().get()
    assert (progress.required_count, progress.done_count) == (3, 3 - len(remaining))
    assert progress_of([enrolment]) == {enrolment.pk: (3 - len(remaining), 3)}
    assert (enrolment.completed_at is None) == bool(remaining)


def test_the_way_on_passes_over_what_is_done_and_what_is_closed(ada):
    """The last lesson leads to the one left before it, then to the final, then nowhere."""
    edition = make_edition(lessons=2)
    module = edition.modules.get()
    make_unit(module, "quiz", position=3, kind=Unit.Kind.QUIZ)
    make_unit(module, "final", position=4, kind=Unit.Kind.QUIZ, is_final=True)
    enrolment = enrol(ada, edition)
    for done, next_key in [("quiz", "lesson-1"), ("lesson-1", "final"), ("final", None)]:
        enrolment.complete(edition.units.get(key=done))
        unit = learners_outline(enrolment).next_to_do("lesson-2")
        assert (unit and unit.key) == next_key


def test_the_outline_for_nobody_has_nothing_done(ada, outline_edition):
    finish(enrol(ada, outline_edition))
    outline = outline_of(outline_edition)
    assert [unit.done for unit in outline.units] == [False] * 5


def test_what_somebody_else_or_another_enrolment_has_done_does_not_count(ada, eve, outline_edition):
    finish(enrol(eve, outline_edition))
    ended = finish(enrol(ada, outline_edition))
    Enrolment.objects.filter(pk=ended.pk).update(ended_at=NOON)
    again = enrol(ada, outline_edition)
    assert [unit.done for unit in learners_outline(again).units] == [False] * 5
    assert Enrolment.objects.with_progress().get(pk=again.pk).done_count == 0
    assert progress_of([ended, again]) == {ended.pk: (3, 3), again.pk: (0, 3)}


def test_what_was_done_of_an_older_revision_does_not_count(ada):
    old, new = make_edition(lessons=1), make_edition(lessons=1, revision=2)
    enrolment = finish(enrol(ada, old))
    assert [unit.done for unit in learners_outline(enrolment).units] == [True]
    enrolment.edition = new
    assert [unit.done for unit in learners_outline(enrolment).units] == [False]
    assert progress_of([enrolment]) == {enrolment.pk: (0, 1)}


@pytest.mark.parametrize(
    ("key", "neighbours"),
    [
        ("read", (None, "extra")),
        ("extra", ("read", "check")),
        ("check", ("extra", "final")),
        ("final", ("check", "reading-list")),
        ("reading-list", ("final", None)),
    ],
)
def test_a_unit_knows_what_comes_before_and_after_it_through_modules(
    outline_edition, key, neighbours
):
    unit, before, after = outline_of(outline_edition).neighbours(key)
    assert unit.key == key
    assert (before and before.key, after and after.key) == neighbours


# What is done, where reading stopped -> which unit is offered next.
NEXT = {
    ((), None): "read",
    ((), "extra"): "extra",
    ((), "check"): "check",
    (("extra",), "extra"): "read",
    (("read",), None): "check",
    (("read",), "read"): "check",
    (("read", "check", "final"), None): "extra",
    (("read", "check", "final", "extra"), None): "reading-list",
    (("read", "check", "final", "extra", "reading-list"), "extra"): None,
}


@pytest.mark.parametrize(("done", "stopped_at"), NEXT)
def test_my_course_offers_where_to_go_on(client, ada, outline_edition, done, stopped_at):
    enrolment = enrol(ada, outline_edition)
    for key in done:
        enrolment.complete(outline_edition.units.get(key=key))
    if stopped_at:
        enrolment.positions.create(unit_key="read", passage_key="opening", at=NOON)
        enrolment.positions.update_or_create(
            unit_key=stopped_at,
            defaults={"passage_key": "opening", "at": NOON + timedelta(seconds=1)},
        )
    client.force_login(ada)
    context = client.get(reverse("course:mine", args=["basics"])).context
    offered = NEXT[done, stopped_at]
    assert (context["next_unit"] and context["next_unit"].key) == offered
    assert context["resume"] == ("opening" if offered and offered == stopped_at else "")
    assert (context["required_count"], context["done_count"]) == (3, 3 - len(context["remaining"]))


# --- days at the border


@pytest.mark.parametrize(
    ("day", "expired"),
    [(date(2027, 11, 22), False), (date(2027, 11, 23), True), (date(2027, 11, 24), True)],
)
def test_an_edition_takes_nobody_new_from_the_day_it_expires(day, expired):
    assert make_edition(expires_on=date(2027, 11, 23)).has_expired(day) == expired


@pytest.mark.parametrize(
    ("review_by", "is_overdue"),
    [
        (date(2026, 11, 23), True),
        (date(2026, 11, 24), True),
        (date(2026, 11, 25), False),
        (None, False),
    ],
)
def test_a_fact_of_a_lesson_is_overdue_from_the_day_of_its_review_on(review_by, is_overdue):
    edition = make_edition(lessons=1)
    fact = edition.facts.create(tag="F1", text="So.", confidence="high", review_by=review_by)
    with time_machine.travel(NOON, tick=False):
        assert not edition.facts.overdue().exists()  # no lesson says it
        fact.units.add(edition.units.get())
        assert edition.facts.overdue().exists() == is_overdue


@pytest.mark.parametrize(
    ("minutes", "hours"),
    [
        (0, "0"),
        (14, "0"),
        (15, "0.25"),
        (29, "0.25"),
        (30, "0.5"),
        (59, "0.75"),
        (60, "1"),
        (75, "1.25"),
    ],
)
def test_hours_of_an_edition_are_rounded_down_to_a_quarter(minutes, hours):
    assert make_edition(minutes=minutes).quarter_hours == hours


@pytest.mark.parametrize(
    ("modules", "signed_by", "is_reviewed"),
    [
        (0, (), False),
        (0, ("Dr One", "Dr Two"), False),
        (2, ("Dr One",), False),
        (2, ("Dr One", "Dr Two"), True),
        (2, ("Dr One", "Dr Two", "Dr Three"), True),
    ],
)
def test_an_edition_is_reviewed_by_two_people_who_signed_every_module(
    modules, signed_by, is_reviewed
):
    edition = make_edition(modules=modules)
    if signed_by:
        sign_off(edition, *signed_by)
    assert edition.is_reviewed == is_reviewed


def test_a_module_that_one_of_two_did_not_sign_or_that_changed_since_is_not_reviewed():
    edition = make_edition(modules=2)
    sign_off(edition, "Dr One", "Dr Two")
    changed = make_edition(edition.course, modules=2)  # the same modules with other digests
    assert (edition.is_reviewed, changed.is_reviewed) == (True, False)
    half = make_edition(Course.objects.create(slug="another-course"), modules=2)
    sign_off(half, "Dr One")
    review = half.course.reviews.first()
    review.pk, review.reviewer, review.reviewer_name = None, make_user(), "Dr Two"
    review.save(force_insert=True)
    assert not half.is_reviewed
