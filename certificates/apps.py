"""Certificates and their verification, and the guide that a learner takes home."""

from django.apps import AppConfig


class CertificatesConfig(AppConfig):
    name = "certificates"

    def ready(self) -> None:
        from accounts import approvals, personal_data, triggers
        from certificates import bulk, guide_orders, issuing, receivers, samples
        from certificates.models import (
            BulkRequest,
            Certificate,
            IssueApproval,
            NameCorrection,
            RecordEvent,
        )
        from certificates.personal_data import CertificateData, NotesFileData
        from certificates.timeline import certificate_entries
        from course import provider_checks, timeline
        from course.models import ERASED
        from course.signals import edition_built, requirements_met

        triggers.protect(
            Certificate,
            mutable=Certificate.MUTABLE,
            erasable=Certificate.ERASABLE,
            updatable=Certificate.REMOVABLE,
            updatable_when=Certificate.REMOVABLE_WHEN,
        )
        triggers.protect(IssueApproval, erasable=("approved_by",), deletable_when=ERASED)
        triggers.protect(RecordEvent, erasable=RecordEvent.ERASABLE)
        approvals.register(
            BulkRequest,
            approve=bulk.approve,
            refuse=bulk.refuse,
            template="certificates/desk/bulk_request.html",
        )
        approvals.register(NameCorrection, mutable=("new_name", "reason"))
        requirements_met.connect(receivers.issue_certificate, dispatch_uid="certificates")
        edition_built.connect(receivers.make_guide, dispatch_uid="certificates")
        personal_data.register(CertificateData())
        personal_data.register(NotesFileData())
        timeline.sources.append(certificate_entries)
        provider_checks.checks.append(samples.provider_mistakes)
        provider_checks.after_change.append(issuing.issue_missing_later.enqueue)
        provider_checks.after_change.append(guide_orders.make_missing)
