"""The glossary from A to Z, and the references: filtered, and linked to what cites them."""

import re

import pytest
from django.urls import reverse

from course.models import GlossaryTerm, Reference
from course.publishing import publish
from course.source import read_course
from tests.course.course_folder import write_course
from tests.factories import make_edition

pytestmark = pytest.mark.django_db


def page_of(client, name, slug="basics", **asked) -> str:
    response = client.get(reverse(f"course:{name}", args=[slug]), asked)
    assert response.status_code == 200
    return response.content.decode()


def make_terms(edition, *words: str) -> None:
    for number, word in enumerate(words):
        GlossaryTerm.objects.create(
            edition=edition, key=f"term-{number}", term=word, definition="A word."
        )


def test_the_glossary_is_sorted_by_letters_and_has_only_links_that_lead_somewhere(client):
    make_terms(make_edition(), "zoster", "Äther", "503A", "aspirin", "Ωmega", "abscess")
    page = page_of(client, "glossary")
    assert re.findall(r"<dt>(.*?)</dt>", page) == [
        *("503A", "abscess", "aspirin", "Äther", "zoster", "Ωmega")
    ]
    letters = re.search(r'<nav class="letters".*?</nav>', page, re.DOTALL)[0]
    assert re.findall(r"<a [^>]*>(.*?)</a>", letters) == ["0–9", "A", "Z", "Ω"]
    assert len(re.findall("<span", letters)) == 24
    for anchor in re.findall(r'href="#(.*?)"', letters):
        assert page.count(f'id="{anchor}"') == 1


def test_a_course_without_terms_and_sources_says_so(client):
    make_edition(plain=True)
    glossary = page_of(client, "glossary")
    assert "This course explains no words." in glossary
    assert 'class="letters"' not in glossary
    assert "It names none." in page_of(client, "references")


REFERENCES = [
    ("R1", "law", "A rule", "Register, July 13, 1999"),
    ("R2", "notice", "A warning", "An agency, 2024; amended in 2025"),
    ("R3", "trial", "A trial", "J 2024;12(3):1987-1999"),
    ("R4", "news", "A story of 2024", "A paper"),
    ("R5", "review", "A review", "doi 10.3389/fphar.2021.740996"),
]


@pytest.fixture
def referring():
    edition = make_edition()
    for tag, kind, title, source in REFERENCES:
        Reference.objects.create(
            edition=edition, tag=tag, kind=kind, title=title, source=source, seen="page"
        )
    return edition


@pytest.mark.parametrize(
    ("asked", "shown"),
    [
        ({}, "R1 R2 R3 R4 R5"),
        ({"kind": ["law"]}, "R1 R2"),
        ({"kind": ["law", "study"]}, "R1 R2 R3"),
        ({"year": "2024"}, "R2 R3 R4"),
        ({"year": "none"}, "R5"),
        ({"kind": ["law"], "year": "2024"}, "R2"),
        ({"kind": ["guideline"]}, ""),
        ({"tag": "R4"}, "R4"),
        ({"tag": "<b>"}, ""),
        ({"kind": ["nonsense"], "year": "%"}, "R1 R2 R3 R4 R5"),
    ],
)
def test_references_are_shown_by_kind_and_year(client, referring, asked, shown):
    page = page_of(client, "references", **asked)
    assert re.findall(r'<li id="(R\d+)"', page) == shown.split()


def test_the_filters_say_how_many_there_are_and_what_was_chosen(client, referring):
    page = page_of(client, "references", kind="law", year="2024")
    assert "1 of 5 references are shown." in page
    assert re.findall(r'value="(\w+)" checked', page) == ["law"]
    assert re.findall(r'value="(\w+)" selected', page) == ["2024"]
    assert re.findall(r"<option[^>]*>(\d+) \((\d)\)", page) == [("2024", "3"), ("1999", "1")]


def test_terms_and_references_lead_to_the_passages_that_use_them(client, tmp_path):
    publish(read_course(write_course(tmp_path)))
    glossary = page_of(client, "glossary", "tiny-course")
    references = page_of(client, "references", "tiny-course")
    link = re.compile(r'href="\.\./(units/[^"]*)"')
    used, cited = link.findall(glossary), link.findall(references)
    assert used
    assert cited
    for address in {*used, *cited}:
        unit, _hash, passage = address.partition("#")
        if "welcome" in unit:  # everybody may read it
            page = client.get(f"/courses/tiny-course/{unit}").content.decode()
            assert f'id="{passage}"' in page
