"""Health checks: whether the process answers, and whether the site does its work."""

from collections.abc import Callable
from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db import Error, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from django_tasks_db.models import DBTaskResult

from accounts import mail
from config import workers

MAX_TASK_AGE = timedelta(minutes=15)


@login_not_required
@require_safe
@never_cache
def alive(request: HttpRequest) -> JsonResponse:
    """Answer 200 as long as the process runs."""
    return JsonResponse({"alive": True})


@login_not_required
@require_safe
@never_cache
def ready(request: HttpRequest) -> JsonResponse:
    """Answer 200 if database, worker, tasks and mails are in order, else 503 and what is not."""
    try:
        failed = _missing_migrations() or _idle_work(timezone.now())
    except Error:
        failed = {"database": "does not answer"}
    if failed:
        return JsonResponse({"ready": False, "failed": failed}, status=503)
    return JsonResponse({"ready": True})


def _missing_migrations() -> dict[str, str]:
    """Return what is wrong with the tables; raise Error if the database does not answer."""
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        return {"migrations": f"are missing: run {settings.MANAGE_COMMAND} migrate"}
    return {}


def _idle_work(now: datetime) -> dict[str, str]:
    """Return which work does not go on, and since when (UTC)."""
    failed = {}
    if workers.are_needed():
        seen_at = workers.last_seen()
        if seen_at is None or seen_at < now - workers.SILENT_AFTER:
            failed["worker"] = (
                f"last seen {_shown(seen_at)}: start {settings.MANAGE_COMMAND} db_worker"
            )
    waiting = DBTaskResult.objects.ready().order_by("enqueued_at")
    queued_at = waiting.values_list("enqueued_at", flat=True).first()
    if queued_at and queued_at < now - MAX_TASK_AGE:
        failed["tasks"] = f"the oldest waits since {_shown(queued_at)}"
    unsent_at = mail.unsent_since(now - mail.LATE_AFTER)
    if unsent_at:
        says_why = f"{settings.MANAGE_COMMAND} mail says why"
        failed["mail"] = f"none was sent since {_shown(unsent_at)}: {says_why}"
    return failed


def _shown(moment: datetime | None) -> str:
    """Return a time for a person and a program to read."""
    return f"{moment:%Y-%m-%dT%H:%M:%SZ}" if moment else "never"


CHECKS = {"/healthz": alive, "/readyz": ready}


class HealthMiddleware:
    """Answer health checks under whatever name a load balancer asks by, over HTTP as well."""

    # A load balancer asks by the address of the machine, which is not in ALLOWED_HOSTS.
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        check = CHECKS.get(request.path) if request.method in {"GET", "HEAD"} else None
        return check(request) if check else self.get_response(request)
