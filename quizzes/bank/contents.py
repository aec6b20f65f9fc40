"""Say what of a quiz counts as content, to compare it with that of another edition."""

from collections.abc import Iterable

from course.models import Edition
from quizzes.models import BankItem, Quiz, Rule


def quiz_contents(edition: Edition) -> dict[str, object]:
    """Return settings, questions and rules of each quiz, by the key of its unit. Seven queries."""
    quizzes = Quiz.objects.filter(unit__edition=edition).select_related("unit")
    quizzes = quizzes.prefetch_related(
        "bank__version__question",
        "bank__objectives",
        "rules__item__version__question",
        "rules__objective",
    )
    return {quiz.unit.key: _stored_content(quiz) for quiz in quizzes}


def _stored_content(quiz: Quiz) -> dict[str, object]:
    items = []
    for item in quiz.bank.all():
        objectives = {objective.key for objective in item.objectives.all()}
        items.append(item_content(item, objectives))
    return quiz_content(quiz, items, quiz.rules.all())


def quiz_content(quiz: Quiz, items: list[object], rules: Iterable[Rule]) -> dict[str, object]:
    """Return what of a quiz counts as content, in values that can be compared.

    items: as ``item_content`` returns them, in order. The rows need not be written yet.
    """
    return {
        "attempts": quiz.attempts_allowed,
        "cooldown_minutes": quiz.cooldown_minutes,
        "review": quiz.review,
        "purpose": quiz.purpose,
        "time_limit_minutes": quiz.time_limit_minutes,
        "keep": quiz.keep,
        "shuffle": quiz.shuffle,
        "questions": items,
        "rules": [_rule_content(rule) for rule in rules],
    }


def item_content(item: BankItem, objectives: set[str]) -> object:
    """Return what of a question counts as content; ``objectives`` are the keys of its own."""
    return {
        "id": item.version.question.ref,
        "body": item.version.sha256,
        "points": item.points,
        "group": item.group,
        "must_pass": item.must_pass,
        "remediation": item.remediation_url,
        "objectives": objectives,
    }


def _rule_content(rule: Rule) -> dict[str, object]:
    return {
        "question": rule.item.version.question.ref if rule.item else "",
        "group": rule.group,
        "objective": rule.objective.key if rule.objective else "",
        "draw": rule.draw,
    }
