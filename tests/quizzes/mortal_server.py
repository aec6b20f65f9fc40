"""A server that dies: each run is a process of its own on a database file, so that nothing is left but what was
committed.

``python -m tests.quizzes.mortal_server STEP [MODEL]``: ``prepare`` migrates and answers a quiz, ``submit`` hands it in
through HTTP (and dies when a row of MODEL was written), ``tell`` prints what the database holds.
"""

import json
import os
import sys
import uuid

from tests import environment  # noqa: F401

DIED = 9


def main(step: str, dies_after: str = "") -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
    import django

    django.setup()
    {"prepare": prepare, "submit": submit, "tell": tell}[step](*[dies_after] if dies_after else [])


def prepare() -> None:
    from django.core.management import call_command

    from tests.factories import make_user
    from tests.quizzes import factories as make

    call_command("migrate", verbosity=0)
    attempt = make.make_attempt(make_user("ada@example.org"), make.single(), make.multi(), make.numeric())
    make.answer_all(attempt)


def submit(dies_after: str = "") -> None:
    from django.apps import apps
    from django.db.models.signals import post_save
    from django.test import Client

    from accounts.models import User
    from quizzes.models import Attempt

    def die(**_more: object) -> None:
        os._exit(DIED)

    if dies_after:
        post_save.connect(die, sender=apps.get_model(dies_after))
    client = Client()
    client.force_login(User.objects.get())
    client.post(Attempt.objects.get().url("submit"), {"submit_key": uuid.uuid4()})


def tell() -> None:
    from course.models import Completion
    from quizzes.models import Attempt, GradeRun, ItemGrade

    attempt = Attempt.objects.get()
    found = {
        "state": attempt.state,
        "answers": [item.response for item in attempt.items.all()],
        "runs": list(GradeRun.objects.values_list("run", "earned", "possible", "passed")),
        "grades": ItemGrade.objects.count(),
        "completions": list(Completion.objects.values_list("unit_key", "earned", "possible")),
    }
    sys.stdout.write(json.dumps(found))


if __name__ == "__main__":
    main(*sys.argv[1:])
