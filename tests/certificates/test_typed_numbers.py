"""What people paste is read into a number, or the answer says what is wrong with it."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from certificates.codes import CODE_CHARACTERS, hyphenate, is_code, new_code, with_check_character
from certificates.typed_numbers import Problem, explain, read_number

OLD = "ED5Q7K4P2QXD"
NEW = with_check_character("7K4P2QXD91HMB8C")
PRINTED = hyphenate(NEW)
SOFT_HYPHEN, ZERO_WIDTH_SPACE = "\u00ad", "\u200b"


def full_width(text: str) -> str:
    return "".join(chr(ord(letter) + 0xFEE0) for letter in text)


AS_PASTED = [
    "{}",
    " {} ",
    "No. {}",
    "No: {}.",
    "№ {}",
    "Certificate number: {}",
    "certificate no. {}",
    "Number\t{}",
    "“{}”",
    "{}.",
    "https://waymark.example/verify/{}/",
    "HTTP://WAYMARK.EXAMPLE/VERIFY/{}?from=mail#top",
    "waymark.example/verify/{}.json",
    "https://waymark.example/certificates/{}/certificate.pdf",
    "certificate-a-deep-dive-{}.pdf",
    "Please check {} for us, thank you.",
]


@pytest.mark.parametrize("pasted", AS_PASTED)
@pytest.mark.parametrize("code", [OLD, NEW], ids=["old", "new"])
def test_a_number_is_read_from_what_stands_around_it(pasted, code):
    assert read_number(pasted.format(hyphenate(code))).code == code
    assert read_number(pasted.format(hyphenate(code).lower())).code == code


SEPARATORS = ["", " ", "-", "–", "—", "−", "‒", "‑", "­", ".", " · ", "\u00a0", "\u200b", "_"]


@pytest.mark.parametrize("separator", SEPARATORS, ids=ascii)
def test_no_separator_matters(separator):
    assert read_number(PRINTED.replace("-", separator)).code == NEW
    assert read_number(f"No. {PRINTED}.".replace("-", separator)).code == NEW


@pytest.mark.parametrize(
    "written",
    [
        full_width(PRINTED),
        SOFT_HYPHEN.join(PRINTED),
        ZERO_WIDTH_SPACE.join(PRINTED),
        PRINTED.replace("K", "К").replace("P", "Р").replace("X", "Х").replace("H", "Н"),
        PRINTED.replace("K", "Κ").replace("P", "Ρ").replace("X", "Χ").replace("M", "Μ"),
        PRINTED.replace("1", "١").replace("4", "٤"),
        PRINTED.replace("1", "l"),
        PRINTED.replace("1", "I"),
    ],
)
def test_other_characters_for_the_same_are_read_as_these(written):
    assert read_number(written).code == NEW


def test_letters_that_no_number_has_are_read_as_digits_and_named():
    assert read_number("o0iL-1234-5678").code == "001112345678"
    assert read_number("o0iL-1234-5678").replaced == "OIL"
    assert read_number(PRINTED).replaced == ""


@pytest.mark.parametrize(
    ("typed", "problem", "words"),
    [
        ("", Problem.EMPTY, "Type or paste"),
        ("Certificate number:", Problem.EMPTY, "Type or paste"),
        ("ED5Q-7K4P-2QX", Problem.LENGTH, "This has 11 characters"),
        (PRINTED[:-1], Problem.LENGTH, "Numbers have 16, older ones 12"),
        ("ED5Q-7K4P-2QÜU", Problem.CHARACTERS, "No number has these characters: Ü U"),
        (PRINTED[:-1] + "8", Problem.CHECK, "The last character does not fit"),
        ("1" * 100_000, Problem.LENGTH, "This has 300 characters"),
        (f"No. {PRINTED[:-1]}, thank you", Problem.CHARACTERS, "U"),
        ("<script>alert(1)</script>", Problem.LENGTH, "This has 18 characters"),
    ],
)
def test_what_is_no_number_is_told_why(typed, problem, words):
    number = read_number(typed)
    assert (number.code, number.problem) == ("", problem)
    assert words in explain(number)


@given(st.text())
def test_any_text_is_a_number_or_is_explained(text):
    number = read_number(text)
    assert is_code(number.code) if number.code else explain(number)


CODES = st.text(CODE_CHARACTERS, min_size=15, max_size=15).map(with_check_character)


@given(CODES, st.integers(0, 15), st.sampled_from(CODE_CHARACTERS))
def test_every_single_wrong_character_is_found(code, place, character):
    wrong = code[:place] + character + code[place + 1 :]
    assert is_code(wrong) == (wrong == code)


@given(CODES, st.integers(0, 15), st.integers(0, 15))
def test_any_two_characters_that_changed_places_are_found(code, first, second):
    characters = list(code)
    characters[first], characters[second] = characters[second], characters[first]
    assert is_code("".join(characters)) == ("".join(characters) == code)


def test_new_numbers_are_random_with_a_check_and_no_old_number_is_taken_for_one():
    codes = {new_code() for _ in range(500)}
    assert len(codes) == 500
    assert all(is_code(code) and len(code) == 16 for code in codes)
    assert hyphenate(OLD) == "ED5Q-7K4P-2QXD"
    assert is_code(OLD)
    assert not any(is_code(code[:length]) for code in codes for length in (11, 13, 14, 15))


def test_a_number_is_read_however_its_letters_are_composed():
    assert read_number(unicodedata.normalize("NFD", PRINTED)).code == NEW
