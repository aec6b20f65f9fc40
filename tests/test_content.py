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


def test_every_claim_of_the_seed_has_its_line():
    claims = re.findall(
        r"^\| S(\d+) \|.*\| (kept|nuanced|corrected|dropped) \|.*\|$", SOURCES.read_text(), re.MULTILINE
    )
    assert [int(number) for number, _ in claims] == list(range(1, 42))


def test_the_account_of_sources_names_lessons_that_cite_its_facts(course):
    cited = {unit.key: set(re.findall(r"\b[A-Z]\d+", unit.markdown)) for unit in course.units()}
    for line in re.findall(r"^\| S\d+ \|.*\| ([^|]+) \| ([^|]+) \|$", SOURCES.read_text(), re.MULTILINE):
        facts = set(re.findall(r"[A-Z]\d+", line[0]))
        assert facts <= set(course.facts)
        assert all(facts & cited[lesson] for lesson in line[1].split(", ")), line
