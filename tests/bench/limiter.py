"""What the limiter costs: our gateway with limits against itself without, and a flood of refusals."""

from contextlib import ExitStack

from tests.bench import servers
from tests.bench.clinic import Clinic
from tests.bench.report import Row
from tests.bench.requests import Requests
from tests.bench.rounds import compare, idle, in_turn, latest, rate, share, weighing, weights

ADDRESSES = 500
PROXIES = "127.0.0.0/8"
AIM = "0.80"


def limiter(clinic: Clinic, requests: Requests) -> list[Row]:
    """Book and list with limits and without, first within every quota, then over it."""
    clinic.fetch("update medbook.rate_policy set quota = 2000000000")
    with ExitStack() as stack:
        on, off = (
            stack.enter_context(servers.medbook(clinic, MEDBOOK_RATE_LIMITS=switch, MEDBOOK_TRUSTED_PROXIES=PROXIES))
            for switch in ("on", "off")
        )
        rows = []
        for what, side in (
            ("POST /v1/bookings", requests.book),
            ("GET /v1/doctors/{id}/slots", requests.read),
        ):
            many, one, unlimited = in_turn(clinic, side(on, ADDRESSES), side(on, 1), side(off, ADDRESSES))
            rows.append(compare(f"{what}, limits on, wrk", many, "limits off", unlimited, AIM))
            rows.append(Row("… p99", latest(many), "limits off", latest(unlimited), "-", "-", "-"))
            rows.append(compare("… all from one address", one, "limits off", unlimited))
        return rows + flood(clinic, requests, on)


def flood(clinic: Clinic, requests: Requests, port: int) -> list[Row]:
    """List from one address that is over its quota, and look what that costs the database."""
    calls = "select sum(calls)::bigint from extensions.pg_stat_statements where userid = 'medbook_gateway'::regrole"
    clinic.fetch("update medbook.rate_policy set quota = 1")
    refused = requests.read(port, 1)
    # Each worker hears of it from the database, once.
    refused(1)
    before = clinic.number(calls)
    over, nobody = in_turn(clinic, weighing(clinic, refused), weighing(clinic, idle))
    made = f"{clinic.number(calls) - before:,}"
    return [
        Row(
            "429 for one address over its quota, wrk",
            f"{rate(over):,.0f}/s",
            "calls it made",
            made,
            "-",
            "0",
            share(over),
        ),
        weights("of these", over, nobody),
    ]
