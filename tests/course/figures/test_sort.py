"""Sort: what an author writes, what the reader sees, and what is refused."""

import pytest

from tests.course.figures.pages import findings_in, lesson_of, passage_of, refuses

GOOD = """\
/// sort | Four findings, two next steps
    id: findings
    bins: Refer = The reason will last; Wait = It belongs to this morning
    done: A lasting reason, or a passing one.[@F1]

| Finding | Who | Bin | Because |
|---|---|---|---|
| Eggs at nine | Mr. Roy | Wait | He has eaten.[@F1] |
| An old bleed | Ms. Hall | Refer | It stays. |
| No escort | Mr. Roy | Wait | A friend can come. |
| A bulging artery | Ms. Hall | Refer | The label rules it out.[@R2] |
///"""


def test_a_sound_sort_is_a_passage_with_its_words_and_sources(course, tmp_path):
    assert findings_in(tmp_path, GOOD) == []
    passage = passage_of(course, GOOD)
    assert (passage.key, passage.kind, passage.tags) == ("findings", "sort", ("F1", "R2"))
    for words in ["Refer = The reason will last", "Eggs at nine", "He has eaten.", "or a passing"]:
        assert words in passage.text


def test_without_a_script_every_card_and_every_answer_is_there(course):
    html = passage_of(course, GOOD).html
    assert html.count("data-card=") == 4
    answers = html.split("<tbody>")[1]
    assert answers.count("<tr>") == 4
    assert "Wait <small" in answers
    assert "He has eaten." in answers
    # What only a script can use is hidden until the script begins.
    assert 'role="group"' in html
    assert 'data-interface data-scripted hidden><button type="button" data-to="bin-1">' in html


def test_it_counts_as_a_figure(course):
    lesson = lesson_of(course, f"{GOOD}\n\nMore. {{plain}}")
    assert (lesson.figures, lesson.figures_by_kind) == (1, {"sort": 1})


@pytest.mark.parametrize(
    ("old", "new", "line", "words"),
    [
        ("    id: findings\n", "", 1, "has an id"),
        ("Refer = The reason will last; ", "", 3, "2 to 4 bins"),
        ("; Wait = It belongs", "; Refer = It belongs", 3, "different names"),
        ("Refer = The", "Refer The", 3, "a name and a meaning"),
        ("| Refer | It stays. |", "| Stop | It stays. |", 9, 'no bin "Stop"'),
        ("| It stays. |", "| |", 9, "no reason"),
        ("Eggs at nine |", "Eggs at nine[@F1] |", 8, "no citation and no link"),
        ("| No escort | Mr. Roy | Wait | A friend can come. |\n", "", 1, "4 to 12 cards"),
        ("| Finding | Who |", "| Finding | Whose |", None, ""),
        ("| Bin |", "| Bucket |", 6, "the columns of this table"),
        ("    done: A lasting reason, or a passing one.[@F1]\n", "", 1, 'needs "done"'),
        ("He has eaten.[@F1]", "ketamine is approved for depression.[@F1]", 8, "unapproved use"),
    ],
)
def test_what_is_refused(tmp_path, old, new, line, words):
    assert old in GOOD
    body = GOOD.replace(old, new)
    if line is None:
        assert findings_in(tmp_path, body) == []
    else:
        refuses(tmp_path, body, line, words)


def test_a_bin_that_no_card_belongs_into_is_refused(tmp_path):
    refuses(tmp_path, GOOD.replace("| Refer |", "| Wait |"), 1, 'no card belongs into "Refer"')
