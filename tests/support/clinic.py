"""The people, doctors and slots of clinic.sql, by name."""

import re
from uuid import uuid4

from tests.support import ROOT
from tests.support.database import fetch

# Everybody's.
PASSWORD = "medbook-test-password"

CLINIC = (ROOT / "tests/support/clinic.sql").read_text()
NAMES: dict[str, str] = dict(re.findall(r"function test\.(\w+)\(\) [^']+'(.+)'", CLINIC))
ANN, BEN, CHIEF, GONE = (NAMES[name] for name in ("ann", "ben", "chief", "gone"))
DORA, EVE, FAY, HASH = (NAMES[name] for name in ("dora", "eve", "fay", "hash"))
SLOT, STARTED_SLOT, CLOSED_SLOT = (DORA[:-1] + number for number in "156")
EVES_SLOT, FAYS_SLOT = EVE[:-1] + "1", FAY[:-1] + "1"


def create_user(url: str) -> tuple[str, str]:
    """Make an account whose password is PASSWORD, without a gateway; return its id and its e-mail address."""
    email = f"{uuid4().hex}@example.com"
    query = """
      insert into medbook.users (email, password_hash, name)
      select %s, password_hash, 'Somebody' from medbook.users where id = %s returning id::text
    """
    ((user_id,),) = fetch(url, query, email, ANN)
    return user_id, email
