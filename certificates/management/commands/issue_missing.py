from typing import Any

from django.core.management.base import BaseCommand

from accounts import mail
from certificates import guides, issuing


class Command(BaseCommand):
    help = "Find what a dead worker left: completed courses without a certificate, guides not made, mails not sent."

    def handle(self, *args: Any, **options: Any) -> None:
        certificates, files, mails = issuing.issue_missing(), guides.make_missing(), mail.deliver_due()
        self.stdout.write(f"certificates: {certificates}, guides: {files}, mails: {mails}")
