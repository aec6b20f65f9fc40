"""Read what a course says of itself on its pages, guide and certificate. No Django."""

from typing import TypedDict

from course.source.fields import Fields, did_you_mean
from course.source.parts import RoleSource
from course.text.word_rules import NAMED_RULES
from course.text.wording import SPEAKS_OF_CREDIT, SPEAKS_OF_REVIEW

MAX_STANDING_LINES = 3
MAX_CRISIS_LINES = 4
MAX_LINE_LETTERS = 200
MAX_SENTENCE_LETTERS = 300
MAX_FRAME_LETTERS = 80
MAX_ROLES = 6
MAX_ROLE_KEY_LETTERS = 40
MAX_ROLE_NAME_LETTERS = 40
MAX_MARK_LETTERS = 2


class CourseWords(TypedDict):
    """What a course says of itself, by the names of ``CourseSource``."""

    kind_of_course: str
    standing: tuple[str, ...]
    objectives_frame: str
    certificate_says: str
    guide_caution: str
    crisis: tuple[str, ...]
    takes_crisis_of_provider: bool
    roles: tuple[RoleSource, ...]
    wording: tuple[str, ...]
    plain: bool


def read_course_words(fields: Fields) -> CourseWords:
    """Return the words, all of which may be missing; report what is wrong with them."""
    takes_crisis_of_provider = fields.is_true("crisis")
    crisis: tuple[str, ...] = ()
    if not takes_crisis_of_provider:
        crisis = _lines(fields, "crisis", MAX_CRISIS_LINES)
    return CourseWords(
        kind_of_course=_sentence(fields, "kind_of_course", MAX_LINE_LETTERS),
        standing=_lines(fields, "standing", MAX_STANDING_LINES),
        objectives_frame=_sentence(fields, "objectives_frame", MAX_FRAME_LETTERS),
        certificate_says=_certificate_says(fields),
        guide_caution=_sentence(fields, "guide_caution", MAX_LINE_LETTERS),
        crisis=crisis,
        takes_crisis_of_provider=takes_crisis_of_provider,
        roles=_roles(fields),
        wording=_wording(fields),
        plain=fields.boolean("plain", default=False),
    )


def _sentence(fields: Fields, name: str, max_length: int) -> str:
    return fields.text(name, required=False, max_length=max_length)


def _lines(fields: Fields, name: str, at_most: int) -> tuple[str, ...]:
    """Return a list of sentences that may be missing; report too many, and too long ones."""
    lines = fields.texts(name, required=False)
    if len(lines) > at_most:
        fields.mistake(name, f'"{name}" has {len(lines)} lines; write {at_most} at most')
    for line in lines:
        if len(line) > MAX_LINE_LETTERS:
            text = f'"{line[:40]}…" has {len(line)} characters; shorten it to {MAX_LINE_LETTERS}'
            fields.mistake(name, text)
    return tuple(lines)


def _certificate_says(fields: Fields) -> str:
    """Return what the course page says of the certificate; credit and review are worked out."""
    text = _sentence(fields, "certificate_says", MAX_SENTENCE_LETTERS)
    if SPEAKS_OF_CREDIT.search(text) or SPEAKS_OF_REVIEW.search(text):
        mistake = "whether there is credit and a review is worked out for each certificate"
        fields.mistake("certificate_says", f"{mistake}; leave it out here")
    return text


def _roles(fields: Fields) -> tuple[RoleSource, ...]:
    """Return the roles that readers may say they have."""
    roles: list[RoleSource] = []
    for role_fields in fields.mappings("roles", required=False):
        role = _role(role_fields)
        if role.key in {other.key for other in roles}:
            role_fields.mistake("key", f'there is a role "{role.key}" already; write another key')
        if role.mark and role.mark in {other.mark for other in roles}:
            text = f'another role has the mark "{role.mark}" already; write another mark'
            role_fields.mistake("mark", text)
        roles.append(role)
    if len(roles) > MAX_ROLES:
        text = f'"roles" has {len(roles)} roles; {MAX_ROLES} can be told apart in lessons'
        fields.mistake("roles", text)
    return tuple(roles)


def _role(fields: Fields) -> RoleSource:
    """Return one role; report a key that is too long."""
    role = RoleSource(
        key=fields.key("key"),
        name=fields.text("name", max_length=MAX_ROLE_NAME_LETTERS),
        mark=fields.text("mark", max_length=MAX_MARK_LETTERS),
    )
    fields.done()
    if len(role.key) > MAX_ROLE_KEY_LETTERS:
        text = f"the key of a role has {MAX_ROLE_KEY_LETTERS} characters at most; shorten it"
        fields.mistake("key", text)
    return role


def _wording(fields: Fields) -> tuple[str, ...]:
    """Return the names of word rules; report those that do not exist."""
    names = fields.texts("wording", required=False)
    for name in names:
        if name not in NAMED_RULES:
            known = ", ".join(NAMED_RULES)
            close = did_you_mean(name, NAMED_RULES) or f"; write one of {known}"
            fields.mistake("wording", f'there are no word rules "{name}"{close}')
    return tuple(names)
