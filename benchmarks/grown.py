"""Copy the learners of a measured site in a process of their own, so that its memory is not theirs.

``python -m benchmarks.environment grown`` runs on the files of the site that starts it.
"""

from benchmarks.copying import copy_learners
from quizzes.models import RegradeOrder
from quizzes.regrading.orders import work_out_again

COPIES = 199  # 20,000 learners, 120,000 attempts, 1.4 million grades


def main() -> None:
    """Copy the learners, and work out again what the waiting orders would change for them."""
    copy_learners(COPIES)
    for order in RegradeOrder.objects.waiting():
        work_out_again(order)
