"""A site from before the bank, rules and exact grades (the first migration of each app), with what
learners did there.

``python -m tests.quizzes.old_site fill`` makes it, ``migrate`` brings it to the newest
migrations and goes on with it; each prints what it has as JSON.
"""

import hashlib
import json
import os
import sys
import uuid
from datetime import UTC, date, datetime
from typing import Any

from tests import environment  # noqa: F401

APPS = ("accounts", "course", "quizzes", "certificates")
NOW = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)
SINGLE = {
    "vignette": "A vignette.",
    "stem": "What is it?",
    "rationale": "",
    "shuffle": True,
    "key": "b",
    "options": [
        {"id": each, "text": f"Option {each}", "rationale": f"WHY {each}"} for each in "abc"
    ],
}
MULTI = SINGLE | {"key": ["a", "b", "c"], "policy": "plus_minus", "options": [*SINGLE["options"]]}
NUMERIC = {
    "vignette": "",
    "stem": "How much is it?",
    "rationale": "WHY the number",
    "options": [],
    "units": {"mg": "1"},
    "answers": [{"value": "500", "tol": "0"}],
    "slips": [{"value": "50", "rationale": "A slip by ten"}],
}


def main(step: str) -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
    import django

    django.setup()
    json.dump({"fill": fill, "migrate": migrate}[step](), sys.stdout)


def row(model: Any, **fields: Any) -> Any:
    """A row of a model as it was, with something in every field that needs it."""
    for field in model._meta.concrete_fields:
        if field.name in fields or field.null or field.primary_key or field.has_default():
            continue
        kind = field.get_internal_type()
        if kind.endswith("IntegerField"):
            fields[field.name] = 1
        elif kind in {"DateTimeField", "DateField"}:
            fields[field.name] = NOW if kind == "DateTimeField" else date(2026, 11, 24)
        elif kind == "BooleanField":
            fields[field.name] = False
        elif kind == "JSONField":
            fields[field.name] = {}
    return model.objects.create(**fields)


