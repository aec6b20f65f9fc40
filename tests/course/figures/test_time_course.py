"""Time course: bars and peaks as reported, and verdicts of which none lets a patient go."""

import re

import pytest

from course.figures import read_figure
from course.text.passages import parse
from tests.course.figures.pages import findings_in, numbers_changed, paper_of, passage_of, refuses

GOOD = """\
/// time-course | Felt effects on one scale
    id: clocks
    minutes: 240
    step: 5
    start: 75
    floor: 120
    ask: At which minute may Omar go home?

| Effect | Product | From | Strongest | To |
|---|---|---|---|---|
| Sedation | spray | 15 | 30-45 | 90[@F1] |
| Pressure | spray | | 40 | 240[@R1] |
| Alertness low | spray | 10 | | 60[@F1] |
| Felt effects (apart) | infusion | | | 120[@R2] |

- look: steady, escort here.[@F1]
- 75: Effects fade.[@F1]
- 120: The earliest end of watching.[@R1]
///"""
RELEASES = re.compile(r"\b(may|can) (now )?(go|leave)\b|\byes\b|discharge", re.IGNORECASE)


def figure_of(box):
    (block,) = parse(box).blocks
    figure, problems = read_figure(block)
    assert problems == []
    return figure


def test_a_sound_time_course_is_a_passage_with_its_words_and_sources(course, tmp_path):
    assert findings_in(tmp_path, GOOD) == []
    passage = passage_of(course, GOOD)
    assert (passage.key, passage.kind) == ("clocks", "time-course")
    assert set(passage.tags) == {"F1", "R1", "R2"}
    assert passage.text.startswith("Felt effects on one scale At which minute may Omar go home?")
    assert "30-45" in passage.text
    assert "75" not in passage.text.split("Effect Product")[0]  # settings are not read


def test_the_bars_and_peaks_stand_where_the_minutes_are(course):
    html = passage_of(course, GOOD).html
    assert '<rect class="all" x="6.25%" y="27%" width="31.25%" height="46%"/>' in html
    assert '<rect class="strong" x="12.50%" y="27%" width="6.25%" height="46%"/>' in html
    assert html.count('class="peak"') == 1
    assert 'x="16.67%"' in html
    assert "<path" not in html.split("says")[0]  # no curve


def test_a_bar_without_a_beginning_begins_dotted(course):
    html = passage_of(course, GOOD).html
    assert html.count('class="begun"') == 2
    assert '<line class="begun" x1="0" x2="16.67%"' in html
    assert '<line class="begun" x1="0" x2="50.00%"' in html


@pytest.mark.parametrize(
    ("effect", "states"),
    [
        ("Sedation", "0:before 15:rising 30:strongest 46:fading 91:over"),
        ("Pressure", "0:unsure 40:strongest 41:fading 241:over"),
        ("Alertness low", "0:before 10:present 61:over"),
    ],
)
def test_each_minute_of_a_lane_has_a_state(effect, states):
    (lane,) = [lane for lane in figure_of(GOOD).lanes if lane.effect == effect]
    assert lane.written_states == states


def test_a_lane_of_another_product_takes_no_part_in_the_verdict(course):
    html = passage_of(course, GOOD).html
    assert html.count("data-states=") == 3
    assert html.count('class="lane other"') == 1
    assert "(apart)" not in html


def test_no_verdict_lets_a_patient_go(course):
    html = passage_of(course, GOOD).html
    verdicts = re.findall(r'data-(?:not-yet|no-clock)="([^"]*)"', html)
    assert verdicts == [
        "Not yet. At least {n} minutes of watching are left.",
        "The clock no longer holds anybody. What you see decides.",
    ]
    said = re.findall(r'data-[a-z-]+="([^"]*)"', html)
    assert not [words for words in said if RELEASES.search(words)]


def test_what_an_author_writes_is_never_markup(course):
    html = passage_of(course, GOOD.replace("| Pressure |", '| "Pressure" < 1 |')).html
    assert html.count("&quot;Pressure&quot; &lt; 1") == 3
    assert "< 1" not in html


def test_without_a_script_and_on_paper_a_table_says_the_same(course):
    html = passage_of(course, GOOD).html
    assert '<details class="as-table" open>' in html
    assert '<th scope="row">75</th>' in html
    assert "30–45" in html
    assert html.index("steady, escort here.") < html.index("<details")


def test_on_paper_each_lane_is_a_row_with_its_drawing(course):
    html = paper_of(course, GOOD)
    assert html.count("<svg viewBox=") == 5  # the scale, and four lanes
    assert '<rect class="all" x="19" y="6" width="94" height="12"/>' in html
    assert html.count('class="begun"') == 2
    assert "steady, escort here." in html
    assert "Effects fade." in html
    assert "data-scripted" not in html.replace("data-again data-scripted", "")


def test_a_changed_minute_is_a_changed_number_of_the_edition(tmp_path):
    newer = GOOD.replace("30-45 | 90[@F1]", "30-45 | 100[@F1]")
    assert numbers_changed(tmp_path, GOOD, newer) == [
        ("Sedation spray; 15; 30–45; 90", "Sedation spray; 15; 30–45; 100")
    ]


@pytest.mark.parametrize(
    ("old", "new", "line", "words"),
    [
        ("    ask: At which minute may Omar go home?\n", "", 1, 'needs "ask"'),
        ("    floor: 120\n", "", 1, 'needs "floor"'),
        ("    floor: 120\n", "    floor: 120\n    after: Yes\n", 7, '"after" is no option'),
        ("minutes: 240", "minutes: four hours", 3, "no whole number"),
        ("step: 5", "step: 7", 1, '"step" divides'),
        ("start: 75", "start: 76", 1, "slider reaches"),
        ("floor: 120", "floor: 300", 1, "earliest end of watching"),
        ("| 15 | 30-45 | 90[@F1]", "| 35 | 30-45 | 90[@F1]", 11, "out of order"),
        ("240[@R1]", "250[@R1]", 12, "out of order"),
        ("30-45", "about 30", 11, "no minute"),
        ("90[@F1]", "90", 11, "this row cites nothing"),
        ("90[@F1]", "90[@F9]", 11, 'no fact or reference "F9"'),
        ("| Sedation |", "| Sedation (apart) |", 1, "come last"),
        ("- look: steady, escort here.[@F1]\n", "", 1, "what no clock tells"),
        ("- 75: Effects fade.[@F1]\n", "", 1, "two minutes or more"),
        ("- 75:", "- 150:", 1, "in their order"),
        ("- 75:", "- 76:", 17, "no minute of the slider"),
        ("- 75: Effects fade.[@F1]", "- 75: Effects fade.", 17, "cites nothing"),
        ("Effects fade.", "He may go home now.", 17, "a patient may go"),
        ("steady, escort here.", "steady: safe to leave.", 16, "a patient may go"),
        ("| infusion |", "| infusion, can be discharged |", 14, "a patient may go"),
    ],
)
def test_what_is_refused(tmp_path, old, new, line, words):
    assert GOOD.count(old) == 1
    refuses(tmp_path, GOOD.replace(old, new), line, words)
