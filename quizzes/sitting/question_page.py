"""Show a question on its page, without anything that gives away the key."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.http import QueryDict
from django.utils.safestring import SafeString

from quizzes.kinds import Draft, Html, Posted, Widget
from quizzes.models import AttemptItem, BankItem, QuestionVersion
from quizzes.sitting.sureness import LABELS

FIELD = "answer"


@dataclass(frozen=True)
class ShownQuestion:
    """Hold a question as its page shows it.

    field: what the kind's ``template`` shows.
    all_shown: True if no part of the question is still closed.
    """

    kind: str
    template: str
    vignette: SafeString
    stem: SafeString
    how: str
    field: Widget
    is_scored: bool
    all_shown: bool
    must_pass: bool
    flagged: bool
    sureness: int | None


def show(
    item: AttemptItem, posted: Posted | None = None, errors: Mapping[str, str] | None = None
) -> ShownQuestion:
    """Return the question with its saved response, or with what was posted and not saved.

    errors: what is wrong, by the name of the field.
    """
    question, html = item.version.data, item.bank_item.html
    draft = None if posted is None else Draft(posted, errors or {})
    return ShownQuestion(
        kind=item.version.kind,
        template=question.template,
        vignette=html.of("vignette"),
        stem=html.of("stem"),
        how=question.how(),
        field=widget_of(item, draft),
        is_scored=question.is_scored,
        all_shown=question.is_all_shown(item.response),
        must_pass=item.bank_item.must_pass,
        flagged=item.flagged if posted is None else "flag" in posted,
        sureness=item.sureness if posted is None else _sureness(posted),
    )


def widget_of(item: AttemptItem, draft: Draft | None = None) -> Widget:
    """Return the form of the question with its saved response, or with the draft."""
    html = item.bank_item.html
    return item.version.data.widget(html, item.response, item.option_order, FIELD, draft)


def _sureness(posted: Posted) -> int | None:
    texts = posted.get("sureness", ())
    return int(texts[0]) if texts and texts[0] in map(str, LABELS) else None


def posted_fields(form: QueryDict) -> dict[str, list[str]]:
    """Return the posted fields that belong to the answer, the flag or the sureness."""
    return {
        name: [str(value) for value in values]
        for name, values in form.lists()
        if name in {"flag", "sureness", FIELD} or name.startswith(f"{FIELD}-")
    }


def texts_of(marked: Iterable[tuple[AttemptItem, QuestionVersion]]) -> dict[int, Html]:
    """Return the texts of items, by the items' ids.

    As the learner saw them, with the reasons of the version that marked them. One query, only where versions differ.
    """
    # Not the reasons that the learner saw: an old reason would contradict a new key.
    marked = list(marked)
    others = {version.pk for item, version in marked if version.pk != item.version_id}
    newest = {
        row.version_id: row.html
        for row in BankItem.objects.filter(version__in=others).order_by("pk")
    }
    texts_by_item = {}
    for item, version in marked:
        old, new = item.bank_item.html, newest.get(version.pk, Html())
        reasons = [
            text.name
            for text in type(version.data).texts(version.body)
            if text.must_cite and text.name in new
        ]
        texts_by_item[item.pk] = Html(new | old | {name: new[name] for name in reasons})
    return texts_by_item
