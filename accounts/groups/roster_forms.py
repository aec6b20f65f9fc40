"""Forms by which staff send a list of people, and confirm what it would do."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from accounts.fields import LongText
from accounts.groups.reading import MAX_BYTES, ReadFile, UnreadableFileError, read

MAX_TYPED = 100_000


class RosterForm(forms.Form):
    """Take a list of people as a file, or typed."""

    file = forms.FileField(
        label=_("A file"),
        help_text=_(
            "CSV with a line for each person: email, name. A heading may name the columns. Up to"
            " 20,000 lines and 2 MB."
        ),
        required=False,
        widget=forms.FileInput(attrs={"accept": ".csv,.txt,.tsv,text/csv"}),
    )
    typed = LongText(
        label=_("Or type them here"),
        help_text=_("A line for each person, such as: ada@h.example, Ada Lovelace"),
        required=False,
        max_length=MAX_TYPED,
    )

    read_file: ReadFile
    file_name: str

    def clean(self) -> dict[str, Any]:
        """Read the list into ``read_file``."""
        file: UploadedFile[bytes] | None = self.cleaned_data.get("file")
        typed = self.cleaned_data.get("typed", "")
        if self.errors:
            return self.cleaned_data
        if not file and not typed.strip():
            raise ValidationError(_now("Choose a file, or type a line for each person."))
        self.file_name = (file.name or "") if file else _now("typed list")
        try:
            self.read_file = read(file.read(MAX_BYTES + 1) if file else typed.encode())
        except UnreadableFileError as error:
            self.add_error("file" if file else "typed", str(error))
        return self.cleaned_data


class ConfirmForm(forms.Form):
    """Ask for the first words of the mails; the digest says which plan was seen."""

    words = LongText(
        label=_("First words of the email, yours"),
        help_text=_("Plain text. The rest of the email is fixed. Name no drug here."),
        required=False,
        max_length=1000,
    )
    is_known = forms.BooleanField(
        label=_("These people know that we hold their work address for this course"),
        error_messages={"required": _("Make sure of it, then tick this.")},
    )
    digest = forms.CharField(widget=forms.HiddenInput, max_length=64)
