"""changes.yaml: what it must explain, what it may not say, and where its words go."""

import re
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from course.models import Edition
from course.publishing import PublicationRefusedError, prepare, publish
from course.source import SourceError, read_course
from tests.course.course_folder import (
    COURSE,
    FIRST_LESSON,
    GUIDE,
    LESSON,
    QUESTION,
    QUIZ_FILES,
    write_course,
)
from tests.quizzes.quiz_folder import changed

QUESTION_FILE = "01-start/090-quiz/010-one-thing.md"
DOSE = changed(LESSON, ("A dangerous thing.", "It is 5 mg."), ("- One thing is so.", "- Take 2."))
OTHER_DOSE = {FIRST_LESSON: DOSE.replace("5 mg", "50 mg")}
OTHER_ANSWER = {QUESTION_FILE: changed(QUESTION, ("[x] (a)", "[ ] (a)"), ("[ ] (b)", "[x] (b)"))}
FILES = {**QUIZ_FILES, FIRST_LESSON: DOSE}
MARKED = (
    "changes:\n  - {unit: welcome, passage: danger, mark: clinical, what: It is 50., why: W.}\n"
)


def entry(about: str, mark: str = "clinical") -> dict[str, str]:
    """changes.yaml with one entry."""
    return {"changes.yaml": f"changes:\n  - {{{about}, mark: {mark}, what: What., why: Why.}}\n"}


def publish_after(path, **files) -> Edition | None:
    """The edition with other files, after one without."""
    publish(read_course(write_course(path / "old", **FILES)))
    return publish(read_course(write_course(path / "new", **FILES | files)))


# --- what has to be explained -------------------------------------------------------------------

REFUSED = {
    "a number without a word": (
        OTHER_DOSE,
        ["changes.yaml:1: number changed (unit \"welcome\", passage \"danger\"): "
         "“It is 5 mg.” is “It is 50 mg.” now; write an entry with mark, what and why"],
    ),
    "an answer without a word": (
        OTHER_ANSWER,
        ["changes.yaml:1: right answer changed (question \"one-thing\"): “Right answer: One thing”"
         " is “Right answer: No thing” now; write an entry with mark, what and why"],
    ),
    "an answer that is named by its quiz alone": (
        OTHER_ANSWER | entry("unit: start-quiz"),
        ["changes.yaml:1: right answer changed (question \"one-thing\"): “Right answer: One thing”"
         " is “Right answer: No thing” now; write an entry with mark, what and why",
         "changes.yaml:2: nothing changed in unit \"start-quiz\" since the edition before;"
         " take the entry out"],
    ),
    "another answer as an editorial change": (
        OTHER_ANSWER | entry("question: one-thing", "editorial"),
        ["changes.yaml:2: another answer is right now, which is not editorial; "
         "write clinical or safety"],
    ),
    "what did not change": (
        OTHER_DOSE | {"changes.yaml": MARKED + "  - {unit: secund, mark: editorial, what: X.}\n"},
        ["changes.yaml:3: nothing changed in unit \"secund\" since the edition before;"
         " take the entry out"],
    ),
    "a passage by nearly its name": (
        OTHER_DOSE | {"changes.yaml": MARKED.replace("danger,", "dangers,")},
        ["changes.yaml:1: number changed (unit \"welcome\", passage \"danger\"): "
         "“It is 5 mg.” is “It is 50 mg.” now; write an entry with mark, what and why",
         "changes.yaml:2: nothing changed in unit \"welcome\", passage \"dangers\" since the "
         "edition before; take the entry out; did you mean \"danger\"?"],
    ),
    "twice the same": (
        OTHER_DOSE | {"changes.yaml": MARKED + MARKED.partition("\n")[2]},
        ["changes.yaml:3: line 2 speaks of the same; keep one of the two"],
    ),
}  # fmt: skip


@pytest.mark.django_db
@pytest.mark.parametrize(("files", "mistakes"), REFUSED.values(), ids=REFUSED)
def test_an_edition_that_does_not_explain_itself_is_refused(tmp_path, files, mistakes):
    publish(read_course(write_course(tmp_path / "old", **FILES)))
    prepared = prepare(read_course(write_course(tmp_path / "new", **FILES | files)))
    assert sorted(map(str, prepared.mistakes)) == mistakes
    with pytest.raises(PublicationRefusedError, match="changes.yaml:"):
        publish(prepared.source)
    assert Edition.objects.count() == 1


