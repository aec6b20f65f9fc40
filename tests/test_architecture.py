"""Who may import whom, at any depth and inside functions too (docs/architecture.md)."""

import ast
import subprocess
import sys
from functools import cache
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
MAY_IMPORT = {
    "accounts": set(),
    "course": {"accounts"},
    "quizzes": {"course", "accounts"},
    "certificates": {"course", "accounts"},
    "config": {"accounts", "course", "quizzes", "certificates"},
}
FILES = sorted(path for app in MAY_IMPORT for path in (ROOT / app).rglob("*.py"))


@cache
def nodes_of(path: Path) -> list[ast.AST]:
    """Everything in a file, parsed once for all rules."""
    return list(ast.walk(ast.parse(path.read_text())))


def imported_apps(path: Path) -> set[str]:
    """Our apps that a file imports."""
    names: list[str] = []
    for node in nodes_of(path):
        if isinstance(node, ast.Import):
            names += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import"
            names.append(node.module or "")
    return {name.split(".")[0] for name in names} & set(MAY_IMPORT)


def test_imports_go_down_only():
    assert len(FILES) > 500
    wrong = {}
    for path in FILES:
        app = path.relative_to(ROOT).parts[0]
        if up := imported_apps(path) - MAY_IMPORT[app] - {app}:
            wrong[str(path.relative_to(ROOT))] = up
    assert wrong == {}


# The folders of an app, from the ground up. A folder imports only from itself and from those before
# it; None stands for the files directly in the app (but for the tables, which stand lower).
FOLDERS = {
    "course": [
        "text",
        "figures",
        "source",
        "names",
        "models",
        "search",
        "corrections",
        "publishing",
        "reading",
        "notes",
        "enrolment",
        "assignments",
        "uploads",
        "staff",
    ],
    "quizzes": [
        "question",
        "kinds",
        "models",
        "bank",
        "marking",
        "sitting",
        "results",
        "regrading",
        "statistics",
    ],
    "certificates": [
        "models",
        "records",
        "desk",
        "checking",
        "holder",
    ],
}
# Folders of the same height: none may import another.
SIBLINGS = {"results", "regrading", "statistics", "desk", "checking", "holder"}
IN_FOLDERS = sorted(
    path
    for app, folders in FOLDERS.items()
    for folder in folders
    for path in (ROOT / app / folder).rglob("*.py")
)


def imported_from(app: str, path: Path) -> set[str]:
    """Folders and files of an app that a file imports."""
    imported = set()
    for node in nodes_of(path):
        if isinstance(node, ast.ImportFrom) and node.module:
            parts = node.module.split(".")
            if parts[0] == app and len(parts) > 1:
                imported.add(parts[1])
            elif node.module == app:
                imported |= {alias.name for alias in node.names}
    return imported


def test_folders_of_an_app_import_down_only():
    assert len(IN_FOLDERS) > 300
    wrong = {}
    for path in IN_FOLDERS:
        app, folder = path.relative_to(ROOT).parts[:2]
        order = FOLDERS[app]
        below = set(order[: order.index(folder)]) - (SIBLINGS if folder in SIBLINGS else set())
        if up := imported_from(app, path) & set(order) - below - {folder}:
            wrong[str(path.relative_to(ROOT))] = up
    assert wrong == {}


def imported_modules(path: Path) -> set[str]:
    """The modules that a file imports from, in functions and for types alone too."""
    return {
        node.module for node in nodes_of(path) if isinstance(node, ast.ImportFrom) and node.module
    }


@pytest.mark.parametrize("folder", ["certificates/models", "course/models", "quizzes/models"])
def test_files_of_models_import_one_another_without_a_circle(folder):
    package = folder.replace("/", ".")
    files = [path for path in (ROOT / folder).glob("*.py") if path.name != "__init__.py"]
    imports = {f"{package}.{path.stem}": imported_modules(path) for path in files}
    assert len(imports) > 3
    for name, modules in imports.items():
        # The package imports every file of its own, which is a circle.
        assert package not in modules, name
        imports[name] = modules & imports.keys()
    order = TopologicalSorter(imports)
    order.prepare()  # raises CycleError, which names the circle


@pytest.mark.parametrize("module", ["course.source", "accounts.canonical", "course.hours"])
def test_what_reading_a_course_needs_is_no_django(module):
    script = f"import sys, {module}; print(*(name for name in sys.modules if 'django' in name))"
    command = [sys.executable, "-c", script]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout == "\n"


def test_there_is_no_cupboard():
    names = {"services.py", "utils.py", "helpers.py", "common", "base"}
    assert not [
        path for app in MAY_IMPORT for path in (ROOT / app).rglob("*") if path.name in names
    ]


LIMITS = {".py": 400, ".html": 100, ".css": 200, ".js": 80}


def test_files_stay_small():
    folders = [*MAY_IMPORT, "templates", "static", "tests", "benchmarks"]
    long = {
        str(path.relative_to(ROOT)): lines
        for folder in folders
        for path in (ROOT / folder).rglob("*")
        if path.suffix in LIMITS
        and "migrations" not in path.parts
        and (lines := path.read_text().count("\n")) > LIMITS[path.suffix]
    }
    assert long == {}


FUNCTION_LIMIT = 40


def test_functions_stay_short():
    long = {
        f"{path.relative_to(ROOT)}: {node.name}": length
        for path in FILES
        if "migrations" not in path.parts
        for node in nodes_of(path)
        if isinstance(node, ast.FunctionDef)
        and (length := node.end_lineno - node.lineno + 1) > FUNCTION_LIMIT
    }
    assert long == {}
