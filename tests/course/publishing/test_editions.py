"""What an edition is made of: every field as its file has it, its number, the digest of all."""

import os
from datetime import UTC, date, datetime
from io import StringIO

import pytest
from django.core.management import call_command

from course.models import Course, Edition
from course.publishing import publish
from course.source import SourceError, read_course
from course.source.files import Report, tree_of
from course.source.folders import read_folder
from tests.course.course_folder import (
    COURSE,
    FACTS,
    FILES,
    FIRST_LESSON,
    GLOSSARY,
    GUIDE,
    LESSON,
    MODULE,
    QUESTION,
    QUIZ,
    QUIZ_FILES,
    REFERENCES,
    SECOND,
    SVG,
    write_course,
)

LESSONS = ("welcome", "second")
NOON = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
EVERY_FILE = FILES | QUIZ_FILES
QUIZ_FILE, QUESTION_FILE = QUIZ_FILES


# --- the digest ---------------------------------------------------------------------------------


def digests(folder) -> tuple[str, str]:
    """Of the whole folder, and of its module."""
    tree = tree_of(read_folder(folder, Report()), Report())
    return tree.digest(), tree.digest("01-start")


@pytest.mark.parametrize("name", EVERY_FILE)
def test_a_byte_of_any_file_changes_the_digest_of_the_course_and_of_its_module_alone(
    tmp_path, name
):
    course, module = digests(write_course(tmp_path, **QUIZ_FILES))
    changed = EVERY_FILE[name].encode()[:-1] + b" "
    new_course, new_module = digests(write_course(tmp_path, **QUIZ_FILES | {name: changed}))
    assert new_course != course
    assert (new_module != module) == name.startswith("01-start/")


@pytest.mark.parametrize(
    "changes",
    [
        {FIRST_LESSON: None},
        {"01-start/030-third.md": ""},
        {"img/empty.svg": ""},
        {"01-start/020-second.md": None, "01-start/021-second.md": SECOND},
        {"01-start/020-second.md": LESSON, FIRST_LESSON: SECOND},
        {"01-start/010-welcome.md": LESSON[:-1], "01-start/020-second.md": LESSON[-1] + SECOND},
        {"facts.yaml": GLOSSARY, "glossary.yaml": FACTS},
    ],
    ids=[
        "left out",
        "added empty",
        "picture added empty",
        "renamed",
        "swapped",
        "a byte moved over",
        "lists swapped",
    ],
)
def test_where_a_byte_stands_is_a_part_of_the_digest(tmp_path, changes):
    before = digests(write_course(tmp_path / "before"))
    assert digests(write_course(tmp_path / "after", **changes))[0] != before[0]


def test_the_size_of_a_file_is_a_part_of_the_digest_so_that_no_file_hides_in_another(tmp_path):
    for folder, files in {"two": {"a.md": "1", "b.md": "2"}, "one": {"a.md": "14 b.md 2"}}.items():
        (tmp_path / folder).mkdir()
        for name, text in files.items():
            (tmp_path / folder / name).write_text(text)
    assert digests(tmp_path / "one") != digests(tmp_path / "two")


def test_the_digest_of_a_module_holds_no_file_of_one_whose_name_begins_alike(tmp_path):
    before = digests(write_course(tmp_path))
    write_course(tmp_path, **{"01-start-two/module.yaml": MODULE})
    assert digests(tmp_path / "tiny-course")[1] == before[1]


def test_times_and_order_of_writing_are_no_part_of_the_digest(tmp_path):
    one = write_course(tmp_path / "one", **QUIZ_FILES)
    other = tmp_path / "other" / "tiny-course"
    for name, text in reversed(EVERY_FILE.items()):
        (other / name).parent.mkdir(parents=True, exist_ok=True)
        (other / name).write_text(text)
        os.utime(other / name, (0, 0))
    assert digests(one) == digests(other)


@pytest.mark.parametrize("name", ["notes.txt", "01-start/draft.md~", "Readme.md", "readme"])
def test_what_is_no_part_of_a_course_is_refused_not_passed_over(tmp_path, name):
    with pytest.raises(SourceError) as refused:
        read_course(write_course(tmp_path, **{name: "x"}))
    assert [mistake.file for mistake in refused.value.mistakes] == [name]


def run(folder, *options) -> str:
    out = StringIO()
    call_command("publish_course", str(folder), *options, stdout=out, stderr=out)
    return out.getvalue()


# --- a new edition for any change, never one for an old content ---------------------------------

# A small valid change of each file.
CHANGES = {
    "course.yaml": COURSE.replace("Nobody paid.", "A hospital paid."),
    "references.yaml": REFERENCES.replace("2020", "2021"),
    "facts.yaml": FACTS.replace("2027-01-01", "2027-01-02"),
    "glossary.yaml": GLOSSARY.replace("an amount", "any amount"),
    "img/line.svg": SVG.replace("Line", "A line"),
    "01-start/module.yaml": MODULE.replace("One sentence.", "Another sentence."),
    FIRST_LESSON: LESSON.replace("A second point.", "Another point."),
    "01-start/020-second.md": SECOND.replace("Go on.", "Go on now."),
    "guide/010-at-a-glance.md": GUIDE.replace("In short.", "Briefly."),
    QUIZ_FILE: QUIZ.replace("The quiz", "A quiz"),
    QUESTION_FILE: QUESTION.replace("(b) No thing", "(b) Nothing"),
}


