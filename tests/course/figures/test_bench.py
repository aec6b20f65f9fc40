"""Bench: arithmetic with vials; one at or above 100 mg/mL always ends in "dilute first"."""

import re

import pytest

from tests.course.course_folder import FACTS
from tests.course.figures.pages import findings_in, numbers_changed, paper_of, passage_of

GOOD = """\
/// bench | Same volume, other vial
    id: vials
    order: 50 mg
    syringe: 10 mL, step 0.5

| Vial | Where one meets it |
|---|---|
| 10 mg/mL | Canadian vial[@F1] |
| 50 mg/mL | another vial[@F1] |
| 100 mg/mL | US vial[@F1] |

- because: Read the strength from the vial in your hand.[@R1]
- dilute: The label asks for proper dilution.[@R2]
///"""
NAMED = FACTS.replace("One thing is so.", "Vials hold 10 mg/mL, 50 mg/mL, 100 mg/mL or 200 mg/mL.")
STOP = "Stop. Dilute first: ask the pharmacy and read the label."
VIAL = re.compile(r'<input name="vials-vial" type="radio" value="(\d+)"([^>]*)>')


def answers_of(html) -> dict[str, list[str]]:
    """What the table says of each vial: (volume for the order, what the same volume holds)."""
    body = html[html.index("<tbody>") : html.index("</tbody>")]
    rows = re.findall(r"<tr>(.*?)</tr>", body, re.DOTALL)
    cells = [re.sub(r"<[^>]+>", " ", row).split("  ") for row in rows]
    words = [[" ".join(cell.split()) for cell in row if cell.strip()] for row in cells]
    return {row[0]: row[1:] for row in words}


def test_a_sound_bench_is_a_passage_with_its_words_and_sources(course, tmp_path):
    assert findings_in(tmp_path, GOOD, **{"facts.yaml": NAMED}) == []
    passage = passage_of(course, GOOD)
    assert (passage.key, passage.kind) == ("vials", "bench")
    assert set(passage.tags) == {"F1", "R1", "R2"}


def test_the_product_says_that_the_order_is_for_arithmetic(course):
    html = passage_of(course, GOOD).html
    assert "A training order for arithmetic, not a dose for anybody." in html


def test_without_a_script_a_table_says_what_each_vial_holds(course):
    assert answers_of(passage_of(course, GOOD).html) == {
        "10 mg/mL": ["5 mL", "50 mg"],
        "50 mg/mL": ["1 mL", "250 mg"],
        "100 mg/mL": [STOP, "500 mg"],
    }


@pytest.mark.parametrize("strength", [100, 200])
def test_a_strong_vial_ends_in_stop_whatever_its_author_writes(course, strength):
    html = passage_of(course, GOOD.replace("100 mg/mL", f"{strength} mg/mL")).html
    marked = {value: "data-dilute" in rest for value, rest in VIAL.findall(html)}
    assert marked == {"10": False, "50": False, str(strength): True}
    assert answers_of(html)[f"{strength} mg/mL"][0] == STOP
    assert f'data-stop="{STOP}"' in html


def test_a_bench_without_a_strong_vial_needs_no_dilution(course, tmp_path):
    weak = re.sub(r"\| 100 .*\n|- dilute.*\n", "", GOOD)
    assert findings_in(tmp_path, weak, **{"facts.yaml": NAMED}) == []
    assert "data-dilute" not in passage_of(course, weak).html


def test_what_an_author_writes_is_never_markup(course):
    html = passage_of(course, GOOD.replace("another vial", 'a "vial" < b')).html
    assert "a &quot;vial&quot; &lt; b" in html


def test_on_paper_the_table_and_the_warning_stand(course):
    html = paper_of(course, GOOD)
    assert answers_of(html)["100 mg/mL"] == [STOP, "500 mg"]
    assert "The label asks for proper dilution." in html
    assert "<input" not in html


def test_a_changed_strength_is_a_changed_number_of_the_edition(tmp_path):
    newer = GOOD.replace("50 mg/mL", "25 mg/mL")
    facts = {"facts.yaml": NAMED.replace("50 mg/mL", "25 mg/mL, 50 mg/mL")}
    ((before, after),) = numbers_changed(tmp_path, GOOD, newer, **facts)
    assert before.endswith("50 mg/mL; 1 mL; 250 mg")
    assert after.endswith("25 mg/mL; 2 mL; 125 mg")


@pytest.mark.parametrize(
    ("old", "new", "line", "words"),
    [
        ("    order: 50 mg\n", "", 1, 'needs "order"'),
        ("order: 50 mg", "order: 0.7 mg/kg", 3, 'write "50 mg"'),
        ("    order: 50 mg\n", "    order: 50 mg\n    order: 25 mg\n", 1, "one order"),
        ("10 mL, step 0.5", "10 mL", 4, 'write "10 mL, step 0.5"'),
        ("10 mL, step 0.5", "10 mL, step 0.1", 4, "up to 40 steps"),
        ("| 50 mg/mL |", "| 50 mg |", 9, "a vial is its strength"),
        ("| 50 mg/mL |", "| 0.05 g/mL |", 9, "a vial is its strength"),
        ("| 50 mg/mL |", "| 10 mg/mL |", 1, "different strengths"),
        ("| 50 mg/mL |", "| 25 mg/mL |", 9, "no fact cited here names a vial of 25 mg/mL"),
        ("another vial[@F1]", "another vial[@R1]", 9, "no fact cited here names"),
        ("another vial[@F1]", "another vial", 9, "no fact cited here names"),
        ("order: 50 mg", "order: 30.3 mg", 1, "the syringe can draw"),
        ("- dilute: The label asks for proper dilution.[@R2]\n", "", 1, "has to be diluted first"),
        ("proper dilution.[@R2]", "proper dilution.", 13, "this point cites nothing"),
        ("- because:", "- why:", 12, 'a bench says "- because'),
        ("| 100 mg/mL | US vial[@F1] |\n", "", 12, "remove this line"),
    ],
)
def test_what_is_refused(tmp_path, old, new, line, words):
    assert GOOD.count(old) == 1
    found = findings_in(tmp_path, GOOD.replace(old, new), **{"facts.yaml": NAMED})
    assert (line, True) in [(here, words in text) for here, text in found], found
