"""The commands of make: import of doctors, all or none; notices of progress; the choice of packages."""

import os
import platform
import re
import subprocess
from pathlib import Path

import pytest

from tests.support import ROOT
from tests.support.clinic import CHIEF, DORA
from tests.support.commands import fake
from tests.support.database import fetch

HEAD = "name,specialization,experience_years,fee,currency,time_zone\n"
GOOD = "Dr. New,Neurology,5,9000,EUR,Europe/Berlin\n"
COUNT = "select count(*) from medbook.doctors"


def make(url: str, *words: str) -> subprocess.CompletedProcess[str]:
    """Run make on a database that is up to date, in the C locale."""
    environment = os.environ | {"MEDBOOK_DATABASE_URL": url, "LC_ALL": "C"}
    command = ["make", "--silent", "--old-file=migrate", *words]
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)


def import_file(url: str, path: Path, content: str | bytes) -> subprocess.CompletedProcess[str]:
    """Import a file of this content."""
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return make(url, "import", f"FILE={path}")


def test_a_file_of_doctors_is_imported_as_spreadsheets_write_it(url: str, tmp_path: Path) -> None:
    quoted = '" Dr. Ändrew  Else, PhD","radiology ",5,9000,EUR,UTC\n'
    marked = "\ufeff" + HEAD + GOOD.replace("Neurology", "Radiology") + quoted
    done = import_file(url, tmp_path / "our clinic's.csv", marked.replace("\n", "\r\n"))
    assert (done.returncode, done.stderr) == (0, "")
    assert re.fullmatch(r"2 added, 0 changed, 0 unchanged\. What comes next .*\n", done.stdout)
    assert fetch(url, "select name, fee from medbook.doctors where specialization = 'Radiology' order by name") == [
        ("Dr. New", 9000),
        ("Dr. Ändrew Else, PhD", 9000),
    ]


def test_a_file_that_is_imported_again_adds_nobody(url: str, tmp_path: Path) -> None:
    rows = GOOD.replace("New", "Twice") + GOOD.replace("New", "Thrice")
    for content, told in [
        (HEAD + rows, "2 added, 0 changed, 0 unchanged"),
        (HEAD + rows, "0 added, 0 changed, 2 unchanged"),
        (HEAD + rows.replace("Twice,Neuro", "TWICE ,neuro"), "0 added, 1 changed, 1 unchanged"),
        (
            HEAD.replace("\n", ",reference\n") + rows.replace("\n", ",\n").replace(",\n", ",R 7\n", 1),
            "0 added, 1 changed, 1 unchanged",
        ),
        (
            HEAD.replace("name,", "reference,name,") + "R 7," + GOOD.replace("New", "Renamed"),
            "0 added, 1 changed, 0 unchanged",
        ),
    ]:
        done = import_file(url, tmp_path / "clinic.csv", content)
        assert (done.stderr, done.stdout.partition(". ")[0]) == ("", told)


@pytest.mark.parametrize(
    ("content", "reports"),
    [
        (HEAD, ["the file has no lines but the names of the columns"]),
        ("", ["line 1: the column name is missing\n", "line 1: the column time_zone is missing\n"]),
        ("name,name\nx,y\n", ["line 1, column 2 (name): name is there twice"]),
        (
            HEAD.replace("fee", "price") + GOOD,
            ["line 1: the column fee is missing", "(price): price is not known"],
        ),
        (HEAD.replace("\n", ",room\n"), ["line 1, column 7 (room): room is not known"]),
        (
            HEAD.replace(",", ";") + GOOD.replace(",", ";"),
            ["line 1: the columns must be separated by commas, not by semicolons"],
        ),
        (
            HEAD.replace(",", "\t") + GOOD.replace(",", "\t"),
            ["line 1: the columns must be separated by commas, not by tabs"],
        ),
        (HEAD + GOOD + "Dr. Short,Neurology\n", ["line 3: has 2 columns, not 6"]),
        (HEAD + GOOD + GOOD.replace("\n", ",more\n"), ["line 3: has 7 columns, not 6"]),
        (HEAD + GOOD + GOOD.replace("Dr. New", '"Dr." New'), ["line 3: ',' expected after '\"'"]),
        (HEAD + GOOD + GOOD.replace("Dr. New", '"Dr. New'), ["line 3: unexpected end of data"]),
        (HEAD + GOOD.replace("Dr. New", " \t"), ["line 2, column 1 (name): must not be blank"]),
        (HEAD + GOOD + GOOD.replace("EUR", "E\0R"), ["line 3: holds a zero byte"]),
        (HEAD + GOOD + "\\.\n" + GOOD, ["line 3: has 1 columns, not 6"]),
        ((HEAD + GOOD + GOOD.replace("New", "Mück")).encode("latin-1"), ["line 3: is not in UTF-8"]),
        ((HEAD + GOOD).encode("utf-16"), ["line 1: is not in UTF-8"]),
        (
            HEAD + '"two\nlines"' + GOOD[7:].replace("9000", "much"),
            ["line 2, column 1 (name): must have no line breaks", "line 3, column 4 (fee): must be a whole number"],
        ),
        (
            HEAD + GOOD + "Dr. Two,X,1,1,EUR,UTC\n" + GOOD.replace("Dr. New", " dr.  new"),
            [
                "line 2, column 1 (name): is the same doctor as in another line\n",
                "line 4, column 1 (name): is the same",
            ],
        ),
        (
            HEAD + GOOD + "Dr. Fay Former,Neurology,30,7000,EUR,Europe/Berlin\n",
            ["line 3, column 1 (name): is a doctor who was retired"],
        ),
        (HEAD + GOOD.replace("EUR", ""), ["line 2, column 5 (currency): is required"]),
        (
            HEAD + GOOD.replace(",5,", ",81,") + GOOD + GOOD.replace("Europe/Berlin", "Mars/Olympus"),
            [
                "line 2, column 3 (experience_years): must be from 0 to 80",
                "line 4, column 6 (time_zone): must be an IANA name",
            ],
        ),
    ],
)
def test_a_bad_file_is_refused_with_line_and_column_and_nothing_is_imported(
    url: str, tmp_path: Path, content: str | bytes, reports: list[str]
) -> None:
    before = fetch(url, COUNT)
    done = import_file(url, tmp_path / "clinic.csv", content)
    assert done.returncode != 0
    assert [report for report in reports if report not in done.stderr] == [], done.stderr
    assert fetch(url, COUNT) == before


