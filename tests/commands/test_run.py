"""`make run`, as a newcomer starts, stops, kills and repeats it; and the README's words, pasted."""

import os
import re
import shlex
import signal
import subprocess
from collections.abc import Iterator
from contextlib import AbstractContextManager
from pathlib import Path

import pytest

from gateway.commands import cluster as private
from gateway.commands.cluster import Cluster
from tests.support import ROOT, commands
from tests.support.commands import temporary_home
from tests.support.database import fetch
from tests.support.gateway import wait_for

README = (ROOT / "README.md").read_text()


@pytest.fixture(scope="module")
def home() -> Iterator[Path]:
    """A MEDBOOK_HOME so long that no socket's path would fit below it."""
    with temporary_home("long" * 25) as made:
        yield made


def running(home: Path, log: Path) -> AbstractContextManager[commands.Running]:
    """Run the demo."""
    return commands.running("run", log=log, MEDBOOK_HOME=str(home))


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_it_starts_again_after_it_was_ended_in_any_way(home: Path, tmp_path: Path, number: signal.Signals) -> None:
    with running(home, tmp_path / "first") as run:
        run.end(number)
    with running(home, tmp_path / "second") as run:
        assert f"http://127.0.0.1:{run.port}" in run.log.read_text()


def test_it_starts_again_after_postgresql_was_killed(home: Path, tmp_path: Path) -> None:
    with running(home, tmp_path / "first"):
        pid = int((home / "data/postmaster.pid").read_text().split()[0])
        os.kill(pid, signal.SIGKILL)
        wait_for(lambda: not Path(f"/proc/{pid}/exe").exists())
    with running(home, tmp_path / "second"):
        pass


def test_a_taken_port_ends_it_with_one_line(home: Path, tmp_path: Path) -> None:
    with running(home, tmp_path / "log") as run:
        again = commands.make("run", **run.environment)
        assert again.returncode != 0
        (line, *make) = again.stderr.splitlines()
        assert re.fullmatch(
            rf"Cannot listen on 127.0.0.1:{run.port}: .* MedBook may run already, see make status\. .*", line
        )
        assert all(re.match(r"make(\[\d+\])?: \*\*\*", text) for text in make)
        assert again.stdout == ""
        assert run.is_ready()


def test_make_url_is_what_psql_takes(home: Path) -> None:
    printed = commands.make("url", MEDBOOK_HOME=str(home)).stdout.strip()
    assert printed == Cluster(home, private.from_environment().user).url()


def blocks(language: str) -> list[list[str]]:
    """Return the README's blocks of a language, as their lines."""
    return [block.splitlines() for block in re.findall(rf"```{language}\n(.*?)```", README, re.DOTALL)]


def test_the_readmes_walk_through_with_curl_works_when_pasted(home: Path, tmp_path: Path) -> None:
    lines = next(block for block in blocks("sh") if block[0].startswith("B="))
    with running(home, tmp_path / "log") as run:
        marked = [f"{line}\necho; echo '--- end of line'" for line in lines]
        script = "\n".join(marked).replace(":8000", f":{run.port}")
        done = subprocess.run(["bash", "-c", script], capture_output=True, text=True, check=True)
    shown = done.stdout.split("--- end of line\n")
    expected = [line.partition("# shows ")[2] for line in lines]
    assert any(expected)
    for line, output, text in zip(lines, shown, expected, strict=False):
        assert text in output, f"{line}\n{output}"
    assert done.stderr == ""


def test_the_readmes_walk_through_with_psql_works_when_pasted(home: Path, tmp_path: Path) -> None:
    (lines,) = blocks("sql")
    with running(home, tmp_path / "log"):
        url = Cluster(home, private.from_environment().user).url()
        command = ["psql", "-X", "-At", "-v", "ON_ERROR_STOP=1", url]
        done = subprocess.run(command, input="\n".join(lines), capture_output=True, text=True, check=True)
    assert '"status": "PENDING"' in done.stdout
    assert "\nCONFIRMED\nCANCELLED\n" in done.stdout
    assert done.stderr == ""


def test_the_readme_lists_every_operation(url: str) -> None:
    rows = fetch(url, "select method, path, function::regproc::text, auth from api.endpoint")
    words = {"none": "anybody"}
    listed = {f"| {method} {path} | {function} | {words.get(auth, auth)} |" for method, path, function, auth in rows}
    assert listed == {line for line in README.splitlines() if re.search(r"\| api\.", line)}


def test_the_readme_lists_every_setting() -> None:
    sources = [*(ROOT / "gateway").rglob("*.py"), ROOT / "Makefile"]
    used = {name for path in sources for name in re.findall(r"\bMEDBOOK_[A-Z_]+[A-Z]\b", path.read_text())}
    assert used == set(re.findall(r"^\| `(MEDBOOK_[A-Z_]+)`", README, re.MULTILINE))


def test_every_file_that_the_readme_names_is_there() -> None:
    named = set(re.findall(r"`((?:sql|tests|gateway|migrations)/[\w./]*)`", README))
    assert {path for path in named if not (ROOT / path).exists()} == set()
    assert shlex.split(README.partition("make run")[0].rpartition("```sh\n")[2])[:2] == ["git", "clone"]
