"""Accounts, the audit log, outbox and inbox, and the triggers that protect records."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate, post_save


class AccountsConfig(AppConfig):
    name = "accounts"

    def ready(self) -> None:
        # signups, way_in, events, stays and joining by sign-on listen to sign-ins.
        from accounts import signups, triggers  # noqa: F401
        from accounts.desk import own_kinds, waiting
        from accounts.groups import way_in  # noqa: F401
        from accounts.models import User
        from accounts.moving import records as moving_records
        from accounts.people import words
        from accounts.security import events, stays  # noqa: F401
        from accounts.single_sign_on import groups  # noqa: F401
        from accounts.staff_groups import make_groups

        self._protect_rows()
        self._register_personal_data()
        self._join_approvals()
        moving_records.decide_on_columns()
        waiting.kinds += own_kinds.KINDS_OF_ACCOUNTS
        words.sources.append(moving_records.joined_addresses_of)
        # Accounts are saved by allauth, by forms of ours and by commands.
        post_save.connect(words.index_saved_person, User, dispatch_uid="person_words")
        post_migrate.connect(triggers.create_triggers, dispatch_uid="triggers")
        post_migrate.connect(make_groups, dispatch_uid="groups")
        post_migrate.connect(words.index_unindexed, self, dispatch_uid="person_words")

    def _protect_rows(self) -> None:
        """Say which rows the database keeps as they are."""
        from django.contrib.admin.models import LogEntry

        from accounts import triggers
        from accounts.inbox import records
        from accounts.models import AuditEvent, NamedPerson
        from accounts.roles import records as role_records

        triggers.protect(AuditEvent, erasable=("actor", "reason"))
        triggers.protect(
            NamedPerson,
            mutable=("reason",),  # an erasure may take its words away
            erasable=("person", "named_by"),
            updatable=("used_at",),
            updatable_when="OLD.used_at IS NULL",
        )
        triggers.protect(
            LogEntry,
            mutable=("object_repr",),  # an erasure takes it away before it deletes the row
            deletable_when="OLD.object_repr = ''",
        )
        records.protect()
        role_records.protect()

    def _register_personal_data(self) -> None:
        """Register the parts that an export shows and an erasure deletes."""
        from accounts import personal_data
        from accounts.data_files import about_you, own_parts
        from accounts.erasing import account_words, traces
        from accounts.groups import records as group_records
        from accounts.inbox import records
        from accounts.moving import records as moving_records
        from accounts.roles import records as role_records

        personal_data.register(own_parts.AccountData())
        personal_data.register(own_parts.SignInData())
        personal_data.register(about_you.MailData())
        personal_data.register(about_you.StaffActData())
        personal_data.register(own_parts.OwnDataFile())
        personal_data.register(records.SentMessages())
        personal_data.register(group_records.GroupData())
        personal_data.register(moving_records.MovingData())
        personal_data.register(role_records.RoleData())
        traces.sources += [account_words.add_account, moving_records.add_traces]
        traces.sweepers += [account_words.sweep, role_records.sweep]

    def _join_approvals(self) -> None:
        """Let two members of staff help somebody who lost a mailbox or every second factor."""
        from accounts import approvals
        from accounts.models import AddressHelp, JoinHelp, LettingIn
        from accounts.moving import help
        from accounts.security import letting_in

        approvals.register(
            AddressHelp,
            approve=help.approve_move,
            refuse=help.refuse,
            template="accounts/moving/address_help.html",
            mutable=("user", "new_email", *AddressHelp.TYPED),
        )
        approvals.register(
            JoinHelp,
            approve=help.approve_join,
            refuse=help.refuse,
            template="accounts/moving/join_help.html",
            mutable=("kept", "ended", *JoinHelp.TYPED),
        )
        approvals.register(
            LettingIn,
            approve=letting_in.approve,
            refuse=letting_in.refuse,
            template="accounts/security/letting_in.html",
            mutable=("person", *LettingIn.TYPED),
        )
