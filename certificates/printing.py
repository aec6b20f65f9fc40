"""The texts of a certificate, the same on paper, on the public page and in its JSON."""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date

import segno
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from certificates import documents
from certificates.crowding import crowded_parts
from certificates.models import PAPER_PARTS, Certificate
from course.names.paper_fonts import LOOSE, composites, face_for

# The layout that this release prints; a certificate keeps the one that its file was made with.
LAYOUT = 2
# A name of at most so many letters is printed in this size; a longer one in the size "full".
_NAME_SIZES = ((20, "short"), (34, "long"), (48, "longer"), (80, "longest"))


@dataclass(frozen=True)
class Fit:
    """Hold how the paper makes room for its text.

    size: the CSS class of the sizes, or "" for the full ones.
    continues: whether waived units, limits and credit stand on a second page.
    """

    size: str = ""
    continues: bool = False


_SIZES = ("", "smaller", "smallest")
ONE_PAGE = tuple(Fit(size) for size in _SIZES)
TWO_PAGES = tuple(Fit(size, continues=True) for size in _SIZES)
# More letters of waived units, limits and credit would crowd one page.
MAX_LETTERS_ON_ONE_PAGE = 1800


@dataclass(frozen=True)
class Paper:
    """Hold the HTML of a certificate in the best fit, and its parts that have no room in it."""

    html: str
    fit: Fit
    crowded: Sequence[str]


@dataclass(frozen=True)
class Field:
    """Hold a label and the text under it.

    key: the name of the field in the JSON of the record.
    """

    key: str
    label: str
    value: str


def fields(certificate: Certificate) -> list[Field]:
    """Return every fact that a certificate states, in the active language, without empty ones.

    The name is not among them once pages may no longer show it.
    """
    name = certificate.holder_name if certificate.shows_name else ""
    all_fields = [
        Field("name", _("Name"), name),
        Field("course", _("Completed"), certificate.course_title),
        *_dates(certificate),
        Field("edition", _("Edition"), str(certificate.edition_number)),
        *_course_facts(certificate),
        *_statements(certificate),
        *_issuer(certificate),
        Field("number", _("Number"), certificate.shown_code),
        Field("replaces", _("In place of number"), certificate.shown_supersedes),
    ]
    return [field for field in all_fields if field.value]


def _dates(certificate: Certificate) -> list[Field]:
    """Return the days of completion and of issue."""
    completed_on = date_with_zone(certificate.completed_on, certificate.completed_zone)
    issued_on = date_with_zone(certificate.issued_on, certificate.issued_zone)
    return [
        Field("completed_on", _("Completed on"), completed_on),
        Field("issued_on", _("Issued on"), issued_on),
    ]


def _course_facts(certificate: Certificate) -> list[Field]:
    """Return what kind of course it was, its time, and what was passed or waived."""
    return [
        Field("format", _("Format"), _course_format(certificate)),
        Field("time", _("Time"), estimated_time(certificate)),
        Field("pass_mark", _("Pass mark"), _passed_quizzes(certificate)),
        Field("waived", _("Waived by the issuer"), "\n".join(certificate.waived_units)),
    ]


def _statements(certificate: Certificate) -> list[Field]:
    """Return what is said about review, credit and limits."""
    review = str(certificate.get_review_state_display())
    credit = certificate.accreditation or _("None")
    return [
        Field("review", _("Clinical review"), review),
        Field("credit", _("Continuing education credit"), credit),
        Field("limits", _("Limits"), _limits(certificate)),
    ]


def _issuer(certificate: Certificate) -> list[Field]:
    """Return who issued the certificate, and who signs for them."""
    return [
        Field("issuer", _("Issued by"), "\n".join(issuer_lines(certificate))),
        Field("signatory", _("For the issuer"), _signatory(certificate)),
    ]


def render(certificate: Certificate) -> bytes:
    """Return the certificate as a PDF; the same fields give the same bytes."""
    return documents.render(fitted(certificate).html)


def fitted(certificate: Certificate) -> Paper:
    """Return the paper in the first fit with room for everything, else in the last one."""
    letters = len(certificate.waived + certificate.limits + certificate.accreditation)
    fits = TWO_PAGES if letters > MAX_LETTERS_ON_ONE_PAGE else ONE_PAGE + TWO_PAGES
    for fit in fits:
        html = render_html(certificate, fit)
        layout = documents.measure(html, PAPER_PARTS)
        crowded = crowded_parts(layout, 2 if fit.continues else 1)
        if not crowded:
            break
    return Paper(html, fit, crowded)


def render_html(certificate: Certificate, fit: Fit = ONE_PAGE[0]) -> str:
    """Return the HTML of the paper, in the language of the course."""
    with translation.override(certificate.language):
        return render_to_string("print/certificate.html", {**context(certificate), "fit": fit})


