"""What is stored, read by a process of its own, so that it is what was committed.

``python -m tests.storm.records STEP``: ``prepare N`` makes the course and N people who are signed
in; ``settle`` lets time pass until nothing waits any more, runs the commands that verify records,
and prints all that is stored.
"""

import json
import os
import sys
import time
from collections import Counter
from io import StringIO
from pathlib import Path
from typing import Any

from tests.storm.moved_clock import write_clock

# Minutes that pass, by the clock of the site, until what dead processes left is taken up again:
# mails after ten minutes, tasks after an hour, refused mails after up to four hours.
MINUTES_AFTERWARDS = (0, 12, 75, 90, 330, 345)
ALL_MINUTES = 2 * 24 * 60  # after two days, files without a record are old enough to be deleted


def main(step: str, *arguments: str) -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
    import django

    django.setup()
    steps = {"prepare": prepare, "settle": settle}
    sys.stdout.write(json.dumps(steps[step](*arguments)))


def prepare(people: str) -> list[dict[str, str]]:
    """Make a course of two lessons and a quiz; return address and session of each person."""
    from django.core.management import call_command
    from django.test import Client, override_settings

    from tests.factories import make_edition, make_provider, make_user
    from tests.quizzes import factories as make

    call_command("createcachetable", verbosity=0)
    make_provider()
    make.make_quiz(make.single(), make.multi(), make.numeric(), edition=make_edition())
    prepared = []
    hasher = "django.contrib.auth.hashers.MD5PasswordHasher"
    with override_settings(PASSWORD_HASHERS=[hasher], ALLOWED_HOSTS=["testserver"]):
        for _person in range(int(people)):
            user, client = make_user(), Client()
            client.force_login(user)
            prepared.append({"email": user.email, "session": client.cookies["sessionid"].value})
    return prepared


def settle() -> dict[str, Any]:
    """Let time pass as long as something waits; return what is stored then."""
    complaints = []
    for minutes in MINUTES_AFTERWARDS:
        move_clock(minutes)
        if complaint := complaint_of("run_periodic"):
            complaints.append(f"{minutes} minutes later: {complaint}")
        if minutes and is_all_done():
            break
    move_clock(ALL_MINUTES)
    if complaint := complaint_of("run_periodic"):
        complaints.append(f"two days later: {complaint}")
    return tell(complaints)


def move_clock(minutes: int) -> None:
    """Move the clock of this process, and of those that serve."""
    file = Path(os.environ["STORM_CLOCK"])
    before = time.time()
    moved_by = minutes * 60 - int(file.read_text())
    write_clock(file, minutes * 60)
    while abs(time.time() - before - moved_by) > 30:
        time.sleep(0.1)


def is_all_done() -> bool:
    """Wait a moment for the workers; return whether nothing waits any more."""
    for _look in range(30):
        if not any(waiting().values()):
            return True
        time.sleep(0.2)
    return False


def waiting() -> dict[str, int]:
    """Count what a healthy site has done after a while: tasks, mails, certificates."""
    from django_tasks_db.models import DBTaskResult

    from accounts.models import OutgoingMail
    from certificates.issuing import missing

    tasks = DBTaskResult.objects.exclude(status__in=["SUCCESSFUL", "FAILED"]).count()
    mails = OutgoingMail.objects.filter(sent_at=None).count()
    return {"tasks": tasks, "mails": mails, "certificates": missing().count()}


def tell(complaints: list[str]) -> dict[str, Any]:
    """Return everything by the address of its learner, and what the commands complain of."""
    from accounts.models import User

    checks = ("check_files", "verify_records", "verify_grades")
    complaints += [complaint for check in checks if (complaint := complaint_of(check))]
    users = User.objects.exclude(enrolments=None).order_by("pk")
    learners = {user.email: learner_facts(user) for user in users}
    return {
        "complaints": complaints + database_damage(),
        "stray_files": stray_files(),
        "waiting": waiting(),
        "learners": learners,
    }


def complaint_of(command: str) -> str:
    """Run a command that checks; return what it complains of, or ""."""
    from django.core.management import CommandError, call_command

    out = StringIO()
    try:
        call_command(command, stdout=out, stderr=out)
    except (CommandError, SystemExit) as error:
        return f"{command}: {error} {out.getvalue()}"
    return ""


def database_damage() -> list[str]:
    """Return what SQLite's own check finds."""
    from django.db import connection

    if connection.vendor != "sqlite":
        return []
    with connection.cursor() as cursor:
        rows = cursor.execute("PRAGMA integrity_check").fetchall()
    return [row[0] for row in rows if row[0] != "ok"]


def stray_files() -> list[str]:
    """Return the stored files that no record names."""
    from django.conf import settings

    from certificates.models import Certificate, GuideFile, NotesFile

    named = {
        *Certificate.objects.values_list("pdf_name", flat=True),
        *GuideFile.objects.values_list("storage_name", flat=True),
        *NotesFile.objects.values_list("storage_name", flat=True),
    }
    folders = (Path(settings.MEDIA_ROOT), Path(settings.VAR) / "copies")
    return sorted(
        str(file)
        for folder in folders
        for file in folder.rglob("*")
        if file.is_file() and str(file.relative_to(folder)) not in named
    )


def learner_facts(user: Any) -> dict[str, Any]:
    """Return all that is stored of one learner."""
    from accounts.models import OutgoingMail
    from certificates.models import Certificate
    from course.models import Note
    from quizzes.models import Attempt

    certificates = Certificate.objects.filter(enrolment__user=user)
    keys = [f"certificate:{certificate.code}" for certificate in certificates]
    completions = Counter(user.enrolments.values_list("completions__unit_key", flat=True))
    return {
        "notes": list(Note.objects.filter(user=user).values_list("text", flat=True)),
        "enrolments": user.enrolments.count(),
        "completions": {str(key): count for key, count in completions.items()},
        "attempts": [attempt_facts(each) for each in Attempt.objects.of_user(user)],
        "certificates": [[each.code, each.pdf_sha256] for each in certificates],
        "mails_queued": OutgoingMail.objects.filter(key__in=keys).count(),
        "mails_sent": OutgoingMail.objects.filter(key__in=keys).exclude(sent_at=None).count(),
    }


def attempt_facts(attempt: Any) -> dict[str, Any]:
    """Return an attempt as it is stored, and what its answers are worth when marked now."""
    items = list(attempt.items.select_related("version"))
    runs = list(attempt.runs.all())
    grades = [grade for run in runs for grade in run.grades.order_by("item__position")]
    return {
        "state": attempt.state,
        "answers": [item.response for item in items],
        "saves": [item.seq for item in items],
        "worth": [str(item.version.data.score(item.response).fraction) for item in items],
        "markings": len(runs),
        "grades": [str(grade.fraction) for grade in grades],
    }


if __name__ == "__main__":
    main(*sys.argv[1:])
