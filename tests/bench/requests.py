"""What wrk asks the gateways for."""

from pathlib import Path
from uuid import uuid4

from gateway.admission.tokens import Tokens
from tests.bench import servers
from tests.bench.clinic import Clinic
from tests.bench.load import Measured, wrk
from tests.bench.rounds import Side, Stock

TOKEN_SECONDS = 24 * 3600


class Requests:
    """Requests to book and to list, with what wrk's scripts read: tokens, slots with who is to book them, paths.

    addresses: from how many a trusted proxy says that they come; 0 for no word about it.
    """

    def __init__(self, clinic: Clinic, stock: Stock, directory: Path) -> None:
        self.stock = stock
        self.tokens = directory / "tokens"
        self.slots = directory / "slots"
        self.paths = directory / "paths"
        tokens = Tokens((servers.KEY,), TOKEN_SECONDS)
        patients = clinic.fetch("select id::text from bench.patient order by n")
        self.tokens.write_text("".join(f"{tokens.issue(str(id_), 'USER', str(uuid4()))}\n" for (id_,) in patients))
        for path, lines in (
            (self.slots, "select format('%s %s', id, lpad(patient::text, 9)) from bench.slot order by n"),
            (self.paths, "select format('/v1/doctors/%s/slots?limit=20', id) from bench.doctor order by n"),
        ):
            path.write_text("".join(f"{line}\n" for (line,) in clinic.fetch(lines)))

    def book(self, port: int, addresses: int = 0) -> Side:
        """Make a side that books one slot after the other."""

        def run(offset: int, seconds: float) -> Measured:
            return wrk(port, "book", seconds, self.tokens, addresses, self.slots, offset)

        return self.stock.use(run)

    def read(self, port: int, addresses: int = 0, known: str = "") -> Side:
        """Make a side that lists the free slots of one doctor after the other. known: what If-None-Match says."""
        return lambda seconds: wrk(port, "get", seconds, self.paths, addresses, known)
