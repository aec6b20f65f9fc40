"""What a certificate says: one list of fields, for the paper, the public page and the file alike."""

import unicodedata
from dataclasses import dataclass
from datetime import UTC, date

import segno
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from certificates import documents
from certificates.models import Certificate
from course.holder_names import LOOSE, composites, face_for

# The size of the name: the first whose limit is not below its length.
_NAME_SIZES = ((20, "short"), (34, "long"), (48, "longer"), (80, "longest"))
# Above this many waived units, the paper gives numbers (of a unit without one, its title), the public page titles.
TITLES_ON_PAPER = 3
# An accreditation statement of more characters is set smaller.
LONG_CREDIT = 350


@dataclass(frozen=True)
class Field:
    """A label and what is printed under it; ``key`` names the field in the machine-readable record."""

    key: str
    label: str
    value: str


def fields(certificate: Certificate) -> list[Field]:
    """Every fact that a certificate states, in the language that is active; what it does not have is left out."""
    every = [
        Field("name", _("Name"), certificate.holder_name),
        Field("course", _("Completed"), certificate.course_title),
        Field("completed_on", _("Completed on"), dated(certificate.completed_on, certificate.completed_zone)),
        Field("issued_on", _("Issued on"), dated(certificate.issued_on, certificate.issued_zone)),
        Field("edition", _("Edition"), str(certificate.edition_number)),
        Field("format", _("Format"), course_format(certificate)),
        Field("time", _("Time"), estimated_time(certificate)),
        Field("pass_mark", _("Pass mark"), passed(certificate)),
        Field("waived", _("Waived by the issuer"), "\n".join(certificate.waived_units)),
        Field("review", _("Clinical review"), str(certificate.get_review_state_display())),
        Field("credit", _("Continuing education credit"), certificate.accreditation or _("None")),
        Field("limits", _("Limits"), limits(certificate)),
        Field("issuer", _("Issued by"), "\n".join(issuer_lines(certificate))),
        Field("signatory", _("For the issuer"), ", ".join(signatory(certificate))),
        Field("number", _("Number"), certificate.shown_code),
    ]
    return [field for field in every if field.value]


def render(certificate: Certificate) -> bytes:
    """The paper, from the fields of ``certificate`` alone; the same fields give the same bytes."""
    return documents.render(render_html(certificate))


def render_html(certificate: Certificate) -> str:
    """The page that becomes the paper, in the language of the course."""
    with translation.override(certificate.language):
        return render_to_string("print/certificate.html", context(certificate))


def context(certificate: Certificate) -> dict[str, object]:
    """What the template of the paper shows."""
    face = face_for(certificate.holder_name) or "serif"
    return {
        "certificate": certificate,
        "field": {field.key: field for field in fields(certificate)},
        "face": face,
        "loose": face.endswith(LOOSE),
        "name": _set(certificate.holder_name, face),
        "size": next((size for most, size in _NAME_SIZES if len(certificate.holder_name) <= most), "full"),
        "contact_line": " · ".join(issuer_lines(certificate)[1:]),
        "modules": course_format(certificate),
        "completed_on": spelled(certificate.completed_on),
        "passed": passed(certificate),
        "time": _hours(certificate),
        "waived": _waived_on_paper(certificate),
        "limits": limits(certificate),
        "long_credit": len(certificate.accreditation) > LONG_CREDIT,
        "signatory": signatory(certificate),
        "stamp": certificate.issued_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "short_url": certificate.verify_url.partition("://")[2].partition("/")[0] + "/verify",
        "qr": segno.make(certificate.verify_url, error="m", micro=False).svg_inline(
            border=0, omitsize=True, dark="#18211E", title=_("QR code: %s") % certificate.verify_url, svgclass="qr"
        ),
    }


def spelled(day: date) -> str:
    """A date in full that does not break over two lines."""
    return date_format(day, "j F Y").replace(" ", "\N{NO-BREAK SPACE}")


def dated(day: date, zone: str) -> str:
    """A date in full, with the zone in which it was that day."""
    return f"{spelled(day)} ({zone})"


def course_format(certificate: Certificate) -> str:
    return ngettext(
        "self-paced online course of %d module", "self-paced online course of %d modules", certificate.module_count
    ) % (certificate.module_count)


def estimated_time(certificate: Certificate) -> str:
    return _("%s, estimated time, not measured") % _hours(certificate)


def passed(certificate: Certificate) -> str:
    """How many quizzes were passed, and at what mark; empty where there were none."""
    if not certificate.quiz_count:
        return ""
    return ngettext(
        "%(count)d quiz passed at %(mark)d%% or more",
        "%(count)d quizzes passed at %(mark)d%% or more",
        certificate.quiz_count,
    ) % {"count": certificate.quiz_count, "mark": certificate.pass_mark}


def limits(certificate: Certificate) -> str:
    return " ".join([_("This certificate records completion only."), *certificate.limit_lines])


def issuer_lines(certificate: Certificate) -> list[str]:
    """Legal name first, then where to find the issuer."""
    address = ", ".join(line.strip() for line in certificate.provider_address.splitlines() if line.strip())
    lines = [certificate.provider_name, address, certificate.provider_web, certificate.provider_contact]
    return [line for line in lines if line]


def signatory(certificate: Certificate) -> list[str]:
    return [part for part in (certificate.signatory_name, certificate.signatory_title) if part]


def _hours(certificate: Certificate) -> str:
    if certificate.minutes < 15:
        return _("less than a quarter of an hour")
    if certificate.hours == "1":
        return _("1 hour")
    return _("%s hours") % certificate.hours


def _set(name: str, face: str) -> str:
    """The name as the face takes it: for a loose one, letters and marks apart, which look and copy the same."""
    if not face.endswith(LOOSE):
        return name
    apart = composites(face.removesuffix(LOOSE))
    return "".join(unicodedata.normalize("NFD", letter) if ord(letter) in apart else letter for letter in name)


def _waived_on_paper(certificate: Certificate) -> str:
    units = certificate.waived_units
    if len(units) <= TITLES_ON_PAPER:
        return "; ".join(units)
    numbers = ", ".join(unit.partition(" ")[0] for unit in units if unit[:1].isdigit())
    titles = [unit for unit in units if not unit[:1].isdigit()]
    named = "; ".join(filter(None, [numbers, *titles]))
    return _("%(count)d units (%(units)s)") % {"count": len(units), "units": named}
