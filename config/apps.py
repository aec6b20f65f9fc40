"""What belongs to no single app: error pages, health checks, timed work, the demo."""

from django.apps import AppConfig


class ConfigConfig(AppConfig):
    name = "config"

    def ready(self) -> None:
        from config import demo_accounts, missing_mail, trusted_providers  # noqa: F401  register their checks
