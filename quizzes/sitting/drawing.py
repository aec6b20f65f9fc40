"""Choose what a new attempt asks: its items, their order, and the order of their options."""

from collections import Counter, defaultdict
from collections.abc import Sequence

from quizzes.draws import Candidate, draw, shuffled
from quizzes.models import AttemptItem, BankItem, Quiz, Rule

MAX_SHUFFLES = 30  # with three rows each shuffle is accepted 5 times in 6


def draw_items(
    quiz: Quiz, times_seen: Counter[int], seed: bytes, puts_right: AttemptItem | None
) -> list[BankItem]:
    """Return the items of a new attempt, in the order in which it asks them.

    times_seen: how often this learner met a question, by the question's id.
    puts_right: the missed must-pass item of which one sibling is asked; None for a whole attempt.
    """
    if puts_right is None:
        rules = candidates_by_rule(quiz, times_seen)
    else:
        rules = [(1, _sibling_candidates(quiz, times_seen, puts_right))]

    drawn_ids = [str(candidate.id) for candidate in draw(rules, seed)]
    if quiz.shuffle:
        drawn_ids = shuffled(drawn_ids, seed, "questions")

    without_texts = BankItem.objects.select_related("version").defer("rendered", "source")
    items = without_texts.in_bulk(drawn_ids)
    return [items[int(item_id)] for item_id in drawn_ids]


def _sibling_candidates(
    quiz: Quiz, times_seen: Counter[int], missed: AttemptItem
) -> list[Candidate]:
    """Return the siblings of a missed item, without the item's own question."""
    group = quiz.bank.filter(group=missed.bank_item.group)
    siblings = group.exclude(version__question=missed.question_id)
    return [
        Candidate(pk, f"{question}", times_seen[question])
        for pk, question in siblings.values_list("pk", "version__question_id")
    ]


_Source = tuple[str, int | str | None]  # such as ("objective", 7)


def candidates_by_rule(
    quiz: Quiz, times_seen: Counter[int]
) -> list[tuple[int, Sequence[Candidate]]]:
    """Return (how many, candidates) that each rule of the quiz may draw, without their texts."""
    by_source: defaultdict[_Source, dict[int, Candidate]] = defaultdict(dict)
    # A row for each objective of a question; one where it has none.
    rows = quiz.bank.values_list("pk", "group", "version__question", "objectives")
    for pk, group, question, objective in rows:
        family = f"group {group}" if group else f"question {question}"
        candidate = Candidate(pk, family, times_seen[question])
        for source in ("item", pk), ("group", group), ("objective", objective):
            by_source[source][pk] = candidate
    return [(rule.draw, list(by_source[_source_of(rule)].values())) for rule in quiz.rules.all()]


def _source_of(rule: Rule) -> _Source:
    """Return where a rule draws from: an item, the items of an objective, or of a group."""
    if rule.item_id:
        return "item", rule.item_id
    if rule.objective_id:
        return "objective", rule.objective_id
    return "group", rule.group


def option_order(item: BankItem, seed: bytes) -> list[str]:
    """Return the ids of the item's options in the order in which the attempt shows them."""
    question = item.version.data
    ids = question.option_ids()
    if not question.shuffles:
        return ids
    for again in range(MAX_SHUFFLES):
        order = shuffled(ids, seed, f"{item.pk}{'+' * again}")
        if question.is_allowed_initial_order(order):
            return order
    return ids
