"""The kinds that can stand inside another: as a gap of a text, as a stage of a case."""

from quizzes.kinds.match import Match
from quizzes.kinds.multi import Multi
from quizzes.kinds.numeric import Numeric
from quizzes.kinds.order import Order
from quizzes.kinds.question import Question
from quizzes.kinds.single import Single
from quizzes.kinds.text import ShortText

SIMPLE: dict[str, type[Question]] = {
    "single": Single,
    "multi": Multi,
    "numeric": Numeric,
    "text": ShortText,
    "match": Match,
    "order": Order,
}
SAME_AS = {"truefalse": "single"}  # other names of kinds, in files of scoring cases
