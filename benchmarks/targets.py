"""Say how much each page may cost, as a multiple of the yardstick, and how it may grow."""

from typing import NamedTuple

from benchmarks.desk import DESK, HIGHEST_RATIO, MOST_STATEMENTS


class Target(NamedTuple):
    """Hold what a page may cost.

    ratio: processor time, as a multiple of the yardstick's page.
    statements: exactly as many statements; None if they are not held.
    may_be_fewer: fewer statements are right as well.
    once_a_round: the page is asked for once a round, so that its ratio moves more.
    """

    ratio: float
    statements: int | None = None
    once_a_round: bool = False
    may_be_fewer: bool = False

    @property
    def highest_ratio(self) -> float:
        """Return the ratio that is still right: a run moves by 10 %, a rare page by 20 %."""
        return self.ratio * (1.2 if self.once_a_round else 1.1)

    def has_right_statements(self, count: int) -> bool:
        """Return whether a page may send so many statements."""
        if self.statements is None:
            return True
        return count == self.statements or (self.may_be_fewer and count < self.statements)


PAGES = {
    "lesson": Target(2.7, 7),
    "my courses": Target(2.5, 8),  # of a learner in thirty courses
    "my course": Target(3.0, 8),
    "course page": Target(2.2, 5),
    "references": Target(2.0, 3),
    "search": Target(2.0, 7),  # of a learner in a course of 500 lessons
    "quiz front page": Target(2.0, 6),
    "certificate": Target(1.5, 2),
    "list of 500 certificates": Target(30.0, 2),
    "healthz": Target(0.4, 0),
}
PAGES |= {name: Target(HIGHEST_RATIO, MOST_STATEMENTS, may_be_fewer=True) for name in DESK}
QUIZ_STEPS = {
    "start": Target(3.5, None, once_a_round=True),
    "question page": Target(1.8, 4),
    "save and go on": Target(1.3, 7),
    "look-over": Target(1.8, 4, once_a_round=True),
    # One fewer where no wrong answer was typed: which questions are asked is drawn.
    "hand in": Target(2.6, 13, once_a_round=True, may_be_fewer=True),
    "result": Target(5.0, 9, once_a_round=True),
}
WHOLE_QUIZ = Target(45)
FIRST_PAGE = 15.0  # of a new process, times the yardstick
# Kilobytes are of 1,000 bytes, megabytes of 1,000,000.
LESSON_KB, LESSON_COMPRESSED_KB, FIRST_VISIT_KB = 95.0, 20.0, 190.0
WORKER_MB = 150.0
# Of our course a learner leaves 288 rows: 216 of 108 questions (an answer and its grade), 42
# completions, 18 of 9 attempts and their markings, 5 of an account, an enrolment with its
# disclosures read, a certificate and its mail, and 7 of the words by which staff find them: 2 of
# the holder's name, 5 of the account's name and address.
LEARNER_ROWS, LEARNER_KB = 280, 60.0
PUBLICATION_SECONDS, LOCK_SECONDS = 6.0, 0.7
COMPARISON_SECONDS = 2.0
# Times the renderer's own, for the same page.
CERTIFICATE_RATIO = 1.3
