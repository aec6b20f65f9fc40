from django.core.management.base import BaseCommand, CommandError

from config import periodic


class Command(BaseCommand):
    help = (
        "Do all timed work that is due: timed quizzes, mail, certificates, cleaning up. "
        "Call it every minute, on one machine or on several. "
        "Ends with 1 if a piece failed; the log says why."
    )

    def handle(self, *args: object, **options: object) -> None:
        if failed := periodic.run_due():
            raise CommandError(f"Failed, the log says why: {', '.join(failed)}.")
