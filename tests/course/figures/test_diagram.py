"""Diagrams and plans: a drawing, its places, and all of it in words."""

from dataclasses import replace

import pytest

from course.publishing.rendering import render_guide_page
from course.source import read_course
from course.text.passages import parse
from tests.course.course_folder import write_course
from tests.course.figures.pages import findings_in, passage_of

DRAWING = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 640 320">'
    '<rect class="wall" width="9" height="9"/></svg>'
)
FILES = {"img/room.svg": DRAWING}
DIAGRAM = """\
/// diagram | Where it blocks
    id: receptor
    drawing: img/room.svg
    alt: A channel through a membrane.
    note: A sketch, not to scale.

| At | Short | Long |
|---|---|---|
| 20% 32.5% left | Glutamate binds here | It has its *own* place.[@F1] |
| 68% 100% | It sits here | Of nothing.[@R2] |

What it does not show.[@F1]
///"""
PLAN = """\
/// plan | Who is where
    id: harbour
    drawing: img/room.svg
    alt: Two rooms side by side.
    rooms: dosing = Dosing room, 6% 14%; away = Building 2, 76% 26%
    people: Dr Abara = prescriber, away; Lucía = psychologist, dosing
    done: Both are covered.

| Function | Covered if | If covered | If not |
|---|---|---|---|
| Breathing | Dr Abara in dosing | Somebody can open an airway | Nobody can[@F1] |
| Fear | Lucía in dosing, or Dr Abara in dosing and Lucía in away | One listens | None does |
///"""


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    return read_course(write_course(tmp_path_factory.mktemp("drawn"), **FILES))


@pytest.mark.parametrize("box", [DIAGRAM, PLAN])
def test_sound_figures_have_no_finding(tmp_path, box):
    assert findings_in(tmp_path, box, **FILES) == []


def test_a_diagram_says_in_its_list_all_that_it_draws(course):
    passage = passage_of(course, DIAGRAM)
    assert (passage.key, passage.kind, passage.tags) == ("receptor", "diagram", ("F1", "R2"))
    assert passage.text == (
        "Where it blocks A channel through a membrane. A sketch, not to scale. "
        "Glutamate binds here It has its own place. It sits here Of nothing. What it does not show."
    )
    html = passage.html
    assert 'role="img" aria-label="A channel through a membrane."' in html
    assert '<rect class="drawn-wall" width="9" height="9"></rect>' in html
    assert '<svg x="20%" y="32.5%"' in html
    assert '<text class="beside" x="-18" y="5" text-anchor="end">Glutamate binds here' in html
    assert "<b>Glutamate binds here</b> It has its <em>own</em> place." in html
    assert html.count("<li>") == 2


def test_a_plan_is_drawn_and_said_as_its_author_put_the_people(course):
    passage = passage_of(course, PLAN)
    html = passage.html
    assert 'data-function="p1:dosing"' in html
    assert 'data-function="p2:dosing p1:dosing+p2:away"' in html
    assert "Not covered: 1 of 2." in html
    assert 'data-person="p1" data-at="away"><' in html
    assert 'data-person="p1" data-at="dosing" hidden><' in html
    assert html.count("checked") == 2
    assert "Lucía: Dosing room or Dr Abara: Dosing room and Lucía: Building 2" in html
    assert passage.text == (
        "Who is where Two rooms side by side. Both are covered. "
        "Breathing Somebody can open an airway Nobody can Fear One listens None does"
    )


def test_on_paper_a_drawing_has_its_colors_and_words_in_itself(course):
    page = replace(course.guide[0], text=parse(f"{DIAGRAM}\n\n{PLAN}"))
    html = render_guide_page(page, course, {}, asset_url=str)
    assert html.count('<svg viewBox="0 0 640 320">') == 2
    assert '<g transform="translate(128 104)">' in html
    assert ">It sits here</text>" in html
    assert 'id="at-a-glance-receptor"' in html


@pytest.mark.parametrize(
    ("box", "old", "new", "line", "words"),
    [
        (DIAGRAM, "    drawing: img/room.svg\n", "", 1, 'needs "drawing"'),
        (DIAGRAM, "img/room.svg", "img/none.svg", 1, 'no picture "img/none.svg"'),
        (DIAGRAM, "img/room.svg", "img/line.svg", 1, "img/line.svg: <title> is no shape"),
        (DIAGRAM, "    alt: A channel through a membrane.\n", "", 1, 'needs "alt"'),
        (DIAGRAM, "20% 32.5% left", "20 32", 9, "a place is written"),
        (DIAGRAM, "20% 32.5% left", "120% 32%", 9, "a place is written"),
        (DIAGRAM, "Glutamate binds here", "Glutamate[@F1]", 9, "into the long"),
        (DIAGRAM, "| At | Short | Long |", "| At | Short | Text |", 7, "At, Short, Long"),
        (DIAGRAM, "What it does not show.[@F1]", "What it does not show.", 12, "cites nothing"),
        (DIAGRAM, "What it does not show.[@F1]", "- A point.[@F1]", 12, "holds no point here"),
        (PLAN, "dosing = Dosing room, 6% 14%", "dosing = Dosing room", 5, "is no room"),
        (PLAN, "prescriber, away", "prescriber, attic", 6, "is nobody in a room"),
        (PLAN, "| Dr Abara in dosing |", "| Tom in dosing |", 11, "does not say who is where"),
        (PLAN, "[@F1]", "", 9, "this table cites nothing"),
    ],
)
def test_what_is_refused(tmp_path, box, old, new, line, words):
    assert old in box
    found = findings_in(tmp_path, box.replace(old, new, 1), **FILES)
    assert (line, True) in [(here, words in text) for here, text in found], found
