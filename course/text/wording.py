"""Say what a sentence of the course may not say, and how it should read.

The rules behind it are G1 to G18 of docs/wording.md: the course informs; it does not train,
license or dose. Each rule takes a sentence and returns what to write instead, or "".
No Django, no database.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from course.text.sentences import Sentence, school_grade

MAX_WORDS_IN_SENTENCE = 42
MAX_SCHOOL_GRADE = 16.0
MIN_SENTENCES_TO_GRADE = 15  # fewer say nothing about how a text reads

NOT = re.compile(
    r"\b(?:no|not|never|none|nor|neither|without|cannot|nobody|nothing|hardly|unapproved"
    r"|off-label|false|wrong|myth)\b"
    r"|n[’']t\b",
    re.IGNORECASE,
)
# Whether there is credit and a review is worked out for each certificate, so free text may not
# speak of it.
SPEAKS_OF_CREDIT = re.compile(
    r"\b(?:credits?|accredit\w*|contact hours?|C[MNP]?E|CEUs?|CPD)\b", re.IGNORECASE
)
SPEAKS_OF_REVIEW = re.compile(r"\breview\w*", re.IGNORECASE)
DENIAL = re.compile(rf"{NOT.pattern}|\b(?:await\w*|pending|yet)\b", re.IGNORECASE)
QUOTED = re.compile(r"“[^”]*”|‘[^’]*’(?![a-z])|\"[^\"]*\"")
CONDITION = (
    r"(?:depress\w*|bipolar|suicid\w*|PTSD|post-traumatic|trauma|OCD|obsessive|anxiety"
    "|psychiatric|mental|mood"
    "|(?:substance|alcohol|cocaine|opioid|cannabis)[ -]use|addiction|dependence|pain|CRPS"
    "|migraine|psychotherapy)"
)
OTHER_THAN_DEPRESSION = (
    CONDITION.replace("depress\\w*|", "").replace("suicid\\w*|", "").replace("|mood", "")
)
SANCTIONED = r"\b(?:approved|indicated|licensed|cleared|registered)\b"
KETAMINE = re.compile(
    r"(?<![-\w])(?:racemic |IV |oral |intravenous |compounded |generic )?ketamine\b", re.IGNORECASE
)
ESKETAMINE = re.compile(r"\b(?:esketamine|Spravato)\b|nasal spray", re.IGNORECASE)
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
CREDENTIAL = re.compile(
    r"\b(?:certif(?:y|ies|ied|ying)|qualif(?:y|ies|ied|ying)|trains?|trained|training"
    "|accredit(?:s|ed)|licens(?:es|ed))"
    "(?: (?:you|them|clinicians|graduates|therapists|prescribers|practitioners|learners))? "
    "(?:to|for|in) "
    r"(?:provid|giv|administ|deliver|practis|offer|prescrib|run|ketamine)"
    r"|\byou (?:are|become|will be|are now|will become) (?:now )?(?:a )?(?:certified"
    r"|qualified|credentialed)\b"
    r"|\bcertified (?:ketamine|KAP|psychedelic) (?:therapist|provider|practitioner|clinician"
    r"|guide)\b",
    re.IGNORECASE,
)
HEDGE = re.compile(
    r"\b(?:may|might|could|perhaps|possibl[ey]|probabl[ey]|likely|apparently|suggest\w*"
    r"|appear\w*|seem\w*|report\w*"
    r"|describe\w*|claim\w*|quoted?|said|unclear|uncertain\w*|unconfirmed|unknown|untested"
    "|disputed|thin|weak|early"
    "|preliminary|pilot|small|only|secondary|low confidence|in print|expert|opinion|practice"
    r"|considered|thought)\b"
    r"|\bnot (?:been |yet |well )*(?:shown|known|confirmed|opened|checked|verified|tested"
    r"|settled|established|seen)\b"
    r"|\b(?:one|a single) (?:source|study|report|case|trial|survey|series)\b|\bno (?:trial"
    r"|study|evidence|data)\b",
    re.IGNORECASE,
)
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


@dataclass(frozen=True)
class Finding:
    """Hold what is wrong at ``line``; a warning does not stop a publication."""

    line: int
    text: str
    is_warning: bool = False


Rule = Callable[[Sentence], str]


def unapproved(sentence: Sentence) -> str:
    """Refuse "approved" or "indicated" of a use that no label covers (G3).

    That is: ketamine for a psychiatric or pain condition, or esketamine outside depression.
    """
    text = _own_words(sentence.text)
    if NOT.search(text) or not re.search(SANCTIONED, text):
        return ""
    spray = ESKETAMINE.search(text)
    bare = KETAMINE.search(text)
    pattern = OTHER_THAN_DEPRESSION if spray else CONDITION
    claim = re.search(
        rf"{SANCTIONED}[^.;:]*?\b{pattern}|\b{pattern}[^.;:]*?\b(?:is|was|has been|are) "
        rf"{SANCTIONED}",
        text,
    )
    if claim and (bare or spray):
        return (
            "this calls an unapproved use approved or indicated; say off-label, and what "
            "the label covers"
        )
    return ""


def promises(sentence: Sentence) -> str:
    """Refuse "safe and effective" and "cure" (G3)."""
    text = _own_words(sentence.text)
    if NOT.search(text):
        return ""
    if re.search(
        r"\bsafe (?:and|&|yet|,) (?:highly )?effective\b|\beffective and safe\b",
        text,
        re.IGNORECASE,
    ):
        return (
            '"safe and effective" is a regulator\'s finding; say what was measured, in '
            "whom, and the harms"
        )
    if re.search(r"\bcur(?:e[sd]?|ing|ative)\b", text, re.IGNORECASE):
        return (
            '"cure" promises what nobody has shown; say response or remission, with its '
            "size and time"
        )
    return ""


def dose_advice(sentence: Sentence) -> str:
    """Refuse an order or a recommendation with an amount in it (G2).

    What a trial gave may be reported.
    """
    text = _own_words(sentence.text)
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
    text = _own_words(sentence.text)
    for pattern, better in PERSON_FIRST:
        if label := pattern.search(text):
            return f'"{label.group()}" puts the condition before the person; write "{better}"'
    return ""


def credentials(sentence: Sentence) -> str:
    """Refuse words that present a certificate of completion as a licence (G16)."""
    text = _own_words(sentence.text)
    promise = CREDENTIAL.search(text)
    if promise and not NOT.search(text):
        return f'"{promise.group()}" promises a credential; the course informs: write "completed"'
    return ""


def long_sentence(sentence: Sentence) -> str:
    """Warn of a sentence with too many words to be read once."""
    if (count := len(sentence.words)) > MAX_WORDS_IN_SENTENCE:
        return (
            f"this sentence has {count} words; {MAX_WORDS_IN_SENTENCE} are the most that "
            "one reads once: split it"
        )
    return ""


ERROR_RULES: tuple[Rule, ...] = (unapproved, promises, dose_advice, person_first, credentials)


def findings(text_sentences: Sequence[Sentence]) -> Iterator[Finding]:
    """Yield what is wrong with each sentence."""
    for sentence in text_sentences:
        for rule in ERROR_RULES:
            if text := rule(sentence):
                yield Finding(sentence.line, text)


def reading_findings(running_text: Sequence[Sentence]) -> Iterator[Finding]:
    """Yield warnings about running text that is hard to read."""
    for sentence in running_text:
        if text := long_sentence(sentence):
            yield Finding(sentence.line, text, is_warning=True)
    if len(running_text) < MIN_SENTENCES_TO_GRADE:
        return
    level = school_grade(list(running_text))
    if level > MAX_SCHOOL_GRADE:
        text = (
            f"this text reads at school grade {level:.0f}; {MAX_SCHOOL_GRADE:.0f} is the most: "
            "shorter words and sentences"
        )
        yield Finding(running_text[0].line, text, is_warning=True)


def unhedged(text: str) -> str:
    """Refuse a passage that rests on a low-confidence fact and does not say so (G14)."""
    if HEDGE.search(text):
        return ""
    return (
        "rests on a fact of low confidence and does not say so; hedge it: may, is "
        "reported, one small study"
    )


def bare_benefit(text: str) -> str:
    """Warn of a benefit told without the study's design and size (G4)."""
    text = _own_words(text)
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


def _own_words(text: str) -> str:
    """Return the text without what it quotes."""
    # A claim may be quoted in order to be refuted.
    return QUOTED.sub("“…”", text)
