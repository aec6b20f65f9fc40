"""The geometry of charts: everything stays in the drawing, and says what the numbers say."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizzes.statistics.charts.drawing import LEFT, RIGHT, WIDTH
from quizzes.statistics.charts.histogram import score_bars
from quizzes.statistics.charts.scatter import PlottedQuestion, question_dots
from quizzes.statistics.charts.traces import PlottedOption, option_traces

SHARES = st.floats(0, 1)


def scored(*earned, most=12, mark=80):
    return [
        (Fraction(each), Fraction(most), Fraction(each) * 100 >= mark * most, 1) for each in earned
    ]


@given(st.lists(st.integers(0, 12), min_size=1))
def test_every_score_is_in_one_bar_and_every_bar_in_the_drawing(earned):
    found = score_bars(scored(*earned), 80)
    assert sum(bar.count for bar in found.bars) == len(earned)
    assert {bar.label: bar.count for bar in found.bars if bar.count} == {
        str(each): earned.count(each) for each in {*earned}
    }
    for bar in found.bars:
        for y, height in (bar.below, bar.reached):
            assert 60 <= float(y) <= 270
            assert float(y) + float(height) <= 270.1
        assert 0 <= float(bar.x) <= float(bar.x) + float(bar.width) <= WIDTH


def test_the_pass_mark_stands_between_the_last_fail_and_the_first_pass():
    found = score_bars(scored(8, 9, 10, 11), 80)
    bars = {bar.label: bar for bar in found.bars}
    assert float(bars["9"].x) + float(bars["9"].width) < float(found.mark_x) < float(bars["10"].x)
    assert (float(bars["9"].reached[1]), float(bars["10"].below[1])) == (0, 0)


def test_part_of_a_point_may_be_what_reaches_the_mark():
    [bar] = [bar for bar in score_bars(scored("9.5", "9.6"), 80).bars if bar.count]
    assert bar.label == "9"
    assert float(bar.below[1]) == float(bar.reached[1]) > 0


def test_where_learners_were_asked_for_different_points_bars_are_per_cent():
    found = score_bars([*scored(6, most=8), *scored(10, most=10)], 80)
    assert not found.in_points
    assert {bar.label: bar.count for bar in found.bars if bar.count} == {"75": 1, "95": 1}


@given(st.lists(st.tuples(SHARES, st.floats(-1, 1), st.booleans()), max_size=25))
def test_every_question_is_a_dot_and_those_to_look_at_have_a_label(questions):
    found = question_dots(
        [PlottedQuestion(str(number), *each) for number, each in enumerate(questions, 1)], 0.1
    )
    assert len(found.dots) == len(questions)
    for dot in found.dots:
        assert LEFT <= float(dot.x) <= RIGHT
        assert 30 <= float(dot.y) <= 300
        assert dot.anchor or not dot.is_marked
    assert 30 <= float(found.zone_y) <= float(found.zero_y) <= 300
    assert float(found.zone_y) + float(found.zone_height) == pytest.approx(300, abs=0.2)


def test_labels_that_would_meet_stand_on_different_sides():
    questions = [PlottedQuestion("1", 0.50, 0.3, False), PlottedQuestion("2", 0.53, 0.3, False)]
    one, two = question_dots(questions, 0.1).dots
    assert (one.label_x, one.label_y) != (two.label_x, two.label_y)


@given(st.dictionaries(st.sampled_from("abcdef"), st.tuples(SHARES, SHARES, SHARES)))
def test_the_lines_of_options_stay_in_the_drawing_and_their_labels_apart(thirds):
    found = option_traces(
        thirds, [PlottedOption(each, each.upper(), each == "a") for each in "abcdef"]
    )
    assert [trace.letter for trace in found] == [each.upper() for each in sorted(thirds)]
    labels = sorted(float(trace.label_y) for trace in found)
    assert all(below - above >= 17.9 for above, below in zip(labels, labels[1:], strict=False))
    assert all(20 <= float(y) <= 220 for trace in found for _x, y in trace.dots)
