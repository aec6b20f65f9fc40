"""Which wrong answers are typed to a question in first attempts, and how often.

Texts are folded. Of each question version at most MAX_TEXTS are kept, so that nothing grows with
the learners: while all places are taken, a new text is not counted. Rebuilding the counts keeps
the most frequent.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator

from django.db.models import Count, QuerySet
from django.db.models.functions import Coalesce

from quizzes.grading import DROPPED_EXCLUDE
from quizzes.models import Attempt, GradeRun, ItemGrade, TypedCount
from quizzes.question.folding import folded
from quizzes.question.responses import Response, text_in
from quizzes.question.scoring import WRONG

TYPED_KINDS = ("text", "numeric")
MAX_TEXTS = 200  # of a question version
MAX_CHARACTERS = 200

TypedKey = tuple[int, str]  # the version that marked it, and the folded text
Texts = Counter[TypedKey]


def texts_of_grades(grades: Iterable[ItemGrade]) -> Texts:
    """Return the wrong answers that were typed; grades come with items and versions."""
    texts: Texts = Counter()
    for grade in grades:
        is_wrong = grade.status == WRONG and grade.state != DROPPED_EXCLUDE
        if is_wrong and grade.item.version.kind in TYPED_KINDS:
            version = grade.version_id or grade.item.version_id
            texts[version, _fold(grade.item.response)] += 1
    return texts


def texts_of_markings(runs: QuerySet[GradeRun]) -> Texts:
    """Return the wrong answers that were typed in those of ``runs`` whose attempts count."""
    counted = runs.filter(attempt__in=Attempt.objects.counted()).order_by()
    grades = ItemGrade.objects.in_score().filter(
        run__in=counted, status=WRONG, item__version__kind__in=TYPED_KINDS
    )
    answers = grades.annotate(marked_by=Coalesce("version_id", "item__version_id")).order_by()
    rows = answers.values_list("marked_by", "item__response").annotate(n=Count("pk"))
    texts: Texts = Counter()
    for version, response, n in rows.iterator():
        texts[version, _fold(response)] += n
    return texts


def _fold(response: Response) -> str:
    return folded(text_in(response))[:MAX_CHARACTERS]


def changes_to_keep(changes: Texts) -> Texts:
    """Return those of the changes that concern kept texts, or new ones that have a place."""
    kept = set(_kept_texts({version for version, _text in changes}))
    places = Counter(version for version, _text in kept)
    to_keep: Texts = Counter()
    for key, n in sorted(changes.items()):
        version, _text = key
        if key in kept:
            to_keep[key] = n
        elif n > 0 and places[version] < MAX_TEXTS:
            places[version] += 1
            to_keep[key] = n
    return to_keep


def _kept_texts(versions: Collection[int]) -> QuerySet[TypedCount, TypedKey]:
    return TypedCount.objects.filter(version__in=versions).values_list("version", "text")


def most_frequent(texts: Texts) -> Texts:
    """Return the MAX_TEXTS most frequent texts of each version."""
    frequent: Texts = Counter()
    for version, of_version in _by_version(texts).items():
        for text, n in of_version.most_common(MAX_TEXTS):
            frequent[version, text] = n
    return frequent


def typed_differences(wanted: Texts) -> Iterator[str]:
    """Yield a line for each version whose kept texts are not among ``wanted``."""
    kept: Texts = Counter()
    for version, text, n in TypedCount.objects.values_list("version", "text", "n"):
        kept[version, text] = n
    wanted_by_version = _by_version(wanted)
    for version, of_version in sorted(_by_version(wanted + kept).items()):
        mine = wanted_by_version.get(version, Counter())
        # With more texts than places, when a text came decides whether all of it is counted.
        is_exact = len(mine) <= MAX_TEXTS
        wrong = 0
        for text in of_version:
            have, should = kept[version, text], mine[text]
            wrong += have != should if is_exact else have > should
        if wrong:
            yield f"version {version}: {wrong} typed answers are not counted as often as given"


def _by_version(texts: Texts) -> dict[int, Counter[str]]:
    by_version: dict[int, Counter[str]] = defaultdict(Counter)
    for (version, text), n in texts.items():
        by_version[version][text] = n
    return by_version
