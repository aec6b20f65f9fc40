"""A number is never wrong because of the word for its unit: it is read, or asked for again."""

import string
from itertools import product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizzes.bank.reading import all_questions
from quizzes.kinds import question_from
from quizzes.kinds.amounts import UNIT
from quizzes.kinds.units import UNITS, unit_named
from quizzes.question.parts import walk_questions
from tests.our_course import our_course
from tests.quizzes.factories import case, cloze, make_attempt, numeric, page, save
from tests.quizzes.sitting.test_sitting import hidden, post, text_of

MU, MICRO = "\N{GREEK SMALL LETTER MU}", "\N{MICRO SIGN}"
TIMES = {"min": "1", "h": "60"}
MASSES = {"mg": "1", "g": "1000", "mcg": "0.001"}
AGAIN, RIGHT, WRONG = "invalid", "correct", "wrong"


def status(question, typed) -> str:
    return question_from(*question).score(typed).status


@pytest.mark.parametrize(
    ("units", "typed", "expected"),
    [
        (TIMES, "35 min", RIGHT),
        (TIMES, "35min.", RIGHT),
        (TIMES, "35 mins", RIGHT),
        (TIMES, "35 Minutes", RIGHT),
        (TIMES, "35 MIN", RIGHT),
        (TIMES, "35 minutes min", RIGHT),  # typed, and chosen from the list
        (TIMES, "35 min. min", RIGHT),
        (TIMES, "35 minutes h", AGAIN),
        (TIMES, "35 h min", AGAIN),
        (TIMES, "2100 seconds", AGAIN),
        (TIMES, "35 minutes or so", AGAIN),
        (TIMES, "35 m", AGAIN),
        (TIMES, "35 hours", WRONG),
        (TIMES, "35", AGAIN),
        (MASSES, "35 MG", RIGHT),
        (MASSES, "35 mg.", RIGHT),
        (MASSES, "35 mg. mg", RIGHT),
        (MASSES, "35 Milligrams", RIGHT),
        (MASSES, "0.035 grams", RIGHT),
        (MASSES, "0.035 G", RIGHT),
        (MASSES, f"35000 {MICRO}g", RIGHT),
        (MASSES, f"35000 {MU}g", RIGHT),
        (MASSES, "35000 ug", RIGHT),
        (MASSES, "35000 micrograms", RIGHT),
        (MASSES, "35 Mg", AGAIN),
        (MASSES, "35 mL", AGAIN),
        (MASSES, "35 mg/kg", AGAIN),
        (MASSES, "35 milligrams of ketamine", AGAIN),
        ({"mg": "1", "Mg": "1000000000"}, "35 MG", AGAIN),
        ({"mg": "1", "Mg": "1000000000"}, "35 mg", RIGHT),
        ({"mW": "1"}, "35 MW", AGAIN),  # not in the table: megawatts
        ({"mL": "1", "L": "1000"}, "35 ml", RIGHT),
        ({"mL": "1", "L": "1000"}, "0.035 litres", RIGHT),
        ({"mg/mL": "1"}, "35 mg/ml", RIGHT),
        ({"mcg/kg/min": "1"}, f"35 {MICRO}g/kg/min", RIGHT),
        ({"mmHg": "1"}, "35 mm Hg", RIGHT),
        ({"mmHg": "1"}, "35 mmhg", RIGHT),
        ({"%": "1"}, "35%", RIGHT),
        ({"%": "1"}, "35 per cent", RIGHT),
        ({"points": "1"}, "35 point", RIGHT),
        ({"mg": "1", "milligrams": "2"}, "35 mg", RIGHT),  # published before the checker refused it
        ({"mg": "1", "milligrams": "2"}, "35 milligram", AGAIN),
    ],
)
def test_a_unit_is_read_by_any_of_its_names_or_asked_for_again(units, typed, expected):
    assert status(numeric(value="35", units=units), typed) == expected


