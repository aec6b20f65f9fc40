"""Snippets for each rule of wording: what it must find, and what it must leave alone."""

import re
from pathlib import Path

import pytest
from django.conf import settings

from course.text import clinical_wording, ketamine_wording, wording
from course.text.sentences import plain, school_grade, sentences
from course.text.word_rules import findings

BAD = {
    ketamine_wording.unapproved: [
        "Ketamine is approved for treatment-resistant depression.",
        "Racemic ketamine is indicated for PTSD.",
        "IV ketamine was licensed in 2019 for major depression.",
        "For chronic pain, ketamine is approved at specialist centres.",
        "Esketamine nasal spray is approved for PTSD.",
        "Spravato is indicated for alcohol use disorder.",
        "Compounded ketamine is cleared by the FDA for anxiety.",
    ],
    wording.promises: [
        "Ketamine is safe and effective in the clinic.",
        "It is an effective and safe treatment.",
    ],
    clinical_wording.cures: [
        "The treatment cures depression in a week.",
        "A single session can be curative.",
    ],
    clinical_wording.dose_advice: [
        "Give 0.5 mg/kg over 40 minutes.",
        "Then increase to 1 mg/kg in the next session.",
        "For adults, start with 56 mg.",
        "Patients should receive 0.5 mg/kg twice a week.",
        "We recommend 100 mg as a lozenge.",
        "The usual dose is 0.5 mg/kg.",
        "If tolerated, repeat 84 mg after one week.",
        "- Draw up 50 mg and inject slowly.",
    ],
    clinical_wording.person_first: [
        "A drug abuser may hide it.",
        "Alcoholics were excluded.",
        "Ask about substance abuse.",
        "Schizophrenics must not take part.",
        "Two participants committed suicide.",
        "She suffers from PTSD.",
        "It was offered to the mentally ill.",
    ],
    wording.credentials: [
        "This course certifies you to provide care.",
        "You are now certified.",
        "After it you will be qualified.",
        "Graduates are trained to deliver sessions, and licensed to prescribe.",
    ],
    clinical_wording.clinical_credentials: ["It trains clinicians to administer ketamine."],
    ketamine_wording.users: ["Ketamine users report bladder pain.", "He is a ketamine abuser."],
    ketamine_wording.ketamine_credentials: [
        "Become a certified ketamine therapist.",
        "It trains prescribers in ketamine.",
    ],
    wording.long_sentence: ["A " + "very " * 45 + "long sentence."],
    wording.unhedged: ["The drug works within an hour.", "Sublingual onset is fifteen minutes."],
    clinical_wording.bare_benefit: [
        "Ketamine improved mood.",
        "Symptoms fell in most of the participants.",
        "In 30 people, remission followed.",
        "A trial found benefit.",
    ],
}
GOOD = {
    ketamine_wording.unapproved: [
        "Ketamine has no FDA approval for any psychiatric disorder.",
        "Ketamine is approved for anaesthesia.",
        "Ketamine for PTSD is an off-label use of an approved anaesthetic.",
        "Ketamine is not approved for depression.",
        "Esketamine nasal spray was approved in 2019 for treatment-resistant depression.",
        "A leaflet says “ketamine is approved for depression”.",
        "The committee approved the budget for pain research.",
    ],
    wording.promises: [
        "Nobody has shown that it is safe and effective.",
        "The leaflet calls it “safe and effective”.",
        "Be safe, and be effective in what you say.",
    ],
    clinical_wording.cures: [
        "There is no cure in these data.",
        "The procurement officer signed it.",
    ],
    clinical_wording.dose_advice: [
        "In the trial, 43 participants received 0.5 mg/kg over 40 minutes.",
        "The label gives 56 mg or 84 mg as the amounts studied.",
        "How many millilitres hold 50 mg?",
        "Give the patient time before you speak.",
        "Use the vial’s concentration, in mg/mL, when you speak of strength.",
        "The usual dose in the trials was 0.5 mg/kg, as reported.",
        "A vial of 100 mg/mL holds ten times as much as one of 10 mg/mL.",
    ],
    clinical_wording.person_first: [
        "She has alcohol use disorder.",
        "The Substance Abuse and Mental Health Services Administration publishes a list.",
        "The label speaks of abuse and misuse.",
        "He died by suicide.",
        "The site’s users sign in with a passkey.",
        "People with schizophrenia were excluded.",
    ],
    wording.credentials: [
        "It does not certify or qualify you to provide ketamine.",
        "Training in practice takes time.",
        "You completed the course.",
        "A qualified person monitors the patient.",
        "Only trained staff watch the monitor.",
    ],
    clinical_wording.clinical_credentials: ["Only trained clinicians give it."],
    ketamine_wording.users: ["People who use ketamine often report bladder pain."],
    ketamine_wording.ketamine_credentials: [
        "The dose is given in a certified healthcare setting.",
        "It does not train you in ketamine.",
    ],
    wording.long_sentence: ["A " + "very " * 20 + "long sentence."],
    wording.unhedged: [
        "The drug may work within an hour.",
        "One small survey gives fifteen minutes.",
        "It has not been shown.",
        "What exists is clinic opinion.",
    ],
    clinical_wording.bare_benefit: [
        "In a randomised trial of 73 people, symptoms fell more than with midazolam.",
        "Pooled over 20 trials, response was 45% against 20%.",
        "The vial was relabelled.",
        "No benefit was seen.",
        "In 2019 an open-label study of 14 people found remission in 5.",
    ],
}


