"""An outage of the primary: one line in the log when it begins and one when it is over, whoever meets it."""

import logging
import time
from collections.abc import Callable

import psycopg
from psycopg import OperationalError

log = logging.getLogger("gateway")

# While a server goes down or comes up, some requests fail and others do not.
QUIET_SECONDS = 5.0


def is_outage(error: psycopg.Error) -> bool:
    """Tell whether an error shows that the server cannot be used, whatever it was asked."""
    if error.sqlstate is None:
        return isinstance(error, OperationalError)
    # Connection exceptions; no space, memory or connections left; server shutdown or crash; read-only transaction.
    return error.sqlstate.startswith(("08", "53", "57P", "25006"))


def reason(error: psycopg.Error) -> str:
    """Return why a server cannot be used. PostgreSQL's words about a statement are left out: they may hold values."""
    return " ".join(str(error).split()) if error.sqlstate is None else f"{error.sqlstate} {type(error).__name__}"


class Outage:
    """Whether this process can use the primary, and since when not."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self.clock = clock
        self.began_at = 0.0
        self.failed_at: float | None = None

    def note_failure(self, error: psycopg.Error) -> bool:
        """Tell whether an error is one of an outage; log the first."""
        if not is_outage(error):
            return False
        now = self.clock()
        if self.failed_at is None:
            self.began_at = now
            log.error(
                "PostgreSQL cannot be used: %s. Requests get 503 until it can. "
                "See whether it runs, what its log says, and whether its disk is full",
                reason(error),
            )
        self.failed_at = now
        return True

    def note_success(self) -> None:
        """Log that the outage is over if nothing has failed for QUIET_SECONDS."""
        if self.failed_at is not None and self.clock() - self.failed_at >= QUIET_SECONDS:
            log.info("PostgreSQL can be used again, after %.1f s", self.failed_at - self.began_at)
            self.failed_at = None
