"""The disk of the database, which the container `disks` tells Prometheus."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from subprocess import DEVNULL, Popen, run

import pytest
import yaml  # type: ignore[import-untyped]

from tests.observe.rules import ALERTS
from tests.support import ROOT
from tests.support.gateway import free_port, wait_for
from tests.support.prometheus import prometheus


@contextmanager
def small_disk() -> Iterator[Path]:
    """Give the folder of a disk that is small enough to be filled; not in /tmp, of which disks are not told."""
    with tempfile.TemporaryDirectory(prefix="medbook-test-", dir="/var/tmp") as folder:
        command = ["mount", "-t", "tmpfs", "-o", "size=10m", "tmpfs", folder]
        mounted = run(command, capture_output=True, text=True, check=False)
        if mounted.returncode != 0:
            pytest.skip(f"no disk can be mounted here, so none can be full: {mounted.stderr.strip()}")
        try:
            yield Path(folder)
        finally:
            run(["umount", folder], check=True)


def test_a_disk_that_is_nearly_full_is_seen_until_there_is_room() -> None:
    address = f"127.0.0.1:{free_port()}"
    services = yaml.safe_load((ROOT / "docker/compose.yaml").read_text())["services"]
    command = [word.replace("$$", "$") for word in services["disks"]["command"]]
    with (
        small_disk() as disk,
        Popen([*command, f"--web.listen-address={address}"], stderr=DEVNULL) as exporter,
        prometheus([address]) as observer,
    ):

        def is_told() -> bool:
            return str(disk) in {sample.labels["mountpoint"] for sample in observer.query(ALERTS["DiskFull"]["expr"])}

        try:
            wait_for(observer.has_scraped, exporter)
            assert not is_told()
            (disk / "filler").write_bytes(bytes(9_800_000))
            wait_for(is_told)
            (disk / "filler").unlink()
            wait_for(lambda: not is_told())
        finally:
            exporter.terminate()
