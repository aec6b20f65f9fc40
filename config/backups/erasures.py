"""Keep who was erased outside of the database, and erase them again after a restore.

The list has record numbers and times, and no names. Its lines end with the words that the log has
as an event when an account is erased, so that a file of the log can be read as well.
"""

import re
from pathlib import Path

from accounts.erasing.acts import ErasureRefusedError, erase_account
from accounts.models import AuditEvent, User
from config.whole_files import put_on_disk

LIST = "erased.txt"  # beside the backups
# Anybody can bring these words into the log, in a path that no page has. There they neither follow
# the time nor begin an event, whose quotes nobody can write.
ERASED = re.compile(
    r'(?:^[\dTZ:-]+ |"event": ")account erased user=([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})'
)
REASON = "Erased before; a restored backup had brought the account back."


def unlisted(folder: Path) -> list[str]:
    """Return a line for everybody whom this site has erased and the list does not have yet."""
    listed = listed_in(folder / LIST)
    events = AuditEvent.objects.filter(verb="account.erased").order_by("at")
    return [
        f"{at:%Y-%m-%dT%H:%M:%SZ} account erased user={number}\n"
        for number, at in events.values_list("subject_key", "at")
        if number not in listed
    ]


def remember(folder: Path) -> None:
    """Add everybody whom this site has erased to the list in the folder of the backups.

    Call it alone in the folder (``making.alone_in``): two at once would lose lines.
    """
    path = folder / LIST
    lines = unlisted(folder)
    if not lines:
        return
    before = path.read_text() if path.exists() else ""
    unfinished = path.with_suffix(".unfinished")
    unfinished.write_text(before + "".join(lines))
    put_on_disk(unfinished)
    unfinished.rename(path)
    put_on_disk(folder)


def listed_in(path: Path) -> set[str]:
    """Return the record numbers in a list, or in a file of the log; none if there is no file."""
    if not path.exists():
        return set()
    with path.open(errors="replace") as lines:
        return {match[1] for line in lines for match in ERASED.finditer(line)}


def erase_again(numbers: set[str]) -> tuple[int, list[str]]:
    """Erase these accounts, without a mail; return how many, and what could not be done."""
    erased, problems = 0, []
    for user in User.objects.filter(public_id__in=numbers):
        try:
            erased += erase_account(user, by=None, because=REASON, says_goodbye=False)
        except ErasureRefusedError as error:
            problems.append(f"The account {user.public_id} was not erased again: {error}")
    return erased, problems
