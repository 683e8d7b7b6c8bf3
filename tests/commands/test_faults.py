"""What is wrong around a command is told in one line that says what to do; nothing ends in a traceback."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from gateway.commands.command import CommandError, run
from gateway.commands.migrate import update
from gateway.commands.serve import check_free
from tests.support import ROOT
from tests.support.commands import copy_project, fake, make, running, temporary_home
from tests.support.database import execute
from tests.support.terminal import Terminal


@pytest.fixture
def home() -> Iterator[Path]:
    with temporary_home() as made:
        yield made


@pytest.mark.parametrize(
    ("name", "value", "report"),
    [
        ("MEDBOOK_WORKERS", "abc", "MEDBOOK_WORKERS must be a whole number"),
        ("MEDBOOK_WORKERS", "0", "MEDBOOK_WORKERS must be a whole number"),
        ("MEDBOOK_PORT", "0", "MEDBOOK_PORT must be from 1 to 65535"),
        ("MEDBOOK_PORT", "٨٠", "MEDBOOK_PORT must be from 1 to 65535"),
        ("MEDBOOK_BIND", "nonsense", "Cannot listen on nonsense: "),
        ("MEDBOOK_BIND", "192.0.2.1:8000", "Cannot listen on 192.0.2.1:8000: "),
        ("MEDBOOK_JWT_KEYS", "short", "MEDBOOK_JWT_KEYS must hold one or more keys"),
        ("MEDBOOK_PG", "14", "MEDBOOK_PG must be from 15 to 18"),
        ("MEDBOOK_PG", "/nowhere/pg_config", "No PostgreSQL was found"),
        ("MEDBOOK_HOME", "/dev/null/home", "MEDBOOK_HOME /dev/null/home cannot be used: Not a directory"),
        ("MEDBOOK_HOME", "/proc/medbook", "MEDBOOK_HOME /proc/medbook cannot be used: "),
        ("MEDBOOK_HOME", "/etc/passwd", "MEDBOOK_HOME /etc/passwd cannot be used: "),
        ("MEDBOOK_HOME", "/etc/init.d", "MEDBOOK_HOME /etc/init.d holds other things, such as "),
        ("MEDBOOK_HOME", "/tmp/a $HOME", "MEDBOOK_HOME must be a path without $"),
    ],
)
def test_a_setting_that_make_run_cannot_use_is_named_in_one_line(
    home: Path, name: str, value: str, report: str
) -> None:
    done = make("run", **{"MEDBOOK_HOME": str(home), name: value})
    first, *make_itself = done.stderr.splitlines()
    assert first.startswith(report)
    assert all(line.startswith("make") for line in make_itself)
    assert done.stdout == ""


@pytest.mark.parametrize("content", [None, "fifteen\n"])
def test_a_folder_that_is_no_cluster_is_named_at_once(home: Path, content: str | None) -> None:
    (home / "data").mkdir(parents=True)
    if content is not None:
        (home / "data/PG_VERSION").write_text(content)
    done = make("run", MEDBOOK_HOME=str(home))
    assert done.stderr.startswith(f"{home}/data is no cluster of PostgreSQL: choose another MEDBOOK_HOME\n")


@pytest.mark.parametrize(
    ("variables", "report"),
    [
        ({}, "MEDBOOK_DATABASE_URL must hold the database's URL"),
        ({"MEDBOOK_DATABASE_URL": "postgresql:///x"}, "MEDBOOK_JWT_KEYS must hold one or more keys"),
        ({"MEDBOOK_DATABASE_URL": "postgresql:///x", "MEDBOOK_JWT_KEYS": "x" * 32, "MEDBOOK_WORKERS": "0"}, "MEDBOOK_"),
    ],
)
def test_gunicorn_itself_ends_with_one_line_too(variables: dict[str, str], report: str) -> None:
    bare = {name: value for name, value in os.environ.items() if not name.startswith("MEDBOOK_")}
    command = [
        ".venv/bin/python",
        "-m",
        "gunicorn",
        "--config",
        "gateway/gunicorn.conf.py",
        "gateway.app:application()",
    ]
    done = subprocess.run(command, cwd=ROOT, env=bare | variables, capture_output=True, text=True, check=False)
    assert done.returncode != 0
    (line,) = done.stderr.splitlines()
    assert line.startswith(report)


def test_a_port_of_root_is_told_from_one_that_is_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("socket.socket.bind", refuse)
    with pytest.raises(CommandError, match="below 1024 only root may"):
        check_free("127.0.0.1:80")


def test_a_clone_that_was_moved_runs(home: Path, tmp_path: Path) -> None:
    folder = copy_project(tmp_path / "moved here")
    tmp_path.chmod(0o755)
    with running("run", log=tmp_path / "log", folder=folder, MEDBOOK_HOME=str(home)) as gateway:
        assert "Traceback" not in gateway.log.read_text()


def test_without_sudo_the_packages_to_install_are_named(tmp_path: Path) -> None:
    fake(tmp_path / "bin", "id", "echo 1000")
    fake(tmp_path / "bin", "dpkg-query", "exit 1")
    for program in ("sh", "make", "grep", "sort", "tail", "awk", "sed", "apt-cache", "env"):
        (tmp_path / "bin" / program).symlink_to(f"/usr/bin/{program}")
    done = make("run-packages", PATH=str(tmp_path / "bin"), MEDBOOK_PG="15")
    assert done.stderr.splitlines()[0] == (
        "Packages are missing, and there is no sudo. As root: apt-get install "
        "python3-venv postgresql-15 postgresql-15-cron"
    )


def test_a_virtual_environment_of_somebody_else_is_named(home: Path) -> None:
    home.mkdir()
    for name in ("Makefile", "requirements.lock"):
        (home / name).write_bytes((ROOT / name).read_bytes())
    (home / ".venv").mkdir(0o555)
    somebody = ["setpriv", "--reuid=nobody", "--regid=nogroup", "--clear-groups"] if os.getuid() == 0 else []
    command = [*somebody, "make", "--silent", "--old-file=run-packages", ".venv/run"]
    done = subprocess.run(command, cwd=home, capture_output=True, text=True, check=False)
    shutil.rmtree(home)
    assert done.stderr.startswith(".venv belongs to ")


def test_without_pg_cron_migrate_and_status_warn_loudly(fresh_url: str, capsys: pytest.CaptureFixture[str]) -> None:
    update(fresh_url)
    assert "WARNING: pg_cron does not serve this database" in capsys.readouterr().out
    assert "WARNING: pg_cron does not serve this database" in make("status", MEDBOOK_DATABASE_URL=fresh_url).stdout


def test_another_servers_address_in_the_environment_does_not_lead_there(home: Path) -> None:
    done = make("migrate", MEDBOOK_HOME=str(home), PGHOSTADDR="192.0.2.1", PGSERVICE="elsewhere")
    assert (done.returncode, done.stderr) == (0, "")


def test_no_answer_to_a_question_is_no_agreement() -> None:
    def ask() -> None:
        raise EOFError

    with pytest.raises(SystemExit, match="Nothing was done: there was no answer"):
        run(ask)


def test_psql_of_an_empty_database_says_what_comes_first(fresh_url: str) -> None:
    execute(fresh_url, "drop schema core cascade")
    done = make("psql", MEDBOOK_DATABASE_URL=fresh_url)
    assert "holds no MedBook yet: make migrate" in done.stderr.splitlines()[0]


def steps(folder: Path, text: str) -> list[str]:
    """Return make's words for a folder in which python3 is a program of this text."""
    for name in ("Makefile", "requirements.lock"):
        (folder / name).write_bytes((ROOT / name).read_bytes())
    fake(folder / "bin", "python3", text)
    return ["make", "--silent", "--old-file=run-packages", ".venv/run"]