@pytest.mark.parametrize(
    ("stem", "typed", "expected"),
    [
        ("How many minutes are left?", "35", RIGHT),
        ("How many minutes are left?", "35 min", RIGHT),
        ("How many minutes are left?", "35 Minutes", RIGHT),
        ("How many minutes are left?", "35 hours", AGAIN),
        ("How many minutes are left?", "35 people", AGAIN),
        ("How many more minutes are left?", "35 minutes", RIGHT),
        ("How many people have to be treated for one more remission?", "35 people", RIGHT),
        ("How many people have to be treated for one more remission?", "35 remissions", AGAIN),
        ("How many people have to be treated for one more remission?", "35%", AGAIN),
        ("By how many points does it clear the margin?", "35 points", RIGHT),
        ("By how many points does it clear the margin?", "35 point", RIGHT),
        ("What percentage is in remission?", "35 %", RIGHT),
        ("How many minutes, and for how many people?", "35 minutes", AGAIN),
        ("In 22.5 % of trials, what was the ratio?", "35 %", AGAIN),
        ("What is the score?", "35 points", AGAIN),
    ],
)
def test_where_no_unit_is_listed_only_what_the_question_counts_may_be_written(
    stem, typed, expected
):
    assert status(numeric(value="35", units={}, stem=stem), typed) == expected


def test_no_two_units_share_a_spelling():
    spellings = [
        {spelling.casefold() for spelling in (*unit.symbols, *unit.words)} for unit in UNITS
    ]
    assert sum(map(len, spellings)) == len(set().union(*spellings))
    assert all(UNIT.fullmatch(spelling) for unit in UNITS for spelling in unit.symbols)


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.symbols[0])
def test_every_spelling_of_a_unit_names_it(unit):
    spellings = (*unit.symbols, *unit.words)
    assert {unit_named(each) for each in spellings} == {unit.symbols[0]}
    for listed, typed in product(unit.symbols, spellings):
        assert status(numeric(value="35", units={listed: "1"}), f"35 {typed}") == RIGHT


def test_two_names_of_one_unit_are_refused_by_the_checker():
    units = {"mcg": "1", f"{MICRO}g": "1"}
    assert [problem.text for problem in question_from(*numeric(units=units)).check()] == [
        "two units are written alike; keep one of them"
    ]


KNOWN = {spelling.casefold() for unit in UNITS for spelling in (*unit.symbols, *unit.words)} | {
    "stone",
    "stones",
}
LETTERS = st.text(string.ascii_letters + MU, min_size=1, max_size=12)
ANOTHER_WORD = LETTERS.filter(lambda word: word.casefold() not in KNOWN and word.casefold() != "e")
ANOTHER_UNIT = st.builds(
    "".join, st.tuples(ANOTHER_WORD, st.sampled_from(["", ".", "/kg", " per day", " min"]))
)


@given(ANOTHER_UNIT, st.integers(0, 10**6), st.sampled_from([{}, TIMES, MASSES, {"stone": "1"}]))
def test_no_number_with_an_unknown_unit_is_ever_marked(word, number, units):
    asked = numeric(value=f"{number}", units=units, stem="How many minutes?", unit_required=False)
    assert status(asked, f"{number} {word}") == AGAIN


# --- the shipped course ---

SPELLINGS = {
    "min": ("{} min", "{} minutes", "{} MIN", "{} mins.", "{} minutes min"),
    "mg": ("{} mg", "{} MG", "{} mg.", "{} milligrams", "{} milligrams mg"),
    "d": ("{} d", "{} days", "{} days."),
    "": ("{}",),
}


@pytest.fixture(scope="module")
def shipped() -> dict[str, Any]:
    """The numbers that the course of this repository asks for, by question and place in it."""
    numbers = [
        (question.ref, part.body)
        for question in all_questions(our_course())
        for part in walk_questions(question.kind, question.body)
        if part.kind == "numeric"
    ]
    return {f"{ref}, {place}": body for place, (ref, body) in enumerate(numbers)}


def test_the_course_still_asks_for_eleven_numbers_or_more(shipped):
    assert len(shipped) >= 11


