"""The link by which a holder adds a certificate to a LinkedIn profile."""

from urllib.parse import urlencode

from certificates.models import Certificate

ADDRESS = "https://www.linkedin.com/profile/add"


def address_of(certificate: Certificate) -> str:
    """Return the address of LinkedIn's form with the certificate's facts, as LinkedIn documents.

    Nothing is sent before the holder follows it.
    """
    issued_on, expires_on = certificate.issued_on, certificate.expires_on
    facts: dict[str, str | int] = {
        "startTask": "CERTIFICATION_NAME",
        "name": certificate.course_title,
        "organizationName": certificate.provider_name,
        "issueYear": issued_on.year,
        "issueMonth": issued_on.month,
        "certUrl": certificate.verify_url,
        "certId": certificate.shown_code,
    }
    if expires_on:
        facts |= {"expirationYear": expires_on.year, "expirationMonth": expires_on.month}
    return f"{ADDRESS}?{urlencode(facts)}"
