"""Before an attempt is handed in, nothing that leaves the server tells a key: no text, no class,
no order. Every kind that is registered is looked at; a new one brings its question with its
other key."""

import re
from collections import Counter
from itertools import count

import pytest
from django.contrib.sessions.models import Session
from django.urls import reverse

from quizzes.draws import shuffled
from quizzes.kinds import KINDS, BadResponse, Draft, Html, Unfinished, question_from
from quizzes.models import Attempt, BankItem, QuestionVersion
from quizzes.sitting.drawing import option_order
from tests.quizzes import factories as make
from tests.quizzes.factories import (
    add_must_pass,
    case,
    cloze,
    make_attempt,
    match,
    numeric,
    order,
    page,
    single,
    text,
)
from tests.quizzes.forms import form_of
from tests.quizzes.sitting.test_sitting import HIDDEN, text_of

JSON = {"headers": {"Accept": "application/json"}}
OTHER_MATCH = {"p1": "d", "p2": "d", "p3": "a"}
UNITS = {"mg": "1", "g": "1002.5", "mcg": "0.001"}
# By kind: a question, and one that differs from it in nothing but its key, its reasons and what
# they are worth.
PAIRS = {
    "single": (single("b"), single("d")),
    "multi": (make.multi("acd"), make.multi("be")),
    # A gram that has an unusual number of milligrams, since pages hold round numbers of their own.
    "numeric": (
        numeric("123456", units=UNITS),
        numeric("0.98765", tol="0.001", units=UNITS),
    ),
    "text": (text("zygomorphic"), text("brachistochrone", "plectrum")),
    "match": (match(), match(key=OTHER_MATCH)),
    "order": (order("abcd"), order("abcd", key=list("dbca"))),
    "cloze": (
        cloze(
            text("zygomorphic", stem=""), numeric("123456", units={}, stem=""), single("b", stem="")
        ),
        cloze(text("plectrum", stem=""), numeric("98765", units={}, stem=""), single("d", stem="")),
    ),
    "case": (
        case(single("b"), numeric("123456", units=UNITS), match()),
        case(single("d"), numeric("98765", units=UNITS), match(key=OTHER_MATCH)),
    ),
    "reflection": (
        make.reflection(),
        make.reflection(to_weigh=[{"id": "a", "text": "WHY to wait"}]),
    ),
}
EACH_KIND = pytest.mark.parametrize("kind", list(KINDS))
# Keys of a form that are new each time. By chance they may hold any short word or number.
RANDOM_FIELDS = re.compile(r'(?<=name=")(csrfmiddlewaretoken|owner)" value="[^"]*')
WRITTEN = {"numeric", "text", "reflection"}  # whatever is typed is an answer, if a wrong one


def open_texts(body, kind) -> dict[str, str]:
    """What is shown before handing in: all but reasons, which are what must cite, and reasons
    for known slips."""
    texts = [
        each
        for each in KINDS[kind].texts(body)
        if not each.must_cite and "slip" not in each.name.split(".")
    ]
    return {each.name: each.markdown for each in texts}


def secrets_of(kind, body) -> set[str]:
    """Every text and number of a body that no page may hold: what is not one of its open texts."""
    shown = " ".join(open_texts(body, kind).values())
    return {
        each for each in leaves(body) if len(each) > 3 and each not in shown and each not in KINDS
    }


def leaves(part) -> list[str]:
    if isinstance(part, dict | list):
        return [
            leaf
            for each in (part.values() if isinstance(part, dict) else part)
            for leaf in leaves(each)
        ]
    return [part] if isinstance(part, str) else []


def test_the_pairs_cover_every_kind_and_their_secrets_are_no_words_of_any_page():
    assert set(PAIRS) == set(KINDS)
    assert {
        "zygomorphic",
        "123456",
        "WHY the word",
        "WHY a",
        "WHY p1",
        "WHY to listen first",
        "plus_minus",
    } <= (
        set.union(*(secrets_of(*pair[0]) for pair in PAIRS.values()))
        | secrets_of(*make.multi(policy="plus_minus"))
    )


