"""The only two signals of the project.

``edition_built(edition, source)`` is sent inside the publishing transaction: a receiver that raises aborts the
publication.
``requirements_met(enrolment, award_key)`` is sent after the commit that finished the course: a receiver that fails is
logged, the
learner keeps the pass, and the receiver's own healing command finds what it missed.
"""

from django.dispatch import Signal

edition_built = Signal()
requirements_met = Signal()
