"""What a new edition changes and for whom, who is moved to it, and on which day a unit was done."""

from datetime import UTC, date, datetime, timedelta, timezone
from io import StringIO
from types import SimpleNamespace

import pytest
from django.core.management import call_command
from django.db import connection

from accounts.triggers import drop_triggers
from course.models import Completion, Course, Enrolment
from course.publishing import compare, move_learner, move_learners, prepare, publish, rehearse
from course.source import read_course
from course.unit_changes import changed_units
from tests.course.course_folder import (
    COURSE,
    FIRST_LESSON,
    FIRST_REFERENCE,
    LESSON,
    MODULE,
    QUESTION,
    QUIZ,
    QUIZ_FILES,
    REFERENCES,
    SECOND,
    SVG,
    write_course,
)
from tests.factories import enrol, finish, make_edition, make_unit, make_user

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
QUIZ_FILE, QUESTION_FILE = QUIZ_FILES
QUIZ_FOLDER = QUIZ_FILE.rpartition("/")[0]
SECOND_LESSON = "01-start/020-second.md"

# What is changed in the folder -> what the next edition says of its units.
CHANGES = {
    "nothing of a unit": ({"img/line.svg": SVG.replace("Line", "A line")}, []),
    "numbers of references": ({"references.yaml": FIRST_REFERENCE + REFERENCES}, []),
    "a module": ({"01-start/module.yaml": MODULE.replace("The start", "A start")}, []),
    "text": ({SECOND_LESSON: SECOND.replace("Go on.", "Go.")}, [("changed", "second")]),
    "title": ({SECOND_LESSON: SECOND.replace("The second", "A second")}, [("changed", "second")]),
    "objectives": (
        {SECOND_LESSON: SECOND.replace("[know-one-thing]", "[know-one-thing, say-it]")},
        [("changed", "second")],
    ),
    "no longer required": (
        {SECOND_LESSON: SECOND.replace("revision: 1", "revision: 1\nrequired: false")},
        [("changed", "second")],
    ),
    "open to all": (
        {SECOND_LESSON: SECOND.replace("revision: 1", "revision: 1\nsample: true")},
        [],
    ),
    "place": ({SECOND_LESSON: None, "01-start/005-second.md": SECOND}, []),
    "question": (
        {QUESTION_FILE: QUESTION.replace("No thing", "Nothing")},
        [("changed", "start-quiz")],
    ),
    "place of a question": ({QUESTION_FILE: None, f"{QUIZ_FOLDER}/020-one.md": QUESTION}, []),
    "writing of a question": ({QUESTION_FILE: QUESTION + "\n\n"}, []),
    "points of a question": (
        {QUESTION_FILE: QUESTION.replace("type: single", "type: single\npoints: 2")},
        [("changed", "start-quiz")],
    ),
    "what a question leads back to": (
        {QUESTION_FILE: QUESTION.replace("welcome#a-section", "welcome#danger")},
        [("changed", "start-quiz")],
    ),
    "citation": ({SECOND_LESSON: SECOND.replace("[@F2; @F1]", "[@F2]")}, [("changed", "second")]),
    "rule of a quiz": ({QUIZ_FILE: QUIZ + "attempts: 3\n"}, [("changed", "start-quiz")]),
    "opens last": ({QUIZ_FILE: QUIZ + "final: true\n"}, [("changed", "start-quiz")]),
    "revision": (
        {SECOND_LESSON: SECOND.replace("revision: 1", "revision: 2")},
        [("revised", "second")],
    ),
    "revision of a quiz": (
        {QUIZ_FILE: QUIZ.replace("revision: 1", "revision: 2")},
        [("revised", "start-quiz")],
    ),
    "revision and text": (
        {FIRST_LESSON: LESSON.replace("revision: 1", "revision: 2").replace("A section", "One")
         .replace("#a-section", "#one"),
         QUESTION_FILE: QUESTION.replace("#a-section", "#one")},
        [("revised", "welcome"), ("changed", "start-quiz")],
    ),
    "key": (
        {SECOND_LESSON: SECOND.replace("key: second", "key: other")},
        [("added", "other"), ("removed", "second")],
    ),
    "one less": ({SECOND_LESSON: None}, [("removed", "second")]),
    "one more": (
        {"01-start/030-third.md": SECOND.replace("key: second", "key: third")},
        [("added", "third")],
    ),
}  # fmt: skip


