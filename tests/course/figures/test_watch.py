"""Watch: what an author writes, what the reader sees, and what is refused."""

import pytest

from tests.course.figures.pages import findings_in, passage_of, refuses

GOOD = """\
/// watch | Carl, from 13:45 to 16:00
    id: carl
    series: systolic, diastolic
    range: 60 to 180
    unit: mmHg
    done: Read your record aloud.

## 13:45 | before the dose | 136 84
Clear, a little tense.

- [x] Write the reading down (record: Baseline)
      Rationale: Every later number is compared with it.[@F1]
- [ ] Measure later (record: Nothing)
      Rationale: Then nothing can be compared. {plain}

## 14:30 | | 158 96
Far away.

- [ ] Wait (record: Waited)
      Rationale: Somebody has to hear of it.[@F1]
- [x] Tell the prescriber (record: Told)
      Rationale: It is measured again.[@R2]

## 16:00 | 2 h 10 min | 168 102
Clear.

- [ ] Home (record: Sent home)
      Rationale: It has not settled. {plain}
- [x] Stay (record: Stays)
      Rationale: The prescriber sees him.[@F1]
///"""
SATURATION = "\n".join(
    line.rsplit(" ", 1)[0] if line.startswith("## ") else line for line in GOOD.split("\n")
).replace("systolic, diastolic", "systolic")


def test_a_sound_watch_is_a_passage_with_its_words_and_sources(course, tmp_path):
    assert findings_in(tmp_path, GOOD) == []
    passage = passage_of(course, GOOD)
    assert (passage.key, passage.kind, passage.tags) == ("carl", "watch", ("F1", "R2"))
    for words in ["136 84", "Clear, a little tense.", "Tell the prescriber", "Read your record"]:
        assert words in passage.text


def test_without_a_script_every_reading_and_every_reason_is_there(course):
    html = passage_of(course, GOOD).html
    assert html.count("data-reading=") == 3
    assert html.count("<details") == 6
    assert html.count('class="right"') == 3
    assert "before the dose: 136/84 mmHg" in html
    assert "</b> 158/96 mmHg" in html
    assert "Write the reading down</span>" in html
    assert "Baseline" in html


def test_readings_stand_at_their_values(course):
    html = passage_of(course, GOOD).html
    # (180 - 136) / 120 and (180 - 84) / 120 from the top, in the middle of the first third.
    assert 'x1="16.67%" x2="16.67%" y1="36.67%" y2="80.00%"' in html


def test_one_value_a_reading_is_enough(course, tmp_path):
    assert findings_in(tmp_path, SATURATION) == []
    html = passage_of(course, SATURATION).html
    assert "before the dose: 136 mmHg" in html
    assert "stem" not in html


@pytest.mark.parametrize(
    ("old", "new", "line", "words"),
    [
        ("range: 60 to 180", "range: 180 to 60", 4, "the lower first"),
        ("series: systolic, diastolic", "series: a, b, c", None, ""),
        ("| 136 84", "| 136", 8, "its values"),
        ("| 136 84", "| 200 84", 8, "out of the range"),
        ("## 13:45 | before the dose | 136 84", "## 13:45", 8, "a time, a note and its values"),
        (" (record: Baseline)", "", 11, "(record: …)"),
        ("- [x] Write", "- [ ] Write", 8, "one fitting act"),
        ("- [ ] Wait (record", "- [x] Wait (record", 16, "one fitting act"),
        ("(record: Waited)", "now[@F1] (record: Waited)", 19, "no citation and no link"),
        ("      Rationale: Somebody has to hear of it.[@F1]\n", "", 19, "no reason"),
        ("compared with it.[@F1]", "compared with it.", 12, "this reason cites nothing"),
        ("    unit: mmHg\n", "", 1, 'needs "unit"'),
    ],
)
def test_what_is_refused(tmp_path, old, new, line, words):
    assert old in GOOD
    body = GOOD.replace(old, new)
    if line is None:
        assert any(
            "one value a reading or two" in text for _line, text in findings_in(tmp_path, body)
        )
    elif words == "no reason":
        assert (line, words) in [
            (at, words) for at, text in findings_in(tmp_path, body) if words in text
        ]
    else:
        refuses(tmp_path, body, line, words)


def test_a_watch_has_three_readings_at_least(tmp_path):
    start = GOOD.index("## 16:00")
    refuses(tmp_path, GOOD[:start].rstrip() + "\n///", 1, "3 to 6 readings")
