"""The guide of the course in this repository, as it is printed on both papers."""

import io
from pathlib import Path

import pytest
from django.conf import settings
from pypdf import PdfReader

from certificates import guides
from course.models import Edition, Provider
from course.publishing import publish
from course.source import read_course

# Text in this share of a page is its running foot.
FOOT = 0.07
# A page whose text ends above this share of its height looks half empty.
MIN_FILLED = 0.6


@pytest.fixture
def edition(db) -> Edition:
    publish(read_course(Path(settings.CONTENT_ROOT) / "ketamine-basics"))
    return Edition.objects.get()


def filled(page) -> float:
    """Return how far down the text of a page reaches, from 0 to 1, without its running foot."""
    height = float(page.mediabox.height)
    lowest = height

    def note_place(text, matrix, text_matrix, _font, _size):
        nonlocal lowest
        across, down = text_matrix[4:]
        place = across * matrix[1] + down * matrix[3] + matrix[5]
        if text.strip() and place > FOOT * height:
            lowest = min(lowest, place)

    page.extract_text(visitor_text=note_place)
    return 1 - lowest / height


def test_the_guide_fits_on_32_pages_of_either_paper_and_none_is_half_empty(edition):
    for paper in (Provider.Paper.A4, Provider.Paper.LETTER):
        Provider.objects.update(paper=paper)
        pdf, count = guides.render(edition, guides.stamp_of(edition))
        pages = PdfReader(io.BytesIO(pdf)).pages
        assert 24 <= count <= 32
        # Before the first page stands the cover; on the last one the references end.
        half_empty = [
            number
            for number, page in enumerate(pages, 1)
            if 1 < number < count and filled(page) < MIN_FILLED
        ]
        assert half_empty == [], paper
