"""What a lesson of the real course weighs on its way to a learner."""

import gzip

import pytest

from tests.factories import enrol

pytestmark = pytest.mark.browser  # beside the journeys, which have published the course
MOST_BYTES = 24_000


def test_a_compressed_lesson_with_its_figures_stays_small(edition, ada, client):
    enrol(ada, edition)
    client.force_login(ada)
    lessons = list(edition.units.filter(kind="lesson").select_related("edition__course"))
    assert len(lessons) > 20
    too_heavy = {}
    for lesson in lessons:
        page = client.get(lesson.get_absolute_url()).content
        size = len(gzip.compress(page, compresslevel=6))
        if size > MOST_BYTES:
            too_heavy[lesson.key] = size
    assert too_heavy == {}
