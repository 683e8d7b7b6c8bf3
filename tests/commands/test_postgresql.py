"""Which PostgreSQL is used: MEDBOOK_PG names it by its version or by its pg_config."""

import re
from pathlib import Path

import pytest

from gateway.commands.postgresql import DEBIAN, ReleaseError, ask, find_pg_config, selected


def made(path: Path, version: str) -> str:
    """Make a pg_config of this version; return its path."""
    text = (
        f"VERSION = PostgreSQL {version}\nBINDIR = /else where/bin\nPKGLIBDIR = /else where/lib\nPGXS = /x/src/m/p.mk"
    )
    path.write_text(f"#!/bin/sh\ncat <<'end'\n{text}\nend\n")
    path.chmod(0o755)
    return str(path)


def test_a_major_version_is_one_of_debians_packages() -> None:
    assert find_pg_config("16") == str(DEBIAN / "16/bin/pg_config")


@pytest.mark.parametrize("version", ["16.9 (Ubuntu 16.9-0ubuntu0.24.04.1)", "16beta1", "16devel"])
def test_a_path_is_that_of_a_pg_config_which_says_where_the_rest_is(tmp_path: Path, version: str) -> None:
    release = selected({"MEDBOOK_PG": made(tmp_path / "my pg_config", version)})
    assert (release.major, release.programs, release.libraries) == (
        16,
        Path("/else where/bin"),
        Path("/else where/lib"),
    )
    assert release.tester == Path("/x/src/test/isolation/isolationtester")


def test_without_it_there_is_one_whose_programs_exist() -> None:
    assert (ask(find_pg_config("")).programs / "initdb").exists()


@pytest.mark.parametrize("version", ["14.18", "19.0"])
def test_a_release_that_is_too_old_or_unknown_is_refused(tmp_path: Path, version: str) -> None:
    with pytest.raises(ReleaseError, match=f"PostgreSQL {re.escape(version)}, not of 15 to 18; see MEDBOOK_PG"):
        selected({"MEDBOOK_PG": made(tmp_path / "pg_config", version)})


@pytest.mark.parametrize("chosen", ["12", "/bin/true", "/nowhere/pg_config", "nonsense"])
def test_a_value_that_is_no_postgresql_is_refused_with_its_name(chosen: str) -> None:
    with pytest.raises(ReleaseError, match=rf"{chosen}.* see MEDBOOK_PG"):
        selected({"MEDBOOK_PG": chosen})
