"""Races, one interleaving after another: PostgreSQL's isolationtester runs every specs/*.spec.

A spec names sessions, their steps, and the orders (permutations) to run the steps in. What each order answers, and
where a step has to wait, must be exactly what expected/*.out says. Nobody sleeps: isolationtester asks the server who
waits, and the clock is a table. After an intended change, read the difference that the failing test shows, line by
line, then copy the output, whose path it shows too, over the expected one.
"""

import os
import subprocess
from difflib import unified_diff
from pathlib import Path

import pytest

from gateway.commands.postgresql import selected
from tests.support.database import execute

HERE = Path(__file__).resolve().parent
SPECS = sorted(path.stem for path in (HERE / "specs").glob("*.spec"))
HEALTHY = "rule|doctor_id|slot_id\n----+---------+-------\n(0 rows)"
# A step that hangs is cancelled after a minute, and the spec fails. PostgreSQL 16 takes half of it by another name.
ENVIRONMENT = {"PGOPTIONS": "-c lc_messages=C", "PGISOLATIONTIMEOUT": "60", "PG_TEST_TIMEOUT_DEFAULT": "30"}


@pytest.fixture(scope="module")
def clinic(url: str) -> str:
    """The administrator's URL of a clinic that has the names that the specs use."""
    execute(url, (HERE / "names.sql").read_text())
    return url


def run(url: str, spec: str) -> str:
    """Run one spec and return what isolationtester printed."""
    done = subprocess.run(
        [str(selected().tester), url],
        input=(HERE / f"specs/{spec}.spec").read_text(),
        env={**os.environ, **ENVIRONMENT},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, ""), done.stderr + done.stdout
    return done.stdout


@pytest.mark.parametrize("spec", SPECS)
def test_every_interleaving_answers_as_expected(clinic: str, spec: str, tmp_path: Path) -> None:
    expected = HERE / f"expected/{spec}.out"
    actual = tmp_path / expected.name
    actual.write_text(run(clinic, spec))
    difference = "\n".join(
        unified_diff(
            expected.read_text().splitlines(),
            actual.read_text().splitlines(),
            str(expected),
            str(actual),
            lineterm="",
        )
    )
    if difference:
        pytest.fail(difference, pytrace=False)


def test_every_spec_has_an_expected_output_and_no_output_is_left_over() -> None:
    assert SPECS
    assert sorted(path.stem for path in (HERE / "expected").iterdir()) == SPECS


@pytest.mark.parametrize("spec", SPECS)
def test_every_spec_says_what_it_proves_and_every_permutation_ends_with_the_invariants(spec: str) -> None:
    text = (HERE / f"specs/{spec}.spec").read_text()
    assert text.startswith("# ")
    assert "setup { call test.reset(); }" in text
    assert "teardown { select * from health.check_invariants(); }" in text
    permutations = (HERE / f"expected/{spec}.out").read_text().split("starting permutation: ")[1:]
    assert len(permutations) == text.count("\npermutation ")
    assert all(permutation.rstrip().endswith(HEALTHY) for permutation in permutations)
