"""The people, doctors and slots of clinic.sql, by name."""

from uuid import uuid4

from tests.support.database import fetch

# Everybody's.
PASSWORD = "medbook-test-password"

ANN = "00000000-0000-4000-8000-00000000000a"
BEN = "00000000-0000-4000-8000-00000000000b"
CHIEF = "00000000-0000-4000-8000-00000000000c"
GONE = "00000000-0000-4000-8000-00000000000d"
DORA = "d0c00001-0000-8000-8000-000000000000"
EVE = "d0c00002-0000-8000-8000-000000000000"
FAY = "d0c00003-0000-8000-8000-000000000000"
SLOT = "d0c00001-0000-8000-8000-000000000001"
STARTED_SLOT = "d0c00001-0000-8000-8000-000000000005"
CLOSED_SLOT = "d0c00001-0000-8000-8000-000000000006"
FAYS_SLOT = "d0c00003-0000-8000-8000-000000000001"


def create_user(url: str) -> tuple[str, str]:
    """Make an account whose password is PASSWORD, without a gateway; return its id and its e-mail address."""
    email = f"{uuid4().hex}@example.com"
    query = """
      insert into medbook.users (email, password_hash, name)
      select %s, password_hash, 'Somebody' from medbook.users where id = %s returning id::text
    """
    ((user_id,),) = fetch(url, query, email, ANN)
    return user_id, email
