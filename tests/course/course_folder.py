"""A tiny valid course on the disk, for tests to publish or to break."""

from pathlib import Path

COURSE = """\
slug: tiny-course
title: A tiny course
short_title: Tiny
language: en
promise: You will know one thing.
audience: [Prescribers]
objectives:
  - {key: know-one-thing, text: Know one thing, bloom: remember}
pass_mark: 80
authors:
  - {name: The authors, role: Authors}
disclosures: None declared.
funding: Nobody paid.
accreditation: null
method: Read.
limits: [It is not a licence.]
wont: [Give dose advice.]
released_on: 2026-11-24
reviewed_on: null
expires_on: 2027-11-24
crisis: ["In an emergency call 911, or 988.", "Stay with the patient."]
roles:
  - {key: prescriber, name: Prescriber, mark: P}
  - {key: nurse, name: Nurse or monitor, mark: N}
wording: [clinical-medicine, ketamine]
"""
REFERENCES = """\
R1:
  title: A trial of one thing
  source: Journal of Things, 2020
  kind: trial
  participants: 40
  url: https://example.org/one
  seen: abstract
R2:
  title: The label of the thing
  kind: label
  seen: excerpt
"""
# It comes before the others, so that their numbers move.
FIRST_REFERENCE = """\
P1:
  title: A law of things
  kind: law
  seen: page
"""
FACTS = """\
F1:
  text: One thing is so.
  references: [R1, R2]
  confidence: high
  review_by: 2027-01-01
F2:
  text: Another thing is so.
  references: [R2]
  confidence: low
"""
GLOSSARY = """\
half-life:
  term: Half-life
  definition: The time in which an amount falls by half.
"""
MODULE = """\
key: start
title: The start
summary: One sentence.
objectives:
  - {key: say-it, text: Say it, bloom: understand}
"""
LESSON = """\
---
key: welcome
title: Welcome
revision: 1
objectives: [say-it]
sample: true
---
One thing is so, and its [half-life](term:half-life) is short.[@F1]

## A section

Nothing is claimed here; see [the table](#numbers). {plain}

- A first point, perhaps.[@F2]
- A second point.

/// table | What was measured
    id: numbers

| Route | Onset |
|---|---|
| Vein | Seconds[@F1] |
///

/// figure | One thing, drawn
    id: drawing

![A line that falls](img/line.svg)
///

A dangerous thing.[@R2]
{#danger critical}

/// role | nurse
Watch.[@F1]
///

/// unknown
Nobody has shown the rest.[@F2]
///

/// key-points
- One thing is so.
///
"""
SECOND = """\
---
key: second
title: The second lesson
revision: 1
objectives: [know-one-thing]
---
As [the first](unit:welcome#danger) said.[@F2; @F1]

/// unknown
Much.[@F2]
///

/// key-points
- Go on.
///
"""
GUIDE = """\
---
key: at-a-glance
title: At a glance
---
In short.[@F1]

/// from | welcome#key-points
///
"""
SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 60 30"><title>Line</title>'
    '<path d="M0 0 60 30"/></svg>\n'
)
QUIZ = """\
key: start-quiz
title: The quiz
revision: 1
"""
QUESTION = """\
---
id: one-thing
type: single
objectives: [say-it]
remediation: welcome#a-section
facts: [F1]
---
A thing is asked about.

Which one is so?

- [x] (a) One thing
      Rationale: It was measured.[@F1]
- [ ] (b) No thing
      Rationale: One was measured.[@F1]
"""
QUIZ_FILES = {"01-start/090-quiz/quiz.yaml": QUIZ, "01-start/090-quiz/010-one-thing.md": QUESTION}
FIRST_LESSON = "01-start/010-welcome.md"
FILES: dict[str, str] = {
    "course.yaml": COURSE,
    "references.yaml": REFERENCES,
    "facts.yaml": FACTS,
    "glossary.yaml": GLOSSARY,
    "img/line.svg": SVG,
    "01-start/module.yaml": MODULE,
    FIRST_LESSON: LESSON,
    "01-start/020-second.md": SECOND,
    "guide/010-at-a-glance.md": GUIDE,
}


def write_course(path: Path, **changes: str | bytes | None) -> Path:
    """Write the course into ``path``/tiny-course.

    changes: replaces, adds or (None) leaves out files, by path:
        ``write_course(tmp_path, **{"facts.yaml": "…"})``.
    """
    folder = path / "tiny-course"
    for name, content in (FILES | changes).items():
        if content is None:
            continue
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content if isinstance(content, bytes) else content.encode())
    return folder


def lesson(body: str, fields: str = "") -> str:
    """A lesson whose text begins with ``body``, on line 8, and has the boxes it must have."""
    head = (
        f"key: welcome\ntitle: Welcome\nrevision: 1\nobjectives: [say-it]\nsample: true\n{fields}"
    )
    return (
        f"---\n{head}---\n{body}\n\n/// unknown\nMuch.[@F2]\n///\n\n/// key-points\n- Go on.\n///\n"
    )
