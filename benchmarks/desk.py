"""Name the pages of the desk that ``make bench`` and ``make bench-large`` measure.

A page that is added to ``DESK`` is measured by both, under the limits below.
"""

from typing import Any, NamedTuple

from django.urls import reverse

# Of 20,000 learners, 25 a page. Where there are fewer, it shows the first page.
# Every learner of the measured sites has an address with this word.
EVERYBODY = "?q=example"
# Nobody in the measured sites has had 90 days.
SO_FAR = "?after=0"

# A report that timed work has counted, in a process that has not shown it yet.
FIRST_REPORT = "report, first in a process"
FIRST_STEPS = "steps, first in a process"

HIGHEST_RATIO = 4.0  # times the yardstick
MOST_STATEMENTS = 12


class DeskPage(NamedTuple):
    """Hold where a page is.

    url_name: for ``reverse``. query: what follows the address, with its "?".
    of: whose public id the address names, "learner" or "group"; "" for nobody's.
    """

    url_name: str
    query: str = ""
    of: str = ""

    def address(self, learner: Any) -> str:
        """Return the address. learner: the enrolment for pages of one learner, or their group."""
        arguments = []
        if self.of == "learner":
            arguments = [learner.public_id]
        elif self.of == "group":
            arguments = [learner.user.memberships.get().group.public_id]
        return reverse(self.url_name, args=arguments) + self.query


DESK = {
    "desk": DeskPage("staff:home"),
    "desk: inbox": DeskPage("inbox:staff_inbox"),
    "desk: second person": DeskPage("approvals:list"),
    "desk: learners": DeskPage("staff:learners"),
    "desk: last page of learners": DeskPage("staff:learners", "?before=end"),
    "desk: search of learners": DeskPage("staff:learners", EVERYBODY),
    "desk: quiet learners": DeskPage("staff:learners", "?tab=quiet"),
    "desk: one learner": DeskPage("staff:learner", of="learner"),
    "desk: out of tries": DeskPage("quizzes:staff_out_of_tries"),
    "desk: held certificates": DeskPage("certificates:staff_held"),
    "desk: groups": DeskPage("groups:list"),
    "desk: one group": DeskPage("groups:group", of="group"),
    "desk: report": DeskPage("staff:completion", SO_FAR),
    "desk: report by month": DeskPage("staff:completion", f"{SO_FAR}&by=month"),
    "desk: steps": DeskPage("staff:steps"),
    "desk: activity report": DeskPage("staff:activity"),
    "desk: audit": DeskPage("staff:audit"),
    "desk: mails": DeskPage("mail_log:list"),
}
