"""The kinds that can stand inside another question, as a gap or as a stage."""

from quizzes.kinds.match import Match
from quizzes.kinds.multi import Multi
from quizzes.kinds.numeric import Numeric
from quizzes.kinds.order import Order
from quizzes.kinds.single import Single
from quizzes.kinds.text import ShortText
from quizzes.question.contract import QuestionKind

SIMPLE: dict[str, type[QuestionKind]] = {
    "single": Single,
    "multi": Multi,
    "numeric": Numeric,
    "text": ShortText,
    "match": Match,
    "order": Order,
}
