"""Print the tests of the folders that have changed, for ``make check``.

What counts is the work since the last commit; without any, what the last commit changed. The tests
of a folder lie under ``tests/`` in a folder of the same name: those of ``quizzes/bank`` and of
``templates/quizzes/bank`` in ``tests/quizzes/bank``, those of ``config/backups`` in
``tests/backups``. Where there is none, the folder above answers.
"""

import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
# They read every file, and take seconds.
ALWAYS = ("tests/test_architecture.py", "tests/test_docs.py")


def changed_files() -> list[str]:
    """Return what was edited or added since the last commit, else what that commit changed."""
    edited = _git("diff", "--name-only", "HEAD")
    added = _git("ls-files", "--others", "--exclude-standard")
    last_commit = ("log", "-1", "--first-parent", "-m", "--name-only", "--format=")
    return edited + added or _git(*last_commit)


def _git(*arguments: str) -> list[str]:
    """Return the lines that git prints."""
    command = ["git", *arguments]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    return [line for line in done.stdout.splitlines() if line]


def folder_of_tests(file: str) -> Path:
    """Return the folder whose tests are those of the file, relative to the root."""
    parts = Path(file).parent.parts
    if parts[:1] in (("tests",), ("templates",), ("config",)):
        parts = parts[1:]
    while parts and not (ROOT / "tests").joinpath(*parts).is_dir():
        parts = parts[:-1]
    return Path("tests", *parts)


def select_tests(files: list[str]) -> list[str]:
    """Return the test files to run after a change of these files, in order, each once."""
    folders = {folder_of_tests(file) for file in files}
    tests = {
        str(test.relative_to(ROOT))
        for folder in folders
        for test in (ROOT / folder).glob("test_*.py")
    }
    return sorted(tests | set(ALWAYS))


if __name__ == "__main__":
    print(*select_tests(changed_files()))
