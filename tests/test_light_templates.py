"""Pages are sent without the indentation of their templates."""

import re
from pathlib import Path

import pytest
from django.template import Engine
from django.urls import reverse

TEMPLATES = Path(__file__).resolve().parent.parent / "templates"
SOURCE = "<ul>\n  <li>One</li>\n\n\t<li>Two words,  {{ parted }}</li>\n</ul>\n"
# Where indentation is part of a text.
TYPED = re.compile(r"<(?:pre|textarea)\b[^>]*>\s*\n[ \t]")
TRANSLATED = re.compile(r"{% blocktranslate(?![^%]* trimmed )[^%]*%}[^{]*\n")


@pytest.fixture
def engine(tmp_path):
    return Engine(dirs=[tmp_path], loaders=["config.light_templates.LightLoader"])


def test_a_page_keeps_its_lines_and_loses_their_indentation(engine, tmp_path):
    # With all its lines, an error names the line of the file.
    (tmp_path / "list.html").write_text(SOURCE)
    light = engine.get_template("list.html").source
    assert light == "<ul>\n<li>One</li>\n\n<li>Two words,  {{ parted }}</li>\n</ul>\n"


def test_a_text_that_is_no_page_stays_as_it_is(engine, tmp_path):
    (tmp_path / "list.txt").write_text(SOURCE)
    assert engine.get_template("list.txt").source == SOURCE


def test_no_line_of_the_site_begins_with_space(client, db):
    page = client.get(reverse("page", args=["accessibility"])).content.decode()
    assert "</html>" in page
    assert re.findall(r"^[ \t]+", page, re.MULTILINE) == []


def test_no_template_indents_a_text_that_is_shown_or_translated_as_it_is():
    sources = {path: path.read_text() for path in TEMPLATES.rglob("*.html")}
    assert [
        path for path, text in sources.items() if TYPED.search(text) or TRANSLATED.search(text)
    ] == []
