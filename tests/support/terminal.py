"""A program in a terminal, as somebody sits at it."""

import fcntl
import os
import re
import select
import struct
import subprocess
import termios
from collections.abc import Mapping, Sequence
from math import inf
from pathlib import Path
from time import monotonic

SECONDS = 60.0
CONTROL = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]|\x07|\r")


class Terminal:
    """A program in a terminal of 80 columns and 24 lines.

    pieces: what it has shown since it was forgotten, each with its time. silence: the longest since then, in
    seconds.
    """

    def __init__(self, command: Sequence[str], folder: Path, environment: Mapping[str, str]) -> None:
        self.master, slave = os.openpty()
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
        self.process = subprocess.Popen(
            ["setsid", "--ctty", *command], cwd=folder, env=environment, stdin=slave, stdout=slave, stderr=slave
        )
        os.close(slave)
        self.pieces: list[tuple[float, str]] = []
        self.silence = 0.0

    @property
    def shown(self) -> str:
        """All that it has shown since it was forgotten."""
        return "".join(text for _, text in self.pieces)

    def wait_for(self, pattern: str, seconds: float = SECONDS, most: float = inf) -> re.Match[str]:
        """Read until a pattern is shown, but for what controls the terminal; fail after so many seconds of silence.

        most: seconds after which it fails though the program goes on showing something else.
        """
        end = monotonic() + most
        while not (found := re.search(pattern, CONTROL.sub("", self.shown))):
            since = monotonic()
            is_readable = select.select([self.master], [], [], seconds)[0]
            assert is_readable, f"no {pattern!r} in\n{self.shown}"
            assert monotonic() < end, f"no {pattern!r} in\n{self.shown}"
            self.silence = max(self.silence, monotonic() - since)
            self.pieces.append((monotonic(), os.read(self.master, 65536).decode(errors="replace")))
        return found

    def answer(self, text: str) -> None:
        """Type a line or a key, while a program goes on."""
        os.write(self.master, text.encode())

    def forget(self) -> None:
        """Forget what was shown."""
        self.pieces, self.silence = [], 0.0

    def type(self, line: str) -> None:
        """Type a line, and forget what was shown before."""
        self.forget()
        self.answer(f"{line}\r")

    def paste(self, text: str) -> None:
        """Paste lines as terminals do, in brackets if the program has asked for them, and forget what was before."""
        is_bracketed = self.shown.rfind("\x1b[?2004h") > self.shown.rfind("\x1b[?2004l")
        self.type(f"\x1b[200~{text}\x1b[201~" if is_bracketed else text)

    def close(self) -> None:
        """Close the terminal, as its window is closed."""
        os.close(self.master)
        self.process.wait(timeout=SECONDS)


def paste_into_psql(terminal: Terminal, lines: Sequence[str]) -> str:
    """Paste statements into psql at its prompt; return what they show, without their echo."""
    terminal.paste("\n".join([*lines, "select 'the ' || 'end';"]))
    terminal.wait_for(r"the end\s+\(1 row\)\s+\S+=# $")
    return CONTROL.sub("", terminal.shown.rpartition("\x1b[?2004l")[2])
