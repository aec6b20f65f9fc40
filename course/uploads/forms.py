"""The forms with which staff upload a course folder and publish it."""

from collections.abc import Callable, Mapping
from pathlib import Path

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from course.models import Upload
from course.source import SourceError
from course.uploads.receiving import ReceivedFiles, from_folder, from_zip


class FilesForm(forms.Form):
    """Ask for the files of a course; ``received`` holds them once the form is valid."""

    received: ReceivedFiles | None = None

    def receive(self, name: str, read: Callable[[], ReceivedFiles]) -> None:
        """Read the files, or say at the field ``name`` why they are refused."""
        try:
            self.received = read()
        except SourceError as error:
            self.add_error(name, [str(mistake) for mistake in error.mistakes])


class ZipForm(FilesForm):
    """Ask for a zip of a course folder."""

    file = forms.FileField(
        label=_("A zip of the course folder"),
        help_text=_("At most 64 MiB. It is known by its content; its name does not matter."),
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": ".zip,application/zip"}),
        error_messages={"required": _("Choose a zip.")},
    )

    def clean(self) -> dict[str, object]:
        values = super().clean() or self.cleaned_data
        if file := values.get("file"):
            self.receive("file", lambda: from_zip(file))
        return values


class FolderForm(FilesForm):
    """Ask for a course folder on the server."""

    folder = forms.ChoiceField(
        label=_("A folder on this server"),
        error_messages={"required": _("Choose a folder.")},
    )

    def __init__(self, folders: Mapping[str, Path], posted: QueryDict | None = None) -> None:
        super().__init__(posted)
        self.folders = folders
        choice = self.fields["folder"]
        assert isinstance(choice, forms.ChoiceField)
        choice.choices = [("", _("Choose a folder")), *((name, name) for name in folders)]

    def clean(self) -> dict[str, object]:
        values = super().clean() or self.cleaned_data
        if name := values.get("folder"):
            self.receive("folder", lambda: from_folder(self.folders[name]))
        return values


class PublishForm(forms.Form):
    """Ask whoever publishes an upload to confirm what that does.

    The page names the check that it shows: if there was another since, it is not confirmed.
    """

    checked_at = forms.CharField(widget=forms.HiddenInput)
    has_read = forms.BooleanField(
        label=_(
            "I have read what changes. Everybody who enrolls from now on gets this edition, and"
            " it can never be changed or deleted."
        ),
        error_messages={"required": _("Check this box: an edition cannot be taken back.")},
    )
    accepts_overdue = forms.BooleanField(
        label=_("Publish although facts are past their review date; pages will say so"),
        error_messages={"required": _("Check this box, or review the facts first.")},
    )

    def __init__(self, upload: Upload, posted: QueryDict | None = None) -> None:
        shown = upload.checked_at.isoformat() if upload.checked_at else ""
        super().__init__(posted, initial={"checked_at": shown})
        self.shown = shown
        if not upload.stops_for_overdue:
            del self.fields["accepts_overdue"]

    def clean_checked_at(self) -> str:
        """Return when the upload was checked; refuse the form of an older check."""
        checked_at: str = self.cleaned_data["checked_at"]
        if checked_at != self.shown:
            raise forms.ValidationError(
                _("This was checked again since you opened the page. Look at what changes now.")
            )
        return checked_at
