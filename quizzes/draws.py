"""Draw the questions that an attempt asks. Pure.

Questions are matched to rules exactly, so overlapping rules are met whenever they can be met.
"""

import hashlib
import hmac
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache


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


Rules = Sequence[tuple[int, Sequence[Candidate]]]  # how many questions, and from which
CandidateByRule = dict[int, Candidate]  # of one family: for each rule, the one least seen
Families = dict[str, CandidateByRule]  # by name, in the order in which they are admitted


def draw(rules: Rules, seed: bytes) -> list[Candidate]:
    """Return the questions drawn, in the order of the rules. Raises CannotDraw.

    Families are admitted from the least seen on; families seen equally often come in the order of
    HMAC-SHA256(seed, id). An augmenting path (Kuhn 1955) admits each, and none is removed later.
    Sets that can be drawn together are the independent sets of a matroid, so this greedy order
    gives the least sum of ``seen`` (Edmonds 1971). If siblings are open to different rules, the
    sum may be a little more.
    """
    families = _families(rules, seed)
    counts = [count for count, _candidates in rules]
    matching = _Matching(families, counts)
    for family in families:
        if not any(matching.free):
            break
        matching.admit(family, tried=set())

    if any(matching.free):
        raise CannotDraw(matching.competing_rules())
    return matching.candidates()


def _families(rules: Rules, seed: bytes) -> Families:
    """Return the families, the least seen first."""

    @cache  # a candidate may stand in many rules
    def rank(candidate: Candidate) -> tuple[int, bytes]:
        return candidate.seen, sort_key(seed, str(candidate.id))

    offers = []
    for rule, (_count, candidates) in enumerate(rules):
        for candidate in candidates:
            offers.append((rank(candidate), rule, candidate))
    offers.sort(key=lambda offer: offer[:2])

    families: Families = {}
    for _rank, rule, candidate in offers:
        by_rule = families.setdefault(candidate.family, {})
        by_rule.setdefault(rule, candidate)
    return families


@dataclass
class _Matching:
    """Match families with the rules that ask for them.

    free: how many places each rule has left. drawn: the families that each rule has drawn.
    """

    families: Families
    free: list[int]
    drawn: list[list[str]] = field(init=False)

    def __post_init__(self) -> None:
        self.drawn = [[] for _rule in self.free]

    def admit(self, family: str, tried: set[int]) -> bool:
        """Give the family a place. Return False if there is none.

        Moves other families to another rule if need be. tried: collects the rules that were tried.
        """
        for rule in self.families[family]:
            if rule in tried:
                continue
            tried.add(rule)
            if self.free[rule]:
                self.free[rule] -= 1
                self.drawn[rule].append(family)
                return True
            if self._replace(rule, family, tried):
                return True
        return False

    def _replace(self, rule: int, family: str, tried: set[int]) -> bool:
        """Give the family the place of another, if that other finds a place elsewhere."""
        for place, other in enumerate(self.drawn[rule]):
            if self.admit(other, tried):
                self.drawn[rule][place] = family
                return True
        return False

    def candidates(self) -> list[Candidate]:
        """Return the questions drawn, in the order of the rules."""
        candidates = []
        for rule, names in enumerate(self.drawn):
            for family in names:
                by_rule = self.families[family]
                candidates.append(by_rule[rule])
        return candidates

    def competing_rules(self) -> frozenset[int]:
        """Return the rules that together ask for more than all their families (Hall 1935)."""
        rule_of = {}
        for rule, names in enumerate(self.drawn):
            for family in names:
                rule_of[family] = rule

        short = [rule for rule, count in enumerate(self.free) if count]
        competing: set[int] = set()
        more = {short[0]}
        while more:
            competing |= more
            # All families of these rules are drawn. The rules that drew them compete too.
            for family, by_rule in self.families.items():
                if competing & by_rule.keys():
                    more.add(rule_of[family])
            more -= competing
        return frozenset(competing)


def sort_key(seed: bytes, text: str) -> bytes:
    """Return a key that sorts texts in an order that nobody foresees without the seed."""
    message = text.encode()
    return hmac.digest(seed, message, hashlib.sha256)


def shuffled(ids: Sequence[str], seed: bytes, salt: str) -> list[str]:
    """Return the ids in the order of the seed.

    salt: gives each question of an attempt an order of its own.
    """

    def key(shuffled_id: str) -> bytes:
        return sort_key(seed, f"{salt}:{shuffled_id}")

    return sorted(ids, key=key)
