"""What differs between two pages: the changed sentences, and no others."""

from dataclasses import replace

from course.corrections.changed_sentences import ChangedSentences, Line, changes, lines_of

CITED = (
    '<p id="opening">A dose is small.<span class="cite"><button type="button">1</button>'
    '<span class="cite-card">trial of 40</span></span> It is <span class="term"><button>slow'
    '</button><span class="term-card">Slow means late.</span></span>.</p>'
)


def differences(old: str, new: str) -> list[ChangedSentences]:
    return list(changes(lines_of(old), lines_of(new)))


def test_marks_and_cards_are_no_part_of_a_sentence():
    assert lines_of(CITED) == [Line("A dose is small."), Line("It is slow.")]
    assert {line.passage for line in lines_of(CITED)} == {"opening"}


def test_a_list_is_read_by_points_a_table_by_rows_a_footnote_by_its_own_name():
    html = (
        '<ul id="points"><li>One</li><li>Two. Three.</li></ul>'
        '<figure class="data" id="numbers"><figcaption>Routes</figcaption><div><table><tr>'
        '<th scope="col">Route</th>\n<th scope="col">Onset</th></tr><tr><th scope="row">Vein</th>'
        '<td data-l="Onset"><span>Seconds. Or less</span></td></tr></table></div></figure>'
        '<section class="footnotes"><ol><li id="fn-1">A note. <a href="#fnref-1">↩</a></li></ol>'
        "</section>"
    )
    assert [(line.passage, line.text) for line in lines_of(html)] == [
        ("points", "One"),
        ("points", "Two."),
        ("points", "Three."),
        ("numbers", "Routes"),
        ("numbers", "Route; Onset"),
        ("numbers", "Vein; Seconds. Or less"),
        ("fn-1", "A note."),
    ]


def test_a_definition_ends_a_sentence_and_a_box_to_tick_is_no_element_around_words():
    html = (
        '<dl id="words"><dt>Half-life</dt><dd>A time</dd></dl>'
        '<ul id="tasks"><li><input type="checkbox" disabled> Ask again</li></ul>'
        '<p id="end">Done.</p>'
    )
    assert [(line.passage, line.text) for line in lines_of(html)] == [
        ("words", "Half-life"),
        ("words", "A time"),
        ("tasks", "Ask again"),
        ("end", "Done."),
    ]


def test_only_the_changed_sentence_of_a_passage_is_told():
    old = '<p id="a">First. Give it fast. Last.</p>'
    new = '<p id="a">First. Give it slowly. Last.</p>'
    assert differences(old, new) == [
        ChangedSentences(("Give it fast.",), ("Give it slowly.",), "a", "a")
    ]


def test_an_added_sentence_has_no_before_and_a_removed_one_no_after():
    short, long = '<p id="a">First.</p>', '<p id="a">First. Call for help.</p>'
    assert differences(short, long) == [ChangedSentences((), ("Call for help.",), "a", "a")]
    assert differences(long, short) == [ChangedSentences(("Call for help.",), (), "a", "a")]


def test_what_changed_in_one_passage_is_told_together():
    old = '<p id="a">First. Give 5 mg. Last.</p>'
    new = '<p id="a">First. Last. Give 50 mg.</p>'
    assert differences(old, new) == [ChangedSentences(("Give 5 mg.",), ("Give 50 mg.",), "a", "a")]


def test_a_passage_at_another_place_is_moved():
    old = '<p id="a">First.</p><p id="b">Second. Third.</p><p id="c">Last.</p>'
    new = '<p id="a">First.</p><p id="c">Last.</p><p id="b">Second. Third.</p>'
    (change,) = differences(old, new)
    assert change.is_moved
    assert change.before == change.after


def test_a_passage_with_another_name_is_paired_with_the_one_in_its_place():
    old = '<p id="x">Same.</p><p id="a">Old words.</p><p id="y">Same too.</p>'
    new = '<p id="x">Same.</p><p id="b">New words.</p><p id="c">More.</p><p id="y">Same too.</p>'
    assert differences(old, new) == [
        ChangedSentences(("Old words.",), ("New words.",), "a", "b"),
        ChangedSentences((), ("More.",), "", "c"),
    ]


def test_a_sentence_that_moved_is_told_for_its_place_may_be_its_meaning():
    old = '<ul id="do"><li>Dilute</li></ul><ul id="never"><li>Mix</li></ul>'
    new = '<ul id="do"><li>Mix</li></ul><ul id="never"><li>Dilute</li></ul>'
    told = differences(old, new)
    assert {line for change in told for line in change.before + change.after} >= {"Mix"}


def test_another_picture_with_the_same_description_is_told():
    page = '<figure class="figure" id="f"><img src="/{}.svg" alt="A line"></figure>'
    assert differences(page.format("a"), page.format("b")) == [
        ChangedSentences(("A line",), ("A line",), "f", "f")
    ]


def test_other_numbers_of_references_are_no_change():
    assert differences(CITED, CITED.replace(">1<", ">7<").replace("40", "60")) == []


def test_what_is_put_before_a_changed_passage_does_not_stand_for_it():
    old = '<p id="take-3">Take 3 mL of rub. Rub until the hands are dry.</p>'
    box = '<aside id="crisis"><p>In an emergency, call 911.</p></aside>'
    new = box + '<p id="take-2">Take 2 mL of rub. Rub until the hands are dry.</p>'
    added = ChangedSentences((), ("In an emergency, call 911.",), "", "crisis")
    changed = ChangedSentences(("Take 3 mL of rub.",), ("Take 2 mL of rub.",), "take-3", "take-2")
    assert differences(old, new) == [added, changed]
    removed = replace(added, before=added.after, after=(), old_passage="crisis", new_passage="")
    back = ChangedSentences(changed.after, changed.before, "take-2", "take-3")
    assert differences(new, old) == [removed, back]


def test_what_has_other_words_stands_beside_what_it_replaced():
    old = '<p id="a">Alpha beta.</p><p id="b">Gamma delta.</p>'
    new = '<p id="c">Epsilon zeta.</p><p id="d">Eta theta.</p>'
    assert differences(old, new) == [
        ChangedSentences(("Alpha beta.",), ("Epsilon zeta.",), "a", "c"),
        ChangedSentences(("Gamma delta.",), ("Eta theta.",), "b", "d"),
    ]


def test_a_page_that_repeats_a_sentence_thousands_of_times_counts_as_changed_whole():
    old = [Line("Always the same.", f"p{number}") for number in range(4500)]
    (change,) = changes(old, old[:-1])
    assert len(change.before) == 4500
    assert len(change.after) == 4499
    assert list(changes(old, list(old))) == []


def test_thousands_of_alike_passages_are_set_side_by_side_in_their_order():
    old = [Line(f"Give {number} now.", f"p{number}") for number in range(1500)]
    new = [Line(f"Give {number} later.", f"p{number}") for number in range(1500)]
    told = list(changes(old, new))
    assert [(each.before, each.after) for each in told[:2]] == [
        (("Give 0 now.",), ("Give 0 later.",)),
        (("Give 1 now.",), ("Give 1 later.",)),
    ]
    assert len(told) == 1500
