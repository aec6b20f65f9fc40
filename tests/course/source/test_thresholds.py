"""Every number that decides about a course folder, at, below and above it, written out here."""

import io
import re
from dataclasses import replace
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from django.core.exceptions import ValidationError
from PIL import Image

from course.names.holder_names import clean_holder_name
from course.source import CourseSource, Mistake, Report, SourceError, check_markdown, read_course
from course.source.files import tree_of
from course.source.folders import read_folder
from course.source.prose_checks import claimed_hours
from course.text.passages import parse
from course.text.sentences import school_grade, sentences
from course.text.wording import reading_findings
from tests.course.course_folder import (
    COURSE,
    FIRST_LESSON,
    GUIDE,
    LESSON,
    MODULE,
    QUIZ_FILES,
    lesson,
    write_course,
)

MEBIBYTE = 1024 * 1024


@cache
def tiny() -> CourseSource:
    with TemporaryDirectory() as folder:
        return read_course(write_course(Path(folder)))


def mistakes(tmp_path, **changes) -> str:
    """What is wrong with the folder, a line each; "" if it can be published."""
    try:
        return "\n".join(map(str, read_course(write_course(tmp_path, **changes)).warnings))
    except SourceError as error:
        return str(error)


# --- how a text reads ----------------------------------------------------------------------------


@pytest.mark.parametrize(("words", "is_long"), [(41, False), (42, False), (43, True)])
def test_a_sentence_has_forty_two_words_at_most(words, is_long):
    found = list(reading_findings([*sentences(f"{'so ' * (words - 1)}so.")]))
    assert [finding.text[:25] for finding in found] == [
        f"this sentence has {words} words"[:25]
    ] * is_long


def hard(count: int) -> list:
    return [*sentences("Hypersensitivity necessitates interdisciplinary reconsideration. " * count)]


@pytest.mark.parametrize(("count", "is_judged"), [(14, False), (15, True), (16, True)])
def test_fifteen_sentences_say_how_a_text_reads(count, is_judged):
    assert len(hard(count)) == count
    assert bool([*reading_findings(hard(count))]) == is_judged


# Fifteen sentences of 20 words, 300 in all: with 605 syllables grade 16.01, with 604 grade 15.97.
@pytest.mark.parametrize(("syllables", "is_hard"), [(604, False), (605, True)])
def test_school_grade_sixteen_is_the_most(syllables, is_hard):
    words = ["banana"] * (syllables - 2 * 300) + ["tuna"] * (300 - (syllables - 2 * 300))
    text = " ".join(
        " ".join(words[start : start + 20]).capitalize() + "." for start in range(0, 300, 20)
    )
    found = [*sentences(text)]
    assert (len(found), round(school_grade(found), 2)) == (15, {604: 15.97, 605: 16.01}[syllables])
    assert bool([*reading_findings(found)]) == is_hard


# --- what a course claims ------------------------------------------------------------------------


@pytest.mark.parametrize(("minutes", "is_too_much"), [(119, True), (120, False), (121, False)])
@pytest.mark.parametrize(
    "words", ["2 hours", "two hours", "2 credits", "Two contact hours", "2.0 CEUs"]
)
def test_two_hours_are_claimed_of_two_hours_and_of_no_minute_less(words, minutes, is_too_much):
    course = replace(tiny(), promise=f"It gives {words}.")
    assert bool(claimed_hours(course, minutes)) == is_too_much


@pytest.mark.parametrize("field", ["title", "promise", "method", "accreditation", "audience"])
def test_hours_are_looked_for_wherever_a_course_promises_something(field):
    text = "A course of 9 hours"
    course = replace(tiny(), **{field: (text,) if field == "audience" else text})
    (claim,) = claimed_hours(course, 100)
    assert str(claim) == (
        'course.yaml:1: "9 hours" is more than the 100 minutes that reading and quizzes take; '
        "claim 1.5 hours at most"
    )


CREDENTIAL = "You are certified"


