"""Models: certificates and the chain of their records, holds, files to keep, and look-ups."""

from certificates.models.bulk_act import BulkAct, BulkLine, BulkRequest
from certificates.models.certificate import Certificate, CertificateQuerySet
from certificates.models.guide_file import GuideFile
from certificates.models.hold import PAPER_PARTS, Hold
from certificates.models.holder_word import HolderWord
from certificates.models.issue_approval import IssueApproval
from certificates.models.lookup_count import LookupCount
from certificates.models.name_correction import Evidence, NameCorrection, NameRequest
from certificates.models.notes_file import NotesFile
from certificates.models.record_event import ChainHead, RecordEvent

__all__ = [
    "PAPER_PARTS",
    "BulkAct",
    "BulkLine",
    "BulkRequest",
    "Certificate",
    "CertificateQuerySet",
    "ChainHead",
    "Evidence",
    "GuideFile",
    "Hold",
    "HolderWord",
    "IssueApproval",
    "LookupCount",
    "NameCorrection",
    "NameRequest",
    "NotesFile",
    "RecordEvent",
]