def changes_between(old, new):
    return [(change.kind, change.unit.key) for change in compare(old, new).changes]


@pytest.mark.parametrize(("files", "changes"), CHANGES.values(), ids=CHANGES)
def test_what_a_new_edition_says_of_its_units(tmp_path, files, changes):
    old = publish(read_course(write_course(tmp_path / "old", **QUIZ_FILES)))
    source = read_course(write_course(tmp_path / "new", **QUIZ_FILES | files))
    rehearsed = rehearsed_changes(source)
    assert changes_between(old, publish(source)) == rehearsed == changes


def rehearsed_changes(source) -> list[tuple[str, str]]:
    """What publishing would change, found out without writing."""
    return [(change.kind, change.unit.key) for change in rehearse(prepare(source)).changes]


def give_older_digests(edition) -> None:
    """Make the edition one of those that were published before digests named their form."""
    drop_triggers(SimpleNamespace(connection=connection), "course_unit")
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE course_unit SET digest = substr(digest, 3) WHERE edition_id = %s", [edition.pk]
        )


@pytest.mark.parametrize(("files", "changes"), CHANGES.values(), ids=CHANGES)
def test_so_it_says_after_an_edition_from_before_these_digests(tmp_path, files, changes):
    old = publish(read_course(write_course(tmp_path / "old", **QUIZ_FILES)))
    give_older_digests(old)
    source = read_course(write_course(tmp_path / "new", **QUIZ_FILES | files))
    rehearsed = rehearsed_changes(source)
    assert changes_between(old, publish(source)) == rehearsed == changes


def test_a_safety_correction_after_such_an_edition_names_what_changed_alone(tmp_path):
    old = publish(read_course(write_course(tmp_path / "old", **QUIZ_FILES)))
    give_older_digests(old)
    files = {
        "course.yaml": COURSE + "safety_correction: Go on was wrong, and go is right.\n",
        SECOND_LESSON: SECOND.replace("Go on.", "Go."),
    }
    new = publish(read_course(write_course(tmp_path / "new", **QUIZ_FILES | files)))
    assert list(new.corrections.values_list("key", "before", "after")) == [
        ("second", "Go on.", "Go.")
    ]


def test_comparing_with_such_an_edition_costs_no_query_for_each_unit(
    tmp_path, django_assert_max_num_queries
):
    old = publish(read_course(write_course(tmp_path / "old", **QUIZ_FILES)))
    give_older_digests(old)
    lessons = {
        f"01-start/03{number}-more.md": SECOND.replace("key: second", f"key: more-{number}")
        for number in range(9)
    }
    new = publish(read_course(write_course(tmp_path / "new", **QUIZ_FILES | lessons)))
    with django_assert_max_num_queries(34):
        changed_units(old, new)


def test_a_first_edition_adds_everything_and_concerns_nobody(tmp_path):
    edition = publish(read_course(write_course(tmp_path, **QUIZ_FILES)))
    comparison = compare(None, edition)
    assert [(change.kind, change.unit.key) for change in comparison.changes] == [
        ("added", "welcome"),
        ("added", "second"),
        ("added", "start-quiz"),
    ]
    assert (comparison.old, comparison.new) == (None, edition)
    assert (comparison.in_progress, comparison.finished) == ((), 0)


# --- for whom -----------------------------------------------------------------------------------


@pytest.fixture
def old():
    return make_edition(lessons=2)


@pytest.fixture
def new(old):
    """Lesson 1 is revised, lesson 2 is gone."""
    edition = make_edition(old.course, lessons=0)
    make_unit(edition.modules.get(), "lesson-1", revision=2)
    return edition


