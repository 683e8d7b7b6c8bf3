"""One gateway for all that is fuzzed over HTTP; it trusts the tests as a proxy, so that addresses are personal too."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from tests.support.clinic import EVE
from tests.support.database import Databases, execute
from tests.support.gateway import Server, answers, serve, wait_for

# Eve works round the clock for some days, so that there is enough to book.
SLOTS = """
insert into test.slots (doctor_id, id, start_time, end_time)
select d.id, core.new_id(d.id), at, at + interval '1 hour'
  from medbook.doctors d, generate_series(timestamptz '2030-01-09Z', '2030-01-19Z', interval '1 hour') at
 where d.id = %s
"""


@dataclass(frozen=True)
class Fuzzed:
    """A gateway and the URL of its database."""

    server: Server
    url: str


@pytest.fixture(scope="package")
def fuzzed(databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Fuzzed]:
    log = tmp_path_factory.mktemp("fuzz") / "log"
    with databases.copy() as url, serve(url, log, MEDBOOK_TRUSTED_PROXIES="127.0.0.0/8") as running:
        wait_for(lambda: answers(running, "/readyz"))
        execute(url, SLOTS, EVE)
        yield Fuzzed(running, url)
