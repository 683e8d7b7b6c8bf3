"""`make psql` in a terminal: what it shows, and the README's walk-through, pasted as a terminal pastes."""

import os
import re
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from gateway.commands.demo import load
from gateway.commands.migrate import migrate
from tests.support import ROOT
from tests.support.database import Databases, execute
from tests.support.terminal import SECONDS, Terminal, paste_into_psql

WALK_THROUGH = re.findall(r"```sql\n(.*?)\n```", (ROOT / "README.md").read_text(), re.DOTALL)[0].splitlines()
# The tables of pg_cron, with a job that has succeeded.
JOBS = """
create schema cron;
grant usage on schema cron to medbook_owner;
create table cron.job as select 1 as jobid, '* * * * *' as schedule, 'medbook_worker' as username, 'sweep' as jobname;
create table cron.job_run_details as select 1 as jobid, 1 as runid, 'succeeded' as status, 'CALL' as return_message,
  now() as start_time, now() as end_time;
alter table cron.job add primary key (jobid);
grant select on cron.job, cron.job_run_details to medbook_owner;
"""
PROMPT = "=# $"


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


@contextmanager
def psql(url: str, home: Path, prompt: str = PROMPT) -> Iterator[Terminal]:
    """Open `make psql` in a terminal, at its prompt; leave psql in the end."""
    opened = Terminal(["make", "--silent", "--old-file=cluster", "psql"], ROOT, environment(url, home))
    try:
        opened.wait_for(prompt)
        yield opened
        opened.type("\\q")
        assert opened.process.wait(timeout=SECONDS) == 0
    finally:
        opened.close()


def test_the_readmes_walk_through_shows_what_it_says_when_it_is_pasted_at_once_and_again(
    demo_url: str, tmp_path: Path
) -> None:
    with psql(demo_url, tmp_path) as terminal:
        for _ in range(2):
            results = paste_into_psql(terminal, WALK_THROUGH)
            assert "ERROR" not in results
            assert "extra argument" not in results
            assert [line for line in WALK_THROUGH if line.partition(" -- shows ")[2] not in results] == []


def test_the_readmes_walk_through_shows_what_it_says_when_it_is_pasted_line_by_line(
    demo_url: str, tmp_path: Path
) -> None:
    with psql(demo_url, tmp_path) as terminal:
        for line in WALK_THROUGH:
            assert line.partition(" -- shows ")[2] in paste_into_psql(terminal, [line]), line


def test_it_says_what_it_is_where_the_manual_is_and_how_to_leave_to_a_terminal_alone(
    demo_url: str, tmp_path: Path
) -> None:
    banner = "This is MedBook's database"
    with psql(demo_url, tmp_path) as terminal:
        for text in (banner, "select name, summary from api.manual;", "\\q leaves"):
            assert text in terminal.shown
        assert max(map(len, terminal.shown.splitlines())) <= 80
    command = ["make", "--silent", "--old-file=cluster", "psql"]
    user = environment(demo_url, tmp_path)
    done = subprocess.run(command, cwd=ROOT, env=user, input="", capture_output=True, text=True, check=True)
    assert (done.stdout, done.stderr) == ("", "")


def test_it_names_the_views_of_health_and_what_is_not_well_until_it_is(demo_url: str, tmp_path: Path) -> None:
    with psql(demo_url, tmp_path) as terminal:
        for text in ("health.checks", "health.activity", "health.slow_functions", "NOT WELL: jobs\r\n"):
            assert text in terminal.shown
    execute(demo_url, JOBS)
    with psql(demo_url, tmp_path) as terminal:
        assert "All is well" in terminal.shown
        assert "NOT WELL" not in terminal.shown


def test_where_health_cannot_be_told_psql_opens_all_the_same(databases: Databases, tmp_path: Path) -> None:
    with databases.copy() as made:
        execute(made, "drop view health.checks")
        with psql(made, tmp_path) as terminal:
            assert 'cannot be told: relation "health.checks" does not exist' in terminal.shown


def test_it_reads_the_users_own_psqlrc(demo_url: str, tmp_path: Path) -> None:
    (tmp_path / ".psqlrc").write_text("\\set PROMPT1 'mine> '\n")
    with psql(demo_url, tmp_path, "mine> $"):
        pass


def test_no_pager_takes_the_terminal(demo_url: str, tmp_path: Path) -> None:
    with psql(demo_url, tmp_path) as terminal:
        assert "(100 rows)" in paste_into_psql(terminal, ["select * from generate_series(1, 100) n;"])