ACCEPTED = {
    "a passage": OTHER_DOSE | {"changes.yaml": MARKED},
    "all of a lesson": OTHER_DOSE | entry("unit: welcome", "editorial"),
    "a question": OTHER_ANSWER | entry("question: one-thing"),
    "words that need no entry": {FIRST_LESSON: DOSE.replace("- A second", "- Another")},
    "words of the right answer": {
        QUESTION_FILE: QUESTION.replace("(a) One thing", "(a) A thing"),
    } | entry("question: one-thing", "editorial"),
    "the guide that repeats a lesson": {
        FIRST_LESSON: DOSE.replace("Take 2", "Take 3"),
    } | entry("unit: welcome, passage: key-points"),
}  # fmt: skip


@pytest.mark.django_db
@pytest.mark.parametrize("files", ACCEPTED.values(), ids=ACCEPTED)
def test_an_edition_that_explains_itself_is_published(tmp_path, files):
    edition = publish_after(tmp_path, **files)
    assert not [one for one in edition.corrections.all() if one.must_be_marked and not one.mark]


@pytest.mark.django_db
def test_the_words_of_a_passage_go_before_those_of_its_lesson(tmp_path):
    lesson = DOSE.replace("5 mg", "50 mg").replace("Take 2", "Take 3")
    whole = "  - {unit: welcome, mark: editorial, what: All.}\n"
    changes = MARKED.replace("changes:\n", f"changes:\n{whole}")
    edition = publish_after(tmp_path, **{FIRST_LESSON: lesson, "changes.yaml": changes})
    words = edition.corrections.values_list("place", "new_passage", "mark", "what", "why")
    assert set(words) == {
        ("unit", "danger", "clinical", "It is 50.", "W."),
        ("unit", "key-points", "editorial", "All.", ""),
        ("guide", "at-a-glance-key-points", "editorial", "All.", ""),
    }


@pytest.mark.django_db
def test_on_a_new_site_nothing_is_compared_and_the_words_are_left_aside(tmp_path):
    safety = entry("unit: welcome, passage: danger", "safety")
    edition = publish(read_course(write_course(tmp_path, **FILES | safety)))
    assert (edition.number, edition.safety_correction) == (1, "")
    assert not edition.corrections.exists()


@pytest.mark.django_db
def test_a_reason_of_several_entries_is_said_once(tmp_path):
    about = "changes:"
    for passage, what in (("danger", "It is 50."), ("key-points", "Take 3.")):
        about += f"\n  - {{unit: welcome, passage: {passage}, mark: safety, what: {what}, why: W.}}"
    dose = changed(OTHER_DOSE[FIRST_LESSON], ("Take 2.", "Take 3."))
    edition = publish_after(tmp_path, **{FIRST_LESSON: dose, "changes.yaml": about + "\n"})
    assert edition.safety_correction == "It is 50. Take 3. W."


@pytest.mark.django_db
def test_an_entry_marked_safety_makes_a_safety_correction(tmp_path):
    safety = entry("unit: welcome, passage: danger", "safety")
    edition = publish_after(tmp_path, **OTHER_DOSE | safety)
    assert edition.safety_correction == "What. Why."
    assert edition.corrections.first().mark == "safety"


@pytest.mark.django_db
def test_the_words_are_part_of_the_edition(tmp_path):
    assert publish_after(tmp_path, **OTHER_DOSE | {"changes.yaml": MARKED}).number == 2
    other = MARKED.replace("It is 50.", "It is fifty.")
    folder = write_course(tmp_path / "new", **FILES | OTHER_DOSE | {"changes.yaml": other})
    with pytest.raises(PublicationRefusedError, match="nothing changed in unit"):
        publish(read_course(folder))


