"""The only two signals of the project.

``edition_built(edition, source)`` is sent inside the transaction that publishes. A receiver that
raises aborts the publication.

``requirements_met(enrolment, award_key)`` is sent after the commit that finished the course. If a
receiver fails, that is logged, the learner keeps the completion, and the receiver's own repairing
command finds what it missed.
"""

from django.dispatch import Signal

edition_built = Signal()
requirements_met = Signal()
