"""Models of what can be found in an edition: its texts in pieces, and where each word stands."""

import string
from collections.abc import Mapping

from django.db import models
from django.utils.translation import gettext_lazy as _

from course.models.edition import Edition, Unit
from course.models.published import Published

HEAD_LETTERS = 3


class SearchEntry(Published):
    """Hold a piece of an edition that a search finds.

    number: its place among all entries of the edition, from 1; those of one lesson stand together.
    unit: the lesson; None if it is no passage.
    key: the id of the piece in its page.
    title: the heading under which a passage stands; a term; the title of a source or a page.
    is_public: somebody who is not enrolled may read it.
    """

    class Place(models.TextChoices):
        LESSON = "lessons", _("Lessons")
        GLOSSARY = "glossary", _("Glossary")
        REFERENCE = "references", _("References")
        GUIDE = "guide", _("Guide")

    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="search_entries")
    number = models.PositiveIntegerField()
    place = models.CharField(max_length=10, choices=Place)
    unit = models.ForeignKey(Unit, null=True, on_delete=models.PROTECT, related_name="+")
    key = models.SlugField(max_length=80)
    title = models.TextField()
    text = models.TextField()
    is_public = models.BooleanField()

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["edition", "number"], name="course_searchentry_number"),
            models.CheckConstraint(
                condition=models.Q(place="lessons", unit__isnull=False)
                | models.Q(unit=None) & ~models.Q(place="lessons"),
                name="course_searchentry_unit",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.place} {self.number}"


class SearchWord(Published):
    """Hold where a word stands in an edition, in all its forms.

    stem: what the forms have in common (``course.search.words``). head: its first letters.
    word: the first form, in small letters, as the edition has it.
    forms: all forms, folded, each after a space.
    entries: in which entries, and what it weighs there, as ``pack`` writes it.
    """

    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="search_words")
    stem = models.CharField(max_length=100)
    head = models.CharField(max_length=HEAD_LETTERS)
    word = models.TextField()
    forms = models.TextField()
    entries = models.TextField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["edition", "stem"], name="course_searchword_stem")
        ]
        indexes = [models.Index(fields=["edition", "head"], name="course_searchword_head")]

    def __str__(self) -> str:
        return self.stem


# A letter for each weight, from 0.
LETTERS = string.digits + string.ascii_letters
WEIGHTS = {letter: weight for weight, letter in enumerate(LETTERS)}


def pack(weights: Mapping[int, int]) -> str:
    """Return the weights by the numbers of entries as a text: "26 1034 1035".

    First a letter for each weight, then the numbers, in order.
    """
    pairs = sorted(weights.items())
    letters = "".join(LETTERS[weight] for _number, weight in pairs)
    return " ".join([letters, *(str(number) for number, _weight in pairs)])


def unpack(entries: str) -> dict[int, int]:
    """Return the weights by the numbers of the entries, from what ``pack`` wrote."""
    letters, *numbers = entries.split()
    # A frequent word of a large course stands in thousands of entries: no step of ours for each.
    return dict(zip(map(int, numbers), map(WEIGHTS.__getitem__, letters), strict=True))
