from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts import mail
from certificates import guides, issuing, samples
from certificates.holding import problems_of
from course.models import Provider


class Command(BaseCommand):
    help = (
        "Issue missing certificates, make missing guides and send waiting mails. "
        "Ends with 1 if a certificate failed; one that is held has not failed."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--check",
            action="store_true",
            help="Change nothing: list which certificates are or would be held, and why.",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if options["check"]:
            self.check_holds()
            return
        tally, files, mails = issuing.issue_missing(), guides.make_missing(), mail.deliver_due()
        self.stdout.write(
            f"certificates: {tally.issued}, held: {tally.held}, guides: {files}, mails: {mails}"
        )
        if tally.failed:
            raise CommandError(
                f"{tally.failed} certificates failed. The log says why; run this again."
            )

    def check_holds(self) -> None:
        """List the held certificates, and those that would be held for the next to finish."""
        provider = Provider.get()
        waiting = issuing.missing().select_related("user", "course", "edition")
        papers = [
            (
                f"enrolment {enrolment.public_id}",
                issuing.snapshot(enrolment, enrolment.course.slug, provider),
            )
            for enrolment in waiting
        ]
        papers += [
            (f"whoever completes {edition}", samples.sample(edition, provider))
            for edition in samples.editions_in_use()
        ]
        held = [
            (whose, problems)
            for whose, paper in papers
            if (problems := problems_of(paper, provider))
        ]
        for whose, problems in held:
            self.stdout.write(f"{whose}: {' '.join(str(problem) for problem in problems)}")
        self.stdout.write(f"{len(held)} of {len(papers)} would be held.")
