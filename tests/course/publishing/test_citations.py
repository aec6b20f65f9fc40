"""Citations and terms of a lesson: a mark that opens a card."""

import re

import pytest

from course.publishing.number_runs import in_ranges
from tests.course.figures.pages import lesson_of


def test_references_are_numbered_in_the_order_of_their_first_citation(course):
    lesson = lesson_of(course, "A.[@F2]\n\nB.[@F1; @F2]\n\nC.[@R1]")
    assert lesson.references == ("R2", "R1")
    assert lesson.facts == ("F2", "F1")
    assert re.findall(r">([^<]*)</button>", lesson.html) == ["1", "1–2", "2"]


def test_a_citation_is_a_button_with_a_card(course):
    assert lesson_of(course, "A.[@R1] B.").html == (
        '<p id="a-b">A.<span class="cite"><button aria-label="Reference 1, trial '
        'n&nbsp;=&nbsp;40" class="cite-mark"'
        ' popovertarget="c-1" type="button">1</button><span class="cite-card" id="c-1" '
        'popover="auto">'
        '<span class="kind">trial n&nbsp;=&nbsp;40</span> A trial of one thing. Journal of '
        "Things, 2020."
        ' <span class="seen">Seen: abstract.</span> <a href="#ref-1">Reference '
        "1</a></span></span> B.</p>"
    )


def test_a_citation_of_several_references_is_one_button_whose_card_lists_them(course):
    html = lesson_of(course, "A.[@R2] B.[@R1; @R2]").html
    assert html.count("</button>") == 2
    assert 'aria-label="References 1–2"' in html
    card = html.rpartition('id="c-2"')[2]
    assert re.findall(r'href="#ref-(\d)"', card) == ["1", "2"]
    assert card.index("Reference 1") < card.index("A trial of one thing.")


@pytest.mark.parametrize(
    ("numbers", "shown"),
    [
        ([4], "4"),
        ([1, 2], "1–2"),
        ([1, 3, 4, 5, 9], "1, 3–5, 9"),
        ([1, 3, 5, 9], "1 … 9"),
    ],
)
def test_numbers_of_references_are_joined(numbers, shown):
    assert in_ranges(numbers) == shown


def test_a_term_is_a_button_with_a_card(course):
    assert lesson_of(course, "The [half-life](term:half-life) now.").html == (
        '<p id="the-half-life-now">The <span class="term"><button class="term-mark" '
        'popovertarget="t-1" type="button">'
        'half-life</button><span class="term-card" id="t-1" '
        'popover="auto"><strong>Half-life</strong> The time in which'
        ' an amount falls by half. <a href="/glossary/#half-life">Glossary</a></span></span> '
        "now.</p>"
    )