def spellings_of(question) -> list[str]:
    """How somebody may write a number of this question, and the word that it counts, if any."""
    spellings = [*SPELLINGS[question.base_unit]]
    if question.counted and not question.base_unit:
        spellings.append(f"{{}} {question.counted}")
    if question.counted.isalpha() and not question.base_unit:
        spellings.append(f"{{}} {question.counted}.")
    return spellings


def test_the_numbers_of_the_course_are_read_in_plain_words(shipped):
    for place, body in shipped.items():
        question = question_from("numeric", body)
        first = body["answers"][0]
        number = first["value"] if "value" in first else first["range"][0]
        for spelling in spellings_of(question):
            typed = spelling.format(number)
            assert question.score(typed).status == RIGHT, (place, typed)
        for unknown in ("{} stones", "{} of them", "{} per day"):
            assert question.score(unknown.format(number)).status == AGAIN, place


# --- the page ---

MASS_ADVICE = "“mL” is not one of the units here. Write the unit as mcg, mg or g."


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("question", "typed", "advice"),
    [
        (numeric(), "500 mL", MASS_ADVICE),
        (numeric(), "500 mg g", "“mg” and “g” are two units. Keep the one that you mean."),
        (numeric(), "500 milligrams g", "“milligrams” and “g” are two units. Keep the one"),
        (numeric(), "500 mL g", MASS_ADVICE),  # g is what was chosen beside it
        (
            numeric(),
            "40,0",
            "Write a number and choose its unit (mcg, mg, g). Write 40.0, not 40,0.",
        ),
        (numeric(), "40,0 mg", "Write 40.0, not 40,0."),
        (
            numeric(),
            "1,500 mg",
            "Write 1.5, not 1,5.",
        ),  # fifteen hundred, or one and a half: nobody guesses
        (numeric(locale="eu"), "40.0 mg", "Write 40,0, not 40.0."),
        (numeric(units={}), "6 stones", "Write only the number, without “stones”."),
    ],
)
def test_a_page_says_how_to_write_the_unit_and_saves_nothing_over(
    learner, ada, question, typed, advice
):
    attempt = make_attempt(ada, question)
    right = question_from(*question).best_response()
    save(attempt.items.get(), right)
    url = page(attempt)
    json = {"headers": {"Accept": "application/json"}}
    refused = learner.post(url, hidden(learner, url) | {"answer": typed, "answer-unit": ""}, **json)
    assert refused.status_code == 422
    assert advice in refused.json()["error"]
    text = text_of(post(learner, url, answer=typed, **{"answer-unit": ""}))
    assert advice in text
    assert f'value="{typed}"' in text
    assert attempt.items.get().response == right


@pytest.mark.django_db
def test_a_page_says_how_it_read_a_unit_in_words(learner, ada):
    attempt = make_attempt(ada, numeric(value="35", units=TIMES))
    post(learner, page(attempt), answer="35 minutes", **{"answer-unit": "min"})
    text = text_of(learner.get(page(attempt)))
    assert "We will read this as <b data-reading>35\N{NO-BREAK SPACE}min</b>" in text
    assert attempt.items.get().response == "35 minutes"


@pytest.mark.django_db
@pytest.mark.parametrize(("typed", "read"), [("35 min", "35 min"), ("35 Min.", "35 Min.")])
def test_a_unit_typed_and_chosen_stands_once_in_the_answer(learner, ada, typed, read):
    attempt = make_attempt(ada, numeric(value="35", units=TIMES))
    post(learner, page(attempt), answer=typed, **{"answer-unit": "min"})
    assert attempt.items.get().response == read


def test_a_gap_and_a_stage_ask_again_too():
    gap = question_from(*cloze(numeric(units={"mg": "1"}), numeric(units={"mg": "1"})))
    assert gap.score({"g1": "500 mg", "g2": "500 stones"}).status == AGAIN
    assert gap.score({"g1": "500 mg", "g2": "500 milligrams"}).status == RIGHT
    stages = question_from(*case(numeric(), numeric()))
    assert stages.score({"s1": "500 mg", "s2": "500 stones"}).status == AGAIN
