"""What an edition says of each place that it changes, and of each question."""

import pytest

from course.models import Correction
from course.publishing import prepare, publish
from course.source import read_course
from tests.course.course_folder import (
    FIRST_LESSON,
    FIRST_REFERENCE,
    GLOSSARY,
    GUIDE,
    LESSON,
    MODULE,
    QUESTION,
    QUIZ,
    QUIZ_FILES,
    REFERENCES,
    SECOND,
    SVG,
    write_course,
)
from tests.quizzes.quiz_folder import MULTI, NUMERIC, SINGLE, changed

pytestmark = pytest.mark.django_db
SECOND_LESSON = "01-start/020-second.md"
QUIZ_FILE, QUESTION_FILE = QUIZ_FILES
QUIZ_FOLDER = QUIZ_FILE.rpartition("/")[0]
GUIDE_PAGE = "guide/010-at-a-glance.md"
HEADING = "## A section\n\nNothing is claimed here; see [the table](#numbers). {plain}\n\n"
DOSE = "A dangerous thing is 5 mg.[@R2]"
FIRST_LESSON_WITH_DOSE = LESSON.replace("A dangerous thing.[@R2]", DOSE)
NUMERIC_FILE, MULTI_FILE = f"{QUIZ_FOLDER}/020-numeric.md", f"{QUIZ_FOLDER}/030-multi.md"
SEVERAL = changed(MULTI, ("policy: plus_minus\n", ""), ("second#key-points", "welcome#danger"))
FILES = {
    **QUIZ_FILES,
    FIRST_LESSON: FIRST_LESSON_WITH_DOSE,
    NUMERIC_FILE: NUMERIC,
    MULTI_FILE: SEVERAL,
}
WELCOME, AT_QUIZ = ("unit", "welcome"), ("unit", "start-quiz")

# What is changed in the folder -> kind, place, question, passages before and after, the texts.
TEXTS = {
    "nothing": ({}, []),
    "numbers of references": ({"references.yaml": FIRST_REFERENCE + REFERENCES}, []),
    "a sentence": (
        {SECOND_LESSON: SECOND.replace("Go on.", "Go.")},
        [("text", "unit", "second", "key-points", "key-points", "Go on.", "Go.")],
    ),
    "a number": (
        {FIRST_LESSON: FIRST_LESSON_WITH_DOSE.replace("5 mg", "50 mg")},
        [("number", *WELCOME, "danger", "danger",
          "A dangerous thing is 5 mg.", "A dangerous thing is 50 mg.")],
    ),
    "a unit of measure": (
        {FIRST_LESSON: FIRST_LESSON_WITH_DOSE.replace("5 mg", "5 g")},
        [("number", *WELCOME, "danger", "danger",
          "A dangerous thing is 5 mg.", "A dangerous thing is 5 g.")],
    ),
    "a new sentence with a number": (
        {FIRST_LESSON: FIRST_LESSON_WITH_DOSE.replace("5 mg.", "5 mg. Wait 5 h.")},
        [("text", *WELCOME, "danger", "danger", "", "Wait 5 h.")],
    ),
    "a new passage": (
        {FIRST_LESSON: FIRST_LESSON_WITH_DOSE.replace(HEADING, f"{HEADING}Well. {{plain}}\n\n")},
        [("added", *WELCOME, "", "well", "", "Well.")],
    ),
    "a passage taken out": (
        {FIRST_LESSON: FIRST_LESSON_WITH_DOSE.replace("/// role | nurse\nWatch.[@F1]\n///\n", "")},
        [("removed", *WELCOME, "role-nurse", "", "Nurse or monitor\nWatch.", "")],
    ),
    "a passage at another place of the lesson": (
        {FIRST_LESSON: FIRST_LESSON_WITH_DOSE.replace(f"{DOSE}\n{{#danger critical}}\n\n", "")
         .replace("## A section", f"{DOSE}\n{{#danger critical}}\n\n## A section")},
        [("moved", *WELCOME, "danger", "danger",
          "A dangerous thing is 5 mg.", "A dangerous thing is 5 mg.")],
    ),
    "a passage in another lesson": (
        {FIRST_LESSON: FIRST_LESSON_WITH_DOSE.replace("/// role | nurse\nWatch.[@F1]\n///\n", ""),
         SECOND_LESSON: SECOND.replace(
             "/// unknown", "/// role | nurse\nWatch.[@F1]\n///\n\n/// unknown")},
        [("moved", "unit", "second", "", "role-nurse",
          "Nurse or monitor\nWatch.", "Nurse or monitor\nWatch.")],
    ),
    "a picture": (
        {"img/line.svg": SVG.replace("0 0 60 30", "0 0 60 31")},
        [("picture", *WELCOME, "drawing", "drawing",
          "A line that falls", "A line that falls")],
    ),
    "a title": (
        {SECOND_LESSON: SECOND.replace("The second lesson", "Second")},
        [("text", "unit", "second", "", "", "The second lesson", "Second")],
    ),
    "a citation": (
        {SECOND_LESSON: SECOND.replace("[@F2; @F1]", "[@F2]")},
        [("details", "unit", "second", "", "", "", "")],
    ),
    "the order of the lessons": (
        {SECOND_LESSON: None, "01-start/005-second.md": SECOND},
        [("moved", "unit", "second", "", "", "", "")],
    ),
    "a new lesson and one less": (
        {SECOND_LESSON: SECOND.replace("key: second", "key: other")},
        [("added", "unit", "other", "", "", "", ""),
         ("removed", "unit", "second", "", "", "", "")],
    ),
    "a term": (
        {"glossary.yaml": GLOSSARY.replace("by half", "by a half")
         + "onset:\n  term: Onset\n  definition: The begin.\n"},
        [("text", "glossary", "half-life", "half-life", "half-life",
          "The time in which an amount falls by half.",
          "The time in which an amount falls by a half."),
         ("added", "glossary", "onset", "", "onset", "", "The begin.")],
    ),
    "the guide": (
        {GUIDE_PAGE: GUIDE.replace("In short.", "In brief.")},
        [("text", "guide", "at-a-glance", "at-a-glance-in-short", "at-a-glance-in-brief",
          "In short.", "In brief.")],
    ),
    "nothing that learners read": (
        {"01-start/module.yaml": MODULE.replace("The start", "A start")}, [],
    ),
}  # fmt: skip


