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
    question = item.version.data
    html = item.bank_item.html
    if posted is None:
        draft = None
        flagged, sureness = item.flagged, item.sureness
    else:
        draft = Draft(posted, errors or {})
        flagged, sureness = "flag" in posted, _posted_sureness(posted)
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
        flagged=flagged,
        sureness=sureness,
    )


def widget_of(item: AttemptItem, draft: Draft | None = None) -> Widget:
    """Return the form of the question with its saved response, or with the draft."""
    html = item.bank_item.html
    return item.version.data.widget(html, item.response, item.option_order, FIELD, draft)


def _posted_sureness(posted: Posted) -> int | None:
    texts = posted.get("sureness", ())
    if not texts:
        return None
    levels = {str(level): level for level in LABELS}
    return levels.get(texts[0])


def posted_fields(form: QueryDict) -> dict[str, list[str]]:
    """Return the posted fields that belong to the answer, the flag or the sureness."""
    return {
        name: [str(value) for value in values]
        for name, values in form.lists()
        if name in {"flag", "sureness", FIELD} or name.startswith(f"{FIELD}-")
    }


def characters_in(fields: Posted) -> int:
    """Return how many characters all values of the fields have together."""
    return sum(len(text) for texts in fields.values() for text in texts)


def texts_of(marked: Iterable[tuple[AttemptItem, QuestionVersion]]) -> dict[int, Html]:
    """Return the texts of items, by the items' ids, with the reasons of the marking version.

    marked: each item with the version that marked it.
    One query, only where a version is not the one that was asked.
    """
    marked = list(marked)
    other_versions = {version.pk for item, version in marked if version.pk != item.version_id}
    newest_texts = _newest_texts(other_versions)
    texts_by_item = {}
    for item, version in marked:
        seen = item.bank_item.html
        newest = newest_texts.get(version.pk)
        texts_by_item[item.pk] = _with_reasons(seen, version, newest) if newest else seen
    return texts_by_item


def _newest_texts(version_ids: set[int]) -> dict[int, Html]:
    """Return the texts of versions as their newest editions show them, by the versions' ids."""
    if not version_ids:
        return {}
    bank_items = BankItem.objects.filter(version__in=version_ids).order_by("pk")
    return {bank_item.version_id: bank_item.html for bank_item in bank_items}


def _with_reasons(seen: Html, version: QuestionVersion, newest: Html) -> Html:
    """Return the texts that the learner saw, with the reasons that ``version`` gives.

    newest: the texts of ``version``, which is not the one that was asked.
    """
    # Not the reasons that the learner saw: an old reason would contradict a new key.
    reasons = {}
    for text in type(version.data).texts(version.body):
        if text.must_cite and text.name in newest:
            reasons[text.name] = newest[text.name]
    return Html(newest | seen | reasons)
