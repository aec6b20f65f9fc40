from django.core.management.base import BaseCommand, CommandError

from config import periodic
from config.missing_mail import refuse_missing_mail


class Command(BaseCommand):
    help = (
        "Do all timed work that is due: timed quizzes, email, certificates, cleaning up. "
        "Call it every minute, on one machine or on several. "
        "Ends with 1 if a piece failed; the log says why."
    )

    def handle(self, *args: object, **options: object) -> None:
        refuse_missing_mail()  # else every mail would be put off, without a word
        if failed := periodic.run_due():
            raise CommandError(f"Failed, the log says why: {', '.join(failed)}.")
