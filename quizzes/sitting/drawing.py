"""Choose what a new attempt asks: its items, their order, and the order of their options."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

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

    drawn_ids = [candidate.id for candidate in draw(rules, seed)]
    if quiz.shuffle:
        shuffled_ids = shuffled([str(item_id) for item_id in drawn_ids], seed, "questions")
        drawn_ids = [int(item_id) for item_id in shuffled_ids]

    without_texts = BankItem.objects.select_related("version").defer("rendered", "source")
    items = without_texts.in_bulk(drawn_ids)
    return [items[item_id] for item_id in drawn_ids]


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


@dataclass(frozen=True)
class _BankCandidates:
    """Hold the candidates of a bank by what a rule may name: an item, a group, an objective."""

    by_item: dict[int, Candidate] = field(default_factory=dict)
    by_group: defaultdict[str, list[Candidate]] = field(default_factory=lambda: defaultdict(list))
    by_objective: defaultdict[int | None, list[Candidate]] = field(
        default_factory=lambda: defaultdict(list)
    )

    def of(self, rule: Rule) -> Sequence[Candidate]:
        """Return the candidates of one rule."""
        if rule.item_id:
            return [self.by_item[rule.item_id]]
        if rule.objective_id:
            return self.by_objective[rule.objective_id]
        return self.by_group[rule.group]


def candidates_by_rule(
    quiz: Quiz, times_seen: Counter[int]
) -> list[tuple[int, Sequence[Candidate]]]:
    """Return (how many, candidates) that each rule of the quiz may draw, without their texts."""
    candidates = _BankCandidates()
    # A row for each objective of a question; one where it has none.
    rows = quiz.bank.values_list("pk", "group", "version__question", "objectives")
    for pk, group, question, objective in rows:
        if pk not in candidates.by_item:
            family = f"group {group}" if group else f"question {question}"
            candidate = Candidate(pk, family, times_seen[question])
            candidates.by_item[pk] = candidate
            candidates.by_group[group].append(candidate)
        candidates.by_objective[objective].append(candidates.by_item[pk])
    return [(rule.draw, candidates.of(rule)) for rule in quiz.rules.all()]


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
