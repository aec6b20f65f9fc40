"""Reading a course: all of it, or every mistake at once, with file, line and what to write."""

import os
from datetime import date

import pytest

from course.source import (
    Mistake,
    SourceError,
    overdue_facts,
    read_course,
)
from tests.course.course_folder import (
    COURSE,
    FACTS,
    FILES,
    FIRST_LESSON,
    LESSON,
    MODULE,
    REFERENCES,
    SECOND,
    SVG,
    lesson,
    write_course,
)

PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c489"
    "0000000d49444154789c626001000000ffff03000006"
    "000557bfabd40000000049454e44ae426082"
)


def mistakes(folder):
    with pytest.raises(SourceError) as raised:
        read_course(folder)
    return raised.value.mistakes


def test_a_valid_course_is_read_whole(tmp_path):
    course = read_course(write_course(tmp_path))
    assert (course.slug, course.pass_mark, course.expires_on) == (
        "tiny-course",
        80,
        date(2027, 11, 24),
    )
    assert [unit.key for unit in course.units()] == ["welcome", "second"]
    assert course.unit("welcome").sample is True
    assert course.objective_keys() == {"know-one-thing", "say-it"}
    assert course.facts["F1"].references == ("R1", "R2")
    assert course.references["R1"].participants == 40
    assert course.accreditation == ""
    assert (course.assets["img/line.svg"].width, course.assets["img/line.svg"].height) == (60, 30)


def test_a_study_of_people_may_say_how_many(tmp_path):
    for kind in ("trial", "cohort", "survey"):
        references = REFERENCES.replace("kind: trial", f"kind: {kind}")
        course = read_course(write_course(tmp_path / kind, **{"references.yaml": references}))
        assert (course.references["R1"].kind, course.references["R1"].participants) == (kind, 40)


def test_the_digest_changes_with_every_byte_and_with_nothing_else(tmp_path):
    first = read_course(write_course(tmp_path / "a"))
    same = read_course(write_course(tmp_path / "b"))
    other = read_course(write_course(tmp_path / "c", **{"facts.yaml": FACTS + "\n"}))
    assert first.digest == same.digest != other.digest
    assert first.modules[0].digest == other.modules[0].digest


def test_windows_line_ends_are_read(tmp_path):
    changes = {
        name: text.replace("\n", "\r\n")
        for name, text in FILES.items()
        if not name.endswith(".svg")
    }
    assert read_course(write_course(tmp_path, **changes)).unit("welcome").line == 8


def test_only_cited_facts_can_be_overdue(tmp_path):
    facts = (
        FACTS + "F3:\n  text: Not cited.\n  references: [R1]\n  confidence: high\n  review_by: "
        "2027-01-01\n"
    )
    course = read_course(write_course(tmp_path, **{"facts.yaml": facts}))
    assert overdue_facts(course, date(2026, 12, 31)) == ()
    assert [fact.tag for fact in overdue_facts(course, date(2027, 1, 1))] == ["F1"]


