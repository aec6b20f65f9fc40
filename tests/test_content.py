"""The course in this repository, and the account of its sources."""

import re
from pathlib import Path

import pytest
from django.conf import settings

from course.source import read_course

FOLDER = Path(settings.CONTENT_ROOT) / "ketamine-basics"
SOURCES = Path(settings.BASE_DIR) / "docs" / "content-sources.md"


@pytest.fixture(scope="module")
def course():
    return read_course(FOLDER)


def test_every_claim_of_the_seed_has_its_line(course):
    claims = re.findall(
        r"^\| S(\d+) \|.*\| (kept|nuanced|corrected|dropped) \|.*\|$", SOURCES.read_text(), re.MULTILINE
    )
    assert [int(number) for number, _ in claims] == list(range(1, 42))


def test_the_account_of_sources_names_facts_and_lessons_that_exist(course):
    lines = re.findall(r"^\| S\d+ \|.*\| ([^|]*) \| ([^|]*) \|$", SOURCES.read_text(), re.MULTILINE)
    facts = {tag for line, _ in lines for tag in re.findall(r"[A-Z]\d+", line)}
    lessons = {key for _, line in lines for key in line.split(", ") if key and "→" not in key}
    assert facts <= set(course.facts)
    assert lessons <= {unit.key for unit in course.units()}
