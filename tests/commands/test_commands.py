"""What `make import` and `make open-slots` run: a file becomes doctors, all or none; a bar shows how far it is."""

from pathlib import Path

import pytest

from gateway.commands import importing, progress
from gateway.commands.importing import ImportingError
from tests.support.clinic import CHIEF, DORA
from tests.support.database import fetch

HEAD = "name,specialization,experience_years,fee,currency,time_zone\n"
GOOD = "Dr. New,Neurology,5,9000,EUR,Europe/Berlin\n"


def imported(url: str, path: Path, text: str) -> int:
    """Import a file of this text; return how many doctors it added."""
    path.write_text(text)
    return importing.load(url, importing.read(path))


def test_a_file_of_doctors_is_imported(url: str, tmp_path: Path) -> None:
    quoted = '"Dr. Else,\nwith a line break",Neurology,5,9000,EUR,UTC\n'
    assert imported(url, tmp_path / "clinic.csv", "\ufeff" + HEAD + GOOD + quoted) == 2
    assert fetch(url, "select count(*) from medbook.doctors where specialization = 'Neurology' and fee = 9000") == [
        (2,)
    ]


@pytest.mark.parametrize(
    ("text", "report"),
    [
        (HEAD, "has nothing to import"),
        ("", "has nothing to import"),
        ("name,name\nx,y\n", "line 1: names a column twice"),
        (HEAD.replace("fee", "price") + GOOD, "line 2: price is not known"),
        (HEAD + GOOD + "Dr. Short,Neurology\n", "line 3: has not as many values as the first line"),
        (HEAD + GOOD + GOOD.replace("EUR", "E\0R"), "line 3: has a character that no text has: NUL"),
        (HEAD + "\n" + GOOD.replace("9000", "much"), "line 3: fee must be a whole number of minor units"),
        (HEAD + GOOD.replace("Europe/Berlin", "Mars/Olympus"), "line 2: time_zone must be an IANA name"),
        (
            HEAD + GOOD.replace("EUR", "eur") + GOOD.replace(",5,", ",81,"),
            "line 3: experience_years must be from 0 to 80",
        ),
    ],
)
def test_a_bad_file_is_refused_line_by_line_and_nothing_is_imported(
    url: str, tmp_path: Path, text: str, report: str
) -> None:
    before = fetch(url, "select count(*) from medbook.doctors")
    with pytest.raises(ImportingError, match=report):
        imported(url, tmp_path / "clinic.csv", text)
    assert fetch(url, "select count(*) from medbook.doctors") == before


def test_what_is_no_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ImportingError, match="No such file"):
        importing.read(tmp_path / "missing.csv")


def test_a_bar_grows_until_every_calendar_is_open(url: str, capsys: pytest.CaptureFixture[str]) -> None:
    hours = '[{"weekday": 2, "start": "13:00", "end": "14:00", "slot_minutes": 30}]'
    fetch(url, "select api.set_working_hours(%s, %s, %s::jsonb)", CHIEF, DORA, hours)
    progress.run(url, "call calendar.open_all_slots(1)")
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) > 1
    assert [line.count("#") for line in lines] == sorted(line.count("#") for line in lines)
    assert lines[-1].startswith("[" + "#" * progress.WIDTH + "] ")
    assert lines[-1].endswith("0 doctors to go")
    assert fetch(url, "select doctors_to_go from calendar.opening") == [(0,)]
