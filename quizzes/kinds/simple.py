"""The kinds that can stand inside another question, as a gap or as a stage."""

from quizzes.kinds.match import Match
from quizzes.kinds.multi import Multi
from quizzes.kinds.numeric import Numeric
from quizzes.kinds.order import Order
from quizzes.kinds.question import QuestionKind
from quizzes.kinds.single import Single
from quizzes.kinds.text import ShortText

SIMPLE: dict[str, type[QuestionKind]] = {
    "single": Single,
    "multi": Multi,
    "numeric": Numeric,
    "text": ShortText,
    "match": Match,
    "order": Order,
}
SAME_AS = {"truefalse": "single"}  # other names of kinds: files of scoring cases use them
