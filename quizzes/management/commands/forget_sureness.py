from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from quizzes.sitting import sureness


class Command(BaseCommand):
    help = (
        "Delete how sure learners said they were of their answers, 12 months after they earned the certificate. Run "
        "it every day; again changes nothing."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(
            f"Answers whose sureness was deleted: {sureness.delete_due(timezone.now())}."
        )
