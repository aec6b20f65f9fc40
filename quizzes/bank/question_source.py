"""A question as it was read from a file of any format."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from course.text.blocks import ParsedText


@dataclass(frozen=True)
class QuestionSource:
    """Hold a question as it was read.

    body: what is hashed and marked.
    lines: the line of each text and field in ``file``: "vignette", "option.a", "facts".
    source: the file as it was written.
    texts: each text of the body, parsed, by its name.
    twin_of: the id of the must-pass question whose twin it is; "" for any other question.
    cautious: the id of the option that stops, waits or calls; "" if none does. Notes of the author,
    both: no page shows them to a learner, and they are no part of what a learner is asked.
    """

    ref: str
    kind: str
    body: dict[str, Any]
    objectives: tuple[str, ...]
    remediation: str
    facts: tuple[str, ...]
    points: int
    file: str
    line: int
    lines: Mapping[str, int] = field(default_factory=dict)
    group: str = ""
    must_pass: bool = False
    twin_of: str = ""
    cautious: str = ""
    source: str = ""
    texts: Mapping[str, ParsedText] = field(default_factory=dict, compare=False)

    def canonical(self) -> dict[str, object]:
        """Return what of it counts as content: not where it lies, nor how its file is written."""
        return {
            "id": self.ref,
            "kind": self.kind,
            "body": self.body,
            "objectives": self.objectives,
            "remediation": self.remediation,
            "facts": self.facts,
            "points": self.points,
            "group": self.group,
            "must_pass": self.must_pass,
        }

    @cached_property
    def asked_text(self) -> str:
        """Return what it asks, in a form that compares."""
        parts = [self.texts[name].markdown for name in ("vignette", "stem") if name in self.texts]
        parts.append(str(self.body.get("passage", "")))
        words = " ".join(parts).casefold().split()
        return " ".join(words)

    @property
    def family(self) -> str:
        """Return what an attempt asks at most once: the group, or the question itself."""
        return f"group {self.group}" if self.group else f"question {self.ref}"

    def line_of(self, name: str) -> int:
        """Return the line of the text of that name, or that of the question."""
        return self.lines.get(name, self.line)
