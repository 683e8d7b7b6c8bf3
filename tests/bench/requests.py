"""What wrk asks the gateways for."""

from pathlib import Path
from uuid import uuid4

from gateway.tokens import Tokens
from tests.bench import servers
from tests.bench.clinic import Clinic
from tests.bench.load import Measured, wrk
from tests.bench.rounds import Side, Stock

TOKENS = 500
TOKEN_SECONDS = 24 * 3600


class Requests:
    """Requests to book and to list, with what wrk's scripts read: tokens of patients, ids of slots and doctors.

    addresses: from how many a trusted proxy says that they come; 0 for no word about it.
    """

    def __init__(self, clinic: Clinic, stock: Stock, directory: Path) -> None:
        self.stock = stock
        self.tokens = directory / "tokens"
        self.slots = directory / "slots"
        self.doctors = directory / "doctors"
        tokens = Tokens((servers.KEY,), TOKEN_SECONDS)
        patients = clinic.fetch(f"select id::text from bench.patient where n <= {TOKENS}")
        self.tokens.write_text("".join(f"{tokens.issue(str(id_), 'USER', str(uuid4()))}\n" for (id_,) in patients))
        for path, table in ((self.slots, "bench.slot"), (self.doctors, "bench.doctor")):
            ids = clinic.fetch(f"select id::text from {table} order by n")
            path.write_text("".join(f"{id_}\n" for (id_,) in ids))

    def book(self, port: int, addresses: int = 0) -> Side:
        """Make a side that books one slot after the other."""

        def run(offset: int, seconds: int) -> Measured:
            return wrk(port, "book", seconds, self.tokens, addresses, self.slots, offset)

        return self.stock.use(run)

    def read(self, port: int, addresses: int = 0) -> Side:
        """Make a side that lists the free slots of one doctor after the other."""
        return lambda seconds: wrk(port, "list", seconds, self.doctors, addresses)
