from pathlib import Path

import pytest

from tests.certificates.conftest import certificate, edition, enrolment, provider  # noqa: F401


@pytest.fixture
def folder(tmp_path) -> Path:
    """The folder of all backups."""
    path = tmp_path / "backups"
    path.mkdir()
    return path