def learners(old, new) -> dict[str, Enrolment]:
    """Somebody in each state that matters.

    All have done lesson 1 of the old edition, "finished" both.
    """
    others = make_edition(Course.objects.create(slug="another-course"), lessons=2)
    people = {
        name: enrol(make_user(f"{name}@example.org"), old)
        for name in ("begun", "ended", "finished", "reread")
    }
    for name, enrolment in people.items():
        if name == "finished":
            finish(enrolment)
        elif name != "reread":
            enrolment.complete(old.units.get(key="lesson-1"))
    people["not begun"] = enrol(make_user("idle@example.org"), old)
    people["on the new"] = enrol(make_user("new@example.org"), new)
    people["elsewhere"] = enrol(make_user("else@example.org"), others)
    people["elsewhere"].complete(others.units.first())
    # What counts in the new edition: read there before, and moved back by hand.
    reread = people["reread"]
    Completion.objects.create(
        enrolment=reread, unit=new.units.get(), unit_key="lesson-1", revision=2, completed_at=NOON,
        completed_on=NOON.date(),
    )  # fmt: skip
    Enrolment.objects.filter(pk=people["ended"].pk).update(ended_at=NOON)
    return people


def test_a_comparison_counts_who_is_in_progress_on_an_older_edition_and_who_would_lose_what(
    old, new
):
    names = {enrolment.pk: name for name, enrolment in learners(old, new).items()}
    comparison = compare(old, new)
    assert {names[enrolment.pk] for enrolment in comparison.in_progress} == {
        "begun",
        "reread",
        "not begun",
    }
    assert comparison.finished == 1
    assert [
        (
            change.kind,
            change.unit.key,
            change.unit.edition,
            [names[each.pk] for each in change.losing],
        )
        for change in comparison.changes
    ] == [
        ("revised", "lesson-1", new, ["begun"]),
        ("removed", "lesson-2", old, []),
    ]


def test_a_removed_unit_is_lost_by_who_has_done_it(old, new):
    enrolment = enrol(make_user(), old)
    enrolment.complete(old.units.get(key="lesson-2"))
    assert [(change.kind, list(change.losing)) for change in compare(old, new).changes] == [
        ("revised", []),
        ("removed", [enrolment]),
    ]


def test_only_who_is_in_progress_on_another_edition_of_the_course_is_moved(old, new):
    people = learners(old, new)
    assert {name for name, enrolment in people.items() if move_learner(enrolment, new)} == {
        "begun",
        "reread",
        "not begun",
    }
    on_new = {
        name for name, each in people.items() if Enrolment.objects.get(pk=each.pk).edition == new
    }
    assert on_new == {"begun", "reread", "not begun", "on the new"}
    # What was left to do is done already for one of them: the course is finished by the move.
    finished = {
        name for name, each in people.items() if Enrolment.objects.get(pk=each.pk).completed_at
    }
    assert finished == {"finished", "reread"}


def test_moving_many_says_how_many_were_moved(old, new):
    people = learners(old, new)
    assert move_learners(people.values(), new) == 3
    assert move_learners(people.values(), new) == 0


def test_a_rehearsal_names_what_changes_and_for_whom_and_publishes_nothing(tmp_path, ada, eve):
    old = publish(read_course(write_course(tmp_path / "old", **QUIZ_FILES)))
    enrol(ada, old).complete(old.units.get(key="second"))
    enrol(eve, old)
    finish(enrol(make_user(), old))
    changed = {
        SECOND_LESSON: SECOND.replace("revision: 1", "revision: 2"),
        QUIZ_FILE: QUIZ + "attempts: 3\n",
    }
    folder = write_course(tmp_path / "new", **QUIZ_FILES | changed)
    compared = """\
Compared with edition 1:
  revised: second (The second lesson)
    would have to do it again: ada@example.org
  changed: start-quiz (The quiz)
What differs, place by place:
  sources or settings changed: start-quiz (The quiz)
Learners in progress on an older edition: 2. They stay unless moved.
Learners who have finished stay where they finished: 1.
"""
    assert run(folder, "--check") == f"{compared}Checked only: nothing was published.\n"
    assert (
        run(folder, "--check", "--move-learners")
        == f"{compared}Checked only: nothing was published.\n"
    )
    assert Course.objects.get().current_edition == old
    assert set(Enrolment.objects.values_list("edition", flat=True)) == {old.pk}
    assert run(folder, "--move-learners") == (
        f"{compared}Published tiny-course, edition 2.\nMoved 2 learners to edition 2."
        " Before they go on, each is shown what changed, and acknowledges it.\n"
    )
    assert sorted(Enrolment.objects.values_list("edition__number", flat=True)) == [1, 2, 2]


