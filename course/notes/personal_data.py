"""Export and erase the notes of a person."""

from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.personal_data import YOU_ALONE, Kept
from course.models import Note


class NotesData:
    """Export and erase bookmarks, marked words and notes. Nothing of them stays."""

    name = "notes"
    kept = Kept(
        title=_("Your notes"),
        what=_("Your notes, highlights and bookmarks in lessons. No page shows them to staff."),
        why=_("To show them to you."),
        readers=YOU_ALONE,
        until=_("Until you delete them, or erase your account."),
        tables=("course.Note",),
    )

    def export(self, user: User) -> list[dict[str, object]]:
        notes = Note.objects.filter(user=user).select_related("edition__course")
        return [
            {
                "course": note.edition.course.slug,
                "edition": note.edition.number,
                "lesson": note.unit_key,
                "passage": note.passage_key,
                "kind": note.kind,
                "words": note.words,
                "text": note.text,
                "made_at": note.made_at.isoformat(),
                "edited_at": note.edited_at.isoformat(),
            }
            for note in notes
        ]

    def erase(self, user: User) -> None:
        Note.objects.filter(user=user).delete()
