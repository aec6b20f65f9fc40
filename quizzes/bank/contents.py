"""Read what an edition holds of its quizzes, to be compared with another edition."""

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
    return {quiz.unit.key: _quiz_content(quiz) for quiz in quizzes}


def _quiz_content(quiz: Quiz) -> dict[str, object]:
    return {
        "attempts": quiz.attempts_allowed,
        "cooldown_minutes": quiz.cooldown_minutes,
        "review": quiz.review,
        "purpose": quiz.purpose,
        "time_limit_minutes": quiz.time_limit_minutes,
        "keep": quiz.keep,
        "shuffle": quiz.shuffle,
        "questions": [_item_content(item) for item in quiz.bank.all()],
        "rules": [_rule_content(rule) for rule in quiz.rules.all()],
    }


def _item_content(item: BankItem) -> dict[str, object]:
    return {
        "id": item.version.question.ref,
        "body": item.version.sha256,
        "points": item.points,
        "group": item.group,
        "must_pass": item.must_pass,
        "remediation": item.remediation_url,
        "objectives": {objective.key for objective in item.objectives.all()},
    }


def _rule_content(rule: Rule) -> dict[str, object]:
    return {
        "question": rule.item.version.question.ref if rule.item else "",
        "group": rule.group,
        "objective": rule.objective.key if rule.objective else "",
        "draw": rule.draw,
    }