def context(certificate: Certificate) -> dict[str, object]:
    """Return what the template of the paper shows.

    field: the fields by key; empty ones are missing.
    """
    return {
        "certificate": certificate,
        "field": {field.key: field for field in fields(certificate)},
        **_printed_name(certificate.holder_name),
        "contact_line": " · ".join(issuer_lines(certificate)[1:]),
        "completed_on": full_date(certificate.completed_on),
        "issued_on": full_date(certificate.issued_on),
        "time": _hours(certificate),
        "waived": "; ".join(certificate.waived_units),
        "continued": _sentences_before_page_2(certificate),
        "stamp": certificate.issued_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "short_url": _site_of(certificate.verify_url) + "/verify",
        "qr": _qr_code(certificate.verify_url),
    }


def _printed_name(name: str) -> dict[str, object]:
    """Return the holder's name as the paper prints it, with its font and its size."""
    # Nothing is issued for a name that no face can print; a preview shows it in the serif.
    face = face_for(name) or "serif"
    return {
        "name": _compose_name(name, face),
        "face": face,
        "loose": face.endswith(LOOSE),
        "size": _name_size(name),
    }


def _site_of(url: str) -> str:
    """Return the host of an address, with its port if there is one."""
    return url.partition("://")[2].partition("/")[0]


def _qr_code(url: str) -> str:
    """Return the QR code of an address as SVG, with the address as its title."""
    code = segno.make(url, error="m", micro=False)
    svg: str = code.svg_inline(
        border=0,
        omitsize=True,
        dark="#18211E",
        title=_("QR code: %s") % url,
        svgclass="qr",
    )
    return svg


def full_date(day: date) -> str:
    """Return a date in full that does not break over two lines."""
    return date_format(day).replace(" ", "\N{NO-BREAK SPACE}")


def date_with_zone(day: date, zone: str) -> str:
    """Return a date in full, with the time zone in which it was that day."""
    return f"{full_date(day)} ({zone})"


def _course_format(certificate: Certificate) -> str:
    """Say what kind of course it was, and its number of modules."""
    modules = certificate.module_count
    text = ngettext(
        "self-paced online course of %d module",
        "self-paced online course of %d modules",
        modules,
    )
    return text % modules


def estimated_time(certificate: Certificate) -> str:
    """Say how long the course takes, and that this is an estimate."""
    return _("%s, estimated time, not measured") % _hours(certificate)


def _passed_quizzes(certificate: Certificate) -> str:
    """Say how many quizzes were passed, and the pass mark; "" without quizzes."""
    if not certificate.quiz_count:
        return ""
    text = ngettext(
        "%(count)d quiz passed at %(mark)d%% or more",
        "%(count)d quizzes passed at %(mark)d%% or more",
        certificate.quiz_count,
    )
    return text % {"count": certificate.quiz_count, "mark": certificate.pass_mark}


def _limits(certificate: Certificate) -> str:
    """Return what the certificate is not, in sentences."""
    return " ".join([_what_it_records(certificate), *certificate.limit_lines])


def _what_it_records(certificate: Certificate) -> str:
    """Say that it records completion, and nothing else or credit as well."""
    # Papers of the first layout say "only" beside their credit, and their pages must agree.
    if certificate.accreditation and certificate.layout > 1:
        return _("This certificate records completion, and the credit that is stated on it.")
    return _("This certificate records completion only.")


def issuer_lines(certificate: Certificate) -> list[str]:
    """Return the legal name of the issuer, then address, web site and contact."""
    address_lines = [line.strip() for line in certificate.provider_address.splitlines()]
    lines = [
        certificate.provider_name,
        ", ".join(line for line in address_lines if line),
        certificate.provider_web,
        certificate.provider_contact,
    ]
    return [line for line in lines if line]


def _signatory(certificate: Certificate) -> str:
    """Return name and title of who signs, as far as they were entered."""
    parts = [certificate.signatory_name, certificate.signatory_title]
    return ", ".join(part for part in parts if part)


def _name_size(name: str) -> str:
    """Return the CSS class of the size in which a name is printed."""
    for max_letters, size in _NAME_SIZES:
        if len(name) <= max_letters:
            return size
    return "full"


def _hours(certificate: Certificate) -> str:
    """Return the estimated time in words."""
    if certificate.minutes < 15:
        return _("less than a quarter of an hour")
    if certificate.hours == "1":
        return _("1 hour")
    return _("%s hours") % certificate.hours


def _compose_name(name: str, face: str) -> str:
    """Return the name as the font needs it; it looks and copies the same.

    In a font without composite letters, letter and accent are two characters.
    """
    if not face.endswith(LOOSE):
        return name
    dropped = composites(face.removesuffix(LOOSE))
    letters = [_decompose(letter) if ord(letter) in dropped else letter for letter in name]
    return "".join(letters)


def _decompose(letter: str) -> str:
    """Return a letter and its accents as separate characters."""
    return unicodedata.normalize("NFD", letter)


def _sentences_before_page_2(certificate: Certificate) -> list[str]:
    """Return what the first page says of what the second one states."""
    sentences = [_what_it_records(certificate)]
    if units := len(certificate.waived_units):
        text = ngettext(
            "%d unit was waived by the issuer; page 2 names it.",
            "%d units were waived by the issuer; page 2 names them.",
            units,
        )
        sentences.append(text % units)
    if certificate.accreditation:
        sentences.append(_("Its limits and the statement of credit stand on page 2."))
    else:
        sentences.append(_("Its limits stand on page 2."))
    return sentences