@EACH_KIND
def test_a_form_is_the_same_whatever_the_key(kind):
    """The same texts, answers and order of rows: what the form is made of does not differ by
    anything."""
    shown = []
    for _kind, body in PAIRS[kind]:
        question, html = question_from(kind, body), Html(open_texts(PAIRS[kind][0][1], kind))
        order = sorted(question.options.ids)
        some = question_from(kind, PAIRS[kind][0][1]).best_response()
        fields = form_of(question, some, "answer")
        parts = [
            question.widget(html, None, order, "answer"),
            question.widget(html, some, order, "answer"),
            question.widget(html, None, order, "answer", Draft(fields, {"answer": "An error."})),
            (
                question.how(),
                question.template,
                question.options.is_shuffled,
                question.is_all_shown(None),
                bool(question.options.ids),
            ),
        ]
        # Rows of matching and ordering have codes that are made with the key, and tell nothing
        # of it.
        shown.append(re.sub(r"\b[0-9a-f]{10}\b", "CODE", repr(parts)))
    assert shown[0] == shown[1]


def forms(kind, body) -> list[dict]:
    """What a learner sends who does not know the key: a whole wrong answer, half of one,
    nonsense, nothing, stages."""
    question, other = question_from(kind, body), question_from(*PAIRS[kind][1])
    wrong = form_of(question, other.best_response(), "answer")
    half = {name: values[:1] for name, values in list(wrong.items())[:1]}
    stages = [
        {"answer-s1": "a", "answer--commit": "s1"},
        {"answer-s2": "7", "answer-s2-unit": "g", "answer--commit": "s2"},
        {"answer--skip": "on"},
    ]
    nonsense = {"answer": "no such thing", "answer-unit": "stone"}
    return [wrong, half, nonsense, {}, *(stages if kind == "case" else [])]


def every_page(learner, attempt, bodies):
    """Every answer of the server about an open attempt that a learner can come by."""
    yield learner.get(reverse("course:unit", args=["basics", "quiz"]))
    yield learner.get(reverse("course:mine", args=["basics"]))
    for name in ("review", "result", "submit"):
        yield learner.get(page(attempt, name))
    yield learner.get(page(attempt, "receipt"))
    for position, (kind, body) in enumerate(bodies, 1):
        url = page(attempt, position=position)
        yield learner.get(page(attempt, "put_right", position=position))
        for form in forms(kind, body):
            response = learner.get(url)
            yield response
            old = dict(HIDDEN.findall(text_of(response)))
            for sent in (form, form | {"go": "check"}):
                fresh = dict(HIDDEN.findall(text_of(learner.get(url))))
                yield learner.post(
                    url, fresh | sent | {"go": "stay", "sureness": "3", "flag": "on"}
                )
                yield learner.post(url, old | sent)  # stale by now
                yield learner.post(url, old | sent, **JSON)
                fresh = dict(HIDDEN.findall(text_of(learner.get(url))))
                yield learner.post(url, fresh | sent, **JSON)
            yield learner.post(url, form)
            yield learner.post(url, form | {"seq": "99"})
        yield learner.get(page(attempt, "review"))


@pytest.mark.django_db
def test_no_answer_of_the_server_holds_a_key_a_reason_or_a_weight_before_handing_in(learner, ada):
    bodies = [pair[0] for pair in PAIRS.values()] + [
        make.multi(policy="plus_minus"),
        make.multi(policy="weights", weights={"a": "0.4567", "c": "0.3456", "d": "0.1977"}),
        single(credit={"b": "1", "a": "0.2345"}),
    ]
    attempt = make_attempt(ada, *bodies)
    secrets = set().union(*(secrets_of(kind, body) for kind, body in bodies))
    secrets |= {"WHY ", "#opening", "correct", "rationale", "is_right"}
    codes = Counter()
    for response in every_page(learner, attempt, bodies):
        codes[response.status_code] += 1
        found = RANDOM_FIELDS.sub("", text_of(response)) + str(response.headers)
        # Most are nowhere on a page, also not in a longer word; to look for that takes no time.
        for secret in [each for each in secrets if each in found]:
            assert not re.search(rf"(?<![\w.]){re.escape(secret)}(?![\w.])", found), (
                secret,
                response.request["PATH_INFO"],
            )
    assert Attempt.objects.get().is_open
    assert {200, 302, 400, 409, 422} <= set(codes), codes


