"""Choose what a new attempt asks: its items, their order, and the order of their options."""

from collections import Counter, defaultdict
from collections.abc import Sequence

from quizzes.draws import Candidate, draw, shuffled
from quizzes.models import AttemptItem, BankItem, Quiz, Rule

MAX_SHUFFLES = 30  # with three rows each shuffle is accepted 5 times in 6

TimesSeen = Counter[int]  # how often a learner met a question, by the question's id
RuleCandidates = tuple[int, Sequence[Candidate]]  # how many to draw, and from which
_Source = tuple[str, int | str | None]  # such as ("objective", 7)
_CandidatesById = dict[int, Candidate]  # by the item's id
_CandidatesBySource = defaultdict[_Source, _CandidatesById]


def draw_items(
    quiz: Quiz,
    times_seen: TimesSeen,
    seed: bytes,
    puts_right: AttemptItem | None,
) -> list[BankItem]:
    """Return the items of a new attempt, in the order in which it asks them.

    puts_right: the missed must-pass item of which one sibling is asked; None for a whole attempt.
    """
    if puts_right is None:
        rules = candidates_by_rule(quiz, times_seen)
    else:
        siblings = _sibling_candidates(quiz, times_seen, puts_right)
        rules = [(1, siblings)]

    drawn = draw(rules, seed)
    drawn_ids = [str(candidate.id) for candidate in drawn]
    if quiz.shuffle:
        drawn_ids = shuffled(drawn_ids, seed, "questions")

    item_ids = [int(item_id) for item_id in drawn_ids]
    items = BankItem.at_hand(item_ids)
    return list(items.values())


def _sibling_candidates(quiz: Quiz, times_seen: TimesSeen, missed: AttemptItem) -> list[Candidate]:
    """Return the siblings of a missed item, without the item's own question."""
    group = quiz.bank.filter(group=missed.bank_item.group)
    siblings = group.exclude(version__question=missed.question_id)
    ids = siblings.values_list("pk", "version__question_id")
    candidates = []
    for pk, question in ids:
        family = f"{question}"  # one is asked, so each may stand for itself
        candidate = Candidate(pk, family, times_seen[question])
        candidates.append(candidate)
    return candidates


def candidates_by_rule(quiz: Quiz, times_seen: TimesSeen) -> list[RuleCandidates]:
    """Return how many each rule of the quiz draws, and from which, without their texts."""
    by_source = _candidates_by_source(quiz, times_seen)
    candidates_of_rules: list[RuleCandidates] = []
    for rule in quiz.rules_in_order:
        source = _source_of(rule)
        candidates = by_source[source]
        candidates_of_rules.append((rule.draw, list(candidates.values())))
    return candidates_of_rules


def _candidates_by_source(quiz: Quiz, times_seen: TimesSeen) -> _CandidatesBySource:
    """Return the candidates of the quiz's bank by all that a rule may name."""
    by_source: _CandidatesBySource = defaultdict(dict)
    for pk, group, question, objective in quiz.places_in_bank:
        family = f"question {question}"
        if group:
            family = f"group {group}"
        candidate = Candidate(pk, family, times_seen[question])
        by_source["item", pk][pk] = candidate
        by_source["group", group][pk] = candidate
        by_source["objective", objective][pk] = candidate
    return by_source


def _source_of(rule: Rule) -> _Source:
    """Return where a rule draws from: an item, the items of an objective, or of a group."""
    if rule.item_id:
        return "item", rule.item_id
    if rule.objective_id:
        return "objective", rule.objective_id
    return "group", rule.group


def option_order(item: BankItem, seed: bytes) -> list[str]:
    """Return the ids of the item's options in the order in which the attempt shows them."""
    options = item.version.data.options
    ids = list(options.ids)
    if not options.is_shuffled:
        return ids

    for again in range(MAX_SHUFFLES):
        suffix = "+" * again
        salt = f"{item.pk}{suffix}"
        order = shuffled(ids, seed, salt)
        if options.is_allowed_initial_order(order):
            return order
    return ids
