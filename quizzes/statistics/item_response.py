"""Item response curves for published parameters. Nothing is fitted here: small cohorts are too few for it.

Curves: Birnbaum 1968; ability: the expected a posteriori estimate of Bock and Mislevy 1982.
"""

import re
from collections.abc import Mapping, Sequence
from math import exp, log, sqrt
from typing import Any

NUMBER = r"[-+]?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?"
CURVE = re.compile(rf"P_([123])pl\(((?:(?:th|a|b|c)={NUMBER},?)*)\)", re.IGNORECASE)
EAP = re.compile(rf"eap_1pl_b=\(((?:{NUMBER},?)+)\)_grid(\d+)", re.IGNORECASE)


def probability(theta: float, b: float, a: float = 1.0, c: float = 0.0) -> float:
    """Return the probability of a right answer at ability ``theta`` (1PL, 2PL, 3PL).

    b: difficulty. a: slope. c: guessing.
    """
    return c + (1 - c) / (1 + exp(min(a * (b - theta), 700)))


def information(theta: float, b: float, a: float = 1.0) -> float:
    """Return the information of a 2PL item about ability at ``theta``."""
    right = probability(theta, b, a)
    return a * a * right * (1 - right)


def ability(row: Sequence[Any], difficulties: Sequence[float], points: int) -> tuple[float, float]:
    """Estimate ability from the answers of ``row`` under 1PL: (mean, standard deviation).

    row: 0, 1, or None for an item that was not asked. points: places of the grid from -4 to 4.
    The prior is standard normal.
    """
    grid = [-4 + 8 * place / (points - 1) for place in range(points)]
    likelihoods = [-theta * theta / 2 for theta in grid]  # logarithms: a long test would underflow
    for answer, b in zip(row, difficulties, strict=True):
        if answer is not None:
            for place, theta in enumerate(grid):
                right = probability(theta, b)
                likelihoods[place] += log(right if answer else 1 - right)
    highest = max(likelihoods)
    weights = [exp(likelihood - highest) for likelihood in likelihoods]
    mass = sum(weights)
    mean = sum(theta * weight for theta, weight in zip(grid, weights, strict=True)) / mass
    variance = (
        sum((theta - mean) ** 2 * weight for theta, weight in zip(grid, weights, strict=True))
        / mass
    )
    return mean, sqrt(variance)


def values(asked: Mapping[str, Any], rows: Sequence[Sequence[Any]]) -> dict[str, Any]:
    """Return the value of everything that ``asked`` names.

    asked: names such as "P_2pl(th=0.5,a=1.2,b=-0.3)", "I_2pl", "P_3pl(c=.2)" and
    "eap_1pl_b=(-1,0,1)_grid81", where a parameter that a name leaves out is that of the names
    before it; or the parameters themselves: theta, a, b, c, difficulties, grid.
    The value is None if the name is not understood or its parameters are missing.
    """
    names = (
        asked
        if any(CURVE.fullmatch(name) or EAP.fullmatch(name) for name in asked)
        else _names(asked)
    )
    known: dict[str, float] = {}
    return {name: _value(name, known, rows) for name in names}


def _value(name: str, known: dict[str, float], rows: Sequence[Sequence[Any]]) -> Any:
    if curve := CURVE.fullmatch(name):
        known |= {
            key.lower(): float(number)
            for key, number in re.findall(rf"(th|a|b|c)=({NUMBER})", curve[2], re.I)
        }
        wanted = {"1": ("th", "b"), "2": ("th", "b", "a"), "3": ("th", "b", "a", "c")}[curve[1]]
        return probability(*(known[key] for key in wanted)) if known.keys() >= set(wanted) else None
    if name.lower() == "i_2pl" and known.keys() >= {"th", "b", "a"}:
        return information(known["th"], known["b"], known["a"])
    if eap := EAP.fullmatch(name):
        difficulties = [float(number) for number in eap[1].split(",") if number]
        fits = int(eap[2]) > 1 and all(len(row) == len(difficulties) for row in rows)
        fits = fits and all(answer in {0, 1, None} for row in rows for answer in row)
        return [ability(row, difficulties, int(eap[2])) for row in rows] if fits else None
    return None


def _names(given: Mapping[str, Any]) -> list[str]:
    """Return the names for parameters that are given one by one."""
    theta, a, b, c = (given.get(key) for key in ("theta", "a", "b", "c"))
    theta = given.get("th", theta)
    difficulties = given.get("difficulties", b if isinstance(b, list) else None)
    names = []
    if theta is not None and b is not None and not isinstance(b, list):
        names.append(f"P_1pl(th={theta},b={b})")
        names += [f"P_2pl(th={theta},a={a},b={b})", "I_2pl"] if a is not None else []
        names += [f"P_3pl(c={c})"] if a is not None and c is not None else []
    if difficulties:
        names.append(f"eap_1pl_b=({','.join(map(str, difficulties))})_grid{given.get('grid', 81)}")
    return names
