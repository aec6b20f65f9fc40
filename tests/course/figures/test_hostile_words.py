"""What an author writes into a figure is text: no element, attribute or address comes of it."""

from html.parser import HTMLParser

import pytest

from course.source import read_course
from tests.course.course_folder import write_course
from tests.course.figures import (
    test_bench,
    test_check,
    test_diagram,
    test_forest,
    test_interview,
    test_people,
    test_sort,
    test_time_course,
    test_watch,
)
from tests.course.figures.pages import passage_of

# As an author may write it; on the page it reads: "'><img src=x onerror=a()>
HOSTILE = "&quot;&#39;&gt;&lt;img src=x onerror=a()&gt;"
BOXES = {
    "check": (test_check.GOOD, ("May she go?", "feels", "Yes: two", "A clock")),
    "diagram": (test_diagram.DIAGRAM, ("Where it", "A channel", "A sketch", "Glutamate", "place.")),
    "plan": (test_diagram.PLAN, ("Who is", "Two rooms", "Both are", "Breathing", "One listens")),
}
OTHERS = {
    "bench": test_bench.GOOD,
    "forest": test_forest.GOOD,
    "interview": test_interview.GOOD,
    "people": test_people.GOOD,
    "sort": test_sort.GOOD,
    "time-course": test_time_course.GOOD,
    "watch": test_watch.GOOD,
}


class Elements(HTMLParser):
    """Collect the elements of a page with the names of their attributes."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: set[tuple[str, frozenset[str]]] = set()
        self.feed(html)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.found.add((tag, frozenset(name for name, _value in attrs)))


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    return read_course(write_course(tmp_path_factory.mktemp("drawn"), **test_diagram.FILES))


@pytest.mark.parametrize("kind", BOXES)
def test_words_in_every_place_stay_words(course, kind):
    box, places = BOXES[kind]
    elements = Elements(passage_of(course, box).html).found
    for place in places:
        assert place in box
        hostile = box.replace(place, f"{HOSTILE} {place}", 1)
        html = passage_of(course, hostile).html
        assert Elements(html).found == elements
        assert "<img" not in html


@pytest.mark.parametrize("kind", OTHERS)
def test_a_caption_stays_words(course, kind):
    box = OTHERS[kind]
    first_line, rest = box.split("\n", 1)
    html = passage_of(course, f"{first_line} {HOSTILE}\n{rest}").html
    assert Elements(html).found == Elements(passage_of(course, box).html).found
    assert "<img" not in html
