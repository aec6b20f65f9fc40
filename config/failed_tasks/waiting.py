"""What waits on the desk of administrators: tasks that failed."""

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django_tasks_db.models import DBTaskResult

from accounts.desk.waiting import Section, Waiting
from accounts.models import User
from config.failed_tasks.staff import MAY_BEGIN


def _failed(reader: User) -> list[QuerySet[Any]]:
    return [DBTaskResult.objects.failed()]


FAILED_TASKS = Waiting(
    key="failed-tasks",
    section=Section.SITE,
    permissions=(MAY_BEGIN,),
    lists=_failed,
    since="finished_at",
    title=_("Tasks that failed"),
    why=_("The log says why. Once that is mended, begin them again."),
    act=_("See the tasks"),
    url_name="failed_tasks:list",
    is_kept=True,
)
