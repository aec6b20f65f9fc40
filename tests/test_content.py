"""The course in this repository, and the account of its sources."""

import re
from collections import Counter, defaultdict
from datetime import date
from pathlib import Path

import pytest
from django.conf import settings

from course.source import overdue_facts
from quizzes.bank.reading import all_questions
from tests.our_course import FOLDER, our_course

SOURCES = Path(settings.BASE_DIR) / "docs" / "content-sources.md"

# Words that were wrong and could hurt somebody. No file of the course may hold them again.
WITHDRAWN = [
    "there are three that come close",
    "or for 24 hours (a ketamine monograph)",
    "a ketamine monograph says 24 hours",
    "no source on stopping alcohol abruptly was read",
    "the caution rests on weak evidence",
    "listed as a caution, on evidence graded weak",
    "liver enzymes, as the prescriber decides",
    "no trial of screening was read",
    "73 people did better",
    "64% of 73",
    "64% from a trial of 73",
    "the half-life of ketamine is twelve hours",
    "both choosing it and leaving it are reasonable",
    "trained observer",
    "observer with the patient",
    "the observer belongs to it",
    "test both sides; if in doubt, call",
    "every 6 seconds",
    "10 a minute",
    "nobody has written the one document",
    "one drug, one receptor",
    "read only in a copy",
    "as far as it was read",
    "this course read",
    "before a lawyer has read it",
    "the order in which it appears",
    "four times as much",
    "you convert from the infusion by",
    "no trial has compared them",
    "no study has shown how long to watch",
    "inflates results",
    "protective signaling at low",
    "esketamine outside a hospital needs",
]

# The day of the third reading, the last day for a check, and public holidays (US, Canada, Quebec)
# between them that are no Monday or Friday.
READ_AGAIN = date(2026, 11, 29)
LAST_CHECK = date(2027, 11, 10)
PUBLIC_HOLIDAYS = {date(2027, 6, 24), date(2027, 7, 1), date(2027, 9, 30)}

# Words on which safety rests, and every file that has to say them.
SAFETY_WORDS = {
    "never give the 100 mg/mL strength into a vein without proper dilution": [
        "02-pharmacology/020"
    ],
    "health care provider": [
        "01-orientation/030",
        "05-safety/010",
        "05-safety/020",
        "05-safety/090-quiz/040",
        "06-therapy/010",
        "08-synthesis/020",
        "08-synthesis/095-final-cases/020",
        "guide/040",
    ],
    "by the reviewers’ estimate about 46 in 100": [
        "04-choosing/040",
        "04-choosing/090-quiz/230",
    ],
    "infusion of ketamine into a vein": ["08-synthesis/095-final-cases/040"],
    "with ALP and GGT": ["04-choosing/020", "05-safety/040", "guide/150"],
    "monitor and refer": ["05-safety/040"],
    "8 hours or more may be needed": ["04-choosing/020", "05-safety/020", "guide/120"],
    "the spray’s rule is not enough for an injection": ["04-choosing/020", "05-safety/020"],
    "not until the prescriber has decided": ["04-choosing/020"],
    "can cause seizures, severe confusion, even death": ["04-choosing/030", "guide/100"],
    "forbidden advertising a narcotic": ["07-ethics/030"],
    "at least 24 hours": [
        "02-pharmacology/030",
        "04-choosing/040",
        "05-safety/020",
        "08-synthesis/095-final-cases/040",
        "guide/130",
    ],
    "sole care": ["04-choosing/040", "05-safety/020", "guide/110", "guide/130"],
    "over four weeks": ["04-choosing/040", "05-safety/030", "guide/110"],
    "opinions of experts, not tested standards": ["05-safety/010"],
    "keeps remote prescribing possible": [
        "01-orientation/030",
        "08-synthesis/030",
        "guide/040",
    ],
    "in writing within one business day": ["05-safety/010"],
    "gasping counts": ["05-safety/030", "06-therapy/030", "guide/140"],
    "call 911, start chest compressions": ["08-synthesis/095-final-cases/200"],
    "chest compressions, and the AED": ["05-safety/030"],
    "chest compressions, AED": ["guide/140"],
    "than before the dose": ["05-safety/030", "guide/120"],
    "do not let the patient stand": ["05-safety/030", "guide/140"],
    "at any blood pressure": [
        "02-pharmacology/030",
        "05-safety/030",
        "06-therapy/030",
        "guide/140",
    ],
    "blood pressure does not change this": ["guide/130"],
    "if you cannot tell, call": [
        "02-pharmacology/030",
        "05-safety/030",
        "06-therapy/030",
        "guide/130",
        "guide/140",
    ],
    "experienced in managing": ["05-safety/020", "05-safety/030", "guide/140"],
    "100 mg/mL never goes into a vein without proper dilution": ["guide/060"],
    "100 mg/mL: never into a vein without proper dilution": ["guide/120"],
    "diluted before it goes into a vein": [
        *(f"02-pharmacology/090-quiz/{number}" for number in ("070", "080", "090")),
        *(f"08-synthesis/095-final-cases/{number}" for number in ("050", "060", "070")),
    ],
}


