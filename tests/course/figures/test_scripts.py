"""The scripts of figures: small, one for each kind that has one, and without words of their own."""

import gzip
import re

import pytest
from django.conf import settings

from course.figures import KINDS, file_name, script_of

FOLDER = settings.BASE_DIR / "static/js/figures"
MOST_BYTES = 3 * 1024
# A text that a script shows without taking it from the page.
SHOWN = re.compile(r"textContent\s*=\s*[\"'`][^\"'`$]*[A-Za-z]{3}")


def test_each_kind_with_a_script_has_one_and_no_other_is_there():
    wanted = {f"{file_name(name)}.js" for name, kind in KINDS.items() if kind.has_script}
    assert {path.name for path in FOLDER.iterdir()} == wanted
    assert script_of("time-course") == "js/figures/time_course.js"
    assert script_of("check") == ""
    assert script_of("paragraph") == ""


@pytest.mark.parametrize("path", sorted(FOLDER.iterdir()), ids=lambda path: path.name)
def test_a_script_is_small_and_holds_no_words(path):
    text = path.read_text()
    assert len(gzip.compress(text.encode())) <= MOST_BYTES
    assert SHOWN.findall(text) == []
