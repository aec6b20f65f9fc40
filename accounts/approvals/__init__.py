"""Acts that need a second person, and acts on a record: who may do which, and when alone.

docs/contributing.md shows how an app declares such an act.
"""

from accounts.approvals.acts import SecondPersonAct, SecondPersonActQuerySet
from accounts.approvals.decisions import approve, ask, refuse
from accounts.approvals.kinds import register
from accounts.approvals.own_records import (
    RecordAct,
    check_may_act,
    check_not_own,
    is_named,
    may_act,
)
from accounts.approvals.own_records import register as register_record_act
from accounts.approvals.refused import ActRefusedError

__all__ = [
    "ActRefusedError",
    "RecordAct",
    "SecondPersonAct",
    "SecondPersonActQuerySet",
    "approve",
    "ask",
    "check_may_act",
    "check_not_own",
    "is_named",
    "may_act",
    "refuse",
    "register",
    "register_record_act",
]
