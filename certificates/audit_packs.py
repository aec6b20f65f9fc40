"""The audit pack: one zip with a certificate and the evidence behind it, the same bytes each time.

It is made of records that never change: the certificate, its edition, and what was completed and
acknowledged before the issue. Texts of today, such as the provider's, do not enter it.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from fractions import Fraction
from io import BytesIO
from zipfile import ZIP_STORED, ZipFile, ZipInfo

from django.db.models import Prefetch
from django.template.loader import render_to_string
from django.utils import translation

from certificates import printing
from certificates.mending import sound_pdf
from certificates.models import Certificate
from course.models import Acknowledgement, Completion, Edition, Module, Unit

# Packs that were handed out are compared: what is in one changes only under another number.
FORMAT = 1
_UNIX = 3
_FILE_MODE = 0o100644 << 16


def build(certificate: Certificate) -> bytes:
    """Return the zip; the same certificate gives the same bytes.

    Raises DamagedFileError if the paper is lost.
    """
    facts = facts_of(certificate)
    with translation.override(certificate.language):
        evidence = render_to_string("print/audit_pack.html", facts)
        readme = render_to_string("print/audit_pack.txt", facts)
    files = {
        "README.txt": readme.encode(),
        "certificate.pdf": sound_pdf(certificate),
        "evidence.html": evidence.encode(),
        "evidence.json": json.dumps(facts, ensure_ascii=False, indent=1).encode(),
    }
    sums = [f"{hashlib.sha256(data).hexdigest()}  {name}\n" for name, data in files.items()]
    files["SHA256SUMS"] = "".join(sums).encode()
    return _zipped(files, certificate.issued_at.astimezone(UTC))


def _zipped(files: Mapping[str, bytes], at: datetime) -> bytes:
    """Return a zip of files in this order, each dated ``at`` and stored as it is."""
    buffer = BytesIO()
    with ZipFile(buffer, "w", ZIP_STORED) as archive:
        for name, data in files.items():
            entry = ZipInfo(name, at.timetuple()[:6])
            # Otherwise both would depend on the machine.
            entry.create_system, entry.external_attr = _UNIX, _FILE_MODE
            archive.writestr(entry, data)
    return buffer.getvalue()


def facts_of(certificate: Certificate) -> dict[str, object]:
    """Return all that the pack says, as texts and numbers."""
    editions = Edition.objects.filter(course__slug=certificate.course_slug)
    edition = editions.get(digest=certificate.edition_digest)
    objectives = edition.objectives.filter(module=None)
    return {
        "format": FORMAT,
        "certificate": _certificate_facts(certificate),
        "statement": certificate.statement,
        "stated_at": _utc(certificate.stated_at),
        "objectives": [objective.text for objective in objectives],
        "modules": [_module_facts(module) for module in _modules(edition)],
        "disclosures": _disclosure_facts(certificate, edition),
        "quizzes": list(_quiz_facts(certificate, edition)),
    }


def _certificate_facts(certificate: Certificate) -> dict[str, object]:
    """Return what stands on the certificate, and the hash of its file."""
    return {
        "number": certificate.shown_code,
        "holder": certificate.holder_name,
        "course": certificate.course_title,
        "edition": certificate.edition_number,
        "edition_digest": certificate.edition_digest,
        "completed_on": certificate.completed_on.isoformat(),
        "completed_zone": certificate.completed_zone,
        "issued_at": _utc(certificate.issued_at),
        "issuer": printing.issuer_lines(certificate),
        "estimated_minutes": certificate.minutes,
        "pass_mark": certificate.pass_mark,
        "credit": certificate.accreditation,
        "review": str(certificate.get_review_state_display()),
        "waived": certificate.waived_units,
        "in_place_of": certificate.shown_supersedes,
        "sha256": certificate.pdf_sha256,
        "check_at": certificate.verify_url,
    }


def _modules(edition: Edition) -> Iterable[Module]:
    """Return the modules in order, with their objectives and units in order."""
    units = Prefetch("units", Unit.objects.order_by("position"))
    return edition.modules.prefetch_related("objectives", units)


def _module_facts(module: Module) -> dict[str, object]:
    """Return what a module taught, and how long its units are estimated to take."""
    return {
        "title": module.title,
        "objectives": [objective.text for objective in module.objectives.all()],
        "units": [_unit_facts(unit) for unit in module.units.all()],
    }


def _unit_facts(unit: Unit) -> dict[str, object]:
    """Return what a unit is."""
    return {
        "number": unit.number,
        "title": unit.title,
        "kind": unit.kind,
        "required": unit.required,
        "estimated_minutes": unit.minutes,
    }


def _disclosure_facts(certificate: Certificate, edition: Edition) -> dict[str, object]:
    """Return what was disclosed, and when the learner said that they had read it."""
    seen = Acknowledgement.objects.filter(enrolment=certificate.enrolment_id, edition=edition)
    seen = seen.filter(acknowledged_at__lte=certificate.issued_at)
    return {
        "text": edition.disclosures,
        "funding": edition.funding,
        "people": [
            {
                "name": person.name,
                "credentials": person.credentials,
                "role": person.role,
                "asked_on": person.asked_on.isoformat() if person.asked_on else "",
                "relationships": person.relationships,
            }
            for person in edition.contributors.all()
        ],
        "acknowledged_at": _utc(seen.values_list("acknowledged_at", flat=True).first()),
    }


def _quiz_facts(certificate: Certificate, edition: Edition) -> Iterable[dict[str, object]]:
    """Yield the result of each required quiz, passed or waived, in the order of the edition."""
    before_issue = Completion.objects.filter(
        enrolment=certificate.enrolment_id, completed_at__lte=certificate.issued_at
    )
    completions = {(each.unit_key, each.revision): each for each in before_issue}
    quizzes = edition.units.filter(kind=Unit.Kind.QUIZ, required=True)
    for unit in quizzes.order_by("position"):
        completion = completions.get((unit.key, unit.revision))
        if completion:
            yield _quiz_result(unit, completion)


def _quiz_result(unit: Unit, completion: Completion) -> dict[str, object]:
    """Return how a quiz was completed."""
    return {
        "number": unit.number,
        "title": unit.title,
        "completed_on": completion.completed_on.isoformat(),
        "waived": completion.was_waived,
        "earned": completion.earned,
        "possible": completion.possible,
        "percent": _percent(completion),
    }


def _percent(completion: Completion) -> int | None:
    """Return the score in percent, rounded down; None without points."""
    possible = Fraction(completion.possible or 0)
    return int(Fraction(completion.earned or 0) / possible * 100) if possible else None


def _utc(at: datetime | None) -> str:
    """Return a time as ISO text in UTC; "" for none."""
    return at.astimezone(UTC).isoformat(timespec="seconds") if at else ""
