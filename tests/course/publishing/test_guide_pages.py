"""Pages of the guide: what they take from lessons, and what paper can show."""

import re
from dataclasses import replace

import pytest

from course.publishing.rendering import render_guide_page, render_lesson
from course.text.passages import parse
from tests.course.figures.pages import paper_of


@pytest.fixture
def lesson(course):
    unit = course.unit("welcome")
    return render_lesson(unit, course, asset_url=str, unit_url=str, glossary_url="/glossary/")


def test_a_guide_page_pulls_passages_and_has_nothing_to_open(course, lesson):
    html = render_guide_page(course.guide[0], course, {"welcome": lesson}, asset_url=str)
    assert 'id="at-a-glance-key-points"' in html
    assert '<sup class="cite"><a href="#reference-R1">R1</a></sup>' in html
    assert "popover" not in html
    assert "button" not in html


def test_a_heading_brings_its_section_into_the_guide(course, lesson):
    page = replace(course.guide[0], text=parse("/// from | welcome#a-section\n///"))
    html = render_guide_page(page, course, {"welcome": lesson}, asset_url=str)
    assert "What was measured" in html
    assert "One thing is so, and its" not in html


def test_a_term_on_a_guide_page_leads_to_the_guides_own_glossary(course):
    html = paper_of(course, "A [half-life](term:half-life).[@F1]")
    assert '<span class="term"><a href="#term-half-life">half-life</a></span>' in html


def test_the_tags_of_one_citation_are_apart_and_those_of_two_are_not_joined(course):
    one = course.references["R1"]
    sources = {"R1": one, "R8": replace(one, tag="R8"), "R9": replace(one, tag="R9")}
    html = paper_of(replace(course, references=sources), "First.[@R1; @R8] Second.[@R9]")
    assert re.sub("<[^>]+>", "", html) == "First.R1, R8 Second.R9"


def test_a_guide_page_says_of_a_ticked_box_that_it_is(course):
    html = paper_of(course, "- [ ] Ask again.[@F1]\n- [x] Call.")
    assert '<li class="to-tick">Ask again.' in html
    assert '<li class="ticked"><span class="vh">Done: </span>Call.</li>' in html
