"""A newcomer's first hour with MedBook, played in two terminals, down to what the README's walk-throughs say.

Usage: python -m tests.releases.first_hour TRANSCRIPT FOLDER [words] SHELL, where the words start the shell, which
begins in the project's folder: in this root or another one. MEDBOOK_PORT says which port is free.
"""

import os
import re
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from time import monotonic

from tests.support import ROOT
from tests.support.terminal import CONTROL, Terminal, paste_into_psql

SILENCE = 5.0
PATIENCE = 300.0
PROMPT = r"\[(\d+)\] $"
OPTIONS = {"bash": ["--norc", "--noprofile", "-i"], "dash": ["-i"]}
PORT = int(os.environ.get("MEDBOOK_PORT", "8000"))
PASSWORD = "seven purple cranes over Lisbon"
NOT_SET_UP = "MedBook is not set up in this folder: make run does it"
FAULTS = {
    "MEDBOOK_WORKERS=abc make run": "MEDBOOK_WORKERS must be a whole number",
    "MEDBOOK_PORT=0 make run": "MEDBOOK_PORT must be from 1 to 65535",
    "MEDBOOK_JWT_KEYS=short make run": "MEDBOOK_JWT_KEYS must hold one or more keys",
    "MEDBOOK_SMTP_URL=mail.example.com make run": "MEDBOOK_SMTP_URL must hold a URL such as smtp://",
    "MEDBOOK_HOME=/proc/medbook make run": "MEDBOOK_HOME /proc/medbook cannot be used",
    "MEDBOOK_PG=14 make run": "MEDBOOK_PG must be from 15 to 18",
    "MEDBOOK_DATABASE_URL=postgresql:///mine make run": "To serve MEDBOOK_DATABASE_URL: make serve",
    "make import": "Say which file: make import FILE=clinic.csv",
    "make import FILE=missing.csv": "is no file that can be read",
    "make backup": "Say which file: make backup FILE=medbook.dump",
    "make restore FILE=README.md": "README.md is no whole backup",
    "make create-admin": "make create-admin EMAIL=ada@example.com",
}


def blocks(language: str, begins: str) -> list[str]:
    """Return the lines of the README's block that begins so."""
    text = (ROOT / "README.md").read_text().replace(":8000", f":{PORT}")
    found = re.findall(rf"```{language}\n({re.escape(begins)}.*?)\n```", text, re.DOTALL)
    return str(found[0]).splitlines()


@dataclass
class Transcript:
    """A file of what was typed and shown, with the seconds since the beginning; and what was wrong."""

    path: Path
    began: float = field(default_factory=monotonic)
    faults: list[str] = field(default_factory=list)

    def add(self, name: str, line: str, terminal: Terminal) -> None:
        """Add a line that was typed, and what it has shown."""
        lines = [f"\n{name} $ {line}"]
        at_line_start = True
        for time, text in terminal.pieces:
            for part in CONTROL.sub("", text).splitlines(keepends=True):
                lines.append(f"\n{time - self.began:7.1f}  {part.rstrip()}" if at_line_start else part.rstrip("\n"))
                at_line_start = part.endswith("\n")
        with self.path.open("a") as file:
            file.write("".join(lines) + "\n")

    def fault(self, what: str) -> None:
        """Add something that was wrong."""
        self.faults.append(what)
        with self.path.open("a") as file:
            file.write(f"!!! {what}\n")


class Shell:
    """A shell in a terminal, whose prompt tells how the last command ended."""

    def __init__(self, name: str, command: Sequence[str], folder: Path, transcript: Transcript) -> None:
        self.name, self.transcript, self.line = name, transcript, ""
        self.terminal = Terminal(command, folder, os.environ)
        self.terminal.wait_for(r"[$#] $")
        self.run("PS1='[$?] '")

    def output(self) -> str:
        """Return what the line has shown, without its own echo."""
        shown = self.terminal.shown
        after = "\x1b[?2004l" if "\x1b[?2004l" in shown else "\n"
        return CONTROL.sub("", shown.partition(after)[2])

    def check(self, shows: str) -> None:
        """Check what the line has shown, and how long it was silent; add it to the transcript."""
        shown, silence = self.output(), self.terminal.silence
        self.transcript.add(self.name, self.line, self.terminal)
        if shows not in shown:
            self.transcript.fault(f"{self.line}: does not show {shows}")
        if "Traceback" in shown:
            self.transcript.fault(f"{self.line}: ends in a traceback")
        if silence > SILENCE:
            self.transcript.fault(f"{self.line}: is silent for {silence:.1f} seconds")

    def type(self, line: str) -> None:
        """Type a line."""
        self.line = line
        self.terminal.type(line)

    def end(self, shows: str = "", status: int = 0) -> None:
        """Wait for the prompt, and check what was shown and how the command ended."""
        ended = int(self.terminal.wait_for(PROMPT, PATIENCE)[1])
        self.check(shows)
        if ended != status:
            self.transcript.fault(f"{self.line}: ends with {ended}, not {status}")

    def run(self, line: str, shows: str = "", status: int = 0, answers: Sequence[tuple[str, str]] = ()) -> None:
        """Run a command to its end. answers: what it asks, and what is typed then."""
        self.type(line)
        for question, answer in answers:
            self.terminal.wait_for(re.escape(question) + "$", PATIENCE)
            self.terminal.answer(f"{answer}\r")
        self.end(shows, status)

    def follow(self, lines: Sequence[str]) -> None:
        """Run lines, each of which says behind it what it shows."""
        for line in lines:
            self.run(line, line.partition("# shows ")[2])

    def serve(self, line: str) -> str:
        """Run a command until it serves; return what it has shown."""
        self.type(line)
        found = self.terminal.wait_for(rf"ASGI server listening|{PROMPT}", PATIENCE)
        self.check("ASGI server listening")
        if found[1]:
            sys.exit("\n".join(self.transcript.faults))
        return self.output()

    def interrupt(self) -> None:
        """Press Ctrl-C."""
        self.terminal.forget()
        self.terminal.answer("\x03")
        self.line = "(Ctrl-C)"
        self.end("", 130)

    def paste_into_psql(self, lines: Sequence[str]) -> None:
        """Paste lines into make psql at once, each of which says behind it what it shows; leave psql."""
        self.type("make psql")
        self.terminal.wait_for("=# $", PATIENCE)
        self.check("\\q leaves")
        self.line = "(pasted)"
        shown = paste_into_psql(self.terminal, lines)
        self.check("UPDATE 1")
        for line in lines:
            if line.partition("-- shows ")[2] not in shown:
                self.transcript.fault(f"{line}: is not shown")
        self.run("\\q")