def test_all_faults_of_a_file_are_told_in_their_order(url: str, tmp_path: Path) -> None:
    rows = ["Dr. Short,Neurology", GOOD.strip(), ',"two\nlines",81,x,eur,Mars', "Dr. Two,,5,1,EUR,UTC"]
    done = import_file(url, tmp_path / "clinic.csv", HEAD + "\n".join(rows) + "\n")
    assert re.findall(r"^line .*", done.stderr, re.M) == [
        "line 2: has 2 columns, not 6",
        "line 4, column 1 (name): is required",
        "line 4, column 2 (specialization): must have no line breaks or invisible characters",
        "line 5, column 3 (experience_years): must be from 0 to 80",
        "line 5, column 4 (fee): must be a whole number of minor units",
        "line 5, column 5 (currency): must be an ISO 4217 code such as EUR",
        "line 5, column 6 (time_zone): must be an IANA name such as Europe/Berlin",
        "line 6, column 2 (specialization): is required",
    ]


@pytest.mark.parametrize(
    ("words", "report"),
    [
        ([], "Say which file: make import FILE=clinic.csv"),
        (["FILE="], "Say which file: make import FILE=clinic.csv"),
        (["FILE=/missing.csv"], "FILE=/missing.csv is no file that can be read"),
        (["FILE=/tmp"], "FILE=/tmp is no file that can be read"),
    ],
)
def test_a_missing_file_is_refused_with_one_line(url: str, words: list[str], report: str) -> None:
    done = make(url, "import", *words)
    assert done.returncode != 0
    (line, *told_by_make) = done.stderr.splitlines()
    assert line == report
    assert all(text.startswith("make") for text in told_by_make)


def test_notices_tell_how_far_it_is_until_every_calendar_is_open(url: str) -> None:
    hours = '[{"weekday": 2, "start": "13:00", "end": "14:00", "slot_minutes": 30}]'
    fetch(url, "select api.set_working_hours(%s, %s, %s::jsonb)", CHIEF, DORA, hours)
    done = make(url, "open-slots")
    assert done.returncode == 0
    assert "0 doctors to go" in done.stderr.splitlines()[-2]
    assert fetch(url, "select doctors_to_go from calendar.opening") == [(0,)]


def test_where_every_calendar_is_open_nothing_is_opened_and_that_is_said(url: str) -> None:
    make(url, "open-slots")
    done = make(url, "open-slots")
    assert re.fullmatch(r".*NOTICE:  Every calendar is open up to the booking horizon: 0 slots opened\n", done.stderr)


@pytest.mark.parametrize(("python", "is_filled"), [("/bin/true", False), ("/bin/false", True)])
def test_a_virtual_environment_of_another_python_is_filled_anew(tmp_path: Path, python: str, is_filled: bool) -> None:
    for name in ("Makefile", "requirements.lock"):
        (tmp_path / name).write_bytes((ROOT / name).read_bytes())
    (tmp_path / ".venv/bin").mkdir(parents=True)
    (tmp_path / ".venv/bin/python").symlink_to(python)
    (tmp_path / ".venv/run").touch()
    command = ["make", "--dry-run", "--old-file=run-packages", ".venv/run"]
    told = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=True).stdout
    assert ("-r requirements.lock" in told) == is_filled


def offered(tmp_path: Path, *majors: int, **variables: str) -> str:
    """Return the packages that make would install where apt offers these versions of pg_cron."""
    fake(tmp_path, "apt-cache", "\n".join(f"echo postgresql-{n}-cron - Jobs" for n in majors))
    environment = os.environ | {"PATH": f"{tmp_path}:{os.environ['PATH']}", "MEDBOOK_PG": "", **variables}
    command = ["make", "--dry-run", "run-packages"]
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=True).stdout


def test_the_newest_postgresql_that_apt_offers_with_its_pg_cron_is_installed(tmp_path: Path) -> None:
    assert "postgresql-17 postgresql-17-cron" in offered(tmp_path, 17, 15, 16)


def test_the_postgresql_of_medbook_pg_is_installed_instead(tmp_path: Path) -> None:
    told = offered(tmp_path, 17, 15, MEDBOOK_PG="16")
    assert "postgresql-16 postgresql-16-cron" in told
    assert "postgresql-17" not in told


def test_with_the_path_of_a_pg_config_no_postgresql_is_installed(tmp_path: Path) -> None:
    assert "postgresql-1" not in offered(tmp_path, 17, MEDBOOK_PG="/opt/post gres/bin/pg_config")


def test_a_run_on_the_debian_that_this_is_says_that_there_is_nothing_to_do() -> None:
    release = platform.freedesktop_os_release().get("VERSION_CODENAME", "")
    done = subprocess.run(["tests/releases/debian", release], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stderr == f"Skipped: this is {release}: make test\n"