def test_what_a_step_prints_is_shown_only_if_it_fails(tmp_path: Path) -> None:
    command = steps(tmp_path, "echo noise; echo no network >&2; exit 1")
    environment = os.environ | {"PATH": f"{tmp_path}/bin:{os.environ['PATH']}"}
    done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)
    assert done.stdout == ""
    first, *said = done.stderr.splitlines()
    assert first.strip() == "Installing with pip into .venv: requirements.lock"
    assert said[:2] == ["noise", "no network"]


def test_an_interrupted_set_up_says_that_it_can_be_repeated(tmp_path: Path) -> None:
    command = steps(tmp_path, "exec sleep 100")
    terminal = Terminal(command, tmp_path, os.environ | {"PATH": f"{tmp_path}/bin:{os.environ['PATH']}"})
    terminal.wait_for(r"requirements.lock \.")
    terminal.answer("\x03")
    terminal.wait_for("Interrupted. Repeat the command: it goes on from there")
    terminal.close()


def test_a_virtual_environment_that_was_never_finished_is_made_anew_and_no_other(tmp_path: Path) -> None:
    command = steps(
        tmp_path, 'echo "$*" >>asked; mkdir -p .venv/bin; [ -e .venv/bin/python ] || cp "$0" .venv/bin/python'
    )
    environment = os.environ | {"PATH": f"{tmp_path}/bin:{os.environ['PATH']}"}
    for _ in range(2):
        subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, check=True)
        (tmp_path / ".venv/run").touch()
        os.utime(tmp_path / ".venv/run", (0, 0))
    asked = (tmp_path / "asked").read_text().splitlines()
    assert [line for line in asked if line.startswith("-m venv")] == ["-m venv --clear .venv", "-m venv .venv"]
