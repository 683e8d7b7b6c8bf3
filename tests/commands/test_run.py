"""`make run`, as a newcomer starts, stops, kills and repeats it; and the README's words, pasted."""

import os
import re
import shutil
import signal
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Protocol

import httpx
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


def test_it_starts_again_after_it_was_ended_in_any_way(home: Path, tmp_path: Path) -> None:
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGKILL):
        with running(home, tmp_path / str(number)) as run:
            assert f"http://127.0.0.1:{run.port}" in run.log.read_text()
            run.end(number)
    with running(home, tmp_path / "last") as run:
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


# zsh reads comments in a terminal only if it is told to.
SHELLS = {"dash": [], "bash": [], "zsh": ["-f", "-i", "+o", "promptsp"]}
WALK_THROUGHS = [block for block in blocks("sh") if block[0].startswith(("B=", "ADMIN=", "printf"))]


class Served(Protocol):
    """MedBook on a port of this machine, and the environment to speak to it."""

    @property
    def environment(self) -> Mapping[str, str]: ...

    @property
    def port(self) -> int: ...


def follow(shell: str, run: Served, lines: list[str]) -> tuple[list[str], str]:
    """Run lines in a shell, as if pasted into a terminal; return what each showed, and standard error."""
    script = "".join(f"{line}\necho; echo '--- end of line'\n" for line in lines).replace(":8000", f":{run.port}")
    done = subprocess.run(
        [shell, *SHELLS[shell]], cwd=ROOT, env={**run.environment, "PS1": "", "PS2": ""}, input=script,
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    return done.stdout.split("--- end of line\n"), done.stderr


def assert_shows(shell: str, run: Served, lines: list[str]) -> None:
    """Check that each line shows what the comment behind it says, and nothing fails."""
    shown, errors = follow(shell, run, lines)
    for line, output in zip(lines, shown, strict=False):
        assert line.partition("# shows ")[2] in output, f"{shell}: {line}\n{output}"
    assert errors == "", shell


def test_the_readmes_walk_throughs_show_what_they_say_in_every_shell_any_number_of_times(
    home: Path, tmp_path: Path
) -> None:
    with_curl, as_administrator, from_a_file = WALK_THROUGHS
    assert all(any("# shows " in line for line in block) for block in WALK_THROUGHS)
    with running(home, tmp_path / "log") as run:
        for shell in 2 * list(filter(shutil.which, SHELLS)):
            assert_shows(shell, run, with_curl + as_administrator)
        assert_shows("dash", run, [line.replace("/tmp/clinic.csv", f"{tmp_path}/clinic.csv") for line in from_a_file])


def test_the_walk_throughs_functions_show_what_is_refused(home: Path, tmp_path: Path) -> None:
    functions = [line for line in WALK_THROUGHS[0] if "() {" in line or line.startswith("B=")]
    with running(home, tmp_path / "log") as run:
        for shell in filter(shutil.which, SHELLS):
            _, errors = follow(shell, run, [*functions, "TOKEN=$(login nobody)"])
            assert '"code": "INVALID_CREDENTIALS"' in errors, shell


def test_the_addresses_and_commands_that_are_printed_at_start_show_an_answer(home: Path, tmp_path: Path) -> None:
    with running(home, tmp_path / "log") as run:
        text = run.log.read_text()
        (told,) = re.findall(r"^Serving (.*)", text, re.MULTILINE)
        pages = re.findall(r"http://[^ ,]+", told)
        base = f"http://127.0.0.1:{run.port}"
        assert pages == [base, f"{base}/admin", f"{base}/docs"]
        assert [httpx.get(page, headers={"Accept": "text/html"}).status_code for page in pages] == [200, 200, 200]
        commands = re.findall(r"^ +(curl .*)", text, re.MULTILINE)
        assert len(commands) == 2
        for shell in filter(shutil.which, SHELLS):
            shown, errors = follow(shell, run, commands)
            assert [text for text in shown[: len(commands)] if '"success": true' not in text] == [], shell
            assert errors == "", shell


def test_the_readme_lists_every_operation(url: str) -> None:
    rows = fetch(url, "select method, path, function::regproc::text, auth from api.endpoint")
    words = {"none": "anybody"}
    listed = {f"| {method} {path} | {function} | {words.get(auth, auth)} |" for method, path, function, auth in rows}
    assert listed == {line for line in README.splitlines() if re.search(r"\| api\.", line)}


def test_the_readme_lists_every_setting() -> None:
    sources = [*(ROOT / "gateway").rglob("*.py"), ROOT / "Makefile"]
    used = {name for path in sources for name in re.findall(r"\bMEDBOOK_[A-Z_]+[A-Z]\b", path.read_text())}
    listed = set(re.findall(r"^\| `(MEDBOOK_[A-Z_]+)`", README, re.MULTILINE))
    in_containers = set(re.findall(r"`(MEDBOOK_[A-Z_]+)`", (ROOT / "docker/README.md").read_text()))
    assert listed <= used
    assert used <= listed | in_containers


def test_every_file_that_the_readme_names_is_there() -> None:
    named = set(re.findall(r"`((?:sql|tests|gateway|migrations)/[\w./]*)`", README))
    assert {path for path in named if not (ROOT / path).exists()} == set()


def test_nothing_in_the_readmes_shell_is_a_placeholder() -> None:
    assert [line for block in blocks("sh") for line in block if re.search(r"<\w|…|\.\.\.", line)] == []
