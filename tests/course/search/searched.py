"""Editions to search, and what the page of the search shows of them."""

import re
from collections.abc import Sequence

from django.test import Client
from django.urls import reverse

from course.models import Edition, GlossaryTerm, Passage, Reference, SearchEntry, Unit
from course.publishing.search_index import index_edition
from tests.factories import make_edition, make_unit

TEXTS = ("Blood pressure rises within the hour.", "Observation follows for two hours.")
TAG = re.compile(r"<(?!/?mark)[^>]+>")


def make_lesson(edition: Edition, key: str, *texts: str, **fields) -> Unit:
    """A lesson with a passage for each text, ``p1``, ``p2`` …; "# Words" is a heading."""
    module = edition.modules.first()
    unit = make_unit(module, key, position=edition.units.count() + 1, **fields)
    rows = []
    for number, text in enumerate(texts, 2):
        is_heading = text.startswith("# ")
        row = Passage(
            unit=unit,
            key=f"p{number - 1}",
            position=number,
            kind="heading" if is_heading else "paragraph",
            text=text.removeprefix("# "),
            html=f"<p>{text}</p>",
            critical=False,
        )
        rows.append(row)
    Passage.objects.bulk_create(rows)
    return unit


def make_searched_edition(**fields) -> Edition:
    """Two lessons, of which the second is a sample, a term and two sources, all indexed."""
    edition = make_edition(lessons=0, **fields)
    make_lesson(
        edition,
        "pressure",
        "Blood may be drawn.",
        "# Blood pressure keeps its own time",
        "It rises within the hour, and the pressure of blood falls later.",
        "Anaesthetists know this <b>well</b> & say so.",
        number="1.1",
        title="Monitoring",
    )
    make_lesson(
        edition,
        "sample",
        "Two hours of observation follow the spray.",
        "Blood pressure is taken before the spray.",
        number="1.2",
        title="A sample",
        sample=True,
    )
    GlossaryTerm.objects.create(
        edition=edition, key="hypertension", term="Hypertension", definition="High blood pressure."
    )
    for tag, title in (("R10", "Blood pressure after a spray"), ("R9", "A label")):
        Reference.objects.create(
            edition=edition, tag=tag, title=title, source="J 2021", kind="label", seen="page"
        )
    index_edition(edition)
    return edition


def search_page(client: Client, words: str, **more: str):
    """The response to a search."""
    return client.get(reverse("course:search", args=["basics"]), {"q": words, **more})


def found(client: Client, words: str, **more: str) -> list[str]:
    """The addresses that the page leads to, in its order, each once."""
    page = search_page(client, words, **more).content.decode()
    results = page[page.index("data-search-results") : page.index("</main>")]
    links = re.findall(r'<a (?:class="there" )?href="(/courses/basics/[^"?]+)"', results)
    return [link.removeprefix("/courses/basics/") for link in dict.fromkeys(links)]


def words_of_results(client: Client, words: str, **more: str) -> str:
    """What the results say, with marks."""
    page = search_page(client, words, **more).content.decode()
    results = page[page.index("data-search-results") : page.index("</main>")]
    return " ".join(TAG.sub(" ", results.partition(">")[2]).split())


def entries_of(edition: Edition) -> list[tuple[str, str, str]]:
    rows = SearchEntry.objects.filter(edition=edition)
    return list(rows.values_list("place", "key", "title"))


def make_large_edition(lessons: Sequence[Sequence[str]], **fields) -> Edition:
    """An edition with a lesson for each list of texts, in modules of ten, indexed."""
    edition = make_edition(lessons=0, modules=-(-len(lessons) // 10), **fields)
    modules = list(edition.modules.all())
    units = Unit.objects.bulk_create(
        Unit(
            edition=edition,
            module=modules[number // 10],
            key=f"lesson-{number}",
            revision=1,
            kind=Unit.Kind.LESSON,
            position=number + 1,
            number=f"{number // 10 + 1}.{number % 10 + 1}",
            title=f"Lesson {number}",
            required=True,
            sample=False,
            minutes=5,
        )
        for number in range(len(lessons))
    )
    Passage.objects.bulk_create(
        Passage(
            unit=unit,
            key=f"p-{position}",
            position=position,
            kind="paragraph",
            text=text,
            html="<p>A paragraph.</p>",
            critical=False,
        )
        for unit, texts in zip(units, lessons, strict=True)
        for position, text in enumerate(texts, 1)
    )
    index_edition(edition)
    return edition
