"""Show a lesson of an upload as learners would see it, in the template of its page."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation

from course.figures import script_of
from course.models import Course, Objective, Unit, UnitReference, Upload
from course.publishing import PreparedEdition
from course.publishing.rendering import RenderedLesson, render_lesson
from course.reading.contents import LessonContents, contents_of_passages
from course.reading.lesson_text import ShownPassage
from course.source import UnitSource


@dataclass(frozen=True)
class PreviewText:
    """Hold what the page of a lesson shows, under the names of ``UnitText``.

    state: names the text, as rendered pieces of pages are kept by it.
    """

    state: str
    contents: LessonContents
    objectives: Sequence[Objective]
    passages: Sequence[ShownPassage]
    references: Sequence[UnitReference]
    corrections: Sequence[object] = ()
    overdue_facts: Sequence[object] = ()


def preview_of(upload: Upload, prepared: PreparedEdition, source: UnitSource) -> str:
    """Return the page of a lesson as HTML, without head and foot."""
    unit = prepared.units[source.key]
    lesson = _render(upload, prepared, source)
    edition = prepared.edition
    number = prepared.old.number + 1 if prepared.old else 1
    context = {
        "frame": "staff/uploads/frame.html",
        "upload": upload,
        "course": Course(slug=prepared.source.slug),
        "edition": edition,
        "number": number,
        "unit": unit,
        "module": unit.module,
        "text": _text(upload, prepared, source, lesson),
        "LANGUAGE_CODE": translation.get_language(),
    }
    return render_to_string("staff/uploads/lesson.html", context)


def _render(upload: Upload, prepared: PreparedEdition, source: UnitSource) -> RenderedLesson:
    """Render the text, with pictures and links of the upload instead of the course's."""
    slug = prepared.source.slug

    def asset_url(path: str) -> str:
        return reverse("staff:upload_picture", args=[upload.pk, path])

    def unit_url(key: str) -> str:
        return reverse("staff:upload_unit", args=[upload.pk, key])

    with translation.override(prepared.source.language):
        return render_lesson(
            source,
            prepared.source,
            asset_url=asset_url,
            unit_url=unit_url,
            glossary_url=reverse("course:glossary", args=[slug]),
        )


def _text(
    upload: Upload, prepared: PreparedEdition, source: UnitSource, lesson: RenderedLesson
) -> PreviewText:
    unit = prepared.units[source.key]
    passages = [
        ShownPassage(passage.html, None, None, script_of(passage.kind))
        for passage in lesson.passages
    ]
    return PreviewText(
        # Words of the provider may be others than at an earlier check.
        state=f"upload {upload.pk} {upload.check_asked_at.isoformat()} {source.key}",
        contents=contents_of_passages(lesson.passages),
        objectives=[prepared.objectives[key] for key in dict.fromkeys(source.objectives)],
        passages=passages,
        references=_references(prepared, unit, lesson),
    )


def _references(
    prepared: PreparedEdition, unit: Unit, lesson: RenderedLesson
) -> list[UnitReference]:
    return [
        UnitReference(unit=unit, reference=prepared.references[tag], number=number)
        for number, tag in lesson.references.items()
    ]
