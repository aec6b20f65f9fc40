from django.urls import path

from config.failed_tasks import staff

app_name = "failed_tasks"
urlpatterns = [path("staff/tasks/", staff.tasks, name="list")]
