"""Issue a certificate in processes that are killed, so that only what was committed is left.

``python -m tests.certificates.mortal_issuer SQL …``: a learner completes the course. For each SQL
a process tries to issue the certificate, and is killed right before the first statement that begins
with it. Then what is missing is issued, twice; what there is in the end is printed.
"""

import json
import os
import signal
import sys
from typing import Any

from tests import environment  # noqa: F401


def main(*deadly_statements: str) -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
    import django

    django.setup()
    from django.db import connections

    from tests.factories import enrol, finish, make_edition, make_provider, make_user

    make_provider()
    enrolment = enrol(make_user(name="Ada Lovelace"), make_edition())
    facts: dict[str, Any] = {"killed": 0}
    for deadly_sql in deadly_statements:
        connections.close_all()
        child = os.fork()
        if child == 0:
            issue_and_die(deadly_sql, lambda: finish(enrolment))
        _pid, status = os.waitpid(child, 0)
        facts["killed"] += os.WTERMSIG(status) == signal.SIGKILL
    sys.stdout.write(json.dumps(facts | issue_after_all()))


def issue_and_die(deadly_sql: str, complete: Any) -> None:
    """Complete the course, or issue what an earlier process left; die at a statement."""
    from django.core.management import call_command
    from django.db import connection

    from course.models import Enrolment

    def die_before(execute: Any, sql: str, *more: Any) -> Any:
        if sql.startswith(deadly_sql):
            os.kill(os.getpid(), signal.SIGKILL)
        return execute(sql, *more)

    with connection.execute_wrapper(die_before):
        if Enrolment.objects.filter(completed_at=None).exists():
            complete()
        else:
            call_command("issue_missing", stdout=sys.stderr)
    os._exit(0)


def issue_after_all() -> dict[str, Any]:
    """Issue what is missing, twice, sweep, and return what there is before and afterwards."""
    from datetime import timedelta

    from django.core.management import call_command

    from accounts.models import OutgoingMail
    from certificates import file_checks
    from certificates.models import Certificate
    from certificates.records.verifying import verify_chain
    from course.models import Enrolment

    completed = Enrolment.objects.exclude(completed_at=None).count()
    before = Certificate.objects.count()
    for _time in range(2):
        call_command("issue_missing", stdout=sys.stderr)
    file_checks.MIN_ORPHAN_AGE = timedelta(0)
    tally = file_checks.check_all()
    return {
        "completed": completed,
        "before": before,
        "certificates": Certificate.objects.count(),
        "mails": OutgoingMail.objects.count(),
        "swept": tally.removed,
        "faults": [*tally.damaged, *verify_chain()],
    }


if __name__ == "__main__":
    main(*sys.argv[1:])
