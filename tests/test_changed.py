"""Which tests ``make check`` runs after a change."""

from pathlib import Path

import pytest

from tests.changed import ALWAYS, folder_of_tests, select_tests


@pytest.mark.parametrize(
    ("file", "folder"),
    [
        ("quizzes/sitting/views.py", "tests/quizzes/sitting"),
        ("templates/quizzes/sitting/question.html", "tests/quizzes/sitting"),
        ("tests/quizzes/sitting/test_attempts.py", "tests/quizzes/sitting"),
        ("tests/quizzes/factories.py", "tests/quizzes"),
        ("quizzes/models/bank.py", "tests/quizzes"),
        ("course/views.py", "tests/course"),
        ("config/backups/making.py", "tests/backups"),
        ("config/management/commands/demo.py", "tests"),
        ("static/css/tokens.css", "tests"),
        ("Makefile", "tests"),
    ],
)
def test_a_file_is_tested_in_the_folder_of_its_name_or_in_the_one_above(file, folder):
    assert folder_of_tests(file) == Path(folder)


def test_the_tests_of_a_folder_are_its_own_and_those_that_read_every_file():
    tests = select_tests(["quizzes/bank/reading.py", "quizzes/bank/checks.py"])
    assert set(tests) > set(ALWAYS)
    assert {Path(test).parent for test in tests} == {Path("tests"), Path("tests/quizzes/bank")}
    assert len(tests) == len(set(tests))
