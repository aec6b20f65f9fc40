"""Tell authors what is wrong with a quiz as a whole: its rules and its must-pass questions."""

from collections.abc import Iterable, Iterator, Sequence

from course.source import CourseSource
from quizzes.bank.question_source import QuestionSource
from quizzes.bank.reading import CERTIFYING, PRACTICE, PRETEST, QuizSource, RuleSource
from quizzes.draws import Candidate, CannotDraw, draw
from quizzes.kinds import KINDS

MIN_SIBLINGS = 2
NO_SEED = b""

Problem = tuple[int, str]  # line of quiz.yaml, what to write
FieldProblem = tuple[str, str]  # name of a field of quiz.yaml, what to write


def quiz_problems(
    quiz: QuizSource, course: CourseSource, is_final: bool = False, required: bool = True
) -> Iterator[Problem]:
    """Yield each mistake of the quiz.

    is_final, required: of its unit.
    """
    rule_problems = list(_rule_problems(quiz, course))
    yield from rule_problems
    if not rule_problems:
        yield from _draw_problems(quiz)

    for text in _group_problems(quiz):
        yield 1, text
    for name, text in (*_review_problems(quiz), *_purpose_problems(quiz, is_final, required)):
        yield quiz.lines.get(name, 1), text


def _review_problems(quiz: QuizSource) -> Iterator[FieldProblem]:
    hides_misses = quiz.review in {"score", "never"}
    if hides_misses and quiz.purpose != PRETEST and _has_must_pass(quiz):
        text = (
            f"with review: {quiz.review} nobody sees which must-pass question to put right; "
            "write after_pass"
        )
        yield "review", text


def _purpose_problems(quiz: QuizSource, is_final: bool, required: bool) -> Iterator[FieldProblem]:
    if quiz.purpose == CERTIFYING:
        yield from _certifying_problems(quiz)
    if quiz.purpose == PRACTICE:
        yield from _practice_problems(quiz, is_final)
    if quiz.purpose == PRETEST:
        yield from _pretest_problems(quiz, is_final, required)


def _has_must_pass(quiz: QuizSource) -> bool:
    return any(question.must_pass for question in quiz.questions)


def _certifying_problems(quiz: QuizSource) -> Iterator[FieldProblem]:
    has_scored = any(KINDS[question.kind].is_scored for question in quiz.questions)
    if quiz.questions and not has_scored:
        text = (
            "no question of this quiz is marked, so nobody could pass it; "
            "add one, or write purpose: practice"
        )
        yield "purpose", text
    if quiz.review == "after_submit" and quiz.attempts is None:
        text = (
            "with review: after_submit a blank paper opens every key, and nothing limits the "
            "attempts after it; write attempts: 3, or review: after_pass, or purpose: practice"
        )
        yield "review", text


def _practice_problems(quiz: QuizSource, is_final: bool) -> Iterator[FieldProblem]:
    if _has_must_pass(quiz):
        text = (
            "a practice quiz shows its keys, so it cannot hold a must-pass question; "
            "move the question"
        )
        yield "purpose", text
    if is_final:
        yield "final", "practice is never final; take final away, or write purpose: certifying"
    if quiz.time_limit_minutes:
        text = "practice has no time limit; take time_limit_minutes away"
        yield "time_limit_minutes", text


def _pretest_problems(quiz: QuizSource, is_final: bool, required: bool) -> Iterator[FieldProblem]:
    if _has_must_pass(quiz):
        text = "a pretest cannot be passed, so it holds no must-pass question; take must_pass away"
        yield "purpose", text
    if is_final:
        yield "final", "a pretest stands at the beginning; take final away"
    if required:
        yield (
            "required",
            "a pretest counts for nothing, so nobody has to take it; take required away",
        )
    if quiz.attempts != 1:
        yield "attempts", "a pretest is taken once; take attempts away"
    if quiz.review not in {"score", "never"}:
        text = (
            "a pretest shows no keys, because the same objectives are asked at the end; "
            "take review away"
        )
        yield "review", text
    if quiz.time_limit_minutes:
        yield "time_limit_minutes", "a pretest has no time limit; take time_limit_minutes away"


def _rule_problems(quiz: QuizSource, course: CourseSource) -> Iterator[Problem]:
    for rule in quiz.rules:
        text = _rule_problem(rule, quiz, course)
        if text:
            yield rule.line, text


def _rule_problem(rule: RuleSource, quiz: QuizSource, course: CourseSource) -> str:
    """Return the first mistake of a rule; "" if there is none."""
    named = [name for name in (rule.question, rule.group, rule.objective) if name]
    if len(named) != 1:
        return (
            "a rule names one of question, group and objective; "
            'write "- {objective: key, count: 3}"'
        )
    if unknown := _unknown_name(rule, quiz, course):
        return unknown
    if rule.draw > 1 and not rule.objective:
        return "a count belongs to an objective; a question or a group is asked once"
    points = {question.points for question in quiz.questions if rule.takes(question)}
    if len(points) > 1 and not rule.question:
        return (
            "this rule may draw questions of different points, so attempts would differ too; "
            "make the points equal"
        )
    scored = {KINDS[question.kind].is_scored for question in quiz.questions if rule.takes(question)}
    if len(scored) > 1:
        return (
            "this rule may draw a reflection or a question with a score, so attempts would differ; "
            "draw reflections by a rule of their own"
        )
    return ""


