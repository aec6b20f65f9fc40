"""The command that reads a course folder and says what is wrong with it and what it holds."""

import json
import sys
from argparse import ArgumentParser
from collections.abc import Iterable, Sequence
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from course.corrections.in_words import in_lines
from course.corrections.to_explain import skeleton
from course.management.arguments import course_folder
from course.management.counts import counted
from course.publishing import PreparedEdition, PublicationRefusedError, compare_sources
from course.publishing.counting import Counts, count
from course.source import CourseSource, Mistake, SourceError, overdue_facts, read_course
from course.source.prose_checks import claimed_hours
from course.source.warnings_of_today import expiry_warnings, overdue_warnings

NO_COUNTS = Counts()


class Command(BaseCommand):
    help = (
        "Check a course folder without touching the database: every mistake with its file and line."
    )
    requires_system_checks: list[str] = []
    requires_migrations_checks = False

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", type=Path)
        parser.add_argument(
            "--json", action="store_true", help="print one object with the counts and the findings"
        )
        parser.add_argument(
            "--against",
            type=Path,
            metavar="OLD_FOLDER",
            help="also say what differs from OLD_FOLDER, and what changes.yaml has to explain",
        )

    def handle(self, *args: object, folder: Path, against: Path | None, **options: object) -> None:
        folder = course_folder(folder)
        course, findings = _read(folder)
        compared = None
        if course and against:
            compared = self.compare(against, course)
            findings = (*findings, *compared.mistakes)
        counts = count(course) if course else NO_COUNTS
        if options["json"]:
            self.write_json(counts, findings)
        else:
            self.write_findings(findings)
            self.write_outcome(folder, counts, findings)
            if compared:
                self.write_changes(compared)
        if _errors(findings):
            sys.exit(1)

    def write_json(self, counts: Counts, findings: Iterable[Mistake]) -> None:
        report = counts.as_dict() | _as_json(findings)
        text = json.dumps(report, ensure_ascii=False, indent=1)
        self.stdout.write(text)

    def compare(self, old_folder: Path, new: CourseSource) -> PreparedEdition:
        """Return the course as the edition after the one in ``old_folder``."""
        try:
            old = read_course(course_folder(old_folder))
            _refuse_another_course(old, new)
            return compare_sources(old, new)
        except SourceError as error:
            self.write_findings(error.mistakes)
            raise CommandError(
                f"{old_folder} has mistakes itself; correct a copy of it."
            ) from error
        except PublicationRefusedError as error:
            raise CommandError(str(error)) from error

    def write_changes(self, compared: PreparedEdition) -> None:
        """Say what differs, and print the entries that changes.yaml lacks, to be filled in."""
        places = counted(len(compared.corrections), "place")
        self.stdout.write(f"\nWhat differs, in {places}:")
        for line in in_lines(compared.corrections):
            self.stdout.write(line)
        if entries := skeleton(compared.corrections):
            self.stdout.write(f"\nWrite into changes.yaml, and fill in:\n\n{entries}")

    def write_outcome(self, folder: Path, counts: Counts, findings: Sequence[Mistake]) -> None:
        errors = len(_errors(findings))
        outcome = f"{folder.name} cannot be published." if errors else in_words(counts)
        self.stdout.write(outcome)
        warnings = len(findings) - errors
        self.stdout.write(f"{counted(errors, 'error')}, {counted(warnings, 'warning')}.")

    def write_findings(self, findings: Iterable[Mistake]) -> None:
        for finding in findings:
            self.stderr.write(str(finding))


def _read(folder: Path) -> tuple[CourseSource | None, tuple[Mistake, ...]]:
    """Return the course, None if it is unreadable, and what is wrong with it."""
    try:
        course = read_course(folder)
    except SourceError as error:
        return None, error.mistakes
    too_many_hours = claimed_hours(course, count(course).minutes)
    today = timezone.localdate()
    of_today = (
        *expiry_warnings(course, today),
        *overdue_warnings(overdue_facts(course, today)),
    )
    return course, (*course.warnings, *too_many_hours, *of_today)


def _refuse_another_course(old: CourseSource, new: CourseSource) -> None:
    """Raise CommandError if the folders hold two courses, and not two editions of one."""
    if old.slug != new.slug:
        raise CommandError(
            f'The older folder holds the course "{old.slug}", this one "{new.slug}".'
            " A slug never changes: with another one it is another course."
        )


def _errors(findings: Iterable[Mistake]) -> list[Mistake]:
    return [finding for finding in findings if not finding.is_warning]


def in_words(counts: Counts) -> str:
    """Return the counts as sentences."""
    kinds = ", ".join(f"{kind} {number}" for kind, number in counts.items_by_kind.items())
    return (
        f"{counted(counts.modules, 'module')}, {counted(counts.lessons, 'lesson')}"
        f" of {counted(counts.words, 'word')}"
        f" with {counts.figures} tables and figures, {counted(counts.checks, 'check')} and"
        f" {counted(counts.citations, 'citation')},"
        f" {counted(counts.minutes, 'minute')} in all."
        f" {counted(counts.facts, 'fact')}, {counted(counts.references, 'reference')},"
        f" {counted(counts.terms, 'term')}, {counted(counts.guide_pages, 'guide page')}."
        f" {counted(counts.items, 'question')} ({kinds}), {counts.items_drawn} drawn,"
        f" {counts.must_pass} must-pass, {counted(counts.twins, 'twin')}."
    )


def _as_json(findings: Iterable[Mistake]) -> dict[str, object]:
    """Return the numbers of errors and warnings, and the findings, errors first."""
    sorted_findings = sorted(findings, key=lambda finding: finding.is_warning)
    errors = len(_errors(sorted_findings))
    listed = [
        {
            "file": finding.file,
            "line": finding.line,
            "level": "warning" if finding.is_warning else "error",
            "text": finding.text,
        }
        for finding in sorted_findings
    ]
    return {"errors": errors, "warnings": len(listed) - errors, "findings": listed}