@pytest.mark.django_db
def test_an_answer_that_was_kept_through_a_sign_in_comes_back_without_a_key(learner, ada):
    for pair in PAIRS.values():
        kind, body = pair[0]
        ada.enrolments.update(ended_at="2026-01-01T00:00Z")
        attempt = make_attempt(ada, (kind, body), key=f"quiz-{kind}")
        url = page(attempt)
        form = dict(HIDDEN.findall(text_of(learner.get(url)))) | forms(kind, body)[0]
        Session.objects.all().delete()
        learner.post(url, form)
        learner.force_login(ada)
        found = RANDOM_FIELDS.sub("", text_of(learner.get(url)))
        assert "Your answer was kept" in found, kind
        assert not [secret for secret in secrets_of(kind, body) if secret in found]


@pytest.mark.django_db
def test_a_must_pass_question_tells_no_key_of_its_siblings(learner, ada):
    attempt = make_attempt(ada)
    add_must_pass(attempt.quiz)
    assert attempt.quiz.bank.count() == 4
    found = text_of(learner.get(page(attempt))) + text_of(learner.get(page(attempt, "review")))
    assert "WHY " not in found


# Order


def items(kind, body):
    """Unsaved questions of a bank, each with a key of its own in the table."""
    version = QuestionVersion(kind=kind, body=body)
    return (BankItem(pk=number, version=version) for number in count(1))


def is_even(counts: Counter, cells: int) -> bool:
    """Chi-square of an even spread over ``cells``, within four standard deviations of what
    chance alone gives."""
    expected = counts.total() / cells
    chi_square = sum((counts[cell] - expected) ** 2 / expected for cell in counts) + expected * (
        cells - len(counts)
    )
    return abs(chi_square - (cells - 1)) < 4 * (2 * (cells - 1)) ** 0.5


@pytest.mark.parametrize("key", "abcd")
def test_the_key_stands_in_every_place_as_often(key):
    places = Counter()
    for item, seed in zip(items(*single(key)), range(4000), strict=False):
        places[option_order(item, b"%d" % seed).index(key)] += 1
    assert is_even(places, 4), places


def test_two_questions_of_one_attempt_are_mixed_apart():
    """With one seed: the place of the one key tells nothing of the place of the other."""
    pairs = Counter()
    for seed in range(4000):
        one, other, *_rest = (item for item, _n in zip(items(*single("b")), range(2), strict=False))
        pairs[tuple(option_order(each, b"%d" % seed).index("b") for each in (one, other))] += 1
    assert is_even(pairs, 16), pairs


def test_choices_of_a_matching_stand_in_no_order_of_their_premises():
    orders = Counter(
        tuple(option_order(item, b"%d" % seed))
        for item, seed in zip(items(*match()), range(4800), strict=False)
    )
    assert is_even(orders, 24), orders


def test_rows_to_order_begin_in_every_order_but_the_right_one_as_often():
    orders = Counter(
        tuple(option_order(item, b"%d" % seed))
        for item, seed in zip(items(*order("abcd")), range(4600), strict=False)
    )
    assert tuple("abcd") not in orders
    assert is_even(orders, 23), orders


@pytest.mark.parametrize("kind", sorted(KINDS.keys() - {"order"}))
def test_an_order_is_of_the_ids_alone(kind):
    """The same ids, seed and question in other words and with another key: the same order. Of an
    ordering the right one is never shown first, so there the key counts."""
    orders = [option_order(next(items(*question)), b"seed") for question in PAIRS[kind]]
    assert orders[0] == orders[1]


def test_questions_are_asked_in_every_order_as_often():
    ids = [str(each) for each in range(4)]
    orders = Counter(tuple(shuffled(ids, b"%d" % seed, "questions")) for seed in range(4800))
    assert is_even(orders, 24), orders


@pytest.mark.parametrize("kind", sorted(KINDS.keys() - WRITTEN))
def test_what_no_form_sends_is_refused_in_words_that_tell_nothing(kind):
    for _kind, body in PAIRS[kind]:
        question, told = question_from(kind, body), []
        for form in (
            {"answer": ["no such thing"]},
            {"answer": ["a", "b"]},
            {"answer-s3": ["x"], "answer-p1": ["x", "y"]},
            {"answer-g3": ["no such thing"]},
        ):
            try:
                question.score(question.response_from(form, "answer", None))
            except (BadResponse, Unfinished) as error:
                told.append(str(error))
        assert told, "nothing was refused"
        assert not [secret for secret in secrets_of(kind, body) if secret in " ".join(told)]
