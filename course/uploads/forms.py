"""The forms with which staff upload a course folder and publish it."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext_lazy as _

from course.models import Upload
from course.source import SourceError
from course.uploads.receiving import ReceivedFiles, from_folder, from_zip


class UploadForm(forms.Form):
    """Ask for a zip of a course folder, or for a folder on the server.

    received: the files, once the form is valid.
    """

    file = forms.FileField(
        label=_("A zip of the course folder"),
        help_text=_("At most 64 MiB. It is known by its content; its name does not matter."),
        required=False,
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": ".zip,application/zip"}),
    )
    folder = forms.ChoiceField(label=_("Or a folder on this server"), required=False)

    def __init__(
        self,
        folders: Mapping[str, Path],
        posted: QueryDict | None = None,
        files: MultiValueDict[str, Any] | None = None,
    ) -> None:
        super().__init__(posted, files)
        self.folders = folders
        self.received: ReceivedFiles | None = None
        choice = self.fields["folder"]
        assert isinstance(choice, forms.ChoiceField)
        choice.choices = [("", _("None")), *((name, name) for name in folders)]
        if not folders:
            del self.fields["folder"]

    def clean(self) -> dict[str, object]:
        values = super().clean() or self.cleaned_data
        file, folder = values.get("file"), values.get("folder", "")
        if self.errors:
            return values
        if bool(file) == bool(folder):
            raise forms.ValidationError(_("Choose a zip or a folder on this server, one of both."))
        try:
            self.received = from_zip(file) if file else from_folder(self.folders[folder])
        except SourceError as error:
            refusals = [str(mistake) for mistake in error.mistakes]
            self.add_error("file" if file else "folder", refusals)
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
        error_messages={"required": _("Tick this: an edition cannot be taken back.")},
    )
    accepts_overdue = forms.BooleanField(
        label=_("Publish although facts are past their review date; pages will say so"),
        error_messages={"required": _("Tick this, or review the facts first.")},
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
