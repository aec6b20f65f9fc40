from django.urls import path

from certificates import guide_views, notes_views
from certificates.checking import file_views, list_views
from certificates.checking import views as checking
from certificates.desk import acts, bulk, files, find, held, listing, record, sample
from certificates.holder import downloads, names, pages, renewals, statement, transcripts

STAFF = "staff/certificates/"

app_name = "certificates"
urlpatterns = [
    path("certificates/", pages.mine, name="mine"),
    path("certificates/<str:code>/certificate.pdf", pages.certificate_pdf, name="pdf"),
    path("certificates/transcript/", transcripts.transcript, name="transcript"),
    path("certificates/transcript.pdf", transcripts.transcript_pdf, name="transcript_pdf"),
    path("certificates/<str:code>/audit-pack.zip", pages.audit_pack, name="audit_pack"),
    path("certificates/<str:code>/name/", names.name, name="name"),
    path("certificates/<str:code>/take-again/", renewals.take_again, name="take_again"),
    path("courses/<slug:slug>/statement/", statement.statement, name="statement"),
    path("certificates/<str:code>/not-in-force/", downloads.not_in_force, name="not_in_force"),
    path("courses/<slug:slug>/guide.pdf", guide_views.guide_pdf, name="guide"),
    path("courses/<slug:slug>/notes.pdf", notes_views.download, name="notes_pdf"),
    path("courses/<slug:slug>/notes/pdf/", notes_views.make, name="make_notes_pdf"),
    path("verify/", checking.verify, name="verify"),
    path("verify/file/", file_views.check, name="check_file"),
    path("verify/many/", list_views.check, name="check_many"),
    path("verify/many.json", list_views.check_json, name="check_many_json"),
    path("verify/<str:code>/", checking.record, name="record"),
    path("verify/<str:code>/name/", checking.compare_name, name="compare_name"),
    path("verify/<str:code>.json", checking.record_json, name="record_json"),
    path("staff/find/", find.find, name="find"),
    path(f"{STAFF}", listing.certificates, name="staff_certificates"),
    path(f"{STAFF}list.csv", listing.certificates_csv, name="staff_certificates_csv"),
    path(f"{STAFF}files/", files.files, name="staff_files"),
    path(f"{STAFF}sample/", sample.sample_page, name="samples"),
    path(f"{STAFF}sample/<str:paper>.pdf", sample.sample_certificate, name="sample"),
    path(f"{STAFF}plans/<slug:bulk_kind>/", bulk.plan, name="bulk_plan"),
    path(f"{STAFF}plans/<slug:bulk_kind>/plan.csv", bulk.plan_csv, name="bulk_plan_csv"),
    path(f"{STAFF}many/", bulk.acts, name="bulk_acts"),
    path(f"{STAFF}many/<int:act_id>/", bulk.act, name="bulk_act"),
    path(f"{STAFF}many/<int:act_id>/stop/", bulk.stop, name="bulk_stop"),
    path(f"{STAFF}many/<int:act_id>/try-again/", bulk.try_again, name="bulk_try_again"),
    path(f"{STAFF}many/<int:act_id>/go-on/", bulk.go_on, name="bulk_go_on"),
    path(f"{STAFF}held/", held.held, name="staff_held"),
    path(f"{STAFF}held/approve/", held.approve, name="staff_approve"),
    path(f"{STAFF}held/<uuid:number>/", held.one, name="staff_held_one"),
    path(f"{STAFF}corrections/<int:correction_id>/", acts.decide, name="decide_correction"),
    path(f"{STAFF}<str:number>/correct/", acts.correct, name="correct"),
    path(f"{STAFF}<str:code>/keep-name/", acts.refuse_name, name="refuse_name"),
    path(f"{STAFF}<str:number>/reissue/", acts.reissue, name="reissue"),
    path(f"{STAFF}<str:number>/issue-again/", acts.issue_again, name="issue_again"),
    path(f"{STAFF}<str:number>/revoke/", acts.revoke, name="revoke"),
    path(f"{STAFF}<str:code>/", record.record, name="staff_certificate"),
]
