"""What each country offers in an emergency; docs/operating.md names the sources. No Django queries.

A provider has a country. Its staff may write other words.
"""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

OTHER = "ZZ"  # ISO 3166 leaves it to users: a country that is not in the table


@dataclass(frozen=True)
class Country:
    """Hold whom to call in a country, and who collects reports of harm by medicines."""

    name: Promise
    emergency: str
    crisis_line: str
    harm_reports: str


COUNTRIES = {
    "US": Country(gettext_lazy("United States"), "911", "988 (call or text)", "FDA MedWatch"),
    "CA": Country(gettext_lazy("Canada"), "911", "988 (call or text)", "Health Canada’s MedEffect"),
    "GB": Country(gettext_lazy("United Kingdom"), "999", "116 123", "the MHRA’s Yellow Card"),
    "IE": Country(gettext_lazy("Ireland"), "112", "116 123", "the HPRA"),
    "AU": Country(gettext_lazy("Australia"), "000", "13 11 14", "the TGA"),
    "NZ": Country(gettext_lazy("New Zealand"), "111", "1737 (call or text)", "Medsafe"),
    "FR": Country(gettext_lazy("France"), "112", "3114", "the ANSM"),
    "DE": Country(gettext_lazy("Germany"), "112", "116 123", "the BfArM"),
}
CHOICES = [
    *((code, country.name) for code, country in COUNTRIES.items()),
    (OTHER, gettext_lazy("Another country")),
]


def crisis_lines(code: str) -> list[str]:
    """Return what to do in an emergency in a country; empty if the table does not know it."""
    country = COUNTRIES.get(code)
    if country is None:
        return []
    return [
        _("In an emergency, call %s.") % country.emergency,
        _("To talk to somebody in a crisis: %s.") % country.crisis_line,
    ]
