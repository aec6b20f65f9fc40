"""Citations and terms of a lesson: a mark that opens a card."""

import re
from dataclasses import replace

import pytest

from course.publishing.number_runs import in_mark
from course.publishing.rendering import render_fragment
from course.text.passages import parse
from tests.course.figures.pages import lesson_of


@pytest.fixture
def long_course(course):
    """A course with the references R1 to R30, but for R3 and R4."""
    one = course.references["R1"]
    tags = [f"R{number}" for number in range(1, 31) if number not in {3, 4}]
    # Not in order, as an author may write them.
    return replace(course, references={tag: replace(one, tag=tag) for tag in reversed(tags)})


def test_a_lesson_shows_a_reference_under_its_number_in_the_edition(long_course):
    lesson = lesson_of(long_course, "A.[@R12]\n\nB.[@R2; @R12; @R1]\n\nC.[@R5]")
    assert lesson.references == {1: "R1", 2: "R2", 3: "R5", 10: "R12"}
    assert re.findall(r">([^<]*)</button>", lesson.html) == ["10", "1–2, 10", "3"]


def test_a_quiz_shows_the_same_numbers_with_links_to_the_references(long_course):
    asked = parse("It is so.[@R12; @R2; @R13; @R14]")
    html = render_fragment(asked, long_course, unit_url=str, references_url="/r/")
    words = re.sub("<[^>]*>", "", html)
    assert words.replace("\N{WORD JOINER}", "") == "It is so.2, 10–12"
    assert re.findall('href="([^"]*)"', html) == ["/r/#R2", "/r/#R12", "/r/#R14"]


def test_a_citation_is_a_button_with_a_card(course):
    assert lesson_of(course, "A.[@R1] B.").html == (
        '<p id="a-b">A.<span class="cite"><button aria-label="Reference 1, trial '
        'n&nbsp;=&nbsp;40" class="cite-mark"'
        ' popovertarget="c-1" type="button">1</button><span class="cite-card" id="c-1" '
        'popover="auto">'
        '<span class="kind">trial n&nbsp;=&nbsp;40</span> A trial of one thing. Journal of '
        "Things, 2020."
        ' <span class="seen">What we read: abstract.</span> <a href="#ref-1">Reference '
        "1</a></span></span> B.</p>"
    )


def test_a_citation_of_several_references_is_one_button_whose_card_lists_them(course):
    html = lesson_of(course, "A.[@R2] B.[@R2; @R1]").html
    assert html.count("</button>") == 2
    assert 'aria-label="References 1–2"' in html
    card = html.rpartition('id="c-2"')[2]
    assert re.findall(r'href="#ref-(\d)"', card) == ["1", "2"]
    assert card.index("A trial of one thing.") < card.index("The label of the thing.")


@pytest.mark.parametrize(
    ("numbers", "shown"),
    [
        ([4], "4"),
        ([1, 2], "1–2"),
        ([1, 3, 4, 5, 9], "1, 3–5, 9"),
        ([1, 3, 4, 5, 8, 9, 11], "1, 3–5 …"),
    ],
)
def test_numbers_of_references_are_joined(numbers, shown):
    assert in_mark(numbers) == shown


def test_a_mark_that_leaves_numbers_out_is_named_with_all_of_them(long_course):
    html = lesson_of(long_course, "A.[@R1; @R7; @R9; @R11; @R12]").html
    assert 'aria-label="References 1, 5, 7, 9–10"' in html
    assert ">1, 5 …</button>" in html


@pytest.mark.parametrize("sign", [".", ",", ";", ":"])
def test_the_sign_behind_a_term_stands_in_its_button_and_is_not_underlined(course, sign):
    html = lesson_of(course, f"The [half-life](term:half-life){sign} Now.").html
    assert f'><span class="words">half-life</span>{sign}</button>' in html
    assert html.endswith("</span></span> Now.</p>")


def test_a_term_is_a_button_with_a_card(course):
    assert lesson_of(course, "The [half-life](term:half-life) now.").html == (
        '<p id="the-half-life-now">The <span class="term"><button class="term-mark" '
        'popovertarget="t-1" type="button">'
        'half-life</button><span class="term-card" id="t-1" '
        'popover="auto"><strong>Half-life</strong> The time in which'
        ' an amount falls by half. <a href="/glossary/#half-life">Glossary</a></span></span> '
        "now.</p>"
    )
