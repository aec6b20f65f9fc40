"""What a search finds of one learner's own: the registry of its sources.

An app or a folder above this one adds a source in ``AppConfig.ready()``:

    own_texts.sources.append(AnsweredQuestions())

A source is any object with the three members of ``OwnTexts``. ``place`` is a short word for
addresses, and ``title`` the heading in the learner's language. ``texts(enrolment)`` returns what
this learner, and nobody else, may read there, in the order in which equal results are shown; it
takes one or two statements however much there is. Which of them fit is decided here, by the same
rule as for lessons. Nothing of them is stored by the search.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

from django.utils.functional import Promise

from course.models import Enrolment


@dataclass(frozen=True)
class OwnText:
    """Hold a text of a learner.

    title: names it in the list, and is searched too. detail: says more under it, or is "".
    text: plain, without elements. address: of the page and place where the learner reads it.
    """

    title: str
    text: str
    address: str
    detail: str = ""


class OwnTexts(Protocol):
    """Say what a learner has of one sort, as a note or an answered question."""

    @property
    def place(self) -> str:
        """Return the short word that stands for it in addresses."""

    @property
    def title(self) -> str | Promise:
        """Return the heading over its results."""

    def texts(self, enrolment: Enrolment) -> Iterable[OwnText]:
        """Return all texts of the learner."""


sources: list[OwnTexts] = []
