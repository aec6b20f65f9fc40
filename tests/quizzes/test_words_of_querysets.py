"""States of attempts, markings, orders and reports have their words in quizzes/models alone."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
# The only apps that can import the models of quizzes (tests/test_architecture.py).
APPS = ("quizzes", "config")
FILES = sorted(
    path
    for app in APPS
    for path in (ROOT / app).rglob("*.py")
    if "migrations" not in path.parts and ROOT / "quizzes" / "models" not in path.parents
)
READERS = {"filter", "exclude", "get", "Q", "When", "get_object_or_404", "aggregate"}
# A state, or what stands for one; ``run__gt`` is how the latest marking is found.
STATES = {"state", "puts_right", "approved_at", "refused_at", "answered_at"}
LATEST_MARKING = {"run__gt", "run__lt"}


def raw_state_filters(source: str) -> list[str]:
    """Return the keyword arguments of queries that name a state, such as "attempt__state"."""
    names = []
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Call):
            continue
        called = node.func.attr if isinstance(node.func, ast.Attribute) else ""
        called = node.func.id if isinstance(node.func, ast.Name) else called
        if called in READERS:
            names += [keyword.arg for keyword in node.keywords if keyword.arg]
    return [name for name in names if name in LATEST_MARKING or STATES & set(name.split("__"))]


@pytest.mark.parametrize(
    ("source", "names"),
    [
        ("Attempt.objects.filter(state=Attempt.OPEN)", ["state"]),
        ("rows.exclude(attempt__state='open')", ["attempt__state"]),
        ("Q(state__in=[1, 2]) | Q(number=1)", ["state__in"]),
        ("orders.get(approved_at__isnull=True, pk=1)", ["approved_at__isnull"]),
        ("runs.filter(attempt__puts_right=None, run__gt=1)", ["attempt__puts_right", "run__gt"]),
        ("Attempt.objects.open().filter(pk=1).update(state='submitted')", []),
        ("GradeRun(state='counted')", []),
    ],
)
def test_a_raw_filter_is_seen(source, names):
    assert raw_state_filters(source) == names


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_states_are_filtered_by_words_of_the_models(path):
    assert raw_state_filters(path.read_text()) == []
