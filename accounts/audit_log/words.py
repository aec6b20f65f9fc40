"""What each verb of the audit log means, in words. Verbs of higher apps are named."""

from collections.abc import Iterator
from functools import cache

from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from accounts.approvals.kinds import KINDS

WORDS: dict[Promise, dict[str, Promise]] = {
    _("Accounts"): {
        "account.disabled": _("stopped a sign-in"),
        "account.enabled": _("allowed a sign-in again"),
        "account.erased": _("erased an account"),
        "account.exported": _("made a copy of a person’s data"),
        "account.joined": _("joined another account with this one"),
        "account.ended_by_join": _("ended this account by joining it with another"),
        "account.separated": _("took joined accounts apart"),
        "account.address_restored": _("took a change of address back"),
        "account.password_dropped": _("took a change of password or ways to sign in back"),
        "account.emergency_sign_in": _("signed in as the emergency administrator"),
        "address.moved": _("moved an account to another address"),
        "address.stopped": _("stopped a change of address"),
        "letting-in.by-command": _("let somebody in who lost every passkey and code"),
        "mail.sent_again": _("sent an email again"),
        "mail.sent_again_to_many": _("sent unsent emails again"),
    },
    _("Roles"): {
        "role.given": _("gave a role"),
        "role.ended": _("ended a role"),
        "role.lapsed": _("ended a role whose last day was over"),
        "administrator.made_by_command": _("made an administrator on the server"),
        "named_person.named": _("named a person for one act"),
        "named_person.acted": _("acted as a named person"),
    },
    _("Learners"): {
        "accommodation.granted": _("gave more time or attempts"),
        "unit.waived": _("waived units"),
        "learner.reminded": _("reminded a learner"),
        "due_date.extended": _("gave somebody another last day"),
        "enrolment.name_corrected": _("corrected the name of a learner"),
    },
    _("Groups"): {
        "group.made": _("made a group"),
        "group.changed": _("changed a group"),
        "group.closed": _("closed a group"),
        "group.link_made": _("made a join link"),
        "group.link_closed": _("closed a join link"),
        "group.list_confirmed": _("confirmed a list of people"),
        "group.manager_named": _("named a manager of a group"),
        "group.manager_ended": _("ended a manager’s view of a group"),
        "group.person_added": _("added somebody to a group"),
        "group.person_taken_out": _("took somebody out of a group"),
        "group.course_assigned": _("asked a group to take a course"),
        "group.course_changed": _("changed the course of a group"),
        "group.course_ended": _("ended the course of a group"),
        "group.reminded": _("reminded a group"),
        "invitation.sent_again": _("sent an invitation again"),
        "invitation.withdrawn": _("withdrew an invitation"),
    },
    _("Certificates"): {
        "certificate.approved": _("approved a held certificate"),
        "certificate.corrected": _("corrected a certificate"),
        "certificate.reissued": _("issued a certificate anew"),
        "certificate.issued_again": _("issued a certificate in place of a revoked one"),
        "certificate.revoked": _("revoked a certificate"),
        "certificate.name_kept": _("kept the name on a certificate"),
        "bulk_act.made": _("began an act on many certificates"),
        "bulk_act.stopped": _("stopped an act on many certificates"),
        "bulk_act.went_on": _("let an act on many certificates go on"),
        "bulk_act.tried_again": _("tried an act on many certificates again"),
    },
    _("Course"): {
        "course.uploaded": _("uploaded a course"),
        "edition.published": _("published an edition"),
        "edition.downloaded": _("downloaded an edition"),
        "module.signed": _("signed a module off"),
        "fact.reviewed": _("checked a fact"),
        "fact.review_withdrawn": _("withdrew the check of a fact"),
        "report.taken": _("took over a report about a question"),
        "report.answered": _("answered a report about a question"),
    },
    _("Site"): {
        "provider.changed": _("changed the provider"),
        "tasks.begun_again": _("began failed tasks again"),
        "tasks.taken_off": _("took failed tasks off the list"),
        "site.restored": _("restored the site from a backup"),
        "table.downloaded": _("downloaded a table"),
        "message.taken": _("took over a message"),
        "message.handed-on": _("handed a message on"),
        "message.answered": _("answered a message"),
        "message.closed": _("closed a message"),
        "message.words-deleted": _("deleted words of a message"),
    },
}
# Of every act that needs a second person.
STEPS = {
    "asked": _("asked for a second person: {title}"),
    "approved": _("approved: {title}"),
    "refused": _("refused: {title}"),
    "notice-given": _("gave notice of acting alone: {title}"),
    "approved-alone": _("did alone: {title}"),
}


def words_of(verb: str) -> Promise | str:
    """Return a verb in words; the verb itself if nothing is known of it."""
    return _all_words().get(verb, verb)


@cache
def _all_words() -> dict[str, Promise]:
    words = {verb: text for verbs in WORDS.values() for verb, text in verbs.items()}
    for name, kind in KINDS.items():
        for step, text in STEPS.items():
            words[f"{name}.{step}"] = format_lazy(text, title=kind.model.TITLE)
    return words


def choices() -> Iterator[tuple[Promise, list[tuple[str, Promise]]]]:
    """Yield the acts to choose from, by area; of acts of two people all steps are one choice."""
    for area, verbs in WORDS.items():
        yield area, list(verbs.items())
    yield _("With a second person"), [(name, kind.model.TITLE) for name, kind in KINDS.items()]


def verbs_of(choice: str) -> list[str]:
    """Return the verbs that a choice means."""
    if choice in KINDS:
        return [f"{choice}.{step}" for step in STEPS]
    return [choice]
