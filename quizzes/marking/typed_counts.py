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
TextCounts = Counter[str]  # of one version


def texts_of_grades(grades: Iterable[ItemGrade]) -> Texts:
    """Return the wrong answers that were typed; grades come with items and versions."""
    texts: Texts = Counter()
    for grade in grades:
        if _is_counted(grade):
            version = grade.version_id or grade.item.version_id
            text = _fold(grade.item.response)
            texts[version, text] += 1
    return texts


def _is_counted(grade: ItemGrade) -> bool:
    """Return whether a grade is in the score, and of a wrong answer that was typed."""
    if grade.state == DROPPED_EXCLUDE or grade.status != WRONG:
        return False
    return grade.item.version.kind in TYPED_KINDS


def texts_of_markings(runs: QuerySet[GradeRun]) -> Texts:
    """Return the wrong answers that were typed in those of ``runs`` whose attempts count."""
    counted = runs.filter(attempt__in=Attempt.objects.counted()).order_by()
    in_score = ItemGrade.objects.in_score().order_by()
    grades = in_score.filter(
        run__in=counted,
        status=WRONG,
        item__version__kind__in=TYPED_KINDS,
    )
    marked_by = Coalesce("version_id", "item__version_id")
    answers = grades.annotate(marked_by=marked_by)
    rows = answers.values_list("marked_by", "item__response").annotate(n=Count("pk"))

    texts: Texts = Counter()
    for version, response, n in rows.iterator():
        text = _fold(response)
        texts[version, text] += n
    return texts


def _fold(response: Response) -> str:
    text = folded(text_in(response))
    return text[:MAX_CHARACTERS]


def changes_to_keep(changes: Texts) -> Texts:
    """Return those of the changes that concern kept texts, or new ones that have a place."""
    versions = {version for version, _text in changes}
    kept = set(_kept_texts(versions))
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
    counts = TypedCount.objects.filter(version__in=versions)
    return counts.values_list("version", "text")


def most_frequent(texts: Texts) -> Texts:
    """Return the MAX_TEXTS most frequent texts of each version."""
    frequent: Texts = Counter()
    for version, counts in _by_version(texts).items():
        for text, n in counts.most_common(MAX_TEXTS):
            frequent[version, text] = n
    return frequent


def typed_differences(wanted: Texts) -> Iterator[str]:
    """Yield a line for each version whose kept texts are not among ``wanted``."""
    kept: Texts = Counter()
    counts = TypedCount.objects.values_list("version", "text", "n")
    for version, text, n in counts:
        kept[version, text] = n

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


def _count_differences(texts: Iterable[str], kept: TextCounts, wanted: TextCounts) -> int:
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


def _by_version(texts: Texts) -> defaultdict[int, TextCounts]:
    by_version: defaultdict[int, TextCounts] = defaultdict(Counter)
    for (version, text), n in texts.items():
        counts = by_version[version]
        counts[text] = n
    return by_version
