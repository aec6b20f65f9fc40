"""What has become of a site from before the bank, rules and exact grades, with what learners did.

Its rows were written with the first migration of each app, protected, and brought to release 0.1.0
by that release; they are in the database of 0.1.0 (tests/upgrade/releases).
"""

import uuid
from typing import Any

OPTIONS = [f"option.{each}{part}" for each in "abc" for part in ("", ".why")]
UP_TO_DATE = {
    "differences": [[], []],
    "reasons": ["learner"] * 3,
    "grades": ["1", "2/3", "1", "0", "1/3", "0", "0", "0", "0"],
    "rereadings": [["0", "1"]],
    "answers": [["b", ["a", "b"], "500 mg"], ["a", ["a"], "500 milligrams"], ["c", None, "50 mg"]],
    "texts": [
        [*OPTIONS, "stem", "vignette"],
        [*OPTIONS, "stem", "vignette"],
        ["rationale", "slip.50", "stem"],
    ],
    "rules": [[1, 1, 1], [2, 2, 1], [3, 3, 1]],
    "completions": ["8/3"],
    "safety_correction": "",
    "pages": {"ada": [200, 200], "eve": [200, 200], "ida": [200, 200]},
    "mailed": ["Hello."],
    "sent": ["given up", "sent"],
}


def tell() -> dict[str, Any]:
    """Look at every page, hand in what is open, and recompute everything."""
    from django.core import mail
    from django.test import Client

    from accounts.models import OutgoingMail, User
    from course.models import Completion, Edition
    from quizzes.marking.verification import Verification
    from quizzes.models import Attempt, BankItem, ItemGrade, Quiz, Rule
    from quizzes.regrading.readings import find_rereadings

    edition = Edition.objects.get(course__slug="basics")
    quiz = Quiz.objects.get(unit__edition=edition)
    attempts = Attempt.objects.filter(quiz=quiz).order_by("pk")
    before = list(Verification().differences())
    pages = {}
    for attempt in attempts:
        client = Client()
        client.force_login(User.objects.get(enrolments=attempt.enrolment_id))
        if attempt.is_open:
            client.post(attempt.url("submit"), {"submit_key": uuid.uuid4()})
        names = ("result", "receipt")
        pages[attempt.enrolment.user.name] = [
            client.get(attempt.url(name)).status_code for name in names
        ]
    grades = ItemGrade.objects.filter(item__attempt__quiz=quiz)
    grades = grades.order_by("item__attempt_id", "item__position")
    mails = OutgoingMail.objects.filter(recipient="ada@example.org")
    return {
        "differences": [before, list(Verification().differences())],
        "reasons": list(attempts.values_list("submit_reason", flat=True)),
        "grades": [str(grade.fraction) for grade in grades],
        "rereadings": [
            [str(each.grade.fraction), str(each.score.fraction)] for each in find_rereadings()
        ],
        "answers": [[item.response for item in attempt.items.all()] for attempt in attempts],
        "texts": [sorted(item.rendered) for item in BankItem.objects.filter(quiz=quiz)],
        "rules": list(
            Rule.objects.filter(quiz=quiz).values_list("position", "item__position", "draw")
        ),
        "completions": list(
            Completion.objects.filter(unit=quiz.unit).values_list("earned", flat=True)
        ),
        "safety_correction": edition.safety_correction,
        "pages": pages,
        "mailed": [message.body.splitlines()[0] for message in mail.outbox],
        "sent": sorted(mails.exclude(sent_at=None).values_list("key", flat=True)),
    }
