"""One mistake is one finding, and findings that say the same are folded."""

import pytest

from course.source import read_course
from tests.course.course_folder import (
    COURSE,
    FIRST_LESSON,
    LESSON,
    QUIZ_FILES,
    lesson,
    write_course,
)
from tests.course.source.test_source import mistakes, without_links


@pytest.mark.parametrize("name", ["facts.yaml", "references.yaml", "glossary.yaml"])
@pytest.mark.parametrize("content", [None, b"a: [", b"\xff"], ids=["missing", "no YAML", "Latin-1"])
def test_a_list_that_cannot_be_read_is_one_finding(tmp_path, name, content):
    (found,) = mistakes(write_course(tmp_path, **QUIZ_FILES, **{name: content}))
    assert (found.file, found.line) == (name, 1)


@pytest.mark.parametrize(
    "name", [FIRST_LESSON, "01-start/module.yaml", "01-start/090-quiz/quiz.yaml"]
)
def test_a_file_that_cannot_be_read_is_one_finding(tmp_path, name):
    (found,) = mistakes(write_course(tmp_path, **(QUIZ_FILES | {name: b"\xff"})))
    assert (found.file, found.text) == (name, "byte 0 is not UTF-8; save the file as UTF-8")


def test_a_lesson_that_is_too_long_is_one_finding(tmp_path):
    (found,) = mistakes(write_course(tmp_path, **{FIRST_LESSON: LESSON + "word " * 25_000}))
    assert (found.file, found.line) == (FIRST_LESSON, 8)
    assert found.text.endswith("characters; split it, 100000 are allowed")


@pytest.mark.parametrize("date", ["24.11.2027", "2027-02-30"])
def test_a_date_that_cannot_be_read_is_one_finding(tmp_path, date):
    (found,) = mistakes(
        write_course(tmp_path, **{"course.yaml": COURSE.replace("2027-11-24", date)})
    )
    assert (found.file, found.line) == ("course.yaml", 20)


def test_a_list_of_changes_may_be_left_empty(tmp_path):
    assert read_course(write_course(tmp_path, **{"changes.yaml": "changes: []\n"})).changes == ()


@pytest.mark.parametrize(
    ("claims", "told"),
    [
        (3, [(8, ""), (10, ""), (12, "")]),
        (4, [(8, " (and 3 more like it: lines 10, 12, 14)")]),
        (30, [(8, f" (and 29 more like it: lines {', '.join(map(str, range(10, 50, 2)))} …)")]),
    ],
)
def test_more_than_three_equal_findings_of_a_file_are_one(tmp_path, claims, told):
    text = "this paragraph cites nothing; add its source, [@F1], or write {plain} behind it"
    body = "\n\n".join(["A claim."] * claims)
    changes = {FIRST_LESSON: lesson(body), "01-start/020-second.md": without_links()}
    found = mistakes(write_course(tmp_path, **changes))
    assert [(each.line, each.text) for each in found] == [
        (line, text + others) for line, others in told
    ]


def test_links_to_a_lesson_whose_name_is_refused_are_not_called_wrong(tmp_path):
    first = lesson("A [link](unit:second).[@F1]")
    folder = write_course(tmp_path, **{FIRST_LESSON: first})
    (folder / "01-start" / "020-second.md").rename(folder / "01-start" / "020_Second.md")
    (found,) = mistakes(folder)
    assert found.file == "01-start/020_Second.md"


def test_a_folder_above_a_course_is_one_mistake(tmp_path):
    folder = write_course(tmp_path)
    (found,) = mistakes(tmp_path)
    assert (found.file, found.line) == ("course.yaml", 1)
    assert found.text.endswith(f"give the folder that holds {folder.name}/course.yaml")
