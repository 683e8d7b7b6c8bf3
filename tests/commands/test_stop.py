"""`make stop`, `make status` and `make clean`, and the end of the terminal: nothing runs on or is lost unnoticed."""

import os
import pty
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from gateway.commands import cluster as private
from gateway.commands import gateways
from gateway.commands.cluster import Cluster
from gateway.commands.postgresql import selected
from tests.support import ROOT
from tests.support.commands import make, running, temporary_home
from tests.support.gateway import free_port, listens, wait_for


@pytest.fixture
def home() -> Iterator[Path]:
    with temporary_home() as made:
        yield made


def is_up(home: Path) -> bool:
    return private.is_running(Cluster(home, private.from_environment().user))


def test_stop_ends_the_gateway_then_postgresql_and_says_so(home: Path, tmp_path: Path) -> None:
    with running("run", log=tmp_path / "log", MEDBOOK_HOME=str(home)) as gateway:
        told = make("stop", MEDBOOK_HOME=str(home)).stdout.splitlines()
        assert told[0].startswith(f"Stopping the gateway of {gateway.url}")
        assert told[1:] == ["Stopping PostgreSQL", "MedBook is stopped; its data stays"]
        assert not listens(gateway.port)
    assert not is_up(home)
    assert make("stop", MEDBOOK_HOME=str(home)).stdout == "MedBook does not run\n"


def test_a_gateway_that_was_killed_is_not_taken_for_running(home: Path) -> None:
    (home / "gateways").mkdir(parents=True)
    (home / "gateways" / str(os.getpid())).write_text("http://127.0.0.1:8000")
    assert gateways.running(home) == []
    assert list((home / "gateways").iterdir()) == []


def test_status_tells_what_runs_and_with_which_data(home: Path, tmp_path: Path) -> None:
    before = make("status", MEDBOOK_HOME=str(home)).stdout
    assert "Gateway: does not run" in before
    assert "holds no data" in before
    with running("run", log=tmp_path / "log", MEDBOOK_HOME=str(home)) as gateway:
        told = make("status", MEDBOOK_HOME=str(home)).stdout
    assert f"Gateway: serves {gateway.url} since " in told
    assert f"Data: in {home}" in told
    assert "; the demo" in told
    assert ("WARNING: pg_cron" in told) != (selected().libraries / "pg_cron.so").exists()


@pytest.mark.parametrize("command", [["make", "--silent", "run"], ["sh", "-c", "make --silent run; true"]])
def test_the_end_of_its_terminal_ends_the_gateway(home: Path, command: list[str]) -> None:
    port = free_port()
    pid, terminal = pty.fork()
    if pid == 0:
        os.chdir(ROOT)
        os.environ.update(MEDBOOK_HOME=str(home), MEDBOOK_PORT=str(port), MEDBOOK_WORKERS="1")
        os.execvp(command[0], command)
    shown = b""
    while b"ASGI server listening" not in shown:
        shown += os.read(terminal, 4096)
    assert listens(port)
    os.close(terminal)
    os.waitpid(pid, 0)
    wait_for(lambda: not listens(port) and gateways.running(home) == [])


def test_clean_deletes_nothing_unasked(home: Path) -> None:
    private.start(Cluster(home, private.from_environment().user))
    refused = make("clean", MEDBOOK_HOME=str(home))
    assert str(home) in refused.stdout
    assert refused.stderr.startswith("Nothing was done")
    assert is_up(home)
    agreed = make("clean", MEDBOOK_HOME=str(home), YES="1")
    assert agreed.stdout.splitlines()[1:] == ["Stopping PostgreSQL", f"{home} is deleted"]
    assert not home.exists()


def test_clean_deletes_nothing_of_a_folder_that_is_not_medbooks(home: Path) -> None:
    (home / "data").mkdir(parents=True)
    (home / "thesis.txt").write_text("years of work")
    done = make("clean", MEDBOOK_HOME=str(home), YES="1")
    assert "holds other things, such as thesis.txt" in done.stderr.splitlines()[0]
    assert (home / "data").exists()
    shutil.rmtree(home)


def test_clean_at_a_terminal_writes_the_backup_that_it_offers(home: Path, tmp_path: Path) -> None:
    make("migrate", MEDBOOK_HOME=str(home))
    pid, terminal = pty.fork()
    if pid == 0:
        os.chdir(tmp_path)
        os.environ["MEDBOOK_HOME"] = str(home)
        os.execvp("make", ["make", "--silent", f"--directory={ROOT}", "clean"])
    for question, answer in ((b"Type delete", b"delete\n"), (b"another file]", f"{tmp_path}/kept.dump\n".encode())):
        shown = b""
        while question not in shown:
            shown += os.read(terminal, 4096)
        os.write(terminal, answer)
    read_to_the_end(terminal)
    assert os.waitpid(pid, 0)[1] == 0
    assert (tmp_path / "kept.dump").exists()
    assert not home.exists()


def read_to_the_end(terminal: int) -> None:
    try:
        while os.read(terminal, 4096):
            pass
    except OSError:
        # What Linux says when nobody is at the other end any more.
        os.close(terminal)


def test_what_ends_installs_nothing(tmp_path: Path) -> None:
    (tmp_path / "Makefile").write_bytes((ROOT / "Makefile").read_bytes())
    for command in ("stop", "status", "clean", "url"):
        done = make(command, folder=tmp_path)
        assert done.stderr.startswith("MedBook is not set up in this folder: make run does it\n")
    assert "make run" in make("help", folder=tmp_path).stdout
    assert [path.name for path in tmp_path.iterdir()] == ["Makefile"]
