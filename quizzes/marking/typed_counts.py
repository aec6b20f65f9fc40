"""Which wrong answers are typed to a question in first attempts, and how often.

Also to the parts of a case and the gaps of a text. Texts are folded. Of each question version at
most MAX_TEXTS are kept, so that nothing grows with the learners: while that many are kept, a new
text is not counted. Rebuilding the counts keeps the most frequent.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from django.db.models import Count, QuerySet
from django.db.models.functions import Coalesce

from quizzes.grading import DROPPED_EXCLUDE
from quizzes.kinds import KINDS, QuestionKind
from quizzes.kinds.numeric import Numeric
from quizzes.kinds.text import ShortText
from quizzes.marking.adding import MAX_TEXTS
from quizzes.models import Attempt, GradeRun, ItemGrade, QuestionVersion, TypedCount
from quizzes.question.folding import folded
from quizzes.question.parts import PartedQuestion
from quizzes.question.responses import Response, answers_in, text_in
from quizzes.question.scoring import PARTIAL, WRONG, BadResponse

TYPED = (Numeric, ShortText)
KINDS_WITH_TYPING = [
    name for name, kind in KINDS.items() if issubclass(kind, (*TYPED, PartedQuestion))
]
MISSED = (WRONG, PARTIAL)  # a part may be wrong where the whole is partly right
MAX_CHARACTERS = 200


class TypedKey(NamedTuple):
    """Hold what tells one TypedCount from others, in the order of its unique fields.

    version: the one that marked the answer.
    place: "" in a whole question; else the ids of a part and of the gap in it ("s1.g2").
    """

    version: int
    place: str
    text: str


Texts = Counter[TypedKey]


def texts_of_grades(grades: Iterable[ItemGrade]) -> Texts:
    """Return the wrong answers that were typed; grades come with items and versions."""
    texts: Texts = Counter()
    for grade in grades:
        if _may_be_counted(grade):
            version = grade.version or grade.item.version
            texts.update(_typed_wrong(version, grade.reading, grade.item.response))
    return texts


def _may_be_counted(grade: ItemGrade) -> bool:
    """Return whether a grade is in the score, and of an answer that may hold a typed wrong one."""
    if grade.state == DROPPED_EXCLUDE or grade.status not in MISSED:
        return False
    return grade.item.version.kind in KINDS_WITH_TYPING


def texts_of_markings(runs: QuerySet[GradeRun]) -> Texts:
    """Return the wrong answers that were typed in those of ``runs`` whose attempts count."""
    answers = _missed_answers(runs)
    versions = QuestionVersion.at_hand(answer.version for answer in answers)
    texts: Texts = Counter()
    for answer in answers:
        version = versions[answer.version]
        for key in _typed_wrong(version, answer.reading, answer.response):
            texts[key] += answer.n
    return texts


class MissedAnswer(NamedTuple):
    """Hold an answer that may hold a typed wrong one, and how often it was given.

    version: the one that marked it. reading: how its typed answers were read.
    """

    version: int
    reading: int
    response: Response
    n: int


def _missed_answers(runs: QuerySet[GradeRun]) -> list[MissedAnswer]:
    counted = runs.filter(attempt__in=Attempt.objects.counted()).order_by()
    in_score = ItemGrade.objects.in_score().order_by()
    grades = in_score.filter(
        run__in=counted,
        status__in=MISSED,
        item__version__kind__in=KINDS_WITH_TYPING,
    )
    marked_by = Coalesce("version_id", "item__version_id")
    answers = grades.annotate(marked_by=marked_by)
    columns = answers.values_list("marked_by", "reading", "item__response")
    rows = columns.annotate(n=Count("pk"))
    return [MissedAnswer(*row) for row in rows.iterator()]


def _typed_wrong(version: QuestionVersion, reading: int, response: Response) -> Iterator[TypedKey]:
    """Yield each wrong answer that was typed, by the key of ``version``."""
    question = version.data.read_by(reading)
    for place, text in _wrong_texts(question, response, ""):
        yield TypedKey(version.pk, place, text)


def _wrong_texts(
    question: QuestionKind, response: Response, place: str
) -> Iterator[tuple[str, str]]:
    """Yield the place and the folded text of each typed answer that is wrong."""
    if isinstance(question, PartedQuestion):
        answers = answers_in(response)
        for part in question.parts:
            answer = answers.get(part.id)
            place_of_part = f"{place}.{part.id}".removeprefix(".")
            yield from _wrong_texts(part.question, answer, place_of_part)
    elif isinstance(question, TYPED) and _is_wrong(question, response):
        text = folded(text_in(response))
        yield place, text[:MAX_CHARACTERS]


def _is_wrong(question: QuestionKind, response: Response) -> bool:
    try:
        score = question.score_handed_in(response)
    except BadResponse:
        return False  # a regrade marks by another version, whose part is of another kind
    return score.status == WRONG


def most_frequent(texts: Texts) -> Texts:
    """Return the MAX_TEXTS most frequent texts of each version."""
    frequent: Texts = Counter()
    for counts in _by_version(texts).values():
        for key, n in counts.most_common(MAX_TEXTS):
            frequent[key] = n
    return frequent


def typed_differences(wanted: Texts) -> Iterator[str]:
    """Yield a line for each version whose kept texts are not among ``wanted``."""
    kept: Texts = Counter()
    for *key, n in TypedCount.objects.values_list(*TypedKey._fields, "n"):
        kept[TypedKey(*key)] = n

    kept_by_version = _by_version(kept)
    wanted_by_version = _by_version(wanted)
    all_by_version = _by_version(wanted + kept)
    for version, texts in sorted(all_by_version.items()):
        wrong = _count_differences(
            texts,
            kept_by_version[version],
            wanted_by_version[version],
        )
        if wrong:
            yield f"version {version}: {wrong} typed answers are not counted as often as given"


def _count_differences(texts: Iterable[TypedKey], kept: Texts, wanted: Texts) -> int:
    """Return how many texts of a version are not kept as often as wanted."""
    # With more texts than places, when a text came decides whether all of it is counted.
    is_exact = len(wanted) <= MAX_TEXTS
    differences = 0
    for text in texts:
        is_too_many = kept[text] > wanted[text]
        is_too_few = kept[text] < wanted[text]
        if is_too_many or (is_exact and is_too_few):
            differences += 1
    return differences


def _by_version(texts: Texts) -> defaultdict[int, Texts]:
    by_version: defaultdict[int, Texts] = defaultdict(Counter)
    for key, n in texts.items():
        counts = by_version[key.version]
        counts[key] = n
    return by_version
