"""Read changes.yaml: what an edition changes since the one before, and why, in words."""

from dataclasses import dataclass

from course.source.fields import Fields

FILE = "changes.yaml"
EDITORIAL, CLINICAL, SAFETY = MARKS = ("editorial", "clinical", "safety")
MAX_LETTERS = 600
SUBJECTS = ("unit", "question", "term", "guide")  # what an entry speaks of, by its field


@dataclass(frozen=True)
class NotedChange:
    """Hold one entry of changes.yaml.

    subject: what it speaks of, one of ``SUBJECTS``; key: of that.
    passage: a passage of a lesson or of a page of the guide; "" if it speaks of all of it.
    line: where the entry begins.
    """

    subject: str
    key: str
    passage: str
    mark: str
    what: str
    why: str
    line: int


def read_changes(file: Fields | None) -> tuple[NotedChange, ...]:
    """Return the entries of changes.yaml; none if there is no such file."""
    if file is None:
        return ()
    entries = [_read_entry(fields) for fields in file.mappings("changes", required=False)]
    file.done()
    return tuple(entry for entry in entries if entry)


def _read_entry(fields: Fields) -> NotedChange | None:
    """Return an entry, or None (reported) if it does not say what it speaks of."""
    keys = {name: fields.key(name, required=False) for name in SUBJECTS}
    passage = fields.key("passage", required=False)
    mark = fields.choice("mark", MARKS)
    entry = NotedChange(
        subject=next((name for name in SUBJECTS if fields.has(name)), ""),
        key=next(filter(None, keys.values()), ""),
        passage=passage,
        mark=mark,
        what=fields.text("what", max_length=MAX_LETTERS),
        why=fields.text("why", required=mark != EDITORIAL, max_length=MAX_LETTERS),
        line=fields.line(),
    )
    fields.done()
    if not _speaks_of_one_thing(fields):
        return None
    if passage and entry.subject not in {"unit", "guide"}:
        fields.mistake("passage", "only a unit or a page of the guide has passages; leave it out")
    return entry


def _speaks_of_one_thing(fields: Fields) -> bool:
    """Return whether one of ``SUBJECTS`` is given, and only one; else report."""
    if sum(map(fields.has, SUBJECTS)) == 1:
        return True
    names = ", ".join(SUBJECTS)
    fields.mistake("", f"an entry speaks of one thing; write one of {names}, with its key")
    return False
