"""Check an upload in a worker: its findings, what it would change, previews of its lessons."""

import logging
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone
from django_tasks import task

from course.corrections.to_explain import skeleton
from course.models import Correction, Course, Edition, Unit, Upload, UploadedUnit, UploadFinding
from course.publishing import (
    PreparedEdition,
    PublicationRefusedError,
    facts_to_review,
    prepare,
    rehearse,
)
from course.source import CourseSource, Mistake, SourceError, read_course_files
from course.source.warnings_of_today import expiry_warnings, overdue_warnings
from course.uploads.kept_files import FilesLostError, files_of
from course.uploads.previews import preview_of

logger = logging.getLogger(__name__)


@dataclass
class CheckResult:
    """Hold what a check found out.

    columns: of the upload, by name.
    units: unsaved rows, of an upload that would be a new edition.
    """

    findings: list[Mistake] = field(default_factory=list)
    columns: dict[str, object] = field(default_factory=dict)
    units: list[UploadedUnit] = field(default_factory=list)


@task
def check_by_id(upload_id: int) -> None:
    """Check an upload that waits for it; safe to repeat."""
    upload = Upload.objects.unchecked().filter(pk=upload_id).first()
    if upload is not None:
        _store(upload, check(upload))


def check(upload: Upload) -> CheckResult:
    """Return what is wrong with an upload and what it would change, without writing anything."""
    result = CheckResult()
    try:
        source = read_course_files(files_of(upload))
    except FilesLostError as error:
        result.columns["refused"] = str(error)
        return result
    except SourceError as error:
        result.findings.extend(error.mistakes)
        return result

    today = timezone.localdate()
    overdue = facts_to_review(source, today)
    result.findings.extend(source.warnings)
    result.findings.extend(expiry_warnings(source, today))
    result.findings.extend(overdue_warnings(overdue))
    result.columns |= {
        "course_slug": source.slug,
        "title": source.title,
        "digest": source.digest,
        "overdue": len(overdue),
    }
    _compare(upload, source, result)
    return result


def _compare(upload: Upload, source: CourseSource, result: CheckResult) -> None:
    """Add to the result what the upload would change, unless it is published already."""
    try:
        prepared = prepare(source)
    except PublicationRefusedError as error:
        newest = Edition.objects.newest().filter(course__slug=source.slug)
        result.columns |= {"refused": str(error), "compared_with": newest.first()}
        return
    if prepared is None:
        return
    prepared.edition.course = prepared.old.course if prepared.old else Course(slug=source.slug)
    result.findings.extend(prepared.mistakes)
    result.columns |= _columns_of(prepared)
    result.units = _units(upload, prepared)


def _columns_of(prepared: PreparedEdition) -> dict[str, object]:
    """Return what the row of an upload says of the edition that it would be."""
    return {
        "compared_with": prepared.old,
        "safety_correction": prepared.edition.safety_correction,
        "places": _places(prepared.corrections),
        "missing_changes": skeleton(prepared.corrections) if prepared.mistakes else "",
    }


def _units(upload: Upload, prepared: PreparedEdition) -> list[UploadedUnit]:
    """Return the units of the edition, with previews of the lessons that differ."""
    changed = {change.unit.key for change in rehearse(prepared).changes}
    rows = [_uploaded_unit(upload, unit, changed) for unit in prepared.units.values()]
    for row, source in zip(rows, prepared.source.units(), strict=True):
        if row.is_changed and row.kind == Unit.Kind.LESSON:
            row.preview = preview_of(upload, prepared, source)
    return rows


def _uploaded_unit(upload: Upload, unit: Unit, changed: set[str]) -> UploadedUnit:
    return UploadedUnit(
        upload=upload,
        position=unit.position,
        key=unit.key,
        revision=unit.revision,
        kind=unit.kind,
        number=unit.number,
        title=unit.title,
        required=unit.required,
        is_changed=unit.key in changed,
    )


def _places(corrections: Iterable[Correction]) -> str:
    """Return what differs, place by place, as HTML for editors, who may read the answers."""
    rows = []
    for correction in corrections:
        correction.is_opened = True
        rows.append({"correction": correction})
    context = {"corrections": rows, "may_order": False}
    return render_to_string("staff/corrections.html", context).strip()


NOT_CHECKED: dict[str, object] = {
    "course_slug": "",
    "title": "",
    "digest": "",
    "overdue": 0,
    "compared_with": None,
    "safety_correction": "",
    "missing_changes": "",
    "places": "",
    "refused": "",
}


def _store(upload: Upload, result: CheckResult) -> None:
    """Write the result in the place of an earlier one, whole or not at all."""
    errors = sum(not finding.is_warning for finding in result.findings)
    columns = NOT_CHECKED | result.columns
    columns |= {"errors": errors, "warnings": len(result.findings) - errors}
    with transaction.atomic():
        # Of two checks at the same moment the second changes nothing.
        waiting = Upload.objects.unchecked().filter(pk=upload.pk)
        if not waiting.update(**columns, checked_at=timezone.now()):
            return
        _replace_rows(upload, result)
    logger.info("upload checked upload=%s errors=%s", upload.pk, errors)


def _replace_rows(upload: Upload, result: CheckResult) -> None:
    """Write findings and units in the place of those of an earlier check."""
    upload.findings.all().delete()
    upload.units.all().delete()
    UploadFinding.objects.bulk_create(_finding_rows(upload, result), batch_size=500)
    UploadedUnit.objects.bulk_create(result.units, batch_size=100)


def _finding_rows(upload: Upload, result: CheckResult) -> list[UploadFinding]:
    """Return the findings as rows, errors first."""
    in_order = sorted(result.findings, key=lambda finding: finding.is_warning)
    return [
        UploadFinding(
            upload=upload,
            position=position,
            file=finding.file,
            line=finding.line,
            text=finding.text,
            is_warning=finding.is_warning,
        )
        for position, finding in enumerate(in_order, 1)
    ]


def ask_again(upload: Upload) -> bool:
    """Let an upload be checked again; return False if it is or will be published."""
    waiting = Upload.objects.filter(pk=upload.pk, publication_asked_at=None)
    return bool(waiting.update(checked_at=None, check_asked_at=timezone.now()))
