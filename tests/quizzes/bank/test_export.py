"""The questions of an edition as files again: byte for byte what was published.

Whole or nothing, and nowhere else.
"""

import os
import shutil
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from course.models import Course, Edition, Unit
from course.publishing import publish
from course.source import read_course
from quizzes.bank.formats import FORMATS, TEXT, format_of
from quizzes.models import Quiz
from tests.factories import make_edition, make_unit
from tests.our_course import FOLDER as OUR_FOLDER
from tests.quizzes.factories import make_quiz
from tests.quizzes.quiz_folder import FOLDER, SINGLE, changed, write_quiz

pytestmark = pytest.mark.django_db
# What an editor or a system of another kind leaves in a file: it means the same, and stays as it
# is.
ODD = SINGLE.replace("\n", "\r\n").replace("A person asks.", "Zoë asks: “5 µg”?   ") + "\r\n\r\n"


def export(course: str, folder: Path, **options) -> str:
    """What the command prints."""
    out = StringIO()
    call_command("export_questions", course, str(folder), stdout=out, **options)
    return out.getvalue()


def files(folder: Path) -> dict[str, bytes]:
    """Every file under a folder, by its path in it."""
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def of_quizzes(folder: Path) -> dict[str, bytes]:
    """The files of a course's folder that lie in the folders of its quizzes."""
    quizzes = {path.parent for path in folder.rglob("quiz.yaml")}
    return {
        name: content
        for name, content in files(folder).items()
        if (folder / name).parent in quizzes
    }


def publish_again(folder: Path) -> str:
    out = StringIO()
    call_command("publish_course", folder, accept_overdue=True, stdout=out)
    return out.getvalue()


def refused(tmp_path, folder: Path, course="tiny-course", **options) -> str:
    """Why the command refused; nothing was written anywhere."""
    before = sorted(tmp_path.rglob("*"))
    with pytest.raises(CommandError) as error:
        export(course, folder, **options)
    assert sorted(tmp_path.rglob("*")) == before
    return str(error.value)


@pytest.fixture
def tiny(tmp_path) -> Path:
    """The tiny course with a quiz, one of its files odd; published."""
    folder = write_quiz(tmp_path, **{"010-single.md": ODD})
    publish(read_course(folder))
    return folder


def test_what_is_exported_is_byte_for_byte_what_was_published(tiny, tmp_path):
    told = export("tiny-course", tmp_path / "bank")
    assert files(tmp_path / "bank") == of_quizzes(tiny)
    assert files(tmp_path / "bank")[f"{FOLDER}/010-single.md"] == ODD.encode()
    assert told == f"Wrote 4 files of tiny-course, edition 1, to {tmp_path / 'bank'}.\n"


def test_publishing_the_export_changes_nothing(tiny, tmp_path):
    export("tiny-course", tmp_path / "bank")
    shutil.rmtree(tiny / FOLDER)
    shutil.copytree(tmp_path / "bank", tiny, dirs_exist_ok=True)
    assert "Nothing has changed: this is edition 1" in publish_again(tiny)


def test_the_course_of_this_repository_goes_round(our_edition, tmp_path):
    course = tmp_path / "ketamine-basics"
    shutil.copytree(OUR_FOLDER, course)
    export("ketamine-basics", tmp_path / "bank")
    exported = files(tmp_path / "bank")
    assert exported == of_quizzes(OUR_FOLDER)
    assert len(exported) >= 26
    for name in exported:
        (course / name).unlink()
    shutil.copytree(tmp_path / "bank", course, dirs_exist_ok=True)
    assert "Nothing has changed" in publish_again(course)


def test_an_older_edition_is_exported_by_its_number_and_the_newest_without_one(tiny, tmp_path):
    write_quiz(tmp_path, **{"010-single.md": changed(SINGLE, ("A person asks.", "Somebody asks."))})
    entry = "{question: what-is-so, mark: editorial, what: It does not say who asks.}"
    (tiny / "changes.yaml").write_text(f"changes: [{entry}]\n")
    publish(read_course(tiny))
    for number, options in ((1, {"edition": 1}), (2, {"edition": 2}), (3, {})):
        export("tiny-course", tmp_path / f"bank-{number}", **options)
    banks = [files(tmp_path / f"bank-{number}") for number in (1, 2, 3)]
    assert banks[0][f"{FOLDER}/010-single.md"] == ODD.encode()
    assert b"Somebody asks." in banks[1][f"{FOLDER}/010-single.md"]
    assert banks[1] == banks[2]


def test_an_empty_folder_is_filled_and_one_that_holds_something_is_refused(tiny, tmp_path):
    empty, full, file = tmp_path / "empty", tmp_path / "full", tmp_path / "file"
    for folder in (empty, full):
        folder.mkdir()
    (full / "notes.txt").write_text("Mine.")
    file.write_text("Mine.")
    export("tiny-course", empty)
    assert files(empty) == of_quizzes(tiny)
    for target in (empty, full, file):
        assert "is not empty" in refused(tmp_path, target)
    assert files(full) == {"notes.txt": b"Mine."}


def test_a_folder_that_cannot_be_made_is_refused(tiny, tmp_path):
    assert "cannot be written" in refused(tmp_path, tmp_path / "no" / "such" / "folder")


def test_what_fails_half_way_leaves_nothing_behind(tmp_path):
    """Two rows that cannot both be files: the second fails when the first is written."""
    module = make_edition(lessons=0).modules.get()
    for position, file in enumerate(("01-start/quiz.yaml", "01-start/quiz.yaml/quiz.yaml"), 1):
        unit = make_unit(module, f"quiz-{position}", kind=Unit.Kind.QUIZ, position=position)
        Quiz.objects.create(unit=unit, pass_mark=80, file=file, source="key: quiz")
    assert "Nothing was written." in refused(tmp_path, tmp_path / "bank", "basics")


@pytest.mark.parametrize(
    "path",
    [
        "../outside.md",
        "/tmp/outside.md",
        "01-start/../../outside.md",
        "a//b\x00.md",
        ".git/hooks.md",
        "A.md",
    ],
)
def test_a_path_out_of_the_folder_is_refused(tmp_path, path):
    make_quiz(file=path, source="key: quiz\n")
    assert "is no path of a course's folder" in refused(tmp_path, tmp_path / "bank", "basics")
    assert not os.path.lexists(tmp_path / "outside.md")


def test_questions_that_were_published_before_files_were_kept_are_refused(tmp_path):
    make_quiz()
    assert "Publish its folder again first." in refused(tmp_path, tmp_path / "bank", "basics")


def test_a_course_or_an_edition_that_is_not_there_is_said(tiny, tmp_path):
    assert "No edition of a course 'other'" in refused(tmp_path, tmp_path / "bank", "other")
    assert "There is no edition 7 of tiny-course; there are 1." in refused(
        tmp_path, tmp_path / "bank", edition=7
    )
    assert "There is no edition 0" in refused(tmp_path, tmp_path / "bank", edition=0)
    make_edition(Course.objects.create(slug="empty"))
    assert "has no quiz" in refused(tmp_path, tmp_path / "bank", "empty")
    assert Edition.objects.count() == 2


def test_a_format_is_found_by_the_name_of_a_file():
    assert (format_of("010-single.md"), format_of("quiz.yaml"), format_of("bank.xml")) == (
        TEXT,
        None,
        None,
    )
    assert len({each.suffix for each in FORMATS}) == len(FORMATS)
