from django.urls import path

from quizzes import views

app_name = "quizzes"
ATTEMPT = "courses/<slug:slug>/units/<slug:key>/attempts/<int:number>/"
urlpatterns = [
    path("courses/<slug:slug>/units/<slug:key>/attempts/", views.start, name="start"),
    path(ATTEMPT, views.result, name="result"),
    path(ATTEMPT + "questions/<int:position>/", views.question, name="question"),
    path(ATTEMPT + "review/", views.review, name="review"),
    path(ATTEMPT + "submit/", views.submit, name="submit"),
]
