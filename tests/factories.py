"""Rows with defaults, for tests that need a course but not a course folder."""

from datetime import date, timedelta
from itertools import count

from django.utils import timezone

from accounts.models import LearnerGroup, User
from course.models import (
    Acknowledgement,
    Contributor,
    Course,
    Edition,
    Enrolment,
    Fact,
    FactReview,
    Module,
    ModuleReview,
    Note,
    Passage,
    Provider,
    Reference,
    Unit,
)
from course.source.fact_digest import fact_digest

_numbers = count(1)


def make_user(email: str = "", **fields) -> User:
    return User.objects.create_user(
        email or f"person{next(_numbers)}@example.org", "correct horse battery", **fields
    )


def make_provider(**fields) -> Provider:
    """The provider, as staff would have entered it."""
    return Provider.objects.update_or_create(
        pk=1, defaults={"legal_name": "Northgate Teaching Hospital"} | fields
    )[0]


def make_edition(
    course: Course | None = None, *, lessons: int = 2, modules: int = 1, revision: int = 1, **fields
) -> Edition:
    """An edition of ``modules`` modules with ``lessons`` lessons each.

    Their keys are ``lesson-1``, ``lesson-2`` …
    """
    course = course or Course.objects.get_or_create(slug="basics")[0]
    newest = course.current_edition
    number = newest.number + 1 if newest else 1
    defaults = {
        "digest": f"{number:064}",
        "title": "The Basics",
        "short_title": "Basics",
        "language": "en",
        "promise": "What is known.",
        "audience": "Prescribers",
        "method": "Read, then answer.",
        "limits": "It is not a licence.",
        "wont": "Give dose advice.",
        "disclosures": "None declared.",
        "funding": "None.",
        "pass_mark": 80,
        "minutes": 75,
        "roles": "nurse\tN\tNurse",
        "released_on": date(2026, 11, 24),
        "expires_on": timezone.localdate() + timedelta(days=365),
    }
    edition = Edition.objects.create(course=course, number=number, **(defaults | fields))
    Contributor.objects.create(
        edition=edition, position=1, name="The Waymark contributors", role="Authors"
    )
    position = 0
    for place in range(1, modules + 1):
        module = Module.objects.create(
            edition=edition,
            key=f"module-{place}",
            position=place,
            title=f"Module {place}",
            digest=f"{number:064}",
        )
        for lesson in range(1, lessons + 1):
            position += 1
            make_unit(
                module,
                f"lesson-{position}",
                position=position,
                number=f"{place}.{lesson}",
                revision=revision,
            )
    return edition


def make_unit(module: Module, key: str, **fields) -> Unit:
    """A required lesson of one paragraph, with the passage ``opening``."""
    defaults = {
        "edition": module.edition,
        "module": module,
        "key": key,
        "revision": 1,
        "kind": Unit.Kind.LESSON,
        "position": 1,
        "number": "",
        "title": f"About {key}",
        "required": True,
        "sample": False,
        "minutes": 5,
    }
    unit = Unit.objects.create(**(defaults | fields))
    Passage.objects.create(
        unit=unit,
        key="opening",
        position=1,
        kind="paragraph",
        text="A paragraph.",
        html='<p id="opening">A paragraph.</p>',
        critical=False,
    )
    return unit


def make_fact(edition: Edition, tag: str = "F1", **fields) -> Fact:
    """A fact with one reference, cited by the first lesson; due on 1 January 2027."""
    reference = Reference.objects.create(
        edition=edition,
        tag=f"R{tag}",
        title=f"A trial of {tag}",
        kind="trial",
        seen="abstract",
        url="https://example.org/trial",
    )
    defaults = {"text": f"{tag} is so.", "confidence": "high", "review_by": date(2027, 1, 1)}
    values = defaults | fields
    fact = Fact.objects.create(
        edition=edition, tag=tag, digest=fact_digest(values["text"], [reference]), **values
    )
    fact.references.add(reference)
    unit = edition.units.first()
    fact.units.add(unit)
    unit.passages.get().facts.add(fact)
    return fact


def make_fact_review(fact: Fact, **fields) -> FactReview:
    """A review of the fact as it stands, on 1 December 2026; the next is due half a year later."""
    defaults = {
        "course": fact.edition.course,
        "tag": fact.tag,
        "digest": fact.digest,
        "checked_on": date(2026, 12, 1),
        "what_was_read": "The whole trial",
        "next_review_on": date(2027, 6, 1),
        "reviewer_name": "Dr One",
    }
    return FactReview.objects.create(**(defaults | fields))


def enrol(user: User, edition: Edition, **fields) -> Enrolment:
    """An enrolment with its acknowledgement."""
    defaults = {"holder_name": user.name or "Ada Lovelace", "name_confirmed_at": timezone.now()}
    enrolment = Enrolment.objects.create(
        user=user, course=edition.course, edition=edition, **(defaults | fields)
    )
    Acknowledgement.objects.create(enrolment=enrolment, edition=edition)
    return enrolment


def make_note(enrolment: Enrolment, lesson: Unit, text: str = "Mine", **fields) -> Note:
    """A note on the first passage of a lesson."""
    passage = lesson.passages.first()
    defaults = {
        "user": enrolment.user,
        "edition": enrolment.edition,
        "unit_key": lesson.key,
        "passage_key": passage.key,
        "words": passage.text,
        "text": text,
    }
    return Note.objects.create(**(defaults | fields))


def finish(enrolment: Enrolment, *, states: bool = True) -> Enrolment:
    """The enrolment with every unit of its edition completed.

    states: the learner has stated that they took the course themselves.
    """
    if states:
        enrolment.confirm_statement("I took this course myself.")
    for unit in enrolment.edition.units.all():
        enrolment.complete(unit)
    return enrolment


def sign_off(edition: Edition, *names: str, profession: str = "Physician") -> None:
    """Sign every module of the edition off, once a name; by Dr One and Dr Two if none is given."""
    for name in names or ("Dr One", "Dr Two"):
        reviewer = make_user(name=name)
        for module in edition.modules.all():
            ModuleReview.objects.create(
                course=edition.course,
                module_key=module.key,
                digest=module.digest,
                reviewer=reviewer,
                reviewer_name=name,
                reviewer_profession=profession,
                disclosure="None",
                signed_on=date(2026, 11, 24),
            )


def make_group(**fields) -> LearnerGroup:
    """An open group, without a join link."""
    number = next(_numbers)
    return LearnerGroup.objects.create(
        **({"key": f"group-{number}", "name": f"Ward {number}"} | fields)
    )
