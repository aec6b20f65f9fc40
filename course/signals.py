"""The only two signals of the project.

``edition_built(edition)`` is sent inside the transaction that publishes. A receiver that raises
aborts the publication. Learners wait for this transaction: a receiver only writes what was ready
before (``course.publishing.prepared.preparers``), or asks for work after the commit.

``requirements_met(enrolment, award_key)`` is sent after the commit that finished the course. If a
receiver fails, that is logged, the learner keeps the completion, and the receiver's own repairing
command finds what it missed.
"""

from django.dispatch import Signal

edition_built = Signal()
requirements_met = Signal()
