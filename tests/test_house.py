"""The rules of the house that only a look at the files can hold; the catalog's are in pgtap/invariants.sql."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from gateway.config import version
from tests.support import ROOT

CLINIC_WORDS = r"bookings?|slots?|doctors?|appointments?|patients?|clinics?"


def tracked(*patterns: str) -> list[Path]:
    """Return the files of the repository that match."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", *patterns],
        cwd=ROOT, capture_output=True, text=True, check=True,
    )  # fmt: skip
    return [ROOT / name for name in listed.stdout.splitlines() if (ROOT / name).exists()]


def test_the_top_level_holds_what_the_design_lists() -> None:
    names = {path.relative_to(ROOT).parts[0] for path in tracked()}
    folders = {"sql", "gateway", "migrations", "tests", "docker", ".ci"}
    files = {"Makefile", "pyproject.toml", "README.md", "CONTRIBUTING.md", "CHANGELOG.md", "LICENSE"}
    assert {name for name in names if not name.startswith(".")} <= (folders | files | {"requirements.lock"})


@pytest.mark.parametrize("path", tracked("gateway/*.py"), ids=lambda path: str(path.relative_to(ROOT)))
def test_the_gateway_knows_no_clinic_word(path: Path) -> None:
    assert re.findall(rf"\b({CLINIC_WORDS})\b", path.read_text(), re.IGNORECASE) == []


@pytest.mark.parametrize("path", tracked("gateway/*.py"), ids=lambda path: str(path.relative_to(ROOT)))
def test_nothing_is_caught_blindly(path: Path) -> None:
    assert re.findall(r"except(?: Exception| BaseException)?:", path.read_text()) == []


LAYERS = (
    "http",
    "config",
    "logs",
    "stores",
    "surface",
    "admission",
    "cache",
    "operations",
    "live",
    "accounts",
    "observe",
    "routes",
    "lifecycle",
    "app",
)


@pytest.mark.parametrize("layer", LAYERS)
def test_a_package_of_the_gateway_imports_none_above_it_and_no_command(layer: str) -> None:
    allowed = set(LAYERS[: LAYERS.index(layer) + 1])
    for path in tracked(f"gateway/{layer}.py", f"gateway/{layer}/*.py"):
        imported = set(re.findall(r"^\s*(?:from|import) gateway\.(\w+)", path.read_text(), re.M))
        assert imported <= allowed, path


# Besides the configuration and the logs.
IMPORTED_BY_COMMANDS = {"create_admin": {"accounts.passwords"}, "serve": {"outbound.config"}}


def test_commands_import_nothing_of_the_server_but_configurations_its_logs_and_its_judgement_of_passwords() -> None:
    for path in tracked("gateway/commands/*.py"):
        imported = set(re.findall(r"^\s*(?:from|import) gateway\.([\w.]+)", path.read_text(), re.M))
        of_server = {name for name in imported if name.partition(".")[0] not in {"commands", "config", "logs"}}
        assert of_server <= IMPORTED_BY_COMMANDS.get(path.stem, set()), path


def test_the_notifier_imports_nothing_of_the_server_but_its_configuration_its_logs_and_what_an_outage_is() -> None:
    for path in tracked("gateway/outbound/*.py"):
        imported = set(re.findall(r"^\s*(?:from|import) gateway\.([\w.]+)", path.read_text(), re.M))
        assert {name for name in imported if not name.startswith("outbound")} <= {"config", "stores.outage"}, path


def test_every_module_of_the_gateway_is_in_a_layer() -> None:
    names = {path.relative_to(ROOT / "gateway").parts[0].removesuffix(".py") for path in tracked("gateway/*.py")}
    assert names == {*LAYERS, "commands", "outbound", "gunicorn.conf", "__init__"}


def test_no_worker_loads_a_command_the_notifier_or_the_migrations() -> None:
    query = "import sys, gateway.app; print(*sys.modules)"
    listed = subprocess.run([sys.executable, "-c", query], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    loaded = listed.split()
    assert "gateway.app" in loaded
    others = ("gateway.commands", "gateway.outbound", "aiohttp", "aiosmtplib", "babel", "icalendar", "yoyo")
    assert [name for name in loaded if name.startswith(others)] == []


def test_migrations_hold_no_code_but_immutable_functions_of_medbook() -> None:
    for path in tracked("migrations/*.sql"):
        for kind, name in re.findall(
            r"create (?:or replace )?(function|procedure|view|trigger|rule) ([\w.]+)", path.read_text()
        ):
            assert (kind, name.partition(".")[0]) == ("function", "medbook"), path


def test_sql_holds_no_tables() -> None:
    for path in tracked("sql/*.sql"):
        assert not re.search(r"\b(create|alter|drop)\s+(table|type|index|sequence)\b", path.read_text(), re.IGNORECASE)


def test_no_line_of_sql_is_wider_than_120_columns() -> None:
    # Not of isolation specs: releases of isolationtester echo a step of several lines differently.
    paths = tracked("*.sql", "*.psql")
    wide = [
        f"{path}:{n}" for path in paths for n, line in enumerate(path.read_text().splitlines(), 1) if len(line) > 120
    ]
    assert wide == []


def test_no_code_is_left_for_later() -> None:
    for path in tracked("sql", "gateway", "migrations", "Makefile"):
        assert not re.search(rb"\b(TODO|FIXME|XXX|HACK)\b", path.read_bytes())


def test_the_version_is_the_one_that_the_changelog_begins_with() -> None:
    (newest, *_) = re.findall(r"^## (\S+)", (ROOT / "CHANGELOG.md").read_text(), re.MULTILINE)
    told = subprocess.run(["make", "-s", "version"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert told == f"{version()}\n" == f"{newest}\n"


LOCKS = (ROOT / "requirements.lock", ROOT / "docker/requirements.lock", ROOT / "tests/requirements.lock")


def test_what_runs_has_the_releases_that_are_tested() -> None:
    alone, in_image, tested = (set(re.findall(r"^[\w.\[\]-]+==[^ \n]+", path.read_text(), re.M)) for path in LOCKS)
    assert alone <= in_image <= tested


def test_packages_are_locked_with_hashes() -> None:
    for path in LOCKS:
        pinned = re.findall(r"^[\w.\[\]-]+==\S+.*\\\n(?:    --hash=sha256:[0-9a-f]{64}.*\n)+", path.read_text(), re.M)
        assert len(pinned) == len(re.findall(r"^[A-Za-z]", path.read_text(), re.MULTILINE)) > 10
        assert "://" not in path.read_text()
