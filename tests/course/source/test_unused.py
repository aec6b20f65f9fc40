"""What no page shows is warned of, on its line, and stops nothing."""

from course.source import Mistake, read_course
from tests.course.course_folder import (
    FACTS,
    FILES,
    GLOSSARY,
    QUESTION,
    QUIZ_FILES,
    REFERENCES,
    SVG,
    write_course,
)

UNUSED_FACT = "F3:\n  text: No text says so.\n  references: [R3]\n  confidence: high\n"
UNUSED_TERM = "late-effect:\n  term: Late effect\n  definition: It comes late.\n"
OF_FACT = "R3:\n  title: Of the fact\n  kind: label\n  seen: page\n"
UNUSED_REFERENCE = "R4:\n  title: Of nothing\n  kind: label\n  seen: page\n"


def warnings(folder) -> list[Mistake]:
    return list(read_course(folder).warnings)


def warning(file: str, line: int, text: str) -> Mistake:
    return Mistake(file, line, text, is_warning=True)


def test_a_course_that_uses_all_it_holds_has_no_warnings(tmp_path):
    assert warnings(write_course(tmp_path, **QUIZ_FILES)) == []


def test_a_guide_without_pages_is_named(tmp_path):
    (only,) = warnings(write_course(tmp_path, **QUIZ_FILES, **{"guide/010-at-a-glance.md": None}))
    assert (only.file, only.line) == ("course.yaml", 1)
    assert only.text.startswith("the guide that learners take home has no page")


def test_what_nothing_uses_is_named_once_on_its_line(tmp_path):
    changes = {
        "facts.yaml": FACTS + UNUSED_FACT,
        "references.yaml": REFERENCES + OF_FACT + UNUSED_REFERENCE,
        "glossary.yaml": GLOSSARY + UNUSED_TERM,
        "img/second.svg": SVG,
    }
    assert warnings(write_course(tmp_path, **changes)) == [
        warning("facts.yaml", 10, 'nothing cites the fact "F3"; cite it, or remove it'),
        warning(
            "glossary.yaml",
            4,
            'no text uses the term "late-effect"; '
            "link it as [word](term:late-effect), or remove it",
        ),
        warning(
            "img/second.svg",
            1,
            "no lesson shows this picture; show it in a figure box, or remove it",
        ),
        warning(
            "references.yaml",
            16,
            'nothing cites the reference "R4"; cite it or a fact of it, or remove it',
        ),
    ]


def test_what_a_question_cites_and_links_is_used(tmp_path):
    cites = QUESTION.replace("facts: [F1]", "facts: [F1, F3]").replace(
        "It was measured.[@F1]", "It was a [late thing](term:late-effect).[@R4]"
    )
    changes = {
        "facts.yaml": FACTS + UNUSED_FACT,
        "references.yaml": REFERENCES + OF_FACT + UNUSED_REFERENCE,
        "glossary.yaml": GLOSSARY + UNUSED_TERM,
        "01-start/090-quiz/010-one-thing.md": cites,
    }
    assert warnings(write_course(tmp_path, **(QUIZ_FILES | changes))) == []


def test_a_term_whose_words_stand_in_a_text_is_used(tmp_path):
    changes = {
        "glossary.yaml": GLOSSARY + UNUSED_TERM,
        "01-start/020-second.md": FILES["01-start/020-second.md"].replace(
            "Much.", "A late effect."
        ),
    }
    assert warnings(write_course(tmp_path, **changes)) == []
