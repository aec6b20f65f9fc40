"""The guide of the course in this repository, as it is printed on both papers."""

import gc
import io
import re
from collections.abc import Iterator

import pytest
from pypdf import PdfReader

from certificates import guides
from course.models import Provider

# Text in this share of a page is its running foot.
FOOT = 0.07
# A page whose text ends above this share of its height looks half empty.
MIN_FILLED = 0.6
# Where the renderer begins a text: in CSS pixels, from the left and from the top of its page.
DOWN = re.compile(rb"1 0 0 -1 [\d.-]+ ([\d.-]+) Tm")
POINTS_A_PIXEL = 0.75


@pytest.fixture
def lazy_collector() -> Iterator[None]:
    """Collect no garbage while a guide is laid out: looking for it takes a fifth of the time."""
    gc.disable()
    yield
    gc.enable()


def filled(page) -> float:
    """Return how far down the text of a page reaches, from 0 to 1, without its running foot."""
    # Extracting the words, to learn where they stand, takes hundreds of times as long.
    height = float(page.mediabox.height) / POINTS_A_PIXEL
    places = [float(place) for place in DOWN.findall(page.get_contents().get_data())]
    return max(place for place in places if place < (1 - FOOT) * height) / height


@pytest.mark.usefixtures("lazy_collector")
def test_the_guide_fits_on_32_pages_of_either_paper_and_none_is_half_empty(our_edition):
    for paper in (Provider.Paper.A4, Provider.Paper.LETTER):
        Provider.objects.update(paper=paper)
        pdf, count = guides.render(our_edition, guides.stamp_of(our_edition))
        pages = PdfReader(io.BytesIO(pdf)).pages
        assert 24 <= count <= 32
        # Before the first page stands the cover; on the last one the references end.
        half_empty = [
            number
            for number, page in enumerate(pages, 1)
            if 1 < number < count and filled(page) < MIN_FILLED
        ]
        assert half_empty == [], paper
        gc.collect()
