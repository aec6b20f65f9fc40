"""Find uploads that a dead worker left, and queue them again."""

from datetime import timedelta

from django.utils import timezone

from course.models import Upload
from course.uploads.checking import check_by_id
from course.uploads.publication import publish_by_id

LONGEST_WORK = timedelta(minutes=5)
# What failed for a day will fail again; a button on its page tries once more.
LONGEST_TRIAL = timedelta(days=1)


def queue_again() -> int:
    """Queue the uploads whose check or publication is long due; return how many."""
    now = timezone.now()
    due = (now - LONGEST_TRIAL, now - LONGEST_WORK)
    checks = Upload.objects.unchecked().filter(check_asked_at__range=due)
    publications = Upload.objects.to_publish().filter(publication_asked_at__range=due)
    check_ids = list(checks.values_list("pk", flat=True))
    publication_ids = list(publications.values_list("pk", flat=True))
    for upload_id in check_ids:
        check_by_id.enqueue(upload_id)
    for upload_id in publication_ids:
        publish_by_id.enqueue(upload_id)
    return len(check_ids) + len(publication_ids)