def _unknown_name(rule: RuleSource, quiz: QuizSource, course: CourseSource) -> str:
    """Return what to write if nothing has the name of a rule; else ""."""
    if rule.question and rule.question not in {question.ref for question in quiz.questions}:
        return (
            f'there is no question "{rule.question}" in this folder; '
            "write the id of one of its files"
        )
    if rule.group and rule.group not in {question.group for question in quiz.questions}:
        return f'no question of this folder has the group "{rule.group}"'
    if rule.objective and not course.may_have_objective(rule.objective):
        return f'there is no objective "{rule.objective}"; write one of the course or of a module'
    return ""


def _draw_problems(quiz: QuizSource) -> Iterator[Problem]:
    """Yield the rules that cannot all be met, and the questions that no rule draws."""
    # The same matching as at the start of an attempt.
    rules = [(rule.draw, candidates(rule, quiz)) for rule in quiz.rules]
    try:
        draw(rules, NO_SEED)
    except CannotDraw as error:
        competing = [quiz.rules[place] for place in sorted(error.places)]
        yield competing[0].line, _competition_text(competing, quiz)

    drawn_families = {question.family for question in _taken_by(quiz.rules, quiz)}
    for question in quiz.questions:
        if question.ref and question.family not in drawn_families:
            yield 1, f'no rule draws "{question.ref}"; add one, or remove {question.file}'


def candidates(rule: RuleSource, quiz: QuizSource) -> list[Candidate]:
    """Return what a rule may draw; the id of each is its place among the questions."""
    drawable = []
    for place, question in enumerate(quiz.questions):
        if rule.takes(question):
            drawable.append(Candidate(place, question.family))
    return drawable


def _taken_by(rules: Sequence[RuleSource], quiz: QuizSource) -> list[QuestionSource]:
    """Return the questions that any of these rules may draw."""
    return [question for question in quiz.questions if any(rule.takes(question) for rule in rules)]


def _competition_text(competing: Sequence[RuleSource], quiz: QuizSource) -> str:
    """Say which rules together ask for more questions than there are."""
    asked = sum(rule.draw for rule in competing)
    offered = {question.family for question in _taken_by(competing, quiz)}
    names = [rule.question or rule.group or rule.objective for rule in competing]
    return (
        f"these rules ask for {asked} questions and the folder holds {len(offered)} for them: "
        f"{', '.join(names)}; add questions"
    )


def _families(quiz: QuizSource) -> Iterable[Sequence[QuestionSource]]:
    """Return the questions that stand for each other together, others alone."""
    families: dict[str, list[QuestionSource]] = {}
    for question in quiz.questions:
        families.setdefault(question.family, []).append(question)
    return families.values()


def _group_problems(quiz: QuizSource) -> Iterator[str]:
    for siblings in _families(quiz):
        first = siblings[0]
        kept_alike = {(sibling.must_pass, sibling.points) for sibling in siblings}
        if first.must_pass and not first.group:
            yield (
                f'"{first.ref}" is must_pass and has no siblings; write "group: …" into it, '
                f"and into {MIN_SIBLINGS} more must_pass questions of this quiz"
            )
        elif first.group and len(kept_alike) > 1:
            yield f'siblings of "{first.group}" differ in must_pass or points; make them agree'
        elif first.must_pass:
            yield from _must_pass_problems(siblings, quiz)


def _must_pass_problems(siblings: Sequence[QuestionSource], quiz: QuizSource) -> Iterator[str]:
    first = siblings[0]
    if len(siblings) <= MIN_SIBLINGS:
        yield (
            f'"{first.ref}" is must_pass and has {len(siblings) - 1} siblings; '
            f"write {MIN_SIBLINGS} or more questions with the same group, "
            "so that a miss can be put right by another"
        )
    unmarked = [sibling.ref for sibling in siblings if not KINDS[sibling.kind].is_scored]
    if unmarked:
        yield (
            f'"{unmarked[0]}" is must_pass and is never marked, so nobody could miss it; '
            "take must_pass away"
        )
    if not _is_always_asked(siblings, quiz):
        # If it were drawn by chance, a learner could miss it once,
        # and then pass in an attempt that does not ask it.
        yield (
            f'an attempt may leave out the must-pass group "{first.group}"; '
            f'write "- {{group: {first.group}}}"'
        )


def _is_always_asked(siblings: Sequence[QuestionSource], quiz: QuizSource) -> bool:
    """Return whether a rule names the group, or one of its questions."""
    group = siblings[0].group
    refs = {sibling.ref for sibling in siblings}
    return any(rule.group == group or rule.question in refs for rule in quiz.rules)
