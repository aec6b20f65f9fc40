from pathlib import Path

from django.core.management.base import BaseCommand, CommandError, CommandParser

from certificates import printing
from certificates.samples import editions_in_use, sample
from course.models import Provider


class Command(BaseCommand):
    help = "Write a sample certificate of the newest course, with the longest name, to a file."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, help="The PDF to write.")
        parser.add_argument(
            "--sample",
            action="store_true",
            required=True,
            help="Say that a sample is meant; certificates that were issued are never made again.",
        )
        parser.add_argument(
            "--paper",
            choices=Provider.Paper.values,
            help="The paper, if not that of the provider.",
        )

    def handle(self, *args: object, file: Path, paper: str | None, **options: object) -> None:
        edition = editions_in_use().last()
        if edition is None:
            raise CommandError("No course is published yet. Publish one, then try again.")
        provider = Provider.get()
        provider.paper = paper or provider.paper
        pdf = printing.render(sample(edition, provider))
        try:
            file.write_bytes(pdf)
        except OSError as error:
            raise CommandError(f"{file} cannot be written: {error.strerror}.") from error
        self.stdout.write(f"{file}: a sample of {edition}")
