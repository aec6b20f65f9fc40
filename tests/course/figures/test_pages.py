"""Figures on the page of a lesson, in the preview of an upload, and in the guide."""

from dataclasses import replace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from course.publishing import publish
from course.publishing.rendering import render_guide_page
from course.source import read_course
from course.text.passages import parse
from tests.course.course_folder import FIRST_LESSON, lesson, write_course
from tests.course.figures.pages import END, lesson_of
from tests.course.figures.test_check import GOOD
from tests.course.figures.test_diagram import DIAGRAM, FILES, PLAN

PAGE = f"{GOOD}\n\n{DIAGRAM}\n\n{PLAN}{END}"
PLAN_SCRIPT = "/static/js/figures/plan.js"


def published(folder, body):
    alone = {"01-start/020-second.md": None, "guide/010-at-a-glance.md": None}
    edition = publish(
        read_course(write_course(folder, **alone, **FILES, **{FIRST_LESSON: lesson(body)}))
    )
    return edition.units.get(key="welcome").get_absolute_url()


@pytest.mark.django_db
def test_a_lesson_loads_the_scripts_of_its_figures_and_no_others(client, tmp_path):
    page = client.get(published(tmp_path, PAGE)).content.decode()
    assert page.count("js/figures/") == 1
    assert PLAN_SCRIPT in page
    for key in ("check-floaty", "receptor", "harbour"):
        assert f'id="{key}"' in page


@pytest.mark.django_db
def test_a_lesson_without_figures_loads_no_script_of_a_figure(client, tmp_path):
    page = client.get(published(tmp_path, "Nothing. {plain}")).content.decode()
    assert "js/figures/" not in page


@pytest.mark.django_db
def test_figures_add_no_statement(client, tmp_path):
    counts = []
    for name, body in (("without", "Nothing. {plain}"), ("with", PAGE)):
        (tmp_path / name).mkdir()
        url = published(tmp_path / name, body)
        with CaptureQueriesContext(connection) as asked:
            client.get(url)
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_a_page_of_the_guide_takes_a_figure_from_a_lesson(tmp_path):
    course = read_course(write_course(tmp_path, **FILES))
    unit = replace(course.unit("welcome"), text=parse(PAGE))
    module = replace(course.modules[0], units=(unit, *course.modules[0].units[1:]))
    course = replace(course, modules=(module, *course.modules[1:]))
    page = replace(course.guide[0], text=parse("/// from | welcome#check-floaty\n///"))
    html = render_guide_page(page, course, {"welcome": lesson_of(course, PAGE)}, asset_url=str)
    assert html.count("<details") == 3
    assert "A clock knows no people." in html
    assert 'id="at-a-glance-check-floaty"' in html
    assert "popover" not in html