@pytest.fixture(scope="module")
def course():
    return our_course()


def test_every_claim_of_the_seed_has_its_line():
    claims = re.findall(
        r"^\| S(\d+) \|.*\| (kept|nuanced|corrected|dropped) \|.*\|$",
        SOURCES.read_text(),
        re.MULTILINE,
    )
    assert [int(number) for number, _ in claims] == list(range(1, 42))


def test_the_account_of_sources_names_lessons_that_cite_its_facts(course):
    cited = {unit.key: set(re.findall(r"\b[A-Z]\d+", unit.markdown)) for unit in course.units()}
    lines = re.findall(r"^\| S\d+ \|.*\| ([^|]+) \| ([^|]+) \|$", SOURCES.read_text(), re.MULTILINE)
    assert len(lines) == 39, "all but two name facts and lessons"
    for line in lines:
        facts = set(re.findall(r"[A-Z]\d+", line[0]))
        assert facts <= set(course.facts)
        assert all(facts & cited[lesson] for lesson in line[1].split(", ")), line


def test_the_guide_gives_no_dose_and_its_cards_can_be_written_on(course):
    cards = {page.key: page.markdown for page in course.guide}
    amounts = re.compile(r"\d\s*(?:mg|mcg|µg|mg/kg|mL)\b(?!/mL)")
    assert [key for key, text in cards.items() if amounts.search(text)] == []
    written = {
        "day-of-session",
        "discharge-card",
        "in-a-crisis",
        "boundaries-template",
        "self-care-plan",
    }
    assert [key for key in sorted(written) if cards[key].count("___") < 6] == []


def test_the_guide_names_the_day_on_which_the_telemedicine_rule_ends(course):
    ends = course.facts["F24"].review_by
    snapshot = next(page.markdown for page in course.guide if page.key == "us-snapshot")
    day = f"{ends:%B} {ends.day}, {ends.year}"
    assert f"ends {day}" in snapshot


def _first_column(markdown, table):
    """Return the first cell of each row under the head of the table with this id."""
    [rows] = re.findall(rf"^    id: {table}\n(.*?)^///", markdown, re.MULTILINE | re.DOTALL)
    return [row.split("|")[1].strip() for row in rows.split("\n") if row.startswith("|")][2:]


@pytest.mark.parametrize("color", ["red", "amber"])
def test_the_card_on_who_should_not_go_ahead_holds_the_findings_of_the_lesson(course, color):
    cards = {page.key: page.markdown for page in course.guide}
    lessons = {unit.key: unit.markdown for unit in course.units()}
    card = _first_column(cards["who-should-not-go-ahead"], f"{color}-card")
    findings = _first_column(lessons["contraindications"], f"{color}-list")
    assert len(findings) > 9
    assert sorted(card) == sorted(findings)


def test_no_letter_of_an_option_tells_the_key(course):
    # The letters stand in the page as the values of the form, whatever the order that is shown.
    for kind, low, high in (("single", 0.1, 0.4), ("multi", 0.3, 0.7)):
        bodies = [each.body for each in all_questions(course) if each.kind == kind]
        right = Counter(letter for body in bodies for letter in body["key"])
        offered = Counter(option["id"] for body in bodies for option in body["options"])
        assert len(bodies) > 20
        assert {
            letter for letter, times in offered.items() if not low < right[letter] / times < high
        } == set()