def sign_in(name: str, password: str) -> str:
    """Return the command that signs somebody in."""
    return f'curl -sS http://127.0.0.1:{PORT}/v1/auth/login --json \'{{"email": "{name}", "password": "{password}"}}\''


def set_up(shell: Shell) -> None:
    """Look around before anything is there; let the installation be interrupted once."""
    shell.run("make", "make run")
    shell.run("make version", "0.")
    for command in ("status", "stop", "clean", "url"):
        shell.run(f"make {command}", NOT_SET_UP, 2)
    shell.type("make run")
    shell.terminal.wait_for(r"Installing with pip into .venv: requirements.lock \.", PATIENCE)
    shell.terminal.answer("\x03")
    shell.end("Interrupted. Repeat the command: it goes on from there", 130)


def try_demo(first: Shell, second: Shell) -> None:
    """Do what the README says about the demo, and keep it in a backup."""
    told = first.serve("make run")
    for command in re.findall(r"^ +(curl .*)", told, re.MULTILINE):
        second.run(command, '"success": true')
    second.run(f"curl -s http://127.0.0.1:{PORT}/", "MedBook")
    second.run(f"curl -s http://127.0.0.1:{PORT}/readyz", '"version": "0.')
    second.follow(blocks("sh", "B="))
    second.paste_into_psql(blocks("sql", "select"))
    second.follow(blocks("sh", "ADMIN="))
    second.follow(blocks("sh", "printf"))
    second.run("make open-slots")
    second.run("make migrate", "none was pending")
    second.run("make upgrade", "is of PostgreSQL")
    second.run("make status", f"serves http://127.0.0.1:{PORT}")
    second.run("make run", "MedBook may run already, see make status", 2)
    second.run("make demo", "Nothing was done", 2, [("to go on: ", "no")])
    second.run("make backup FILE=medbook.dump", "Saved: ")
    second.run("make backup FILE=medbook.dump", "exists, and is not overwritten", 2)
    second.run("make restore FILE=medbook.dump", "holds a MedBook already", 2)
    first.interrupt()
    second.run("make stop", "MedBook is stopped; its data stays")
    second.run("make stop", "MedBook does not run")
    second.run("make status", "Gateway: does not run")


def begin_clinic(first: Shell, second: Shell) -> None:
    """Delete the demo, begin a clinic of one's own, and close the terminal that serves it."""
    second.run("make clean", "Nothing was done", 2, [("to go on: ", "no")])
    second.run("make clean", "is deleted", 0, [("to go on: ", "delete"), ("another file] ", "")])
    first.serve("make serve")
    typed = [("Password: ", PASSWORD), ("Again: ", PASSWORD)]
    second.run("make create-admin EMAIL=ada@example.com NAME='Ada Admin'", "is an administrator", 0, typed)
    second.run(sign_in("ada@example.com", PASSWORD), '"access_token"')
    second.run(sign_in("admin@example.com", "medbook-demo-admin"), "INVALID_CREDENTIALS")
    second.run("make demo", "is in use, and not as a demo", 2, [("to go on: ", "medbook")])
    first.terminal.close()
    second.run("until make -s status | grep 'Gateway: does not run'; do sleep 1; done")


def restore_and_move(first: Shell, second: Shell) -> None:
    """Restore the backup into a new cluster, move the folder, and serve it there."""
    second.run("make clean YES=1", "is deleted")
    second.run("make restore FILE=medbook.dump", "Restored. All is in order")
    second.run('mv "$PWD" "$PWD moved" && cd "$PWD moved"')
    first.run('cd "$PWD moved"')
    first.serve("make run")
    second.run(sign_in("admin@example.com", "medbook-demo-admin"), '"access_token"')
    first.terminal.forget()
    second.run("make stop", "Stopping the gateway of")
    first.line = "(make stop in the other terminal)"
    first.end()
    for command, told in FAULTS.items():
        second.run(command, told, 2)
    second.run("make clean YES=1", "is deleted")


def main(path: str, folder: str, *words: str) -> None:
    """Play all of it."""
    transcript = Transcript(Path(path))
    transcript.path.write_text("")
    command = [*words, *OPTIONS[words[-1]]]

    def open_shell(name: str) -> Shell:
        return Shell(name, command, Path(folder), transcript)

    first, second = open_shell("first"), open_shell("second")
    if not (Path(folder) / ".venv").exists():
        set_up(first)
    try_demo(first, second)
    begin_clinic(first, second)
    restore_and_move(open_shell("first"), second)
    sys.exit("\n".join(transcript.faults) or None)


if __name__ == "__main__":
    main(*sys.argv[1:])
