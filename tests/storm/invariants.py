"""What must be true of what is stored, after any storm: nothing lost, nothing twice."""

import hashlib
from collections import Counter
from email.message import Message
from typing import Any

from tests.storm.learners import NOTE, Learner

UNITS = {"lesson-1": 1, "lesson-2": 1, "quiz": 1}
READY = "Your certificate is ready"


def find_faults(learners: list[Learner], stored: dict[str, Any], mails: list[Message]) -> list[str]:
    """Return what is wrong, in words; [] if all is well.

    learners: who took the course to its end. mails: as the mail server took them.
    """
    faults = [f"a command complains: {complaint}" for complaint in stored["complaints"]]
    faults += [f"a file that no record names: {name}" for name in stored["stray_files"]]
    waits = {what: count for what, count in stored["waiting"].items() if count}
    if waits:
        faults.append(f"still not done: {waits}")
    for learner in learners:
        mine = [mail for mail in mails if mail["To"] == learner.email]
        wrong = facts_that_differ(learner, stored["learners"].get(learner.email, {}))
        wrong += [f"refused, nothing kept: {u}" for u in learner.browser.pages_that_keep_nothing]
        wrong += wrong_mails([mail for mail in mine if READY in mail["Subject"]])
        faults += [f"{learner.email}: {fault}" for fault in wrong]
    return faults


def facts_that_differ(learner: Learner, facts: dict[str, Any]) -> list[str]:
    """Return what is stored of a learner otherwise than it was acknowledged."""
    attempts = facts.get("attempts", [])
    expected = {
        "enrolments": 1,
        "notes": [NOTE],
        "completions": UNITS,
        "states": ["submitted"],
        "answers": [[kept_response(fields) for fields in learner.kept]],
        "saves": [learner.saves],
        "markings": [1],
        "certificates": 1,
        "mails_queued": 1,
        "mails_sent": 1,
    }
    found = {name: facts.get(name) for name in ("enrolments", "completions", "notes")}
    found |= {name: facts.get(name) for name in ("mails_queued", "mails_sent")}
    found["states"] = [attempt["state"] for attempt in attempts]
    found |= {name: [each[name] for each in attempts] for name in ("answers", "saves", "markings")}
    found["certificates"] = len(facts.get("certificates", []))
    wrong = [
        f"{name} should be {value} and is {found[name]}"
        for name, value in expected.items()
        if found[name] != value
    ]
    # The marks are those of the answers, and of answers that are all right.
    wrong += [f"marked wrongly: {each}" for each in attempts if each["grades"] != each["worth"]]
    wrong += [f"not all right: {each}" for each in attempts if set(each["worth"]) != {"1"}]
    return wrong


def kept_response(fields: dict[str, object]) -> object:
    """Return how an answer is stored that was sent in these fields."""
    if "answer-unit" in fields:
        return f"{fields['answer']} {fields['answer-unit']}"
    return fields["answer"]


def wrong_mails(mails: list[Message]) -> list[str]:
    """Return what is wrong with the mails that say that a certificate is ready.

    A process that is killed after the mail server took a mail, and before it could note that, has
    it sent once more; it is the same mail, under the same Message-ID.
    """
    ids = {mail["Message-ID"] for mail in mails}
    return [] if len(ids) == 1 else [f"{len(ids)} mails of one certificate arrived"]


def wrong_downloads(learners: list[Learner], stored: dict[str, Any]) -> list[str]:
    """Fetch each certificate as its holder does; return those whose bytes are not on record."""
    wrong = []
    for learner in learners:
        for code, digest in stored["learners"][learner.email]["certificates"]:
            pdf = learner.browser.fetch(f"/certificates/{code}/certificate.pdf")
            if hashlib.sha256(pdf).hexdigest() != digest:
                wrong.append(f"{learner.email}: the file of {code} has other bytes")
    return wrong


def mails_sent_again(mails: list[Message]) -> int:
    """Return how many mails came once more under their own Message-ID."""
    return sum(count - 1 for count in Counter(mail["Message-ID"] for mail in mails).values())
