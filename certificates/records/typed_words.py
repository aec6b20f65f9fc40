"""Delete what staff and holders typed about a record, where it may name the holder."""

from collections.abc import Callable

from django.utils import timezone

from accounts.erasing.traces import ERASED_WORDS
from certificates.models import Certificate, NameCorrection, NameRequest, RecordEvent

WITH_NAMES = ("name_requests", "name_corrections")


def forget_names(certificate: Certificate) -> None:
    """Delete the names and reasons of requests and corrections; refuse those that wait."""
    now = timezone.now()
    requests = NameRequest.objects.filter(certificate=certificate)
    requests.filter(answer="").update(answer=NameRequest.Answer.REFUSED, answered_at=now)
    requests.update(old_name="", new_name="", why="", reply="")
    corrections = NameCorrection.objects.filter(certificate=certificate)
    corrections.waiting().update(refused_at=now, refused_because=ERASED_WORDS)
    corrections.update(new_name="")
    for column in NameCorrection.TYPED:
        corrections.exclude(**{column: ""}).update(**{column: ERASED_WORDS})


def forget_notes(certificate: Certificate, is_to_go: Callable[[str], bool]) -> None:
    """Delete the private notes that ``is_to_go`` says; the chain keeps the hash of each."""
    typed = RecordEvent.objects.filter(certificate=certificate).exclude(note=None)
    for event in typed.exclude(note=""):
        if not is_to_go(event.note or ""):
            continue
        RecordEvent.objects.filter(pk=event.pk).update(note=None)
        if event.kind == RecordEvent.Kind.REVOKED:
            Certificate.objects.filter(pk=certificate.pk).update(revoked_note="")
