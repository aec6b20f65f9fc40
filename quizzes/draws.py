"""Draw the questions that an attempt asks. Pure.

Questions are matched to rules exactly, so overlapping rules are met whenever they can be met.
"""

import hashlib
import hmac
from collections.abc import Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Candidate:
    """Hold a question that may be drawn.

    family: an attempt asks at most one question of a family.
    seen: how often this learner met the question; what was seen least is drawn first.
    """

    id: int
    family: str
    seen: int = 0


class CannotDraw(Exception):
    """Raised when the rules ask for more questions than the bank holds.

    places: the indexes of the rules that compete.
    """

    def __init__(self, places: frozenset[int]) -> None:
        super().__init__(f"rules {sorted(places)} compete for too few questions")
        self.places = places


Families = Mapping[str, Mapping[int, Candidate]]  # by name: the candidate of each rule, least seen


def draw(rules: Sequence[tuple[int, Sequence[Candidate]]], seed: bytes) -> list[Candidate]:
    """Return the questions drawn, in the order of the rules. Raises CannotDraw.

    rules: (how many, candidates) of each rule.

    Families are admitted from the least seen on; families seen equally often come in the order of
    HMAC-SHA256(seed, id). An augmenting path (Kuhn 1955) admits each, and none is removed later.
    Sets that can be drawn together are the independent sets of a matroid, so this greedy order
    gives the least sum of ``seen`` (Edmonds 1971). If siblings are open to different rules, the
    sum may be a little more.
    """
    families = _families(rules, seed)
    free = [count for count, _candidates in rules]
    drawn: list[list[str]] = [[] for _rule in rules]
    for family in families:
        if not any(free):
            break
        _admit(family, families, free, drawn, set())
    if any(free):
        raise CannotDraw(
            _competing(next(rule for rule, count in enumerate(free) if count), families, drawn)
        )
    return [families[family][rule] for rule, names in enumerate(drawn) for family in names]


def _families(rules: Sequence[tuple[int, Sequence[Candidate]]], seed: bytes) -> Families:
    """Return the families, the least seen first."""
    families: dict[str, dict[int, Candidate]] = {}
    offered = {candidate for _count, candidates in rules for candidate in candidates}
    rank = {candidate: (candidate.seen, sort_key(seed, str(candidate.id))) for candidate in offered}
    ranked = [
        (rank[candidate], rule, candidate)
        for rule, (_count, candidates) in enumerate(rules)
        for candidate in candidates
    ]
    for _rank, rule, candidate in sorted(ranked, key=lambda row: row[:2]):
        families.setdefault(candidate.family, {}).setdefault(rule, candidate)
    return families


def _admit(
    family: str, families: Families, free: list[int], drawn: list[list[str]], tried: set[int]
) -> bool:
    """Give the family a place. Return False if there is none.

    Moves other families to another rule if need be.
    free: how many places each rule has left.
    drawn: the families drawn by each rule.
    tried: collects the rules that were tried.
    """
    for rule in families[family]:
        if rule in tried:
            continue
        tried.add(rule)
        if free[rule]:
            free[rule] -= 1
            drawn[rule].append(family)
            return True
        for place, other in enumerate(drawn[rule]):
            if _admit(other, families, free, drawn, tried):
                drawn[rule][place] = family
                return True
    return False


def _competing(short: int, families: Families, drawn: Sequence[Sequence[str]]) -> frozenset[int]:
    """Return the rules that together ask for more than all their families (Hall 1935).

    short: a rule that was left with too few questions.
    """
    rule_of = {family: rule for rule, names in enumerate(drawn) for family in names}
    competing = {short}
    while True:
        wanted = (family for family, rules in families.items() if competing & rules.keys())
        more = {rule_of[family] for family in wanted} - competing
        if not more:
            return frozenset(competing)
        competing |= more


def sort_key(seed: bytes, text: str) -> bytes:
    """Return a key that sorts texts in an order that nobody foresees without the seed."""
    return hmac.digest(seed, text.encode(), hashlib.sha256)


def shuffled(ids: Sequence[str], seed: bytes, salt: str) -> list[str]:
    """Return the ids in the order of the seed.

    salt: gives each question of an attempt an order of its own.
    """
    return sorted(ids, key=lambda shuffled_id: sort_key(seed, f"{salt}:{shuffled_id}"))
