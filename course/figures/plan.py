"""A floor plan with people in its rooms, and what that leaves without anybody."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import ClassVar, Self

from course.figures.contract import FigureKind
from course.figures.figure_box import FigureBox, Row, Words
from course.figures.places import Place, place_of

COLUMNS = ("Function", "Covered if", "If covered", "If not")
ROOM = re.compile(r"(?P<key>[a-z0-9-]+) = (?P<name>[^,]+), (?P<place>.+)")
PERSON = re.compile(r"(?P<name>[^=]+) = (?P<what>[^,]+), (?P<room>[a-z0-9-]+)")
PRESENCE = re.compile(r"(?P<name>.+) in (?P<room>[a-z0-9-]+)")
OR = re.compile(r",? or ")


@dataclass(frozen=True)
class Room:
    """Hold a room; its name stands at ``place``, and people below it."""

    key: str
    name: str
    place: Place


@dataclass(frozen=True)
class Person:
    """Hold a person, what they are, and the room in which the author put them."""

    key: str
    name: str
    what: str
    room: str

    @property
    def initial(self) -> str:
        return self.name.split()[-1][0]


# Who is where, for all of them together: one way in which a function is covered.
Way = tuple[tuple[Person, Room], ...]


def _holds(way: Way) -> bool:
    """Tell whether the author put the people so."""
    return all(person.room == room.key for person, room in way)


@dataclass(frozen=True)
class Function:
    """Hold something that somebody must do, and what is so if nobody does.

    ways: each is enough. is_covered: tells it of the people as the author put them.
    """

    name: Words
    ways: tuple[Way, ...]
    if_covered: Words
    if_not: Words

    @property
    def is_covered(self) -> bool:
        return any(_holds(way) for way in self.ways)

    @property
    def rule(self) -> str:
        """Return the ways as the script reads them: "p3:dosing p1:next+p2:dosing"."""
        ways = []
        for way in self.ways:
            parts = [f"{person.key}:{room.key}" for person, room in way]
            ways.append("+".join(parts))
        return " ".join(ways)


@dataclass(frozen=True)
class Plan(FigureKind):
    """Hold a plan. done: what is said once all is covered, where the author says it."""

    alt: Words
    note: Words | None
    rooms: tuple[Room, ...]
    people: tuple[Person, ...]
    functions: tuple[Function, ...]
    done: Words | None
    foot: tuple[Words, ...]

    spoken: ClassVar[frozenset[str]] = frozenset({"alt", "note", "done"})
    silent: ClassVar[frozenset[str]] = frozenset({"Covered if"})
    has_script: ClassVar[bool] = True
    is_explored: ClassVar[bool] = False

    @property
    def open(self) -> int:
        """Return how many functions nobody covers, as the author put the people."""
        return sum(not function.is_covered for function in self.functions)

    @classmethod
    def read(cls, box: FigureBox) -> Self | None:
        box.needed_words("drawing")
        alt = box.needed_words("alt")
        note = box.words("note")
        done = box.words("done")
        rooms = list(_rooms(box))
        keys = [room.key for room in rooms]
        people = list(_people(box, keys))
        rows = box.rows(COLUMNS)
        foot = box.paragraphs()
        if alt is None or not rooms or not people:
            return None
        functions = [_function(row, box, rooms, people) for row in rows]
        return cls(
            alt=alt,
            note=note,
            rooms=tuple(rooms),
            people=tuple(people),
            functions=tuple(functions),
            done=done,
            foot=tuple(foot),
        )


def _rooms(box: FigureBox) -> Iterator[Room]:
    """Yield the rooms of the setting "rooms"."""
    for written, line in _entries(box, "rooms"):
        room = ROOM.fullmatch(written)
        place = place_of(room["place"]) if room else None
        if room is None or place is None:
            text = f'"{written[:60]}" is no room; write "dosing = Dosing room, 6% 14%"'
            box.problem(line, text)
            continue
        yield Room(room["key"], room["name"], place)


def _people(box: FigureBox, rooms: Sequence[str]) -> Iterator[Person]:
    """Yield the people of the setting "people"."""
    entries = _entries(box, "people")
    for number, (written, line) in enumerate(entries, 1):
        person = PERSON.fullmatch(written)
        if person is None or person["room"] not in rooms:
            known = " or ".join(rooms)
            text = f'"{written[:60]}" is nobody in a room; write "Tom = nurse, {known}"'
            box.problem(line, text)
            continue
        yield Person(
            key=f"p{number}",
            name=person["name"],
            what=person["what"],
            room=person["room"],
        )


def _entries(box: FigureBox, name: str) -> list[tuple[str, int]]:
    """Return what stands between the semicolons of a setting, each with its line."""
    words = box.needed_words(name)
    if words is None:
        return []
    entries = [entry.strip() for entry in words.text.split(";")]
    return [(entry, words.line) for entry in entries if entry]


def _function(
    row: Row, box: FigureBox, rooms: Sequence[Room], people: Sequence[Person]
) -> Function:
    ways = []
    for written in OR.split(row.text("Covered if")):
        way = _way(written, rooms, people)
        if way is None:
            remedy = 'write "Tom in dosing and Ann in next"'
            box.problem(row.line, f'"{written[:60]}" does not say who is where; {remedy}')
        else:
            ways.append(way)
    return Function(
        name=row["Function"],
        ways=tuple(ways),
        if_covered=row["If covered"],
        if_not=row["If not"],
    )


def _way(written: str, rooms: Sequence[Room], people: Sequence[Person]) -> Way | None:
    """Return who has to be where; None if that is not what was written."""
    person_by_name = {person.name: person for person in people}
    room_by_key = {room.key: room for room in rooms}
    way: list[tuple[Person, Room]] = []
    for part in written.split(" and "):
        presence = PRESENCE.fullmatch(part.strip())
        if presence is None:
            return None
        person = person_by_name.get(presence["name"])
        room = room_by_key.get(presence["room"])
        if person is None or room is None:
            return None
        way.append((person, room))
    return tuple(way)
