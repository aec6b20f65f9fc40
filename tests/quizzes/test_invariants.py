"""Whatever learners and staff do, in whatever order, the books balance: a machine that starts,
saves, saves from stale tabs, hands in, lets time run out, puts right and marks again, and looks
at every row after every step."""

import uuid
from collections import Counter
from datetime import UTC, datetime, timedelta
from fractions import Fraction

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from accounts.approvals import ActRefusedError
from course.models import Completion
from quizzes.marking.standing import standing
from quizzes.marking.verification import Verification
from quizzes.models import Attempt, ItemGrade, QuestionVersion, Rule
from quizzes.models.bank import body_digest
from quizzes.regrading.orders import approve, ask
from quizzes.sitting import attempts
from quizzes.sitting.attempts import GRACE, AlreadySubmittedError, AttemptRefusedError
from tests.factories import enrol, make_edition, make_user
from tests.quizzes.factories import (
    add_item,
    add_must_pass,
    make_objective,
    make_quiz,
    multi,
    numeric,
    single,
)

pytestmark = pytest.mark.django_db
PHASES = [Phase.explicit, Phase.generate, Phase.shrink]
TEN = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)
NUMBERS = ["500 mg", "0.5 g", "50 mg", "500", "five"]
ACTS = (
    ["sit"] * 3
    + ["put_right"] * 3
    + ["save"] * 3
    + ["time_passes", "start"] * 3
    + ["hand_in", "mark_again"]
)


def one_of(rows, place):
    """The row at ``place``, counted round and round.

    Attempts draw their questions by chance, so what is drawn here must not depend on them:
    hypothesis repeats the same draws and expects the same shapes.
    """
    rows = list(rows)
    return rows[place % len(rows)]


