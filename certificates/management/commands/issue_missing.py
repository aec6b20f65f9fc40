from collections.abc import Iterator

from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts import mail
from certificates import guide_orders, issuing, samples
from certificates.holding import Problem, problems_of, unstated
from course.models import Provider


class Command(BaseCommand):
    help = (
        "Issue missing certificates, make missing guides and send waiting emails. "
        "Ends with 1 if a certificate or an email failed; one that is held has not failed."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--check",
            action="store_true",
            help="Change nothing: list which certificates are or would be held, and why.",
        )

    def handle(self, *args: object, check: bool, **options: object) -> None:
        if check:
            self.check_holds()
            return
        tally = issuing.issue_missing()
        files = guide_orders.make_missing()
        mails = mail.deliver_due()
        self.stdout.write(
            f"certificates: {tally.issued}, held: {tally.held}, guides: {files}, emails: {mails}"
        )
        failed = []
        if tally.failed:
            failed.append(f"{tally.failed} certificates failed. The log says why; run this again.")
        if mail.is_late():
            failed.append("The mail server took no email. Run manage.py mail, which says why.")
        if failed:
            raise CommandError("\n".join(failed))

    def check_holds(self) -> None:
        """List the held certificates, and those that would be held for the next to finish."""
        papers = list(_papers(Provider.get()))
        held = 0
        for whose, problems in papers:
            if problems:
                held += 1
                reasons = " ".join(str(problem) for problem in problems)
                self.stdout.write(f"{whose}: {reasons}")
        self.stdout.write(f"{held} of {len(papers)} would be held.")


def _papers(provider: Provider) -> Iterator[tuple[str, list[Problem]]]:
    """Yield whose each missing certificate is, and what holds it; then so for the next ones.

    There is a next one for each edition in use.
    """
    waiting = issuing.missing().select_related("user", "course", "edition")
    for enrolment in waiting:
        paper = issuing.snapshot(enrolment, enrolment.course.slug, provider)
        problems = unstated(enrolment) or problems_of(paper, provider)
        yield f"enrolment {enrolment.public_id}", problems
    for edition in samples.editions_in_use():
        paper = samples.sample(edition, provider)
        yield f"whoever completes {edition}", problems_of(paper, provider)