BROKEN = [
    # file, its new content, the line of the mistake, words of its text
    ("course.yaml", COURSE.replace("pass_mark: 80", "pass_mark: 180"), 9, "from 1 to 100"),
    (
        "course.yaml",
        COURSE.replace("It is not a licence.", "It earns no CE credit."),
        16,
        'leave out "It earns no CE',
    ),
    (
        "course.yaml",
        COURSE.replace("It is not a licence.", "It awaits review."),
        16,
        'leave out "It awaits review',
    ),
    ("course.yaml", COURSE.replace("tiny-course", "a" * 51), 1, "shorten it to 50"),
    ("course.yaml", COURSE.replace("pass_mark: 80", 'pass_mark: "80"'), 9, "without quotes"),
    ("course.yaml", COURSE.replace("pass_mark", "passmark"), 9, 'did you mean "pass_mark"'),
    ("course.yaml", COURSE.replace("short_title: Tiny", "short_title: no"), 3, 'in quotes: "no"'),
    (
        "course.yaml",
        COURSE.replace("short_title: Tiny", "short_title: 1.10"),
        3,
        'in quotes: "1.10"',
    ),
    (
        "course.yaml",
        COURSE.replace("short_title: Tiny", "short_title: 12:30"),
        3,
        'in quotes: "12:30"',
    ),
    ("course.yaml", COURSE.replace("short_title: Tiny", "short_title: 2026-01-01"), 3, "in quotes"),
    ("course.yaml", COURSE.replace("short_title: Tiny", "short_title: &a Tiny"), 3, "anchors"),
    (
        "course.yaml",
        COURSE.replace("short_title: Tiny", "short_title: !!python/object:os.system x"),
        3,
        "tags",
    ),
    ("course.yaml", COURSE.replace("short_title: Tiny", "short_title: [a]"), 3, "is a text"),
    ("course.yaml", COURSE.replace("short_title: Tiny", "short_title: 'a"), 3, "has no end"),
    ("course.yaml", COURSE.replace("title: Tiny", "title: “Tiny”"), 3, "straight ones around the"),
    ("course.yaml", COURSE + "title: Again\n", 26, "on line 2 already"),
    ("course.yaml", COURSE.replace("2026-11-24", "24.11.2026"), 18, "is a date"),
    ("course.yaml", COURSE.replace("2026-11-24", "2026-02-30"), 18, "no day 2026-02-30"),
    ("course.yaml", COURSE.replace("2027-11-24", "2025-11-24"), 20, "not after"),
    (
        "course.yaml",
        COURSE.replace("bloom: remember", "bloom: rember"),
        8,
        'did you mean "remember"',
    ),
    (
        "course.yaml",
        COURSE.replace("audience: [Prescribers]", "audience: Prescribers"),
        6,
        "is a list",
    ),
    ("course.yaml", COURSE.replace("funding: Nobody paid.\n", ""), 1, '"funding" is missing'),
    ("course.yaml", "[" * 5000, 1, "nested too deeply"),
    ("course.yaml", "- a\n", 1, "not a list of fields"),
    ("course.yaml", "a: &a [x]\nb: [*a, *a]\n", 1, "anchors"),
    ("course.yaml", None, 1, "missing"),
    (
        "references.yaml",
        REFERENCES.replace("kind: label", "kind: lable"),
        10,
        'did you mean "label"',
    ),
    (
        "references.yaml",
        REFERENCES.replace("https://example.org/one", "javascript:alert(1)"),
        6,
        "not an address",
    ),
    ("references.yaml", REFERENCES.replace("kind: trial", "kind: review"), 5, "only a trial"),
    (
        "references.yaml",
        REFERENCES.replace("kind: trial", "kind: laboratory"),
        5,
        "correct the laboratory",
    ),
    ("references.yaml", REFERENCES.replace("R2:", "r2:"), 8, "not a tag"),
    ("facts.yaml", FACTS.replace("[R2]", "[R22]"), 8, 'no reference "R22"'),
    ("facts.yaml", FACTS.replace("low", "sure"), 9, "high, low, medium"),
    (
        "01-start/module.yaml",
        MODULE.replace("say-it", "know-one-thing"),
        5,
        "belongs to another objective",
    ),
    (
        "02-empty/module.yaml",
        MODULE.replace("start", "empty").replace("say-it", "b"),
        1,
        "the module is empty",
    ),
    ("02-quiz/010-what/x.md", "text", 1, "a file that says what it is"),
    ("01-start/030-again.md", SECOND, 2, "belongs to another unit"),
    ("01-start/notes.txt", "x", 1, "does not hold files of this kind"),
    ("01-start/other.yaml", "a: b", 1, "nothing reads this file"),
    ("01-start/My_Lesson.md", "x", 1, "lower-case"),
    (FIRST_LESSON, LESSON.replace("[say-it]", "[say-itt]"), 5, 'did you mean "say-it"'),
    (FIRST_LESSON, LESSON.replace("revision: 1", "revision: 0"), 4, "1 to"),
    (FIRST_LESSON, LESSON.replace("sample: true", "sample: yes"), 6, "true or false"),
    (FIRST_LESSON, LESSON.replace("key: welcome", "key: Welcome"), 2, "not a key"),
    (FIRST_LESSON, LESSON[4:], 1, 'between two lines "---"'),
    (FIRST_LESSON, LESSON.replace("---\nOne", "One"), 1, "no end"),
    (FIRST_LESSON, LESSON.split("/// unknown")[0], 36, 'no box "unknown"'),
    (FIRST_LESSON, LESSON.split("/// unknown")[0], 36, 'no box "key-points"'),
    (
        FIRST_LESSON,
        LESSON.replace("img/line.svg", "img/lines.svg"),
        28,
        'did you mean "img/line.svg"',
    ),
    (FIRST_LESSON, LESSON.replace("![A line that falls]", "![]"), 28, "alternative text"),
    (FIRST_LESSON, LESSON.replace("img/line.svg", "../secret.svg"), 28, "no picture"),
    (FIRST_LESSON, LESSON.replace("    id: numbers\n", ""), 17, "a table has an id"),
    (FIRST_LESSON, LESSON.replace("| Vein |", "| Vein | a |"), 22, "3 cells"),
    (FIRST_LESSON, LESSON.replace("/// role | nurse", "/// role | cook"), 34, "no role"),
    (
        "guide/010-at-a-glance.md",
        FILES["guide/010-at-a-glance.md"].replace("welcome#", "welcom#"),
        7,
        "welcome",
    ),
    (
        "guide/010-at-a-glance.md",
        FILES["guide/010-at-a-glance.md"].replace("#key-points", "#key-point"),
        7,
        "key-points",
    ),
    ("img/line.svg", SVG.replace("<path", "<script/><path"), 1, "<script>"),
    ("img/line.svg", SVG.replace("<path", '<path onload="x()"'), 1, '"onload"'),
    ("img/line.svg", SVG.replace("<path", '<path style="x"'), 1, '"style"'),
    (
        "img/line.svg",
        SVG.replace("<path", '<path fill="url(https://example.org/x)"'),
        1,
        "leads out",
    ),
    ("img/line.svg", '<!DOCTYPE svg [<!ENTITY a "b">]>' + SVG, 1, "DOCTYPE"),
    ("img/line.svg", "<svg", 1, "not a readable SVG"),
    ("img/photo.png", b"not a picture", 1, "not a readable PNG"),
    ("img/photo.jpg", PNG, 1, "not a readable JPEG"),
    ("facts.yaml", b"\xef\xbb\xbf" + FACTS.encode(), 1, "byte order mark"),
    ("facts.yaml", FACTS.encode() + b"# \xff\n", 10, f"byte {len(FACTS) + 2} is not UTF-8"),
    ("facts.yaml", FACTS + "# \x00\n", 10, "U+0000"),
    ("facts.yaml", FACTS + "# \N{RIGHT-TO-LEFT OVERRIDE}\n", 10, "U+202E"),
    ("facts.yaml", FACTS + "#" * 1_100_000, 1, "larger than 1024 KiB"),
]
BODIES = [
    # the first block of a lesson, the line of the mistake, words of its text
    ("A claim without a source.", 8, "cites nothing"),
    ("- A list without a source.", 8, "cites nothing"),
    ("A claim.[@F9]", 8, 'no fact or reference "F9"'),
    ("Two lines,\nand a claim.[@F1, @F2]", 9, "write [@F75]"),
    ("A claim @F1.", 8, "write it as [@F75]"),
    ("One.[@F1]\nTwo [F1, R2].", 9, '"[F1, R2]" is no citation; write it as [@F1; @R2]'),
    ("A [word](term:half-live).[@F1]", 8, 'did you mean "half-life"'),
    ("A [link](unit:secnd).[@F1]", 8, 'did you mean "second"'),
    ("A [link](unit:second#nowhere).[@F1]", 8, 'no passage "nowhere"'),
    ("A [link](#nowhere).[@F1]", 8, 'no passage "nowhere"'),
    ("A [link](http://example.org).[@F1]", 8, "not an address"),
    ("A [link](javascript:alert(1)).[@F1]", 8, "not an address"),
    ("A [link](javascript&colon;alert).[@F1]", 8, "not an address"),
    ("A [link](data:text/html,x).[@F1]", 8, "not an address"),
    ("A [link](../../etc/passwd).[@F1]", 8, "not an address"),
    ("A [l[@F1]](term:half-life).", 8, "inside the words of a link"),
    ("<b onclick=x>A claim.</b>[@F1]", 8, "is HTML"),
    ("<!-- hidden --> A claim.[@F1]", 8, "is HTML"),
    ("![a](img/line.svg) A claim.[@F1]", 8, "a box of its own"),
    ("# A title\n\nA claim.[@F1]", 8, '"##" and "###"'),
    ("## Main", 8, 'needs "main" for itself'),
    ("## Footnotes", 8, 'needs "footnotes" for itself'),
    ("A claim.[@F1] {#key-1 criticl}", 8, '"criticl" cannot stand in braces'),
    ("A claim {plain} goes on.", 8, "in the middle"),
    ("A.[@F1] {#same}\n\nB.[@F1] {#same}", 10, "on line 8 already"),
    ("A claim.[@F1]\n\n{#late}", 10, "directly under it"),
    ("Words:\n- an item[@F1]", 9, "an empty line before"),
    ("```\ncode[@F1]", 8, "has no end"),
    ("Title\n-----", 9, "not underlined"),
    ("/// notes | A\nx\n///", 8, 'no box "notes"'),
    ("/// note | A\nA claim.[@F1]", 8, "has no end"),
    ("/// crisis\nx\n///", 9, "filled in"),
    ("/// from | second#key-points\n///", 8, "for pages of the guide"),
    ("/// note | A\nA claim.\n///", 9, "cites nothing"),
    ("/// note\nA claim.[@F1]\n///", 8, "missing its title"),
    ("/// table | A\nid: doses\n\n|A|B|\n|---|---|\n|1[@F1]|2|\n///", 9, 'write "    id: doses"'),
    ("/// note A title\nA claim.[@F1]\n///", 8, 'opens no box; write "/// kind" or'),
    ("///", 8, "closes no box"),
    ("On suicidal thoughts.[@F1]", 8, "crisis box"),
    ("A claim.[@F1][^1]", 8, 'no footnote "1"'),
    ("A claim.[@F1]\n\n[^1]: Unused.", 10, "nothing points to"),
    (">" * 400 + " x[@F1]", 8, "nested too deeply"),
    ("[" * 5000, 8, "too many special characters"),
    ("x[@F1] " + "word " * 3000, 8, "too long"),
    ("word " * 25_000, 8, "characters; split it"),
]


