"""Publish a course in a process that may be killed, so that only what was committed is left.

``python -m tests.course.publishing.mortal_publisher STEP FOLDER [TABLE]``: ``prepare`` publishes a
first edition; ``publish`` publishes the next one, and prints before and after it what readers find
(and is killed when rows were written to the table).
"""

import json
import os
import signal
import sys
from typing import Any

from tests import environment  # noqa: F401


def main(step: str, *arguments: str) -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
    import django

    django.setup()
    {"prepare": prepare, "publish": publish}[step](*arguments)


def prepare(folder: str) -> None:
    from django.core.management import call_command

    call_command("publish_course", folder, "--accept-overdue", stdout=sys.stderr)


def publish(folder: str, dies_after: str = "") -> None:
    from django.core.management import call_command
    from django.db import connection

    def die_after_writing(execute: Any, sql: str, *more: Any) -> Any:
        result = execute(sql, *more)
        if dies_after and sql.startswith(f'INSERT INTO "{dies_after}"'):
            os.kill(os.getpid(), signal.SIGKILL)
        return result

    print(json.dumps(found_by_readers()), flush=True)
    with connection.execute_wrapper(die_after_writing):
        call_command("publish_course", folder, "--accept-overdue", stdout=sys.stderr)
    print(json.dumps(found_by_readers()))


def found_by_readers() -> dict[str, Any]:
    """Return how much each edition holds, and which words stand on the page of a sample lesson."""
    from django.test import Client
    from django.urls import reverse

    from course.models import Edition, Passage
    from course.models.published import forget_rows_at_hand
    from course.publishing.kept_sources import files_of
    from quizzes.models import BankItem

    editions = {
        str(edition.number): {
            "files": len(files_of(edition)),
            "units": edition.units.count(),
            "passages": Passage.objects.filter(unit__edition=edition).count(),
            "questions": BankItem.objects.filter(quiz__unit__edition=edition).count(),
        }
        for edition in Edition.objects.all()
    }
    forget_rows_at_hand()  # as another process, that did not publish
    page = Client().get(reverse("course:unit", args=["tiny-course", "welcome"])).content.decode()
    words = [words for words in ("One thing is so", "Some thing is so") if words in page]
    return {"editions": editions, "words": words}


if __name__ == "__main__":
    main(*sys.argv[1:])
