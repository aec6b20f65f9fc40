"""Which wrong answers are typed to a question in first attempts, and how often.

Also to the parts of a case and the gaps of a text. Texts are folded. Of each question version at
most MAX_TEXTS are kept, so that nothing grows with the learners: while that many are kept, a new
text is not counted. Rebuilding the counts keeps the most frequent.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator

from django.db.models import Count, QuerySet
from django.db.models.functions import Coalesce

from quizzes.grading import DROPPED_EXCLUDE
from quizzes.kinds import KINDS, QuestionKind
from quizzes.kinds.numeric import Numeric
from quizzes.kinds.text import ShortText
from quizzes.models import Attempt, GradeRun, ItemGrade, QuestionVersion, TypedCount
from quizzes.question.folding import folded
from quizzes.question.parts import PartedQuestion
from quizzes.question.responses import Response, answers_in, text_in
from quizzes.question.scoring import PARTIAL, WRONG, BadResponse

TYPED = (Numeric, ShortText)
MISSED = (WRONG, PARTIAL)  # a part may be wrong where the whole is partly right
TYPED_FIELDS = ("version", "place", "text")
MAX_TEXTS = 200  # of a question version
MAX_CHARACTERS = 200
KINDS_WITH_TYPING = [
    name for name, kind in KINDS.items() if issubclass(kind, (*TYPED, PartedQuestion))
]

TypedKey = tuple[int, str, str]  # the version that marked it, the part's place, the folded text
Texts = Counter[TypedKey]


def texts_of_grades(grades: Iterable[ItemGrade]) -> Texts:
    """Return the wrong answers that were typed; grades come with items and versions."""
    texts: Texts = Counter()
    for grade in grades:
        is_missed = grade.status in MISSED and grade.state != DROPPED_EXCLUDE
        if is_missed and grade.item.version.kind in KINDS_WITH_TYPING:
            version = grade.version or grade.item.version
            question = version.data.read_by(grade.reading)
            for place, text in _typed_wrong(question, grade.item.response):
                texts[version.pk, place, text] += 1
    return texts


def texts_of_markings(runs: QuerySet[GradeRun]) -> Texts:
    """Return the wrong answers that were typed in those of ``runs`` whose attempts count."""
    counted = runs.filter(attempt__in=Attempt.objects.counted()).order_by()
    grades = ItemGrade.objects.in_score().filter(
        run__in=counted, status__in=MISSED, item__version__kind__in=KINDS_WITH_TYPING
    )
    answers = grades.annotate(marked_by=Coalesce("version_id", "item__version_id")).order_by()
    rows = answers.values_list("marked_by", "reading", "item__response").annotate(n=Count("pk"))
    texts: Texts = Counter()
    for version_id, reading, response, n in rows.iterator():
        question = _question(version_id).read_by(reading)
        for place, text in _typed_wrong(question, response):
            texts[version_id, place, text] += n
    return texts


def _question(version_id: int) -> QuestionKind:
    return QuestionVersion.at_hand([version_id])[version_id].data


def _typed_wrong(
    question: QuestionKind, response: Response, place: str = ""
) -> Iterator[tuple[str, str]]:
    """Yield the place and the folded text of each typed answer that is wrong.

    place: "" for the whole question; else the ids of a part and of the gap in it ("s1.g2").
    """
    if isinstance(question, PartedQuestion):
        answers = answers_in(response)
        for part in question.parts:
            place_of_part = f"{place}.{part.id}".removeprefix(".")
            yield from _typed_wrong(part.question, answers.get(part.id), place_of_part)
    elif isinstance(question, TYPED) and _is_wrong(question, response):
        yield place, folded(text_in(response))[:MAX_CHARACTERS]


def _is_wrong(question: QuestionKind, response: Response) -> bool:
    try:
        return question.score_handed_in(response).status == WRONG
    except BadResponse:
        return False  # a regrade marks by another version, whose part is of another kind


def changes_to_keep(changes: Texts) -> Texts:
    """Return those of the changes that concern kept texts, or new ones that have a place."""
    kept = set(_kept_texts({version for version, _place, _text in changes}))
    taken = Counter(version for version, _place, _text in kept)
    to_keep: Texts = Counter()
    for key, n in sorted(changes.items()):
        version, _place, _text = key
        if key in kept:
            to_keep[key] = n
        elif n > 0 and taken[version] < MAX_TEXTS:
            taken[version] += 1
            to_keep[key] = n
    return to_keep


def _kept_texts(versions: Collection[int]) -> QuerySet[TypedCount, TypedKey]:
    return TypedCount.objects.filter(version__in=versions).values_list(*TYPED_FIELDS)


def most_frequent(texts: Texts) -> Texts:
    """Return the MAX_TEXTS most frequent texts of each version."""
    frequent: Texts = Counter()
    for version, of_version in _by_version(texts).items():
        for (place, text), n in of_version.most_common(MAX_TEXTS):
            frequent[version, place, text] = n
    return frequent


def typed_differences(wanted: Texts) -> Iterator[str]:
    """Yield a line for each version whose kept texts are not among ``wanted``."""
    kept: Texts = Counter()
    for *key, n in TypedCount.objects.values_list(*TYPED_FIELDS, "n"):
        kept[tuple(key)] = n
    wanted_by_version = _by_version(wanted)
    for version, of_version in sorted(_by_version(wanted + kept).items()):
        mine = wanted_by_version.get(version, Counter())
        # With more texts than places, when a text came decides whether all of it is counted.
        is_exact = len(mine) <= MAX_TEXTS
        wrong = 0
        for place, text in of_version:
            have, should = kept[version, place, text], mine[place, text]
            wrong += have != should if is_exact else have > should
        if wrong:
            yield f"version {version}: {wrong} typed answers are not counted as often as given"


def _by_version(texts: Texts) -> dict[int, Counter[tuple[str, str]]]:
    """Return the counts by version, and there by place and text."""
    by_version: dict[int, Counter[tuple[str, str]]] = defaultdict(Counter)
    for (version, place, text), n in texts.items():
        by_version[version][place, text] = n
    return by_version