def test_a_first_publication_says_so(tmp_path):
    folder = write_course(tmp_path, **QUIZ_FILES)
    assert (
        run(folder, "--check") == "First edition: 3 units.\nChecked only: nothing was published.\n"
    )
    assert not Course.objects.exists()
    assert run(folder) == "First edition: 3 units.\nPublished tiny-course, edition 1.\n"


def run(folder, *options) -> str:
    out = StringIO()
    call_command(
        "publish_course", str(folder), "--accept-overdue", *options, stdout=out, stderr=out
    )
    return out.getvalue()


# --- the day of a completion --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("zone", "at", "day"),
    [
        # The sign of these names is turned round: GMT+12 is twelve hours behind.
        ("Etc/GMT+12", datetime(2026, 11, 24, 11, 59, 59, tzinfo=UTC), date(2026, 11, 23)),
        ("Etc/GMT+12", datetime(2026, 11, 24, 12, 0, tzinfo=UTC), date(2026, 11, 24)),
        ("Etc/GMT-14", datetime(2026, 11, 24, 9, 59, 59, tzinfo=UTC), date(2026, 11, 24)),
        ("Etc/GMT-14", datetime(2026, 11, 24, 10, 0, tzinfo=UTC), date(2026, 11, 25)),
        ("UTC", datetime(2026, 11, 24, 23, 59, 59, tzinfo=UTC), date(2026, 11, 24)),
        (
            "UTC",
            datetime(2026, 11, 24, 23, 59, tzinfo=timezone(timedelta(hours=-1))),
            date(2026, 11, 25),
        ),
        # In Cairo the hour before midnight comes twice as summer time ends, and that after
        # midnight is left out as it begins.
        ("Africa/Cairo", datetime(2026, 10, 29, 21, 59, 59, tzinfo=UTC), date(2026, 10, 29)),
        ("Africa/Cairo", datetime(2026, 10, 29, 22, 0, tzinfo=UTC), date(2026, 10, 30)),
        ("Africa/Cairo", datetime(2026, 4, 23, 21, 59, 59, tzinfo=UTC), date(2026, 4, 23)),
        ("Africa/Cairo", datetime(2026, 4, 23, 22, 0, tzinfo=UTC), date(2026, 4, 24)),
        ("No/Such_Zone", datetime(2026, 11, 24, 0, 0, tzinfo=UTC), date(2026, 11, 24)),
        ("No/Such_Zone", datetime(2026, 11, 24, 23, 59, tzinfo=UTC), date(2026, 11, 24)),
    ],
)
def test_the_day_of_a_unit_and_of_the_course_is_the_day_where_the_learner_is(zone, at, day):
    edition = make_edition(lessons=2)
    first, second = edition.units.all()
    enrolment = enrol(make_user(time_zone=zone), edition)
    assert enrolment.complete(first, at=at).completed_on == day
    assert (enrolment.completed_at, enrolment.completed_on) == (None, None)
    waived = enrolment.waive(second, by=make_user(), because="Taught it.", at=at)
    assert (waived.completed_at, waived.completed_on) == (at, day)
    assert (enrolment.completed_at, enrolment.completed_on, enrolment.completed_zone) == (
        at,
        day,
        zone,
    )
    stored = Enrolment.objects.get()
    assert (stored.completed_at, stored.completed_on, stored.completed_zone) == (at, day, zone)


def test_the_day_of_an_erased_person_is_that_of_utc():
    enrolment = enrol(make_user(time_zone="Etc/GMT-14"), make_edition(lessons=1))
    enrolment.user = None
    enrolment.save()
    at = datetime(2026, 11, 24, 23, 0, tzinfo=UTC)
    assert enrolment.complete(enrolment.edition.units.get(), at=at).completed_on == at.date()
