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


# Who is where.
Presence = tuple[Person, Room]
# One way in which a function is covered: all of them together.
Way = tuple[Presence, ...]


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
        rooms = tuple(_rooms(box))
        people = tuple(_people(box, rooms))
        rows = box.rows(COLUMNS)
        foot = box.paragraphs()
        if alt is None or not rooms or not people:
            return None
        functions = _functions(box, rows, rooms, people)
        return cls(
            alt=alt,
            note=note,
            rooms=rooms,
            people=people,
            functions=functions,
            done=done,
            foot=foot,
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


def _people(box: FigureBox, rooms: Sequence[Room]) -> Iterator[Person]:
    """Yield the people of the setting "people"."""
    keys = [room.key for room in rooms]
    entries = _entries(box, "people")
    for number, (written, line) in enumerate(entries, 1):
        person = _person(written, f"p{number}")
        if person is not None and person.room in keys:
            yield person
            continue
        known = " or ".join(keys)
        text = f'"{written[:60]}" is nobody in a room; write "Tom = assistant, {known}"'
        box.problem(line, text)


def _person(written: str, key: str) -> Person | None:
    """Return the person of "Tom = assistant, dosing"; None if that is not what was written."""
    person = PERSON.fullmatch(written)
    if person is None:
        return None
    return Person(
        key=key,
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


def _functions(
    box: FigureBox,
    rows: Sequence[Row],
    rooms: Sequence[Room],
    people: Sequence[Person],
) -> tuple[Function, ...]:
    functions = []
    for row in rows:
        ways = _ways(box, row, rooms, people)
        function = Function(
            name=row["Function"],
            ways=ways,
            if_covered=row["If covered"],
            if_not=row["If not"],
        )
        functions.append(function)
    return tuple(functions)


def _ways(
    box: FigureBox, row: Row, rooms: Sequence[Room], people: Sequence[Person]
) -> tuple[Way, ...]:
    """Return the ways that a row names; report what does not say who is where."""
    ways = []
    for written in OR.split(row.text("Covered if")):
        way = _way(written, rooms, people)
        if way is None:
            mistake = f'"{written[:60]}" does not say who is where'
            box.problem(row.line, f'{mistake}; write "Tom in dosing and Ann in next"')
        else:
            ways.append(way)
    return tuple(ways)


def _way(written: str, rooms: Sequence[Room], people: Sequence[Person]) -> Way | None:
    """Return who has to be where; None if that is not what was written."""
    way = []
    for part in written.split(" and "):
        presence = _presence(part.strip(), rooms, people)
        if presence is None:
            return None
        way.append(presence)
    return tuple(way)


def _presence(written: str, rooms: Sequence[Room], people: Sequence[Person]) -> Presence | None:
    """Return the person and the room of "Tom in dosing"; None if it names none of these."""
    presence = PRESENCE.fullmatch(written)
    if presence is None:
        return None
    person_by_name = {person.name: person for person in people}
    room_by_key = {room.key: room for room in rooms}
    person = person_by_name.get(presence["name"])
    room = room_by_key.get(presence["room"])
    if person is None or room is None:
        return None
    return person, room
