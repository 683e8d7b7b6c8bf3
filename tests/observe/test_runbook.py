"""The runbook has a paragraph for each alert, whose links lead there, and what it says to type in psql runs."""

import os
import re
import subprocess

import pytest

from gateway.commands.postgresql import selected
from tests.observe.rules import ALERTS, LINE, PARAGRAPHS, RUNBOOK

TYPED = re.findall(LINE, RUNBOOK)
QUOTED = [" ".join(line.split()) for line in re.findall(r"`((?:select|show)\s[^`]+)`", RUNBOOK)]
# What stands for a name or a number, and what only a replica does.
NOT_AS_IT_IS = r"\b(PID|SLOT)\b|…|pg_wal_replay_resume"
SEVERITIES = {"page": "Page.", "ticket": "Ticket."}


def test_each_alert_has_a_paragraph_and_each_paragraph_an_alert() -> None:
    assert set(PARAGRAPHS) == set(ALERTS)


@pytest.mark.parametrize("name", ALERTS)
def test_an_alert_says_all_that_its_reader_needs(name: str) -> None:
    alert = ALERTS[name]
    assert set(alert["annotations"]) == {"summary", "description", "runbook"}
    assert alert["annotations"]["runbook"] == f"docker/observe/runbook.md#{name.lower()}"
    assert PARAGRAPHS[name].startswith(SEVERITIES[alert["labels"]["severity"]])
    assert PARAGRAPHS[name].count("```sql\n") == 1


def test_every_line_of_psql_runs(url: str) -> None:
    quoted = [line for line in QUOTED if not re.search(NOT_AS_IT_IS, line)]
    assert len(TYPED) == len(ALERTS) + 1
    assert len(quoted) > 5
    lines = [line if line.endswith(r"\gx") else f"{line};" for line in [*TYPED, *quoted]]
    command = [str(selected().programs / "psql"), "--no-psqlrc", "--set", "ON_ERROR_STOP=1", url]
    done = subprocess.run(
        command, input="\n".join(lines), env=os.environ | {"PAGER": "cat"}, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
