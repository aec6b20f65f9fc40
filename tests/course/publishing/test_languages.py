"""A passage in another language than its course says so."""

import pytest

from tests.course.publishing.test_rendering import fragment, render


@pytest.mark.parametrize(
    ("written", "start"),
    [
        ("كلمات. {#words plain lang=ar}", '<p dir="rtl" id="words" lang="ar">'),
        ("## Mots {#words lang=fr}", '<h2 id="words" lang="fr" dir="ltr">'),
        ("- Un\n- Deux\n{#words plain lang=fr}", '<ul dir="ltr" id="words" lang="fr">'),
        ("> Un.\n{#words plain lang=fr}", '<blockquote dir="ltr" id="words" lang="fr">'),
        (
            "/// note | Un mot\nDeux. {plain}\n///\n{#words lang=fr}",
            '<aside class="box note" id="words" lang="fr" dir="ltr"',
        ),
        (
            "| Un |\n|---|\n| Deux |\n{#words plain lang=fr}",
            '<figure class="data" id="words" lang="fr" dir="ltr">',
        ),
        (
            "/// figure | Un dessin\n    id: words\n\n![Une ligne](img/line.svg)\n///\n{lang=fr}",
            '<figure class="figure" id="words" lang="fr" dir="ltr">',
        ),
    ],
)
def test_a_passage_in_another_language_says_so_and_which_way_it_runs(course, written, start):
    assert render(course, written).html.startswith(start)


def test_a_question_in_another_language_says_so(course):
    assert fragment(course, "كلمات. {lang=ar}") == '<span lang="ar" dir="rtl">كلمات.</span>'
