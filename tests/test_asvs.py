"""docs/asvs.md judges every requirement of ASVS 5.0.0 of the levels 1 and 2, each once."""

import re
from collections import Counter
from pathlib import Path

DOCS = Path(__file__).resolve().parent.parent / "docs"
TEXT = (DOCS / "asvs.md").read_text()
# The numbers of each section of the standard (version 5.0.0, May 2025), those of level 3 left out.
LEVEL_1 = """
1.2: 1-5; 1.3: 1-2; 1.5: 1; 2.1: 1; 2.2: 1-2; 2.3: 1; 3.2: 1-2; 3.3: 1; 3.4: 1-2; 3.5: 1-3;
4.1: 1; 4.4: 1; 5.2: 1-2; 5.3: 1-2; 6.1: 1; 6.2: 1-8; 6.3: 1-2; 6.4: 1-2; 7.2: 1-4; 7.4: 1-2;
8.1: 1; 8.2: 1-2; 8.3: 1; 9.1: 1-3; 9.2: 1; 10.4: 1-5; 11.3: 1-2; 11.4: 1; 12.1: 1; 12.2: 1-2;
13.4: 1; 14.2: 1; 14.3: 1; 15.1: 1; 15.2: 1; 15.3: 1
"""
LEVEL_2 = """
1.1: 1-2; 1.2: 6-9; 1.3: 3-11; 1.4: 1-3; 1.5: 2; 2.1: 2-3; 2.2: 3; 2.3: 2-4; 2.4: 1; 3.3: 2-4;
3.4: 3-6; 3.5: 4-5; 3.7: 1-2; 4.1: 2-3; 4.2: 1; 4.3: 1-2; 4.4: 2-4; 5.1: 1; 5.2: 3; 5.4: 1-3;
6.1: 2-3; 6.2: 9-12; 6.3: 3-4; 6.4: 3-4; 6.5: 1-5; 6.6: 1-3; 6.8: 1-4; 7.1: 1-3; 7.3: 1-2;
7.4: 3-5; 7.5: 1-2; 7.6: 1-2; 8.1: 2; 8.2: 3; 8.4: 1; 9.2: 2-4; 10.1: 1-2; 10.2: 1-2; 10.3: 1-4;
10.4: 6-11; 10.5: 1-5; 10.6: 1-2; 10.7: 1-3; 11.1: 1-2; 11.2: 1-3; 11.3: 3; 11.4: 2-4; 11.5: 1;
11.6: 1; 12.1: 2-3; 12.3: 1-4; 13.1: 1; 13.2: 1-5; 13.3: 1-2; 13.4: 2-5; 14.1: 1-2; 14.2: 2-4;
14.3: 2-3; 15.1: 2-3; 15.2: 2-3; 15.3: 2-7; 16.1: 1; 16.2: 1-5; 16.3: 1-4; 16.4: 1-3; 16.5: 1-3;
17.1: 1; 17.2: 1-4; 17.3: 1-2
"""
STATES = {"met", "not met", "operator", "not applicable"}
ROW = re.compile(r"^\| (V[\d.]+) \| (\d) \| ([^|]+) \| ([^|]+) \| ([^|]+) \|$", re.MULTILINE)
TEST = re.compile(r"`tests/[\w/]+\.py: test_\w+`")
DOCUMENT = re.compile(r"\]\((\.\./)?[\w-]+\.md\)")


def numbers(text: str) -> list[str]:
    """Return ``V1.2.1`` … of a list of sections with the first and the last number in each."""
    found = []
    for section, first, last in re.findall(r"([\d.]+): (\d+)(?:-(\d+))?", text):
        found += [f"V{section}.{number}" for number in range(int(first), int(last or first) + 1)]
    return found


def test_every_requirement_of_both_levels_is_judged_once():
    standard = dict.fromkeys(numbers(LEVEL_1), "1")
    standard |= dict.fromkeys(numbers(LEVEL_2), "2")
    assert Counter(standard.values()) == {"1": 70, "2": 183}
    judged = [(row[0], row[1]) for row in ROW.findall(TEXT)]
    assert sorted(judged) == sorted(standard.items())


def test_what_is_met_names_a_test_or_a_document_or_says_that_it_was_read():
    rows = ROW.findall(TEXT)
    assert {state for _id, _level, _about, state, _by in rows} == STATES
    met = [(number, by) for number, _level, _about, state, by in rows if state == "met"]
    unshown = [
        number
        for number, by in met
        if not (TEST.search(by) or DOCUMENT.search(by) or re.match(r"read\b", by))
    ]
    assert unshown == []


def test_the_counts_above_the_tables_are_those_of_the_tables():
    rows = ROW.findall(TEXT)
    counted = Counter(state for _id, _level, _about, state, _by in rows)
    summary = dict(re.findall(r"^\| ([a-z ]+) \| (\d+) \|", TEXT, re.MULTILINE))
    assert {state: int(count) for state, count in summary.items()} == counted
    for level in "12":
        missed = [
            number for number, its, _about, state, _by in rows if (its, state) == (level, "not met")
        ]
        assert re.search(rf"Of level {level} {len(missed)}\b.*: {', '.join(missed)}\.", TEXT)
