"""A quiz without a course folder. The words KEYWORD and WHY stand only where nothing may be seen
before handing in."""

from itertools import count

from django.urls import reverse
from django.utils import timezone

from course.models import Edition, Objective, Unit
from quizzes.kinds import KINDS
from quizzes.models import Attempt, BankItem, Question, QuestionVersion, Quiz, Rule
from quizzes.models.bank import body_digest
from quizzes.sitting import attempts
from tests.factories import enrol, make_edition, make_unit

_numbers = count(1)


def single(right="b", ids="abcd", **more) -> tuple[str, dict]:
    return "single", _options(ids) | {"key": right, "shuffle": True} | more


def multi(right="acd", ids="abcde", policy="all_or_nothing", **more) -> tuple[str, dict]:
    return "multi", _options(ids) | {"key": list(right), "policy": policy, "shuffle": True} | more


def numeric(value="500", tol="0", units=None, **more) -> tuple[str, dict]:
    units = {"mg": "1", "g": "1000", "mcg": "0.001"} if units is None else units
    body = {
        "vignette": "",
        "stem": "How much is it?",
        "rationale": "WHY the number",
        "options": [],
        "units": units,
    }
    slips = [{"value": "50", "rationale": "A slip by ten"}]
    return "numeric", body | {"answers": [{"value": value, "tol": tol}], "slips": slips} | more


def text(*answers, **more) -> tuple[str, dict]:
    body = {
        "vignette": "",
        "stem": "What is it called?",
        "rationale": "WHY the word",
        "options": [],
    }
    slips = [{"text": "hypokalaemia", "rationale": "A slip to the opposite"}]
    return "text", body | {
        "answers": list(answers or ("hyperkalaemia", "hyperkalemia")),
        "slips": slips,
    } | more


def match(key=None, ids="abcd", **more) -> tuple[str, dict]:
    key = key or {"p1": "a", "p2": "b", "p3": "c"}
    premises = [{"id": each, "text": f"Premise {each}", "rationale": f"WHY {each}"} for each in key]
    rows = [{"id": each, "text": f"Choice {each}"} for each in ids]
    body = {
        "vignette": "",
        "stem": "What belongs to each?",
        "rationale": "",
        "premises": premises,
        "choices": rows,
    }
    return "match", body | {"key": key, "policy": "share", "shuffle": True} | more


def order(ids="abcd", policy="all_or_nothing", **more) -> tuple[str, dict]:
    return "order", _options(ids) | {"key": list(ids), "policy": policy} | more


def cloze(*gaps, passage=None, **more) -> tuple[str, dict]:
    """A text with gaps g1, g2, … of these questions; one short text, one number, one choice if
    none is given."""
    gaps = gaps or (text("sodium", stem="the ion"), numeric(units={}, stem=""), single(stem=""))
    parts = parts_of("g", gaps)
    passage = passage or " and ".join(f"Part {{{{{gap['id']}}}}}" for gap in parts) + "."
    body = {
        "vignette": "",
        "stem": "Complete the text.",
        "rationale": "",
        "passage": passage,
        "gaps": parts,
    }
    return "cloze", body | more


def case(*stages, **more) -> tuple[str, dict]:
    """A case in stages s1, s2, … of these questions; STAGE2 and so on stand in what is closed at
    first."""
    stages = stages or (single(), numeric(), multi())
    parts = parts_of("s", stages)
    for number, part in enumerate(parts, 1):
        part |= {"vignette": f"Vignette of STAGE{number}.", "stem": f"Question of STAGE{number}?"}
    body = {
        "vignette": "A person comes.",
        "stem": "What do you do?",
        "rationale": "",
        "stages": parts,
    }
    return "case", body | more


def parts_of(letter, questions) -> list[dict]:
    return [
        {"id": f"{letter}{number}", "type": kind} | body
        for number, (kind, body) in enumerate(questions, 1)
    ]


def reflection(**more) -> tuple[str, dict]:
    body = {"vignette": "", "stem": "What would you say?", "rationale": ""}
    return "reflection", body | {"to_weigh": [{"id": "a", "text": "WHY to listen first"}]} | more


def _options(ids) -> dict:
    options = [{"id": each, "text": f"Option {each}", "rationale": f"WHY {each}"} for each in ids]
    return {"vignette": "A vignette.", "stem": "What is it?", "rationale": "", "options": options}


