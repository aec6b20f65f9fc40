"""A sound course as its folder says it."""

import pytest

from course.source import read_course
from tests.course.course_folder import write_course


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    return read_course(write_course(tmp_path_factory.mktemp("course")))