def corrections_after(tmp_path, files, names, old=FILES) -> list[tuple[str, ...]]:
    """What an edition with other files would say that it changes, by names of fields."""
    publish(read_course(write_course(tmp_path / "old", **old)))
    source = read_course(write_course(tmp_path / "new", **FILES | files))
    prepared = prepare(source)
    found = prepared.corrections if prepared else []
    return sorted(
        (tuple(getattr(one, name) for name in names) for one in found), key=lambda row: row[1:3]
    )


@pytest.mark.parametrize(("files", "rows"), TEXTS.values(), ids=TEXTS)
def test_what_an_edition_says_of_a_changed_text(tmp_path, files, rows):
    names = ("kind", "place", "key", "old_passage", "new_passage", "before", "after")
    assert corrections_after(tmp_path, files, names) == sorted(rows, key=lambda row: row[1:3])


RIGHT = "Right answer: "
QUESTIONS = {
    "another option is right": (
        {QUESTION_FILE: changed(QUESTION, ("[x] (a)", "[ ] (a)"), ("[ ] (b)", "[x] (b)"))},
        [("answer", "one-thing", f"{RIGHT}One thing", f"{RIGHT}No thing")],
    ),
    "two options have changed places under the same letters": (
        {QUESTION_FILE: changed(QUESTION, ("(a) One thing", "(a) So"), ("(b) No thing",
         "(b) One thing"), ("(a) So", "(a) No thing"))},
        [("answer", "one-thing", f"One thing\nNo thing\n{RIGHT}One thing",
          f"No thing\nOne thing\n{RIGHT}No thing")],
    ),
    "the right option in other words": (
        {QUESTION_FILE: QUESTION.replace("(a) One thing", "(a) A thing")},
        [("answer_words", "one-thing", f"One thing\n{RIGHT}One thing",
          f"A thing\n{RIGHT}A thing")],
    ),
    "a wrong option in other words": (
        {QUESTION_FILE: QUESTION.replace("(b) No thing", "(b) Nothing")},
        [("text", "one-thing", "No thing", "Nothing")],
    ),
    "a number in the question": (
        {QUESTION_FILE: QUESTION.replace("It was measured.", "40 measured it.")},
        [("number", "one-thing", "It was measured.", "40 measured it.")],
    ),
    "another number is right": (
        {NUMERIC_FILE: NUMERIC.replace('value: "50"', 'value: "60"')},
        [("answer", "how-much", f"{RIGHT}50 mg", f"{RIGHT}60 mg")],
    ),
    "a wider tolerance": (
        {NUMERIC_FILE: NUMERIC.replace('tol: "0.5"', 'tol: "5"')},
        [("answer", "how-much", f"{RIGHT}50 mg", f"{RIGHT}50 mg")],
    ),
    "the same number written otherwise": (
        {NUMERIC_FILE: NUMERIC.replace('tol: "0.5"', 'tol: "0.50"')},
        [("details", "how-much", "", "")],
    ),
    "one more option is right": (
        {MULTI_FILE: SEVERAL.replace("[ ] (b) No thing", "[x] (b) No thing")},
        [("answer", "which-are-so", f"{RIGHT}One thing", f"{RIGHT}One thing; No thing")],
    ),
    "points": (
        {MULTI_FILE: SEVERAL.replace("points: 2", "points: 3")},
        [("details", "which-are-so", "", "")],
    ),
    "a question less": (
        {NUMERIC_FILE: None},
        [("removed", "how-much", "How much is it?\nIt is fifty.\nThat is ten times too little.",
          "")],
    ),
    "a question more": (
        {f"{QUIZ_FOLDER}/040-more.md": SINGLE},
        [("added", "what-is-so", "", "A person asks.\nWhat is so?\nAnother thing\nIt is not so.\n"
          "One thing\nIt is so.")],
    ),
    "a question of another quiz, with another answer": (
        {NUMERIC_FILE: None,
         "01-start/095-more/quiz.yaml": QUIZ.replace("start-quiz", "more-quiz"),
         "01-start/095-more/010-numeric.md": NUMERIC.replace('value: "50"', 'value: "60"')},
        [("details", "", "", ""), ("added", "", "", ""),
         ("answer", "how-much", f"{RIGHT}50 mg", f"{RIGHT}60 mg")],
    ),
    "a setting of the quiz": (
        {QUIZ_FILE: QUIZ + "attempts: 3\n"}, [("details", "", "", "")],
    ),
    "the order of the options": (
        {MULTI_FILE: changed(SEVERAL,
         ("- [ ] (b) No thing\n      Rationale: Some thing is.[@F1]\n", ""))
         + "- [ ] (b) No thing\n      Rationale: Some thing is.[@F1]\n"},
        [("details", "which-are-so", "", "")],
    ),
}  # fmt: skip


