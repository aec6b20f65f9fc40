"""A question as it was read from a file, in whatever format."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class QuestionSource:
    """A question as read: ``body`` is what is hashed and marked; ``lines`` says where its texts stand in ``file``:
    "vignette", "stem", "rationale", "option.a". ``source`` is the file as it was written."""

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
    source: str = ""

    def __repr__(self) -> str:
        # What a digest of the quiz covers: the same content is the same text wherever its file lies.
        parts = (self.ref, self.kind, self.body, self.objectives, self.remediation, self.facts, self.points)
        return repr((*parts, self.group, self.must_pass))

    @property
    def family(self) -> str:
        """What an attempt asks at most once: the group, or the question itself."""
        return f"group {self.group}" if self.group else f"question {self.ref}"

    def line_of(self, name: str) -> int:
        return self.lines.get(name, self.line)
