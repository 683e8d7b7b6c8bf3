"""What the tests of notifiers share."""

from pathlib import Path

import pytest

from tests.outbound.clinic import Clinic


@pytest.fixture
def clinic(fresh_url: str, tmp_path: Path) -> Clinic:
    return Clinic(fresh_url, tmp_path)
