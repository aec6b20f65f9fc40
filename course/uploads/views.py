"""The pages on which staff upload a course folder, look at it, and publish it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.security.second_factor import asks_again
from accounts.staff import ROWS_A_PAGE, StaffRequest, staff_page
from course.models import Edition, Upload, UploadedUnit
from course.publishing import Comparison, compare_units
from course.reading.pictures import as_picture
from course.source.content_root import course_folders
from course.source.files import printable
from course.source.starter import starter_files
from course.source.zips import write_zip
from course.uploads import checking, publication
from course.uploads.forms import FilesForm, FolderForm, PublishForm, ZipForm
from course.uploads.kept_files import FilesLostError, files_of
from course.uploads.receiving import keep

PERMISSIONS = publication.PERMISSIONS
PICTURES = "img/"
STARTER_NAME = "first-course"
CONTENT_FORMAT = settings.BASE_DIR / "docs" / "content-format.md"


@staff_page(*PERMISSIONS)
@require_http_methods(["GET", "HEAD", "POST"])
def uploads(request: StaffRequest) -> HttpResponse:
    """List what was uploaded, and take another zip or a folder of the server."""
    folders = _folders()
    posted = _posted_form(request, folders)
    if posted and posted.is_valid() and posted.received:
        upload = keep(posted.received, request.user)
        checking.check_by_id.enqueue(upload.pk)
        return redirect(upload)

    rows = Upload.objects.select_related("uploaded_by", "edition").defer("places")
    context = {
        "zip_form": posted if isinstance(posted, ZipForm) else ZipForm(),
        "folder_form": posted if isinstance(posted, FolderForm) else FolderForm(folders),
        "posted": posted,
        "has_folders": bool(folders),
        "page": Paginator(rows, ROWS_A_PAGE).get_page(request.GET.get("page")),
        "tab": "editions",
    }
    return render(request, "staff/uploads/list.html", context)


def _posted_form(request: StaffRequest, folders: Mapping[str, Path]) -> FilesForm | None:
    """Return the form that was sent, or None if the page is only looked at."""
    if request.method != "POST":
        return None
    if "folder" in request.POST:
        return FolderForm(folders, request.POST)
    return ZipForm(request.POST, request.FILES)


def _folders() -> dict[str, Path]:
    """Return the course folders of the server by the name that pages can show."""
    by_slug = course_folders(settings.CONTENT_ROOT)
    folders = [folder for same_slug in by_slug.values() for folder in same_slug]
    return {printable(folder.name): folder for folder in sorted(folders)}


@staff_page(*PERMISSIONS)
@require_safe
def starter(request: StaffRequest) -> HttpResponse:
    """Return a zip of a small course to start from; its README.md is the content format."""
    files = starter_files(STARTER_NAME, timezone.localdate())
    files["README.md"] = CONTENT_FORMAT.read_bytes()
    data = write_zip({f"{STARTER_NAME}/{path}": content for path, content in files.items()})
    response = HttpResponse(data, content_type="application/zip")
    response["Content-Disposition"] = f'attachment; filename="{STARTER_NAME}.zip"'
    return response


@staff_page(*PERMISSIONS)
@require_safe
def upload(request: StaffRequest, upload_id: int) -> HttpResponse:
    """Show what was found in an upload, what it would change, and the form that publishes it."""
    shown = _upload(upload_id)
    return _page(request, shown, PublishForm(shown))


def _upload(upload_id: int) -> Upload:
    uploads = Upload.objects.select_related(
        "uploaded_by", "publication_asked_by", "compared_with__course", "edition__course"
    )
    return get_object_or_404(uploads, pk=upload_id)


@dataclass(frozen=True)
class Standing:
    """Hold how an upload stands to the editions that are published today.

    same: the edition that was published from the same files, if any.
    newer: the edition that was published since the check, if any.
    """

    same: Edition | None = None
    newer: Edition | None = None


def _standing(upload: Upload) -> Standing:
    """Compare an upload with the editions of its course. Two queries."""
    editions = Edition.objects.select_related("course").filter(course__slug=upload.course_slug)
    same = editions.filter(digest=upload.digest).first()
    newest = editions.order_by("-number").first()
    if newest is None or newest.pk == upload.compared_with_id:
        return Standing(same)
    return Standing(same, newer=newest)


def _page(request: StaffRequest, upload: Upload, form: PublishForm) -> HttpResponse:
    findings = Paginator(upload.findings.all(), ROWS_A_PAGE).get_page(request.GET.get("page"))
    context: dict[str, object] = {
        "upload": upload,
        "findings": findings,
        "form": form,
        "tab": "editions",
    }
    if upload.checked_at and upload.digest:
        standing = _standing(upload)
        context["standing"] = standing
        if upload.edition_id is None and not standing.same:
            context |= _impact(upload)
    return render(request, "staff/uploads/upload.html", context)


def _impact(upload: Upload) -> dict[str, object]:
    """Return what publishing would change and for whom on this day; {} if it was refused."""
    units = list(upload.units.defer("preview"))
    if not units:
        return {}
    return {
        "comparison": _compare(upload, units),
        "previewed": upload.units.exclude(preview="").defer("preview"),
    }


def _compare(upload: Upload, units: Sequence[UploadedUnit]) -> Comparison:
    rows = {unit.key: unit.as_unit() for unit in units}
    changed = {unit.key for unit in units if unit.is_changed}
    new = Edition(title=upload.title, safety_correction=upload.safety_correction)
    return compare_units(upload.compared_with, new, rows, changed)


@staff_page(*PERMISSIONS)
@require_POST
def check_again(request: StaffRequest, upload_id: int) -> HttpResponse:
    """Check an upload once more: after another publication, or if the check did not end."""
    upload = get_object_or_404(Upload, pk=upload_id)
    if checking.ask_again(upload):
        checking.check_by_id.enqueue(upload.pk)
    elif upload.is_being_published:
        # Whoever presses this because nothing happens is right; twice is published once.
        publication.publish_by_id.enqueue(upload.pk)
    return redirect(upload)


@staff_page(*PERMISSIONS)
@asks_again
@require_POST
def publish(request: StaffRequest, upload_id: int) -> HttpResponse:
    """Ask for the publication of an upload; a worker does it at once or soon."""
    upload = _upload(upload_id)
    if upload.publication_asked_at or not upload.is_sound:
        messages.info(request, _("Nothing was done. This is how it stands now."))
        return redirect(upload)
    form = PublishForm(upload, request.POST)
    if not form.is_valid():
        return _page(request, upload, form)
    accepts_overdue = bool(form.cleaned_data.get("accepts_overdue"))
    if publication.ask(upload, request.user, accepts_overdue=accepts_overdue):
        publication.publish_by_id.enqueue(upload.pk)
    return redirect(upload)


@staff_page(*PERMISSIONS)
@require_safe
def upload_unit(request: StaffRequest, upload_id: int, key: str) -> HttpResponse:
    """Show a changed lesson as learners would see it."""
    units = UploadedUnit.objects.select_related("upload")
    unit = get_object_or_404(units, upload=upload_id, key=key)
    if not unit.preview:
        messages.info(request, _("“%s” is no changed lesson and has no preview.") % unit)
        return redirect(unit.upload)
    # Not named "unit": the foot of a page would look for its edition.
    context = {"lesson": unit, "upload": unit.upload}
    return render(request, "staff/uploads/preview.html", context)


@staff_page(*PERMISSIONS)
@require_safe
def upload_picture(request: StaffRequest, upload_id: int, path: str) -> HttpResponse:
    """Send a picture of an upload that was read without mistakes."""
    upload = get_object_or_404(Upload.objects.exclude(digest=""), pk=upload_id)
    try:
        picture = files_of(upload).get(path) if path.startswith(PICTURES) else None
    except FilesLostError:
        picture = None
    if picture is None:
        raise Http404
    return as_picture(HttpResponse(picture), path)
