"""What the public may know of a record, in words, by its state."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.middleware import zone_of
from certificates.models import Certificate
from certificates.printing import Field, date_with_zone, fields

State = Certificate.State
# States in which a page shows what was printed. In the others it may not name the person.
SHOWS_FACTS = (State.GENUINE, State.OUT_OF_DATE)


@dataclass(frozen=True)
class Verdict:
    """Hold what pages and JSON say of a record.

    since: the first day on which it was no longer genuine, in the time zone of the issuer.
    shows_facts: all that was printed may be shown; else course, dates and hash only.
    may_compare_name: a clerk may type a name, and is told whether it is the one on the record.
    """

    certificate: Certificate
    state: Certificate.State
    since: date | None

    @property
    def shows_facts(self) -> bool:
        return self.state in SHOWS_FACTS

    @property
    def may_compare_name(self) -> bool:
        return not self.shows_facts and self.certificate.shows_name

    @property
    def heading(self) -> str:
        """Return the verdict in a few words."""
        headings = {
            State.GENUINE: _("Genuine record"),
            State.OUT_OF_DATE: _("Out of date since %s"),
            State.REPLACED: _("Replaced: ask for the current certificate"),
            State.CORRECTED: _("Corrected: ask for the current certificate"),
            State.REVOKED: _("Revoked: do not rely on this certificate"),
        }
        heading = headings[self.state]
        return heading % _day(self.since) if self.state == State.OUT_OF_DATE else heading

    @property
    def explanation(self) -> str:
        """Say what the state means for somebody to whom this certificate was shown."""
        explanations = {
            State.GENUINE: _(
                "This page shows what was recorded on the day of issue."
                " Compare it with the paper: every line must agree."
            ),
            State.OUT_OF_DATE: _(
                "This record is genuine, and every line must agree with the paper. The issuer"
                " asks for a renewal after some time: ask the holder for a current certificate."
            ),
            State.REPLACED: _(
                "This record was true when it was issued. On %s a newer certificate took its"
                " place. The current record has another number: ask the holder for it."
            ),
            State.CORRECTED: _(
                "This record was true of the course and the date. The name on it was corrected"
                " on %s. The current record has another number: ask the holder for it."
            ),
            State.REVOKED: _(
                "The issuer withdrew this certificate on %s. If somebody gave it to you as proof"
                " of training, ask them for a current one."
            ),
        }
        explanation = explanations[self.state]
        return explanation if self.shows_facts else explanation % _day(self.since)

    @property
    def fields(self) -> list[Field]:
        """Return the facts that anybody may read, with their labels."""
        if self.shows_facts:
            return fields(self.certificate)
        facts = self._facts_without_name()
        return [fact for fact in facts if fact.value]

    def _facts_without_name(self) -> list[Field]:
        """Return which paper it is, without the person and what the paper said of them.

        A fact that the record does not have has no value.
        """
        certificate = self.certificate
        completed = date_with_zone(certificate.completed_on, certificate.completed_zone)
        issued = date_with_zone(certificate.issued_on, certificate.issued_zone)
        return [
            Field("number", _("Number"), certificate.shown_code),
            Field("reason", _("Reason given"), str(certificate.get_revoked_because_display())),
            Field("course", _("Course"), certificate.course_title),
            Field("edition", _("Edition"), str(certificate.edition_number)),
            Field("completed_on", _("Completed on"), completed),
            Field("issued_on", _("Issued on"), issued),
            Field("sha256", _("SHA-256 of the file"), certificate.pdf_sha256),
        ]


def verdict_of(certificate: Certificate) -> Verdict:
    """Return what the public may know of a record today."""
    state = certificate.state
    return Verdict(certificate, state, _since(certificate, state))


def _since(certificate: Certificate, state: Certificate.State) -> date | None:
    """Return the first day on which a record was in a state other than genuine."""
    if state == State.OUT_OF_DATE and certificate.expires_on:
        return certificate.expires_on + timedelta(days=1)
    if state == State.REVOKED:
        return certificate.revoked_on
    return _issuer_day(certificate, certificate.ended_at)


def _issuer_day(certificate: Certificate, at: datetime | None) -> date | None:
    """Return the day of a time in the time zone of the issuer."""
    return at.astimezone(zone_of(certificate.issued_zone)).date() if at else None


def _day(day: date | None) -> str:
    """Return a day as people read it."""
    return date_format(day, "DATE_FORMAT") if day else ""
