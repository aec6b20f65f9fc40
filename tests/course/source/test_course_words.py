"""What a course says of itself in course.yaml, and what the checker asks of it."""

import pytest

from course.source import SourceError, read_course
from course.source.parts import RoleSource
from course.text.passages import parse
from tests.course.course_folder import COURSE, FACTS, FIRST_LESSON, lesson, write_course

BARE = COURSE[: COURSE.index("crisis:")]
SHORT_LESSON = (
    "---\nkey: welcome\ntitle: Welcome\nrevision: 1\nobjectives: [say-it]\n---\n"
    "A claim without a source.\n\n/// key-points\n- Go on.\n///\n"
)
# Of the tiny course, what needs roles, a crisis or sources.
ONE_LESSON = {"01-start/020-second.md": None, "guide/010-at-a-glance.md": None}


def read(path, course, **changes):
    return read_course(write_course(path, **{"course.yaml": course} | ONE_LESSON | changes))


def mistakes(path, course, **changes):
    with pytest.raises(SourceError) as raised:
        read(path, course, **changes)
    return [(each.file, each.line, each.text) for each in raised.value.mistakes]


def test_a_course_that_says_nothing_of_itself_has_the_defaults(tmp_path):
    course = read(tmp_path, BARE, **{FIRST_LESSON: lesson("A claim.[@F1]")})
    assert (course.kind_of_course, course.objectives_frame, course.certificate_says) == ("", "", "")
    assert (course.standing, course.crisis, course.roles, course.wording) == ((), (), (), ())
    assert not course.has_crisis
    assert not course.plain


def test_a_course_says_its_roles_and_takes_the_crisis_lines_of_the_provider(tmp_path):
    words = "crisis: true\nroles: [{key: cleaner, name: Cleaner, mark: C}]\n"
    text = lesson("A claim.[@F1]\n\n/// role | cleaner\nWipe.[@F1]\n///\n\n/// crisis\n///")
    course = read(tmp_path, BARE + words, **{FIRST_LESSON: text})
    assert course.roles == (RoleSource("cleaner", "Cleaner", "C"),)
    assert (course.has_crisis, course.crisis) == (True, ())


@pytest.mark.parametrize(
    ("words", "line", "text"),
    [
        ("wording: [clinical-medicin]", 21, 'did you mean "clinical-medicine"?'),
        ("wording: [poetry]", 21, "write one of clinical-medicine, ketamine"),
        ("standing: [a, b, c, d]", 21, "has 4 lines; write 3 at most"),
        (f"standing: [{'a' * 201}]", 21, "has 201 characters; shorten it to 200"),
        ("crisis: [a, b, c, d, e]", 21, "has 5 lines; write 4 at most"),
        ("crisis: maybe", 21, '"crisis" is a list'),
        ("plain: yes", 21, "true or false"),
        (f"objectives_frame: {'a' * 81}", 21, "shorten it to 80"),
        ("certificate_says: It earns credits.", 21, "worked out for each certificate"),
        ("certificate_says: You are now certified.", 1, "promises a credential"),
        ("standing: [It is safe and effective.]", 1, "regulator's finding"),
        ("roles:\n  - {key: a, name: A, mark: ABC}", 22, "shorten it to 2"),
        ("roles:\n  - {key: a, name: A}", 22, '"mark" is missing'),
        (
            "roles:\n  - {key: a, name: A, mark: N}\n  - {key: b, name: B, mark: N}",
            23,
            'has the mark "N" already',
        ),
        ("roles:\n  - {key: a, name: A, mark: A, color: red}", 22, 'no field "color"'),
        (
            "roles:\n  - {key: a, name: A, mark: A}\n  - {key: a, name: B, mark: B}",
            23,
            'a role "a" already',
        ),
        (
            "roles:\n" + "".join(f"  - {{key: k{n}, name: A, mark: M{n}}}\n" for n in range(7)),
            21,
            "has 7 roles; 6 can be told apart",
        ),
    ],
)
def test_a_mistake_in_the_words_is_named_with_its_line(tmp_path, words, line, text):
    changes = {FIRST_LESSON: lesson("A claim.[@F1]")}
    (mistake,) = mistakes(tmp_path, f"{BARE}{words}\n", **changes)
    assert mistake[:2] == ("course.yaml", line)
    assert text in mistake[2]


