"""What the course page shows of lessons: a finding in its words, with its sources, and a figure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from course.figures import script_of
from course.models import Edition, Excerpt, Reference, Unit
from course.reading.lesson_text import ShownPassage
from course.reading.numbered_references import numbered_references
from course.reading.shown import shown_overdue_facts


@dataclass(frozen=True)
class Excerpts:
    """Read the excerpts of an edition; only when no rendered piece has them."""

    edition: Edition

    @cached_property
    def overdue_since(self) -> dict[int, date]:
        """Return since when facts of the edition are overdue, by primary key."""
        return {fact.pk: fact.due_on for fact in shown_overdue_facts(self.edition.pk)}

    @property
    def state(self) -> str:
        """Name all that is shown: equal states look the same."""
        return f"{self.edition.pk} {self.overdue_since}"

    @property
    def finding(self) -> Excerpt | None:
        return self._by_kind.get(Excerpt.Kind.FINDING)

    @property
    def references(self) -> Sequence[Reference]:
        """Return what the passage of the finding rests on, by number."""
        if self.finding is None:
            return []
        cited = self.edition.references.filter(facts__passages=self.finding.passage_id)
        tags = set(cited.values_list("tag", flat=True))
        numbered = numbered_references(self.edition)
        return [reference for tag, reference in numbered.items() if tag in tags]

    @property
    def finding_overdue_since(self) -> date | None:
        return self._overdue_since(self.finding) if self.finding else None

    @property
    def figure_lesson(self) -> Unit | None:
        figure = self._by_kind.get(Excerpt.Kind.FIGURE)
        return figure.passage.unit if figure else None

    @property
    def figures(self) -> list[ShownPassage]:
        """Return the figure as a lesson shows it, if there is one."""
        figure = self._by_kind.get(Excerpt.Kind.FIGURE)
        if figure is None:
            return []
        passage = figure.passage
        shown = ShownPassage(
            html=passage.html,
            overdue_since=self._overdue_since(figure),
            corrected_in=None,
            script=script_of(passage.kind),
        )
        return [shown]

    @cached_property
    def _by_kind(self) -> dict[str, Excerpt]:
        excerpts = self.edition.excerpts.select_related("passage__unit__edition__course")
        return {excerpt.kind: excerpt for excerpt in excerpts}

    def _overdue_since(self, excerpt: Excerpt) -> date | None:
        """Return since when the first of the facts of a passage is overdue, or None."""
        facts = excerpt.passage.facts.values_list("pk", flat=True)
        days = [self.overdue_since[fact] for fact in facts if fact in self.overdue_since]
        return min(days, default=None)
