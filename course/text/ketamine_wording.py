"""Say what a course on ketamine may not say: the word rules "ketamine".

A course asks for them in course.yaml. The rules behind them are in docs/wording.md.
No Django, no database.
"""

import re

from course.text.sentences import Sentence
from course.text.wording import NOT, credential_in, own_words, training_of

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
USERS = re.compile(r"\bketamine (?:ab)?users?\b", re.IGNORECASE)
TRAINING = training_of(
    "you|them|clinicians|graduates|therapists|prescribers|practitioners|learners", "ketamine"
)
TITLE = re.compile(
    r"\bcertified (?:ketamine|KAP|psychedelic) (?:therapist|provider|practitioner|clinician"
    r"|guide)\b",
    re.IGNORECASE,
)


def unapproved(sentence: Sentence) -> str:
    """Refuse "approved" or "indicated" of a use that no label covers (G3).

    That is: ketamine for a psychiatric or pain condition, or esketamine outside depression.
    """
    text = own_words(sentence.text)
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


def users(sentence: Sentence) -> str:
    """Refuse words that name a person by what they use (G10)."""
    if label := USERS.search(own_words(sentence.text)):
        better = "a person who uses …"
        return f'"{label.group()}" puts the condition before the person; write "{better}"'
    return ""


def ketamine_credentials(sentence: Sentence) -> str:
    """Refuse words that present a certificate of completion as a license for ketamine (G16)."""
    return credential_in(sentence, TRAINING, TITLE)