@pytest.mark.django_db
def test_each_changed_file_makes_the_next_edition_and_no_content_is_published_twice(tmp_path):
    assert set(CHANGES) == set(EVERY_FILE)
    contents = [{}]
    for name, text in CHANGES.items():
        contents.append(contents[-1] | {name: text})
    folders = [
        write_course(tmp_path / str(n), **QUIZ_FILES | content)
        for n, content in enumerate(contents)
    ]
    editions = [publish(read_course(folder)) for folder in folders]
    assert [edition.number for edition in editions] == list(range(1, 13))
    assert [publish(read_course(folder)) for folder in folders] == [None] * 12
    assert Course.objects.get().current_edition == editions[-1]
    for number in (1, 7, 12):
        text = run(folders[number - 1])
        assert f"Nothing has changed: this is edition {number} of tiny-course." in text
        assert ("Edition 12 is the newest, and stays so." in text) == (number < 12)
    assert Edition.objects.count() == 12


@pytest.mark.django_db
def test_each_course_numbers_its_own_editions(tmp_path):
    other = COURSE.replace("slug: tiny-course", "slug: other-course")
    folder = write_course(tmp_path, **QUIZ_FILES, **{"course.yaml": other}).rename(
        tmp_path / "other-course"
    )
    publish(read_course(folder))
    for text in (COURSE, COURSE.replace("Nobody paid.", "A hospital paid.")):
        publish(read_course(write_course(tmp_path, **QUIZ_FILES, **{"course.yaml": text})))
    assert sorted(Edition.objects.values_list("course__slug", "number")) == [
        ("other-course", 1),
        ("tiny-course", 1),
        ("tiny-course", 2),
    ]


# --- what is stored -----------------------------------------------------------------------------

WHOLE = """\
slug: tiny-course
title: A tiny course
short_title: Tiny
language: en
promise: You will know one thing.
audience: [Prescribers, Nurses]
objectives:
  - {key: know-one-thing, text: Know one thing, bloom: remember}
  - {key: use-it, text: Use it, bloom: apply}
pass_mark: 85
authors:
  - {name: Ada Lovelace, role: Author}
  - {name: Grace Hopper, role: Editor}
disclosures: Ada holds shares.
funding: A hospital paid.
accreditation: Words of an accreditor.
method: Read, then answer.
limits: [It is not a licence., It is no dose advice.]
wont: [Give dose advice., Call anybody.]
released_on: 2026-11-24
reviewed_on: 2026-11-20
expires_on: 2027-11-23
kind_of_course: A course for tests
standing: [Only a test., It permits nothing.]
crisis: ["Call 911.", "Stay there."]
objectives_frame: After it, you
certificate_says: It permits nothing.
guide_caution: Adapt it.
roles:
  - {key: nurse, name: Nurse or monitor, mark: N}
  - {key: cleaner, name: Cleaner, mark: C}
wording: [clinical-medicine]
plain: true
origin: From an article.
hardware: A browser.
open_roles: [Nurse planner, Reviewers]
needs:
  - {text: Nobody watches., facts: [F1, F2]}
pilot: {people: 12, minutes: 430, ended_on: 2026-11-20}
"""


