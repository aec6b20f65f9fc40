"""A site that dies and comes back: each step is a process of its own, so that nothing is left but
what was committed.

``python -m tests.quizzes.mortal_server STEP [ARGUMENT]``: ``prepare`` migrates and starts a quiz,
``answer`` answers it all, ``submit`` hands it in through HTTP (and is killed when a row of the
model ARGUMENT was written), ``tell`` prints what the database holds.
"""

import json
import os
import signal
import sys
import uuid
from typing import Any

from tests import environment  # noqa: F401


def main(step: str, *arguments: str) -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
    import django

    django.setup()
    found = {"prepare": prepare, "answer": answer, "submit": submit, "tell": tell}[step](*arguments)
    sys.stdout.write(json.dumps(found))


def prepare() -> None:
    """Make all tables, and start a quiz."""
    from django.core.management import call_command

    from tests.factories import make_user
    from tests.quizzes import factories as make

    call_command("migrate", verbosity=0)
    make.make_attempt(make_user(), make.single(), make.multi(), make.numeric())


def answer() -> None:
    from quizzes.models import Attempt
    from tests.quizzes.factories import answer_all

    answer_all(Attempt.objects.get())


def submit(dies_after: str = "") -> None:
    from django.apps import apps
    from django.db.models.signals import post_save
    from django.test import Client

    from accounts.models import User
    from quizzes.models import Attempt

    def die(**_more: object) -> None:
        os.kill(os.getpid(), signal.SIGKILL)

    if dies_after:
        post_save.connect(die, sender=apps.get_model(dies_after))
    client = Client()
    client.force_login(User.objects.get())
    client.post(Attempt.objects.get().url("submit"), {"submit_key": uuid.uuid4()})


def tell() -> list[dict[str, Any]]:
    """Each attempt as it is stored, and what its answers are worth when they are marked now."""
    from course.models import Completion
    from quizzes.models import Attempt

    found = []
    for attempt in Attempt.objects.order_by("pk"):
        items = list(attempt.items.select_related("version"))
        grades = [
            grade for run in attempt.runs.all() for grade in run.grades.order_by("item__position")
        ]
        completions = Completion.objects.filter(enrolment=attempt.enrolment_id)
        found.append(
            {
                "id": attempt.pk,
                "state": attempt.state,
                "answers": [item.response for item in items],
                "saves": [item.seq for item in items],
                "worth": [str(item.version.data.score(item.response).fraction) for item in items],
                "runs": list(attempt.runs.values_list("run", "earned", "possible", "passed")),
                "grades": [str(grade.fraction) for grade in grades],
                "completions": list(completions.values_list("unit_key", "earned", "possible")),
            }
        )
    return found


if __name__ == "__main__":
    main(*sys.argv[1:])
