"""The alerts of docker/observe and the paragraphs of their runbook, as the files have them."""

import re
from pathlib import Path
from typing import Any

import yaml  # type: ignore[import-untyped]

from tests.support import ROOT

OBSERVE = ROOT / "docker/observe"
RULES = sorted((OBSERVE / "rules").glob("*.yml"))


def rules_of(path: Path) -> list[dict[str, Any]]:
    """Return the rules of a file."""
    groups = yaml.safe_load(path.read_text())["groups"]
    return [rule for group in groups for rule in group["rules"]]


ALERTS: dict[str, dict[str, Any]] = {
    rule["alert"]: rule for path in RULES for rule in rules_of(path) if "alert" in rule
}

RUNBOOK = (OBSERVE / "runbook.md").read_text()
PARAGRAPHS: dict[str, str] = dict(re.findall(r"^## (\w+)\n\n(.*?)(?=^## |\Z)", RUNBOOK, re.DOTALL | re.MULTILINE))
# What is typed into psql.
LINE = r"```sql\n(.*)\n```"
