from argparse import ArgumentParser

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from accounts import mail
from accounts.models import OutgoingMail


class Command(BaseCommand):
    help = (
        "List the emails that wait or were given up. "
        "With --resend or --resend-failed: send them now. "
        "Ends with 1 if one could not be sent."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        choice = parser.add_mutually_exclusive_group()
        choice.add_argument(
            "--resend", type=int, nargs="+", metavar="ID", help="send these emails now"
        )
        choice.add_argument(
            "--resend-failed",
            action="store_true",
            help="send every email now that has failed; codes excepted",
        )

    def handle(
        self, *args: object, resend: list[int] | None, resend_failed: bool, **options: object
    ) -> None:
        if resend_failed:
            failed = OutgoingMail.objects.resendable(timezone.now()).filter(attempts__gt=0)
            self.resend(list(failed.order_by("pk").values_list("pk", flat=True)))
        elif resend:
            self.resend(resend)
        else:
            self.list()

    def resend(self, ids: list[int]) -> None:
        """Try each mail now; raise CommandError if one was not sent."""
        unsent = [mail_id for mail_id in ids if not mail.resend(mail_id)]
        self.stdout.write(f"Sent: {len(ids) - len(unsent)}.")
        if unsent:
            raise CommandError("\n".join(["Not sent:", *map(_reason, unsent)]))

    def list(self) -> None:
        """Print the unsent mails but not expired codes, then the totals."""
        unsent = OutgoingMail.objects.filter(sent_at=None).order_by("pk")
        for row in unsent.exclude(is_secret=True, given_up_at__isnull=False).iterator():
            self.stdout.write(
                f"{row.pk}  {row.recipient}  {row.subject}  attempts {row.attempts}  "
                f"{row.last_error or 'no error'}  {_next_step(row)}"
            )
        waiting = OutgoingMail.objects.waiting().count()
        expired_codes = unsent.filter(is_secret=True, given_up_at__isnull=False).count()
        given_up = unsent.filter(is_secret=False, given_up_at__isnull=False).count()
        self.stdout.write(
            f"Waiting: {waiting}. Given up: {given_up}. Codes that expired unsent: {expired_codes}."
        )


def _next_step(row: OutgoingMail) -> str:
    """Say what happens to an unsent mail."""
    if row.given_up_at:
        return f"given up {row.given_up_at:%Y-%m-%d %H:%M} UTC"
    return f"next attempt {row.next_attempt_at:%Y-%m-%d %H:%M} UTC"


def _reason(mail_id: int) -> str:
    """Say why a mail was not sent."""
    row = OutgoingMail.objects.filter(pk=mail_id).first()
    if row is None:
        return f"{mail_id}: there is no such email"
    if row.sent_at:
        return f"{mail_id}: it was sent before, and its text is gone"
    if row.is_secret:
        return f"{mail_id}: it holds a code; its reader asks for a new one on the site"
    if row.claimed_at:
        return f"{mail_id}: it is being sent right now"
    return f"{mail_id}: {row.last_error}, {_next_step(row)}"
