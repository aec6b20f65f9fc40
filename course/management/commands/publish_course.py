"""The command that publishes a course folder as the next edition."""

from argparse import ArgumentParser
from functools import partial
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from accounts.audit import record
from accounts.models import User
from course.corrections.in_words import in_lines
from course.corrections.questions import marking_addresses
from course.management.arguments import course_folder
from course.management.counts import counted
from course.models import Edition
from course.publishing import (
    Comparison,
    PublicationRefusedError,
    UnitChange,
    facts_to_review,
    learners_in_progress,
    move_learners,
    prepare,
    publish_prepared,
    rehearse,
)
from course.publishing.kept_sources import keep_missing_source
from course.source import CourseSource, SourceError, read_course
from course.source.warnings_of_today import expiry_warnings, overdue_warnings


class Command(BaseCommand):
    help = (
        "Publish a course folder as the next edition, whole or nothing, "
        "after saying what changes for whom."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", type=Path)
        parser.add_argument(
            "--check", action="store_true", help="say what would change, and publish nothing"
        )
        parser.add_argument(
            "--move-learners",
            action="store_true",
            help="move everybody in progress to the new edition",
        )
        parser.add_argument(
            "--accept-overdue",
            action="store_true",
            help="publish although facts are past their review date; pages say so",
        )
        parser.add_argument(
            "--as",
            metavar="EMAIL",
            dest="publisher",
            help="who publishes; needs the permission to, and cannot sign off what they published",
        )

    def handle(
        self,
        *args: object,
        folder: Path,
        check: bool,
        move_learners: bool,
        accept_overdue: bool,
        publisher: str | None,
        **options: object,
    ) -> None:
        by = self.publisher(publisher) if publisher else None
        source = self.read(course_folder(folder), accept_overdue or check)
        try:
            prepared = prepare(source)
            if prepared is None:
                self.handle_published(source, move_learners=move_learners, check=check)
                return
            self.describe(rehearse(prepared))
            prepared.check_changes()
            if check:
                self.stdout.write("Checked only: nothing was published.")
                return
            edition = publish_prepared(prepared, by=by, record=partial(_record, by))
        except PublicationRefusedError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(self.style.SUCCESS(f"Published {source.slug}, edition {edition.number}."))
        self.offer_markings(edition)
        if move_learners:
            self.move(edition)

    def publisher(self, email: str) -> User:
        """Return the account in whose name the edition is published."""
        user = User.objects.with_address(email).filter(is_active=True, is_staff=True).first()
        if user is None or not user.has_perm("course.publish_edition"):
            raise CommandError(f"{email} may not publish. Name somebody of the staff who may.")
        return user

    def handle_published(self, source: CourseSource, *, move_learners: bool, check: bool) -> None:
        """Say that there is nothing new; do what earlier runs did not do."""
        published = Edition.objects.get(course__slug=source.slug, digest=source.digest)
        self.stdout.write(
            f"Nothing has changed: this is edition {published.number} of {source.slug}."
        )
        newest = published.course.current_edition
        if newest and newest != published:
            self.stdout.write(
                f"Edition {newest.number} is the newest, and stays so. To publish the older texts"
                " as the next edition, set their released_on to another day."
            )
        if check:
            return
        if keep_missing_source(source):
            self.stdout.write("Its files are kept from now on.")
        if move_learners and published == newest:
            self.move(published)

    def read(self, folder: Path, accept_overdue: bool) -> CourseSource:
        """Return the course; list its mistakes and overdue facts, and stop if there are any."""
        try:
            source = read_course(folder)
        except SourceError as error:
            for mistake in error.mistakes:
                self.stderr.write(str(mistake))
            errors = sum(not mistake.is_warning for mistake in error.mistakes)
            mistakes = counted(errors, "mistake")
            raise CommandError(f"{mistakes}; nothing was published.") from error
        today = timezone.localdate()
        overdue = facts_to_review(source, today)
        for warning in (*expiry_warnings(source, today), *overdue_warnings(overdue)):
            self.stderr.write(str(warning))
        # What can hurt somebody does not wait until a fact is checked again.
        if overdue and not accept_overdue and not source.safety_text:
            raise CommandError(
                "Review the overdue facts: sign them under /staff/facts/, or set their new"
                " review_by. Or pass --accept-overdue."
            )
        return source

    def describe(self, comparison: Comparison) -> None:
        """Say what the edition changes, and for whom."""
        if comparison.old is None:
            self.stdout.write(f"First edition: {len(comparison.changes)} units.")
            return
        if comparison.new.safety_correction:
            self.describe_correction(comparison.told)
        self.stdout.write(f"Compared with edition {comparison.old.number}:")
        for change in comparison.changes:
            self.describe_change(change)
        if comparison.corrections:
            self.stdout.write("What differs, place by place:")
        for line in in_lines(comparison.corrections):
            self.stdout.write(line)
        self.describe_answers(comparison)
        self.describe_learners(comparison)

    def describe_change(self, change: UnitChange) -> None:
        self.stdout.write(f"  {change.kind}: {change.unit.key} ({change.unit.title})")
        what = "had done it" if change.kind == "removed" else "would have to do it again"
        for enrolment in change.losing:
            self.stdout.write(f"    {what}: {enrolment.user}")

    def describe_answers(self, comparison: Comparison) -> None:
        """Say for which questions a marking may be ordered afterwards."""
        changed = [each.question for each in comparison.corrections if each.changes_the_key]
        if changed:
            self.stdout.write(
                f"Right answers that change: {', '.join(changed)}. Once it is published, you are"
                " told where to order that the old answers are marked by the new ones."
            )

    def describe_learners(self, comparison: Comparison) -> None:
        """Say how many are on older editions, and that they stay there."""
        self.stdout.write(
            f"Learners in progress on an older edition: {len(comparison.in_progress)}."
            " They stay unless moved."
        )
        self.stdout.write(
            f"Learners who have finished stay where they finished: {comparison.finished}."
        )

    def describe_correction(self, told: int) -> None:
        learners = "learner" if told == 1 else "learners"
        self.stdout.write(
            f"This is a safety correction: {told} {learners} will be told "
            "by email and on their home page, and asked to confirm that they read it."
        )

    def offer_markings(self, edition: Edition) -> None:
        """Say where to have answers marked again by the right answers that changed."""
        for question, address in marking_addresses(edition).items():
            self.stdout.write(
                f"The right answer of {question} changed. Answers keep their marks until a marking"
                f" is ordered: {settings.BASE_URL}{address}"
            )

    def move(self, edition: Edition) -> None:
        """Move everybody in progress to the new edition, each on their own, and say how many."""
        moved = move_learners(learners_in_progress(edition), edition)
        self.stdout.write(
            f"Moved {counted(moved, 'learner')} to edition {edition.number}."
            " Before they go on, each is shown what changed, and acknowledges it."
        )


def _record(by: User | None, edition: Edition) -> None:
    """Write to the audit log, in the transaction of the publication, that a command did it."""
    text = f"{edition.course.slug}, edition {edition.number}, by the command publish_course"
    record(by, "edition.published", edition, text)