class Sitting(RuleBasedStateMachine):
    """One learner, one quiz: three fixed questions, two must-pass groups, two of a pool of four."""

    @initialize(
        allowed=st.sampled_from([None, 4, 2]),
        cooldown=st.sampled_from([0, 0, 45]),
        limit=st.sampled_from([30, None]),
        keep=st.sampled_from(["best", "last", "first"]),
        mark=st.sampled_from([30, 60]),
    )
    def publish(self, allowed, cooldown, limit, keep, mark):
        edition = make_edition(lessons=0)
        self.quiz = make_quiz(
            *(single(), multi(policy="plus_minus"), numeric()),
            edition=edition,
            attempts_allowed=allowed,
            cooldown_minutes=cooldown,
            time_limit_minutes=limit,
            keep=keep,
            pass_mark=mark,
        )
        add_must_pass(self.quiz, "airway")
        add_must_pass(self.quiz, "consent")
        objective = make_objective(edition)
        for _each in range(4):
            add_item(self.quiz, *single(right="a"), objectives=[objective])
        Rule.objects.create(quiz=self.quiz, position=6, objective=objective, draw=2)
        self.enrolment = enrol(make_user(), edition)
        self.staff = [make_user(), make_user()]
        self.now = TEN
        self.acknowledged = {}  # what was saved, by item
        self.bodies = dict(
            QuestionVersion.objects.filter(question__course=edition.course).values_list(
                "pk", "sha256"
            )
        )
        self.checked = set()  # markings that were looked at; all are verified once more at the end
        self.has_passed = False
        self._start()

    @rule(data=st.data(), act=st.sampled_from(ACTS))
    def act(self, data, act):
        getattr(self, act)(data)

    def time_passes(self, data):
        self.now += timedelta(minutes=data.draw(st.sampled_from([1, 20, 45])))
        if data.draw(st.booleans()):
            attempts.expire_all(self.now)
            assert self.opened is None or not self._is_over(self.opened)

    def _start(self, puts_right=None):
        before = self.opened
        goes_on = before is not None and not self._is_over(before)
        attempt = refused = None
        try:
            attempt = attempts.start(self.enrolment, self.quiz, self.now, puts_right=puts_right)
        except AttemptRefusedError as error:
            refused = error
        if goes_on:
            assert attempt == before
        elif attempt:
            assert attempt.is_open
            assert set(attempt.items.values_list("seq", "response")) == {(0, None)}
        else:
            assert refused.opens_at is None or self.now < refused.opens_at <= self.now + timedelta(
                minutes=45
            )

    def start(self, data):
        self._start()

    def save(self, data):
        """From the newest form, from an older one, or the same form twice."""
        item = one_of(self._latest.items.select_related("version"), data.draw(st.integers(0, 6)))
        letters, place = data.draw(st.lists(st.sampled_from("abcde"))), data.draw(st.integers(0, 4))
        written = {"single": "abcda"[place], "multi": letters, "numeric": NUMBERS[place]}
        response = None if data.draw(st.booleans()) else written[item.version.kind]
        seq = max(item.seq - data.draw(st.sampled_from([0, 0, 0, 1, 2])), 0)
        more = {
            "flagged": data.draw(st.booleans()),
            "sureness": data.draw(st.sampled_from([None, 1, 3])),
        }
        before, is_newest = (item.response, item.flagged, item.sureness), seq == item.seq
        for _twice in range(data.draw(st.integers(1, 2))):
            try:
                saved = attempts.save_answer(item, response, seq=seq, at=self.now, **more)
            except AlreadySubmittedError:
                item.refresh_from_db()
                assert not item.attempt.is_open or self._is_over(item.attempt)
                assert (item.response, item.flagged, item.sureness) == before
            else:
                assert saved == (is_newest or before == (response, *more.values()))
                if saved:
                    self.acknowledged[item.pk] = response

    def sit(self, data):
        """Go on with the open attempt, or start; answer everything right but what is missed;
        hand in."""
        self._start()
        self._answer(missed=data.draw(st.sampled_from([(), (0,), (3,), (4,), (3, 4)])))

    def _answer(self, missed):
        for place, item in enumerate(self._latest.items.select_related("version")):
            response = None if place in missed else item.version.data.best_response()
            try:
                attempts.save_answer(item, response, seq=item.seq, at=self.now)
                self.acknowledged[item.pk] = response
            except AlreadySubmittedError:
                assert not self._latest.is_open
        attempts.submit(self._latest, uuid.uuid4(), self.now)

    def hand_in(self, data):
        """Any attempt, twice."""
        attempt = one_of(self._mine, data.draw(st.integers(0, 20)))
        key = uuid.uuid4()
        for _twice in range(2):
            done = attempts.submit(Attempt.objects.get(pk=attempt.pk), key, self.now)
            assert not done.is_open
        assert done.submit_key == (key if attempt.is_open else attempt.submit_key)

    def put_right(self, data):
        """One of those that block, if there is one; sometimes at once, and rightly."""
        found = standing(self.enrolment, self.quiz, self.now)
        blocked = [
            item
            for attempt in found.counted_attempts
            if found.has_reached(attempt) and not found.passes(attempt)
            for item in attempt.items.filter(bank_item__must_pass=True).select_related("bank_item")
            if item.pk not in found.remedied_items(attempt)
        ]
        place, is_right = data.draw(st.integers(0, 5)), data.draw(st.booleans())
        if blocked:
            self._start(one_of(blocked, place))
            if is_right:
                self._answer(missed=())

    def mark_again(self, data):
        action = data.draw(st.sampled_from(["exclude", "full_marks", "rescore"]))
        items = self._latest.items.select_related("version__question__course")
        version = one_of(items, data.draw(st.integers(0, 6))).version
        to_version = self._corrected(version) if action == "rescore" else None
        try:
            approve(
                ask(version, action, to_version, "A reason.", self.staff[0]),
                self.staff[1],
                "Checked.",
            )
        except ActRefusedError:
            return

    def _corrected(self, version):
        kinds = {
            "single": single(right="c"),
            "multi": multi(right="ab"),
            "numeric": numeric(value="50"),
        }
        kind, body = kinds[version.kind]
        versions = version.question.versions
        number, sha256 = versions.count() + 1, body_digest(kind, body)
        return versions.filter(sha256=sha256).first() or versions.create(
            number=number, kind=kind, body=body, sha256=sha256
        )

    # What must hold

    @property
    def _mine(self):
        return Attempt.objects.filter(enrolment=self.enrolment).order_by("number")

    @property
    def _latest(self):
        return self._mine.last()

    @property
    def opened(self):
        return self._mine.filter(state="open").first()

    def _is_over(self, attempt):
        return attempt.deadline_at is not None and self.now > attempt.deadline_at + GRACE

    @invariant()
    def the_books_balance(self):
        if not hasattr(self, "enrolment"):
            return
        mine = list(self._mine.select_related("quiz", "puts_right"))
        assert sum(attempt.is_open for attempt in mine) <= 1
        assert [attempt.number for attempt in mine] == list(range(1, len(mine) + 1))
        whole = [attempt for attempt in mine if attempt.is_whole]
        assert self.quiz.attempts_allowed is None or len(whole) <= self.quiz.attempts_allowed
        for earlier, later in zip(mine, mine[1:], strict=False):
            assert later.started_at >= earlier.submitted_at + timedelta(
                minutes=self.quiz.cooldown_minutes
            )
        for attempt in mine:
            assert (
                attempt.is_open == (attempt.submitted_at is None) == (attempt.submit_reason == "")
            )
            items = list(attempt.items.select_related("version", "bank_item"))
            self._check_items(attempt, items)
            runs = list(attempt.runs.order_by("run"))
            assert [run.run for run in runs] == list(range(1, len(runs) + 1))
            assert bool(runs) == (not attempt.is_open)
            for run in [each for each in runs if each.pk not in self.checked]:
                self._check_run(attempt, run, {item.pk: item for item in items})
        self._check_pass(mine)

    def _check_items(self, attempt, items):
        assert [item.response for item in items] == [
            self.acknowledged.get(item.pk) for item in items
        ]
        families = Counter(item.bank_item.group or item.question_id for item in items)
        assert set(families.values()) == {1}
        assert len(items) == (7 if attempt.is_whole else 1)
        if attempt.deadline_at and not attempt.is_open:
            assert attempt.submitted_at <= attempt.deadline_at
        assert all(
            item.saved_at is None
            or attempt.is_open
            or item.saved_at <= attempt.submitted_at + GRACE
            for item in items
        )

    def _check_run(self, attempt, run, items):
        self.checked.add(run.pk)
        grades = list(ItemGrade.objects.filter(run=run).select_related("version"))
        assert sorted(grade.item_id for grade in grades) == sorted(items)
        earned = possible = Fraction(0)
        missed = 0
        for grade in grades:
            item = items[grade.item_id]
            replayed = grade.version.data.score(item.response)
            assert (grade.fraction, grade.status) == (replayed.fraction, replayed.status)
            counts = grade.state != "dropped_exclude"
            possible += item.points * counts
            earned += (
                item.points * counts * (1 if grade.state == "dropped_full" else grade.fraction)
            )
            missed += item.bank_item.must_pass and grade.state == "counted" and grade.fraction < 1
        assert (Fraction(run.earned), Fraction(run.possible)) == (earned, possible)
        assert 0 <= earned <= possible
        needed = self.quiz.pass_mark if attempt.is_whole else 100
        reached = earned * 100 >= needed * possible if possible else None
        assert run.passed == (reached if reached is None else reached and not missed)
        assert run.missed_must_pass == (missed if possible else 0)

    def _check_pass(self, mine):
        """A pass by the latest markings is written down, and what was written down stays."""
        latest = {
            attempt.pk: attempt.runs.order_by("run").last()
            for attempt in mine
            if not attempt.is_open
        }
        whole = [attempt for attempt in mine if attempt.is_whole and attempt.pk in latest]
        for attempt in whole[:1] if self.quiz.keep == "first" else whole:
            run = latest[attempt.pk]
            put_right = {
                each.puts_right_id
                for each in mine
                if each.pk in latest and latest[each.pk].passed and each.puts_right
            }
            grades = run.grades.filter(item__bank_item__must_pass=True, state="counted")
            still = {grade.item_id for grade in grades if grade.fraction < 1} - put_right
            if run.passed is not None and not still:
                self.has_passed |= Fraction(run.earned) * 100 >= self.quiz.pass_mark * Fraction(
                    run.possible
                )
        assert Completion.objects.filter(enrolment=self.enrolment).exists() == self.has_passed
        assert bool(standing(self.enrolment, self.quiz, self.now).passed_attempt) == self.has_passed

    def teardown(self):
        if not hasattr(self, "enrolment"):
            return
        for pk, digest in self.bodies.items():
            version = QuestionVersion.objects.get(pk=pk)
            assert version.sha256 == digest == body_digest(version.kind, version.body)
        assert list(Verification().differences()) == []


def test_the_books_balance_after_whatever_anybody_does():
    run_state_machine_as_test(
        Sitting,
        settings=settings(
            max_examples=20,
            stateful_step_count=20,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            phases=PHASES,
        ),
    )