@pytest.mark.parametrize(("file", "content", "line", "words"), BROKEN)
def test_a_mistake_is_named_with_file_and_line(tmp_path, file, content, line, words):
    found = mistakes(write_course(tmp_path, **{file: content}))
    name = file.rpartition("/")[0] if "says what it is" in words else file
    assert [
        each for each in found if (each.file, each.line) == (name, line) and words in each.text
    ], found


@pytest.mark.parametrize(("body", "line", "words"), BODIES)
def test_a_mistake_in_a_text_is_named_with_its_line(tmp_path, body, line, words):
    found = mistakes(
        write_course(
            tmp_path, **{FIRST_LESSON: lesson(body), "01-start/020-second.md": without_links()}
        )
    )
    assert [
        each
        for each in found
        if (each.file, each.line) == (FIRST_LESSON, line) and words in each.text
    ], found


def without_links():
    return SECOND.replace("[the first](unit:welcome#danger)", "the first")


def test_a_word_in_brackets_that_is_no_tag_of_the_course_is_a_word(tmp_path):
    words = "[B12] or `[F1]`, or [F1](https://example.org/f1)"
    course = read_course(
        write_course(tmp_path, **{FIRST_LESSON: LESSON.replace("A second point", words)})
    )
    assert words in course.unit("welcome").markdown


