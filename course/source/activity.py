"""Read what accreditors ask a course to say of itself beside its content. No Django."""

from collections.abc import Collection
from typing import TypedDict

from course.source.fields import Fields, did_you_mean
from course.source.parts import (
    ContributorSource,
    NeedSource,
    PilotSource,
    RelationshipSource,
)

MAX_NEEDS = 6
MAX_OPEN_ROLES = 8
MAX_NEED_LETTERS = 400
MAX_ORIGIN_LETTERS = 800
MAX_ROLE_LETTERS = 200
# Fewer people measure nothing.
FEWEST_IN_A_PILOT = 5
MAX_MINUTES = 6000
MAX_PEOPLE = 10_000


class Activity(TypedDict):
    """What a course says of its making, by the names of ``CourseSource``."""

    contributors: tuple[ContributorSource, ...]
    open_roles: tuple[str, ...]
    origin: str
    hardware: str
    needs: tuple[NeedSource, ...]
    pilot: PilotSource | None


def read_activity(fields: Fields, facts: Collection[str]) -> Activity:
    """Return what course.yaml says of its making; report what is wrong with it.

    facts: the tags of the course's facts.
    """
    return Activity(
        contributors=_contributors(fields),
        open_roles=_open_roles(fields),
        origin=fields.text("origin", required=False, max_length=MAX_ORIGIN_LETTERS),
        hardware=fields.text("hardware", required=False, max_length=MAX_ORIGIN_LETTERS),
        needs=_needs(fields, facts),
        pilot=_pilot(fields),
    )


def _contributors(course: Fields) -> tuple[ContributorSource, ...]:
    """Return the people who made the course, each with what they disclosed."""
    people = []
    for fields in course.mappings("authors"):
        person = ContributorSource(
            name=fields.text("name", max_length=200),
            role=fields.text("role", max_length=MAX_ROLE_LETTERS),
            credentials=fields.text("credentials", required=False, max_length=200),
            asked_on=fields.date("asked_on", required=False),
            relationships=_relationships(fields),
        )
        if person.relationships and not fields.has("asked_on"):
            text = "write the day on which this person was asked: asked_on: 2026-11-24"
            fields.mistake("relationships", text)
        fields.done()
        people.append(person)
    return tuple(people)


def _relationships(person: Fields) -> tuple[RelationshipSource, ...]:
    """Return the financial relationships of one person in the past 24 months."""
    # Pages put a full stop behind each of the two texts.
    relationships = []
    for fields in person.mappings("relationships", required=False):
        relationship = RelationshipSource(
            company=fields.text("company", max_length=200),
            nature=fields.text("nature", max_length=200).removesuffix("."),
            mitigation=fields.text("mitigation", max_length=300).removesuffix("."),
        )
        fields.done()
        relationships.append(relationship)
    return tuple(relationships)


def _open_roles(fields: Fields) -> tuple[str, ...]:
    """Return the roles that nobody holds yet."""
    roles = fields.texts("open_roles", required=False)
    if len(roles) > MAX_OPEN_ROLES:
        text = f'"open_roles" has {len(roles)} roles; write {MAX_OPEN_ROLES} at most'
        fields.mistake("open_roles", text)
    return tuple(roles)


def _needs(course: Fields, facts: Collection[str]) -> tuple[NeedSource, ...]:
    """Return what practice lacks, each with the facts that show it."""
    needs = []
    for fields in course.mappings("needs", required=False):
        need = _need(fields, facts)
        needs.append(need)
    if len(needs) > MAX_NEEDS:
        text = f'"needs" has {len(needs)} entries; write {MAX_NEEDS} at most'
        course.mistake("needs", text)
    return tuple(needs)


def _need(fields: Fields, facts: Collection[str]) -> NeedSource:
    """Return one need; report facts that the course does not have."""
    need = NeedSource(
        text=fields.text("text", max_length=MAX_NEED_LETTERS),
        facts=tuple(fields.tags("facts")),
    )
    for tag in need.facts:
        if tag not in facts:
            close = did_you_mean(tag, facts) or "; add it to facts.yaml"
            fields.mistake("facts", f'there is no fact "{tag}"{close}')
    fields.done()
    return need


def _pilot(course: Fields) -> PilotSource | None:
    """Return how long learners took in a pilot; None if there was none."""
    fields = course.mapping("pilot", required=False)
    if fields is None:
        return None
    pilot = PilotSource(
        people=fields.integer("people", minimum=FEWEST_IN_A_PILOT, maximum=MAX_PEOPLE),
        minutes=fields.integer("minutes", minimum=1, maximum=MAX_MINUTES),
        ended_on=fields.date("ended_on"),
    )
    fields.done()
    return pilot
