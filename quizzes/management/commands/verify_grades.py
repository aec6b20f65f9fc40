from django.core.management.base import BaseCommand, CommandError

from quizzes.marking.verification import Verification


class Command(BaseCommand):
    help = (
        "Recompute every marking from the stored answers, every total from its grades, and who "
        "passed; compare with what is stored, and print each difference. Ends with 1 if there is "
        "any."
    )

    def handle(self, *args: object, **options: object) -> None:
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
