"""Accounts, the audit log, outbox and inbox, and the triggers that protect records."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class AccountsConfig(AppConfig):
    name = "accounts"

    def ready(self) -> None:
        # signups is not used here: it listens to allauth.
        from accounts import personal_data, signups, triggers  # noqa: F401
        from accounts.inbox import records
        from accounts.models import AuditEvent
        from accounts.staff_groups import make_groups

        triggers.protect(AuditEvent, erasable=("actor",))
        records.protect()
        post_migrate.connect(triggers.create_triggers, dispatch_uid="triggers")
        post_migrate.connect(make_groups, dispatch_uid="groups")
        personal_data.register(personal_data.AccountData())
        personal_data.register(records.SentMessages())