@pytest.mark.parametrize(("files", "rows"), QUESTIONS.values(), ids=QUESTIONS)
def test_what_an_edition_says_of_a_changed_question(tmp_path, files, rows):
    names = ("kind", "question", "before", "after")
    assert corrections_after(tmp_path, files, names) == sorted(rows, key=lambda row: row[1:3])


def test_answers_are_for_those_who_passed_and_for_staff_alone_where_the_quiz_never_shows_them(
    tmp_path,
):
    other = {QUESTION_FILE: QUESTION.replace("(b) No thing", "(b) Nothing")}
    rows = corrections_after(tmp_path / "a", other, ("readers", "kind", "question"))
    assert rows == [("done", "text", "one-thing")]
    silent = other | {QUIZ_FILE: f"{QUIZ}review: score\n"}
    rows = corrections_after(tmp_path / "b", silent, ("readers", "question", "kind"))
    assert {row[0] for row in rows} == {"staff"}


MORE_QUIZ = "01-start/095-more/quiz.yaml"
ANSWERED = changed(QUESTION, ("[x] (a)", "[ ] (a)"), ("[ ] (b)", "[x] (b)"))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        # Whoever has done the other quiz may still have the question before them.
        (
            {MORE_QUIZ: QUIZ.replace("start-quiz", "more-quiz"), "01-start/095-more/9.md": SINGLE},
            {QUESTION_FILE: None, "01-start/095-more/010-single.md": ANSWERED},
        ),
        ({QUIZ_FILE: f"{QUIZ}review: score\n"}, {QUIZ_FILE: QUIZ, QUESTION_FILE: ANSWERED}),
    ],
    ids=["asked by another quiz", "the quiz showed no answers"],
)
def test_an_answer_is_for_staff_alone_while_an_older_edition_asks_for_it_elsewhere_or_hides_it(
    tmp_path, old, new
):
    names = ("readers", "question", "kind")
    rows = corrections_after(tmp_path, old | new, names, FILES | old)
    assert ("staff", "one-thing", "answer") in rows


def test_every_edition_keeps_what_it_changes_and_the_first_nothing(tmp_path):
    first = publish(read_course(write_course(tmp_path / "old", **FILES)))
    assert not Correction.objects.exists()
    later = {SECOND_LESSON: SECOND.replace("Go on.", "Go.")}
    second = publish(read_course(write_course(tmp_path / "new", **FILES | later)))
    (row,) = second.corrections.all()
    assert (row.position, row.kind, row.title) == (1, "text", "1.2 The second lesson")
    assert list(Correction.objects.newer_than(first)) == [row]
    assert not Correction.objects.newer_than(first).for_safety()
