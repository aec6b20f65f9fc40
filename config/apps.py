"""What belongs to no single app: error pages, health checks, timed work, the demo."""

from django.apps import AppConfig


class ConfigConfig(AppConfig):
    name = "config"

    def ready(self) -> None:
        # All but desk_rows register their checks by being imported.
        from accounts.desk import waiting
        from config import (  # noqa: F401
            demo_accounts,
            desk_rows,
            missing_mail,
            newer_database,
            security_txt,
            site_checks,
            trusted_providers,
        )
        from config.failed_tasks.waiting import FAILED_TASKS

        waiting.kinds.append(FAILED_TASKS)
        waiting.others.append(desk_rows.site_rows)
