"""Which questions an attempt asks: an exact matching of places to questions, so that overlapping rules never fail where
they can be met. Pure."""

import hashlib
import hmac
from collections.abc import Sequence
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


def draw(rules: Sequence[tuple[int, Sequence[Candidate]]], seed: bytes) -> list[Candidate]:
    """One question a place, in the order of the rules; ``rules`` are (how many, candidates). Raises CannotDraw.

    Bipartite matching by augmenting paths (Kuhn 1955) between places and families; candidates are tried from the least
    seen, those seen alike in the order of HMAC-SHA256(seed, id).
    """
    places = [rule for rule, (count, _candidates) in enumerate(rules) for _each in range(count)]
    ordered = [_ordered(candidates, seed) for _count, candidates in rules]
    taken: dict[str, int] = {}  # family: index of the place that has it
    chosen: dict[int, Candidate] = {}
    for place in range(len(places)):
        met: set[str] = set()
        if not _assign(place, places, ordered, taken, chosen, met):
            competing = {places[taken[family]] for family in met} | {places[place]}
            raise CannotDraw(frozenset(competing))
    return [chosen[place] for place in range(len(places))]


def _assign(
    place: int,
    places: Sequence[int],
    ordered: Sequence[Sequence[Candidate]],
    taken: dict[str, int],
    chosen: dict[int, Candidate],
    met: set[str],
) -> bool:
    """Give ``place`` a candidate, moving others if need be. ``met`` collects the families that were tried."""
    for candidate in ordered[places[place]]:
        if candidate.family in met:
            continue
        met.add(candidate.family)
        holder = taken.get(candidate.family)
        if holder is None or _assign(holder, places, ordered, taken, chosen, met):
            taken[candidate.family] = place
            chosen[place] = candidate
            return True
    return False


def _ordered(candidates: Sequence[Candidate], seed: bytes) -> list[Candidate]:
    return sorted(candidates, key=lambda each: (each.seen, keyed(seed, str(each.id))))


def keyed(seed: bytes, text: str) -> bytes:
    """What sorts in an order that nobody foresees without the seed."""
    return hmac.digest(seed, text.encode(), hashlib.sha256)


def shuffled(ids: Sequence[str], seed: bytes, salt: str) -> list[str]:
    """``ids`` in the order of the seed; ``salt`` keeps two questions of an attempt apart."""
    return sorted(ids, key=lambda each: keyed(seed, f"{salt}:{each}"))
