"""A quiz on the disk, in the tiny course: for tests to publish or to break."""

from pathlib import Path

from tests.course.course_folder import write_course

FOLDER = "01-start/030-quiz"
QUIZ = """\
key: start-quiz
title: "Quiz: the start"
revision: 1
attempts: 3
cooldown_minutes: 30
"""
SINGLE = """\
---
id: what-is-so
type: single
objectives: [say-it]
remediation: welcome#danger
facts: [F1]
---
A person asks.

What is so?

- [ ] (a) Another thing
      Rationale: It is not so.[@F1]
- [x] (b) One thing
      Rationale: It is so.[@F1]
"""
MULTI = """\
---
id: which-are-so
type: multi
policy: plus_minus
objectives: [say-it, know-one-thing]
remediation: second#key-points
facts: [F1]
points: 2
---
Which of these are so?

- [x] (a) One thing
      Rationale: It is so.[@F1]
- [ ] (b) No thing
      Rationale: Some thing is.[@F1]
- [ ] (c) Each thing
      Rationale: One is.[@F1]
"""
NUMERIC = """\
---
id: how-much
type: numeric
objectives: [say-it]
remediation: welcome#numbers
facts: [F1]
answers:
  - {value: "50", tol: "0.5"}
units: {mg: "1", g: "1000"}
slips:
  - {value: "5", rationale: "That is ten times too little."}
---
How much is it?

Rationale: It is fifty.[@F1]
"""
FILES = {
    f"{FOLDER}/quiz.yaml": QUIZ,
    f"{FOLDER}/010-single.md": SINGLE,
    f"{FOLDER}/020-multi.md": MULTI,
    f"{FOLDER}/030-numeric.md": NUMERIC,
}


def write_quiz(path: Path, **changes: str | None) -> Path:
    """Write the tiny course with its quiz; ``changes`` replaces, adds or (None) leaves out files
    of the quiz's folder: ``write_quiz(tmp_path, **{"010-single.md": "…"})``."""
    return write_course(
        path, **(FILES | {f"{FOLDER}/{name}": text for name, text in changes.items()})
    )


def changed(text: str, *pairs: tuple[str, str]) -> str:
    """``text`` with each old part replaced by the new one; an old part that is not there is an
    error of the test."""
    for old, new in pairs:
        assert old in text, old
        text = text.replace(old, new)
    return text
