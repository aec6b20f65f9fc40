"""The command that reads a course folder and says what is wrong with it and what it holds."""

import json
import sys
from argparse import ArgumentParser
from collections.abc import Iterable
from pathlib import Path

from django.core.management.base import BaseCommand
from django.utils import timezone

from course.management.arguments import course_folder
from course.publishing.counting import Counts, count
from course.source import CourseSource, Mistake, SourceError, overdue_facts, read_course
from course.source.prose_checks import claimed_hours

NO_COUNTS = Counts(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, {})


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

    def handle(self, *args: object, folder: Path, **options: object) -> None:
        folder = course_folder(folder)
        counts, findings = _check(folder)
        errors = [finding for finding in findings if not finding.is_warning]
        warnings = [finding for finding in findings if finding.is_warning]
        if options["json"]:
            report = counts.as_dict() | _as_json(errors, warnings)
            self.stdout.write(json.dumps(report, ensure_ascii=False, indent=1))
        else:
            self.write_findings(findings)
            outcome = f"{folder.name} cannot be published." if errors else in_words(counts)
            self.stdout.write(outcome)
            self.stdout.write(f"{len(errors)} errors, {len(warnings)} warnings.")
        if errors:
            sys.exit(1)

    def write_findings(self, findings: Iterable[Mistake]) -> None:
        for finding in findings:
            self.stderr.write(str(finding))


def _check(folder: Path) -> tuple[Counts, tuple[Mistake, ...]]:
    """Return what the course holds, and what is wrong with it; no counts if it is unreadable."""
    try:
        course = read_course(folder)
    except SourceError as error:
        return NO_COUNTS, error.mistakes
    counts = count(course)
    too_many_hours = claimed_hours(course, counts.minutes)
    return counts, (*course.warnings, *too_many_hours, *overdue_warnings(course))


def overdue_warnings(course: CourseSource) -> tuple[Mistake, ...]:
    """Return a warning for each cited fact whose review date has come."""
    # Warnings, for the text itself is in order; a publication refuses such facts.
    return tuple(
        Mistake(
            "facts.yaml",
            fact.line,
            f"{fact.tag} was due for review by {fact.review_by}; review it",
            is_warning=True,
        )
        for fact in overdue_facts(course, timezone.localdate())
    )


def in_words(counts: Counts) -> str:
    """Return the counts as sentences."""
    kinds = ", ".join(f"{kind} {number}" for kind, number in counts.items_by_kind.items())
    return (
        f"{counts.modules} modules, {counts.lessons} lessons of {counts.words} words"
        f" with {counts.figures} tables and figures and {counts.citations} citations,"
        f" {counts.minutes} minutes in all."
        f" {counts.facts} facts, {counts.references} references, {counts.terms} terms,"
        f" {counts.guide_pages} guide pages."
        f" {counts.items} questions ({kinds}), {counts.items_drawn} drawn."
    )


def _as_json(errors: list[Mistake], warnings: list[Mistake]) -> dict[str, object]:
    findings = [
        {
            "file": finding.file,
            "line": finding.line,
            "level": "warning" if finding.is_warning else "error",
            "text": finding.text,
        }
        for finding in [*errors, *warnings]
    ]
    return {"errors": len(errors), "warnings": len(warnings), "findings": findings}
