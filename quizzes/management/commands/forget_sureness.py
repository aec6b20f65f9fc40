from django.core.management.base import BaseCommand
from django.utils import timezone

from quizzes.sitting import sureness


class Command(BaseCommand):
    help = (
        "Delete how sure learners said they were of their answers, 12 months after they earned "
        "the certificate. Run it every day; again changes nothing."
    )

    def handle(self, *args: object, **options: object) -> None:
        count = sureness.delete_due(timezone.now())
        self.stdout.write(f"Answers whose sureness was deleted: {count}.")
