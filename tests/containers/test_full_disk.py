"""The database's disk is full: nobody is told that something was booked which was not, and it comes back."""

import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.containers.load import load
from tests.support.containers import stack

FILL = "dd if=/dev/zero of=/var/lib/postgresql/17/fill bs=1M 2>/dev/null; true"


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """A small disk."""
    options = ["-t", "tmpfs", "-o", "size=400m,mode=0777", "tmpfs"]
    subprocess.run(["mount", *options, str(tmp_path)], check=True)
    yield tmp_path
    subprocess.run(["umount", str(tmp_path)], check=True)


@pytest.mark.usefixtures("images")
def test_a_full_disk_refuses_and_loses_nothing(disk: Path) -> None:
    with stack(disk=disk, MEDBOOK_RATE_LIMITS="off") as alone, load(alone) as going:
        alone.inside("primary", "sh", "-c", FILL)
        going.wait_for_refusals(20)
        alone.inside("primary", "rm", "/var/lib/postgresql/17/fill")
        going.wait_for(100)
        going.end()
        assert set(going.reads) <= {"200", "503"}
        assert set(going.writes) == {"201", "503"}
        assert going.lost() == set()