# --- how it is written --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "mistake"),
    [
        ("- {unit: a, mark: big, what: X., why: Y.}", '"mark" is "big"; write one of clinical'),
        ("- {unit: a, mark: clinical, why: Y.}", '"what" is missing'),
        ("- {unit: a, mark: clinical, what: X.}", '"why" is missing'),
        ("- {mark: editorial, what: X.}", "write one of unit, question, term, guide, with its key"),
        ("- {unit: a, term: b, mark: editorial, what: X.}", "an entry speaks of one thing"),
        (
            "- {term: b, passage: c, mark: editorial, what: X.}",
            "only a unit or a page of the guide",
        ),
        ("- {unit: a, mark: editorial, what: X., when: now}", 'there is no field "when" here'),
        ("- unit a", 'each of "changes" has fields of its own'),
    ],
)
def test_an_entry_that_is_written_wrong_is_reported_with_its_line(tmp_path, text, mistake):
    folder = write_course(tmp_path, **{"changes.yaml": f"changes:\n  {text}\n"})
    with pytest.raises(SourceError) as error:
        read_course(folder)
    found = [one for one in error.value.mistakes if one.file == "changes.yaml"]
    assert [one.line for one in found] == [2]
    assert mistake in found[0].text


# --- before a publication -----------------------------------------------------------------------


def check_against(path, **files) -> str:
    """What check_course prints of a folder, compared with the one before."""
    old = write_course(path / "old", **FILES)
    new = write_course(path / "new", **FILES | files)
    out = StringIO()
    try:
        call_command("check_course", str(new), "--against", str(old), stdout=out, stderr=out)
    except SystemExit:
        out.write("stopped\n")
    return out.getvalue()


def test_a_check_against_an_old_folder_reads_no_words_of_the_provider(tmp_path, django_db_blocker):
    takes_crisis = {"course.yaml": re.sub("crisis:.*", "crisis: true", COURSE)}
    with django_db_blocker.block():
        text = check_against(tmp_path, **OTHER_DOSE | takes_crisis)
    assert "number changed: welcome#danger" in text


def test_a_check_against_the_old_folder_prints_what_to_write(tmp_path, django_db_blocker):
    with django_db_blocker.block():
        text = check_against(tmp_path, **OTHER_DOSE)
    assert text.endswith("""\
tiny-course cannot be published.
1 error, 0 warnings.

What differs, in 1 place:
  number changed: welcome#danger (1.1 Welcome)
    - It is 5 mg.
    + It is 50 mg.

Write into changes.yaml, and fill in:

changes:
  # Before: It is 5 mg.
  # Now: It is 50 mg.
  - unit: welcome
    passage: danger
    mark:  # editorial, clinical or safety
    what:  # in a sentence for learners; it gives no answer away
    why:
stopped
""")


def test_what_is_printed_is_accepted_once_it_is_filled_in_and_not_before(tmp_path):
    printed = check_against(tmp_path / "a", **OTHER_DOSE | OTHER_ANSWER)
    entries = printed[printed.index("changes:\n  #") :].removesuffix("stopped\n")
    unfilled = check_against(
        tmp_path / "b", **OTHER_DOSE | OTHER_ANSWER, **{"changes.yaml": entries}
    )
    assert '"mark" is missing' in unfilled
    for name, words in (("mark", "clinical"), ("what", "So."), ("why", "A study.")):
        entries = entries.replace(f"    {name}:", f"    {name}: {words}")
    text = check_against(tmp_path / "c", **OTHER_DOSE | OTHER_ANSWER, **{"changes.yaml": entries})
    assert "0 errors, 0 warnings." in text
    assert "    clinical: So. A study.\n    - It is 5 mg.\n    + It is 50 mg.\n" in text
    assert "stopped" not in text


def test_what_the_guide_repeats_is_asked_for_once(tmp_path):
    other_point = {FIRST_LESSON: DOSE.replace("Take 2.", "Take 3.")}
    text = check_against(tmp_path, **other_point)
    assert "1 error, 0 warnings." in text
    assert "\nWhat differs, in 2 places:" in text
    assert text.count("    mark:") == 1
    assert "  - unit: welcome\n    passage: key-points\n" in text


def test_two_courses_are_not_compared(tmp_path):
    other = COURSE.replace("slug: tiny-course", "slug: other-course")
    with pytest.raises(CommandError, match="A slug never changes"):
        check_against(tmp_path, **{"course.yaml": other})


def test_an_old_folder_with_mistakes_is_said_to_have_them(tmp_path):
    old = write_course(tmp_path / "old", **FILES | {"guide/010-at-a-glance.md": GUIDE[:9]})
    new = write_course(tmp_path / "new", **FILES)
    with pytest.raises(CommandError, match="has mistakes itself"):
        call_command("check_course", str(new), "--against", str(old), stderr=StringIO())
