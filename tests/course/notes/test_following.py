"""Marked words are found again where an edition changed the text around them, or are gone."""

import string

from hypothesis import assume, given
from hypothesis import strategies as st

from course.text.quotes import QuotedPassage, follow, letters_of, quote_from

TEXT = (
    "Dissociation has mostly cleared by an hour and a half. Two hours is the floor, not the rule."
)
OLD = QuotedPassage("clocks", "dissociation-has-mostly", TEXT)
OTHER = QuotedPassage("clocks", "a-question", "A question of another kind stands here.")
WORDS = "Two hours is the floor"
START = letters_of(TEXT).index(letters_of(WORDS))
# No letter of the words, so that what is put in can neither make nor break them.
NEW_WORDS = st.text(
    "xyz XYZ-\N{GRINNING FACE}\N{RIGHT-TO-LEFT MARK}\N{NO-BREAK SPACE}", max_size=60
)


def found(*passages: QuotedPassage, words: str = WORDS, start: int | None = START):
    place = follow(words, start, OLD, passages)
    return place and (place.unit_key, place.key, place.start)


@given(before=NEW_WORDS, between=NEW_WORDS, after=NEW_WORDS)
def test_words_are_found_whatever_is_written_around_them(before, between, after):
    text = f"{before}{between}{WORDS}{after}"
    new = QuotedPassage(OLD.unit_key, OLD.key, text)
    where = found(OTHER, new)
    assert where is not None
    unit, key, start = where
    assert (unit, key) == OLD.place
    assert letters_of(text)[start:].startswith(letters_of(WORDS))


@given(st.data())
def test_any_words_of_a_text_are_found_where_they_were_when_nothing_changed(data):
    text = data.draw(st.text(string.ascii_letters + " é😀\u200f\n", min_size=1, max_size=80))
    letters = letters_of(text)
    assume(letters)
    start = data.draw(st.integers(0, len(letters) - 1))
    end = data.draw(st.integers(start + 1, len(letters)))
    quote = quote_from(text, letters[start:end], start)
    assert quote is not None
    assert (quote.start, letters_of(quote.words)) == (start, letters[start:end])
    old = QuotedPassage("unit", "passage", text)
    place = follow(quote.words, quote.start, old, [OTHER, old])
    assert place is not None
    assert (place.key, place.start) == ("passage", start)


@given(place=st.integers(1, len(letters_of(WORDS)) - 1), put_in=st.text("xyz", min_size=1))
def test_words_that_were_changed_are_said_to_be_gone(place, put_in):
    letters = letters_of(WORDS)
    changed = f"{TEXT[:54]} {letters[:place]}{put_in}{letters[place:]}, not the rule."
    assert found(OTHER, QuotedPassage(OLD.unit_key, OLD.key, changed)) is None


def test_words_are_followed_to_another_passage_and_another_lesson():
    moved = QuotedPassage("safety", "two-hours", f"Before. {TEXT}")
    assert found(OTHER, moved) == ("safety", "two-hours", len("Before.") + START)


def test_short_words_are_not_followed_into_a_passage_that_only_has_them_too():
    other = QuotedPassage("clocks", "elsewhere", "The floor is wet.")
    assert found(other, words="floor", start=5) is None


def test_of_the_same_words_those_with_the_same_neighbours_are_meant():
    text = "The dose is low. The risk is low. The cost is low."
    old = QuotedPassage("unit", "key", text)
    start = letters_of(text).index("low", 20)
    new = QuotedPassage("unit", "key", f"The chance is low. {text}")
    place = follow("low", start, old, [new])
    assert place is not None
    assert place.start == start + len(letters_of("The chance is low."))


def test_a_whole_passage_is_followed_by_its_key_and_then_by_what_it_says():
    rewritten = QuotedPassage(*OLD.place, "Something else entirely.")
    assert found(OTHER, rewritten, start=None) == (*OLD.place, None)
    new_beginning = QuotedPassage(
        "clocks", "sedation-and", TEXT.replace("Dissociation", "Sedation")
    )
    assert found(OTHER, new_beginning, start=None) == ("clocks", "sedation-and", None)
    assert found(OTHER, start=None) is None
    assert found(start=None) is None


def test_words_that_do_not_stand_in_the_text_cannot_be_quoted():
    assert quote_from(TEXT, "three hours", 0) is None
    assert quote_from(TEXT, " \N{RIGHT-TO-LEFT MARK}", 0) is None
