"""Accounts, the audit log, outbox and inbox, and the triggers that protect records."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class AccountsConfig(AppConfig):
    name = "accounts"

    def ready(self) -> None:
        # signups, way_in and events are not used here: they listen to allauth.
        from accounts import personal_data, signups, triggers  # noqa: F401
        from accounts.erasing import account_words, traces
        from accounts.groups import records as group_records
        from accounts.groups import way_in  # noqa: F401
        from accounts.inbox import records
        from accounts.models import AuditEvent, NamedPerson
        from accounts.security import events  # noqa: F401
        from accounts.staff_groups import make_groups

        triggers.protect(AuditEvent, erasable=("actor", "reason"))
        triggers.protect(
            NamedPerson,
            mutable=("reason",),  # an erasure may take its words away
            erasable=("person", "named_by"),
            updatable=("used_at",),
            updatable_when="OLD.used_at IS NULL",
        )
        records.protect()
        post_migrate.connect(triggers.create_triggers, dispatch_uid="triggers")
        post_migrate.connect(make_groups, dispatch_uid="groups")
        personal_data.register(personal_data.AccountData())
        personal_data.register(records.SentMessages())
        personal_data.register(group_records.GroupData())
        self._join_approvals()
        traces.sources.append(account_words.add_account)
        traces.sweepers.append(account_words.sweep)

    def _join_approvals(self) -> None:
        """Let two administrators decide on letting somebody in."""
        from accounts import approvals
        from accounts.models import LettingIn
        from accounts.security import letting_in

        approvals.register(
            LettingIn,
            approve=letting_in.approve,
            refuse=letting_in.refuse,
            template="accounts/security/letting_in.html",
            mutable=("person", *LettingIn.TYPED),
        )
