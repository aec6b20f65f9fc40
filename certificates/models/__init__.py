"""Models: certificates and the chain of their records, holds, files of the guide, and look-ups."""

from certificates.models.certificate import Certificate, CertificateQuerySet
from certificates.models.guide_file import GuideFile
from certificates.models.hold import PAPER_PARTS, Hold
from certificates.models.lookup_count import LookupCount
from certificates.models.record_event import ChainHead, RecordEvent

__all__ = [
    "PAPER_PARTS",
    "Certificate",
    "CertificateQuerySet",
    "ChainHead",
    "GuideFile",
    "Hold",
    "LookupCount",
    "RecordEvent",
]
