"""Certificates and their verification, and the guide that a learner takes home."""

from django.apps import AppConfig


class CertificatesConfig(AppConfig):
    name = "certificates"

    def ready(self) -> None:
        self._protect_records()
        self._join_approvals()
        self._join_personal_data()
        self._join_course()

    def _protect_records(self) -> None:
        """Let the database refuse to change records."""
        from accounts import relations, triggers
        from certificates.models import Certificate, IssueApproval, RecordEvent
        from course.models import ERASED

        triggers.protect(
            Certificate,
            mutable=Certificate.MUTABLE,
            erasable=Certificate.ERASABLE,
            updatable=Certificate.REMOVABLE,
            updatable_when=Certificate.REMOVABLE_WHEN,
        )
        triggers.protect(IssueApproval, erasable=("approved_by",), deletable_when=ERASED)
        triggers.protect(RecordEvent, erasable=RecordEvent.ERASABLE)
        relations.stays(
            "certificates.BulkAct.made_by",
            "certificates.Certificate.revoked_by",
            "certificates.IssueApproval.approved_by",
            "certificates.NameRequest.answered_by",
            "certificates.RecordEvent.actor",
        )

    def _join_approvals(self) -> None:
        """Say which acts need a second person, and for which somebody can be named."""
        from accounts import approvals
        from certificates import bulk, record_acts
        from certificates.models import BulkRequest, NameCorrection

        approvals.register(
            BulkRequest,
            approve=bulk.approve,
            refuse=bulk.refuse,
            template="certificates/desk/bulk_request.html",
            mutable=BulkRequest.TYPED,
        )
        approvals.register(NameCorrection, mutable=("new_name", *NameCorrection.TYPED))
        for act in record_acts.ACTS:
            approvals.register_record_act(act)

    def _join_personal_data(self) -> None:
        """Let an account be exported and erased with its certificates."""
        from accounts import personal_data
        from accounts.erasing import traces
        from certificates import personal_data as ours

        personal_data.register(ours.CertificateData())
        personal_data.register(ours.IssueApprovalData())
        personal_data.register(ours.NotesFileData())
        personal_data.file_sources.append(ours.files_of)
        traces.sources.append(ours.add_traces)
        traces.sweepers.append(ours.sweep)

    def _join_course(self) -> None:
        """Issue certificates and make guides when the course or the provider gives a reason."""
        from accounts.desk import waiting
        from accounts.people import words
        from certificates import guide_orders, issuing, receivers, samples
        from certificates.desk.find import holders_by_number
        from certificates.desk.kinds import KINDS_OF_CERTIFICATES
        from certificates.models import Hold
        from certificates.report_counts import STEP, counts_of_certificates
        from certificates.timeline import certificate_entries
        from course import provider_checks, timeline
        from course.signals import edition_built, requirements_met
        from course.staff.people import filters
        from course.staff.reports import activity, steps

        requirements_met.connect(receivers.issue_certificate, dispatch_uid="certificates")
        edition_built.connect(receivers.make_guide, dispatch_uid="certificates")
        timeline.sources.append(certificate_entries)
        steps.further_steps.append(STEP)
        filters.held_enrolments = lambda: Hold.objects.values_list("enrolment", flat=True)
        activity.further_counts.append(counts_of_certificates)
        waiting.kinds += KINDS_OF_CERTIFICATES
        words.finders.append(holders_by_number)
        provider_checks.checks.append(samples.provider_mistakes)
        provider_checks.after_change.append(issuing.issue_missing_later.enqueue)
        provider_checks.after_change.append(guide_orders.make_missing)
