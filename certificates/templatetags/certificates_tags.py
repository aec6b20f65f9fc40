"""Panels about certificates, for pages of other apps."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from django import template
from django.conf import settings
from django.template import Context
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from accounts.compiled_queries import CompiledQuery
from accounts.models import User
from certificates import guides, printing
from certificates.holder import linkedin, renewals
from certificates.holder.forms import StatementForm
from certificates.models import Certificate, Hold, NotesFile
from certificates.timeline import certificates_of as certificates_of_enrolment
from course.models import Enrolment

register = template.Library()
# A database limits how many values one query may name.
IDS_IN_A_QUERY = 500


@dataclass(frozen=True)
class CertificateLine:
    """Hold the certificate of a completed enrolment, or None, and its state as ``_state`` says."""

    certificate: Certificate | None
    state: str


@register.inclusion_tag("certificates/panel.html", takes_context=True)
def certificate_panel(
    context: Context, enrolment: Enrolment, *, heads_page: bool = False
) -> dict[str, object]:
    """Show the certificate of a completed enrolment, or what it waits for, and the guide.

    heads_page: the heading of the page stands in it.
    """
    certificate = _current_certificate(enrolment)
    state = _state_with_holds(enrolment, certificate)
    shown: dict[str, object] = {
        "enrolment": enrolment,
        "heads_page": heads_page,
        "certificate": certificate,
        "state": state,
        "csrf_token": context.get("csrf_token"),
    }
    if state == "statement":
        shown["form"] = StatementForm(auto_id=f"{enrolment.course.slug}_%s")
    if certificate is not None:
        shown |= _offers(enrolment, certificate)
    return shown


def _offers(enrolment: Enrolment, certificate: Certificate) -> dict[str, object]:
    """Return what a holder can do with their certificate; with their guide if it is in force."""
    offers: dict[str, object] = {"may_take_again": renewals.may_take_again(certificate)}
    if certificate.is_revoked:
        return offers
    edition = guides.guide_edition(enrolment)
    return {
        **offers,
        "linkedin_address": linkedin.address_of(certificate),
        "guide_edition": edition,
        "guide": guides.existing_guide(edition),
    }


@register.inclusion_tag("certificates/paper.html")
def certificate_paper(certificate: Certificate) -> dict[str, object]:
    """Show the paper of a certificate with all its words, drawn from the facts it holds."""
    label = _("The paper of certificate %s") % certificate.shown_code
    with translation.override(certificate.language):
        return {**printing.context(certificate), "label": label}


@register.inclusion_tag("certificates/notes_file.html", takes_context=True)
def notes_file_panel(context: Context, enrolment: Enrolment) -> dict[str, object]:
    """Show the PDF of a learner's notes with its state, and the button that makes it. One query."""
    return {
        "enrolment": enrolment,
        "course": enrolment.course,
        "file": NotesFile.objects.filter(enrolment=enrolment).first(),
        "csrf_token": context.get("csrf_token"),
    }


@register.simple_tag
def certificate_lines(enrolments: Iterable[Enrolment]) -> dict[int, CertificateLine]:
    """Return what ``certificate_line`` shows, by enrolment key. At most two queries."""
    completed = {enrolment.pk: enrolment for enrolment in enrolments if enrolment.completed_at}
    certificates = _certificates_of(completed)
    reasons = _hold_reasons(key for key in completed if key not in certificates)
    lines = {}
    for key, enrolment in completed.items():
        certificate = certificates.get(key)
        state = _state(enrolment, certificate, reasons[key])
        lines[key] = CertificateLine(certificate, state)
    return lines


_current_certificates = CompiledQuery(
    lambda enrolments: (
        Certificate.objects.current()
        .filter(enrolment__in=enrolments)
        # A certificate has forty columns.
        .only("code", "course_title", "revoked_at", "enrolment", "name_removed_at")
    )
)
_revoked_at = CompiledQuery(
    lambda enrolments: (
        Certificate.objects.current()
        .filter(enrolment__in=enrolments)
        .order_by()
        .values_list("enrolment", "revoked_at")
    )
)
_holds = CompiledQuery(
    lambda enrolments: (
        Hold.objects.filter(enrolment__in=enrolments).order_by().values_list("enrolment", "reason")
    )
)


def _certificates_of(enrolment_keys: Iterable[int]) -> dict[int | None, Certificate]:
    """Return the current certificates of these enrolments, by the key of the enrolment."""
    current = _current_certificates.rows(list(enrolment_keys))
    return {certificate.enrolment_id: certificate for certificate in current}


def _hold_reasons(enrolment_keys: Iterable[int]) -> defaultdict[int, list[str]]:
    """Return why the certificates of these enrolments are held; [] for every other key."""
    reasons: defaultdict[int, list[str]] = defaultdict(list)
    for key, reason in _holds.rows(list(enrolment_keys)):
        reasons[key].append(reason)
    return reasons


@register.inclusion_tag("certificates/line.html")
def certificate_line(
    enrolment: Enrolment, lines: Mapping[int, CertificateLine]
) -> dict[str, object]:
    """Show in one line the certificate of a completed enrolment, or why there is none yet.

    lines: from ``certificate_lines``.
    """
    line = lines[enrolment.pk]
    return {"enrolment": enrolment, "certificate": line.certificate, "state": line.state}


