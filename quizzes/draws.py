"""Which questions an attempt asks: an exact matching of questions to rules, so that overlapping rules never fail where
they can be met. Pure."""

import hashlib
import hmac
from collections.abc import Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Candidate:
    """A question that may be drawn. An attempt asks at most one of a ``family``; ``seen`` counts how often this learner
    met it, so that what was seen least comes first."""

    id: int
    family: str
    seen: int = 0


class CannotDraw(Exception):
    """The rules ask for more than the bank holds; ``places`` are the indexes of the rules that compete."""

    def __init__(self, places: frozenset[int]) -> None:
        super().__init__(f"rules {sorted(places)} compete for too few questions")
        self.places = places


Families = Mapping[str, Mapping[int, Candidate]]  # by name: the candidate of each rule, least seen


def draw(rules: Sequence[tuple[int, Sequence[Candidate]]], seed: bytes) -> list[Candidate]:
    """One question a place, in the order of the rules; ``rules`` are (how many, candidates). Raises CannotDraw.

    Families come in from the least seen, those seen alike in the order of HMAC-SHA256(seed, id), each by an augmenting
    path (Kuhn 1955), and none leaves again. Sets that can be drawn together are the independent sets of a matroid, so
    that this greedy order gives the least sum of ``seen`` (Edmonds 1971); where siblings are open to different rules,
    the sum may be a little more.
    """
    families = _families(rules, seed)
    free = [count for count, _candidates in rules]
    drawn: list[list[str]] = [[] for _rule in rules]
    for family in families:
        if not any(free):
            break
        _admit(family, families, free, drawn, set())
    if any(free):
        raise CannotDraw(_competing(next(rule for rule, count in enumerate(free) if count), families, drawn))
    return [families[family][rule] for rule, names in enumerate(drawn) for family in names]


def _families(rules: Sequence[tuple[int, Sequence[Candidate]]], seed: bytes) -> Families:
    """The families, what was seen least first."""
    found: dict[str, dict[int, Candidate]] = {}
    offered = {candidate for _count, candidates in rules for candidate in candidates}
    order = {each: (each.seen, keyed(seed, str(each.id))) for each in offered}
    ranked = [(order[each], rule, each) for rule, (_count, candidates) in enumerate(rules) for each in candidates]
    for _rank, rule, candidate in sorted(ranked, key=lambda row: row[:2]):
        found.setdefault(candidate.family, {}).setdefault(rule, candidate)
    return found


def _admit(family: str, families: Families, free: list[int], drawn: list[list[str]], met: set[int]) -> bool:
    """Give ``family`` a place, moving others to another rule if need be. ``met`` collects the rules that were tried."""
    for rule in families[family]:
        if rule in met:
            continue
        met.add(rule)
        if free[rule]:
            free[rule] -= 1
            drawn[rule].append(family)
            return True
        for place, other in enumerate(drawn[rule]):
            if _admit(other, families, free, drawn, met):
                drawn[rule][place] = family
                return True
    return False


def _competing(short: int, families: Families, drawn: Sequence[Sequence[str]]) -> frozenset[int]:
    """The rules that together ask for more than all their families (Hall 1935), beginning with one left ``short``."""
    holder = {family: rule for rule, names in enumerate(drawn) for family in names}
    reached = {short}
    while more := {holder[name] for name, rules in families.items() if reached & rules.keys()} - reached:
        reached |= more
    return frozenset(reached)


def keyed(seed: bytes, text: str) -> bytes:
    """What sorts in an order that nobody foresees without the seed."""
    return hmac.digest(seed, text.encode(), hashlib.sha256)


def shuffled(ids: Sequence[str], seed: bytes, salt: str) -> list[str]:
    """``ids`` in the order of the seed; ``salt`` keeps two questions of an attempt apart."""
    return sorted(ids, key=lambda each: keyed(seed, f"{salt}:{each}"))