@pytest.mark.django_db
def test_an_edition_stores_every_field_of_its_files(tmp_path, grace):
    final = QUIZ + "final: true\nrequired: true\n"
    optional = SECOND.replace("revision: 1", "revision: 4\nrequired: false")
    changes = {"course.yaml": WHOLE, QUIZ_FILE: final, "01-start/020-second.md": optional}
    source = read_course(write_course(tmp_path, **QUIZ_FILES | changes))
    edition = publish(source, by=grace, at=NOON)
    stored = Edition.objects.filter(pk=edition.pk).values().get()
    del stored["id"], stored["course_id"]
    wanted = {
        "number": 1,
        "digest": source.digest,
        "title": "A tiny course",
        "short_title": "Tiny",
        "language": "en",
        "promise": "You will know one thing.",
        "audience": "Prescribers\nNurses",
        "method": "Read, then answer.",
        "limits": "It is not a licence.\nIt is no dose advice.",
        "wont": "Give dose advice.\nCall anybody.",
        "disclosures": "Ada holds shares.",
        "funding": "A hospital paid.",
        "accreditation": "Words of an accreditor.",
        "pass_mark": 85,
        "minutes": 6,
        "released_on": date(2026, 11, 24),
        "reviewed_on": date(2026, 11, 20),
        "expires_on": date(2027, 11, 23),
        "kind_of_course": "A course for tests",
        "standing": "Only a test.\nIt permits nothing.",
        "crisis": "Call 911.\nStay there.",
        "objectives_frame": "After it, you",
        "certificate_says": "It permits nothing.",
        "guide_caution": "Adapt it.",
        "roles": "nurse\tN\tNurse or monitor\ncleaner\tC\tCleaner",
        "plain": True,
        "origin": "From an article.",
        "hardware": "A browser.",
        "open_roles": "Nurse planner\nReviewers",
        "needs": [{"text": "Nobody watches.", "references": ["R1", "R2"]}],
        "pilot": {"people": 12, "minutes": 430},
        "safety_correction": "",
        "published_at": NOON,
        "published_by_id": grace.pk,
    }
    assert stored == wanted
    assert rows(edition.contributors, "position", "name", "role") == [
        (1, "Ada Lovelace", "Author"),
        (2, "Grace Hopper", "Editor"),
    ]
    assert rows(edition.modules, "key", "position", "title", "summary", "digest") == [
        ("start", 1, "The start", "One sentence.", source.modules[0].digest)
    ]
    assert rows(
        edition.objectives.order_by("pk"), "module__key", "key", "text", "bloom", "position"
    ) == [
        (None, "know-one-thing", "Know one thing", "remember", 1),
        (None, "use-it", "Use it", "apply", 2),
        ("start", "say-it", "Say it", "understand", 1),
    ]
    columns = (
        "key",
        "revision",
        "kind",
        "position",
        "number",
        "required",
        "is_final",
        "sample",
        "minutes",
    )
    assert rows(edition.units, *columns) == [
        ("welcome", 1, "lesson", 1, "1.1", True, False, True, 3),
        ("second", 4, "lesson", 2, "1.2", False, False, False, 1),
        ("start-quiz", 1, "quiz", 3, "", True, True, False, 2),
    ]
    assert rows(edition.units, "key", "objectives__key") == [
        ("welcome", "say-it"),
        ("second", "know-one-thing"),
        ("start-quiz", "say-it"),
    ]


@pytest.mark.django_db
def test_an_edition_stores_what_its_lessons_stand_on(tmp_path):
    edition = publish(read_course(write_course(tmp_path, **QUIZ_FILES)))
    columns = ("tag", "title", "source", "kind", "participants", "url", "seen")
    assert rows(edition.references.order_by("tag"), *columns) == [
        (
            "R1",
            "A trial of one thing",
            "Journal of Things, 2020",
            "trial",
            40,
            "https://example.org/one",
            "abstract",
        ),
        ("R2", "The label of the thing", "", "label", None, "", "excerpt"),
    ]
    facts = edition.facts.order_by("tag")
    assert rows(facts, "tag", "text", "confidence", "review_by") == [
        ("F1", "One thing is so.", "high", date(2027, 1, 1)),
        ("F2", "Another thing is so.", "low", None),
    ]
    assert {fact.tag: tags(fact.references) for fact in facts} == {"F1": ["R1", "R2"], "F2": ["R2"]}
    assert {fact.tag: sorted(fact.units.values_list("key", flat=True)) for fact in facts} == {
        "F1": ["second", "start-quiz", "welcome"],
        "F2": ["second", "welcome"],
    }
    assert {fact.tag: sorted(rows(fact.passages, "unit__key", "key")) for fact in facts} == {
        "F1": [
            ("second", "as-the-first-said"),
            ("welcome", "numbers"),
            ("welcome", "one-thing-is-so-and-its"),
            ("welcome", "role-nurse"),
        ],
        "F2": [
            ("second", "as-the-first-said"),
            ("second", "unknown"),
            ("welcome", "a-first-point-perhaps-a-second"),
            ("welcome", "unknown"),
        ],
    }
    assert rows(edition.glossary, "key", "term", "definition") == [
        ("half-life", "Half-life", "The time in which an amount falls by half.")
    ]
    assert rows(edition.guide_pages, "key", "position", "title") == [
        ("at-a-glance", 1, "At a glance")
    ]
    references = {
        key: rows(edition.units.get(key=key).unit_references, "number", "reference__tag")
        for key in LESSONS
    }
    assert references == {"welcome": [(1, "R1"), (2, "R2")], "second": [(1, "R1"), (2, "R2")]}
    passages = edition.units.get(key="welcome").passages
    assert rows(passages, "position", "key", "kind", "critical") == [
        (1, "one-thing-is-so-and-its", "paragraph", False),
        (2, "a-section", "heading", False),
        (3, "nothing-is-claimed-here-see-the", "paragraph", False),
        (4, "a-first-point-perhaps-a-second", "list", False),
        (5, "numbers", "table", False),
        (6, "drawing", "figure", False),
        (7, "danger", "paragraph", True),
        (8, "role-nurse", "role", False),
        (9, "unknown", "unknown", False),
        (10, "key-points", "key-points", False),
    ]


def rows(queryset, *columns) -> list[tuple]:
    return list(queryset.values_list(*columns))


def tags(queryset) -> list[str]:
    return sorted(queryset.values_list("tag", flat=True))
