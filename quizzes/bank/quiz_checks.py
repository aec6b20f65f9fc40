"""Tell authors what is wrong with a quiz as a whole: its rules and its must-pass questions."""

from collections.abc import Iterator

from course.source import CourseSource
from quizzes.bank.question_source import QuestionSource
from quizzes.bank.reading import QuizSource
from quizzes.draws import Candidate, CannotDraw, draw
from quizzes.kinds import KINDS

MIN_SIBLINGS = 2
NO_SEED = b""


def quiz_problems(
    quiz: QuizSource, course: CourseSource, is_final: bool = False
) -> Iterator[tuple[int, str]]:
    """Yield each mistake of the quiz as (line of quiz.yaml, what to write)."""
    rule_problems = [*_rule_problems(quiz, course)]
    yield from rule_problems
    if not rule_problems:
        yield from _draw_problems(quiz)
    yield from ((1, text) for text in _group_problems(quiz))
    if quiz.review in {"score", "never"} and any(question.must_pass for question in quiz.questions):
        yield (
            1,
            f"with review: {quiz.review} nobody sees which must-pass question to put right; write after_pass",
        )
    if (
        quiz.purpose == "certifying"
        and quiz.questions
        and not any(KINDS[question.kind].is_scored for question in quiz.questions)
    ):
        yield (
            1,
            "no question of this quiz is marked, so nobody could pass it; add one, or write purpose: practice",
        )
    if quiz.purpose == "certifying" and quiz.review == "after_submit" and quiz.attempts is None:
        text = "with review: after_submit a blank paper opens every key, and nothing limits the attempts after it"
        yield 1, f"{text}; write attempts: 3, or review: after_pass, or purpose: practice"
    if quiz.purpose == "practice" and any(question.must_pass for question in quiz.questions):
        yield (
            1,
            "a practice quiz shows its keys, so it cannot hold a must-pass question; move the question",
        )
    if quiz.purpose == "practice" and is_final:
        yield 1, "practice is never final; take final away, or write purpose: certifying"
    if quiz.purpose == "practice" and quiz.time_limit_minutes:
        yield 1, "practice has no time limit; take time_limit_minutes away"


def _rule_problems(quiz: QuizSource, course: CourseSource) -> Iterator[tuple[int, str]]:
    refs = {question.ref for question in quiz.questions}
    groups = {question.group for question in quiz.questions} - {""}
    for rule in quiz.rules:
        if sum(map(bool, (rule.question, rule.group, rule.objective))) != 1:
            yield (
                rule.line,
                'a rule names one of question, group and objective; write "- {objective: key, count: 3}"',
            )
        elif rule.question and rule.question not in refs:
            yield (
                rule.line,
                f'there is no question "{rule.question}" in this folder; write the id of one of its files',
            )
        elif rule.group and rule.group not in groups:
            yield rule.line, f'no question of this folder has the group "{rule.group}"'
        elif rule.objective and rule.objective not in course.objective_keys():
            yield (
                rule.line,
                f'there is no objective "{rule.objective}"; write one of the course or of a module',
            )
        elif rule.draw > 1 and not rule.objective:
            yield rule.line, "a count belongs to an objective; a question or a group is asked once"
        elif (
            not rule.question
            and len({question.points for question in quiz.questions if rule.takes(question)}) > 1
        ):
            yield (
                rule.line,
                "this rule may draw questions of different points, so attempts would differ too; make the points equal",
            )


def _draw_problems(quiz: QuizSource) -> Iterator[tuple[int, str]]:
    """Yield the rules that cannot all be met, and the questions that no rule draws."""
    # The same matching as at the start of an attempt.
    rules = [
        (
            rule.draw,
            [
                Candidate(place, question.family)
                for place, question in enumerate(quiz.questions)
                if rule.takes(question)
            ],
        )
        for rule in quiz.rules
    ]
    try:
        draw(rules, NO_SEED)
    except CannotDraw as error:
        competing = [quiz.rules[place] for place in sorted(error.places)]
        names = ", ".join(rule.question or rule.group or rule.objective for rule in competing)
        offered = {
            question.family
            for question in quiz.questions
            if any(rule.takes(question) for rule in competing)
        }
        asked = sum(rule.draw for rule in competing)
        text = (
            f"these rules ask for {asked} questions and the folder holds {len(offered)} for them: "
            f"{names}; add questions"
        )
        yield competing[0].line, text
    drawable = {
        question.ref
        for question in quiz.questions
        if any(rule.takes(question) for rule in quiz.rules)
    }
    families = {question.family for question in quiz.questions if question.ref in drawable}
    for question in quiz.questions:
        if question.family not in families:
            yield 1, f'no rule draws "{question.ref}"; add one, or remove {question.file}'


def _group_problems(quiz: QuizSource) -> Iterator[str]:
    groups: dict[str, list[QuestionSource]] = {}
    for question in quiz.questions:
        groups.setdefault(question.family, []).append(question)
    for questions in groups.values():
        first = questions[0]
        if first.must_pass and not first.group:
            yield f'"{first.ref}" is must_pass and has no siblings; give it a group and {MIN_SIBLINGS} of them'
        elif (
            first.group and len({(sibling.must_pass, sibling.points) for sibling in questions}) > 1
        ):
            yield f'siblings of "{first.group}" differ in must_pass or points; make them agree'
        elif first.must_pass:
            yield from _must_pass_problems(questions, quiz)


def _must_pass_problems(siblings: list[QuestionSource], quiz: QuizSource) -> Iterator[str]:
    first = siblings[0]
    if len(siblings) <= MIN_SIBLINGS:
        yield (
            f'"{first.ref}" is must_pass and has {len(siblings) - 1} siblings; write {MIN_SIBLINGS} or more '
            "questions with the same group, so that a miss can be put right by another"
        )
    if unmarked := [sibling.ref for sibling in siblings if not KINDS[sibling.kind].is_scored]:
        yield f'"{unmarked[0]}" is must_pass and is never marked, so nobody could miss it; take must_pass away'
    refs = {sibling.ref for sibling in siblings}
    if not any(rule.group == first.group or rule.question in refs for rule in quiz.rules):
        # If it were drawn by chance, a learner could miss it once,
        # and then pass in an attempt that does not ask it.
        yield f'an attempt may leave out the must-pass group "{first.group}"; write "- {{group: {first.group}}}"'
