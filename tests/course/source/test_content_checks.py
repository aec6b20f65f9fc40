"""What the checker says of a whole course: errors, warnings, and how much it holds."""

import json
from datetime import date

import pytest
import time_machine
from django.core.management import call_command

from course.models import Edition
from course.publishing import PublicationRefusedError, publish
from course.publishing.counting import count
from course.source import SourceError, read_course
from tests.course.course_folder import COURSE, FACTS, FIRST_LESSON, QUIZ_FILES, lesson, write_course


def errors(tmp_path, **changes):
    with pytest.raises(SourceError) as raised:
        read_course(write_course(tmp_path, **changes))
    return [
        (each.file, each.line, each.text) for each in raised.value.mistakes if not each.is_warning
    ]


def in_lesson(tmp_path, body):
    changes = {
        FIRST_LESSON: lesson(body),
        "01-start/020-second.md": None,
        "guide/010-at-a-glance.md": None,
    }
    return errors(tmp_path, **changes)


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ("Ketamine is approved for depression.[@F1]", "unapproved use"),
        ("Give 50 mg now.[@F1]", "dose advice"),
        ("It works at once.[@F2]", "low confidence"),
        ("/// note | For drug users\nRead on.[@F1]\n///", "before the person"),
        (
            "/// table | What helps\n    id: cures\n\n| A | B |\n|---|---|\n| It cures | "
            "Two[@F1] |\n///",
            "cure",
        ),
    ],
)
def test_what_may_not_stand_in_a_lesson_stops_it_with_its_line(tmp_path, body, words):
    (found,) = in_lesson(tmp_path, body)
    assert found[0] == FIRST_LESSON
    assert 8 <= found[1] <= 13
    assert words in found[2]


def test_a_reason_is_held_to_the_same_words_but_a_wrong_option_may_say_what_is_wrong(tmp_path):
    name = "01-start/090-quiz/010-one-thing.md"
    wrong = QUIZ_FILES[name].replace("No thing", "Ketamine is approved for depression")
    assert read_course(write_course(tmp_path / "a", **(QUIZ_FILES | {name: wrong})))
    wrong = QUIZ_FILES[name].replace("It was measured.", "Ketamine is approved for depression.")
    ((file, line, text),) = errors(tmp_path / "b", **(QUIZ_FILES | {name: wrong}))
    assert (file, line) == (name, 12)
    assert "unapproved use" in text


@pytest.mark.django_db
def test_no_more_hours_are_claimed_than_reading_takes(tmp_path, capsys):
    claim = COURSE.replace("You will know one thing.", "Three hours of reading.")
    folder = write_course(tmp_path, **{"course.yaml": claim})
    with pytest.raises(SystemExit):
        call_command("check_course", str(folder))
    assert 'course.yaml:1: "Three hours" is more than the 4 minutes' in capsys.readouterr().err
    with pytest.raises(PublicationRefusedError, match="take the claim out"):
        publish(read_course(folder))
    assert not Edition.objects.exists()


def test_the_course_does_not_promise_a_credential(tmp_path):
    claim = COURSE.replace("method: Read.", "method: Read, and you are certified.")
    assert "promises a credential" in errors(tmp_path, **{"course.yaml": claim})[0][2]


def test_a_warning_stays_with_the_course_and_stops_nothing(tmp_path):
    long = lesson("One thing " + "and another " * 30 + "is so.[@F1]\n\nPeople improved.[@F1]")
    changes = {FIRST_LESSON: long, "01-start/020-second.md": None, "guide/010-at-a-glance.md": None}
    course = read_course(write_course(tmp_path, **changes))
    of_lesson = [each for each in course.warnings if each.file == FIRST_LESSON]
    assert [(each.line, each.text[:22]) for each in of_lesson] == [
        (8, "this sentence has 64 w"),
        (10, "this tells a benefit w"),
    ]


def test_an_objective_that_no_question_asks_about_is_told(tmp_path):
    more = "  - {key: say-more, text: Say more, bloom: understand}\n"
    module = "key: start\ntitle: The start\nsummary: One.\nobjectives:\n"
    module += "  - {key: say-it, text: Say it, bloom: understand}\n" + more
    course = read_course(write_course(tmp_path, **QUIZ_FILES, **{"01-start/module.yaml": module}))
    assert ['"say-more"' in each.text for each in course.warnings] == [True]


def test_everything_is_counted_and_printed_as_one_object(tmp_path, capsys):
    folder = write_course(tmp_path, **QUIZ_FILES)
    with time_machine.travel(date(2026, 12, 1)):
        call_command("check_course", str(folder), "--json")
    found = json.loads(capsys.readouterr().out)
    counts = count(read_course(folder)).as_dict()
    assert found == counts | {"errors": 0, "warnings": 0, "findings": []}
    assert (found["modules"], found["lessons"], found["figures"], found["facts"]) == (1, 2, 2, 2)
    assert (found["items"], found["items_drawn"], found["items_by_kind"]) == (1, 1, {"single": 1})
    assert found["citations"] == 9
    assert found["facts_by_depth"] == {"excerpt": 1, "abstract": 1, "page": 0, "full text": 0}
    assert found["facts_due_on_fullest_day"] == 1


def test_an_overdue_fact_is_a_warning_of_the_day(tmp_path, capsys):
    folder = write_course(tmp_path)
    with time_machine.travel(date(2027, 1, 2)):
        call_command("check_course", str(folder), "--json")
    (found,) = json.loads(capsys.readouterr().out)["findings"]
    assert (found["file"], found["level"]) == ("facts.yaml", "warning")
    assert "F1 was due for review by 2027-01-01" in found["text"]


@pytest.mark.parametrize(("day", "warnings"), [(23, 0), (24, 1)])
def test_an_edition_that_nobody_could_start_is_a_warning(tmp_path, capsys, day, warnings):
    with time_machine.travel(date(2027, 11, day)):
        call_command("check_course", str(write_course(tmp_path)), "--json")
    found = json.loads(capsys.readouterr().out)["findings"]
    expired = [finding for finding in found if finding["text"].startswith("it expired on")]
    assert [(finding["file"], finding["line"]) for finding in expired] == [
        ("course.yaml", 20)
    ] * warnings


def test_a_broken_course_is_an_object_too_and_ends_with_1(tmp_path, capsys):
    folder = write_course(tmp_path, **{"facts.yaml": FACTS.replace("high", "hihg")})
    with pytest.raises(SystemExit) as stopped:
        call_command("check_course", str(folder), "--json")
    found = json.loads(capsys.readouterr().out)
    assert (stopped.value.code, found["errors"], found["findings"][0]["line"]) == (1, 1, 4)