@pytest.mark.parametrize(
    "changes",
    [
        {"course.yaml": COURSE.replace("title: A tiny course", f"title: {CREDENTIAL}")},
        {"course.yaml": COURSE.replace("method: Read.", f"method: {CREDENTIAL}.")},
        {"course.yaml": COURSE.replace("accreditation: null", f"accreditation: {CREDENTIAL}.")},
        {"course.yaml": COURSE.replace("[Prescribers]", f"[{CREDENTIAL}]")},
        {"01-start/module.yaml": MODULE.replace("title: The start", f"title: {CREDENTIAL}")},
        {"01-start/module.yaml": MODULE.replace("One sentence.", f"{CREDENTIAL}.")},
        {"01-start/module.yaml": MODULE.replace("text: Say it", f"text: {CREDENTIAL}")},
        {"guide/010-at-a-glance.md": GUIDE.replace("In short.", f"{CREDENTIAL}.")},
        {FIRST_LESSON: LESSON.replace("Watch.", f"{CREDENTIAL}.")},
        {
            FIRST_LESSON: LESSON.replace("## A section", f"## {CREDENTIAL}").replace(
                "#a-section", "#you"
            )
        },
    ],
    ids=[
        "title",
        "method",
        "accreditation",
        "audience",
        "module",
        "summary",
        "objective",
        "guide",
        "box",
        "heading",
    ],
)
def test_a_credential_is_promised_nowhere(tmp_path, changes):
    assert "promises a credential" in mistakes(tmp_path, **changes)


LESS_SURE = "It works.[@F2]"
BENEFIT = "People improved.[@F1]"


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (LESS_SURE, "low confidence"),
        ("It may work.[@F2]", ""),
        ("It works.[@F1]", ""),
        (f"/// note | A note\n{LESS_SURE}\n///", "low confidence"),
        (f"/// unknown\n{LESS_SURE}\n///", ""),
        (BENEFIT, "benefit"),
        (f"{BENEFIT} {{plain}}", ""),
        (f"## Heading\n\n- {BENEFIT}", "benefit"),
        (f"/// unknown\n{BENEFIT}\n///", ""),
    ],
)
def test_a_low_confidence_is_hedged_and_a_benefit_has_its_study(tmp_path, body, words):
    changes = {
        FIRST_LESSON: lesson(body),
        "01-start/020-second.md": None,
        "guide/010-at-a-glance.md": None,
    }
    found = mistakes(tmp_path, **changes)
    assert words in found
    assert bool(words) == ("confidence" in found or "benefit" in found)


def test_a_fact_of_medium_confidence_needs_no_hedge(tmp_path):
    facts = (
        "F1:\n  text: So.\n  references: [R1]\n  confidence: medium\n"
        "F2:\n  text: So.\n  references: [R2]\n  confidence: low\n"
    )
    assert mistakes(tmp_path, **{"facts.yaml": facts}) == ""


def test_objectives_of_a_module_without_a_quiz_are_asked_by_nobody_and_that_is_no_mistake(tmp_path):
    assert mistakes(tmp_path) == ""
    more = MODULE + "  - {key: say-more, text: Say more, bloom: understand}\n"
    changes = QUIZ_FILES | {"01-start/module.yaml": more}
    assert 'no question asks about the objective "say-more"' in mistakes(tmp_path, **changes)


# --- sizes ---------------------------------------------------------------------------------------


def complaints(text: str) -> str:
    report = Report()
    check_markdown(parse(text), "a.md", tiny(), report, needs_citations=False)
    return " ".join(mistake.text for mistake in report.mistakes)


