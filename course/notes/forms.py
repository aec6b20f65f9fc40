"""The form in which a learner writes a note, marks words or sets a bookmark."""

from django import forms
from django.core.validators import MaxLengthValidator
from django.utils.translation import gettext_lazy as _

from course.models import Note

MAX_LETTERS = 10_000
MAX_MARKED_LETTERS = 6_000
# Without a maxlength in the page: a browser would cut a longer text off without a word.
NOT_TOO_LONG = MaxLengthValidator(
    MAX_LETTERS,
    _(
        "A note holds up to 10,000 characters, and this one has more."
        " It is not saved yet: shorten it, or make two notes of it."
    ),
)


class NoteForm(forms.Form):
    """Ask for the text of a note, and carry which passage or words it is about.

    start: how many letters of the passage stand before ``words``.
    seen: the version of the note that the form was filled with; 0 for a new one.
    back: the page of the list of notes that it was opened from; None for a lesson.
    """

    unit = forms.SlugField(widget=forms.HiddenInput)
    passage = forms.SlugField(widget=forms.HiddenInput)
    words = forms.CharField(required=False, max_length=MAX_MARKED_LETTERS, widget=forms.HiddenInput)
    start = forms.IntegerField(required=False, min_value=0, widget=forms.HiddenInput)
    seen = forms.IntegerField(required=False, min_value=0, widget=forms.HiddenInput)
    back = forms.IntegerField(required=False, min_value=1, widget=forms.HiddenInput)
    writer = forms.CharField(required=False, widget=forms.HiddenInput)
    text = forms.CharField(
        label=_("Your note"),
        required=False,
        help_text=_(
            "Only you can read it; staff cannot."
            " No patient details, please: nothing that could point to a person."
        ),
        validators=[NOT_TOO_LONG],
        widget=forms.Textarea(attrs={"rows": 5, "dir": "auto"}),
    )

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.use_required_attribute = False

    def clean_text(self) -> str:
        # A browser sends the ends of lines in another form than it shows them.
        text: str = self.cleaned_data["text"]
        return text.replace("\r\n", "\n")

    def clean(self) -> dict[str, object]:
        """Refuse an empty note, unless words are marked or the button says "bookmark"."""
        cleaned = super().clean() or self.cleaned_data
        is_bookmark = self.data.get("what") == Note.BOOKMARK
        is_empty = not cleaned.get("text") and not cleaned.get("words")
        if is_empty and not is_bookmark and not self.errors:
            self.add_error("text", _("There is nothing to save yet. Write something first."))
        return cleaned
