"""Tasks that failed, by what they were to do and by their error, and beginning them again."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Count, Max, QuerySet
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from accounts import audit
from accounts.models import User

WORDS: dict[str, Promise] = {
    "accounts.data_files.making.make_by_id": gettext_lazy("Make the file of a person’s data"),
    "accounts.erasing.acts.forget_sessions": gettext_lazy("End the sessions of an erased account"),
    "accounts.groups.carrying_out.carry_out": gettext_lazy("Carry out a list of people"),
    "accounts.mail.deliver": gettext_lazy("Send an email"),
    "certificates.bulk.carry_out": gettext_lazy("Go on with an act on many certificates"),
    "certificates.guide_orders.make_by_id": gettext_lazy("Make a guide"),
    "certificates.issuing.issue_by_id": gettext_lazy("Issue a certificate"),
    "certificates.issuing.issue_missing_later": gettext_lazy("Issue missing certificates"),
    "certificates.notes_files.make_by_id": gettext_lazy("Make a PDF of notes"),
    "course.corrections.notices.queue_mails_later": gettext_lazy("Write emails of a correction"),
    "course.uploads.checking.check_by_id": gettext_lazy("Check an upload"),
    "course.uploads.publication.publish_by_id": gettext_lazy("Publish an upload"),
    "quizzes.regrading.batches.carry_out": gettext_lazy("Mark attempts again"),
}


@dataclass(frozen=True)
class FailedKind:
    """Hold what failed tasks were to do, with which error, how many, and when the last ended."""

    task_path: str
    error_path: str
    count: int
    last_at: datetime

    @property
    def key(self) -> str:
        return f"{self.task_path}|{self.error_path}"

    @property
    def title(self) -> str:
        return str(WORDS.get(self.task_path, self.task_path))

    @property
    def error(self) -> str:
        """Return the name of the error, without that of its module."""
        return self.error_path.rpartition(".")[2]

    @property
    def tasks(self) -> QuerySet[Any]:
        """Return the tasks that are meant and have not been begun again since."""
        failed: QuerySet[Any] = DBTaskResult.objects.failed().filter(
            task_path=self.task_path,
            exception_class_path=self.error_path,
            finished_at__lte=self.last_at,
        )
        return failed


def failed_kinds() -> list[FailedKind]:
    """Return the kinds of failed tasks, the latest failure first. One query."""
    failed = DBTaskResult.objects.failed().order_by()
    counted = failed.values_list("task_path", "exception_class_path").annotate(
        Count("pk"), last_at=Max("finished_at")
    )
    return [FailedKind(*row) for row in counted.order_by("-last_at")]


def begin_again(kinds: Iterable[FailedKind], by: User, reason: str) -> int:
    """Let workers do these tasks once more, and log it; return how many."""
    fresh = {
        "status": TaskResultStatus.READY,
        "enqueued_at": timezone.now(),
        "started_at": None,
        "finished_at": None,
        "worker_ids": [],
        "exception_class_path": "",
        "traceback": "",
    }
    return sum(
        _act(kind, "tasks.begun_again", by, reason, lambda tasks: tasks.update(**fresh))
        for kind in kinds
    )


def take_off(kinds: Iterable[FailedKind], by: User, reason: str) -> int:
    """Delete the records of these tasks, and log it; return how many."""
    return sum(
        _act(kind, "tasks.taken_off", by, reason, lambda tasks: tasks.delete()[0]) for kind in kinds
    )


def _act(
    kind: FailedKind, verb: str, by: User, reason: str, act: Callable[[QuerySet[Any]], int]
) -> int:
    """Do something to the failed tasks of a kind, and log it; return to how many.

    The count is of those that are still there: ``kind.count`` is of when the page was made.
    """
    with transaction.atomic():
        first = kind.tasks.order_by("finished_at").first()
        if first is None:
            return 0
        count = act(kind.tasks)
        words = {"count": count, "title": kind.title, "error": kind.error, "reason": reason}
        text = _("%(count)d of “%(title)s” (%(error)s), this one first. %(reason)s") % words
        if count:
            audit.record(by, verb, first, text)
    return count
