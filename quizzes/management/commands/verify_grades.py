from django.core.management.base import BaseCommand, CommandError, CommandParser

from quizzes.marking.kept_counts import rebuild_counts
from quizzes.marking.verification import Verification


class Command(BaseCommand):
    help = (
        "Recompute every marking from the stored answers, every total from its grades, who "
        "passed, and the counts for statistics; compare with what is stored, and print each "
        "difference. Ends with 1 if there is any."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--rebuild", action="store_true", help="first count anew what statistics read"
        )

    def handle(self, *args: object, rebuild: bool = False, **options: object) -> None:
        if rebuild:
            rebuild_counts()
        verification = Verification()
        differences = 0
        for line in verification.differences():
            differences += 1
            self.stdout.write(line)
        summary = (
            f"{verification.attempts} attempts, {verification.runs} markings, "
            f"{verification.versions} versions"
        )
        if differences:
            raise CommandError(f"{summary}; {differences} differences.")
        self.stdout.write(f"{summary}, no difference.")
