"""Models: certificates and the chain of their records, holds, files to keep, and look-ups."""

from certificates.models.bulk_act import BulkAct, BulkLine, BulkRequest
from certificates.models.certificate import Certificate, CertificateQuerySet
from certificates.models.file_damage import FileCheck, FileDamage
from certificates.models.guide_file import GuideFile, GuideOrder
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
    "FileCheck",
    "FileDamage",
    "GuideFile",
    "GuideOrder",
    "Hold",
    "HolderWord",
    "IssueApproval",
    "LookupCount",
    "NameCorrection",
    "NameRequest",
    "NotesFile",
    "RecordEvent",
]
