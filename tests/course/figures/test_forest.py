"""Forest: one line a trial, in the author's order, broken where it reaches past zero."""

import re

import pytest

from tests.course.figures.pages import findings_in, numbers_changed, paper_of, passage_of, refuses

GOOD = """\
/// forest | Difference between groups
    id: lines
    axis: -15 to 5, zero 0
    unit: points
    left: drug did better
    right: comparator did better
    mark: -10, a limit set before
    filter: Medicine, Comparison
    predict: second
    ask: Where will its result lie?
    because: The interval holds a benefit and none at all.[@F1]

| Key | Trial | Medicine | Comparison | People | Estimate | From | To |
|---|---|---|---|---|---|---|---|
| first | First trial | pill | against placebo | 168 | -6.1 | -11.2 | -1.0[@F1] |
| second | Second trial | infusion | against midazolam | 65 | -3.16 | -8.54 | 2.22[@R1] |
| third | Third trial | spray | against placebo | 223 | -4.0 | -7.31 | -0.64[@R2] |
///"""
PLAIN = re.sub(r" +(mark|filter|predict|ask|because): .*\n", "", GOOD)


def lines_of(html):
    return re.findall(r"<li class=\"lane.*?</li>", html, re.DOTALL)


def test_a_sound_forest_is_a_passage_with_its_words_and_sources(course, tmp_path):
    assert findings_in(tmp_path, GOOD) == []
    passage = passage_of(course, GOOD)
    assert (passage.key, passage.kind) == ("lines", "forest")
    assert set(passage.tags) == {"F1", "R1", "R2"}
    assert "-3.16" in passage.text
    assert "Where will its result lie?" in passage.text


def test_a_forest_without_filter_or_guess_is_sound(course, tmp_path):
    assert findings_in(tmp_path, PLAIN) == []
    html = passage_of(course, PLAIN).html
    assert len(lines_of(html)) == 3
    assert "<input" not in html
    assert 'class="says"' not in html


def test_lines_stand_in_the_order_of_the_author_with_their_numbers(course):
    lines = lines_of(passage_of(course, GOOD).html)
    assert [re.search(r"<b>(.*?)</b>", line)[1] for line in lines] == [
        "First trial",
        "Second trial",
        "Third trial",
    ]
    assert "−6.1 (−11.2 to −1.0)" in lines[0]
    assert "−4.0 (−7.31 to −0.64)" in lines[2]
    assert '<line class="ci" x1="19.00%" x2="70.00%"' in lines[0]
    assert "pill, against placebo, 168 people" in re.sub(r"\s+", " ", lines[0])


def test_a_line_that_reaches_zero_is_broken(course):
    lines = lines_of(passage_of(course, GOOD).html)
    assert ["crosses" in line.split(">")[0] for line in lines] == [False, True, False]
    at_zero = GOOD.replace("-1.0[@F1]", "0[@F1]")
    assert "crosses" in lines_of(passage_of(course, at_zero).html)[0].split(">")[0]


def test_each_value_of_a_filter_hides_its_lines_without_a_script(course):
    html = passage_of(course, GOOD).html
    assert re.findall(r'class="pick-(\d-\d)"', html) == ["1-1", "1-2", "1-3", "2-1", "2-2"]
    picks = [re.search(r"lane (is-\S+ is-\d-\d)", line)[1] for line in lines_of(html)]
    assert picks == ["is-1-1 is-2-1", "is-1-2 is-2-2", "is-1-3 is-2-1"]


def test_the_line_to_guess_is_drawn_by_the_server_and_covered_by_the_script_alone(course):
    html = passage_of(course, GOOD).html
    _first, second, _third = lines_of(html)
    assert 'data-found="-3.16"' in second
    assert "−3.16 (−8.54 to 2.22)" in second
    assert "sealed" not in html
    assert 'min="-15" max="5" step="0.5" value="-5"' in html


