from django.core.management.base import BaseCommand

from quizzes.regrading.batches import carry_out_missing


class Command(BaseCommand):
    help = (
        "Enqueue approved regrade orders that a dead worker left before every attempt was "
        "marked again."
    )

    def handle(self, *args: object, **options: object) -> None:
        self.stdout.write(f"{carry_out_missing()} orders to go on with.")
