"""Which words are the same to somebody who searches, and which are not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from course.search.query import MAX_LETTERS, MAX_WORDS, read_query
from course.search.words import stem_of, words_in

SAME = [
    # plurals and endings
    ("dose", "doses"),
    ("therapy", "therapies"),
    ("monitor", "monitoring"),
    ("patient", "patients"),
    ("patient", "patient’s"),
    ("diagnosis", "diagnoses"),
    ("child", "children"),
    ("criterion", "criteria"),
    # accents, cases, forms of letters
    ("Café", "cafe"),
    ("naïve", "NAIVE"),
    ("e\u0301tude", "etude"),
    ("Łódź", "lodz"),
    ("HT₂A", "ht2a"),
    ("ｋｅｔａｍｉｎｅ", "ketamine"),
    ("co\u00adpay", "copay"),
    ("keta\u200bmine", "ketamine"),
    # British and American
    ("anaesthesia", "anesthesia"),
    ("oedema", "edema"),
    ("haemorrhage", "hemorrhage"),
    ("manoeuvre", "maneuver"),
    ("behaviour", "behavior"),
    ("behavioural", "behaviors"),
    ("randomised", "randomized"),
    ("hospitalisation", "hospitalizations"),
    ("analyse", "analyzing"),
    ("centre", "centers"),
    ("counselling", "counseling"),
    ("labelled", "labeled"),
    ("enrol", "enrollment"),
    ("licence", "license"),
    ("practise", "practice"),
    ("programme", "programs"),
    ("dialogue", "dialog"),
]
DIFFERENT = [
    ("four", "for"),
    ("hour", "horse"),
    ("ketamine", "esketamine"),
    ("hypertension", "hypotension"),
    ("2", "20"),
    ("label", "able"),
]


@pytest.mark.parametrize(("one", "other"), SAME)
def test_the_same_word(one, other):
    assert stem_of(one, "en-us") == stem_of(other, "en-us")


@pytest.mark.parametrize(("one", "other"), DIFFERENT)
def test_another_word(one, other):
    assert stem_of(one, "en-us") != stem_of(other, "en-us")


def test_each_language_has_its_own_endings():
    assert stem_of("médicaments", "fr") == stem_of("medicament", "fr-ca")
    assert stem_of("colour", "fr") != stem_of("color", "fr")
    assert stem_of("ケタミン", "ja") == "ケタミン"


def test_words_are_found_where_they_stand():
    text = "5-HT₂A, the patient’s café"
    words = [text[word.start : word.end] for word in words_in(text, "en")]
    assert words == ["5", "HT₂A", "the", "patient’s", "café"]


@given(st.text(max_size=300))
def test_whatever_is_typed_can_be_read(typed):
    query = read_query(typed, "en-us")
    assert len(query.text) <= MAX_LETTERS
    assert len(query.words) <= MAX_WORDS
    assert all(word.stem for word in query.words)
    assert read_query(query.text, "en-us").text == query.text
