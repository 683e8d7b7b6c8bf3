"""`make psql` in a terminal: what it shows, and the README's walk-through, pasted as a terminal pastes."""

import fcntl
import os
import re
import select
import struct
import subprocess
import termios
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from gateway.commands.demo import load
from gateway.commands.migrate import migrate
from tests.support import ROOT
from tests.support.database import Databases

WALK_THROUGH = re.findall(r"```sql\n(.*?)\n```", (ROOT / "README.md").read_text(), re.DOTALL)[0].splitlines()
PROMPT = "=# "
SECONDS = 60


@pytest.fixture(scope="module")
def demo_url(databases: Databases) -> Iterator[str]:
    """The administrator's URL of a demo clinic."""
    with databases.copy("template0") as made:
        migrate(made)
        load(made)
        yield made


def environment(url: str, home: Path) -> dict[str, str]:
    """Return the environment of a user whose home this is."""
    return os.environ | {"MEDBOOK_DATABASE_URL": url, "HOME": str(home), "TERM": "xterm", "PAGER": "less"}


class Terminal:
    """`make psql` in a terminal of 80 columns and 24 lines. shown: all that it has shown."""

    def __init__(self, url: str, home: Path) -> None:
        self.master, slave = os.openpty()
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
        command = ["setsid", "--ctty", "make", "--silent", "--old-file=cluster", "psql"]
        self.process = subprocess.Popen(
            command, cwd=ROOT, env=environment(url, home), stdin=slave, stdout=slave, stderr=slave
        )
        os.close(slave)
        self.shown = ""

    def wait_for(self, text: str, after: str = "") -> None:
        """Read until a text was shown, after another one; fail when it is not within a generous time."""
        while text not in self.shown.rpartition(after)[2] if after else text not in self.shown:
            assert select.select([self.master], [], [], SECONDS)[0], f"no {text!r} in\n{self.shown}"
            self.shown += os.read(self.master, 65536).decode(errors="replace")

    def paste(self, text: str) -> str:
        """Paste statements as terminals do, in brackets if the program has asked for them; return what they show."""
        text += "\nselect 'the ' || 'end';"
        is_bracketed = self.shown.rfind("\x1b[?2004h") > self.shown.rfind("\x1b[?2004l")
        self.shown = ""
        os.write(self.master, f"\x1b[200~{text}\x1b[201~\r".encode() if is_bracketed else f"{text}\r".encode())
        self.wait_for("the end")
        self.wait_for(PROMPT, after="the end")
        return self.shown.rpartition("\x1b[?2004l")[2]

    def leave(self) -> None:
        """Leave psql."""
        os.write(self.master, b"\\q\r")
        assert self.process.wait(timeout=SECONDS) == 0


@contextmanager
def terminal(url: str, home: Path) -> Iterator[Terminal]:
    """Open `make psql` in a terminal that is closed in the end."""
    opened = Terminal(url, home)
    try:
        yield opened
        opened.leave()
    finally:
        os.close(opened.master)
        opened.process.kill()
        opened.process.wait()


def test_the_readmes_walk_through_shows_what_it_says_when_it_is_pasted_at_once_and_again(
    demo_url: str, tmp_path: Path
) -> None:
    with terminal(demo_url, tmp_path) as psql:
        psql.wait_for(PROMPT)
        for _ in range(2):
            results = psql.paste("\n".join(WALK_THROUGH))
            assert "ERROR" not in results
            assert "extra argument" not in results
            assert [line for line in WALK_THROUGH if line.partition(" -- shows ")[2] not in results] == []


def test_the_readmes_walk_through_shows_what_it_says_when_it_is_pasted_line_by_line(
    demo_url: str, tmp_path: Path
) -> None:
    with terminal(demo_url, tmp_path) as psql:
        psql.wait_for(PROMPT)
        for line in WALK_THROUGH:
            assert line.partition(" -- shows ")[2] in psql.paste(line), line


def test_it_says_what_it_is_where_the_manual_is_and_how_to_leave_to_a_terminal_alone(
    demo_url: str, tmp_path: Path
) -> None:
    banner = "This is MedBook's database"
    with terminal(demo_url, tmp_path) as psql:
        psql.wait_for(PROMPT)
        for text in (banner, "select name, summary from api.manual;", "\\q leaves"):
            assert text in psql.shown
        assert max(map(len, psql.shown.splitlines())) <= 80
    command = ["make", "--silent", "--old-file=cluster", "psql"]
    user = environment(demo_url, tmp_path)
    done = subprocess.run(command, cwd=ROOT, env=user, input="", capture_output=True, text=True, check=True)
    assert (done.stdout, done.stderr) == ("", "")


def test_it_reads_the_users_own_psqlrc(demo_url: str, tmp_path: Path) -> None:
    (tmp_path / ".psqlrc").write_text("\\set PROMPT1 'mine> '\n")
    with terminal(demo_url, tmp_path) as psql:
        psql.wait_for("mine> ")


def test_no_pager_takes_the_terminal(demo_url: str, tmp_path: Path) -> None:
    with terminal(demo_url, tmp_path) as psql:
        psql.wait_for(PROMPT)
        assert "(100 rows)" in psql.paste("select * from generate_series(1, 100) n;")
