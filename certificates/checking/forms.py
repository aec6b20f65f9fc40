"""Forms of the public check."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from certificates.checking.lists import MAX_LINES, decoded, read_lines
from certificates.checking.receiving import MAX_FILE_BYTES
from certificates.typed_numbers import MAX_TYPED_LETTERS, TypedNumber, read_number

MAX_LIST_LETTERS = 200_000


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

    def clean_file(self) -> File[bytes]:
        file: File[bytes] = self.cleaned_data["file"]
        if file.size is None or file.size > MAX_FILE_BYTES:
            message = _now("This file is larger than 2 MB. Our certificates are far smaller.")
            raise ValidationError(message, code="too-large")
        return file


class ListForm(forms.Form):
    """Ask for many numbers, typed or in a file.

    ``cleaned_data`` holds all of it as ``text``, and its lines, taken apart, as ``lines``.
    """

    numbers = forms.CharField(
        label=_("Numbers, one a line; a name after a comma if you have it"),
        help_text=_(
            "Whole web addresses, small letters and missing hyphens are read as well."
            " We say whether a name matches, and never show one that is not public."
        ),
        max_length=MAX_LIST_LETTERS,
        required=False,
        widget=forms.Textarea(attrs={"class": "input", "rows": 8, "spellcheck": "false"}),
    )
    file = forms.FileField(
        label=_("Or a text or CSV file"),
        help_text=_("Its first column has the numbers, its second the names."),
        required=False,
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": ".csv,.txt,text/csv,text/plain"}),
    )

    def clean_file(self) -> str:
        """Return the text of the file."""
        file = self.cleaned_data["file"]
        if not file:
            return ""
        text = decoded(file.read())
        if file.size > MAX_FILE_BYTES or len(text) > MAX_LIST_LETTERS:
            message = _now("This file is too large for a list of up to %d numbers.") % MAX_LINES
            raise ValidationError(message, code="too-large")
        return text

    def clean(self) -> dict[str, Any]:
        """Add the lines of what was typed and of the file."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if self.errors:
            return cleaned
        cleaned["text"] = "\n".join(filter(None, (cleaned["numbers"], cleaned["file"])))
        lines = read_lines(cleaned["text"])
        if not lines:
            raise ValidationError(_now("Type or paste numbers, or choose a file."), code="empty")
        if len(lines) > MAX_LINES:
            message = _now("This list has %(count)d lines. Check up to %(most)d at a time.")
            raise ValidationError(message % {"count": len(lines), "most": MAX_LINES}, code="long")
        return cleaned | {"lines": lines}
