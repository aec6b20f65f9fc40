"""Whatever a course folder holds, reading it ends in a course or in mistakes."""

import pytest
from django.core.management import call_command
from hypothesis import HealthCheck, given
from hypothesis import settings as examples
from hypothesis import strategies as st

from course.source import (
    CourseSource,
    SourceError,
    read_course,
    read_front_matter,
)
from course.source.files import Report, SourceFile
from tests.course.course_folder import (
    FACTS,
    FILES,
    FIRST_LESSON,
    lesson,
    write_course,
)


def test_front_matter_counts_lines_from_the_top_of_the_file():
    report = Report()
    fields, body, line = read_front_matter(
        SourceFile("a.md", "---\na: 1\nb: no\n---\nText"), report
    )
    assert (fields.integer("a"), fields.text("b"), body, line) == (1, "", "Text", 5)
    assert [mistake.line for mistake in report.mistakes] == [3]


@examples(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.sampled_from(sorted(FILES)), st.binary(max_size=300), st.floats(0, 1))
def test_whatever_bytes_a_file_holds_reading_ends_in_a_course_or_in_mistakes(
    tmp_path_factory, name, noise, where
):
    original = FILES[name].encode()
    cut = int(len(original) * where)
    folder = write_course(
        tmp_path_factory.mktemp("fuzz"), **{name: original[:cut] + noise + original[cut:]}
    )
    try:
        assert isinstance(read_course(folder), CourseSource)
    except SourceError as error:
        assert error.mistakes  # noqa: PT017 (either outcome is right)


MARKDOWN = st.text(alphabet="ab \n\t#*_`[](){}@F1!|-:/<>&^\\\"'=~+.", max_size=200)


@examples(
    max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(MARKDOWN)
def test_whatever_a_text_says_reading_ends_in_a_course_or_in_mistakes(tmp_path_factory, text):
    folder = write_course(tmp_path_factory.mktemp("fuzz"), **{FIRST_LESSON: lesson(text)})
    try:
        assert isinstance(read_course(folder), CourseSource)
    except SourceError as error:
        assert error.mistakes  # noqa: PT017 (either outcome is right)


def test_the_command_says_what_a_good_course_holds(tmp_path, capsys):
    call_command("check_course", str(write_course(tmp_path)))
    assert "1 module, 2 lessons" in capsys.readouterr().out


def test_the_command_finds_a_folder_by_its_name_among_the_courses(tmp_path, capsys, settings):
    settings.CONTENT_ROOT = tmp_path
    write_course(tmp_path)
    call_command("check_course", "tiny-course")
    assert "1 module, 2 lessons" in capsys.readouterr().out


def test_the_command_lists_mistakes_and_fails(tmp_path, capsys):
    folder = write_course(tmp_path, **{"facts.yaml": FACTS.replace("high", "hihg")})
    with pytest.raises(SystemExit) as raised:
        call_command("check_course", str(folder))
    assert raised.value.code == 1
    assert capsys.readouterr().err.startswith('facts.yaml:4: "confidence" is "hihg"')