def test_every_mistake_is_said_at_once_in_the_order_of_the_files(tmp_path):
    changes = {
        "facts.yaml": FACTS.replace("high", "hihg"),
        FIRST_LESSON: LESSON.replace("@R2", "@R9"),
        "img/X.svg": SVG,
    }
    found = mistakes(write_course(tmp_path, **changes))
    assert [(each.file, each.line) for each in found] == [
        (FIRST_LESSON, 31),
        ("facts.yaml", 4),
        ("img/X.svg", 1),
    ]


def test_a_suicide_lesson_with_the_crisis_box_is_fine(tmp_path):
    body = "On suicidal thoughts.[@F1]\n\n/// crisis\n///"
    changes = {FIRST_LESSON: lesson(body), "01-start/020-second.md": without_links()}
    assert read_course(write_course(tmp_path, **changes))


def test_links_to_other_places_are_refused(tmp_path):
    secret = tmp_path / "secret.md"
    secret.write_text("secret")
    folder = write_course(tmp_path)
    os.symlink(secret, folder / "01-start/030-secret.md")
    os.symlink(tmp_path, folder / "02-outside")
    assert [(each.file, each.line) for each in mistakes(folder)] == [
        ("01-start/030-secret.md", 1),
        ("02-outside", 1),
    ]


def test_too_many_files_are_refused(tmp_path, monkeypatch):
    monkeypatch.setattr("course.source.files.MAX_FILES", 5)
    (found,) = mistakes(write_course(tmp_path))
    assert found.text == "a course has at most 5 files; take out what does not belong to it"


def test_a_folder_that_is_not_there_is_said(tmp_path):
    assert [each.line for each in mistakes(tmp_path / "nowhere")] == [1]


def test_the_folder_may_have_any_name(tmp_path):
    folder = write_course(tmp_path)
    same = folder.rename(tmp_path / "My checkout (2)")
    assert read_course(same).slug == "tiny-course"


def test_a_course_may_be_the_root_of_a_git_repository(tmp_path):
    course = read_course(write_course(tmp_path))
    folder = write_course(tmp_path)
    added = [".git/HEAD", ".gitlab/checks/Check.yml", "README.md", "LICENSE", ".gitignore",
             "CONTRIBUTING.md", "img/.DS_Store", "01-start/README.md"]  # fmt: skip
    for name in added:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text("No part of the course.")
    assert read_course(folder).digest == course.digest


def test_an_empty_folder_is_said(tmp_path):
    assert mistakes(tmp_path) == (
        Mistake(
            "course.yaml",
            1,
            "the folder is empty; write course.yaml first, see docs/content-format.md",
        ),
    )


def test_a_course_without_modules_is_said(tmp_path):
    changes = {name: None for name in FILES if name.startswith(("01-", "guide"))}
    assert any("no module" in each.text for each in mistakes(write_course(tmp_path, **changes)))
