"""Forms of the public check."""

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from certificates.checking.receiving import MAX_FILE_BYTES
from certificates.typed_numbers import MAX_TYPED_LETTERS, TypedNumber, read_number


class CodeForm(forms.Form):
    """Ask for a certificate number, in whatever form it is pasted."""

    code = forms.CharField(label=_("Certificate number"), max_length=MAX_TYPED_LETTERS)

    def clean_code(self) -> TypedNumber:
        return read_number(str(self.cleaned_data["code"]))


class NameForm(forms.Form):
    """Ask for a name, to compare it with the one on a record."""

    name = forms.CharField(
        label=_("Name on the certificate that you were given"),
        help_text=_("We say whether it matches, and do not keep it."),
        max_length=200,
        widget=forms.TextInput(attrs={"class": "input", "autocomplete": "off"}),
    )


class FileForm(forms.Form):
    """Ask for the file of a certificate, to compare it with what was issued."""

    file = forms.FileField(
        label=_("The PDF that you were given"),
        help_text=_("It is compared with what was issued and thrown away."),
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": "application/pdf"}),
    )

    def clean_file(self) -> UploadedFile:
        file: UploadedFile = self.cleaned_data["file"]
        if file.size is None or file.size > MAX_FILE_BYTES:
            message = _now("This file is larger than 2 MB. Our certificates are far smaller.")
            raise ValidationError(message, code="too-large")
        return file
