"""A site that dies and comes back: each step is a process of its own, so that nothing is left but
what was committed.

``python -m tests.quizzes.mortal_server STEP...`` prints one line of JSON for each step: the exit
code of its process and what it found. A step is its name with its argument: ``prepare`` starts a
quiz, ``answer`` answers it all, ``submit`` hands it in through HTTP (and is killed when a row of
the model that it names was written), ``tell`` finds what the database holds.
"""

import json
import os
import signal
import sys
import uuid
from importlib import import_module
from typing import Any

from tests import environment  # noqa: F401


def main(*steps: str) -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
    import django
    from django.conf import settings

    django.setup()
    import_module(settings.ROOT_URLCONF)
    for step in steps:
        print(json.dumps(run_alone(*step.split())), flush=True)


def run_alone(name: str, *arguments: str) -> tuple[int, Any]:
    """Do a step in a process of its own; return its exit code and what it found.

    A copy of this process, which has no connection to the database: to start Python and Django
    anew takes seconds.
    """
    found_by, told_to = os.pipe()
    process = os.fork()
    if not process:
        with os.fdopen(told_to, "w") as told:
            code = 1
            try:
                json.dump(STEPS[name](*arguments), told)
                told.flush()
                code = 0
            finally:
                os._exit(code)
    os.close(told_to)
    with os.fdopen(found_by) as told:
        found = told.read()
    _process, status = os.waitpid(process, 0)
    return os.waitstatus_to_exitcode(status), json.loads(found or "null")


def prepare() -> None:
    """Start a quiz."""
    from tests.factories import make_user
    from tests.quizzes import factories as make

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


def tell() -> dict[str, Any]:
    """Return what is stored of the attempt."""
    from course.models import Completion
    from quizzes.models import Attempt

    attempt = Attempt.objects.get()
    completions = Completion.objects.filter(enrolment=attempt.enrolment_id)
    return {
        "state": attempt.state,
        "answers": [item.response for item in attempt.items.all()],
        "runs": list(attempt.runs.values_list("run", "earned", "possible", "passed")),
        "grades": [
            str(grade.fraction)
            for run in attempt.runs.all()
            for grade in run.grades.order_by("item__position")
        ],
        "completions": list(completions.values_list("unit_key", "earned", "possible")),
    }


STEPS = {"prepare": prepare, "answer": answer, "submit": submit, "tell": tell}

if __name__ == "__main__":
    main(*sys.argv[1:])