@pytest.mark.parametrize(
    ("axis", "ticks"),
    [
        ("-15 to 5, zero 0", ["−15", "−10", "−5", "0", "5"]),
        ("-30 to 30, zero 0", ["−30", "−20", "−10", "0", "10", "20", "30"]),
        ("-12 to 3.3, zero 1", ["−10", "−5", "0"]),
    ],
)
def test_the_scale_has_round_marks(course, axis, ticks):
    html = passage_of(course, PLAIN.replace("-15 to 5, zero 0", axis)).html
    assert re.findall(r'text-anchor="middle">(.*?)</text>', html) == ticks


def test_on_paper_each_line_is_a_row_with_its_drawing(course):
    html = paper_of(course, GOOD)
    assert html.count("<svg viewBox=") == 4  # the scale, and three lines
    assert "<input" not in html
    assert "−3.16 (−8.54 to 2.22)" in html
    assert "The interval holds a benefit and none at all." in html
    assert html.count("stroke-dasharray: 6 4") == 1


def test_a_changed_interval_is_a_changed_number_of_the_edition(tmp_path):
    ((before, after),) = numbers_changed(tmp_path, GOOD, GOOD.replace("2.22", "2.32"))
    assert before.endswith("−3.16 (−8.54 to 2.22)")
    assert after.endswith("−3.16 (−8.54 to 2.32)")


def test_what_an_author_writes_is_never_markup(course):
    box = GOOD.replace("unit: points", 'unit: points" onclick=x').replace("| spray |", "| a < b |")
    html = passage_of(course, box).html
    assert "points&quot; onclick=x" in html
    assert "a &lt; b" in html
    assert "onclick=x>" not in html


SORTED = """\
| a | A | pill | x | 1 | -4 | -5 | 1[@F1] |
| b | B | pill | x | 1 | -3 | -5 | 1[@F1] |
| c | C | pill | x | 1 | -2 | -5 | 1[@F1] |
| second | D | spray | y | 1 | -1 | -5 | 1[@F1] |
"""
ROWS = GOOD[GOOD.index("| first") : GOOD.rindex("///")]


@pytest.mark.parametrize(
    ("old", "new", "line", "words"),
    [
        ("-15 to 5, zero 0", "-15 to 5", 3, "its ends and its zero"),
        ("-15 to 5, zero 0", "5 to -15, zero 0", 3, "its ends and its zero"),
        ("    unit: points\n", "", 1, 'needs "unit"'),
        ("    left: drug did better\n", "", 1, 'needs "left"'),
        ("mark: -10, a limit", "mark: -20, a limit", 7, "a number on the axis"),
        ("filter: Medicine", "filter: Weeks", 8, "of these columns: Medicine, Comparison"),
        ("filter: Medicine, Comparison", "filter: People", 8, "of these columns"),
        ("predict: second", "predict: fourth", 9, "no line has the key"),
        ("none at all.[@F1]", "none at all.", 11, '"because" cites nothing'),
        ("    ask: Where will its result lie?\n", "", 1, 'needs "ask"'),
        ("| 65 | -3.16", "| 65 | -13.16", 16, "lies between From and To"),
        ("-11.2 | -1.0", "-16.2 | -1.0", 15, "both on the axis"),
        ("-4.0", "four", 17, "no number"),
        ("-4.0", "NaN", 17, "no number"),
        ("-0.64[@R2]", "-0.64", 17, "this row cites nothing"),
        ("First trial", "All trials, pooled", 15, "single trials"),
        ("| third |", "| second |", 1, "a key stands once"),
        ("| third |", "| The third |", 17, "is not a key"),
        (ROWS, SORTED, 1, "sorted by their effect"),
        ("| Key | Trial |", "| Name | Trial |", 13, "the columns of this table are"),
    ],
)
def test_what_is_refused(tmp_path, old, new, line, words):
    assert GOOD.count(old) == 1
    refuses(tmp_path, GOOD.replace(old, new), line, words)


def test_lines_that_are_no_table_are_refused(tmp_path):
    found = findings_in(tmp_path, GOOD.replace("| Key | Trial |", "| Key || Trial |"))
    assert (13, True) in [(line, "the columns of this table are" in text) for line, text in found]