def _key_is_longest(body):
    """Return whether the right option is longer than each of the others."""
    right = next(len(each["text"]) for each in body["options"] if each["id"] == body["key"])
    return all(len(each["text"]) < right for each in body["options"] if each["id"] != body["key"])


def test_no_quiz_is_passed_by_choosing_the_longest_answer(course):
    # The quiz before the course counts most: what is guessed there is missing from what is learned.
    for unit in course.units():
        questions = getattr(unit.body, "questions", ())
        longest = [_key_is_longest(each.body) for each in questions if each.kind == "single"]
        assert sum(longest) <= 0.4 * len(longest), unit.key


def test_no_answer_stands_for_all_of_the_others():
    answer = re.compile(
        r"^- \[.\] \(\w\) “?(?:All|None|Both) (?:of|three|four|these)\b", re.MULTILINE
    )
    assert [path.name for path in FOLDER.rglob("*.md") if answer.search(path.read_text())] == []


def test_every_lesson_that_names_depression_or_ptsd_says_off_label(course):
    condition = re.compile(r"(?<!respiratory )\bdepression\b|\bPTSD\b")
    lessons = {unit.key: unit.markdown for unit in course.units() if unit.kind == "lesson"}
    named = {key for key, text in lessons.items() if condition.search(text)}
    assert len(named) > 20
    assert sorted(key for key in named if "off-label" not in lessons[key]) == []


def test_every_attempt_at_the_quiz_of_a_module_asks_about_each_of_its_objectives(course):
    left_to_chance = []
    for module in course.modules:
        pools = defaultdict(list)
        for unit in module.units:
            for each in getattr(unit.body, "questions", ()):
                pools[each.group or each.ref].append(set(each.objectives))
        # An attempt asks one question of a pool, whichever it is.
        asked = set().union(*(set.intersection(*pool) for pool in pools.values()))
        left_to_chance += [each.key for each in module.objectives if each.key not in asked]
    assert left_to_chance == []


def _words(text):
    """Return the text in lower case, with plain spaces only."""
    return " ".join(text.lower().split())


@pytest.mark.parametrize("withdrawn", WITHDRAWN)
def test_no_file_of_the_course_says_again_what_was_withdrawn(withdrawn):
    files = [path for path in FOLDER.rglob("*") if path.suffix in {".md", ".yaml", ".svg"}]
    assert len(files) > 200
    assert [path.name for path in files if withdrawn in _words(path.read_text())] == []


@pytest.mark.parametrize("said", SAFETY_WORDS)
def test_the_pages_on_which_safety_rests_say_it(said):
    missing = []
    for start in SAFETY_WORDS[said]:
        [path] = FOLDER.glob(f"{start}-*.md")
        if _words(said) not in _words(path.read_text()):
            missing.append(path.name)
    assert missing == []


def test_no_day_asks_for_more_than_five_checks_and_every_day_is_a_working_day(course):
    days = [fact.review_by for fact in course.facts.values() if fact.review_by]
    assert len(days) > 150
    assert {day.isoweekday() for day in days} == {2, 3, 4}, "Tuesday to Thursday"
    assert max(Counter(days).values()) <= 5
    assert set(days).isdisjoint(PUBLIC_HOLIDAYS)
    assert max(days) <= LAST_CHECK


def test_no_check_was_due_before_the_course_was_read_again(course):
    assert overdue_facts(course, READ_AGAIN) == ()


def test_no_fact_of_high_confidence_rests_on_press_seller_or_clinic_alone(course):
    weak = {"news", "maker-page", "clinic-page"}
    kinds = {
        tag: {course.references[reference].kind for reference in fact.references}
        for tag, fact in course.facts.items()
        if fact.confidence == "high"
    }
    assert len(kinds) > 150
    assert [tag for tag, found in kinds.items() if found <= weak] == []


def test_the_temporary_telemedicine_rule_is_looked_up_on_the_day_it_ends(course):
    assert {course.facts[tag].review_by for tag in ("F24", "N20", "L6", "L7", "L8")} == {
        date(2026, 12, 31)
    }
