"""Say what a course on treatments may not say: the word rules "clinical-medicine".

A course asks for them in course.yaml. The rules behind them are in docs/wording.md.
No Django, no database.
"""

import re

from course.text.sentences import Sentence
from course.text.wording import NOT, PROMISED_ACT, credential_in, own_words, training_of

DOSE = (
    r"\d[\d.,]*(?:\s*(?:-|–|to)\s*\d[\d.,]*)?[\s\N{NO-BREAK SPACE}]*"
    r"(?:mg|mcg|µg|μg|g|grams?|milligrams?|mL)\b(?!/mL)"
)
IMPERATIVE = (
    "(?:give|start|begin|take|administer|infuse|inject|increase|titrate|raise|repeat|use"
    "|prescribe|offer|swallow|hold"
    r"|spray|draw up|aim for|reduce|lower|double|halve|add|push|deliver|order|dose)"
)
LEADS_IN = (
    "(?:(?:then|next|first|now|please|always|simply|and|if [^,]+,|for [^,]+,|in "
    r"[^,]+,|after [^,]+,)[\s,]+)*"
)
ORDERS_A_DOSE = re.compile(rf"^{LEADS_IN}{IMPERATIVE}\b[^.?]*?{DOSE}", re.IGNORECASE)
ADVISES_A_DOSE = re.compile(
    r"\b(?:should|must|ought to|needs? to|have to|has to)\b[^.?;]*?\b(?:receive|be given|get"
    "|take|start|be started|use"
    rf"|have|be dosed)\b[^.?;]*?{DOSE}"
    rf"|\b(?:we|I|experts?) (?:recommend|advise|suggest)\b[^.?;]*?{DOSE}"
    r"|\b(?:recommended|right|correct|ideal|best|optimal|usual|standard|typical|starting) "
    r"(?:starting )?dose\b[^.?;]*?"
    rf"\b(?:is|of)\b[^.?;]*?{DOSE}",
    re.IGNORECASE,
)
REPORTED = re.compile(r"\b(?:trial|study|studies|label|reported|received|participants|in "
                      "print|published|review|"
                      r"guideline|protocol of)\b", re.IGNORECASE)  # fmt: skip
PERSON_FIRST = (
    (re.compile(r"\b(?:drug|substance|ketamine|alcohol|opioid|cannabis|chronic|heavy|frequent"
                "|recreational) "
                r"(?:ab)?users?\b|\babusers?\b|\baddicts?\b"
                r"|\bjunkies?\b", re.IGNORECASE), "a person who uses …"),
    (re.compile(r"\balcoholics\b|\ban? (?:alcoholic|drunk)\b|\bdrunks\b", re.IGNORECASE),
     "a person with alcohol use disorder"),
    (re.compile(r"\b(?:substance|drug|alcohol) abuse\b(?! and Mental Health)", re.IGNORECASE),
     "substance use disorder"),
    (re.compile(r"\b(?:schizophrenics?|bipolars|depressives|psychotics"
                r"|borderlines)\b", re.IGNORECASE),
     "a person with …"),
    (re.compile(r"\b(?:commit(?:s|ted|ting)? suicide|failed suicide|successful "
                r"suicide)\b", re.IGNORECASE),
     "died by suicide, attempted suicide"),
    (re.compile(r"\b(?:suffer(?:s|ed|ing)? from|victims? of|afflicted (?:with|by)|(?:PTSD"
                "|depression) sufferers?"
                "|the mentally ill"
                r"|wheelchair-bound)\b", re.IGNORECASE), "has, lives with, people with …"),
)  # fmt: skip
CURE = re.compile(r"\bcur(?:e[sd]?|ing|ative)\b", re.IGNORECASE)
TRAINING = training_of("clinicians|therapists|prescribers", PROMISED_ACT)
BENEFIT = re.compile(
    r"\b(?:improv(?:e[sd]?|ement)|respon(?:ded|se rates?|ders?)|remission|remitted|reliev\w+"
    r"|superior\w*"
    "|better than|worked|(?:symptoms?|scores?|ideation|pain|craving|drinking) (?:fell"
    "|dropped|decreased|were lower)"
    r"|(?:reduc(?:ed|es|tion)|lower(?:ed|s)) (?:in |of )?(?:\w+ ){0,2}(?:symptoms?|scores?"
    "|depression|ideation|pain"
    r"|craving|drinking|relapse)"
    r"|benefited|(?:found|shown?|showed) (?:an? )?(?:\w+ )?(?:effect|benefit)|abstinen(?:ce"
    r"|t)|more effective)\b",
    re.IGNORECASE,
)
SIZE = re.compile(r"\d|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve"
                  r"|half|third|quarter|dozen)\b",
                  re.IGNORECASE)  # fmt: skip
DESIGN = re.compile(
    r"\b(?:trials?|randomi[sz]ed|open-label|controlled|blinded|masked|crossover|cohort|case "
    "(?:series|reports?)|survey"
    r"|meta-analy\w+|reviews?|pooled|observational|retrospective|pilot|registry|study|studies"
    "|guidelines?|label"
    r"|placebo|midazolam|saline|interim|infusions?|non-inferiority)\b",
    re.IGNORECASE,
)


def cures(sentence: Sentence) -> str:
    """Refuse "cure" (G3)."""
    text = own_words(sentence.text)
    if NOT.search(text) or not CURE.search(text):
        return ""
    return (
        '"cure" promises what nobody has shown; say response or remission, with its size and time'
    )


def clinical_credentials(sentence: Sentence) -> str:
    """Refuse words that present a certificate of completion as a license to treat (G16)."""
    return credential_in(sentence, TRAINING)


def dose_advice(sentence: Sentence) -> str:
    """Refuse an order or a recommendation with an amount in it (G2).

    What a trial gave may be reported.
    """
    text = own_words(sentence.text)
    if sentence.text.endswith("?"):
        return ""
    if ORDERS_A_DOSE.search(text) or (ADVISES_A_DOSE.search(text) and not REPORTED.search(text)):
        return (
            "this reads as dose advice; report what a study gave, as reported, or take the "
            "amount out"
        )
    return ""


def person_first(sentence: Sentence) -> str:
    """Refuse words that name a person by a condition (G10)."""
    text = own_words(sentence.text)
    for pattern, better in PERSON_FIRST:
        if label := pattern.search(text):
            return f'"{label.group()}" puts the condition before the person; write "{better}"'
    return ""


def bare_benefit(text: str) -> str:
    """Warn of a benefit told without the study's design and size (G4)."""
    text = own_words(text)
    if not BENEFIT.search(text) or (NOT.search(text) and not SIZE.search(text)):
        return ""
    missing = [
        name for name, pattern in (("design", DESIGN), ("size", SIZE)) if not pattern.search(text)
    ]
    if missing:
        return (
            f"this tells a benefit without its {' and '.join(missing)}; say what kind of "
            "study, in how many people"
        )
    return ""