@register.simple_tag
def certificate_states(enrolments: Iterable[Enrolment]) -> dict[int, str]:
    """Return the states of the completed ones, by enrolment key. At most two queries."""
    completed = {enrolment.pk: enrolment for enrolment in enrolments if enrolment.completed_at}
    revoked = dict(_revoked_at.rows(list(completed)))
    reasons = _hold_reasons(key for key in completed if key not in revoked)
    states = {key: "revoked" if at else "issued" for key, at in revoked.items() if key}
    for key, enrolment in completed.items():
        if key not in states:
            states[key] = _state(enrolment, None, reasons[key])
    return states


@register.simple_tag
def staff_certificate_state(enrolment: Enrolment, states: Mapping[int, str]) -> SafeString:
    """Return where a completed enrolment stands, for staff. states: of ``certificate_states``."""
    state = states[enrolment.pk]
    return _state_tag("certificates/staff_state.html", state, translation.get_language())


@register.simple_tag
def record_state(certificate: Certificate) -> SafeString:
    """Return the state of a certificate, as a tag."""
    language = translation.get_language()
    return _state_tag("certificates/desk/state.html", certificate.state, language)


@lru_cache(maxsize=200)
def _state_tag(template: str, state: str, language: str) -> SafeString:
    """Return the same tag for everybody in this state. language: of its words."""
    return render_to_string(template, {"state": state})


def _current_certificate(enrolment: Enrolment) -> Certificate | None:
    """Return the certificate of an enrolment that no newer one has replaced, or None."""
    # The view has prefetched the certificates; a filter would query for each enrolment.
    for certificate in enrolment.certificates.all():
        if certificate.ended_at is None:
            return certificate
    return None


def _state(enrolment: Enrolment, certificate: Certificate | None, reasons: Sequence[str]) -> str:
    """Return the state in which a certificate is, or is waited for.

    One of "statement" (the learner has yet to make it), "preparing", "held", "review" (held for it
    only), "approval" (held for it only), "issued" and "revoked". reasons: those of its holds.
    """
    if certificate is not None:
        return "revoked" if certificate.is_revoked else "issued"
    if enrolment.stated_at is None:
        return "statement"
    if reasons == [Hold.HoldReason.REVIEW]:
        return "review"
    if reasons == [Hold.HoldReason.APPROVAL]:
        return "approval"
    return "held" if reasons else "preparing"


def _state_with_holds(enrolment: Enrolment, certificate: Certificate | None) -> str:
    """Return what ``_state`` says, with the holds of the enrolment."""
    if certificate is not None:
        return _state(enrolment, certificate, [])
    reasons = [hold.reason for hold in enrolment.holds.all()]
    return _state(enrolment, None, reasons)


@register.inclusion_tag("certificates/staff_list.html", takes_context=True)
def staff_certificates(context: Context, enrolment: Enrolment) -> dict[str, object]:
    """List all certificates of an enrolment for staff, newest first, linked if they may."""
    user = context["request"].user
    may_revoke = user.has_perm("certificates.revoke_certificate")
    may_view = user.has_perm("certificates.view_certificate")
    certificates = certificates_of_enrolment(enrolment)
    may_be_held = enrolment.completed_at and not certificates
    return {
        "certificates": certificates,
        "holds": enrolment.holds.all() if may_be_held else (),
        "enrolment": enrolment,
        "may_open": may_revoke or may_view,
        "may_issue": user.has_perm("certificates.issue_certificate"),
    }


@register.simple_tag
def current_certificates(enrolments: Iterable[str]) -> dict[str, Certificate]:
    """Return the current certificates, revoked ones too, by the ``public_id`` of the enrolment.

    enrolments: ``public_id``s. Takes at most two queries.
    """
    ids = list(enrolments)
    current = Certificate.objects.current()
    by_enrolment: dict[str, Certificate] = {}
    for certificate in current.filter(enrolment__public_id__in=ids).select_related("enrolment"):
        if certificate.enrolment:
            by_enrolment[str(certificate.enrolment.public_id)] = certificate
    # An erasure cuts the tie to the enrolment, and the certificate goes on being genuine.
    for certificate in current.sealed(key for key in ids if key not in by_enrolment):
        by_enrolment[certificate.holder_key] = certificate
    return by_enrolment


@register.simple_tag
def count_certificates(enrolments: Iterable[str]) -> int:
    """Return how many current and unrevoked certificates these enrolments have.

    enrolments: ``public_id``s, also of people whose account was erased.
    """
    in_force = Certificate.objects.current().filter(revoked_at=None)
    ids = list(enrolments)
    total = 0
    for start in range(0, len(ids), IDS_IN_A_QUERY):
        part = ids[start : start + IDS_IN_A_QUERY]
        total += in_force.filter(enrolment__public_id__in=part).count()
        total += in_force.sealed(part).count()
    return total


@register.inclusion_tag("certificates/staff_certificate_link.html")
def certificate_link(
    certificates: dict[str, Certificate], enrolment: str, may_open: bool
) -> dict[str, object]:
    """Show one of ``current_certificates``, linked if the user may open it."""
    return {"certificate": certificates.get(enrolment), "may_open": may_open}


@register.simple_tag
def retention_years() -> int:
    """Return for how many years after its issue the name and file of a certificate are kept."""
    years: int = settings.CERTIFICATE_RETENTION_YEARS
    return years


@register.simple_tag
def certificates_of(person: User) -> list[Certificate]:
    """Return all certificates of a person, the newest first. One query."""
    return list(Certificate.objects.of(person).order_by("-sequence"))
