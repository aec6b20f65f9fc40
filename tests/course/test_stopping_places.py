"""Laws of the place at which a reader stopped, in lessons of any shape."""

import math

from hypothesis import given
from hypothesis import strategies as st

from course.publishing.rendering import RenderedPassage
from course.reading.contents import contents_of_passages

BLOCKS = st.lists(
    st.tuples(st.sampled_from(["heading", "paragraph", "table"]), st.integers(0, 400)),
    min_size=1,
    max_size=30,
)


def lesson_of(blocks) -> list[RenderedPassage]:
    """Passages of these kinds and numbers of words; the words of a heading name its place."""
    passages = []
    for number, (kind, words) in enumerate(blocks):
        is_heading = kind == "heading"
        text = f"Section {number}" if is_heading else "word " * words
        tag = "h2" if is_heading else "p"
        html = f'<{tag} id="p{number}">{text}</{tag}>'
        passages.append(RenderedPassage(f"p{number}", kind, text, html, critical=False))
    return passages


@given(BLOCKS)
def test_a_place_names_the_last_heading_and_never_more_than_is_left(blocks):
    passages = lesson_of(blocks)
    contents = contents_of_passages(passages)
    section = ""
    longest = math.ceil(contents.total / 100)
    for passage in passages:
        if passage.kind == "heading":
            section = passage.text
        place = contents.place(passage.key)
        if place is None:  # nothing is to be read before it
            assert contents.starts_at[passage.key] == 0
            continue
        assert (place.key, place.section) == (passage.key, section)
        assert 0 <= place.minutes_left <= longest
        longest = place.minutes_left


@given(BLOCKS, st.text("pq0123456789", max_size=4))
def test_a_passage_that_a_lesson_does_not_have_is_no_place(blocks, key):
    contents = contents_of_passages(lesson_of(blocks))
    if key not in contents.starts_at:
        assert contents.place(key) is None
