from django.urls import path

from quizzes.regrading import staff as staff_regrades
from quizzes.results import staff as staff_reports
from quizzes.results import views as result_views
from quizzes.sitting import attempt_views, lesson_checks, question_views
from quizzes.sitting import staff as staff_accommodations
from quizzes.sitting.edition_quiz import edition_quiz
from quizzes.statistics import staff as staff_statistics

app_name = "quizzes"
ATTEMPT = "courses/<slug:slug>/units/<slug:key>/attempts/<int:number>/"
STAFF = "staff/quizzes/"
urlpatterns = [
    path("courses/<slug:slug>/units/<slug:key>/attempts/", attempt_views.start, name="start"),
    path("check-yourself/", lesson_checks.answer_check, name="answer_check"),
    path(ATTEMPT, result_views.result, name="result"),
    path(ATTEMPT + "receipt.txt", result_views.receipt, name="receipt"),
    path(ATTEMPT + "questions/<int:position>/", question_views.question, name="question"),
    path(ATTEMPT + "questions/<int:position>/put-right/", result_views.put_right, name="put_right"),
    path(ATTEMPT + "questions/<int:position>/report/", result_views.report, name="report"),
    path(ATTEMPT + "review/", attempt_views.review, name="review"),
    path(ATTEMPT + "submit/", attempt_views.submit, name="submit"),
    path(
        "staff/learners/<uuid:public_id>/accommodations/",
        staff_accommodations.accommodations,
        name="accommodations",
    ),
    path("staff/out-of-tries/", staff_accommodations.out_of_tries, name="staff_out_of_tries"),
    path("staff/reports/", staff_reports.reports, name="staff_reports"),
    path("staff/reports/<int:report_id>/", staff_reports.report, name="staff_report"),
    path("staff/reports/<int:report_id>/take/", staff_reports.take, name="take_report"),
    path("staff/regrades/", staff_regrades.regrades, name="staff_regrades"),
    path("staff/regrades/<int:order>/", staff_regrades.regrade, name="staff_regrade"),
    path(
        "staff/regrades/<int:order>/approve/",
        staff_regrades.regrade_approve,
        name="staff_regrade_approve",
    ),
    path(
        "staff/regrades/<int:order>/again/",
        staff_regrades.regrade_again,
        name="staff_regrade_again",
    ),
    path(
        "staff/regrades/<int:order>/refuse/",
        staff_regrades.regrade_refuse,
        name="staff_regrade_refuse",
    ),
    path(
        "staff/questions/<slug:slug>/<slug:ref>/<int:version>/regrade/",
        staff_regrades.regrade_ask,
        name="staff_regrade_ask",
    ),
    path(
        "staff/editions/<slug:slug>/<int:number>/quizzes/<slug:key>/",
        edition_quiz,
        name="staff_edition_quiz",
    ),
    path(STAFF, staff_statistics.quizzes, name="staff_quizzes"),
    path(STAFF + "<slug:slug>/<slug:key>/", staff_statistics.quiz, name="staff_quiz"),
    path(
        STAFF + "<slug:slug>/<slug:key>/before-and-after.csv",
        staff_statistics.gains_file,
        name="staff_gains",
    ),
    path(
        STAFF + "<slug:slug>/<slug:key>/questions/<slug:ref>/",
        staff_statistics.question,
        name="staff_question",
    ),
]
