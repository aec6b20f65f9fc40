"""A publication killed in the middle leaves the old edition, whole, and the next try publishes."""

import json
import os
import signal
import subprocess
import sys

from tests.course.course_folder import FILES, FIRST_LESSON, LESSON, QUIZ_FILES, write_course
from tests.database_template import copy_to

WHOLE = {
    "files": len(FILES) + len(QUIZ_FILES),
    "units": 3,
    "passages": 13,
    "questions": 1,
}
OLD = {"editions": {"1": WHOLE}, "words": ["One thing is so"]}
NEW = {"editions": {"1": WHOLE, "2": WHOLE}, "words": ["Some thing is so"]}


def run(env, *step) -> subprocess.CompletedProcess:
    command = [sys.executable, "-m", "tests.course.publishing.mortal_publisher", *step]
    return subprocess.run(command, env=env, check=False, capture_output=True, text=True)


def test_a_publication_killed_in_the_middle_leaves_the_old_edition_whole(tmp_path, db):
    database = tmp_path / "waymark.sqlite3"
    copy_to(database)
    url = f"sqlite:///{database}"
    env = os.environ | {"WAYMARK_TEST_DATABASE_URL": url, "WAYMARK_VAR": str(tmp_path)}
    first = write_course(tmp_path / "1", **QUIZ_FILES)
    other_words = LESSON.replace("One thing is so", "Some thing is so")
    second = write_course(tmp_path / "2", **QUIZ_FILES, **{FIRST_LESSON: other_words})
    assert run(env, "prepare", first).returncode == 0

    for table in ("course_passage", "quizzes_bankitem"):  # in the middle, and near the end
        killed = run(env, "publish", second, table)
        assert killed.returncode == -signal.SIGKILL
        assert [json.loads(line) for line in killed.stdout.splitlines()] == [OLD]
    done = run(env, "publish", second)
    assert [json.loads(line) for line in done.stdout.splitlines()] == [OLD, NEW]