def fill() -> dict[str, Any]:
    """Two attempts that were handed in, one passed; one open. Rows are protected, as they were."""
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    first = [(app, "0001_initial") for app in APPS] + [
        ("sessions", "0001_initial"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]
    executor.migrate(first)
    apps = executor.loader.project_state(first).apps
    course = row(apps.get_model("course.Course"), slug="basics")
    edition = row(
        apps.get_model("course.Edition"),
        course=course,
        number=1,
        title="The Basics",
        language="en",
        pass_mark=60,
    )
    module = row(apps.get_model("course.Module"), edition=edition, key="module-1")
    unit = row(
        apps.get_model("course.Unit"),
        edition=edition,
        module=module,
        key="quiz",
        kind="quiz",
        title="The quiz",
        required=True,
    )
    quiz = row(apps.get_model("quizzes.Quiz"), unit=unit, pass_mark=60, attempts_allowed=3)
    rules = [
        _rule(apps, course, quiz, *each)
        for each in ((1, "single", SINGLE), (2, "multi", MULTI), (3, "numeric", NUMERIC))
    ]
    answers = {
        "ada": ("b", ["a", "b"], "500 mg"),
        "eve": ("a", ["a"], "500 milligrams"),
        "ida": ("c", None, "50 mg"),
    }
    for name, given in answers.items():
        user = row(
            apps.get_model("accounts.User"),
            email=f"{name}@example.org",
            name=name,
            password="!",
            is_active=True,
        )
        enrolment = row(
            apps.get_model("course.Enrolment"),
            user=user,
            course=course,
            edition=edition,
            public_id=uuid.uuid4(),
        )
        attempt = row(
            apps.get_model("quizzes.Attempt"),
            enrolment=enrolment,
            quiz=quiz,
            unit_key="quiz",
            number=1,
            started_at=NOW,
        )
        for rule, response in zip(rules, given, strict=True):
            order = [each["id"] for each in reversed(rule.version.body["options"])]
            row(
                apps.get_model("quizzes.AttemptItem"),
                attempt=attempt,
                position=rule.position,
                rule=rule,
                points=rule.points,
                question=rule.version.question,
                version=rule.version,
                option_order=order,
                response=response,
                seq=2,
                sureness=3,
            )
        if name != "ida":
            fractions = ("1", "2/3", "1") if name == "ada" else ("0", "1/3", "0")
            _hand_in(apps, attempt, fractions, "8/3" if name == "ada" else "1/3", name == "ada")
        if name == "ada":
            row(
                apps.get_model("course.Completion"),
                enrolment=enrolment,
                unit=unit,
                unit_key="quiz",
                revision=1,
                earned="8/3",
                possible="3",
            )
    _fill_mails(apps.get_model("accounts.OutgoingMail"))
    protect_app(connection, apps, "quizzes")
    return _hashes(apps.get_model("quizzes.QuestionVersion"))


def _rule(apps: Any, course: Any, quiz: Any, position: int, kind: str, body: dict) -> Any:
    question = row(apps.get_model("quizzes.Question"), course=course, ref=kind)
    canonical = json.dumps([kind, body], sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    sha256 = hashlib.sha256(canonical.encode()).hexdigest()
    version = row(
        apps.get_model("quizzes.QuestionVersion"),
        question=question,
        kind=kind,
        body=body,
        sha256=sha256,
    )
    rendered = {name: body[name] for name in ("vignette", "stem", "rationale")} | {
        "options": {
            each["id"]: {"text": each["text"], "rationale": each["rationale"]}
            for each in body["options"]
        },
        "slips": {each["value"]: each["rationale"] for each in body.get("slips", [])},
    }
    return row(
        apps.get_model("quizzes.Rule"),
        quiz=quiz,
        position=position,
        version=version,
        points=1,
        rendered=rendered,
    )


def _hand_in(
    apps: Any, attempt: Any, fractions: tuple[str, ...], earned: str, passed: bool
) -> None:
    type(attempt).objects.filter(pk=attempt.pk).update(
        state="submitted", submitted_at=NOW, submit_key=uuid.uuid4()
    )
    run = row(
        apps.get_model("quizzes.GradeRun"),
        attempt=attempt,
        run=1,
        earned=earned,
        possible="3",
        passed=passed,
    )
    statuses = {"1": "correct", "0": "wrong"}
    for item, fraction in zip(attempt.items.order_by("position"), fractions, strict=True):
        status = "omitted" if item.response is None else statuses.get(fraction, "partial")
        row(
            apps.get_model("quizzes.ItemGrade"),
            run=run,
            item=item,
            fraction=fraction,
            status=status,
        )


def _fill_mails(model: Any) -> None:
    """Write a mail that was sent, and one that was given up after eight attempts."""
    for key, body, sent_at in (("sent", "", NOW), ("given up", "Hello.", None)):
        row(
            model,
            key=key,
            recipient="ada@example.org",
            language="en-us",
            body=body,
            attempts=8,
            sent_at=sent_at,
        )


def protect_app(connection: Any, apps: Any, label: str) -> None:
    """Triggers of those days: nothing changes."""
    from accounts.triggers import Protection, _statements

    with connection.cursor() as cursor:
        for model in apps.get_app_config(label).get_models():
            nothing: frozenset[str] = frozenset()
            protection = Protection(model, nothing, nothing, nothing, "", "", "")
            for statement in _statements(connection.vendor, model._meta.db_table, protection):
                cursor.execute(statement)


def _hashes(model: Any) -> dict[str, str]:
    return dict(model.objects.values_list("kind", "sha256"))


def migrate() -> dict[str, Any]:
    """Bring it up to date, look at every page, hand in what is open, and recompute everything.

    Mails that wait are sent.
    """
    from django.core import mail
    from django.core.management import call_command
    from django.db import connection
    from django.test import Client

    from accounts import mail as outbox
    from accounts import triggers
    from accounts.models import OutgoingMail, User
    from course.models import Completion, Edition
    from quizzes.marking.verification import Verification
    from quizzes.models import Attempt, BankItem, ItemGrade, QuestionVersion, Rule
    from quizzes.regrading.readings import find_rereadings

    call_command("migrate", verbosity=0)
    outbox.deliver_due()
    before = list(Verification().differences())
    pages = {}
    for attempt in Attempt.objects.order_by("pk"):
        client = Client()
        client.force_login(User.objects.get(enrolments=attempt.enrolment_id))
        if attempt.is_open:
            client.post(attempt.url("submit"), {"submit_key": uuid.uuid4()})
        names = ("result", "receipt")
        pages[attempt.enrolment.user.name] = [
            client.get(attempt.url(name)).status_code for name in names
        ]
    grades = ItemGrade.objects.order_by("item__attempt_id", "item__position")
    sql = {
        "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger'",
        "postgresql": "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal",
    }
    with connection.cursor() as cursor:
        cursor.execute(sql[connection.vendor])
        missing = triggers.trigger_names(connection.vendor) - {
            name for (name,) in cursor.fetchall()
        }
    return {
        "hashes": _hashes(QuestionVersion),
        "differences": [before, list(Verification().differences())],
        "reasons": list(Attempt.objects.order_by("pk").values_list("submit_reason", flat=True)),
        "grades": [str(grade.fraction) for grade in grades],
        "rereadings": [
            [str(each.grade.fraction), str(each.score.fraction)] for each in find_rereadings()
        ],
        "answers": [
            [item.response for item in attempt.items.all()]
            for attempt in Attempt.objects.order_by("pk")
        ],
        "texts": [sorted(item.rendered) for item in BankItem.objects.all()],
        "rules": list(Rule.objects.values_list("position", "item__position", "draw")),
        "completions": list(Completion.objects.values_list("earned", flat=True)),
        "safety_corrections": list(Edition.objects.values_list("safety_correction", flat=True)),
        "pages": pages,
        "mailed": [message.body.splitlines()[0] for message in mail.outbox],
        "sent": sorted(OutgoingMail.objects.exclude(sent_at=None).values_list("key", flat=True)),
        "missing": sorted(missing),
    }


if __name__ == "__main__":
    main(*sys.argv[1:])