def make_quiz(
    *questions,
    edition: Edition | None = None,
    key="quiz",
    revision=1,
    points=1,
    is_final=False,
    required=True,
    **fields,
) -> Quiz:
    """A quiz at the end of the edition (one with no lessons, if none is given), a question per
    argument."""
    edition = edition or make_edition(lessons=0)
    module = edition.modules.last()
    unit = make_unit(
        module,
        key,
        kind=Unit.Kind.QUIZ,
        position=100 + next(_numbers),
        revision=revision,
        is_final=is_final,
        required=required,
    )
    quiz = Quiz.objects.create(unit=unit, **({"pass_mark": 80} | fields))
    for position, (kind, body) in enumerate(questions or (single(),), 1):
        add_rule(quiz, position, kind, body, points)
    return quiz


def add_rule(quiz, position, kind, body, points=1, ref="") -> Rule:
    """A rule that asks exactly this question."""
    item = add_item(quiz, kind, body, position=position, points=points, ref=ref)
    return Rule.objects.create(quiz=quiz, position=position, item=item)


def add_item(
    quiz, kind, body, *, position=None, points=1, ref="", group="", must_pass=False, objectives=()
) -> BankItem:
    """A question of the quiz's bank that no rule asks yet."""
    question, _made = Question.objects.get_or_create(
        course=quiz.unit.edition.course, ref=ref or f"question-{next(_numbers)}"
    )
    number = question.versions.count() + 1
    version = QuestionVersion.objects.create(
        question=question, number=number, kind=kind, body=body, sha256=body_digest(kind, body)
    )
    item = BankItem.objects.create(
        quiz=quiz,
        position=position or quiz.bank.count() + 1,
        version=version,
        points=points,
        group=group,
        must_pass=must_pass,
        rendered=rendered(kind, body),
        remediation_url="/courses/basics/units/lesson-1/#opening",
        remediation_title="1.1 About lesson-1",
        remediation_text="The passage to read again.",
    )
    item.objectives.set(objectives)
    return item


def make_objective(edition, key="breathe") -> Objective:
    return Objective.objects.create(
        edition=edition, key=key, text="Keep them breathing", bloom="apply", position=1
    )


def add_must_pass(quiz, group="airway", questions=3, kind_and_body=None) -> Rule:
    """A rule that asks one of a must-pass group of single best answers."""
    for _sibling in range(questions):
        add_item(quiz, *(kind_and_body or single()), group=group, must_pass=True)
    return Rule.objects.create(quiz=quiz, position=quiz.rules.count() + 1, group=group)


def make_pool(size, draw) -> Rule:
    """A quiz that draws from an objective with ``size`` questions, written in bulk."""
    quiz = make_quiz()
    objective = make_objective(quiz.unit.edition)
    edition, (kind, body) = quiz.unit.edition, single()
    questions = Question.objects.bulk_create(
        Question(course=edition.course, ref=f"pool-{edition.number}-{n}") for n in range(size)
    )
    versions = QuestionVersion.objects.bulk_create(
        QuestionVersion(
            question=each, number=1, kind=kind, body=body, sha256=body_digest(kind, body)
        )
        for each in questions
    )
    bank = BankItem.objects.bulk_create(
        BankItem(quiz=quiz, position=n, version=each, rendered=rendered(kind, body))
        for n, each in enumerate(versions, 2)
    )
    through = BankItem.objectives.through
    through.objects.bulk_create(through(bankitem=each, objective=objective) for each in bank)
    return Rule.objects.create(quiz=quiz, position=2, objective=objective, draw=draw)


def rendered(kind, body) -> dict:
    html = {text.name: text.markdown for text in KINDS[kind].texts(body) if text.markdown}
    return html | {"stem": f"<em>{body['stem']}</em>"}


def right_answer(item):
    return item.version.data.best_response()


def make_attempt(user, *questions, **fields) -> Attempt:
    """An attempt that ``user`` has just started."""
    quiz = make_quiz(*questions, **fields)
    return attempts.start(enrol(user, quiz.unit.edition), quiz, timezone.now())


def save(item, response, **fields) -> bool:
    item.refresh_from_db()
    return attempts.save_answer(item, response, seq=item.seq, at=timezone.now(), **fields)


def answer_all(attempt, right=True) -> None:
    for item in attempt.items.select_related("version"):
        save(item, right_answer(item) if right else None)


def page(attempt, name="question", **more) -> str:
    if name == "question":
        more = {"position": 1} | more
    return attempt.url(name, **more)


def start_url(key="quiz") -> str:
    return reverse("quizzes:start", args=["basics", key])


def told(question) -> str:
    """What the question says is wrong with itself."""
    return " ".join(problem.text for problem in question.check())
