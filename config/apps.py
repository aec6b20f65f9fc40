"""What belongs to no single app: error pages, health checks, timed work, the demo."""

from django.apps import AppConfig


class ConfigConfig(AppConfig):
    name = "config"

    def ready(self) -> None:
        # Three of these register their checks by being imported.
        from accounts.desk import waiting
        from config import demo_accounts, desk_rows, missing_mail, trusted_providers  # noqa: F401

        waiting.others.append(desk_rows.site_rows)
