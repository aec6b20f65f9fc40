"""Health checks: whether the process answers, and whether it may get requests."""

from collections.abc import Callable

from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe


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
    """Answer 200 if the database answers and has every migration, else 503."""
    try:
        executor = MigrationExecutor(connection)
        pending = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except DatabaseError:
        return JsonResponse({"ready": False, "because": "the database does not answer"}, status=503)
    if pending:
        return JsonResponse({"ready": False, "because": "migrations are missing"}, status=503)
    return JsonResponse({"ready": True})


CHECKS = {"/healthz": alive, "/readyz": ready}


class HealthMiddleware:
    """Answer health checks under whatever name a load balancer asks by, over HTTP as well."""

    # Its probes ask by the address of the machine, which is none of ALLOWED_HOSTS.
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        check = CHECKS.get(request.path) if request.method in {"GET", "HEAD"} else None
        return check(request) if check else self.get_response(request)
