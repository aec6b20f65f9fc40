from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from quizzes.sitting import attempts


class Command(BaseCommand):
    help = (
        "Hand in every attempt whose time is over and whose learner has not come back, with what "
        "was saved. Run it every minute; again changes nothing. Ends with 1 if one could not be "
        "marked."
    )

    def handle(self, *args: object, **options: object) -> None:
        now = timezone.now()
        self.stdout.write(f"Attempts handed in: {attempts.expire_all(now)}.")
        left = attempts.overdue(now).values_list("pk", flat=True)
        numbers = ", ".join(str(pk) for pk in left)
        if numbers:
            raise CommandError(f"Not handed in, the log says why: attempts {numbers}.")