def cases(corpus):
    return [
        pytest.param(rule, text, id=f"{rule.__name__}: {text[:40]}")
        for rule, texts in corpus.items()
        for text in texts
    ]


def judged(rule, text):
    """What ``rule`` says of a snippet, read as it would be in a lesson."""
    if rule in (wording.unhedged, clinical_wording.bare_benefit):
        return rule(text)
    return "".join(rule(sentence) for sentence in sentences(text))


@pytest.mark.parametrize(("rule", "text"), cases(BAD))
def test_what_may_not_stand_is_found_with_what_to_write(rule, text):
    assert judged(rule, text)


@pytest.mark.parametrize(("rule", "text"), cases(GOOD))
def test_what_may_stand_is_left_alone(rule, text):
    assert judged(rule, text) == ""


def test_the_corpus_holds_forty_of_each():
    assert sum(map(len, BAD.values())) >= 40
    assert sum(map(len, GOOD.values())) >= 40
    assert set(BAD) == set(GOOD)


def test_a_text_is_split_into_sentences_with_their_lines_and_facts():
    text = (
        "One thing is so.[@F1; @R2] Dr. Who\nsaid “no”. It costs 1.5 units.[@F3]\n\n- A "
        "*point* with [a link](x)."
    )
    text += "\n- Two"
    assert [(each.text, each.line, each.facts) for each in sentences(text, 10)] == [
        ("One thing is so.", 10, ("F1", "R2")),
        ("Dr. Who said “no”.", 10, ()),
        ("It costs 1.5 units.", 11, ("F3",)),
        ("A point with a link.", 13, ()),
        ("Two", 14, ()),
    ]


def test_hard_words_read_harder_than_easy_ones():
    easy = list(sentences("The dog ran home. It was wet. We fed it."))
    hard = list(
        sentences(
            "Pharmacological heterogeneity necessitates individualised interdisciplinary "
            "consideration."
        )
    )
    assert school_grade(easy) < 3 < 16 < school_grade(hard)
    assert school_grade([]) == 0


def test_the_words_of_a_text_stand_without_its_marks():
    assert plain("A **bold** [link](term:x)[@F1] and `code`[^1].") == "A bold link and code."


def test_each_rule_that_the_code_cites_has_its_text_in_the_documents():
    document = (Path(settings.BASE_DIR) / "docs" / "wording.md").read_text()
    written = re.findall(r"^\| (G\d+) \|", document, re.MULTILINE)
    modules = (wording, clinical_wording, ketamine_wording)
    texts = "".join(Path(module.__file__).read_text() for module in modules)
    cited = re.findall(r"\bG\d+\b", texts)
    assert (set(cited) - set(written), written) == (
        set(),
        [f"G{number}" for number in range(1, 19)],
    )


RUB = "Take 3 mL of rub."
VARNISH = "Gel nail varnish is cured under a lamp."
SPRAY = "Esketamine nasal spray is approved for PTSD."


def found(names, *texts):
    """How many of these texts the word rules of these names refuse."""
    return sum(bool(list(findings(list(sentences(text)), names))) for text in texts)


def test_rules_for_treatments_hold_only_where_a_course_asks_for_them():
    assert found((), RUB, VARNISH, SPRAY) == 0
    assert found(("clinical-medicine",), RUB, VARNISH, SPRAY) == 2
    assert found(("ketamine",), RUB, VARNISH, SPRAY) == 1
    assert found(("clinical-medicine", "ketamine"), RUB, VARNISH, SPRAY) == 3


@pytest.mark.parametrize("names", [(), ("clinical-medicine",), ("ketamine",)])
def test_no_course_may_promise_a_credential_or_call_anything_safe_and_effective(names):
    assert found(names, "You are now certified.", "The rub is safe and effective.") == 2
