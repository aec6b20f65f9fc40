"""Interview: what an author writes, what the reader sees, and what is refused."""

import pytest

from tests.course.figures.pages import findings_in, passage_of, refuses

GOOD = """\
/// interview | The list that looked fine
    id: ruth
    opening: "Ruth, 57. “On sertraline.”"
    questions: 2
    done: Asked about evenings, she names the rest.[@F1]

- lorazepam: Lorazepam every night[@F1]
- wine: Two glasses of wine[@R2]

| Question | Answer | Brings |
|---|---|---|
| Which medicines are you on? | “Sertraline.” | |
| What helps you sleep? | “A lorazepam.” | lorazepam |
| How are your evenings? | “Wine, then lorazepam.” | wine, lorazepam |
///"""


def test_a_sound_interview_is_a_passage_with_its_words_and_sources(course, tmp_path):
    assert findings_in(tmp_path, GOOD) == []
    passage = passage_of(course, GOOD)
    assert (passage.key, passage.kind, passage.tags) == ("ruth", "interview", ("F1", "R2"))
    for words in ["Ruth, 57.", "Which medicines", "Two glasses of wine", "she names the rest"]:
        assert words in passage.text


def test_without_a_script_every_question_opens_its_answer(course):
    html = passage_of(course, GOOD).html
    assert html.count("<details>") == 3
    assert "What helps you sleep?</summary>" in html
    assert 'data-brings="wine lorazepam"' in html
    assert "Brought by: What helps you sleep?" in html
    assert "Brought by: How are your evenings?" in html
    assert "Which medicines are you on?</summary><p>“Sertraline.”" in html


@pytest.mark.parametrize(
    ("old", "new", "line", "words"),
    [
        ("    questions: 2\n", "", 1, 'needs "questions"'),
        ("questions: 2", "questions: two", 4, "no whole number"),
        ("questions: 2", "questions: 3", 1, "fewer than the rows"),
        ("questions: 2", "questions: 1", 1, "2 or more"),
        ("- wine: Two", "- beer: Two", None, ""),
        ("| wine, lorazepam |", "| lorazepam |", 8, 'no question brings "wine"'),
        ("| wine, lorazepam |", "| wine, oxycodone |", 14, 'called "oxycodone"'),
        ("Two glasses of wine[@R2]", "Two glasses of wine", 8, "this point cites nothing"),
        ("| “Sertraline.” |", "| |", 12, "fill both cells in"),
        ("sleep? |", "sleep?[@F1] |", 13, "put it into a finding"),
        ("| Brings |", "| Finds |", 10, "the columns of this table"),
    ],
)
def test_what_is_refused(tmp_path, old, new, line, words):
    assert old in GOOD
    body = GOOD.replace(old, new)
    if line is None:
        found = findings_in(tmp_path, body)
        assert len(found) == 2, "the label of the list, and the label of the table"
    else:
        refuses(tmp_path, body, line, words)


def test_an_interview_offers_twelve_questions_at_most(tmp_path):
    more = "\n".join(f"| Question {number}? | “No.” | |" for number in range(10))
    refuses(tmp_path, GOOD.replace("\n///", f"\n{more}\n///", 1), 1, "12 questions at most")