@pytest.mark.parametrize(
    ("body", "text"),
    [
        ("/// role | cleanr\nWipe.[@F1]\n///", 'did you mean "cleaner"?'),
        ("/// role | Head Cleaner\nWipe.[@F1]\n///", "is no key of a role"),
        ("/// crisis\n///", "says nothing for an emergency"),
    ],
)
def test_a_box_that_the_course_does_not_know_is_refused(tmp_path, body, text):
    words = "roles: [{key: cleaner, name: Cleaner, mark: C}]\n"
    (mistake,) = mistakes(tmp_path, BARE + words, **{FIRST_LESSON: lesson(body)})
    assert mistake[:2] == (FIRST_LESSON, 8)
    assert text in mistake[2]


@pytest.mark.parametrize(
    "claim",
    [
        "Take 3 mL of rub.",
        "Gel nail varnish is cured under a lamp.",
        "The plan was approved by the hospital board.",
        "The house is licensed for 20 beds.",
    ],
)
def test_words_of_any_trade_pass_where_a_course_asks_for_no_word_rules(tmp_path, claim):
    assert read(tmp_path, BARE, **{FIRST_LESSON: lesson(f"{claim}[@F1]")})


@pytest.mark.parametrize("words", ["crisis: true\n", "wording: [clinical-medicine]\n"])
def test_a_lesson_on_suicide_needs_the_crisis_box_where_the_course_is_on_such_things(
    tmp_path, words
):
    changes = {FIRST_LESSON: lesson("Suicide is spoken of.[@F1]")}
    (mistake,) = mistakes(tmp_path / "asked", BARE + words, **changes)
    assert "add the crisis box" in mistake[2]
    assert read(tmp_path / "not-asked", BARE, **changes)


def test_a_plain_course_cites_nothing_and_has_no_files_for_it(tmp_path):
    changes = {
        FIRST_LESSON: SHORT_LESSON,
        "facts.yaml": None,
        "references.yaml": None,
        "glossary.yaml": None,
    }
    assert read(tmp_path / "plain", f"{BARE}plain: true\n", **changes).facts == {}
    found = {text.split(";")[0] for _file, _line, text in mistakes(tmp_path, BARE, **changes)}
    assert found == {
        "this file is missing",
        "this paragraph cites nothing",
        'the lesson has no box "unknown"',
    }


def test_a_plain_course_may_cite_all_the_same(tmp_path):
    changes = {FIRST_LESSON: SHORT_LESSON.replace("source.", "source.[@F1]"), "facts.yaml": FACTS}
    assert "F1" in read(tmp_path, f"{BARE}plain: true\n", **changes).facts


# --- other scripts and languages --------------------------------------------------------------

ARABIC = "نظافة اليدين تحمي الجميع في كل مكان."
JAPANESE = "手指衛生はすべての人を守ります。"


def keys_of(text):
    return [block.key for block in parse(text).blocks]


def test_a_block_in_another_script_has_a_key_of_its_first_words_wherever_it_stands():
    first, second = keys_of(f"{ARABIC}\n\n{JAPANESE}")
    assert [second, first] == keys_of(f"{JAPANESE}\n\n{ARABIC}")
    assert first != second
    assert first.startswith("paragraph-")
    assert keys_of(f"## {ARABIC}")[0].startswith("heading-")
    # What comes after the first words may change; the words themselves may not.
    assert keys_of(ARABIC.replace("مكان", "بيت")) == [first]
    assert keys_of(ARABIC.replace("نظافة", "غسل")) != [first]


def test_a_repeated_block_in_another_script_is_numbered():
    first, again = keys_of(f"{ARABIC}\n\n{ARABIC}")
    assert again == f"{first}-2"


def test_a_block_without_any_word_is_named_by_its_kind():
    assert keys_of("…!\n\n…?") == ["paragraph", "paragraph-2"]


@pytest.mark.parametrize("code", ["ar", "pt-br", "zh-Hant"])
def test_a_block_may_name_its_language(code):
    parsed = parse(f"Words. {{plain lang={code}}}")
    assert (parsed.blocks[0].language, parsed.mistakes) == (code, ())


@pytest.mark.parametrize("code", ["", "arabic language", "AR", "x", "ar_EG", 'ar"onclick'])
def test_what_is_no_language_is_refused(code):
    assert parse(f"Words. {{lang={code}}}").mistakes