@pytest.mark.parametrize(
    ("text", "allowed"),
    [
        (lambda size: "a" * size, 12_000),
        (lambda size: "a*" * size, 1_000),
        (lambda size: "a!" * (size // 2) + "a&" * (size - size // 2), 1_000),
        (lambda size: "[ " * size, 400),
    ],
    ids=["characters", "marks", "mixed marks", "brackets"],
)
def test_a_block_has_a_size_at_which_it_is_split(text, allowed):
    assert "too long" not in complaints(text(allowed))
    assert "too long" in complaints(text(allowed + 1))


def points_nested(levels: int) -> str:
    return "\n".join(f"{'  ' * level}- a" for level in range(levels))


@pytest.mark.parametrize(
    ("text", "is_deep"),
    [
        (points_nested(levels=5), False),
        (points_nested(levels=6), True),
        (f"a\n{' ' * 16}b", False),
        (f"a\n{' ' * 17}b", True),
        ("> > > a", False),
        ("> > > > a", True),
    ],
)
def test_nesting_has_an_end(text, is_deep):
    assert ("nested too deeply" in complaints(text)) == is_deep


@pytest.mark.parametrize(
    ("released_on", "is_refused"),
    [("2027-11-23", False), ("2027-11-24", True), ("2027-11-25", True)],
)
def test_a_course_expires_after_it_is_released(tmp_path, released_on, is_refused):
    dated = COURSE.replace("released_on: 2026-11-24", f"released_on: {released_on}")
    assert ("is not after" in mistakes(tmp_path, **{"course.yaml": dated})) == is_refused


@pytest.mark.parametrize(
    ("mark", "is_refused"), [("0", True), ("1", False), ("100", False), ("101", True)]
)
def test_a_pass_mark_is_a_percentage(tmp_path, mark, is_refused):
    marked = COURSE.replace("pass_mark: 80", f"pass_mark: {mark}")
    assert bool(mistakes(tmp_path, **{"course.yaml": marked})) == is_refused


@pytest.mark.parametrize(("length", "is_refused"), [(200, False), (201, True)])
def test_a_title_has_two_hundred_characters(tmp_path, length, is_refused):
    titled = LESSON.replace("title: Welcome", f"title: {'a' * length}")
    assert bool(mistakes(tmp_path, **{FIRST_LESSON: titled})) == is_refused


@pytest.mark.parametrize(
    ("revision", "is_refused"), [("0", True), ("1", False), ("10000", False), ("10001", True)]
)
def test_a_revision_counts_from_one(tmp_path, revision, is_refused):
    revised = LESSON.replace("revision: 1", f"revision: {revision}")
    assert bool(mistakes(tmp_path, **{FIRST_LESSON: revised})) == is_refused


@pytest.mark.parametrize(("length", "is_refused"), [(100_000, False), (100_001, True)])
def test_a_lesson_has_a_hundred_thousand_characters(tmp_path, length, is_refused):
    paragraph = "a" * 9_999 + "\n\n"
    text = LESSON.partition("sample: true\n---\n")[0] + "sample: true\n---\n"
    body = paragraph * (length // len(paragraph))
    body += "a" * (length - len(body))
    assert len(body) == length
    assert (
        "split it, 100000 are allowed" in mistakes(tmp_path, **{FIRST_LESSON: text + body})
    ) == is_refused


def taken(folder) -> tuple[int, list[str]]:
    """How many files are taken, and what is said of the others."""
    report = Report()
    tree = tree_of(read_folder(folder, report), report)
    return len(tree.files), [mistake.text for mistake in report.mistakes]


def make_file(folder, name: str, size: int) -> None:
    path = folder / name
    path.parent.mkdir(exist_ok=True)
    with path.open("wb") as file:
        file.truncate(size)


@pytest.mark.parametrize(
    ("name", "most", "words"), [("a.md", 1, "1024 KiB"), ("a.png", 5, "5120 KiB")]
)
def test_a_text_has_one_mebibyte_and_a_picture_five(tmp_path, name, most, words):
    make_file(tmp_path, name, most * MEBIBYTE)
    assert taken(tmp_path) == (1, [])
    make_file(tmp_path, name, most * MEBIBYTE + 1)
    assert taken(tmp_path) == (
        0,
        [f"this file is larger than {words}; split it or make it smaller"],
    )


def test_a_course_has_sixty_four_mebibytes(tmp_path):
    for number in range(12):
        make_file(tmp_path, f"a{number:02}.png", 5 * MEBIBYTE)
    make_file(tmp_path, "b.png", 4 * MEBIBYTE)
    assert taken(tmp_path) == (13, [])
    make_file(tmp_path, "c.md", 1)
    make_file(tmp_path, "d.md", 1)
    assert taken(tmp_path) == (
        0,
        ["with this file the course is larger than 64 MiB; make pictures smaller"],
    )


def test_a_course_has_twenty_thousand_files():
    files = {f"a{number}.md": b"" for number in range(20_000)}
    report = Report()
    assert (len(tree_of(files, report).files), report.mistakes) == (20_000, [])
    assert tree_of(files | {"b.md": b""}, report).files == {}
    assert report.mistakes == [
        Mistake("b.md", 1, "a course has at most 20000 files; take out what does not belong to it")
    ]


@pytest.mark.parametrize(
    ("size", "refusals"),
    [
        ((10_000, 1), []),
        ((10_001, 1), ["at most 10000"]),
        ((1, 10_001), ["at most 10000"]),
        ((9_450, 9_450), []),
        ((9_470, 9_470), ["more than 89 million"]),
    ],
)
def test_a_picture_has_ten_thousand_pixels_on_each_side_and_89_million_in_all(
    tmp_path, size, refusals
):
    data = io.BytesIO()
    Image.new("1", size).save(data, "PNG")
    found = mistakes(tmp_path, **{"img/wide.png": data.getvalue()})
    assert re.findall("at most 10000|more than 89 million|not a readable", found) == refusals


@pytest.mark.parametrize(("length", "is_refused"), [(119, False), (120, False), (121, True)])
def test_a_name_on_a_certificate_has_a_hundred_and_twenty_characters(length, is_refused):
    name = "Ada " + "L" * (length - 4)
    if is_refused:
        with pytest.raises(ValidationError, match="120 characters or fewer. This name has 121"):
            clean_holder_name(name)
    else:
        assert clean_holder_name(f"  {name} ") == name
